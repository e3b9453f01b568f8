//! What has a sunset date should be deprecated.

use crate::model::lifecycle;
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "sunset-without-deprecated",
    category: Category::Lifecycle,
    severity: Severity::Warn,
    summary: "what has a sunset date should be deprecated",
    why: "A sunset date on something that is not deprecated goes unnoticed: generators and documentation mark what says `deprecated: true`.",
    when_off: "Disable it if a whole API has a date from its beginning.",
    repair: "`--fix` writes `deprecated: true`.",
    references: &[
        Reference { title: "RFC 8594, The Sunset HTTP Header Field", url: "https://www.rfc-editor.org/rfc/rfc8594" },
        Reference {
            title: "OpenAPI 3.1.1, Operation Object",
            url: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
        },
    ],
    aliases: &["B015"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for operation in api.operations.iter().filter(|o| !lifecycle::is_deprecated(o.node)) {
        if let Some(sunset) = lifecycle::own_sunset(operation.node) {
            cx.key(sunset.at, message!("`{}` has a sunset date but is not deprecated", operation.title()))
                .label("`deprecated` is missing")
                .help("add `deprecated: true`")
                .safe_fix(
                    "add `deprecated: true`",
                    [match operation.node.get(words::DEPRECATED) {
                        Some(field) => field.replaced(&json!(true)),
                        None => operation.node.with_entry("deprecated", &json!(true), Some(sunset.at)),
                    }],
                );
        }
    }
}
