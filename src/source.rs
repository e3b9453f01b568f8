//! Source files, byte spans and the line table.

use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

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

/// A span in a file. It carries the file, so that locations of several runs can stand in one list.
#[derive(Clone, Debug)]
pub struct Location {
    /// The file.
    pub source: Arc<Source>,
    /// The bytes in it.
    pub span: Span,
}

impl PartialEq for Location {
    fn eq(&self, other: &Self) -> bool {
        self.span == other.span && self.is_in_file_of(other)
    }
}

impl Eq for Location {}

impl PartialOrd for Location {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The order of reports: by the name of the file and the bytes in it. Only where two files have one name, which one
/// comes first is up to where they lie in memory.
impl Ord for Location {
    fn cmp(&self, other: &Self) -> Ordering {
        let address = |at: &Self| Arc::as_ptr(&at.source);
        let names = if self.is_in_file_of(other) {
            Ordering::Equal
        } else {
            self.source.name().cmp(other.source.name()).then_with(|| address(self).cmp(&address(other)))
        };
        names.then(self.span.cmp(&other.span))
    }
}

impl Location {
    /// True where both lie in the same file as it was read: two versions of it are two files.
    #[must_use]
    pub fn is_in_file_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.source, &other.source)
    }

    /// The zero-based position of its first byte.
    #[must_use]
    pub fn start(&self) -> Position {
        self.source.position(self.span.start)
    }

    /// The zero-based position behind its last byte.
    #[must_use]
    pub fn end(&self) -> Position {
        self.source.position(self.span.end)
    }

    /// Its line, from 1, as people count.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.source.line_of(self.span.start) + 1
    }
}

/// A text in the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What it replaces; empty where it only adds.
    pub location: Location,
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

/// A text that several may hold without a copy of their own: a file as it is written, and who reads it.
#[derive(Clone, Debug, Default)]
pub struct SharedText(Arc<String>);

impl std::ops::Deref for SharedText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for SharedText {
    fn from(text: String) -> Self {
        Self(Arc::new(text))
    }
}

impl From<&str> for SharedText {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<SharedText> for String {
    fn from(text: SharedText) -> Self {
        Arc::unwrap_or_clone(text.0)
    }
}

/// The text of one file with its name.
#[derive(Debug)]
pub struct Source {
    name: String,
    shown: Option<String>,
    document: Option<String>,
    text: SharedText,
    lines: OnceLock<Vec<u32>>,
    /// UTF-16 units before each [`STRIDE`] bytes; nothing where all text is ASCII.
    units: OnceLock<Option<Vec<u32>>>,
}

/// The distance of the places up to which units are counted beforehand, in bytes: lines may be as long as files.
const STRIDE: usize = 1024;

/// The UTF-8 byte order mark: part of the text, never part of a line's columns.
pub const BOM: &str = "\u{feff}";

impl Source {
    /// Wraps `text`; `name` has forward slashes, and is shown to people and written to reports as well.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<SharedText>) -> Self {
        Self {
            name: name.into(),
            shown: None,
            document: None,
            text: text.into(),
            lines: OnceLock::new(),
            units: OnceLock::new(),
        }
    }

    /// A file of a revision: `shown` is how the user named it (`main:api.yaml`), `document` its name in the work tree.
    #[must_use]
    pub fn of_revision(mut self, shown: impl Into<String>, document: impl Into<String>) -> Self {
        self.shown = Some(shown.into());
        self.document = Some(document.into());
        self
    }

    /// The name of the document, whichever revision of it this is: globs and baselines go by it.
    #[must_use]
    pub fn document(&self) -> &str {
        self.document.as_deref().unwrap_or(&self.name)
    }

    /// The name that people and reports are given.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.name)
    }

    /// The name that references are resolved against.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, a byte order mark included.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// True where others hold the text, too: it is open in an editor.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        Arc::strong_count(&self.text.0) > 1
    }

    /// The whole text, taken out.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text.into()
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
            let mut starts = Vec::with_capacity(bytes.len() / 32 + 1);
            starts.push(first);
            // Most texts know one kind of line break only.
            if memchr::memchr(b'\r', bytes).is_none() {
                starts.extend(memchr::memchr_iter(b'\n', bytes).map(|at| at as u32 + 1));
                return starts;
            }
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
        Position { line, character: self.units_before(offset).saturating_sub(self.units_before(start.min(offset))) }
    }

    /// UTF-16 units from the start of the text to a byte offset on a character boundary.
    fn units_before(&self, offset: usize) -> u32 {
        let count = |bytes: &[u8]| match bytes.is_ascii() {
            true => bytes.len() as u32,
            false => bytes.iter().map(|b| units_of(*b)).sum::<u32>(),
        };
        let marks = self.units.get_or_init(|| {
            (!self.text.is_ascii()).then(|| {
                let strides = self.text.as_bytes().chunks(STRIDE);
                let mut before = 0_u32;
                let before_each = strides.map(|bytes| {
                    let units = before;
                    before += count(bytes);
                    units
                });
                before_each.collect()
            })
        });
        match marks {
            None => offset as u32,
            Some(marks) => {
                let stride = (offset / STRIDE).min(marks.len().saturating_sub(1));
                marks.get(stride).copied().unwrap_or(0) + count(&self.text.as_bytes()[stride * STRIDE..offset])
            }
        }
    }
}

/// How many UTF-16 units the character has whose first byte in UTF-8 this is; none for its other bytes.
fn units_of(byte: u8) -> u32 {
    match byte {
        0x80..=0xbf => 0,
        0xf0.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_long_lines() {
        let text = "aé😀".repeat(2_000);
        let source = Source::new("x", text.as_str());
        for (offset, _) in text.char_indices().step_by(97) {
            let character = text[..offset].encode_utf16().count() as u32;
            assert_eq!(source.position(offset as u32), Position { line: 0, character });
        }
    }

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
