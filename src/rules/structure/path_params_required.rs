//! A path parameter must be required.

use rustc_hash::FxHashSet;

use crate::model::ParameterLocation;
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "path-params-required",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "a path parameter must be required",
    why: "A path without one of its segments is another path. The specification requires `required: true`, and tools that rely on it fail without.",
    when_off: "Not recommended.",
    repair: "`--fix` writes `required: true`.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Parameter Object (required)",
        url: "https://spec.openapis.org/oas/v3.1.1.html#parameter-required",
    }],
    aliases: &["path-declarations-must-exist"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = FxHashSet::default();
    let parameters = api.operations.iter().flat_map(|o| &o.parameters).filter(|p| p.place == ParameterLocation::Path);
    for parameter in parameters.filter(|p| seen.insert((p.node.file(), p.node.id()))) {
        let required = parameter.node.get(words::REQUIRED);
        let Some(place) = parameter.node.get(words::IN).filter(|_| !required.is_some_and(Cursor::is_true)) else {
            continue;
        };
        let (spot, label) = match required {
            Some(field) => (field, "must be `true`"),
            None => (place, "`required: true` is missing"),
        };
        cx.value(spot, message!("path parameter `{}` is not required", parameter.name))
            .label(label)
            .help("add `required: true`")
            .safe_fix(
                "set `required: true`",
                [match required {
                    Some(field) => field.replaced(&json!(true)),
                    None => parameter.node.with_entry("required", &json!(true), Some(place)),
                }],
            );
    }
}
