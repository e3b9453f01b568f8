//! An API key should state when it expires or is rotated.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "api-key-no-expiry-policy",
    category: Category::Auth,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "an API key should state when it expires or is rotated",
    why: "Keys that live forever end up in scripts, tickets and public repositories, and work there forever. A key that expires limits the damage, but only if those who use it know.",
    when_off: "It is off by default. Leave it off if the lifetime of keys is documented elsewhere.",
    references: &[Reference {
        title: "OWASP Secrets Management Cheat Sheet, 2.7.4 Expiration",
        url: "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html#274-expiration",
    }],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    if !matches!(scheme.ty, SchemeType::ApiKey { .. }) {
        return;
    }
    const SIGNS: [&str; 8] = ["expir", "rotat", "lifetime", "valid for", "ttl", "revok", "renew", "short-lived"];
    let description = scheme.node.get_text(words::DESCRIPTION).unwrap_or_default().to_lowercase();
    let stated = SIGNS.iter().any(|sign| description.contains(sign))
        || scheme
            .node
            .entries()
            .any(|e| e.name().starts_with("x-") && SIGNS.iter().any(|sign| e.name().contains(sign)));
    if !stated {
        cx.key(scheme.entry, message!("API key `{}` has no documented expiry", scheme.name)).help(
            "say in the description when keys expire or are rotated, or add an extension such as `x-key-expiry: 90d`",
        );
    }
}
