//! An operation that demands scopes should say what it answers without them.

use crate::rule::prelude::*;
use crate::rules::support::{absent, declares};

/// The rule.
pub static RULE: Rule = Rule {
    id: "error-403",
    category: Category::Errors,
    severity: Severity::Info,
    summary: "an operation that demands scopes should say what it answers without them",
    why: "A token without the right scope is refused in another way than no token: a client that cannot tell the two renews its token again and again.",
    when_off: "Switch it off where a gateway answers before the API does and its answers are described elsewhere.",
    references: &[Reference {
        title: "RFC 9110, section 15.5, Client Error 4xx",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5",
    }],
    examples: examples!("errors", "error-403"),
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let all: Vec<_> = api
        .path_operations()
        .filter(|o| {
            !cx.is_exempt(o)
                && api.security_of(o).is_some_and(|s| {
                    !s.is_public() && s.alternatives.iter().any(|a| a.requirements.iter().any(|r| !r.scopes.is_empty()))
                })
        })
        .collect();
    let missing: Vec<_> = all.iter().copied().filter(|o| !declares(api, o, &["403", "4XX"])).collect();
    absent(
        cx,
        api,
        &all,
        &missing,
        ["operation that demands scopes", "operations that demand scopes"],
        "what it answers without the scopes (403)",
    );
}
