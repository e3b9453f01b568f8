//! An operation should have a summary or a description.

use crate::rule::prelude::*;
use crate::rules::support::report_untold;

/// The rule.
pub static RULE: Rule = Rule {
    id: "operation-summary",
    category: Category::Docs,
    severity: Severity::Info,
    summary: "an operation should have a summary or a description",
    why: "Lists of operations, generated clients and search show the summary: without one they show a path, and people guess.",
    when_off: "Disable it if descriptions serve for it.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Operation Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    }],
    aliases: &["operation-summary"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let told = |at: Option<Cursor<'_>>| at.is_some_and(|t| !t.text().trim().is_empty());
    // What a path item says holds for all of its operations.
    let lacks = |o: &Operation<'_>| {
        let item = api.paths.get(o.path_item);
        ![words::SUMMARY, words::DESCRIPTION].iter().any(|k| told(o.node.get(*k)) || told(item.and_then(|i| i.get(*k))))
    };
    report_untold(cx, api, lacks, ["has a summary or a description", "has neither a summary nor a description"]);
}
