//! The values of an `enum` should be of the type that the schema names.

use crate::model::{declared_type, type_matches};
use crate::rule::prelude::*;
use crate::tree::Shape;

/// The rule.
pub static RULE: Rule = Rule {
    id: "enum-type",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "the values of an `enum` should be of the type that the schema names",
    why: "A value of another type can never be valid. In YAML, quotes make the difference: `no` and `\"1\"` are strings, `1` and `true` are not.",
    when_off: "Not recommended.",
    references: &[
        Reference {
            title: "JSON Schema 2020-12 Validation, section 6.1.2",
            url: "https://www.ietf.org/archive/id/draft-bhutton-json-schema-validation-01.html#section-6.1.2",
        },
        Reference {
            title: "JSON Schema 2020-12 Validation, section 6.1.1",
            url: "https://www.ietf.org/archive/id/draft-bhutton-json-schema-validation-01.html#section-6.1.1",
        },
    ],
    aliases: &["typed-enum"],
    asks: &[words::ENUM, words::CONST],
    check: Check::Node(&[Kind::Schema, Kind::Items, Kind::Parameter, Kind::Header], check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    if let (Some(value), Some(types)) = (at.get(words::CONST), declared_type(at))
        && !type_matches(value, types)
    {
        let finding = cx.key(value, message!("`const` is {}, not {}", value.shape().words(), types.words()));
        if let Some(ty) = at.get(words::TYPE) {
            finding.also(ty.location(), "the type is declared here");
        }
    }
    let (Some(list), Some(types)) = (at.get(words::ENUM).filter(|e| e.is_seq()), declared_type(at)) else { return };
    let null_given_by = at.get(words::NULLABLE).is_some_and(Cursor::is_true);
    let wrong: Vec<Cursor<'_>> =
        list.items().filter(|i| !(type_matches(*i, types) || null_given_by && i.shape() == Shape::Null)).collect();
    let Some(first) = wrong.first() else { return };
    let more = if wrong.len() > 1 { format!(" (and {} more)", wrong.len() - 1) } else { String::new() };
    let place = if first.span().is_empty() { list } else { *first };
    let finding = cx.value(
        place,
        message!("`{}`{} in the `enum` is {}, not {}", first.text(), more, first.shape().words(), types.words()),
    );
    if let Some(ty) = at.get(words::TYPE) {
        finding.also(ty.location(), "the type is declared here");
    }
    if types.has("string") && matches!(first.shape(), Shape::Int | Shape::Float | Shape::Bool | Shape::Null) {
        finding.help(message!("quote it: `\"{}\"`", first.text()));
    }
}
