//! A `$ref` must lead to the kind of object that its place needs, and stand where one may stand.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "ref-wrong-kind",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "a `$ref` must lead to the kind of object that is required there, and be used where one is allowed",
    why: "A parameter where a schema is needed, or a reference where the specification allows none, is read in different ways by different tools. `get: {$ref: ...}` is the best known case: many bundlers follow it, the specification does not know it.",
    when_off: "Disable it for split descriptions that are always bundled before others read them.",
    references: &[
        Reference {
            title: "OpenAPI 3.1.1, Structural Interoperability",
            url: "https://spec.openapis.org/oas/v3.1.1.html#structural-interoperability",
        },
        Reference {
            title: "OpenAPI 3.1.1, Path Item Object",
            url: "https://spec.openapis.org/oas/v3.1.1.html#path-item-object",
        },
    ],
    aliases: &["spec-strict-refs"],
    check: Check::Walk,
    ..Rule::BASE
};
