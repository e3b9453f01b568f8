//! Every operation says who may call it.

use crate::rule::prelude::*;
use crate::rules::support::{NEUTRAL, is_marked_public, is_neutral};

/// The rule.
pub static RULE: Rule = Rule {
    id: "security-missing",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "every operation says who may call it",
    why: "Without `security` on the operation or at the root, the description says that anyone may call it. Most often no one decided that: it was forgotten, and gateways that follow the description leave the operation public.",
    when_off: "For an API that is public as a whole, write `security: []` at the root: that is a decision, and this rule is silent. Exempt single operations with `policy.exempt` and a reason.",
    references: &[
        Reference {
            title: "OWASP API5:2023 Broken Function Level Authorization",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/",
        },
        Reference {
            title: "Zalando RESTful API Guidelines, rule 104",
            url: "https://opensource.zalando.com/restful-api-guidelines/#104",
        },
    ],
    aliases: &["owasp:api2:2023-write-restricted", "v3-operation-security"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    if api.security.is_some() {
        return;
    }
    let open: Vec<&Operation<'_>> = api
        .path_operations()
        .filter(|o| o.own_security.is_none() && !cx.is_exempt(o) && !is_marked_public(o))
        .collect();
    // Beside operations that say who may call, probes and discovery are open on purpose.
    let says_nothing = open.len() == api.path_operations().count();
    let open: Vec<_> =
        open.into_iter().filter(|o| says_nothing || o.is_write() || !is_neutral(o.path, NEUTRAL)).collect();
    // Where no operation says anything about security, that is one omission, not one for each of them.
    let one_cause = open.len() > 3 && open.len() == api.path_operations().count();
    let shown = if one_cause { 1 } else { open.len() };
    // Where others require credentials, a write that does not was forgotten.
    let is_guarded = api.path_operations().any(|o| o.own_security.as_ref().is_some_and(|s| !s.is_public()));
    for operation in &open[..shown] {
        let message = if one_cause {
            message!("the API has no `security`: neither at the root nor on any of {} operations", open.len())
        } else {
            message!("`{}` has no `security`, and there is no default", operation.title())
        };
        let finding = cx.operation(operation, message).label("access is not defined");
        if is_guarded && operation.is_write() {
            finding.severity(Severity::Error);
        }
        if api.schemes.is_empty() {
            finding.help(
                "declare a security scheme and require it under `security`; if the API is public, use `security: []`",
            );
        } else {
            let names = names(api.schemes.iter().take(3).map(|s| s.name));
            finding.help(message!(
                "require one of the declared schemes ({}); if the operation is public, use `security: []`",
                names
            ));
        }
    }
}
