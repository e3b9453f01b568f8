//! Fields beside a `$ref` that are ignored should not be written.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "ref-siblings",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "fields beside a `$ref` that are ignored should not be written",
    why: "Up to 3.0, everything beside a `$ref` is ignored; from 3.1 on that still holds for references other than schemas and path items, but for `summary` and `description`. The text looks as if it had an effect, and has none.",
    when_off: "Disable it if siblings serve readers of the source only.",
    references: &[
        Reference {
            title: "OpenAPI 3.0.4, Reference Object",
            url: "https://spec.openapis.org/oas/v3.0.4.html#reference-object",
        },
        Reference {
            title: "OpenAPI 3.1.1, Reference Object",
            url: "https://spec.openapis.org/oas/v3.1.1.html#reference-object",
        },
    ],
    aliases: &["no-$ref-siblings"],
    check: Check::Walk,
    ..Rule::BASE
};
