//! What is exposed should be a part of the inside.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "promotion-new-surface",
    category: Category::Exposure,
    severity: Severity::Warn,
    summary: "the public API should be a subset of the internal one",
    why: "A field or parameter that only the public API has is missing from the reviews, the checks and the tests of the internal one.",
    when_off: "`apivet promote` reports it; disable it if the public API adds fields of its own.",
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
    check: Check::View("promote"),
    ..Rule::BASE
};
