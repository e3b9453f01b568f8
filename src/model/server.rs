//! Servers: their URLs with variables, and 2.0's host, base path and schemes.

use std::borrow::Cow;
use std::ops::Range;

use crate::spec::Version;
use crate::tree::{Cursor, words};

/// The parts of a URL, as byte ranges of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// Before `://`; `None` for a relative URL.
    pub scheme: Option<Range<usize>>,
    /// Host with port; empty for a relative URL.
    pub host: Range<usize>,
    /// From the first slash after the host on.
    pub path: Range<usize>,
}

impl Url {
    /// Takes a URL or URL template apart. Never fails: what has no scheme is all path.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (scheme, rest) = match text.find("://") {
            Some(n) => (Some(0..n), n + 3),
            None if text.starts_with("//") => (None, 2),
            None => return Self { scheme: None, host: 0..0, path: 0..text.len() },
        };
        let slash = text[rest..].find(['/', '?', '#']).map_or(text.len(), |n| n + rest);
        Self { scheme, host: rest..slash, path: slash..text.len() }
    }
}

/// A server of the API.
#[derive(Clone, Debug)]
pub struct Server<'a> {
    /// The server object; in 2.0 the document.
    pub node: Cursor<'a>,
    /// The place of the URL: `url`, or in 2.0 the scheme, host or base path.
    pub at: Cursor<'a>,
    /// The URL as written; in 2.0 put together.
    pub url: Cow<'a, str>,
    /// The URL with the default of each variable put in.
    pub filled: String,
    /// True where `url` is the text at `at`, so that parts of it have a place.
    pub exact: bool,
}

impl<'a> Server<'a> {
    /// Reads a server object; `None` where it has no URL.
    #[must_use]
    pub fn read(node: Cursor<'a>) -> Option<Self> {
        let at = node.get(words::URL)?;
        let url = at.str()?;
        let filled = fill(&url, node.get(words::VARIABLES));
        Some(Server { node, at, url, filled, exact: true })
    }

    /// The scheme in lower case; `None` for a relative URL.
    #[must_use]
    pub fn scheme(&self) -> Option<String> {
        Url::parse(&self.filled).scheme.map(|r| self.filled[r].to_ascii_lowercase())
    }

    /// Host without port or user, in lower case; empty for a relative URL.
    #[must_use]
    pub fn host(&self) -> String {
        let host = &self.filled[Url::parse(&self.filled).host];
        let host = host.rsplit('@').next().unwrap_or(host);
        let host = if host.starts_with('[') {
            host.split_inclusive(']').next().unwrap_or(host)
        } else {
            host.split(':').next().unwrap_or(host)
        };
        host.to_ascii_lowercase()
    }

    /// The path, defaults put in.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.filled[Url::parse(&self.filled).path]
    }

    /// The description.
    #[must_use]
    pub fn description(&self) -> Cow<'a, str> {
        self.node.get_text(words::DESCRIPTION).unwrap_or_default()
    }

    /// True for the own machine: `localhost`, loopback addresses, names under `.localhost` or
    /// `.test` (RFC 2606, RFC 6761), and hosts without a dot.
    #[must_use]
    pub fn is_local(&self) -> bool {
        is_local_host(&self.host())
    }

    /// True where the server is marked or described as one for development or inside use.
    #[must_use]
    pub fn is_internal(&self) -> bool {
        let text = format!("{} {}", self.description(), self.node.get_text(words::NAME).unwrap_or_default());
        let marked = super::is_internal(self.node);
        marked
            || has_word(&text, &["dev", "development", "local", "localhost", "internal", "mock", "docker", "localdev"])
    }

    /// Names between braces in the URL, with their byte ranges, braces included.
    #[must_use]
    pub fn template_names(&self) -> Vec<(String, Range<usize>)> {
        let mut names = Vec::new();
        let mut from = 0;
        while let Some(open) = self.url[from..].find('{').map(|n| n + from) {
            let Some(close) = self.url[open..].find('}').map(|n| n + open) else { break };
            names.push((self.url[open + 1..close].to_owned(), open..close + 1));
            from = close + 1;
        }
        names
    }
}

/// True where one of `wanted` stands in the text as a word of its own, whatever its case.
pub(crate) fn has_word(text: &str, wanted: &[&str]) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| wanted.iter().any(|w| word.eq_ignore_ascii_case(w)))
}

pub(crate) fn is_local_host(host: &str) -> bool {
    let loopback = host == "localhost"
        || host.starts_with("127.")
        || host == "[::1]"
        || host == "0.0.0.0"
        || host == "host.docker.internal";
    loopback
        || host.ends_with(".localhost")
        || host.ends_with(".test")
        || (!host.is_empty() && !host.contains(['.', '{', ':']))
}

/// A URL template with the default of each variable put in.
fn fill(url: &str, variables: Option<Cursor<'_>>) -> String {
    let mut filled = String::with_capacity(url.len());
    let mut rest = url;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|n| n + open) else { break };
        filled.push_str(&rest[..open]);
        let default = variables.and_then(|v| v.get_str(&rest[open + 1..close])).and_then(|v| v.get(words::DEFAULT));
        match default {
            Some(default) => filled.push_str(&default.text()),
            None => filled.push_str(&rest[open..=close]),
        }
        rest = &rest[close + 1..];
    }
    filled.push_str(rest);
    filled
}

/// The servers of a document.
pub(super) fn servers(root: Cursor<'_>, version: Version) -> Vec<Server<'_>> {
    if version != Version::V2_0 {
        return root.get(words::SERVERS).into_iter().flat_map(Cursor::items).filter_map(Server::read).collect();
    }
    let host = root.get(words::HOST);
    let base = root.get(words::BASE_PATH);
    let Some(named) = host.or(base) else { return Vec::new() };
    let text = |at: Option<Cursor<'_>>| at.map(|a| a.text().into_owned()).unwrap_or_default();
    let rest =
        |scheme: &str| if host.is_some() { format!("{scheme}://{}{}", text(host), text(base)) } else { text(base) };
    let mut servers: Vec<Server<'_>> = Vec::new();
    for scheme in root.get(words::SCHEMES).into_iter().flat_map(Cursor::items).filter(|_| host.is_some()) {
        let url = rest(&scheme.text());
        servers.push(Server { node: root, at: scheme, filled: url.clone(), url: Cow::Owned(url), exact: false });
    }
    if servers.is_empty() {
        // Without schemes, the one that the description is read over applies: not known here.
        let url = if host.is_some() { format!("//{}{}", text(host), text(base)) } else { text(base) };
        servers.push(Server { node: root, at: named, filled: url.clone(), url: Cow::Owned(url), exact: false });
    }
    servers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart() {
        let url = "https://api.x.org:8443/v1/a?b";
        let parts = Url::parse(url);
        assert_eq!(
            (&url[parts.scheme.unwrap()], &url[parts.host], &url[parts.path]),
            ("https", "api.x.org:8443", "/v1/a?b")
        );
        assert_eq!(Url::parse("/v1"), Url { scheme: None, host: 0..0, path: 0..3 });
    }

    #[test]
    fn the_own_machine_is_local() {
        for host in ["localhost", "127.0.0.1", "[::1]", "api.test", "orders"] {
            assert!(is_local_host(host), "{host}");
        }
        assert!(!is_local_host("example.com"));
        assert!(!is_local_host(""));
    }
}
