//! The JSON reader (RFC 8259): strict in what it accepts, patient after an error.

mod halves;

use std::sync::Arc;

use super::build::{Builder, MAX_ERRORS};
use super::bytes::{behind_spaces, end_of_plain};
use super::halves::Cut;
use super::{BROKEN, ESCAPED, Limits, QUOTED, Shape, Syntax, SyntaxError, Tree};
use crate::source::{BOM, Source, Span};

/// Reads a whole file. Errors stand in the tree.
pub(super) fn parse(source: Arc<Source>, limits: Limits) -> Tree {
    let len = source.text().len();
    let text = source.clone();
    let text = text.text();
    let mut builder = Builder::new(source, limits, len / 24 + 8);
    if len > limits.bytes {
        builder.error(
            SyntaxError::new(
                Span::new(0, 0),
                format!("the file has {len} bytes, more than the limit of {}", limits.bytes),
            )
            .help("raise `limits.bytes` in the configuration if the file is meant to be this large"),
        );
        return builder.finish(Syntax::Json);
    }
    let cut = Cut::worthwhile(&builder.source, |byte| byte == b'"');
    if let Some(tree) = cut.and_then(|cut| halves::read(&builder.source, limits, cut, false)) {
        return tree;
    }
    let mut reader = JsonReader { text: text.as_bytes(), source: text, at: start_of(text), builder };
    reader.document();
    reader.builder.finish(Syntax::Json)
}

/// The offset behind a byte order mark.
fn start_of(text: &str) -> usize {
    if text.starts_with(BOM) { BOM.len() } else { 0 }
}

struct JsonReader<'a> {
    text: &'a [u8],
    source: &'a str,
    at: usize,
    builder: Builder,
}

/// What may stand next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A value: at the root, after a colon, or after a comma in a list.
    Value,
    /// A value or `]`.
    FirstItem,
    /// A key or `}`.
    FirstKey,
    /// A key, after a comma.
    Key,
    /// A comma or the closing bracket.
    CommaOrEnd,
}

impl JsonReader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn span_here(&self) -> Span {
        let end = (self.at..=self.text.len()).skip(1).find(|&n| self.source.is_char_boundary(n)).unwrap_or(self.at);
        Span::new(self.at.min(self.text.len()), end.min(self.text.len()))
    }

    fn error(&mut self, span: Span, message: impl Into<String>) {
        self.builder.error(SyntaxError::new(span, message));
    }

    fn gave_up(&self) -> bool {
        self.builder.errors.len() >= MAX_ERRORS
    }

    /// Skips white space; comments, which JSON does not have, are reported and skipped.
    #[inline]
    fn space(&mut self) {
        if self.peek().is_none_or(|byte| byte <= b' ' || byte == b'/') {
            self.some_space();
        }
    }

    fn some_space(&mut self) {
        loop {
            while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
                self.at = behind_spaces(self.text, self.at + 1);
            }
            if self.peek() != Some(b'/') {
                return;
            }
            let rest = &self.text[self.at..];
            let len = if rest.starts_with(b"//") {
                memchr::memchr(b'\n', rest).unwrap_or(rest.len())
            } else if rest.starts_with(b"/*") {
                memchr::memmem::find(rest, b"*/").map_or(rest.len(), |n| n + 2)
            } else {
                return;
            };
            let comment = SyntaxError::new(Span::new(self.at, self.at + len), "JSON has no comments")
                .help("remove the comment, or write the file in YAML");
            self.builder.error(comment);
            self.at += len;
        }
    }

    fn document(&mut self) {
        self.space();
        if self.peek().is_none() {
            self.error(Span::new(self.at, self.at), "the file is empty, expected a JSON value");
            return;
        }
        self.rest(Expect::Value);
    }

    /// Reads up to the end of the file.
    fn rest(&mut self, expect: Expect) {
        if let Some(expect) = self.values(expect) {
            self.unclosed(expect);
        }
    }

    /// Reads up to the end of the value of the document; gives what is expected where the text ends before.
    fn values(&mut self, mut expect: Expect) -> Option<Expect> {
        loop {
            self.space();
            if self.gave_up() {
                return None;
            }
            let Some(byte) = self.peek() else { return Some(expect) };
            expect = match expect {
                Expect::Value => self.value(byte),
                Expect::FirstItem if byte == b']' => self.close(),
                Expect::FirstItem => self.value(byte),
                Expect::FirstKey if byte == b'}' => self.close(),
                Expect::FirstKey | Expect::Key => self.key(byte),
                Expect::CommaOrEnd => self.comma_or_end(byte),
            };
            if self.builder.depth() == 0 && expect == Expect::CommaOrEnd {
                self.space();
                if self.at < self.text.len() && !self.gave_up() {
                    self.error(self.span_here(), "expected the end of the file after the value");
                }
                return None;
            }
        }
    }

    fn unclosed(&mut self, expect: Expect) {
        let end = Span::new(self.text.len(), self.text.len());
        match self.builder.top() {
            Some((node, shape)) => {
                let (bracket, what) = if shape == Shape::Map { ('}', "object") } else { (']', "array") };
                let start = self.builder.span(node).start as usize;
                let error =
                    SyntaxError::new(end, format!("the file ends before the {what} is closed with `{bracket}`"))
                        .related(Span::new(start, start + 1), format!("this {what} is not closed"));
                self.builder.error(error);
            }
            None if expect == Expect::Value => self.error(end, "the file ends where a value is expected"),
            None => {}
        }
    }

    fn close(&mut self) -> Expect {
        self.at += 1;
        self.builder.close(Some(self.at as u32));
        Expect::CommaOrEnd
    }

    fn in_map(&self) -> bool {
        matches!(self.builder.top(), Some((_, Shape::Map)))
    }

    fn after_comma(&self) -> Expect {
        if self.in_map() { Expect::Key } else { Expect::Value }
    }

    fn comma_or_end(&mut self, byte: u8) -> Expect {
        match byte {
            b',' => {
                let comma = self.at;
                self.at += 1;
                self.some_space();
                if let Some(b'}' | b']') = self.peek() {
                    self.error(Span::new(comma, comma + 1), "a comma with nothing after it");
                    return Expect::CommaOrEnd;
                }
                // What mostly follows is read at once.
                if self.peek() == Some(b'"') && self.in_map() { self.key(b'"') } else { self.after_comma() }
            }
            b'}' | b']' => self.closing(byte),
            // A value or key right here: most likely a comma is missing.
            b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b'\'' | b'a'..=b'z' | b'A'..=b'Z' => {
                self.error(self.span_here(), "expected a comma before this");
                self.after_comma()
            }
            b':' if self.in_map() => {
                self.error(self.span_here(), "unexpected `:`");
                self.at += 1;
                Expect::CommaOrEnd
            }
            _ => {
                self.error(self.span_here(), format!("unexpected {}", self.name_here()));
                self.skip_char();
                Expect::CommaOrEnd
            }
        }
    }

    /// A closing bracket; one of the wrong kind closes up to the container that it fits.
    fn closing(&mut self, byte: u8) -> Expect {
        let fits = if byte == b'}' { Shape::Map } else { Shape::Seq };
        match self.builder.top() {
            Some((_, shape)) if shape == fits => self.close(),
            Some((node, shape)) => {
                let (wanted, what) = if shape == Shape::Map { ('}', "object") } else { (']', "array") };
                let start = self.builder.span(node).start as usize;
                let error =
                    SyntaxError::new(self.span_here(), format!("expected `{wanted}`, found `{}`", char::from(byte)))
                        .related(Span::new(start, start + 1), format!("the {what} that is open here"));
                self.builder.error(error);
                // Was a bracket left out, or the wrong one written? After a bracket left out, what
                // follows belongs to the container around both.
                let rest = self.text[self.at + 1..].iter().find(|b| !b.is_ascii_whitespace());
                let left_out = match self.builder.outer(2) {
                    None => rest.is_none(),
                    Some(_) => rest != Some(&b':'),
                };
                if self.builder.outer(1) == Some(fits) && left_out {
                    self.builder.close(Some(self.at as u32));
                }
                self.close()
            }
            None => {
                self.at += 1;
                Expect::CommaOrEnd
            }
        }
    }

    fn skip_char(&mut self) {
        self.at = self.span_here().end.max(self.at as u32 + 1) as usize;
    }

    fn name_here(&self) -> String {
        match self.source.get(self.at..).and_then(|t| t.chars().next()) {
            Some(c) if c.is_control() => format!("control character U+{:04X}", c as u32),
            Some(c) => format!("`{c}`"),
            None => "end of the file".to_owned(),
        }
    }

    fn key(&mut self, byte: u8) -> Expect {
        let start = self.at;
        match byte {
            b'"' => {
                let (span, flags) = self.string();
                // An unclosed string has no quote at its end.
                let end = span.end as usize - usize::from(flags & QUOTED != 0);
                let raw = self.source.get(span.start as usize + 1..end).unwrap_or("");
                let key =
                    if flags & ESCAPED == 0 { self.builder.intern(raw) } else { self.builder.intern(&unescape(raw)) };
                self.builder.key(key, span);
            }
            b'}' | b']' => {
                return self.closing(byte);
            }
            b'\'' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' | b'0'..=b'9' | b'-' => {
                let word = self.bare_word();
                let error = SyntaxError::new(word, "a key must be a string in double quotes");
                self.builder.error(error);
                let text = self.source.get(word.range()).unwrap_or("").trim_matches('\'').to_owned();
                let key = self.builder.intern(&text);
                self.builder.key(key, word);
            }
            b',' => {
                self.error(self.span_here(), "unexpected `,`");
                self.at += 1;
                return Expect::FirstKey;
            }
            _ => {
                self.error(self.span_here(), format!("expected a key, found {}", self.name_here()));
                self.skip_char();
                return Expect::FirstKey;
            }
        }
        self.space();
        match self.peek() {
            Some(b':') => {
                // Mostly one space follows.
                self.at += 1 + usize::from(self.text.get(self.at + 1) == Some(&b' '));
                self.space();
                self.peek().map_or(Expect::Value, |byte| self.value(byte))
            }
            _ => {
                let key = Span::new(start, self.at);
                self.error(
                    Span::new(self.at.min(self.text.len()), self.at.min(self.text.len())),
                    "expected `:` after the key",
                );
                match self.peek() {
                    Some(b',' | b'}' | b']') | None => {
                        self.builder.push(Shape::Null, Span::new(key.end as usize, key.end as usize), 0, BROKEN);
                        Expect::CommaOrEnd
                    }
                    Some(b'=') => {
                        self.at += 1;
                        Expect::Value
                    }
                    Some(_) => Expect::Value,
                }
            }
        }
    }

    /// A run of characters that may be meant as one word.
    fn bare_word(&mut self) -> Span {
        let start = self.at;
        if self.peek() == Some(b'\'') {
            let line = &self.text[start + 1..];
            let end = memchr::memchr2(b'\'', b'\n', line).unwrap_or(line.len());
            self.at = (start + 1 + end + usize::from(line.get(end) == Some(&b'\''))).min(self.text.len());
        } else {
            while self.peek().is_some_and(|b| {
                !matches!(b, b',' | b':' | b'}' | b']' | b'{' | b'[' | b'"' | b' ' | b'\n' | b'\r' | b'\t')
            }) {
                self.at += 1;
            }
        }
        Span::new(start, self.at.max(start + 1).min(self.text.len()))
    }

    /// Moves behind the mapping or list that begins here, whatever stands in it.
    fn skip_value(&mut self) {
        let mut open = 0_usize;
        while let Some(byte) = self.text.get(self.at) {
            self.at += 1;
            match byte {
                b'"' => {
                    while let Some(byte) = self.text.get(self.at) {
                        self.at += 1 + usize::from(*byte == b'\\');
                        if *byte == b'"' {
                            break;
                        }
                    }
                    self.at = self.at.min(self.text.len());
                }
                b'{' | b'[' => open += 1,
                b'}' | b']' => {
                    open -= 1;
                    if open == 0 {
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    fn value(&mut self, byte: u8) -> Expect {
        if self.builder.is_full() {
            let nodes = self.builder.limits.nodes;
            let error = SyntaxError::new(self.span_here(), format!("the file has more than {nodes} values"))
                .help("raise `limits.nodes` in the configuration if the file is meant to be this large");
            self.builder.error(error);
            self.at = self.text.len();
            return Expect::CommaOrEnd;
        }
        match byte {
            b'"' => {
                let (span, flags) = self.string();
                self.builder.push(Shape::Str, span, 0, flags);
            }
            b'{' | b'[' => {
                let depth = self.builder.limits.depth;
                if self.builder.depth() >= depth {
                    let error = SyntaxError::new(self.span_here(), format!("nested more than {depth} levels deep"))
                        .help("raise `limits.depth` in the configuration if the file is meant to be this deep");
                    self.builder.error(error);
                    // What stands so deep is not read; what follows it is.
                    let start = self.at;
                    self.skip_value();
                    self.builder.push(Shape::Null, Span::new(start, self.at), 0, BROKEN);
                    return Expect::CommaOrEnd;
                }
                let span = Span::new(self.at, self.at + 1);
                self.at += 1;
                return if byte == b'{' {
                    self.builder.open(Shape::Map, span);
                    Expect::FirstKey
                } else {
                    self.builder.open(Shape::Seq, span);
                    Expect::FirstItem
                };
            }
            b'-' | b'0'..=b'9' => self.number(),
            b't' if self.word("true") => self.literal(Shape::Bool, 4),
            b'f' if self.word("false") => self.literal(Shape::Bool, 5),
            b'n' if self.word("null") => self.literal(Shape::Null, 4),
            b',' | b'}' | b']' => {
                let what = if self.builder.has_key() { "expected a value after the key" } else { "expected a value" };
                self.error(self.span_here(), what);
                if self.builder.has_key() {
                    self.builder.push(Shape::Null, Span::new(self.at, self.at), 0, BROKEN);
                } else if self.builder.depth() == 0 {
                    self.at += 1;
                    return Expect::Value;
                }
            }
            b'\'' => {
                let word = self.bare_word();
                self.error(word, "a string must be in double quotes");
                let text = self.source.get(word.range()).unwrap_or("").trim_matches('\'').to_owned();
                let aux = self.builder.decode(&text);
                self.builder.push(Shape::Str, word, aux, 0);
            }
            _ => {
                let word = self.bare_word();
                let text = self.source.get(word.range()).unwrap_or("");
                let near = match text.to_ascii_lowercase().as_str() {
                    "true" | "yes" | "on" => Some("true"),
                    "false" | "no" | "off" => Some("false"),
                    "none" | "nil" | "undefined" | "null" | "nan" | "infinity" => Some("null"),
                    _ => None,
                };
                let mut error = SyntaxError::new(
                    word,
                    format!("expected a value, found `{}`", text.chars().take(40).collect::<String>()),
                );
                if let Some(near) = near {
                    error = error.help(format!("JSON writes it `{near}`"));
                }
                self.builder.error(error);
                self.at = self.at.max(word.start as usize + 1);
                while !self.source.is_char_boundary(self.at) {
                    self.at += 1;
                }
                self.builder.push(Shape::Null, word, 0, BROKEN);
            }
        }
        Expect::CommaOrEnd
    }

    fn word(&self, word: &str) -> bool {
        let rest = &self.text[self.at..];
        rest.starts_with(word.as_bytes())
            && !rest.get(word.len()).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
    }

    fn literal(&mut self, shape: Shape, len: usize) {
        self.builder.push(shape, Span::new(self.at, self.at + len), 0, 0);
        self.at += len;
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        self.at > start
    }

    /// A number by the grammar of RFC 8259 section 6.
    fn number(&mut self) {
        let start = self.at;
        let mut shape = Shape::Int;
        let mut wrong = None;
        self.at += usize::from(self.peek() == Some(b'-'));
        let zero = self.peek() == Some(b'0');
        let first = self.at;
        if !self.digits() {
            wrong = Some("expected a digit");
        } else if zero && self.at > first + 1 {
            wrong = Some("a number must not start with an extra zero");
        }
        if self.peek() == Some(b'.') {
            shape = Shape::Float;
            self.at += 1;
            if !self.digits() {
                wrong = wrong.or(Some("expected a digit after the decimal point"));
            }
        }
        if let Some(b'e' | b'E') = self.peek() {
            shape = Shape::Float;
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            if !self.digits() {
                wrong = wrong.or(Some("expected a digit in the exponent"));
            }
        }
        if self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'_' | 0x80..)) {
            self.bare_word();
            wrong = wrong.or(Some("not a number"));
            while !self.source.is_char_boundary(self.at) {
                self.at += 1;
            }
        }
        let span = Span::new(start, self.at);
        if let Some(wrong) = wrong {
            self.error(span, wrong);
            self.builder.push(Shape::Null, span, 0, BROKEN);
        } else {
            self.builder.push(shape, span, 0, 0);
        }
    }

    /// A string with its quotes, and the flags of its node.
    fn string(&mut self) -> (Span, u8) {
        let start = self.at;
        let mut at = start + 1;
        let mut flags = QUOTED;
        loop {
            at = end_of_plain(self.text, at);
            match self.text.get(at) {
                Some(b'"') => {
                    self.at = at + 1;
                    return (Span::new(start, at + 1), flags);
                }
                Some(b'\\') => {
                    flags |= ESCAPED;
                    at += self.escape(at);
                }
                Some(b'\n' | b'\r') | None => {
                    self.at = at;
                    let error = SyntaxError::new(Span::new(start, at), "the string is not closed on its line")
                        .help("close it with `\"`; a line break inside a string is written `\\n`");
                    self.builder.error(error);
                    return (Span::new(start, at), ESCAPED);
                }
                Some(&byte) => {
                    self.error(
                        Span::new(at, at + 1),
                        format!("control character U+{byte:04X} in a string must be written as an escape"),
                    );
                    at += 1;
                }
            }
        }
    }

    /// Checks the escape at `at`; gives its length.
    fn escape(&mut self, at: usize) -> usize {
        let hex4 = |from: usize| self.text.get(from..from + 4).filter(|h| h.iter().all(u8::is_ascii_hexdigit));
        match self.text.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') if hex4(at + 2).is_some() => 6,
            Some(b'u') => {
                self.error(Span::new(at, at + 2), "`\\u` must be followed by four hexadecimal digits");
                2
            }
            Some(b'\n' | b'\r') | None => {
                self.error(Span::new(at, at + 1), "`\\` must be followed by an escape character");
                1
            }
            Some(_) => {
                let len = self.source[at + 1..].chars().next().map_or(1, char::len_utf8) + 1;
                let text = self.source[at..at + len].to_owned();
                let error = SyntaxError::new(Span::new(at, at + len), format!("`{text}` is not an escape in JSON"))
                    .help("a backslash itself is written `\\\\`");
                self.builder.error(error);
                len
            }
        }
    }
}

/// Resolves the escapes of a JSON string's inner text. Lone surrogates and unknown escapes become
/// U+FFFD and their own characters.
pub(super) fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(c) = rest.chars().next() else { break };
        rest = &rest[c.len_utf8()..];
        match c {
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            'u' => {
                let unit = |t: &str| t.get(..4).and_then(|h| u16::from_str_radix(h, 16).ok());
                let Some(high) = unit(rest) else { continue };
                rest = &rest[4..];
                let low = rest.strip_prefix("\\u").and_then(unit);
                let pair = low.and_then(|low| char::decode_utf16([high, low]).next()?.ok());
                match (char::from_u32(u32::from(high)), pair) {
                    (Some(c), _) => out.push(c),
                    (None, Some(c)) => {
                        out.push(c);
                        rest = &rest[6..];
                    }
                    (None, None) => out.push(char::REPLACEMENT_CHARACTER),
                }
            }
            c => out.push(c),
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Cursor;

    fn tree(text: &str) -> Tree {
        parse(Arc::new(Source::new("x.json", text)), Limits::default())
    }

    fn messages(text: &str) -> Vec<String> {
        tree(text).errors().iter().map(|e| format!("{}..{} {}", e.span.start, e.span.end, e.message)).collect()
    }

    #[test]
    fn every_error_that_can_be_told_apart_is_told() {
        assert_eq!(
            messages("{\"a\": 1 \"b\": tru,\n 'c': [1,], \"d\" 2}"),
            [
                "8..9 expected a comma before this",
                "13..16 expected a value, found `tru`",
                "19..22 a key must be a string in double quotes",
                "26..27 a comma with nothing after it",
                "34..34 expected `:` after the key",
            ]
        );
    }

    #[test]
    fn the_rest_is_read_after_an_error() {
        let tree = tree("{\"a\": [1, 2}, \"b\": {\"c\": true}, \"d\": \"e");
        let root = tree.root();
        assert_eq!(root.get_str("b").and_then(|b| b.get_str("c")).and_then(Cursor::bool), Some(true));
        assert_eq!(root.get_str("a").unwrap().len(), 2);
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(unescape(r#"a\n\u00e9\ud83d\ude00\"\ud800x"#), "a\né😀\"\u{fffd}x");
        let tree = tree(r#"{"a\u0062": "\t"}"#);
        assert_eq!(tree.root().get_str("ab").unwrap().str().unwrap(), "\t");
    }

    #[test]
    fn brackets_without_end_are_an_error_and_no_overflow() {
        assert!(messages(&"[".repeat(200_000))[0].contains("nested more than"));
        assert!(messages("")[0].contains("empty"));
    }
}
