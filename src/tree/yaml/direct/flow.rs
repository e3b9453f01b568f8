//! Collections in brackets (YAML 1.2.2, section 7.4), with a key for each value and a value for each key.

use super::{Reader, Sure};
use crate::source::Span;
use crate::tree::Shape;

/// What may stand next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// A key, an item, or the closing bracket.
    Element,
    /// The value of a key.
    Value,
    /// A comma or the closing bracket.
    Comma,
}

impl Reader<'_> {
    /// The collection that begins here; moves behind its closing bracket. Further lines are indented deeper than `outer`.
    pub(super) fn flow(&mut self, outer: usize) -> Sure {
        let mut open: Vec<Shape> = Vec::new();
        let mut next = Next::Value;
        loop {
            if !open.is_empty() {
                self.flow_space(outer)?;
            }
            if self.builder.is_full() {
                return None;
            }
            let byte = self.peek()?;
            next = match (next, byte, open.last()) {
                (Next::Element | Next::Comma, b'}', Some(Shape::Map))
                | (Next::Element | Next::Comma, b']', Some(Shape::Seq)) => {
                    self.at += 1;
                    self.builder.close(Some(self.at as u32));
                    open.pop();
                    if open.is_empty() {
                        return Some(());
                    }
                    Next::Comma
                }
                (Next::Comma, b',', _) => {
                    self.at += 1;
                    Next::Element
                }
                (Next::Comma, ..) => return None,
                (Next::Element, _, Some(Shape::Map)) => {
                    let key = self.read_key(true)?;
                    self.note_key(&key);
                    Next::Value
                }
                (_, b'[' | b'{', _) => {
                    if self.builder.depth() + 2 >= self.builder.limits.depth {
                        return None;
                    }
                    let shape = if byte == b'{' { Shape::Map } else { Shape::Seq };
                    self.builder.open(shape, Span::new(self.at, self.at + 1));
                    open.push(shape);
                    self.at += 1;
                    Next::Element
                }
                (_, b'"' | b'\'', _) => {
                    self.quoted(outer)?;
                    // In a list, it may be a key.
                    if self.peek() == Some(b':') { None } else { Some(Next::Comma) }?
                }
                _ => {
                    let span = self.plain_line(true)?;
                    self.push_plain(span)?;
                    Next::Comma
                }
            };
        }
    }

    /// Moves over white space, line breaks and comments.
    fn flow_space(&mut self, outer: usize) -> Sure {
        loop {
            let spaces = self.spaces();
            match self.peek()? {
                b'\n' => {
                    self.at += 1;
                    let column = self.spaces();
                    let is_deep = match self.peek()? {
                        b'\n' => true,
                        b'\t' => false,
                        _ => column > outer,
                    };
                    if !is_deep {
                        return None;
                    }
                    if self.peek() == Some(b'#') {
                        self.comment();
                    }
                }
                b'#' if spaces > 0 => self.comment(),
                b'#' | b'\t' => return None,
                _ => return Some(()),
            }
        }
    }
}
