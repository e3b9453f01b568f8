//! Block scalars: `|` keeps line breaks, `>` folds them (YAML 1.2.2, section 8.1).

use super::{Reader, Sure};
use crate::source::Span;
use crate::tree::Shape;

/// What becomes of the line breaks at the end (section 8.1.1.2).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    /// `-`: none stays.
    Strip,
    /// One stays.
    Clip,
    /// `+`: all stay.
    Keep,
}

impl Chomping {
    /// The value of a block scalar of so many empty lines and nothing else.
    fn empty(self, lines: usize) -> String {
        "\n".repeat(if self == Self::Keep { lines } else { 0 })
    }
}

impl Reader<'_> {
    /// The block scalar whose header begins here, in a collection of the column `outer`; moves to the line behind it.
    pub(super) fn block_scalar(&mut self, outer: usize) -> Sure {
        let folds = self.peek()? == b'>';
        self.at += 1;
        let (mut chomping, mut digit) = (Chomping::Clip, None);
        // In either order, each once (section 8.1.1).
        for _ in 0..2 {
            match self.peek()? {
                b'-' if chomping == Chomping::Clip => chomping = Chomping::Strip,
                b'+' if chomping == Chomping::Clip => chomping = Chomping::Keep,
                byte @ b'1'..=b'9' if digit.is_none() => digit = Some(usize::from(byte - b'0')),
                _ => break,
            }
            self.at += 1;
        }
        self.end_of_line()?;
        let told = digit.map(|digit| outer + digit);
        let (mut breaks, mut widest) = (0, 0);
        // A file that ends here is doubtful.
        let indent = loop {
            let column = self.spaces_up_to(told.unwrap_or(usize::MAX));
            match self.peek()? {
                b'\n' => {
                    self.at += 1;
                    breaks += 1;
                    widest = widest.max(column);
                }
                b'\t' => return None,
                _ if Some(column) == told => break column,
                _ if column <= outer => return self.push_block_scalar(self.at, chomping.empty(breaks)),
                _ if told.is_some() || widest > column => return None,
                _ => break column,
            }
        };
        let start = self.at;
        let mut text = "\n".repeat(breaks);
        // True where the line before begins with white space: what surrounds such lines is not folded.
        let mut was_deeper: Option<bool> = None;
        breaks = 0;
        // Each turn begins at the text of a line of the scalar, behind its indentation.
        loop {
            let deeper = match self.peek()? {
                b' ' => true,
                b'\t' => return None,
                _ => false,
            };
            match was_deeper {
                Some(before) if folds && !before && !deeper => super::plain::fold(&mut text, breaks),
                _ => text.extend(std::iter::repeat_n('\n', breaks)),
            }
            was_deeper = Some(deeper);
            let rest = &self.bytes[self.at..];
            let end = self.at + memchr::memchr(b'\n', rest)?;
            text.push_str(self.text.get(self.at..end)?);
            self.at = end;
            breaks = 0;
            let goes_on = loop {
                // At a line break.
                self.at += 1;
                breaks += 1;
                let column = self.spaces_up_to(indent);
                match self.peek() {
                    None => break false,
                    Some(b'\n') => {}
                    Some(b'\t') => return None,
                    Some(_) => break column == indent,
                }
            };
            if !goes_on {
                break;
            }
        }
        match chomping {
            Chomping::Strip => {}
            Chomping::Clip => text.push('\n'),
            Chomping::Keep => text.extend(std::iter::repeat_n('\n', breaks)),
        }
        self.push_block_scalar(start, text)
    }

    /// Moves over spaces, at most as many; the number of them.
    fn spaces_up_to(&mut self, most: usize) -> usize {
        let start = self.at;
        let count = self.spaces().min(most);
        self.at = start + count;
        count
    }

    /// A value that ends here; the line behind it is read from its beginning.
    fn push_block_scalar(&mut self, start: usize, text: String) -> Sure {
        let span = Span::new(start, self.at);
        let aux = if self.slice(span)? == text { 0 } else { self.builder.decode(&text) };
        self.builder.push(Shape::Str, span, aux, 0);
        while self.at > 0 && self.bytes[self.at - 1] == b' ' {
            self.at -= 1;
        }
        Some(())
    }
}
