//! Servers: their URLs with variables, and 2.0's host, base path and schemes.

use std::borrow::Cow;
use std::ops::Range;

use super::url::{Url, template_names};
use crate::spec::Version;
use crate::tree::{Cursor, words};

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

    /// The parts of the URL, defaults put in.
    #[must_use]
    pub fn parts(&self) -> Url<'_> {
        Url::parse(&self.filled)
    }

    /// The scheme in lower case; `None` for a relative URL.
    #[must_use]
    pub fn scheme(&self) -> Option<String> {
        self.parts().scheme()
    }

    /// Host without port or user, in lower case; empty for a relative URL.
    #[must_use]
    pub fn host(&self) -> String {
        self.parts().host()
    }

    /// The path, defaults put in.
    #[must_use]
    pub fn path(&self) -> &str {
        self.parts().path()
    }

    /// The URL in the form that equal ones share: scheme and host in lower case, no default port, no slash at the end
    /// (RFC 3986, sections 6.2.2 and 6.2.3). Of `template` it is the one as written, variables included.
    #[must_use]
    pub fn normalized(&self, template: bool) -> String {
        let text = if template { self.url.as_ref() } else { self.filled.as_str() };
        let url = Url::parse(text);
        let scheme = url.scheme();
        let path = url.path().trim_end_matches('/');
        let host = url.host();
        if host.is_empty() {
            return text.trim_end_matches('/').to_owned();
        }
        let usual = match scheme.as_deref() {
            Some("http" | "ws") => Some("80"),
            Some("https" | "wss") => Some("443"),
            _ => None,
        };
        let port = url.port().filter(|port| !port.is_empty() && Some(*port) != usual);
        let port = port.map_or_else(String::new, |port| format!(":{port}"));
        let scheme = scheme.map_or_else(String::new, |scheme| format!("{scheme}:"));
        format!("{scheme}//{host}{port}{path}")
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
        self.parts().is_local()
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
        template_names(&self.url).map(|(name, range)| (name.to_owned(), range)).collect()
    }
}

/// True where one of `wanted` stands in the text as a word of its own, whatever its case.
pub(crate) fn has_word(text: &str, wanted: &[&str]) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| wanted.iter().any(|w| word.eq_ignore_ascii_case(w)))
}

/// A URL template with the default of each variable put in.
fn fill(url: &str, variables: Option<Cursor<'_>>) -> String {
    let mut filled = String::with_capacity(url.len());
    let mut from = 0;
    for (name, range) in template_names(url) {
        filled.push_str(&url[from..range.start]);
        from = range.end;
        let default = variables.and_then(|v| v.get_str(name)).and_then(|v| v.get(words::DEFAULT));
        match default {
            Some(default) => filled.push_str(&default.text()),
            None => filled.push_str(&url[range]),
        }
    }
    filled.push_str(&url[from..]);
    filled
}

/// The servers of a document.
pub(super) fn servers(root: Cursor<'_>, version: Version) -> Vec<Server<'_>> {
    if version != Version::V2_0 {
        return root.get(words::SERVERS).into_iter().flat_map(Cursor::items).filter_map(Server::read).collect();
    }
    old_servers(root, root.get(words::SCHEMES))
}

/// 2.0's servers: one for each scheme of the list, on the host of the document.
pub(super) fn old_servers<'a>(root: Cursor<'a>, schemes: Option<Cursor<'a>>) -> Vec<Server<'a>> {
    let host = root.get(words::HOST);
    let base = root.get(words::BASE_PATH);
    let Some(named) = host.or(base) else { return Vec::new() };
    let text = |at: Option<Cursor<'_>>| at.map(|a| a.text().into_owned()).unwrap_or_default();
    let rest =
        |scheme: &str| if host.is_some() { format!("{scheme}://{}{}", text(host), text(base)) } else { text(base) };
    let mut servers: Vec<Server<'_>> = Vec::new();
    for scheme in schemes.into_iter().flat_map(Cursor::items).filter(|_| host.is_some()) {
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
