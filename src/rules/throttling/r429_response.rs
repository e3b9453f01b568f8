//! An operation should say what it answers to too many requests.

use crate::model::Method;
use crate::rule::prelude::*;
use crate::rules::support::{absent, declares};

/// The rule.
pub static RULE: Rule = Rule {
    id: "429-response",
    category: Category::Throttling,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "an operation should document a 429 response",
    why: "A client that knows that it can be refused for its rate can wait and come back; one that does not takes the refusal for a failure and tries again at once.",
    when_off: "It is off by default. Leave it off if limits are never reached, or are not reported by a status.",
    references: &[
        Reference {
            title: "RFC 6585, section 4, 429 Too Many Requests",
            url: "https://www.rfc-editor.org/rfc/rfc6585#section-4",
        },
        Reference {
            title: "OWASP API4:2023 Unrestricted Resource Consumption",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/",
        },
    ],
    aliases: &["owasp:api4:2023-rate-limit-responses-429"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let all: Vec<_> = api.path_operations().filter(|o| o.method != Method::Options && !cx.is_exempt(o)).collect();
    let missing: Vec<_> = all.iter().copied().filter(|o| !declares(api, o, &["429", "4XX"])).collect();
    absent(cx, api, &all, &missing, ["operation", "operations"], "429");
}
