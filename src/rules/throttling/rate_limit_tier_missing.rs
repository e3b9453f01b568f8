//! Where operations name tiers, all should.

use crate::model::gateway;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "rate-limit-tier-missing",
    category: Category::Throttling,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "where operations name tiers, all should",
    why: "Where some operations name their tier and others do not, the others get whatever the gateway's default is, and that is often no limit.",
    when_off: "Leave it off if the gateway's default tier is the right one.",
    references: &[Reference {
        title: "WSO2 API Manager, throttling",
        url: "https://apim.docs.wso2.com/en/latest/api-design-manage/design/rate-limiting/introducing-throttling-use-cases/",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let all: Vec<_> = api.path_operations().filter(|o| !cx.is_exempt(o)).collect();
    let without: Vec<_> = all.iter().copied().filter(|o| gateway::tier_of(api, o).is_none()).collect();
    if without.len() == all.len() {
        return;
    }
    let (few, more) = shown(&without);
    for operation in few {
        let message = message!(
            "`{}` has no throttling tier, but other operations do{}",
            operation.title(),
            and_more(more, "operation")
        );
        cx.operation(operation, message).label("gateway default applies").help("add its tier");
    }
}
