//! A throttling tier must be one of the team's.

use crate::rule::prelude::*;
use crate::rules::support::own_tiers;
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    id: "rate-limit-tier-unknown",
    category: Category::Throttling,
    severity: Severity::Error,
    enabled: Enabled::ByPolicy,
    summary: "a throttling tier must be one of the team's",
    why: "An undefined tier limits nothing, or makes the deployment fail: the policy of the team defines the tiers.",
    when_off: "It has an effect only where `policy.tiers` names the tiers.",
    references: &[Reference {
        title: "WSO2 API Manager, throttling",
        url: "https://apim.docs.wso2.com/en/latest/api-design-manage/design/rate-limiting/introducing-throttling-use-cases/",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    if cx.policy.tiers.is_empty() {
        return;
    }
    for tier in own_tiers(api) {
        if cx.policy.tiers.contains(&tier.name) {
            continue;
        }
        let mut message = message!("unknown throttling tier `{}`", tier.name);
        if let Some(near) = nearest(&tier.name, cx.policy.tiers.iter().map(String::as_str)) {
            message.push(message!("; did you mean `{}`?", near));
        }
        let help = message!("tiers in the policy: {}", cx.policy.tiers.join(", "));
        cx.value(tier.at, message).label("not in `policy.tiers`").help(help);
    }
}
