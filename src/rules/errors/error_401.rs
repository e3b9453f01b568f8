//! An operation that demands credentials should say what it answers without them.

use crate::model::Method;
use crate::rule::prelude::*;
use crate::rules::support::{absent, declares};

/// The rule.
pub static RULE: Rule = Rule {
    id: "error-401",
    category: Category::Errors,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "an operation that requires credentials should document a 401 response",
    why: "A client whose token has run out has to know what it gets, so that it can renew the token and try again; what is not declared is not handled.",
    when_off: "It is off by default. Leave it off if a gateway responds before the API does and its responses are described elsewhere.",
    references: &[
        Reference {
            title: "RFC 9110, section 15.5, Client Error 4xx",
            url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5",
        },
        Reference {
            title: "OWASP API8:2023 Security Misconfiguration",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
        },
    ],
    aliases: &["owasp:api8:2023-define-error-responses-401"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let all: Vec<_> = api
        .path_operations()
        .filter(|o| {
            o.method != Method::Options && !cx.is_exempt(o) && api.security_of(o).is_some_and(|s| !s.is_public())
        })
        .collect();
    let missing: Vec<_> = all.iter().copied().filter(|o| !declares(api, o, &["401", "4XX"])).collect();
    absent(
        cx,
        api,
        &all,
        &missing,
        ["operation that requires credentials", "operations that require credentials"],
        "401",
    );
}
