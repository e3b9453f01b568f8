//! Source files, byte spans and the line table.

use std::sync::OnceLock;

/// A half-open range of byte offsets into one source file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset one past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from two byte offsets; `end` is raised to `start` if it lies before it.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Self { start, end: end.max(start) }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True where the span covers no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The span as a `usize` range.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The number of a file within one workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A span in a file of the workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// The file.
    pub file: FileId,
    /// The bytes in it.
    pub span: Span,
}

/// A text in the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What it replaces; empty where it only adds.
    pub place: Location,
    /// The new text.
    pub text: String,
}

/// A zero-based position as the Language Server Protocol counts it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 0.
    pub line: u32,
    /// UTF-16 code units from the start of the line, from 0.
    pub character: u32,
}

/// The text of one file with the name that it is shown under.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    lines: OnceLock<Vec<u32>>,
}

/// The UTF-8 byte order mark: part of the text, never part of a line's columns.
pub const BOM: &str = "\u{feff}";

impl Source {
    /// Wraps `text`; `name` is shown to people and written to reports, with forward slashes.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), lines: OnceLock::new() }
    }

    /// The name under which the file is shown.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, a byte order mark included.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text at `span`; empty where the span does not lie on character boundaries.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Byte offsets of the line starts. Lines end with LF, CRLF or a lone CR.
    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let first = if self.text.starts_with(BOM) { BOM.len() as u32 } else { 0 };
            let mut starts = vec![first];
            for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
                if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                    starts.push(at as u32 + 1);
                }
            }
            starts
        })
    }

    /// Number of lines, at least 1.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        self.lines().len() as u32
    }

    /// The zero-based line that holds the byte at `offset`.
    #[must_use]
    pub fn line_of(&self, offset: u32) -> u32 {
        self.lines().partition_point(|&start| start <= offset).saturating_sub(1) as u32
    }

    /// The bytes of a zero-based line without its line break; empty past the end.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Span {
        let lines = self.lines();
        let Some(&start) = lines.get(line as usize) else {
            return Span::new(self.text.len(), self.text.len());
        };
        let end = lines.get(line as usize + 1).map_or(self.text.len(), |&next| next as usize);
        let line = self.text.get(start as usize..end).unwrap_or("");
        Span::new(start as usize, start as usize + line.trim_end_matches(['\n', '\r']).len())
    }

    /// Line and UTF-16 column, both from 0, of a byte offset.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_of(offset as u32);
        let start = self.lines()[line as usize] as usize;
        let before = self.text.get(start..offset).unwrap_or("");
        let character =
            if before.is_ascii() { before.len() as u32 } else { before.chars().map(|c| c.len_utf16() as u32).sum() };
        Position { line, character }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf16_units_and_skip_the_bom() {
        let source = Source::new("x", "\u{feff}a: 😀b\r\nsecond\rthird");
        let at = |needle: &str| source.position(source.text().find(needle).unwrap() as u32);
        assert_eq!(at("a"), Position { line: 0, character: 0 });
        assert_eq!(at("b"), Position { line: 0, character: 5 });
        assert_eq!(at("second"), Position { line: 1, character: 0 });
        assert_eq!(at("third"), Position { line: 2, character: 0 });
        assert_eq!(source.slice(source.line_span(0)), "a: 😀b");
        assert_eq!(source.line_count(), 3);
    }

    #[test]
    fn offsets_past_the_end_are_the_end() {
        let source = Source::new("x", "ab\n");
        assert_eq!(source.position(99), Position { line: 1, character: 0 });
        assert!(source.line_span(7).is_empty());
    }
}
