//! A throttling tier should limit something.

use crate::model::gateway;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, own_tiers, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "rate-limit-unlimited-tier",
    category: Category::Throttling,
    severity: Severity::Warn,
    summary: "a throttling tier should limit something",
    why: "An unlimited tier is the absence of throttling under the name of a policy: one subscriber can take all that there is.",
    when_off: "Disable it if the backend limits by itself.",
    references: &[
        Reference {
            title: "WSO2 API Manager, throttling",
            url: "https://apim.docs.wso2.com/en/latest/api-design-manage/design/rate-limiting/introducing-throttling-use-cases/",
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
    // A tier that every operation overrules holds for none.
    let effective: Vec<Cursor<'_>> =
        api.path_operations().filter_map(|o| gateway::tier_of(api, o)).map(|t| t.at).collect();
    let free: Vec<_> = own_tiers(api).into_iter().filter(|t| t.is_unlimited() && effective.contains(&t.at)).collect();
    let (few, more) = shown(&free);
    for tier in few {
        cx.value(tier.at, message!("throttling tier `{}` is unlimited{}", tier.name, and_more(more, "place")))
            .label("unlimited")
            .help("use a tier with a limit");
    }
}
