//! An operation should have a description.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

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
    examples: examples!("docs", "operation-description"),
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let all: Vec<_> = api.path_operations().filter(|o| !cx.is_exempt(o)).collect();
    let silent: Vec<_> = all
        .iter()
        .copied()
        .filter(|o| o.node.get(words::DESCRIPTION).is_none_or(|d| d.text().trim().is_empty()))
        .collect();
    if silent.len() == all.len() && all.len() > 1 {
        let at = api.root.get(words::PATHS).unwrap_or(api.root);
        cx.key(at, format!("none of {} operations has a description", all.len()))
            .label("nothing to read")
            .help("say in a line what each operation does");
        return;
    }
    let (few, more) = shown(&silent);
    for operation in few {
        cx.operation(operation, format!("`{}` has no description{}", operation.title(), and_more(more, "operation")))
            .label("nothing to read")
            .help("say in a line what it does");
    }
}
