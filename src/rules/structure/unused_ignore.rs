//! An ignore should hide something.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "unused-ignore",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "an ignore should hide something",
    why: "An ignore that hides nothing is left over from a finding that was mended, or its rule id has a typing error and the finding is still there. Either way it will hide the next one, which nobody has looked at.",
    when_off: "Switch it off while a document is being moved between configurations.",
    examples: examples!("structure", "unused-ignore"),
    check: Check::Ruleset,
    ..Rule::BASE
};
