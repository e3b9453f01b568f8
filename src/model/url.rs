//! URLs and URL templates, read once for rules, comparisons and views (RFC 3986, section 3).

use std::ops::Range;

/// The parts of a URL or URL template, as byte ranges of its text. Names in braces may stand anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url<'t> {
    text: &'t str,
    /// Before `://`; `None` for a relative URL.
    pub scheme: Option<Range<usize>>,
    /// Before the `@` of the authority.
    pub user: Option<Range<usize>>,
    /// The host, brackets of IPv6 addresses included; empty for a relative URL.
    pub host: Range<usize>,
    /// Behind the colon that follows the host.
    pub port: Option<Range<usize>>,
    /// From the first slash after the authority on, with query and fragment.
    pub path: Range<usize>,
}

impl<'t> Url<'t> {
    /// Takes a URL or URL template apart. Never fails: what has no scheme and no authority is all path. White space around
    /// it is left aside.
    #[must_use]
    pub fn parse(text: &'t str) -> Self {
        let start = text.len() - text.trim_start().len();
        let end = start + text.trim().len();
        let inner = &text[start..end];
        let relative = Self { text, scheme: None, user: None, host: start..start, port: None, path: start..end };
        // Where it has a scheme, nothing of a path, a query or a fragment stands before it.
        let is_scheme = |s: &str| {
            s.starts_with(|c: char| c.is_ascii_alphabetic() || c == '{')
                && s.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.' | b'_' | b'{' | b'}'))
        };
        let (scheme, from) = match inner.find("://") {
            Some(n) if is_scheme(&inner[..n]) => (Some(start..start + n), start + n + 3),
            _ if inner.starts_with("//") => (None, start + 2),
            _ => return relative,
        };
        let slash = text[from..end].find(['/', '?', '#']).map_or(end, |n| from + n);
        let at = text[from..slash].rfind('@').map(|n| from + n);
        let first = at.map_or(from, |at| at + 1);
        let colon = port_colon(&text[first..slash]).map(|n| first + n);
        Self {
            text,
            scheme,
            user: at.map(|at| from..at),
            host: first..colon.unwrap_or(slash),
            port: colon.map(|colon| colon + 1..slash),
            path: slash..end,
        }
    }

    /// The scheme in lower case; `None` for a relative URL.
    #[must_use]
    pub fn scheme(&self) -> Option<String> {
        self.scheme.clone().map(|range| self.text[range].to_ascii_lowercase())
    }

    /// The host without port and user, in lower case; empty for a relative URL.
    #[must_use]
    pub fn host(&self) -> String {
        self.text[self.host.clone()].to_ascii_lowercase()
    }

    /// The port as it is written.
    #[must_use]
    pub fn port(&self) -> Option<&'t str> {
        self.port.clone().map(|range| &self.text[range])
    }

    /// The path, with query and fragment.
    #[must_use]
    pub fn path(&self) -> &'t str {
        &self.text[self.path.clone()]
    }

    /// True for the own machine: `localhost`, loopback addresses, names under `.localhost` or `.test` (RFC 2606,
    /// RFC 6761), and hosts without a dot.
    #[must_use]
    pub fn is_local(&self) -> bool {
        is_local_host(&self.host())
    }

    /// True for an http URL of another machine: what is sent there can be read and changed on the way.
    #[must_use]
    pub fn is_plain_http(&self) -> bool {
        self.scheme().as_deref() == Some("http") && !self.is_local()
    }

    /// True for an http URL of any machine but one's own. Names that are reserved for examples stand for others here.
    #[must_use]
    pub fn is_unencrypted(&self) -> bool {
        self.scheme().as_deref() == Some("http") && !is_own_machine(&self.host())
    }

    /// The text with another scheme; none for a relative URL.
    #[must_use]
    pub fn with_scheme(&self, scheme: &str) -> Option<String> {
        let old = self.scheme.clone()?;
        Some(format!("{}{scheme}{}", &self.text[..old.start], &self.text[old.end..]))
    }
}

/// The colon before the port: outside of the brackets of an IPv6 address and of the braces of a name.
fn port_colon(authority: &str) -> Option<usize> {
    let mut depth = 0_usize;
    authority.char_indices().find_map(|(at, c)| {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => return Some(at),
            _ => {}
        }
        None
    })
}

fn is_local_host(host: &str) -> bool {
    is_own_machine(host) || host.ends_with(".test") || (!host.is_empty() && !host.contains(['.', '{', ':']))
}

/// True for what never leaves the machine: loopback addresses and `localhost` (RFC 6761, section 6.3).
fn is_own_machine(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || matches!(host, "[::1]" | "0.0.0.0" | "host.docker.internal")
}

/// The names between braces in a template of a path or URL, with their byte ranges, braces included (OpenAPI 3.1.1,
/// sections 4.8.2 and 4.8.5).
pub fn template_names(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let open = text[from..].find('{').map(|n| n + from)?;
        let close = text[open..].find('}').map(|n| n + open)?;
        from = close + 1;
        Some((&text[open + 1..close], open..close + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart() {
        for (text, scheme, host, port, path) in [
            ("https://api.x.org:8443/v1/a?b", Some("https"), "api.x.org", Some("8443"), "/v1/a?b"),
            ("HTTP://client:secret@Login.acme.com/token", Some("http"), "login.acme.com", None, "/token"),
            ("http://a@b@c.org", Some("http"), "c.org", None, ""),
            ("http://[2001:db8::1]/hook", Some("http"), "[2001:db8::1]", None, "/hook"),
            ("http://u:p@[2001:db8::1]:80?x", Some("http"), "[2001:db8::1]", Some("80"), "?x"),
            ("{scheme}://{host}:{port}/{base}", Some("{scheme}"), "{host}", Some("{port}"), "/{base}"),
            ("https://{tenant}.acme.com:{port}", Some("https"), "{tenant}.acme.com", Some("{port}"), ""),
            ("//api.x.org/v1", None, "api.x.org", None, "/v1"),
            ("/v1", None, "", None, "/v1"),
            ("/go?to=http://evil.org", None, "", None, "/go?to=http://evil.org"),
            ("  http://x.org/a ", Some("http"), "x.org", None, "/a"),
            ("{$request.body#/url}", None, "", None, "{$request.body#/url}"),
            ("http://evil.org?u={$request.query.u}", Some("http"), "evil.org", None, "?u={$request.query.u}"),
            ("", None, "", None, ""),
        ] {
            let url = Url::parse(text);
            let port_of = url.port.clone().map(|r| &text[r]);
            assert_eq!(
                (url.scheme().as_deref(), &*url.host(), port_of, url.path()),
                (scheme, host, port, path),
                "{text}"
            );
        }
    }

    #[test]
    fn the_own_machine_is_local() {
        for host in ["localhost", "127.0.0.1", "[::1]", "api.test", "orders", "u:p@localhost:80"] {
            let text = format!("http://{host}/a");
            assert!(Url::parse(&text).is_local() && !Url::parse(&text).is_plain_http(), "{host}");
        }
        for host in ["example.com", "localhost@example.com", "[2001:db8::1]", "localhost:80@example.com"] {
            let text = format!("http://{host}/a");
            assert!(Url::parse(&text).is_plain_http(), "{host}");
        }
        assert!(!Url::parse("/a").is_local());
    }

    #[test]
    fn schemes_are_replaced() {
        assert_eq!(Url::parse("Http://a:b@x.org/").with_scheme("https").as_deref(), Some("https://a:b@x.org/"));
        assert_eq!(Url::parse("/a").with_scheme("https"), None);
    }
}
