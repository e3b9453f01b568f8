//! `openapi` or `swagger` must name a known version.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "unknown-version",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "`openapi` or `swagger` must name a known version",
    why: "The version decides how everything else is read. With one that does not exist, tools guess or refuse.",
    when_off: "Not recommended.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, OpenAPI Object (openapi)",
        url: "https://spec.openapis.org/oas/v3.1.1.html#oas-version",
    }],
    aliases: &["unrecognized-format"],
    check: Check::Walk,
    ..Rule::BASE
};
