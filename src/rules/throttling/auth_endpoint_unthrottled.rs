//! Where credentials are checked, attempts must be limited.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, is_login, limits, shown, words_in};

/// The rule.
pub static RULE: Rule = Rule {
    id: "auth-endpoint-unthrottled",
    category: Category::Throttling,
    severity: Severity::Warn,
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
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    // Where clients of OAuth get tokens, their secrets are not guessed.
    let grants = |o: &Operation<'_>| o.segments().any(|s| matches!(s, "oauth" | "oauth2" | "connect"));
    let tries = |o: &&Operation<'_>| is_login(o) && !sets_up(o) && !grants(o) && is_reachable(api, o);
    let free: Vec<_> = api.path_operations().filter(tries).filter(|o| !limits(cx, api, o)).collect();
    let (few, more) = shown(&free);
    for operation in few {
        let more = and_more(more, "operation");
        cx.operation(operation, message!("`{}` takes credentials and has no rate limit{}", operation.title(), more))
            .label("guessing is not limited")
            .help("declare a 429 response or a throttling tier, and limit failed attempts per account");
    }
}

/// True where a method of authentication is set up, not tried: `POST /mfa/method/totp`, `createTotpMethod`.
fn sets_up(operation: &Operation<'_>) -> bool {
    const CONFIGURED: [&str; 8] =
        ["method", "methods", "config", "configs", "configuration", "settings", "policies", "providers"];
    const MADE: [&str; 5] = ["create", "update", "configure", "set", "delete"];
    let set_up = operation.segments().any(|s| CONFIGURED.contains(&s.to_ascii_lowercase().as_str()));
    let made = operation.id().is_some_and(|id| {
        let words = words_in(&id);
        let of_method = words.iter().any(|w| CONFIGURED.contains(&w.as_str()));
        words.first().is_some_and(|w| MADE.contains(&w.as_str())) && of_method
    });
    set_up || made
}

/// True where nobody has to log in first. Where nothing is said of credentials, things that are called tokens or
/// sessions may be any.
fn is_reachable(api: &Api<'_>, operation: &Operation<'_>) -> bool {
    let plain = operation.segments().next_back().is_some_and(|last| !["token", "session", "sessions"].contains(&last));
    api.security_of(operation).map_or(plain, |s| s.is_public())
}
