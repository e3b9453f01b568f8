//! Reading characters one after the other.

use super::PathError;

/// A place in the text of a path.
pub(super) struct Scan<'t> {
    text: &'t str,
    pub(super) at: usize,
}

impl<'t> Scan<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Takes a text if it stands here.
    pub(super) fn take(&mut self, text: &str) -> bool {
        let here = self.rest().starts_with(text);
        if here {
            self.at += text.len();
        }
        here
    }

    /// Takes characters while something holds for them.
    pub(super) fn take_while(&mut self, holds: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !holds(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    pub(super) fn space(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// Takes a text or fails.
    pub(super) fn expect(&mut self, text: &str) -> Result<(), PathError> {
        if self.take(text) { Ok(()) } else { Err(self.error(format!("expected `{text}`"))) }
    }

    /// The text in quotes that begins here.
    pub(super) fn quoted(&mut self) -> Result<String, PathError> {
        let start = self.at;
        let Some(quote) = self.next() else { return Err(self.error("expected a string")) };
        let mut out = String::new();
        loop {
            match self.next() {
                None => {
                    self.at = start;
                    return Err(self.error("this text has no end"));
                }
                Some(c) if c == quote => return Ok(out),
                Some('\\') => match self.next() {
                    Some('n') => out.push('\n'),
                    Some('t') => out.push('\t'),
                    Some('r') => out.push('\r'),
                    Some('u') => {
                        let code = self.rest().get(..4).and_then(|h| u32::from_str_radix(h, 16).ok());
                        let c = code.and_then(char::from_u32).ok_or_else(|| self.error("no such character"))?;
                        self.at += 4;
                        out.push(c);
                    }
                    Some(c) => out.push(c),
                    None => return Err(self.error("this text has no end")),
                },
                Some(c) => out.push(c),
            }
        }
    }

    pub(super) fn error(&self, message: impl Into<String>) -> PathError {
        PathError { at: self.at, message: message.into() }
    }
}
