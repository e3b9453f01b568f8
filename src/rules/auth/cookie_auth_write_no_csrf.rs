//! A write that a cookie opens should carry a token against forgery.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "cookie-auth-write-no-csrf",
    category: Category::Auth,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "a write that a cookie opens should carry a token against forgery",
    why: "Browsers send cookies along with requests that other sites start. Unless the request also carries something that only the own pages know, another site can make the user's browser change things.",
    when_off: "It is off by default. Leave it off if SameSite cookies or custom headers do this already.",
    references: &[
        Reference {
            title: "OWASP CSRF Prevention Cheat Sheet",
            url: "https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html",
        },
        Reference { title: "RFC 6265, section 8.1", url: "https://www.rfc-editor.org/rfc/rfc6265#section-8.1" },
    ],
    check: Check::Operation(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>, operation: &Operation<'_>) {
    let Some(security) =
        api.security_of(operation).filter(|_| operation.place == OperationKind::Path && operation.is_write())
    else {
        return;
    };
    let cookie = |n: Option<usize>| {
        n.and_then(|n| api.schemes.get(n))
            .filter(|s| matches!(&s.ty, SchemeType::ApiKey { place, .. } if place == "cookie"))
    };
    let Some(scheme) =
        security.alternatives.iter().filter(|a| !a.is_anonymous()).find_map(|a| match &a.requirements[..] {
            [only] => cookie(only.scheme),
            _ => None,
        })
    else {
        return;
    };
    let protected = operation.parameters.iter().any(|p| {
        let name = p.name.to_ascii_lowercase();
        name.contains("csrf") || name.contains("xsrf")
    });
    if !protected && !cx.is_exempt(operation) {
        cx.operation(operation, message!("`{}` requires only the cookie `{}`", operation.title(), scheme.name))
            .also(scheme.entry.name_location(), "sent by browsers automatically")
            .help("require a header such as `X-CSRF-Token` as well");
    }
}
