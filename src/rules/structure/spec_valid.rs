//! The document must follow the OpenAPI Specification.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "spec-valid",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "the document must follow the OpenAPI Specification",
    why: "Fields that do not exist, values of the wrong type and missing required fields are dropped or misread by every tool in its own way: the description then says something else to each reader.",
    when_off: "Not recommended: a field of your own may be called `x-...`.",
    repair: "`--fix --unsafe-fixes` writes the word that is most likely meant, where one letter is wrong, or two of a long word.",
    references: &[Reference {
        title: "OpenAPI 3.2.0, Objects and Fields",
        url: "https://spec.openapis.org/oas/v3.2.0.html#objects-and-fields",
    }],
    aliases: &["oas3-schema", "oas2-schema", "struct", "spec"],
    check: Check::Walk,
    ..Rule::BASE
};
