//! An API should say on which terms it may be used.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "info-license",
    category: Category::Docs,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "an API should say on which terms it may be used",
    why: "Who builds on a public API wants to know on which terms, before a product depends on it.",
    when_off: "It is off by default: inside a company there is nothing to license.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Info Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#info-object",
    }],
    aliases: &["info-license"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let Some(info) = api.root.get(words::INFO).filter(|i| i.is_map()) else { return };
    if info.get_str("license").is_none() && info.get_str("termsOfService").is_none() {
        cx.key(info, "`info` has no `license` or `termsOfService`")
            .label("license is missing")
            .help("add `license` or `termsOfService`");
    }
}
