//! An API should say who it is for.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "audience-missing",
    category: Category::Exposure,
    severity: Severity::Warn,
    enabled: Enabled::ByPolicy,
    summary: "an API should say who it is for",
    why: "Whether an API is public or internal decides how it is secured, how long its versions are supported and who reviews its changes; it should not have to be guessed.",
    when_off: "It has an effect only where `policy.audience` is set.",
    references: &[
        Reference {
            title: "Zalando RESTful API Guidelines, rule 219",
            url: "https://opensource.zalando.com/restful-api-guidelines/#219",
        },
        Reference {
            title: "OWASP API9:2023 Improper Inventory Management",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
        },
    ],
    aliases: &["owasp:api9:2023-inventory-access"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let info = api.root.get(words::INFO);
    let said = api.audience().is_some();
    let servers = !api.servers.is_empty() && api.servers.iter().all(|s| s.node.get(words::X_INTERNAL).is_some());
    if cx.policy.audience && !said && !servers {
        cx.key(info.unwrap_or(api.root), "the API has no `x-audience`")
            .label("audience is missing")
            .help("add `x-audience` here, or `x-internal` to each server");
    }
}
