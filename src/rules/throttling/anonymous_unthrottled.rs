//! What is open to everybody must be limited.

use crate::model::Method;
use crate::rule::prelude::*;
use crate::rules::support::{NEUTRAL, and_more, is_login, is_neutral, is_open, limits, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "anonymous-unthrottled",
    category: Category::Throttling,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "public operations must be rate limited",
    why: "Anonymous callers cannot be held to account: without a limit per address or in total, anyone can call the operation until nothing is left for the others.",
    when_off: "It is off by default: gateways limit callers, and few descriptions say so. `policy.throttled: true` says that one does.",
    references: &[Reference {
        title: "OWASP API4:2023 Unrestricted Resource Consumption",
        url: "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    // Who need not log in, and where one logs in, are two rules.
    // Probes, discovery and preflights are asked for before anybody is known.
    let plain = |o: &&Operation<'_>| o.method != Method::Options && !is_neutral(o.path, NEUTRAL);
    let open = api.path_operations().filter(plain).filter(|o| is_open(api, o) && !is_login(o) && !cx.is_exempt(o));
    let free: Vec<_> = open.filter(|o| !limits(cx, api, o)).collect();
    let (few, more) = shown(&free);
    for operation in few {
        let message =
            message!("public operation `{}` has no rate limit{}", operation.title(), and_more(more, "operation"));
        cx.operation(operation, message)
            .label("no rate limit is declared")
            .help("declare a 429 response or a throttling tier, or require credentials");
    }
}
