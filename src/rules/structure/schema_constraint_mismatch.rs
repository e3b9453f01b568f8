//! The constraints of a schema should fit its type and each other.

use crate::finding::Finding;
use crate::model::{SchemaTypes, declared_type};
use crate::rule::prelude::*;
use crate::rules::support::FORMATS_OF_ONE_TYPE;
use crate::tree::{Key, Marks};

/// The rule.
pub static RULE: Rule = Rule {
    id: "schema-constraint-mismatch",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "the constraints of a schema should fit its type and each other",
    why: "`minLength` on a number has no effect, and a minimum above the maximum lets nothing through. Both say that another field or value was meant.",
    when_off: "Not recommended.",
    references: &[Reference {
        title: "JSON Schema 2020-12 Core, section 7.6.1",
        url: "https://www.ietf.org/archive/id/draft-bhutton-json-schema-01.html#section-7.6.1",
    }],
    aliases: &["oas-schema-check"],
    asks: &ASKS,
    check: Check::Node(&[Kind::Schema, Kind::Items, Kind::Parameter, Kind::Header], check),
    ..Rule::BASE
};

const OF_TEXTS: [Key; 3] = [words::MIN_LENGTH, words::MAX_LENGTH, words::PATTERN];
const OF_NUMBERS: [Key; 5] =
    [words::MINIMUM, words::MAXIMUM, words::EXCLUSIVE_MINIMUM, words::EXCLUSIVE_MAXIMUM, words::MULTIPLE_OF];
const OF_LISTS: [Key; 4] = [words::MIN_ITEMS, words::MAX_ITEMS, words::UNIQUE_ITEMS, words::ITEMS];
const OF_OBJECTS: [Key; 5] =
    [words::MIN_PROPERTIES, words::MAX_PROPERTIES, words::PROPERTIES, words::ADDITIONAL_PROPERTIES, words::REQUIRED];

/// Types, with the keywords that are about them alone.
const ABOUT: [(&str, &[Key], Marks); 4] = [
    ("string", &OF_TEXTS, Key::marks(&OF_TEXTS)),
    ("number", &OF_NUMBERS, Key::marks(&OF_NUMBERS)),
    ("array", &OF_LISTS, Key::marks(&OF_LISTS)),
    ("object", &OF_OBJECTS, Key::marks(&OF_OBJECTS)),
];

/// `format`, and all of these keywords.
const ASKS: [Key; 18] = {
    let mut all = [words::FORMAT; 18];
    let (mut next, mut group) = (0, 0);
    while group < ABOUT.len() {
        let mut n = 0;
        while n < ABOUT[group].1.len() {
            all[next] = ABOUT[group].1[n];
            (next, n) = (next + 1, n + 1);
        }
        group += 1;
    }
    all
};

/// A lower bound, the upper bound that belongs to it, and the boolean of 3.0 that makes each strict.
const BOUNDS: [(Key, Key); 5] = [
    (words::MIN_LENGTH, words::MAX_LENGTH),
    (words::MINIMUM, words::MAXIMUM),
    (words::MIN_ITEMS, words::MAX_ITEMS),
    (words::MIN_PROPERTIES, words::MAX_PROPERTIES),
    (words::EXCLUSIVE_MINIMUM, words::EXCLUSIVE_MAXIMUM),
];

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    const MARKS: Marks = Key::marks(&[BOUNDS[0].0, BOUNDS[1].0, BOUNDS[2].0, BOUNDS[3].0, BOUNDS[4].0]);
    if at.may_have(MARKS) {
        bounds(cx, at);
        empty_range(cx, at);
    }
    without_effect(cx, at);
}

/// Lower bounds above the upper ones.
fn bounds(cx: &mut Context<'_>, at: Cursor<'_>) {
    for (lower, upper) in BOUNDS {
        let (Some(low), Some(high)) = (at.get(lower), at.get(upper)) else { continue };
        let (Some(least), Some(most)) = (low.f64(), high.f64()) else { continue };
        if least > most {
            cx.value(low, message!("`{}` is greater than `{}`: no value is valid", low.key_text(), high.key_text()))
                .label(message!("minimum {}", least))
                .also(high.location(), message!("maximum {}", most));
        }
    }
}

/// Keywords and formats that are about other types.
fn without_effect(cx: &mut Context<'_>, at: Cursor<'_>) {
    let Some(types) = declared_type(at) else { return };
    for (about, keywords, marks) in ABOUT {
        let about = SchemaTypes::named(about);
        if !types.meets(about) && at.may_have(marks) {
            at.entries()
                .filter(|e| keywords.contains(&e.key))
                .for_each(|e| has_no_effect(cx, at, e.value, types, about));
        }
    }
    let Some(format) = at.get(words::FORMAT) else { return };
    let about = FORMATS_OF_ONE_TYPE.iter().find(|(name, _)| *name == format.text());
    if let Some((_, about)) = about.filter(|(_, about)| !types.meets(SchemaTypes::named(about))) {
        let finding = cx.value(format, message!("format `{}` has no effect on {}", format.text(), types.words()));
        show_types(finding, at, SchemaTypes::named(about));
    }
}

/// A keyword of a schema that is about another type.
fn has_no_effect(cx: &mut Context<'_>, at: Cursor<'_>, keyword: Cursor<'_>, types: SchemaTypes, about: SchemaTypes) {
    // `exclusiveMinimum: false`, `additionalProperties: true` and the like say nothing anyway.
    if keyword.bool().is_some() || (keyword.is_map() && keyword.is_empty()) {
        return;
    }
    let finding = cx.key(keyword, message!("`{}` has no effect on {}", keyword.key_text(), types.words()));
    show_types(finding, at, about);
}

/// Says what a keyword is about, and where the schema says otherwise.
fn show_types(finding: &mut Finding, at: Cursor<'_>, about: SchemaTypes) {
    finding.label(message!("applies to {}", about.words()));
    if let Some(ty) = at.get(words::TYPE) {
        finding.also(ty.location(), "the type is declared here");
    }
}

/// Bounds that meet while one of them is exclusive.
fn empty_range(cx: &mut Context<'_>, at: Cursor<'_>) {
    let bound = |key| at.get(key).and_then(|k| Some((k, k.f64()?)));
    let strict = |key| at.get(key).is_some_and(Cursor::is_true);
    let (low, high) = (bound(words::MINIMUM), bound(words::MAXIMUM));
    let (above, below) = (bound(words::EXCLUSIVE_MINIMUM), bound(words::EXCLUSIVE_MAXIMUM));
    let closed = strict(words::EXCLUSIVE_MINIMUM) || strict(words::EXCLUSIVE_MAXIMUM);
    let pairs = [(low.filter(|_| closed), high), (above, high), (low, below), (above, below)];
    let meeting = pairs.into_iter().find_map(|(low, high)| {
        let ((a, least), (b, most)) = (low?, high?);
        // A lower bound above the upper one is reported as such where both have the same form.
        let same_form = a.key() == Some(words::MINIMUM) && b.key() == Some(words::MAXIMUM);
        let exclusive_form = a.key() == Some(words::EXCLUSIVE_MINIMUM) && b.key() == Some(words::EXCLUSIVE_MAXIMUM);
        let empty = if same_form || exclusive_form { least == most } else { least >= most };
        empty.then_some((a, b))
    });
    if let Some((low, high)) = meeting {
        let message = message!("`{}` and `{}` exclude every number", low.key_text(), high.key_text());
        cx.value(low, message).label("lower limit").also(high.location(), "upper limit");
    }
}
