//! A declared security scheme should be required somewhere.

use crate::rule::prelude::*;
use crate::rules::support::{requirements_by_scheme, security_lists};

/// The rule.
pub static RULE: Rule = Rule {
    id: "security-scheme-unused",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "a declared security scheme should be required somewhere",
    why: "A scheme that nothing requires is either a leftover or, worse, a requirement that someone believes to be in force. Readers and gateways take the list of schemes for the list of ways in.",
    when_off: "Disable it for a library of components that other documents use without being linted together with it.",
    repair: "`--fix --unsafe-fixes` removes it.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Components Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#components-object",
    }],
    aliases: &["ibm-securityschemes"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    if api.operations.is_empty() {
        return;
    }
    if security_lists(api).iter().any(|(_, list)| !list.is_readable) {
        return;
    }
    let required = requirements_by_scheme(api);
    // Where no scheme is required, it is the requirement that was forgotten: without the schemes nothing would show it.
    let is_any_required = required.iter().any(|places| !places.is_empty());
    for (scheme, places) in api.schemes.iter().zip(required) {
        let referred_to = !cx.workspace.referrers(scheme.entry).is_empty();
        if places.is_empty() && !referred_to && !scheme.by_uri {
            let finding = cx.key(scheme.entry, message!("security scheme `{}` is never required", scheme.name));
            finding.label("not required by any operation");
            if is_any_required {
                finding.help("require it under `security`, or remove it").drop_fix(scheme.entry.dropped());
            } else {
                finding.help("require it under `security`");
            }
        }
    }
}
