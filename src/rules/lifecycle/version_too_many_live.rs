//! An API should not have too many versions alive at once.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "version-too-many-live",
    category: Category::Lifecycle,
    severity: Severity::Warn,
    summary: "an API should not have too many versions alive at once",
    why: "Each live version has to be fixed when a vulnerability is found: with three of them, two are forgotten.",
    when_off: "`apivet inventory` reports it, from more than `--max-live` versions on.",
    references: &[Reference {
        title: "OWASP API9:2023 Improper Inventory Management",
        url: "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
    }],
    check: Check::View("inventory"),
    ..Rule::BASE
};
