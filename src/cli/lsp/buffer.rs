//! Open files, as they are written.

use serde_json::Value;

use super::convert::Encoding;
use crate::source::{SharedText, Source};

/// An open file.
pub(super) struct Buffer {
    /// The editor's number for its state.
    pub(super) version: Value,
    text: SharedText,
}

impl Buffer {
    /// A file with its text.
    pub(super) fn new(version: Value, text: &str) -> Self {
        Self { version, text: text.into() }
    }

    /// Its text.
    pub(super) fn text(&self) -> SharedText {
        self.text.clone()
    }

    /// Makes changes, in their order: each of a range, or of the whole text. A range that is none changes nothing.
    pub(super) fn change(&mut self, version: Value, changes: &[Value], encoding: Encoding) {
        let mut text = String::from(self.text.clone());
        for change in changes {
            let Some(new) = change.get("text").and_then(Value::as_str) else { continue };
            let Some(range) = change.get("range") else {
                new.clone_into(&mut text);
                continue;
            };
            // Each counts from what those before it made.
            let source = Source::new("", text);
            let at = |key: &str| range.get(key).and_then(|p| encoding.offset(&source, p));
            let place = at("start").zip(at("end")).filter(|(start, end)| start <= end);
            text = source.into_text();
            if let Some((start, end)) = place {
                text.replace_range(start..end, new);
            }
        }
        *self = Self { version, text: text.into() };
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changes_are_made_in_their_order() {
        let mut buffer = Buffer::new(json!(1), "a: 1\nb: ü2\n");
        let place = |line: u32, character: u32| json!({"line": line, "character": character});
        let change = |from, to, text: &str| json!({"range": {"start": from, "end": to}, "text": text});
        let changes = [change(place(1, 4), place(1, 5), "3"), change(place(0, 0), place(1, 0), "")];
        buffer.change(json!(2), &changes, Encoding::Utf16);
        assert_eq!(&*buffer.text(), "b: ü3\n");
        buffer.change(
            json!(3),
            &[change(place(5, 0), place(2, 0), "x"), json!({"text": 1}), json!(null)],
            Encoding::Utf16,
        );
        assert_eq!(&*buffer.text(), "b: ü3\nx");
        buffer.change(json!(4), &[json!({"text": "c"})], Encoding::Utf16);
        assert_eq!(&*buffer.text(), "c");
    }
}
