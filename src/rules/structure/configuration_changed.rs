//! A change should not switch off the rules that judge it.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "configuration-changed",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "a configuration change that reports less should be seen",
    why: "A pull request brings its own configuration: one line in it switches a rule off, suppresses a finding or leaves a file out, and the gate is green. That may be right, but it is a change of the policy, and anyone who reviews it should see it as one. It is reported by `lint` with `--against REVISION` or `--config-from REVISION`, whatever the configuration says of this rule.",
    when_off: "It cannot be switched off: the change that it is about would do so. With `--config-from REVISION` the run goes by the configuration that the change started from.",
    check: Check::Ruleset,
    ..Rule::BASE
};
