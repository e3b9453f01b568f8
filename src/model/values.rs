//! Single values: equality and patterns.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHashSet};

use super::number::Exact;
use crate::tree::{Cursor, NodeRef, Shape};

/// Equality of JSON values (JSON Schema 2020-12, section 4.2.2). Aliases may stand for exponentially many values: a pair of
/// nodes is compared once.
pub(super) fn equal(a: Cursor<'_>, b: Cursor<'_>) -> bool {
    equal_in(a, b, &mut FxHashSet::default())
}

fn equal_in(a: Cursor<'_>, b: Cursor<'_>, known: &mut FxHashSet<(NodeRef, NodeRef)>) -> bool {
    match (a.shape(), b.shape()) {
        (Shape::Str, Shape::Str) => a.text() == b.text(),
        (Shape::Int | Shape::Float, Shape::Int | Shape::Float) => {
            a.text() == b.text() || Exact::read(a) == Exact::read(b)
        }
        (Shape::Null, Shape::Null) => true,
        (Shape::Bool, Shape::Bool) => a.bool() == b.bool(),
        (Shape::Seq, Shape::Seq) | (Shape::Map, Shape::Map) => {
            let pair = ((a.file(), a.id()), (b.file(), b.id()));
            // One pair that differs ends it all, so that those that were met are equal.
            if pair.0 == pair.1 || !known.insert(pair) {
                return true;
            }
            if a.is_seq() {
                return a.len() == b.len() && a.items().zip(b.items()).all(|(a, b)| equal_in(a, b, known));
            }
            let same = |entry: crate::tree::Entry<'_>| {
                b.get_str(entry.name()).is_some_and(|value| equal_in(entry.value, value, known))
            };
            a.entries().count() == b.entries().count() && a.entries().all(same)
        }
        _ => false,
    }
}

/// The first of these values that equals one before it.
pub(crate) fn first_repeated<'a>(items: &[Cursor<'a>]) -> Option<Cursor<'a>> {
    let mut hashes: FxHashMap<NodeRef, u64> = FxHashMap::default();
    let mut seen: FxHashMap<u64, Vec<Cursor<'a>>> = FxHashMap::default();
    items.iter().copied().find(|item| {
        let alike = seen.entry(hash_of(*item, &mut hashes)).or_default();
        let repeats = alike.iter().any(|other| equal(*other, *item));
        alike.push(*item);
        repeats
    })
}

/// A number that is the same for equal values; that of each list and mapping is found once.
fn hash_of(value: Cursor<'_>, known: &mut FxHashMap<NodeRef, u64>) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    match value.shape() {
        Shape::Seq | Shape::Map => {
            let node = (value.file(), value.id());
            if let Some(hash) = known.get(&node) {
                return *hash;
            }
            if value.is_seq() {
                value.items().for_each(|item| hash_of(item, known).hash(&mut hasher));
            } else {
                // In whatever order they stand.
                let mut sum = 0_u64;
                for entry in value.entries() {
                    let mut one = rustc_hash::FxHasher::default();
                    (entry.name(), hash_of(entry.value, known)).hash(&mut one);
                    sum = sum.wrapping_add(one.finish());
                }
                (1_u8, sum).hash(&mut hasher);
            }
            known.insert(node, hasher.finish());
        }
        Shape::Int | Shape::Float => {
            Exact::read(value).map(|n| n.hash_with(0)).hash(&mut hasher);
        }
        Shape::Str => value.text().hash(&mut hasher),
        shape => (shape as u8, value.is_true()).hash(&mut hasher),
    }
    hasher.finish()
}

/// A pattern of ECMA-262, ready to be run; `None` where it cannot be. A search that goes back more than
/// `backtracks` times fails. Of the flags, `i`, `m` and `s` count.
pub(crate) fn compile_pattern(pattern: &str, flags: &str, backtracks: usize) -> Option<fancy_regex::Regex> {
    let mut text = translate_pattern(pattern)?;
    let inline: String = flags.chars().filter(|c| "ims".contains(*c)).collect();
    if !inline.is_empty() {
        text.insert_str(0, &format!("(?{inline})"));
    }
    fancy_regex::RegexBuilder::new(&text).backtrack_limit(backtracks).delegate_size_limit(1 << 20).build().ok()
}

/// How often a search for a schema's `pattern` may go back.
pub(crate) const BACKTRACKS: usize = 100_000;

/// A pattern of ECMA-262 in the syntax of the regex crates; `None` where that has no word for it.
pub(crate) fn translate_pattern(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut chars = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                'd' => out.push_str(if in_class { "0-9" } else { "[0-9]" }),
                // A class may stand in another one.
                'D' => out.push_str("[^0-9]"),
                'w' => out.push_str(if in_class { "A-Za-z0-9_" } else { "[A-Za-z0-9_]" }),
                'W' => out.push_str("[^A-Za-z0-9_]"),
                // White space of ECMA-262 holds the byte order mark too.
                's' => out.push_str(if in_class { "\\s\u{feff}" } else { "[\\s\u{feff}]" }),
                'S' => out.push_str("[^\\s\u{feff}]"),
                'c' => return None,
                'u' if chars.peek() != Some(&'{') => {
                    let hex: String = chars.by_ref().take(4).collect();
                    out.push_str(&format!("\\u{{{hex}}}"));
                }
                '/' => out.push('/'),
                '-' => out.push_str("\\-"),
                other if other.is_ascii_alphanumeric() => {
                    out.push('\\');
                    out.push(other);
                }
                other => out.push_str(&regex::escape(&other.to_string())),
            },
            '[' if in_class => out.push_str("\\["),
            '[' => {
                let negated = chars.next_if_eq(&'^').is_some();
                // Nothing, and anything.
                if chars.next_if_eq(&']').is_some() {
                    out.push_str(if negated { "(?s:.)" } else { "[0&&1]" });
                    continue;
                }
                in_class = true;
                out.push_str(if negated { "[^" } else { "[" });
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            '&' | '~' if in_class => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    Some(out)
}
