//! An ignore should say why.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "ignore-without-reason",
    category: Category::Structure,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "an ignore should say why",
    why: "In a year no one remembers whether the risk was judged or the finding was only in the way. A few words after `--` are enough.",
    when_off: "It is off by default. Leave it off if reasons are kept elsewhere.",
    check: Check::Ruleset,
    ..Rule::BASE
};
