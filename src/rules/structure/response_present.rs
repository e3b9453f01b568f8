//! An operation must describe at least one response.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "response-present",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "an operation must have at least one response",
    why: "A client that does not know what comes back can do nothing with it. The specification requires at least one response under `responses`.",
    when_off: "Not recommended.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Responses Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#responses-object",
    }],
    aliases: &["ibm-operation-responses"],
    check: Check::Operation(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>, operation: &Operation<'_>) {
    let Some(responses) = operation.node.get(words::RESPONSES) else {
        if operation.place == OperationKind::Path || api.version < Version::V3_1 {
            let finding = cx.operation(operation, message!("`{}` has no responses", operation.title()));
            finding.help("add `responses` with at least the success response");
            // From 3.1 on the field may be left out.
            if api.version >= Version::V3_1 {
                finding.severity(Severity::Warn);
            }
        }
        return;
    };
    if responses.is_map()
        && responses.get(words::REF).is_none()
        && responses.entries().all(|e| e.name().starts_with("x-"))
    {
        cx.key(responses, message!("`{}` has no responses", operation.title()))
            .help("add at least the success response");
    }
}
