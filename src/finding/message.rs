//! Messages of typed parts: words that apivet chose, keywords in code style, and names that documents hold.
//!
//! Each output shows the parts in its own way, and escapes names for itself; none has to find out of a finished sentence
//! what in it is code. [`message!`] makes one of a fixed pattern, in which backticks mark code and `{}` stands for what
//! is filled in.

use std::borrow::Cow;
use std::fmt;

use crate::text::{cut, printable};

/// Names are shown up to this number of characters.
const LONGEST: usize = 120;

/// What a part of a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Words of a sentence.
    Words,
    /// A keyword or a piece of a description that apivet names; code style.
    Code,
    /// A name or value from a document; code style.
    Name,
}

/// A message.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Message {
    /// All parts, code in backticks.
    text: String,
    /// The parts that are not words, in order: their bytes in `text` without the backticks.
    marks: Vec<(u32, u32, Part)>,
}

impl Message {
    /// A sentence that somebody else wrote: the author of a ruleset, a parser. Backticks mark code in it.
    #[must_use]
    pub fn foreign(text: impl fmt::Display) -> Self {
        Self::of_foreign(&text.to_string())
    }

    fn of_foreign(text: &str) -> Self {
        // Signs that steer are replaced by signs of other lengths: the backticks are looked for afterwards.
        let text = printable(text);
        let ticks: Vec<u32> = text.match_indices('`').map(|(at, _)| at as u32).collect();
        let marks = ticks.chunks_exact(2).map(|pair| (pair[0] + 1, pair[1], Part::Name)).collect();
        Self { text, marks }
    }

    /// A name alone.
    #[must_use]
    pub fn name(text: &str) -> Self {
        let mut message = Self::default();
        message.push_code(&cut(text, LONGEST), Part::Name);
        message
    }

    /// A text in code style that does not tell findings apart.
    #[must_use]
    pub fn code(text: &str) -> Self {
        let mut message = Self::default();
        message.push_code(&cut(text, LONGEST), Part::Code);
        message
    }

    /// Fills a pattern in; see the macro `message!`.
    #[must_use]
    pub fn fill(pattern: &'static str, pieces: &[&dyn Piece]) -> Self {
        let mut message = Self { text: String::with_capacity(pattern.len() + 16), marks: Vec::new() };
        let mut pieces = pieces.iter();
        for (n, section) in pattern.split('`').enumerate() {
            let code = n % 2 == 1;
            if !code {
                let mut texts = section.split("{}");
                message.push_words(texts.next().unwrap_or_default());
                for text in texts {
                    if let Some(piece) = pieces.next() {
                        piece.add_words(&mut message);
                    }
                    message.push_words(text);
                }
            } else if section.contains("{}") {
                let mut texts = section.split("{}");
                let mut whole = texts.next().unwrap_or_default().to_owned();
                for text in texts {
                    if let Some(piece) = pieces.next() {
                        whole.push_str(&piece.plain());
                    }
                    whole.push_str(text);
                }
                message.push_code(&cut(&whole, LONGEST), Part::Name);
            } else {
                message.push_code(section, Part::Code);
            }
        }
        message
    }

    /// The whole text, code in backticks. It has one line, and nothing that steers a terminal.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// True where nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The parts in their order, code without its backticks.
    pub fn parts(&self) -> impl Iterator<Item = (Part, &str)> {
        let mut at = 0;
        let mut marks = self.marks.iter();
        let mut waiting: Option<(usize, usize, Part)> = None;
        let next = move || {
            if let Some((start, end, part)) = waiting.take() {
                at = end + 1;
                return Some((part, &self.text[start..end]));
            }
            match marks.next() {
                Some(&(start, end, part)) => {
                    let words = &self.text[at..start as usize - 1];
                    waiting = Some((start as usize, end as usize, part));
                    Some((Part::Words, words))
                }
                None => {
                    let rest = &self.text[at.min(self.text.len())..];
                    at = self.text.len();
                    (!rest.is_empty()).then_some((Part::Words, rest))
                }
            }
        };
        std::iter::from_fn(next).filter(|(part, text)| *part != Part::Words || !text.is_empty())
    }

    /// Puts another message behind this one.
    pub fn push(&mut self, other: impl Into<Message>) {
        let other = other.into();
        let shift = self.text.len() as u32;
        self.text.push_str(&other.text);
        self.marks.extend(other.marks.into_iter().map(|(start, end, part)| (start + shift, end + shift, part)));
    }

    /// Several messages with a separator between them.
    #[must_use]
    pub fn joined<M: Into<Message>>(parts: impl IntoIterator<Item = M>, separator: &'static str) -> Self {
        let mut whole = Self::default();
        for (n, part) in parts.into_iter().enumerate() {
            if n > 0 {
                whole.push(separator);
            }
            whole.push(part);
        }
        whole
    }

    fn push_words(&mut self, words: &str) {
        self.text.push_str(&printable(words));
    }

    fn push_code(&mut self, code: &str, part: Part) {
        self.text.push('`');
        let start = self.text.len() as u32;
        self.text.push_str(&printable(code));
        self.marks.push((start, self.text.len() as u32, part));
        self.text.push('`');
    }
}

impl PartialOrd for Message {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Message {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text).then_with(|| self.marks.cmp(&other.marks))
    }
}

impl<M: Into<Message>> std::ops::AddAssign<M> for Message {
    fn add_assign(&mut self, other: M) {
        self.push(other);
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

impl serde::Serialize for Message {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl From<&'static str> for Message {
    fn from(pattern: &'static str) -> Self {
        let mut message = Self::default();
        for (n, section) in pattern.split('`').enumerate() {
            if n % 2 == 1 {
                message.push_code(section, Part::Code);
            } else {
                message.push_words(section);
            }
        }
        message
    }
}

impl From<&Message> for Message {
    fn from(message: &Message) -> Self {
        message.clone()
    }
}

/// What may be filled into a pattern.
pub trait Piece {
    /// The text by itself.
    fn plain(&self) -> Cow<'_, str>;

    /// Adds it as a part of the sentence.
    fn add_words(&self, message: &mut Message) {
        message.push_words(&self.plain());
    }
}

impl Piece for str {
    fn plain(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Piece for String {
    fn plain(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Piece for Cow<'_, str> {
    fn plain(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Piece for Message {
    fn plain(&self) -> Cow<'_, str> {
        Cow::Owned(self.parts().map(|(_, text)| text).collect())
    }

    fn add_words(&self, message: &mut Message) {
        message.push(self);
    }
}

impl<P: Piece + ?Sized> Piece for &P {
    fn plain(&self) -> Cow<'_, str> {
        (**self).plain()
    }

    fn add_words(&self, message: &mut Message) {
        (**self).add_words(message);
    }
}

macro_rules! shown {
    ($($ty:ty),*) => {
        $(impl Piece for $ty {
            fn plain(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        })*
    };
}

shown!(usize, u64, u32, u16, u8, i64, i32, f64, char, serde_json::Value, super::RuleId);

/// Names in code style, with commas between them.
#[must_use]
pub fn names<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> Message {
    let mut message = Message::default();
    for (n, item) in items.into_iter().enumerate() {
        if n > 0 {
            message.push(", ");
        }
        message.push(Message::name(item.as_ref()));
    }
    message
}

/// Up to five names in code style, with how many more there are: `` `a`, `b` and `c` ``.
#[must_use]
pub fn list<S: AsRef<str>>(items: &[S]) -> Message {
    const SHOWN: usize = 5;
    let (shown, more) = (items.len().min(SHOWN), items.len().saturating_sub(SHOWN));
    let mut message = Message::default();
    for (n, item) in items[..shown].iter().enumerate() {
        if n > 0 {
            message.push(if n + 1 == shown && more == 0 { " and " } else { ", " });
        }
        message.push(Message::name(item.as_ref()));
    }
    if more > 0 {
        message.push(message!(" and {} more", more));
    }
    message
}

/// A message of a fixed pattern: backticks mark code, `{}` stands for what is filled in. What is filled in between
/// backticks is shown in code style, cut where it is very long; what is filled in elsewhere is part of the sentence.
macro_rules! message {
    ($pattern:literal $(,)?) => {
        $crate::finding::Message::from($pattern)
    };
    ($pattern:literal, $($piece:expr),+ $(,)?) => {
        $crate::finding::Message::fill($pattern, &[$(&$piece as &dyn $crate::finding::Piece),+])
    };
}
pub(crate) use message;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_typed() {
        let message = message!("`{}` has no `maxLength` in {} {}", "a`b\n", 3_usize, message!("of `{}`", "x"));
        let parts: Vec<(Part, &str)> = message.parts().collect();
        assert_eq!(
            parts,
            [
                (Part::Name, "a`b "),
                (Part::Words, " has no "),
                (Part::Code, "maxLength"),
                (Part::Words, " in 3 of "),
                (Part::Name, "x"),
            ]
        );
        assert_eq!(message.as_str(), "`a`b ` has no `maxLength` in 3 of `x`");
    }

    #[test]
    fn names_are_cut_and_steer_nothing() {
        let message = message!("`{}` is \u{1b}[31mlong", "é".repeat(500));
        let (_, name) = message.parts().next().unwrap();
        assert_eq!(name.chars().count(), LONGEST);
        assert!(!message.as_str().contains('\u{1b}'));
    }

    #[test]
    fn lists_say_how_many_more_there_are() {
        assert_eq!(list(&["a"]).as_str(), "`a`");
        assert_eq!(list(&["a", "b", "c"]).as_str(), "`a`, `b` and `c`");
        assert_eq!(list(&["a", "b", "c", "d", "e", "f"]).as_str(), "`a`, `b`, `c`, `d`, `e` and 1 more");
    }
}
