//! A configuration in a directory should say what it inherits.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "configuration-replaced",
    category: Category::Structure,
    severity: Severity::Info,
    summary: "a nested configuration should say what it inherits",
    why: "The nearest configuration holds, and nothing of those above it: a file with one line in the directory of a team replaces the whole policy of the repository, its rules, its exemptions and its suppressions. Few who write that line mean it.",
    when_off: "Disable it in the nested configuration if it is meant to be independent.",
    check: Check::Ruleset,
    ..Rule::BASE
};
