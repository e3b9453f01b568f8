//! Patterns as automata: does one text match, which text matches, does all that matches one match the other.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use regex_automata::dfa::{Automaton, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};
use rustc_hash::FxHashMap;

use crate::model::{BACKTRACKS, compile_pattern, translate_pattern};

/// States that a search through a pair of automata looks at, at most.
const PAIRS: usize = 20_000;

/// A pattern ready to be asked.
pub struct Pattern {
    automaton: dense::DFA<Vec<u32>>,
    start: StateID,
}

impl Pattern {
    fn new(pattern: &str) -> Option<Self> {
        let text = translate_pattern(pattern)?;
        let automaton = dense::Builder::new()
            .syntax(syntax::Config::new().utf8(true))
            .configure(
                dense::Config::new()
                    .dfa_size_limit(Some(1 << 20))
                    .determinize_size_limit(Some(1 << 20))
                    .match_kind(regex_automata::MatchKind::All),
            )
            .build(&text)
            .ok()?;
        let start = automaton.start_state_forward(&Input::new("").anchored(Anchored::No)).ok()?;
        Some(Self { automaton, start })
    }

    /// True where the pattern matches somewhere in the text.
    #[cfg(test)]
    fn matches(&self, text: &str) -> bool {
        let mut at = Repetition { state: self.start, matched: false };
        for &byte in text.as_bytes() {
            at = self.next(at, byte);
        }
        self.ends_well(at)
    }

    fn next(&self, at: Repetition, byte: u8) -> Repetition {
        if at.matched {
            return at;
        }
        let state = self.automaton.next_state(at.state, byte);
        let matched = self.automaton.is_match_state(state);
        Repetition { state: if matched { self.start } else { state }, matched }
    }

    fn ends_well(&self, at: Repetition) -> bool {
        at.matched || self.automaton.is_match_state(self.automaton.next_eoi_state(at.state))
    }

    fn is_lost(&self, at: Repetition) -> bool {
        !at.matched && self.automaton.is_dead_state(at.state)
    }
}

/// The patterns of a comparison, each made ready once.
#[derive(Default)]
pub struct Patterns {
    automata: RefCell<FxHashMap<String, Option<Rc<Pattern>>>>,
    regexes: RefCell<FxHashMap<String, Option<Rc<fancy_regex::Regex>>>>,
    texts: RefCell<FxHashMap<Asked, Spelled>>,
}

/// Patterns that a text must match, with the bounds of its length.
type Asked = (Vec<String>, u64, Option<u64>);

impl Patterns {
    /// The pattern as an automaton; `None` where it is not regular, not valid, or too large.
    #[must_use]
    pub fn automaton(&self, pattern: &str) -> Option<Rc<Pattern>> {
        if let Some(known) = self.automata.borrow().get(pattern) {
            return known.clone();
        }
        let new = Pattern::new(pattern).map(Rc::new);
        self.automata.borrow_mut().insert(pattern.to_owned(), new.clone());
        new
    }

    /// All of them as automata, if all can be.
    pub fn automata<'p>(&self, patterns: impl IntoIterator<Item = &'p str>) -> Option<Vec<Rc<Pattern>>> {
        patterns.into_iter().map(|p| self.automaton(p)).collect()
    }

    /// True where the pattern matches somewhere in the text; `None` where that cannot be told.
    #[must_use]
    pub fn matches(&self, pattern: &str, text: &str) -> Option<bool> {
        if let Some(plain) = plain_answer(pattern, text) {
            return Some(plain);
        }
        let known = self.regexes.borrow().get(pattern).cloned();
        let regex = known.unwrap_or_else(|| {
            let new = compile_pattern(pattern, "", BACKTRACKS).map(Rc::new);
            self.regexes.borrow_mut().insert(pattern.to_owned(), new.clone());
            new
        });
        regex?.is_match(text).ok()
    }

    /// A text of at least `min` and at most `max` characters that matches all the patterns.
    #[must_use]
    pub fn text<'p>(&self, patterns: impl IntoIterator<Item = &'p str>, min: u64, max: Option<u64>) -> Spelled {
        let key: Asked = (patterns.into_iter().map(str::to_owned).collect(), min, max);
        if let Some(known) = self.texts.borrow().get(&key) {
            return known.clone();
        }
        let ready = self.automata(key.0.iter().map(String::as_str));
        let found = ready.map_or(Spelled::Unknown, |ready| search(&ready, &[], min, max));
        self.texts.borrow_mut().insert(key, found.clone());
        found
    }

    /// A text that matches the pattern.
    #[must_use]
    pub fn text_of(&self, pattern: &str) -> Option<String> {
        match self.text([pattern], 0, None) {
            Spelled::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Where an automaton stands. States that have matched are all one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Repetition {
    state: StateID,
    matched: bool,
}

/// What a search for a text gives.
#[derive(Clone, Debug)]
pub enum Spelled {
    /// Such a text.
    Text(String),
    /// There is none.
    Nothing,
    /// The search was given up.
    Unknown,
}

/// The shortest text of at least `min` and at most `max` characters that matches all of `wanted` and
/// none of `unwanted`. Without bounds on the length the answer "nothing" is exact.
#[must_use]
pub fn search(wanted: &[Rc<Pattern>], unwanted: &[Rc<Pattern>], min: u64, max: Option<u64>) -> Spelled {
    let all: Vec<&Pattern> = wanted.iter().chain(unwanted).map(AsRef::as_ref).collect();
    let start: Vec<Repetition> = all.iter().map(|p| Repetition { state: p.start, matched: false }).collect();
    let bounded = min > 0 || max.is_some();
    // Lengths beyond what a search can tell apart.
    if min > 4_000 {
        return Spelled::Unknown;
    }
    let cap = max.unwrap_or(u64::MAX).min(min.max(1) + 4_000);
    let bytes = alphabet(&all);
    let mut known: FxHashMap<(Vec<Repetition>, u64), (usize, u8)> = FxHashMap::default();
    let mut states: Vec<(Vec<Repetition>, u64, u8)> = vec![(start.clone(), 0, 0)];
    let mut parents: Vec<(usize, u8)> = vec![(usize::MAX, 0)];
    known.insert((start, 0), (usize::MAX, 0));
    let mut queue = VecDeque::from([0usize]);
    while let Some(n) = queue.pop_front() {
        let (runs, length, pending) = states[n].clone();
        let ends = |p: &Pattern, r: &Repetition| p.ends_well(*r);
        let good = wanted.iter().zip(&runs).all(|(p, r)| ends(p, r))
            && unwanted.iter().zip(&runs[wanted.len()..]).all(|(p, r)| !ends(p, r));
        if good && length >= min && pending == 0 {
            let mut text = Vec::new();
            let mut at = n;
            while parents[at].0 != usize::MAX {
                text.push(parents[at].1);
                at = parents[at].0;
            }
            text.reverse();
            return String::from_utf8(text).map_or(Spelled::Unknown, Spelled::Text);
        }
        if length >= cap && pending == 0 {
            continue;
        }
        for &byte in &bytes {
            let Some(after) = utf8(pending, byte) else { continue };
            let length = length + u64::from(pending == 0);
            let next: Vec<Repetition> = all.iter().zip(&runs).map(|(p, r)| p.next(*r, byte)).collect();
            if wanted.iter().zip(&next).any(|(p, r)| p.is_lost(*r)) || next[wanted.len()..].iter().any(|r| r.matched) {
                continue;
            }
            // Without bounds the length does not matter; with a lower bound only, lengths beyond it are one.
            let counted = match (bounded, max) {
                (false, _) => 0,
                (true, None) => length.min(min),
                (true, Some(_)) => length,
            };
            let key = (next, counted * 8 + u64::from(after));
            if known.contains_key(&key) {
                continue;
            }
            if states.len() >= PAIRS {
                return Spelled::Unknown;
            }
            known.insert(key.clone(), (n, byte));
            states.push((key.0, length, after));
            parents.push((n, byte));
            queue.push_back(states.len() - 1);
        }
    }
    Spelled::Nothing
}

/// What more bytes a character needs after `byte`, where `pending` says what was needed before it:
/// 1 to 3 more, or a second byte in one of the four narrower ranges. `None` where the byte cannot stand
/// there. RFC 3629, section 4.
fn utf8(pending: u8, byte: u8) -> Option<u8> {
    const AFTER_E0: u8 = 4;
    const AFTER_ED: u8 = 5;
    const AFTER_F0: u8 = 6;
    const AFTER_F4: u8 = 7;
    Some(match (pending, byte) {
        (0, 0..=0x7F) => 0,
        (0, 0xC2..=0xDF) => 1,
        (0, 0xE0) => AFTER_E0,
        (0, 0xED) => AFTER_ED,
        (0, 0xE1..=0xEF) => 2,
        (0, 0xF0) => AFTER_F0,
        (0, 0xF1..=0xF3) => 3,
        (0, 0xF4) => AFTER_F4,
        (1..=3, 0x80..=0xBF) => pending - 1,
        (AFTER_E0, 0xA0..=0xBF) | (AFTER_ED, 0x80..=0x9F) => 1,
        (AFTER_F0, 0x90..=0xBF) | (AFTER_F4, 0x80..=0x8F) => 2,
        _ => return None,
    })
}

/// A byte for each class that the patterns and UTF-8 tell apart, those first that people read.
fn alphabet(patterns: &[&Pattern]) -> Vec<u8> {
    let mut bytes: Vec<u8> = (b'a'..=b'z').chain(b'0'..=b'9').chain(b'A'..=b'Z').collect();
    bytes.extend(b"-_. /:@#+,!?$%&'()*;<=>[]^`{|}~\"\\".iter());
    bytes.extend((0u8..32).chain([127]));
    bytes.extend(0x80..=0xFF);
    let mut seen = rustc_hash::FxHashSet::default();
    let class = |byte: u8| {
        let roles: Vec<Option<u8>> = (0..8).map(|pending| utf8(pending, byte)).collect();
        let classes: Vec<u8> = patterns.iter().map(|p| p.automaton.byte_classes().get(byte)).collect();
        (roles, classes)
    };
    bytes.retain(|b| seen.insert(class(*b)));
    bytes
}

/// The answer for the most usual patterns, without building anything.
fn plain_answer(pattern: &str, text: &str) -> Option<bool> {
    let plain = |t: &str| t.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ' '));
    if matches!(pattern, "" | ".*" | "^.*$") && !text.contains(['\n', '\r']) {
        return Some(true);
    }
    match pattern.strip_prefix('^') {
        Some(rest) => match rest.strip_suffix('$') {
            Some(exact) if plain(exact) => Some(text == exact),
            None if plain(rest) => Some(text.starts_with(rest)),
            _ => None,
        },
        None if plain(pattern) => Some(text.contains(pattern)),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready(pattern: &str) -> Rc<Pattern> {
        Rc::new(Pattern::new(pattern).unwrap())
    }

    fn difference(a: &str, b: &str) -> Option<String> {
        match search(&[ready(a)], &[ready(b)], 0, None) {
            Spelled::Text(t) => Some(t),
            Spelled::Nothing => None,
            Spelled::Unknown => panic!("unknown"),
        }
    }

    #[test]
    fn inclusion_is_decided_with_a_text_that_shows_the_difference() {
        assert_eq!(difference("^[0-9]+$", "^[0-9a-z]+$"), None);
        assert_eq!(difference("^[0-9a-z]+$", "^[0-9]+$").as_deref(), Some("a"));
        assert_eq!(difference("^ab?$", "a"), None);
        assert_eq!(difference("a", "^a").as_deref(), Some("ba"));
        assert_eq!(difference("^\\d{3}$", "^[0-9][0-9]{2}$"), None);
        assert_eq!(difference("^.{1,3}$", "^[a-z]{0,3}$").as_deref(), Some("0"));
    }

    #[test]
    fn a_text_is_found_within_bounds() {
        let found = |p: &str, min, max| match search(&[ready(p)], &[], min, max) {
            Spelled::Text(t) => t,
            _ => panic!(),
        };
        assert_eq!(found("^[a-z]+$", 3, Some(5)), "aaa");
        assert_eq!(found("^[A-Z]{2}-\\d+$", 0, None), "AA-0");
        assert_eq!(found("x", 4, None).len(), 4);
        assert!(matches!(search(&[ready("^a{5}$")], &[], 0, Some(4)), Spelled::Nothing));
    }

    #[test]
    fn texts_are_matched() {
        for (pattern, text, expected) in
            [("^a", "ab", true), ("^a$", "ab", false), ("b", "abc", true), ("^\\w+$", "ä", false), ("", "", true)]
        {
            assert_eq!(Patterns::default().matches(pattern, text), Some(expected), "{pattern} {text}");
            assert_eq!(Pattern::new(pattern).unwrap().matches(text), expected, "{pattern} {text}");
        }
    }
}
