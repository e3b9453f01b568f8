//! An operation that requires scopes should say what it answers without them.

use crate::rule::prelude::*;
use crate::rules::support::{absent, declares};

/// The rule.
pub static RULE: Rule = Rule {
    id: "error-403",
    category: Category::Errors,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "an operation that requires scopes should document a 403 response",
    why: "A token without the right scope is refused differently than no token: a client that cannot tell the two renews its token again and again.",
    when_off: "It is off by default. Leave it off if a gateway responds before the API does and its responses are described elsewhere.",
    references: &[Reference {
        title: "RFC 9110, section 15.5, Client Error 4xx",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5",
    }],
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
    absent(cx, api, &all, &missing, ["operation that requires scopes", "operations that require scopes"], "403");
}
