//! An array must say what its items are.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "array-items",
    category: Category::Structure,
    severity: Severity::Error,
    versions: (Version::V2_0, Version::V3_0),
    summary: "an array must say what its items are",
    why: "Up to 3.0 the specification requires `items` for `type: array`; without it, clients know nothing about what the list holds.",
    when_off: "Not recommended: use `items: {}` for items of any type.",
    repair: "`--fix` adds `items: {}`, which allows anything, as it is read now.",
    references: &[Reference {
        title: "OpenAPI 3.0.4, Schema Object",
        url: "https://spec.openapis.org/oas/v3.0.4.html#json-schema-keywords",
    }],
    asks: &[words::TYPE],
    check: Check::Node(&[Kind::Schema, Kind::Items, Kind::Parameter, Kind::Header], check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    let Some(ty) = at.get(words::TYPE).filter(|t| t.text() == "array") else { return };
    if at.get(words::ITEMS).is_none() && at.get(words::REF).is_none() {
        cx.value(ty, "array has no `items`")
            .label("item type is missing")
            .help("add `items`; for items of any type, `items: {}`")
            .safe_fix("add `items: {}`", [at.with_entry("items", &json!({}), Some(ty))]);
    }
}
