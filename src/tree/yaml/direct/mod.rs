//! The YAML that descriptions are written in, read straight from its bytes: block mappings and lists, plain and quoted
//! text, block scalars, comments, simple flow collections (YAML 1.2.2, chapters 6 to 8).
//!
//! It gives the tree that the events of the parser give, to the byte and to the value, many times faster. It never guesses
//! and never complains: at the first thing that it does not know (anchors, tags, directives, complex keys, tabs in
//! indentation, anything that may be an error) it gives up, and the whole document is read by the parser.

mod block_scalar;
mod flow;
mod halves;
mod plain;
mod quoted;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::Arc;

use self::plain::is_flow_indicator;
use super::super::build::Builder;
use super::super::bytes::{behind_spaces, have_controls};
use super::super::halves::Cut;
use super::super::{Limits, Shape, Syntax, Tree};
use super::shape_of;
use crate::source::{Source, Span};

/// What is read, or nothing where there is doubt.
type Sure<T = ()> = Option<T>;

/// Keys that are longer may be no keys for the parser (YAML 1.2.2, section 7.4: at most 1024 characters).
const LONGEST_KEY: usize = 1000;

/// Reads a whole file; nothing where it is not surely read as the parser would.
pub(super) fn read(source: &Arc<Source>, limits: Limits) -> Sure<Tree> {
    let text = source.text();
    let halves = Cut::worthwhile(source, begins_key);
    if let Some(tree) = halves.and_then(|cut| halves::read(source, limits, cut, false)) {
        return Some(tree);
    }
    if is_odd(text.as_bytes()) {
        return None;
    }
    let mut reader = Reader::new(text, Builder::new(source.clone(), limits, text.len() / 24 + 8));
    reader.document()?;
    Some(reader.builder.finish(Syntax::Yaml))
}

/// What keys begin with in descriptions.
fn begins_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'"' | b'\'')
}

/// True where the text has characters that are more than text: control characters and line breaks of other systems (YAML
/// 1.2.2, sections 5.1 and 5.4), a byte order mark.
fn is_odd(bytes: &[u8]) -> bool {
    if have_controls(bytes) {
        return true;
    }
    if bytes.is_ascii() {
        return false;
    }
    memchr::memchr3_iter(0xc2, 0xe2, 0xef, bytes).any(|at| match (bytes[at], bytes.get(at + 1), bytes.get(at + 2)) {
        (0xc2, Some(second), _) => *second < 0xa0,
        (0xe2, Some(0x80), Some(third)) => matches!(third, 0xa8 | 0xa9),
        (0xef, Some(0xbb), Some(0xbf)) | (0xef, Some(0xbf), Some(0xbe | 0xbf)) => true,
        _ => false,
    })
}

/// A block collection that is being read.
#[derive(Clone, Copy)]
struct Open {
    /// The column of its keys or dashes, in bytes: nothing but spaces and dashes stands before them.
    column: usize,
    shape: Shape,
}

struct Reader<'t> {
    bytes: &'t [u8],
    text: &'t str,
    at: usize,
    builder: Builder,
    open: Vec<Open>,
    /// Where a value stands that has not been met, at its colon or behind its dash: on a line below, or nowhere.
    omitted: Option<usize>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, mut builder: Builder) -> Self {
        builder.merges = true;
        Self { bytes: text.as_bytes(), text, at: 0, builder, open: Vec::new(), omitted: None }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// True where a byte ends what an indicator begins: white space, or the end of the file. Tabs are doubtful.
    fn is_break(byte: Option<u8>) -> bool {
        matches!(byte, None | Some(b' ' | b'\n'))
    }

    fn is_dash(&self) -> bool {
        self.peek() == Some(b'-') && Self::is_break(self.bytes.get(self.at + 1).copied())
    }

    /// Moves over spaces; the number of them.
    fn spaces(&mut self) -> usize {
        let start = self.at;
        self.at = behind_spaces(self.bytes, start);
        self.at - start
    }

    fn slice(&self, span: Span) -> Sure<&'t str> {
        self.text.get(span.range())
    }

    /// A comment that begins here, up to the end of its line.
    fn comment(&mut self) {
        let rest = &self.bytes[self.at..];
        let end = self.at + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.builder.comments.push(Span::new(self.at, end));
        self.at = end;
    }

    /// The rest of a line behind a value: nothing, or a comment. Moves to the next line.
    fn end_of_line(&mut self) -> Sure {
        let spaces = self.spaces();
        if self.peek() == Some(b'#') && spaces > 0 {
            self.comment();
        }
        match self.peek() {
            None => Some(()),
            Some(b'\n') => {
                self.at += 1;
                Some(())
            }
            Some(_) => None,
        }
    }

    /// Moves to the next line that holds more than a comment, and behind its indentation, which is given; nothing at the end
    /// of the file.
    fn next_line(&mut self) -> Sure<Option<usize>> {
        loop {
            let column = self.spaces();
            match self.peek() {
                None => return Some(None),
                Some(b'\n') => self.at += 1,
                Some(b'#') => self.comment(),
                Some(b'\t') => return None,
                Some(_) => return Some(Some(column)),
            }
        }
    }

    fn document(&mut self) -> Sure {
        self.start_of_document()?;
        self.lines()?;
        self.end_of_document()
    }

    /// All lines from here on.
    fn lines(&mut self) -> Sure {
        while let Some(column) = self.next_line()? {
            let is_marker = |mark: &[u8]| self.bytes[self.at..].starts_with(mark);
            if column == 0 && (is_marker(b"---") || is_marker(b"...")) {
                return None;
            }
            if self.builder.is_full() || self.builder.depth() + 2 >= self.builder.limits.depth {
                return None;
            }
            self.line(column)?;
        }
        Some(())
    }

    fn end_of_document(&mut self) -> Sure {
        self.leave_omitted();
        for _ in &self.open {
            self.builder.close(None);
        }
        (!self.open.is_empty()).then_some(())
    }

    /// The line `---`, alone, that documents may begin with.
    fn start_of_document(&mut self) -> Sure {
        match self.next_line()? {
            Some(0) if self.bytes[self.at..].starts_with(b"---\n") => self.at += 4,
            Some(0) if self.peek() == Some(b'%') => return None,
            // The line is read again.
            Some(column) => self.at -= column,
            None => return None,
        }
        Some(())
    }

    /// A line, from its first character in this column on, with what belongs to its last value.
    fn line(&mut self, column: usize) -> Sure {
        if self.omitted.is_some() {
            let outer = *self.open.last()?;
            if column > outer.column {
                self.omitted = None;
                return self.node(column, outer.column);
            }
            if outer.shape == Shape::Map && column == outer.column && self.is_dash() {
                // A list may stand at the column of its key (section 8.2.1). Its span begins with its first value.
                let mut first = self.at + 1;
                while self.bytes.get(first) == Some(&b' ') {
                    first += 1;
                }
                match self.bytes.get(first) {
                    Some(b'\n') if first == self.at + 1 => {}
                    None | Some(b'\n' | b'#') => return None,
                    Some(_) => {}
                }
                self.omitted = None;
                self.begin(Shape::Seq, first, column);
                return self.item(column);
            }
        }
        if self.open.is_empty() {
            // Once: what follows the whole of the first value is doubtful.
            return if self.builder.is_empty() { self.root(column) } else { None };
        }
        self.leave_deeper(column)?;
        let mut innermost = *self.open.last()?;
        if innermost.column == column && innermost.shape == Shape::Seq && !self.is_dash() {
            // The end of a list at the column of its key.
            self.end();
            innermost = *self.open.last()?;
        }
        if innermost.column != column {
            return None;
        }
        match innermost.shape {
            Shape::Seq => self.item(column),
            _ if self.is_dash() => None,
            _ => {
                let key = self.key()?;
                self.entry(key, column)
            }
        }
    }

    /// Where a value is omitted, there is null.
    fn leave_omitted(&mut self) {
        if let Some(omitted) = self.omitted.take() {
            self.builder.push(Shape::Null, Span::new(omitted, omitted), 0, 0);
        }
    }

    /// Ends the collections that are deeper than a line of this column.
    fn leave_deeper(&mut self, column: usize) -> Sure {
        self.leave_omitted();
        while self.open.last()?.column > column {
            self.end();
        }
        Some(())
    }

    fn begin(&mut self, shape: Shape, at: usize, column: usize) {
        self.builder.open(shape, Span::new(at, at + 1));
        self.open.push(Open { column, shape });
    }

    fn end(&mut self) {
        self.open.pop();
        self.builder.close(None);
    }

    /// The value of the document: a block collection.
    fn root(&mut self, column: usize) -> Sure {
        if self.is_dash() {
            self.begin(Shape::Seq, self.at, column);
            return self.item(column);
        }
        let key = self.key()?;
        self.begin(Shape::Map, key.span.start as usize, column);
        self.entry(key, column)
    }

    /// A value that stands here, in this column, in a collection of the column `outer`.
    fn node(&mut self, column: usize, outer: usize) -> Sure {
        if self.is_dash() {
            self.begin(Shape::Seq, self.at, column);
            return self.item(column);
        }
        match self.key() {
            Some(key) => {
                self.begin(Shape::Map, key.span.start as usize, column);
                self.entry(key, column)
            }
            None => self.value(outer),
        }
    }

    /// An item of a list, from its dash on.
    fn item(&mut self, column: usize) -> Sure {
        self.at += 1;
        let behind = self.at;
        let inside = column + 1 + self.spaces();
        match self.peek() {
            None | Some(b'\n') => {
                self.omitted = Some(self.at);
                self.end_of_line()
            }
            Some(b'#') => {
                self.at = behind;
                self.end_of_line()?;
                // For the parser, the comment stands before the value that is not there.
                self.omitted = self.builder.comments.last().map(|comment| comment.end as usize);
                Some(())
            }
            Some(_) if self.builder.depth() + 2 >= self.builder.limits.depth => None,
            Some(_) => self.node(inside, column),
        }
    }

    /// An entry of a mapping, from behind the colon of its key on.
    fn entry(&mut self, key: WrittenKey<'t>, column: usize) -> Sure {
        self.note_key(&key);
        let behind = self.at;
        self.spaces();
        match self.peek() {
            None | Some(b'\n' | b'#') => {
                self.omitted = Some(behind - 1);
                self.at = behind;
                self.end_of_line()
            }
            Some(_) if self.is_dash() => None,
            Some(_) => self.value(column),
        }
    }

    /// A value that is no block collection, with the rest of its last line.
    fn value(&mut self, outer: usize) -> Sure {
        match self.peek()? {
            b'"' | b'\'' => self.quoted(outer)?,
            b'[' | b'{' => self.flow(outer)?,
            b'|' | b'>' => return self.block_scalar(outer),
            _ => self.plain(outer)?,
        }
        self.end_of_line()
    }

    /// A text in quotes as a value.
    fn quoted(&mut self, outer: usize) -> Sure {
        let start = self.at;
        let decoded = self.quotes(Some(outer))?;
        self.push_quoted(start, decoded);
        Some(())
    }

    fn push_quoted(&mut self, start: usize, decoded: Option<String>) {
        let span = Span::new(start, self.at);
        match decoded {
            None => self.builder.push(Shape::Str, span, 0, super::QUOTED),
            Some(text) => {
                let aux = self.builder.decode(&text);
                self.builder.push(Shape::Str, span, aux, 0)
            }
        };
    }

    /// A plain text as a value, whose type its text tells.
    fn push_plain(&mut self, span: Span) -> Sure {
        let text = self.slice(span)?;
        self.builder.push(shape_of(text), span, 0, 0);
        Some(())
    }

    /// A key and its colon, if they begin here; else nothing, and nothing is moved.
    fn key(&mut self) -> Sure<WrittenKey<'t>> {
        let start = self.at;
        let key = self.read_key(false);
        if key.is_none() {
            self.at = start;
        }
        key
    }

    /// The same, in brackets or not; where there is none, something may have been moved over.
    fn read_key(&mut self, in_flow: bool) -> Sure<WrittenKey<'t>> {
        let start = self.at;
        let is_quoted = matches!(self.peek()?, b'"' | b'\'');
        let text = if is_quoted {
            match self.quotes(None)? {
                None => Cow::Borrowed(self.text.get(start + 1..self.at - 1)?),
                Some(text) => Cow::Owned(text),
            }
        } else {
            let span = self.plain_line(in_flow)?;
            Cow::Borrowed(self.slice(span)?)
        };
        let span = Span::new(start, self.at);
        self.spaces();
        let next = self.bytes.get(self.at + 1).copied();
        // In brackets, the value may follow quotes at once.
        let is_parted = Self::is_break(next) || (in_flow && is_quoted && !is_flow_indicator(next));
        if self.peek() != Some(b':') || !is_parted || span.len() > LONGEST_KEY {
            return None;
        }
        self.at += 1;
        Some(WrittenKey { span, text })
    }

    /// Gives the key to the value that comes next.
    fn note_key(&mut self, key: &WrittenKey<'_>) {
        let number = self.builder.intern(&key.text);
        self.builder.key(number, key.span);
    }
}

/// A key as it is written, with its text.
struct WrittenKey<'t> {
    span: Span,
    text: Cow<'t, str>,
}
