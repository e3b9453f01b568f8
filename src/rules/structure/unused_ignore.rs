//! An ignore should hide something.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "unused-ignore",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "an ignore should hide something",
    why: "An unused suppression is left over from a finding that was fixed, or its rule id has a typo and the finding is still there. Either way it will suppress the next one, which no one has looked at.",
    when_off: "Disable it while a document is being moved between configurations.",
    check: Check::Ruleset,
    ..Rule::BASE
};
