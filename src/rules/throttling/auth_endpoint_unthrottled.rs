//! Where credentials are checked, attempts must be limited.

use crate::rule::prelude::*;
use crate::rules::support::{is_login, limits};

/// The rule.
pub static RULE: Rule = Rule {
    id: "auth-endpoint-unthrottled",
    category: Category::Throttling,
    severity: Severity::Error,
    summary: "where credentials are checked, attempts must be limited",
    why: "Where passwords, codes or tokens can be tried without limit, they are tried until one fits: most account takeovers begin with a list of leaked passwords and a login without a limit.",
    when_off: "Disable it if an identity provider in front of the API counts attempts.",
    references: &[
        Reference {
            title: "OWASP API2:2023 Broken Authentication",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/",
        },
        Reference {
            title: "OWASP API4:2023 Unrestricted Resource Consumption",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/",
        },
    ],
    examples: examples!("throttling", "auth-endpoint-unthrottled"),
    check: Check::Operation(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>, operation: &Operation<'_>) {
    if is_login(operation) && is_reachable(api, operation) && !limits(cx, api, operation) {
        cx.operation(operation, message!("`{}` takes credentials and has no rate limit", operation.title()))
            .label("guessing is not limited")
            .help("declare a 429 response or a throttling tier, and limit failed attempts per account");
    }
}

/// True where nobody has to log in first. Where nothing is said of credentials, things that are called tokens or
/// sessions may be any.
fn is_reachable(api: &Api<'_>, operation: &Operation<'_>) -> bool {
    let plain = operation.segments().next_back().is_some_and(|last| !["token", "session", "sessions"].contains(&last));
    api.security_of(operation).map_or(plain, |s| s.is_public())
}
