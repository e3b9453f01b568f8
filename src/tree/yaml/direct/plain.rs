//! Text without quotes (YAML 1.2.2, section 7.3.3).

use super::{Reader, Sure};
use crate::source::Span;

/// A table of some bytes.
const fn table(all: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut n = 0;
    while n < all.len() {
        table[all[n] as usize] = true;
        n += 1;
    }
    table
}

/// Bytes at which plain text may end.
static STOPS: [bool; 256] = table(b"\n\t:#,[]{}");

/// Bytes that plain text does not begin with.
static INDICATORS: [bool; 256] = table(b",[]{}#&*!|>'\"%@`\t\n");

impl Reader<'_> {
    /// The plain text of one line that begins here, without the white space behind it; moves behind the text. A colon, a
    /// comment, the end of the line, or, in a flow collection, a comma or bracket ends it.
    pub(super) fn plain_line(&mut self, in_flow: bool) -> Sure<Span> {
        let next = self.bytes.get(self.at + 1).copied();
        let begins = match self.peek()? {
            b'-' | b'?' | b':' => !(Self::is_break(next) || (in_flow && is_flow_indicator(next))),
            byte => !INDICATORS[byte as usize],
        };
        if !begins {
            return None;
        }
        self.rest_of_plain_line(in_flow)
    }

    /// The same, where a text that began on a line above goes on: its first character may be any.
    fn rest_of_plain_line(&mut self, in_flow: bool) -> Sure<Span> {
        let start = self.at;
        let mut at = start;
        loop {
            while self.bytes.get(at).is_some_and(|b| !STOPS[*b as usize]) {
                at += 1;
            }
            let next = self.bytes.get(at + 1).copied();
            match self.bytes.get(at) {
                None | Some(b'\n') => break,
                // It may be white space that is not part of the text.
                Some(b'\t') => return None,
                Some(b':') if Self::is_break(next) || (in_flow && is_flow_indicator(next)) => break,
                Some(b':') if next == Some(b'\t') => return None,
                Some(b'#') if at > start && self.bytes[at - 1] == b' ' => break,
                Some(b':' | b'#') => at += 1,
                Some(_) if in_flow => break,
                Some(_) => at += 1,
            }
        }
        let mut end = at;
        while end > start && self.bytes[end - 1] == b' ' {
            end -= 1;
        }
        self.at = end;
        (end > start).then(|| Span::new(start, end))
    }

    /// A plain text as a value, on one line or more: those that are indented deeper than the column `outer` belong to it.
    pub(super) fn plain(&mut self, outer: usize) -> Sure {
        let first = self.plain_line(false)?;
        let mut folded: Option<String> = None;
        let mut end = first.end as usize;
        loop {
            self.at = end;
            self.spaces();
            match self.peek() {
                None => break,
                Some(b'\n') => {}
                // A comment ends it; a colon is doubtful.
                Some(b'#') if self.at > end => break,
                Some(_) => return None,
            }
            let Some(breaks) = self.continuation(outer)? else { break };
            let text = folded.get_or_insert_with(|| self.text[first.range()].to_owned());
            fold(text, breaks);
            let line = self.rest_of_plain_line(false)?;
            text.push_str(self.slice(line)?);
            end = line.end as usize;
        }
        self.at = end;
        match folded {
            None => self.push_plain(first),
            Some(text) => {
                let aux = self.builder.decode(&text);
                let span = Span { start: first.start, end: end as u32 };
                self.builder.push(super::shape_of(&text), span, aux, 0);
                Some(())
            }
        }
    }

    /// From the end of a line: the number of line breaks up to the next one that is not empty, if its text goes on the text
    /// before; moves there. Else nothing.
    fn continuation(&mut self, outer: usize) -> Sure<Option<usize>> {
        let mut breaks = 0;
        loop {
            self.at += 1;
            breaks += 1;
            let column = self.spaces();
            match self.peek() {
                Some(b'\n') => {}
                Some(b'\t') => return None,
                None | Some(b'#') => return Some(None),
                Some(_) => return Some((column > outer).then_some(breaks)),
            }
        }
    }
}

/// Adds what line breaks between two lines of text stand for (section 6.5).
pub(super) fn fold(text: &mut String, breaks: usize) {
    if breaks == 1 {
        text.push(' ');
    } else {
        text.extend(std::iter::repeat_n('\n', breaks - 1));
    }
}

pub(super) fn is_flow_indicator(byte: Option<u8>) -> bool {
    matches!(byte, Some(b',' | b'[' | b']' | b'{' | b'}'))
}
