//! Places and names as the protocol has them.

use std::path::{Component, Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Value, json};

use crate::source::{Location, Source, Span};

/// What a column counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// What every client knows.
    #[default]
    Utf16,
    Utf32,
}

impl Encoding {
    /// The one that costs least among those that a client offers.
    pub(super) fn of(offered: &Value) -> Self {
        let has = |word: &str| offered.as_array().is_some_and(|all| all.iter().any(|o| o == word));
        match () {
            () if has("utf-8") => Self::Utf8,
            () if has("utf-16") || !has("utf-32") => Self::Utf16,
            () => Self::Utf32,
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
        }
    }

    /// How many columns a text takes.
    fn columns(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
            Self::Utf32 => text.chars().count(),
        }
    }

    /// The place of a byte.
    pub(super) fn position(self, source: &Source, offset: u32) -> Value {
        let line = source.line_of(offset);
        let character = match self {
            Self::Utf16 => source.position(offset).character as usize,
            other => {
                let start = source.line_span(line).start;
                other.columns(source.slice(Span { start, end: offset.max(start) }))
            }
        };
        json!({"line": line, "character": character})
    }

    /// The places around bytes.
    pub(super) fn range(self, location: &Location) -> Value {
        self.range_of(&location.source, location.span)
    }

    /// Likewise.
    pub(super) fn range_of(self, source: &Source, span: Span) -> Value {
        json!({"start": self.position(source, span.start), "end": self.position(source, span.end)})
    }

    /// The byte at a place; the end of the line, or of the text, where the place lies beyond it.
    pub(super) fn offset(self, source: &Source, position: &Value) -> Option<usize> {
        let number = |key: &str| position.get(key)?.as_u64();
        let (line, character) = (number("line")?, number("character")?);
        let Ok(line) = u32::try_from(line) else { return Some(source.text().len()) };
        let span = source.line_span(line);
        let mut left = usize::try_from(character).unwrap_or(usize::MAX);
        let mut at = span.start as usize;
        for c in source.slice(span).chars() {
            let width = match self {
                Self::Utf8 => c.len_utf8(),
                Self::Utf16 => c.len_utf16(),
                Self::Utf32 => 1,
            };
            if left < width {
                break;
            }
            left -= width;
            at += c.len_utf8();
        }
        Some(at)
    }
}

/// What is written as it is in the path of a URI (RFC 3986, section 3.3).
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The URI of a file (RFC 8089).
pub(super) fn uri_of(path: &Path) -> String {
    let text = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let slash = if text.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", utf8_percent_encode(&text, KEPT))
}

/// The file of a URI; nothing for those of other schemes or machines.
pub(super) fn path_of(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    let path = percent_decode_str(path.split(['?', '#']).next()?).decode_utf8().ok()?;
    // `/C:/api.yaml`
    let drive = std::path::MAIN_SEPARATOR == '\\' && path.as_bytes().get(2) == Some(&b':');
    let path = if drive { path.strip_prefix('/')? } else { path.starts_with('/').then_some(&*path)? };
    Some(plain(Path::new(path)))
}

/// A path without `.` and `..`.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_there_and_back() {
        let source = Source::new("a", "ab\nä𝄞c\r\nd");
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (offset, _) in source.text().char_indices().filter(|(_, c)| !matches!(c, '\r' | '\n')) {
                let place = encoding.position(&source, offset as u32);
                assert_eq!(encoding.offset(&source, &place), Some(offset), "{encoding:?} {place}");
            }
        }
        let c = source.text().find('c').unwrap() as u32;
        let columns =
            [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32].map(|e| e.position(&source, c)["character"].clone());
        assert_eq!(columns, [json!(6), json!(3), json!(2)]);
        // Beyond the end of a line, and of the text.
        assert_eq!(Encoding::Utf16.offset(&source, &json!({"line": 0, "character": 99})), Some(2));
        assert_eq!(Encoding::Utf16.offset(&source, &json!({"line": 99, "character": 0})), Some(source.text().len()));
        assert_eq!(Encoding::Utf16.offset(&source, &json!({"line": -1})), None);
    }

    #[cfg(unix)]
    #[test]
    fn uris_there_and_back() {
        let path = Path::new("/a b/c%d/ü#.yaml");
        assert_eq!(uri_of(path), "file:///a%20b/c%25d/%C3%BC%23.yaml");
        assert_eq!(path_of(&uri_of(path)).as_deref(), Some(path));
        assert_eq!(path_of("file:///a/../b/./c.yaml").as_deref(), Some(Path::new("/b/c.yaml")));
        assert_eq!(path_of("untitled:x"), None);
        assert_eq!(path_of("file://elsewhere/x"), None);
    }
}
