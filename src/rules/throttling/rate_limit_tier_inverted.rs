//! What costs more should not be limited less.

use crate::model::gateway;
use crate::rule::prelude::*;
use crate::rules::support::is_login;

/// The rule.
pub static RULE: Rule = Rule {
    id: "rate-limit-tier-inverted",
    category: Category::Throttling,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "what costs more should not be limited less",
    why: "Expensive operations and logins should be limited more strictly than cheap ones: a search or login in a less strict tier than a plain read invites load and guessing.",
    when_off: "Leave it off if tiers say nothing of rates. Tiers are compared by their order in `policy.tiers`, the strictest first, or as Bronze, Silver, Gold, Platinum, Unlimited.",
    references: &[
        Reference {
            title: "OWASP API4:2023 Unrestricted Resource Consumption",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/",
        },
        Reference {
            title: "WSO2 API Manager, throttling",
            url: "https://apim.docs.wso2.com/en/latest/api-design-manage/design/rate-limiting/introducing-throttling-use-cases/",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    const KNOWN: [&str; 5] = ["bronze", "silver", "gold", "platinum", "unlimited"];
    let tiers: Vec<String> = cx.policy.tiers.iter().map(|t| t.to_lowercase()).collect();
    let rank = |name: &str| {
        let name = name.to_lowercase();
        if tiers.is_empty() { KNOWN.iter().position(|k| *k == name) } else { tiers.iter().position(|t| *t == name) }
    };
    let ranked: Vec<_> = api
        .path_operations()
        .filter_map(|o| gateway::tier_of(api, o).and_then(|t| Some((o, rank(&t.name)?, t))))
        .collect();
    let cheap = ranked.iter().filter(|(o, ..)| o.method.reads() && !is_costly(api, o)).min_by_key(|(_, rank, _)| *rank);
    let Some((cheap, strict, tier)) = cheap else { return };
    for (operation, _, own) in ranked.iter().filter(|(o, rank, _)| rank > strict && is_costly(api, o)) {
        let message = message!("`{}` is more expensive than `{}` but less limited", operation.title(), cheap.title());
        cx.value(own.at, message)
            .label(message!("{} is less strict than {}", own.name, tier.name))
            .also(tier.at.location(), message!("the tier of `{}`", cheap.title()))
            .help("assign a stricter tier");
    }
}

/// True for searches, uploads and logins.
fn is_costly<'a>(api: &Api<'a>, operation: &Operation<'a>) -> bool {
    let last = operation.segments().next_back().unwrap_or_default().to_ascii_lowercase();
    let searches = ["search", "query", "export", "report", "import", "bulk", "batch"].contains(&last.as_str());
    let uploads =
        api.body_of(operation).is_some_and(|b| b.contents.iter().any(|c| c.media_type.starts_with("multipart/")));
    searches || uploads || is_login(operation)
}
