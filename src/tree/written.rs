//! For tests: trees as text, so that two ways to read one can be compared.

use std::fmt::Write as _;

use super::halves::Cut;
use super::{Cursor, NodeId, Tree};

/// All that can be told of a tree.
pub(super) fn written(tree: &Tree) -> String {
    let mut out = String::new();
    for n in 0..tree.len() as u32 {
        let (at, node) = (tree.at(NodeId(n)), tree.nodes[n as usize]);
        let key = at.key().map(|key| tree.key_text(key));
        let index = at.index();
        let keys = (key, index, node.key_span);
        let text = Cursor::text(at);
        let entries = if at.is_map() || at.is_seq() { node.aux } else { 0 };
        let _ = writeln!(
            out,
            "{n} {keys:?} {:?} {:?} {:?} {entries} {} {} {} {}",
            node.shape, node.span, text, node.next, node.parent, node.flags, node.marks
        );
    }
    let _ = writeln!(out, "{:?} {:?} {:?} {:?}", tree.comments, tree.duplicates, tree.tagged, tree.errors);
    out
}

/// The first lines that two trees, as text, do not share.
pub(super) fn first_difference(one: &str, other: &str) -> String {
    let (a, b) = one.lines().zip(other.lines()).find(|(a, b)| a != b).unwrap_or((one, other));
    format!("one: {a}\nother: {b}")
}

/// Places where a text might be cut into halves, with every guess of its indentation: every one of a short text, a few of a
/// long one.
pub(super) fn cuts(text: &str, begins_key: impl Fn(u8) -> bool) -> impl Iterator<Item = Cut> {
    let lines = text.split_inclusive('\n').scan(0, |start, line| {
        let column = line.len() - line.trim_start_matches(' ').len();
        let at = *start + column;
        *start += line.len();
        Some((at, column))
    });
    let lines = lines.step_by(1 + text.len() / 4096);
    let keys = lines.filter(move |(at, _)| text.as_bytes().get(*at).is_some_and(|byte| begins_key(*byte)));
    keys.filter(|(at, _)| *at > 0).flat_map(|(at, column)| {
        // At the margin, the indentation says nothing.
        let steps = if column == 0 { 1..=1 } else { 1..=4 };
        steps.filter(move |step| column % step == 0).map(move |step| Cut { at, column, step })
    })
}
