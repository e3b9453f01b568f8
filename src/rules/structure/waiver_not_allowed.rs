//! A suppression should be one that the policy allows.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "waiver-not-allowed",
    category: Category::Structure,
    severity: Severity::Error,
    enabled: Enabled::ByPolicy,
    summary: "a suppression gives what the policy requires, and touches nothing that it protects",
    why: "A suppression is a promise that someone looked. Where a policy says what it takes, one without an owner, without an expiry or of a rule that no one may waive is a hole in the gate: it suppresses nothing, and is reported until it is put right.",
    when_off: "Relax `policy.waivers` instead: it says what suppressions must give (`require`), how long they may last (`max-days`), how many there may be (`max-count`), which rules none may touch (`never`) and whether documents may hold any (`inline`).",
    check: Check::Ruleset,
    ..Rule::BASE
};
