//! A mapping must not have a key twice.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "duplicate-key",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "a mapping must not have a key twice",
    why: "Of two equal keys one is lost without a word, and readers differ in which. Two `200` responses, two `post` operations: one of them was never published.",
    when_off: "Not recommended.",
    references: &[
        Reference { title: "YAML 1.2.2, section 3.2.1.1", url: "https://yaml.org/spec/1.2.2/#3211-nodes" },
        Reference { title: "RFC 8259, section 4", url: "https://www.rfc-editor.org/rfc/rfc8259#section-4" },
    ],
    aliases: &["parser"],
    check: Check::Walk,
    ..Rule::BASE
};
