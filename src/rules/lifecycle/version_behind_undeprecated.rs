//! An old version should be deprecated where a newer one is alive.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "version-behind-undeprecated",
    category: Category::Lifecycle,
    severity: Severity::Warn,
    summary: "an old version should be deprecated where a newer one is alive",
    why: "An old version that no one retires is the one with the old vulnerabilities: it is still served, seldom looked at, and its clients do not know that they should move.",
    when_off: "`apivet inventory` reports it; disable it if several versions are kept for good.",
    references: &[
        Reference {
            title: "OWASP API9:2023 Improper Inventory Management",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
        },
        Reference {
            title: "RFC 9745, The Deprecation HTTP Response Header Field",
            url: "https://www.rfc-editor.org/rfc/rfc9745",
        },
    ],
    check: Check::View("inventory"),
    ..Rule::BASE
};
