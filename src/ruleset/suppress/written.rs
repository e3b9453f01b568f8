//! Suppressions that documents hold.
//!
//! `# apivet-ignore: rule-id -- reason` stands on the line of a value or above it; `x-apivet-ignore` stands in an
//! object. Both suppress the findings of the rules that they name in the value and in all that lies in it.

use super::{Named, Origin, Selector, Suppression};
use crate::source::{Location, Span};
use crate::tree::{Cursor, NodeId, Shape, Tree, words};

const MARK: &str = "apivet-ignore";

/// The suppressions that a file holds.
pub fn written_in(tree: &Tree) -> Vec<Suppression> {
    if memchr::memmem::find(tree.source().text().as_bytes(), MARK.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut found = from_comments(tree);
    if tree.has_key(words::X_APIVET_IGNORE) {
        tree.keyed(words::X_APIVET_IGNORE).for_each(|at| found.extend(from_field(at)));
    }
    found
}

/// The rules and the reason that follows: `a, b -- because`.
fn parse(text: &str) -> (Vec<(String, std::ops::Range<usize>)>, &str) {
    let (list, reason) = text.split_once("--").unwrap_or((text, ""));
    let mut rules = Vec::new();
    let mut at = 0;
    for part in list.split(',') {
        let name = part.trim();
        let start = at + (part.len() - part.trim_start().len());
        if !name.is_empty() {
            rules.push((name.to_owned(), start..start + name.len()));
        }
        at += part.len() + 1;
    }
    (rules, reason.trim())
}

/// The suppressions in comments, in their order.
fn from_comments(tree: &Tree) -> Vec<Suppression> {
    let source = tree.source();
    let mut found = Vec::new();
    // From the end: a comment above another one is about the same line, so that no line is looked at twice.
    let mut below: Option<(u32, Option<u32>)> = None;
    for comment in tree.comments().iter().rev() {
        let line = source.line_of(comment.start);
        let before = source.slice(Span::new(source.line_span(line).start as usize, comment.start as usize));
        let target = if before.trim().is_empty() {
            let mut target = None;
            for n in line + 1..source.line_count() {
                if let Some((known, known_target)) = below
                    && n == known
                {
                    target = known_target;
                    break;
                }
                let text = source.slice(source.line_span(n)).trim();
                if !text.is_empty() && !text.starts_with('#') {
                    target = Some(n);
                    break;
                }
            }
            below = Some((line, target));
            target
        } else {
            Some(line)
        };
        found.extend(target.and_then(|target| from_comment(tree, *comment, target)));
    }
    found.reverse();
    found
}

/// The suppression in a comment that is about what begins on the line `target`.
fn from_comment(tree: &Tree, comment: Span, target: u32) -> Option<Suppression> {
    let source = tree.source();
    let text = source.slice(comment);
    let body = text.strip_prefix('#')?.trim_start().strip_prefix(MARK)?.trim_start().strip_prefix(':')?;
    let offset = comment.end as usize - body.len();
    let (names, reason) = parse(body);
    let covered = first_on_line(tree, source.line_span(target))?;
    let covers = Span { start: covered.name_span().start, end: covered.span().end.max(covered.name_span().end) };
    let rules = names
        .into_iter()
        .map(|(name, r)| Named { name, location: tree.location(Span::new(offset + r.start, offset + r.end)) })
        .collect();
    written(Origin::Comment, rules, tree.location(covers), reason, covered.pointer())
}

/// The outermost value that begins on a line. Nodes stand in document order.
fn first_on_line(tree: &Tree, line: Span) -> Option<Cursor<'_>> {
    let (mut low, mut high) = (0, tree.len() as u32);
    while low < high {
        let middle = u32::midpoint(low, high);
        if tree.at(NodeId(middle)).name_span().start < line.start { low = middle + 1 } else { high = middle }
    }
    // At the very start of a document the root begins where its first key does: the key is meant.
    let first = if low == 0 && tree.root().is_map() { 1 } else { low };
    if first as usize >= tree.len() {
        return None;
    }
    let found = tree.at(NodeId(first));
    (found.name_span().start <= line.end).then_some(found)
}

fn from_field(at: Cursor<'_>) -> Option<Suppression> {
    let owner = at.parent()?;
    let mut rules: Vec<Named> = Vec::new();
    // Each rule needs a reason; where one has none, there is none.
    let mut reasons: Vec<String> = Vec::new();
    let mut take = |text: Cursor<'_>| {
        let whole = text.text();
        let (names, reason) = parse(&whole);
        reasons.push(reason.to_owned());
        rules.extend(names.into_iter().map(|(name, range)| Named { name, location: text.part(range) }));
    };
    match at.shape() {
        Shape::Str => take(at),
        Shape::Seq => at.items().filter(|i| i.shape() == Shape::Str).for_each(take),
        Shape::Map => {
            for entry in at.entries() {
                reasons.push(entry.value.text().trim().to_owned());
                rules.push(Named { name: entry.name().to_owned(), location: entry.value.name_location() });
            }
        }
        _ => return None,
    }
    reasons.dedup();
    let reason = if reasons.iter().any(String::is_empty) { String::new() } else { reasons.join("; ") };
    let start = owner.name_span().start.min(owner.span().start);
    let covers = owner.tree().location(Span { start, end: owner.span().end });
    written(Origin::Field, rules, covers, &reason, at.pointer())
}

fn written(origin: Origin, rules: Vec<Named>, covers: Location, reason: &str, pointer: String) -> Option<Suppression> {
    let location = rules.first()?.location.clone();
    Some(Suppression {
        rules,
        selector: Selector::Inside(covers),
        reason: reason.to_owned(),
        owner: None,
        ticket: None,
        expires: None,
        origin,
        location,
        pointer,
    })
}
