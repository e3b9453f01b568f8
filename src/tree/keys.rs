//! Interned mapping keys: equal text, equal number, within one tree.

use std::hash::Hasher;
use std::sync::LazyLock;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::words::TEXTS;

/// The number of an interned key. Numbers of known words ([`super::words`]) are the same in every
/// tree; others mean something only together with their tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(pub(super) u32);

impl Key {
    /// The key of an element that has none (the root).
    pub(super) const NONE: Key = Key(u32::MAX);

    /// The number as an index into tables over the known words; `None` for any other key.
    #[must_use]
    pub fn known(self) -> Option<usize> {
        ((self.0 as usize) < TEXTS.len()).then_some(self.0 as usize)
    }

    /// One of 16 bits that tells keys apart, by and large: keywords of schemas that are asked for together have one of
    /// their own, the others share what is left.
    #[inline]
    pub(super) fn mark(self) -> u16 {
        MARKS.get(self.0 as usize).copied().unwrap_or_else(|| self.own_mark())
    }

    const fn own_mark(self) -> u16 {
        use super::words::*;
        const OTHERS: u32 = 8;
        let bit = match self {
            REF | ALL_OF | ANY_OF | ONE_OF | NOT | IF | DYNAMIC_REF | DISCRIMINATOR => 0,
            MULTIPLE_OF | MAXIMUM | EXCLUSIVE_MAXIMUM | MINIMUM | EXCLUSIVE_MINIMUM | MAX_LENGTH | MIN_LENGTH
            | PATTERN | MAX_ITEMS | MIN_ITEMS | UNIQUE_ITEMS | MAX_PROPERTIES | MIN_PROPERTIES => 1,
            ENUM | CONST => 2,
            READ_ONLY | WRITE_ONLY | NULLABLE | X_NULLABLE => 3,
            EXAMPLE | EXAMPLES | DEFAULT => 4,
            PROPERTIES | ADDITIONAL_PROPERTIES | REQUIRED | PATTERN_PROPERTIES => 5,
            ITEMS | PREFIX_ITEMS | CONTAINS => 6,
            TYPE => 7,
            Key(number) => OTHERS + (number.wrapping_mul(0x9E37_79B9) >> 29),
        };
        1 << bit
    }

    /// The marks of several keys.
    #[must_use]
    pub const fn marks(keys: &[Key]) -> Marks {
        let (mut marks, mut n) = (0, 0);
        while n < keys.len() {
            marks |= keys[n].own_mark();
            n += 1;
        }
        Marks(marks)
    }

    /// How many words are known beforehand.
    #[must_use]
    pub fn known_count() -> usize {
        TEXTS.len()
    }

    /// The known word with this text.
    #[must_use]
    pub fn of_known(text: &str) -> Option<Key> {
        KNOWN.find(hash(text), |&n| TEXTS[n as usize] == text).map(|&n| Key(n))
    }

    /// The text of a known word.
    #[must_use]
    pub fn known_text(self) -> Option<&'static str> {
        TEXTS.get(self.0 as usize).copied()
    }
}

/// The marks of the known words.
static MARKS: [u16; TEXTS.len()] = {
    let mut marks = [0; TEXTS.len()];
    let mut n = 0;
    while n < TEXTS.len() {
        marks[n] = Key(n as u32).own_mark();
        n += 1;
    }
    marks
};

/// Signs of keys: a mapping without any of them has none of the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks(pub(super) u16);

static KNOWN: LazyLock<HashTable<u32>> = LazyLock::new(|| {
    let mut table = HashTable::with_capacity(TEXTS.len());
    for (n, text) in TEXTS.iter().enumerate() {
        table.insert_unique(hash(text), n as u32, |&n| hash(TEXTS[n as usize]));
    }
    table
});

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// The keys of one tree that are not known words.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    text: String,
    /// Which known words occur.
    used: Vec<bool>,
    ends: Vec<u32>,
    table: HashTable<u32>,
}

impl Keys {
    pub(super) fn intern(&mut self, text: &str) -> Key {
        let hash_value = hash(text);
        if let Some(&n) = KNOWN.find(hash_value, |&n| TEXTS[n as usize] == text) {
            match self.used.get_mut(n as usize) {
                Some(used) => *used = true,
                None => {
                    self.used.resize(TEXTS.len(), false);
                    self.used[n as usize] = true;
                }
            }
            return Key(n);
        }
        let (all, ends) = (&self.text, &self.ends);
        if let Some(&n) = self.table.find(hash_value, |&n| slice(all, ends, n) == text) {
            return Key(n + TEXTS.len() as u32);
        }
        let n = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        let (all, ends) = (&self.text, &self.ends);
        self.table.insert_unique(hash_value, n, |&n| hash(slice(all, ends, n)));
        Key(n + TEXTS.len() as u32)
    }

    /// The number of a key that some mapping of the tree has.
    pub(super) fn find(&self, text: &str) -> Option<Key> {
        let hash_value = hash(text);
        if let Some(&n) = KNOWN.find(hash_value, |&n| TEXTS[n as usize] == text) {
            return Some(Key(n));
        }
        let found = self.table.find(hash_value, |&n| slice(&self.text, &self.ends, n) == text);
        found.map(|&n| Key(n + TEXTS.len() as u32))
    }

    /// True where some mapping has this key.
    pub(super) fn has(&self, key: Key) -> bool {
        match key.known() {
            Some(n) => self.used.get(n).copied().unwrap_or(false),
            None => (key.0 as usize) < self.len(),
        }
    }

    pub(super) fn text(&self, key: Key) -> &str {
        match (key.0 as usize).checked_sub(TEXTS.len()) {
            None => TEXTS[key.0 as usize],
            Some(n) if n < self.ends.len() => slice(&self.text, &self.ends, n as u32),
            Some(_) => "",
        }
    }

    /// The texts of the keys that occur, known words included.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let known = TEXTS.iter().zip(&self.used).filter(|(_, used)| **used).map(|(text, _)| *text);
        known.chain(self.own_texts())
    }

    /// The texts of the keys that are not known words, by their numbers.
    pub(super) fn own_texts(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|n| slice(&self.text, &self.ends, n))
    }

    /// Notes that the known words occur that occur in another tree.
    pub(super) fn use_known(&mut self, other: &Keys) {
        self.used.resize(self.used.len().max(other.used.len()), false);
        self.used.iter_mut().zip(&other.used).for_each(|(used, too)| *used |= too);
    }

    /// One more than the largest key number.
    pub(super) fn len(&self) -> usize {
        TEXTS.len() + self.ends.len()
    }
}

/// The keys that were met lately, so that those that are everywhere are found by a few comparisons.
#[derive(Default)]
pub(super) struct RecentKeys {
    /// By a cheap sum of their texts: how each begins, its length, its key. Empty before the first one.
    entries: Vec<(u64, u32, Key)>,
}

impl RecentKeys {
    const COUNT: usize = 256;

    /// The key of a text, if it was met lately.
    #[inline]
    pub(super) fn find(&self, text: &str, keys: &Keys) -> Option<Key> {
        let beginning = beginning_of(text.as_bytes());
        let &(known, len, key) = self.entries.get(Self::place(beginning, text.len()))?;
        let may_be = known == beginning && len as usize == text.len() && key != Key::NONE;
        (may_be && (text.len() <= 8 || keys.text(key) == text)).then_some(key)
    }

    pub(super) fn note(&mut self, text: &str, key: Key) {
        if self.entries.is_empty() {
            self.entries.resize(Self::COUNT, (0, 0, Key::NONE));
        }
        let beginning = beginning_of(text.as_bytes());
        self.entries[Self::place(beginning, text.len())] = (beginning, text.len() as u32, key);
    }

    fn place(beginning: u64, len: usize) -> usize {
        let sum = beginning ^ (len as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (sum.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as usize % Self::COUNT
    }
}

/// The first eight bytes of a text; where it has no more, texts of the same length with the same bytes here are equal.
fn beginning_of(bytes: &[u8]) -> u64 {
    if let Some(word) = bytes.first_chunk::<8>() {
        return u64::from_le_bytes(*word);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        return u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32;
    }
    bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

fn slice<'a>(text: &'a str, ends: &[u32], n: u32) -> &'a str {
    let start = if n == 0 { 0 } else { ends[n as usize - 1] as usize };
    &text[start..ends[n as usize] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::words;

    #[test]
    fn known_words_keep_their_numbers_and_others_are_shared() {
        let mut keys = Keys::default();
        assert_eq!(keys.intern("paths"), words::PATHS);
        let a = keys.intern("/pets");
        assert_eq!(keys.intern("/pets"), a);
        assert_ne!(keys.intern("/dogs"), a);
        assert_eq!((keys.text(a), keys.text(words::IN)), ("/pets", "in"));
        assert_eq!(keys.find("/cats"), None);
        assert_eq!(keys.find(""), None);
    }

    #[test]
    fn recent_keys_are_those_of_their_texts() {
        let (mut keys, mut recent) = (Keys::default(), RecentKeys::default());
        let texts: Vec<String> = (0..3_000_u32)
            .map(|n| (0..n % 12).map(|at| char::from(b'a' + (((n / 12) >> at) & 1) as u8)).collect())
            .chain(["\0", "\0\0", "aaaaaaaab", "aaaaaaaac", "type", "description"].map(str::to_owned))
            .collect();
        for text in texts.iter().chain(texts.iter().rev()) {
            let known = recent.find(text, &keys);
            let key = keys.intern(text);
            assert!(known.is_none_or(|known| known == key), "{text}");
            recent.note(text, key);
            assert_eq!(recent.find(text, &keys), Some(key));
        }
    }

    #[test]
    fn no_word_is_listed_twice() {
        let mut seen = std::collections::BTreeSet::new();
        assert!(TEXTS.iter().all(|text| seen.insert(text)));
    }
}
