//! A `$ref` must lead somewhere.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "unresolved-ref",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "a `$ref` must lead somewhere",
    why: "A reference that cannot be resolved leaves a hole where a schema, parameter or response was meant to be. Generators stop there, or put in `any`.",
    when_off: "Not recommended; files outside of the root directory need `--root`.",
    repair: "`--fix --unsafe-fixes` writes the name that is most likely meant, where one letter is wrong, or two of a long name.",
    references: &[
        Reference { title: "RFC 6901, section 7", url: "https://www.rfc-editor.org/rfc/rfc6901#section-7" },
        Reference {
            title: "OpenAPI 3.2.0, Parsing Documents",
            url: "https://spec.openapis.org/oas/v3.2.0.html#parsing-documents",
        },
    ],
    aliases: &["no-unresolved-refs", "invalid-ref"],
    check: Check::Walk,
    ..Rule::BASE
};
