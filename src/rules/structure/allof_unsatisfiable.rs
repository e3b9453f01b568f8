//! The parts of an `allOf` must not exclude each other.

use crate::model::{SchemaTypes, declared_type};
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "allof-unsatisfiable",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "the parts of an `allOf` must not exclude each other",
    why: "A value must match all parts at once. If one says string and another integer, no value does, and the operation can never answer or be called.",
    when_off: "There is no good reason to.",
    references: &[Reference {
        title: "JSON Schema 2020-12 Core, section 10.2.1.1",
        url: "https://www.ietf.org/archive/id/draft-bhutton-json-schema-01.html#section-10.2.1.1",
    }],
    aliases: &["allof-conflicts"],
    examples: examples!("structure", "allof-unsatisfiable"),
    check: Check::Node(&[Kind::Schema], check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    let Some(list) = at.get(words::ALL_OF).filter(|l| l.is_seq()) else { return };
    let mut typed: Vec<(SchemaTypes, Cursor<'_>)> = Vec::new();
    let mut fixed: Vec<(Vec<String>, Cursor<'_>)> = Vec::new();
    for part in std::iter::once(at).chain(list.items().map(|p| cx.workspace.resolve(p))) {
        if let (Some(types), Some(place)) = (declared_type(part), part.get(words::TYPE)) {
            if let Some((other, first)) = typed.iter().find(|(other, _)| !other.meets(types)) {
                let (other, first) = (*other, *first);
                report(cx, list, place, first, &format!("{} here", types.words()), &format!("{} here", other.words()));
                return;
            }
            typed.push((types, place));
        }
        let values: Vec<String> = part
            .get(words::ENUM)
            .into_iter()
            .flat_map(Cursor::items)
            .chain(part.get(words::CONST))
            .map(|v| v.text().into_owned())
            .collect();
        if let Some(place) = part.get(words::ENUM).or_else(|| part.get(words::CONST)).filter(|_| !values.is_empty()) {
            if let Some((_, first)) = fixed.iter().find(|(other, _)| !other.iter().any(|v| values.contains(v))) {
                let first = *first;
                report(cx, list, place, first, "these values", "none of which is among these");
                return;
            }
            fixed.push((values, place));
        }
    }
}

fn report(
    cx: &mut Context<'_>,
    list: Cursor<'_>,
    second: Cursor<'_>,
    first: Cursor<'_>,
    second_words: &str,
    first_words: &str,
) {
    cx.key(list, "no value matches all parts of this `allOf`")
        .also(first.location(), first_words)
        .also(second.location(), second_words);
}
