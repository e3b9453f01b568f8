//! What is exposed must not ask for less than the inside.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "promotion-weaker-auth",
    category: Category::Exposure,
    severity: Severity::Error,
    summary: "the public API must not require less than the internal one",
    why: "The public API must not be easier to access than the internal one: attackers choose the weaker of the two.",
    when_off: "`apivet promote` reports it; disabling it is not recommended.",
    references: &[
        Reference {
            title: "OWASP API2:2023 Broken Authentication",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/",
        },
        Reference {
            title: "OWASP API8:2023 Security Misconfiguration",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
        },
    ],
    check: Check::View("promote"),
    ..Rule::BASE
};
