//! An operation should have a description.

use crate::rule::prelude::*;
use crate::rules::support::report_untold;

/// The rule.
pub static RULE: Rule = Rule {
    id: "operation-description",
    category: Category::Docs,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "an operation should have a description",
    why: "A summary names an operation; a description says when to call it, what it changes and what it costs.",
    when_off: "It is off by default: a good summary is often enough.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Operation Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    }],
    aliases: &["operation-description"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let lacks = |o: &Operation<'_>| o.node.get(words::DESCRIPTION).is_none_or(|d| d.text().trim().is_empty());
    report_untold(cx, api, lacks, ["has a description", "has no description"]);
}
