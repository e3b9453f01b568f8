//! What is exposed must stand for something inside.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "promotion-drift",
    category: Category::Exposure,
    severity: Severity::Error,
    summary: "each public operation must have an internal counterpart",
    why: "A public operation without an internal counterpart has nothing behind it, and one that differs from its counterpart breaks without anyone having changed it.",
    when_off: "`apivet promote` reports it; a map names counterparts that neither operationId nor path identifies.",
    references: &[Reference {
        title: "OWASP API9:2023 Improper Inventory Management",
        url: "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
    }],
    check: Check::View("promote"),
    ..Rule::BASE
};
