//! What is exposed should be a part of the inside.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "promotion-new-surface",
    category: Category::Exposure,
    severity: Severity::Warn,
    summary: "what is exposed should be a part of the inside",
    why: "A field or parameter that only the face knows is made up there: it is missing from the inside's reviews, its checks and its tests.",
    when_off: "`apivet promote` reports it; switch it off where the face adds fields of its own.",
    references: &[
        Reference {
            title: "OWASP API3:2023 Broken Object Property Level Authorization",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/",
        },
        Reference {
            title: "OWASP API9:2023 Improper Inventory Management",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
        },
    ],
    examples: examples!("exposure", "promotion-new-surface"),
    check: Check::View("promote"),
    ..Rule::BASE
};
