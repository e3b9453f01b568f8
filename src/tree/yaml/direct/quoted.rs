//! Text in quotes (YAML 1.2.2, sections 7.3.1 and 7.3.2).

use super::plain::fold;
use super::{Reader, Sure};

impl Reader<'_> {
    /// The text in quotes that begins here; moves behind the closing quote. Gives its value where that is not what stands
    /// between the quotes. `outer` is the column that its further lines are indented deeper than; nothing where it must end
    /// on its line.
    pub(super) fn quotes(&mut self, outer: Option<usize>) -> Sure<Option<String>> {
        let quote = self.peek()?;
        self.at += 1;
        let mut decoded: Option<String> = None;
        // What stands between here and the place is part of the value, and not in `decoded` yet.
        let mut from = self.at;
        loop {
            let rest = &self.bytes[self.at..];
            let stop = if quote == b'"' {
                memchr::memchr3(b'"', b'\\', b'\n', rest)?
            } else {
                memchr::memchr2(b'\'', b'\n', rest)?
            };
            self.at += stop;
            match self.bytes[self.at] {
                b'\'' if self.bytes.get(self.at + 1) == Some(&b'\'') => {
                    self.at += 1;
                    self.take(&mut decoded, from)?;
                    self.at += 1;
                    from = self.at;
                }
                b'\\' => {
                    let text = self.take(&mut decoded, from)?;
                    self.at += 1;
                    self.escape(text, outer)?;
                    from = self.at;
                }
                b'\n' => {
                    let text = self.take(&mut decoded, from)?;
                    // White space around line breaks is not part of the text.
                    text.truncate(text.trim_end_matches(' ').len().max(self.kept(text, from)));
                    if text.ends_with('\t') {
                        return None;
                    }
                    let breaks = self.next_text_line(outer?)?;
                    fold(text, breaks);
                    from = self.at;
                }
                _ => {
                    if decoded.is_some() {
                        self.take(&mut decoded, from)?;
                    }
                    self.at += 1;
                    return Some(decoded);
                }
            }
        }
    }

    /// Adds to the value what stands up to here.
    fn take<'d>(&self, decoded: &'d mut Option<String>, from: usize) -> Sure<&'d mut String> {
        let text = decoded.get_or_insert_default();
        text.push_str(self.text.get(from..self.at)?);
        Some(text)
    }

    /// The length of the value before the last piece of plain characters: white space that escapes stand for stays.
    fn kept(&self, text: &str, from: usize) -> usize {
        text.len() - (self.at - from)
    }

    /// From the end of a line inside of quotes to the text of the next one; the number of line breaks.
    fn next_text_line(&mut self, outer: usize) -> Sure<usize> {
        let mut breaks = 0;
        loop {
            self.at += 1;
            breaks += 1;
            let column = self.spaces();
            match self.peek()? {
                b'\n' => {}
                b'\t' => return None,
                _ => return (column > outer).then_some(breaks),
            }
        }
    }

    /// What stands behind a backslash (section 5.7).
    fn escape(&mut self, text: &mut String, outer: Option<usize>) -> Sure {
        let byte = self.peek()?;
        self.at += 1;
        let digits = match byte {
            b'\n' => {
                // The line goes on: its break and the indentation of the next one are nothing.
                self.at -= 1;
                return (self.next_text_line(outer?)? == 1).then_some(());
            }
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        if digits > 0 {
            let hex = self.text.get(self.at..self.at + digits)?;
            if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
                return None;
            }
            text.push(char::from_u32(u32::from_str_radix(hex, 16).ok()?)?);
            self.at += digits;
            return Some(());
        }
        text.push(match byte {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'0' => '\0',
            b'a' => '\u{7}',
            b'b' => '\u{8}',
            b'v' => '\u{b}',
            b'f' => '\u{c}',
            b'e' => '\u{1b}',
            b'N' => '\u{85}',
            b'_' => '\u{a0}',
            b'L' => '\u{2028}',
            b'P' => '\u{2029}',
            b'"' | b'\\' | b'/' | b' ' => char::from(byte),
            _ => return None,
        });
        Some(())
    }
}
