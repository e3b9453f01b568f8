//! An operation should have a summary or a description.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "operation-summary",
    category: Category::Docs,
    severity: Severity::Info,
    summary: "an operation should have a summary or a description",
    why: "Lists of operations, generated clients and search show the summary: without one they show a path, and people guess.",
    when_off: "Switch it off where descriptions serve for it.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Operation Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    }],
    aliases: &["operation-summary"],
    examples: examples!("docs", "operation-summary"),
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let all: Vec<_> = api.path_operations().filter(|o| !cx.is_exempt(o)).collect();
    let silent: Vec<_> = all
        .iter()
        .copied()
        .filter(|o| o.node.get(words::SUMMARY).is_none() && o.node.get(words::DESCRIPTION).is_none())
        .collect();
    if silent.len() == all.len() && all.len() > 1 {
        let at = api.root.get(words::PATHS).unwrap_or(api.root);
        cx.key(at, format!("none of {} operations has a summary or a description", all.len()))
            .label("nothing to read")
            .help("say in a line what each operation does");
        return;
    }
    let (few, more) = shown(&silent);
    for operation in few {
        cx.operation(
            operation,
            format!("`{}` has neither a summary nor a description{}", operation.title(), and_more(more, "operation")),
        )
        .label("nothing to read")
        .help("say in a line what it does");
    }
}
