//! An operation should describe what comes back when it succeeds.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "success-response",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "an operation should describe what comes back when it succeeds",
    why: "With errors only, clients cannot tell what success looks like, and generators return nothing.",
    when_off: "Disable it for operations that only ever fail.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Responses Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#responses-object",
    }],
    aliases: &["operation-2xx-response", "operation-success-response"],
    check: Check::Operation(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, operation: &Operation<'_>) {
    let Some(responses) = operation.node.get(words::RESPONSES).filter(|r| r.is_map() && r.get(words::REF).is_none())
    else {
        return;
    };
    let codes: Vec<&str> = responses.entries().map(|e| e.name()).filter(|n| !n.starts_with("x-")).collect();
    let success = |code: &&str| code.starts_with(['2', '3']) || matches!(*code, "default" | "101");
    if !codes.is_empty() && !codes.iter().any(success) {
        cx.key(responses, message!("`{}` has no success response, only {}", operation.title(), codes.join(", ")))
            .help("add a `2XX` or `3XX` response, or `default`");
    }
}
