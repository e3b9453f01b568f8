//! The text of a `$ref`: a URI reference (RFC 3986) to a file, and a place in it.

use std::borrow::Cow;

use crate::tree::{Cursor, decode_uri_fragment};

/// A `$ref`'s text taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefText<'a> {
    /// The part before `#`, percent-encoding resolved; empty for the same document.
    pub document: Cow<'a, str>,
    /// The part after `#`, percent-encoding resolved.
    pub fragment: Cow<'a, str>,
}

impl<'a> RefText<'a> {
    /// Takes a text apart.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        let (document, fragment) = text.split_once('#').unwrap_or((text, ""));
        Self { document: decode_uri_fragment(document), fragment: decode_uri_fragment(fragment) }
    }

    /// True where the document is named by an absolute URI rather than by a path.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        let scheme = self.document.split(':').next().unwrap_or("");
        // One letter before a colon is a drive.
        scheme.len() > 1
            && scheme.len() < self.document.len()
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
            && !scheme.eq_ignore_ascii_case("file")
    }
}

/// A path without `.`, `..` (where possible) and doubled slashes. A backslash is a character like others: what separates
/// the parts of paths on Windows is replaced where their names are made (`session::display_name`).
#[must_use]
pub fn normalize_path(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if absolute { format!("/{joined}") } else { joined }
}

/// The path that `relative` means when written in the file `base`.
#[must_use]
pub fn join_path(base: &str, relative: &str) -> String {
    let relative = relative.strip_prefix("file://").unwrap_or(relative);
    if relative.starts_with('/') {
        return normalize_path(relative);
    }
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| if folder.is_empty() { "/" } else { folder });
    normalize_path(&format!("{folder}{}{relative}", if folder.is_empty() { "" } else { "/" }))
}

/// The way from the folder of one file to another file.
#[must_use]
pub fn path_between(from: &str, to: &str) -> String {
    let (from, to) = (normalize_path(from), normalize_path(to));
    let folder: Vec<&str> = from.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect());
    let target: Vec<&str> = to.split('/').collect();
    let shared = folder.iter().zip(&target).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", folder.len() - shared);
    up.chain(target[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// The name of the file that a reference means when written in the file `base`: a path, or a URL where
/// the reference or its file is one (RFC 3986 section 5.2, without queries).
#[must_use]
pub fn target_name(base: &str, reference: &RefText<'_>) -> String {
    if reference.is_remote() {
        return reference.document.clone().into_owned();
    }
    let Some(authority) = base.find("://").map(|n| n + 3) else { return join_path(base, &reference.document) };
    // A URL that is all host has the path `/`: what it refers to lies on that host, never beside us.
    let path = base[authority..].find(['/', '?', '#']).map_or(base.len(), |n| authority + n);
    let from = if base[path..].starts_with('/') { &base[path..] } else { "/" };
    format!("{}{}", &base[..path], join_path(from, &reference.document))
}

/// A URL without what stands before the `@` of its authority (RFC 3986, section 3.2.1): for people to read.
#[must_use]
pub fn without_credentials(url: &str) -> Cow<'_, str> {
    let Some(start) = url.find("://").map(|n| n + 3) else { return Cow::Borrowed(url) };
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |n| start + n);
    match url[start..end].rfind('@') {
        Some(at) => Cow::Owned(format!("{}{}", &url[..start], &url[start + at + 1..])),
        None => Cow::Borrowed(url),
    }
}

/// The place that a fragment names in a document; the deepest place found and the missing segment
/// otherwise. Plain names are looked up by `anchor`.
pub(super) fn resolve_fragment<'a>(
    root: Cursor<'a>,
    fragment: &str,
    anchor: impl FnOnce(&str) -> Option<Cursor<'a>>,
) -> Result<Cursor<'a>, (Cursor<'a>, String)> {
    if fragment.is_empty() || fragment.starts_with('/') {
        return root.resolve_pointer(fragment);
    }
    anchor(fragment).ok_or_else(|| (root, fragment.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_between_files() {
        assert_eq!(path_between("a/b/api.yaml", "a/b/parts/x.yaml"), "parts/x.yaml");
        assert_eq!(path_between("a/b/api.yaml", "a/common.yaml"), "../common.yaml");
        assert_eq!(path_between("api.yaml", "common.yaml"), "common.yaml");
        assert_eq!(path_between("x/api.yaml", "y/common.yaml"), "../y/common.yaml");
    }

    #[test]
    fn texts_are_taken_apart() {
        let r = RefText::parse("../a%20b.yaml#/paths/~1x%7Bid%7D");
        assert_eq!((r.document.as_ref(), r.fragment.as_ref()), ("../a b.yaml", "/paths/~1x{id}"));
        assert!(!r.is_remote());
        assert!(RefText::parse("https://x.org/a.yaml").is_remote());
        assert!(RefText::parse("urn:x:y#/a").is_remote());
        assert!(!RefText::parse("C:/x.yaml").is_remote());
        assert!(!RefText::parse("#/a:b").is_remote());
    }

    #[test]
    fn credentials_are_not_shown() {
        assert_eq!(without_credentials("https://user:pw@host/a@b"), "https://host/a@b");
        assert_eq!(without_credentials("https://host/a"), "https://host/a");
        assert_eq!(without_credentials("a@b/c.yaml"), "a@b/c.yaml");
    }

    #[test]
    fn paths_are_joined_and_normalized() {
        assert_eq!(join_path("spec/api.yaml", "../common/x.yaml"), "common/x.yaml");
        assert_eq!(join_path("api.yaml", "./x//y.yaml"), "x/y.yaml");
        assert_eq!(join_path("/a/b.yaml", "../../../c.yaml"), "/c.yaml");
        assert_eq!(join_path("a.yaml", "../c.yaml"), "../c.yaml");
        assert_eq!(join_path("/a.yaml", "c.yaml"), "/c.yaml");
        let target = |base, text| target_name(base, &RefText::parse(text));
        assert_eq!(target("a/b.yaml", "../c.yaml#/x"), "c.yaml");
        assert_eq!(target("https://x.org/a/b.yaml", "../c.yaml#/x"), "https://x.org/c.yaml");
        assert_eq!(target("a.yaml", "https://x.org/c.yaml#/x"), "https://x.org/c.yaml");
        assert_eq!(target("https://x.org", "c.yaml"), "https://x.org/c.yaml");
        assert_eq!(target("https://x.org?a=b", "../../etc/passwd"), "https://x.org/etc/passwd");
    }
}
