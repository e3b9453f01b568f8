//! Where Spectral says that a value stands.

use crate::source::Span;
use crate::tree::{Cursor, Shape};

/// The bytes that stand for a value in reports made for users of Spectral: a list or mapping begins right
/// after the colon of its key, and ends with the last value in it. Files of JSON that references lead to have the bytes of
/// the value itself; a document of its own is read as YAML, whatever it is.
#[must_use]
pub fn spectral(at: Cursor<'_>, is_own: bool) -> Span {
    if !is_own && at.tree().source().name().ends_with(".json") {
        return at.span();
    }
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
    Span { start: block_header(at).unwrap_or_else(|| start(at)), end: end(at) }
}

/// The byte of the `|` or `>` that a block scalar begins with (YAML 1.2, section 8.1); nothing for other values.
fn block_header(at: Cursor<'_>) -> Option<u32> {
    if at.shape() != Shape::Str {
        return None;
    }
    let text = at.tree().source().text();
    let before = &text[..at.span().start as usize];
    // The header is the last thing on a line above; what precedes the content on its own line is indentation.
    let lines = before.trim_end_matches([' ', '\t']);
    let lines = lines.strip_suffix('\n')?.trim_end();
    let line_start = lines.rfind('\n').map_or(0, |n| n + 1);
    let line = &lines[line_start..];
    let is_header = |rest: &str| {
        let rest = rest[1..].trim_start_matches(|c: char| matches!(c, '+' | '-') || c.is_ascii_digit());
        rest.is_empty() || (rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#'))
    };
    let mut found = line.match_indices(['|', '>']).map(|(n, _)| n);
    let n = found.find(|n| (*n == 0 || line[..*n].ends_with([' ', '\t'])) && is_header(&line[*n..]))?;
    Some((line_start + n) as u32)
}

/// Where the text of a block scalar ends: before the line break that is followed by the next token's line.
fn block_end(at: Cursor<'_>) -> u32 {
    let text = &at.tree().source().text()[..at.span().end as usize];
    let text = text.trim_end_matches([' ', '\t']);
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text).len() as u32
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
        None if block_header(at).is_some() => block_end(at),
        None => at.span().end,
    }
}
