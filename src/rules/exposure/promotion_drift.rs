//! What is exposed must stand for something inside.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "promotion-drift",
    category: Category::Exposure,
    severity: Severity::Error,
    summary: "what is exposed must stand for something inside",
    why: "A public operation without a counterpart inside answers from nowhere, and one that is no longer as the inside is breaks without anybody having changed it.",
    when_off: "`apivet promote` reports it; a map names the counterparts that neither id nor path tells.",
    references: &[Reference {
        title: "OWASP API9:2023 Improper Inventory Management",
        url: "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
    }],
    examples: examples!("exposure", "promotion-drift"),
    check: Check::View("promote"),
    ..Rule::BASE
};
