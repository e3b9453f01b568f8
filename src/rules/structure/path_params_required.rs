//! A path parameter must be required.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "path-params-required",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "a path parameter must be required",
    why: "A path without one of its segments is another path. The specification demands `required: true`, and tools that rely on it fail without.",
    when_off: "There is no good reason to.",
    references: &[
        Reference { title: "OpenAPI 3.1.1, Parameter Object (required)", url: "https://spec.openapis.org/oas/v3.1.1.html#parameter-required" },
    ],
    aliases: &["path-declarations-must-exist"],
    examples: examples!("structure", "path-params-required"),
    check: Check::Node(&[Kind::Parameter], check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    let Some(place) = at.get(words::IN).filter(|place| place.text() == "path") else { return };
    let required = at.get(words::REQUIRED);
    if required.is_some_and(Cursor::is_true) || at.get(words::REF).is_some() {
        return;
    }
    let name = at.get_text(words::NAME).unwrap_or_default();
    let (spot, label) = match required {
        Some(field) => (field, "must be `true`"),
        None => (place, "no `required: true` beside this"),
    };
    cx.value(spot, format!("the path parameter `{name}` must be required")).label(label).help("add `required: true`");
}
