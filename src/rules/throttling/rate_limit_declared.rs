//! An API should say how often it may be called.

use crate::rule::prelude::*;
use crate::rules::support::{at_paths, count, limits};

/// The rule.
pub static RULE: Rule = Rule {
    id: "rate-limit-declared",
    category: Category::Throttling,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "an API should say how often it may be called",
    why: "An API that says nothing of limits is either unlimited, and one client can exhaust it, or limited in a way that clients learn only when they are rejected.",
    when_off: "It is off by default. Leave it off if limits are agreed on elsewhere; `policy.throttled: true` says that a gateway limits every call.",
    references: &[
        Reference {
            title: "OWASP API4:2023 Unrestricted Resource Consumption",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/",
        },
        Reference {
            title: "RFC 6585, section 4, 429 Too Many Requests",
            url: "https://www.rfc-editor.org/rfc/rfc6585#section-4",
        },
    ],
    aliases: &["owasp:api4:2023-rate-limit"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let concerned = api.path_operations().filter(|o| o.is_write() || api.is_public(o)).count();
    let said = api.path_operations().any(|o| limits(cx, api, o));
    if concerned == 0 || said {
        return;
    }
    at_paths(
        cx,
        api,
        message!(
            "the API declares no rate limits: {} without one",
            count(concerned, "operation that writes or is public", "operations that write or are public")
        ),
    )
    .label("no 429 response, rate limit header or tier")
    .help("declare the 429 response with `Retry-After`, or set `policy.throttled` where a gateway limits all calls");
}
