//! A declared security scheme should be required somewhere.

use crate::rule::prelude::*;
use crate::rules::support::security_lists;

/// The rule.
pub static RULE: Rule = Rule {
    id: "security-scheme-unused",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "a declared security scheme should be required somewhere",
    why: "A scheme that nothing requires is either a leftover or, worse, a requirement that someone believes to be in force. Readers and gateways take the list of schemes for the list of ways in.",
    when_off: "Switch it off for a library of components that other documents use without being linted together with it.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Components Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#components-object",
    }],
    aliases: &["ibm-securityschemes"],
    examples: examples!("auth", "security-scheme-unused"),
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>, scheme: &Scheme<'_>) {
    if api.operations.is_empty() || scheme.by_uri {
        return;
    }
    let required = security_lists(api)
        .iter()
        .any(|(_, security)| security.alternatives.iter().flat_map(|a| &a.requirements).any(|r| r.name == scheme.name));
    let referred_to = !cx.workspace.referrers(scheme.entry).is_empty();
    if !required && !referred_to {
        cx.key(scheme.entry, format!("the security scheme `{}` is never required", scheme.name))
            .label("declared here, used nowhere")
            .help("require it under `security`, or remove it");
    }
}
