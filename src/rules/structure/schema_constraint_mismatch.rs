//! The constraints of a schema should fit its type and each other.

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
    asks: &[
        words::MIN_LENGTH,
        words::MAX_LENGTH,
        words::PATTERN,
        words::MINIMUM,
        words::MAXIMUM,
        words::EXCLUSIVE_MINIMUM,
        words::EXCLUSIVE_MAXIMUM,
        words::MULTIPLE_OF,
        words::MIN_ITEMS,
        words::MAX_ITEMS,
        words::UNIQUE_ITEMS,
        words::ITEMS,
        words::MIN_PROPERTIES,
        words::MAX_PROPERTIES,
        words::PROPERTIES,
        words::ADDITIONAL_PROPERTIES,
        words::REQUIRED,
        words::FORMAT,
    ],
    check: Check::Node(&[Kind::Schema, Kind::Items, Kind::Parameter, Kind::Header], check),
    ..Rule::BASE
};

/// The type that a keyword is about; none where it is about any.
fn type_about(keyword: Key) -> SchemaTypes {
    SchemaTypes::named(match keyword {
        words::MIN_LENGTH | words::MAX_LENGTH | words::PATTERN => "string",
        words::MINIMUM | words::MAXIMUM | words::EXCLUSIVE_MINIMUM | words::EXCLUSIVE_MAXIMUM | words::MULTIPLE_OF => {
            "number"
        }
        words::MIN_ITEMS | words::MAX_ITEMS | words::UNIQUE_ITEMS | words::ITEMS => "array",
        words::MIN_PROPERTIES
        | words::MAX_PROPERTIES
        | words::PROPERTIES
        | words::ADDITIONAL_PROPERTIES
        | words::REQUIRED => "object",
        _ => "",
    })
}

/// A lower bound, the upper bound that belongs to it, and the boolean of 3.0 that makes each strict.
const BOUNDS: [(Key, Key); 5] = [
    (words::MIN_LENGTH, words::MAX_LENGTH),
    (words::MINIMUM, words::MAXIMUM),
    (words::MIN_ITEMS, words::MAX_ITEMS),
    (words::MIN_PROPERTIES, words::MAX_PROPERTIES),
    (words::EXCLUSIVE_MINIMUM, words::EXCLUSIVE_MAXIMUM),
];

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    const MARKS: Marks = Key::marks(&[
        words::MIN_LENGTH,
        words::MINIMUM,
        words::EXCLUSIVE_MINIMUM,
        words::MIN_ITEMS,
        words::MIN_PROPERTIES,
    ]);
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
    const BOUNDS: Marks = Key::marks(&[
        words::MIN_LENGTH,
        words::MAX_LENGTH,
        words::PATTERN,
        words::MINIMUM,
        words::MAXIMUM,
        words::EXCLUSIVE_MINIMUM,
        words::EXCLUSIVE_MAXIMUM,
        words::MULTIPLE_OF,
        words::MIN_ITEMS,
        words::MAX_ITEMS,
        words::UNIQUE_ITEMS,
        words::MIN_PROPERTIES,
        words::MAX_PROPERTIES,
    ]);
    const OF_LISTS: Marks = Key::marks(&[words::ITEMS]);
    const OF_OBJECTS: Marks = Key::marks(&[words::PROPERTIES, words::ADDITIONAL_PROPERTIES, words::REQUIRED]);
    let may_have_others = at.may_have(BOUNDS)
        || (at.may_have(OF_LISTS) && !types.has("array"))
        || (at.may_have(OF_OBJECTS) && !types.has("object"));
    let entries = at.entries().take(if may_have_others { usize::MAX } else { 0 });
    for entry in entries {
        let (about, field) = (type_about(entry.key), entry.value);
        if about.is_none() || types.meets(about) {
            continue;
        }
        // `exclusiveMinimum: false`, `additionalProperties: true` and the like say nothing anyway.
        let says_nothing = field.bool().is_some() || (field.is_map() && field.is_empty());
        if says_nothing {
            continue;
        }
        let finding = cx.key(field, message!("`{}` has no effect on {}", field.key_text(), types.words()));
        finding.label(message!("applies to {}", about.words()));
        if let Some(ty) = at.get(words::TYPE) {
            finding.also(ty.location(), "the type is declared here");
        }
    }
    let Some(format) = at.get(words::FORMAT) else { return };
    let about = FORMATS_OF_ONE_TYPE.iter().find(|(name, _)| *name == format.text());
    if let Some((_, about)) = about.filter(|(_, about)| !types.meets(SchemaTypes::named(about))) {
        let finding = cx.value(format, message!("format `{}` has no effect on {}", format.text(), types.words()));
        finding.label(message!("applies to {}", SchemaTypes::named(about).words()));
        if let Some(ty) = at.get(words::TYPE) {
            finding.also(ty.location(), "the type is declared here");
        }
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
