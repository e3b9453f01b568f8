//! Where Spectral says that a value stands.

use crate::source::Span;
use crate::tree::{Cursor, Shape};

/// The bytes that stand for a value in reports made for users of Spectral: a list or mapping begins right
/// after the colon of its key, and ends with the last value in it.
#[must_use]
pub fn spectral(at: Cursor<'_>) -> Span {
    let empty = at.shape() == Shape::Null && at.span().is_empty();
    if at.index().is_none() && at.parent().is_some() {
        let after = at.key_span().end + 1;
        if empty {
            return Span { start: after, end: after };
        }
        if at.is_map() || at.is_seq() {
            return Span { start: after, end: end(at) };
        }
    }
    Span { start: start(at), end: end(at) }
}

fn start(at: Cursor<'_>) -> u32 {
    let span = at.span();
    if at.parent().is_none() {
        // A root right after the first line counts from the beginning.
        let text = at.tree().source().text();
        let second = text.find('\n').map_or(text.len(), |n| n + 1) as u32;
        if span.start == second {
            return 0;
        }
    }
    span.start
}

fn end(at: Cursor<'_>) -> u32 {
    let last = if at.is_map() {
        at.entries().last().map(|e| e.value)
    } else if at.is_seq() {
        at.items().last()
    } else {
        None
    };
    match last {
        Some(last) if last.shape() == Shape::Null && last.span().is_empty() && last.index().is_none() => {
            last.key_span().end + 1
        }
        Some(last) => end(last),
        None => at.span().end,
    }
}
