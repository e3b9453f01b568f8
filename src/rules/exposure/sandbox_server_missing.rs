//! An API should have a sandbox.

use crate::rule::prelude::*;
use crate::rules::support::is_sandbox;

/// The rule.
pub static RULE: Rule = Rule {
    id: "sandbox-server-missing",
    category: Category::Exposure,
    severity: Severity::Info,
    enabled: Enabled::ByPolicy,
    summary: "an API should have a sandbox",
    why: "Partners try an API before they rely on it. Without a sandbox they try it in production, with real data and real money.",
    when_off: "It has an effect only where `policy.sandbox` is set.",
    references: &[
        Reference {
            title: "WSO2 API Manager, throttling",
            url: "https://apim.docs.wso2.com/en/latest/api-design-manage/design/rate-limiting/introducing-throttling-use-cases/",
        },
        Reference {
            title: "OWASP API9:2023 Improper Inventory Management",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let wso2 = api.root.get_str("x-wso2-sandbox-endpoints").is_some();
    if cx.policy.sandbox && !wso2 && !api.servers.iter().any(is_sandbox) {
        let at = api.root.get(words::SERVERS).unwrap_or(api.root);
        cx.key(at, "the API has no sandbox server")
            .label("production only")
            .help("add the server where partners can try the API");
    }
}
