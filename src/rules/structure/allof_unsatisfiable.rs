//! The parts of an `allOf` must not exclude each other.

use crate::model::{SchemaTypes, declared_type};
use rustc_hash::FxHashMap;

use crate::rule::prelude::*;
use crate::tree::Key;

/// The rule.
pub static RULE: Rule = Rule {
    id: "allof-unsatisfiable",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "the parts of an `allOf` must not exclude each other",
    why: "A value must match all parts at once. If one says string and another integer, no value does, and the operation can never be called or respond.",
    when_off: "Not recommended.",
    references: &[Reference {
        title: "JSON Schema 2020-12 Core, section 10.2.1.1",
        url: "https://www.ietf.org/archive/id/draft-bhutton-json-schema-01.html#section-10.2.1.1",
    }],
    aliases: &["allof-conflicts"],
    asks: &[words::ALL_OF],
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
                report(cx, list, place, first, message!("{} here", types.words()), message!("{} here", other.words()));
                return;
            }
            if typed.iter().all(|(known, _)| *known != types) {
                typed.push((types, place));
            }
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
                report(cx, list, place, first, "one of these values", "none of them is allowed here");
                return;
            }
            fixed.push((values, place));
        }
    }
    let mut parts = vec![at];
    parts.extend(list.items().map(|p| cx.workspace.resolve(p)));
    if !bounds(cx, list, &parts) {
        properties(cx, list, &parts);
    }
}

/// Lower bounds with the upper bounds that belong to them.
const BOUNDS: [(Key, Key); 4] = [
    (words::MINIMUM, words::MAXIMUM),
    (words::MIN_LENGTH, words::MAX_LENGTH),
    (words::MIN_ITEMS, words::MAX_ITEMS),
    (words::MIN_PROPERTIES, words::MAX_PROPERTIES),
];

/// A lower bound in one part above the upper bound in another.
fn bounds(cx: &mut Context<'_>, list: Cursor<'_>, parts: &[Cursor<'_>]) -> bool {
    for (lower, upper) in BOUNDS {
        let of = |key| parts.iter().filter_map(move |p| p.get(key)).filter_map(|k| Some((k, k.f64()?)));
        let low = of(lower).max_by(|a, b| a.1.total_cmp(&b.1));
        let high = of(upper).min_by(|a, b| a.1.total_cmp(&b.1));
        if let (Some((low, least)), Some((high, most))) = (low, high) {
            // In one part, `schema-constraint-mismatch` says so.
            if least > most && low.parent() != high.parent() {
                report(cx, list, low, high, message!("at least {}", least), message!("at most {}", most));
                return true;
            }
        }
    }
    false
}

/// A required property that two parts describe with types that exclude each other, or that a closed
/// part does not know.
fn properties(cx: &mut Context<'_>, list: Cursor<'_>, parts: &[Cursor<'_>]) -> bool {
    let required = parts.iter().filter_map(|p| p.get(words::REQUIRED)).flat_map(Cursor::items);
    let mut descriptions: FxHashMap<&str, Vec<Cursor<'_>>> = FxHashMap::default();
    for entry in parts.iter().filter_map(|p| p.get(words::PROPERTIES)).flat_map(Cursor::entries) {
        descriptions.entry(entry.name()).or_default().push(entry.value);
    }
    // Parts that know no other properties than their own.
    let closed = parts.iter().filter(|part| part.get(words::PATTERN_PROPERTIES).is_none());
    let closed: Vec<(Cursor<'_>, Cursor<'_>)> = closed
        .filter_map(|part| Some((*part, part.get(words::ADDITIONAL_PROPERTIES).filter(|a| a.bool() == Some(false))?)))
        .collect();
    for name in required {
        let text = name.text();
        let unknown = |part: &Cursor<'_>| part.get(words::PROPERTIES).and_then(|p| p.get_str(&text)).is_none();
        if let Some((_, closed)) = closed.iter().find(|(part, _)| unknown(part)) {
            report(
                cx,
                list,
                *closed,
                name,
                message!("`{}` is not allowed here", text),
                message!("`{}` is required here", text),
            );
            return true;
        }
        let mut typed: Vec<(SchemaTypes, Cursor<'_>)> = Vec::new();
        for described in descriptions.get(text.as_ref()).into_iter().flatten().copied() {
            let schema = cx.workspace.resolve(described);
            let Some(types) = declared_type(schema) else { continue };
            if let Some((other, first)) = typed.iter().find(|(other, _)| !other.meets(types)) {
                let words = message!("`{}` is {} here", text, types.words());
                let first_words = message!("`{}` is {} here", text, other.words());
                let first = *first;
                report(cx, list, described, first, words, first_words);
                return true;
            }
            if typed.iter().all(|(known, _)| *known != types) {
                typed.push((types, described));
            }
        }
    }
    false
}

fn report(
    cx: &mut Context<'_>,
    list: Cursor<'_>,
    second: Cursor<'_>,
    first: Cursor<'_>,
    second_words: impl Into<Message>,
    first_words: impl Into<Message>,
) {
    cx.key(list, "`allOf` can never match: its parts contradict each other")
        .also(first.location(), first_words)
        .also(second.location(), second_words);
}
