//! An operation should have an `operationId`.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "operation-id-present",
    category: Category::Structure,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "an operation should have an `operationId`",
    why: "Without one, generators make up names of methods from the path, and the names change when the path does.",
    when_off: "It is off by default. Leave it off if no code is generated.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Operation Object (operationId)",
        url: "https://spec.openapis.org/oas/v3.1.1.html#operation-id",
    }],
    aliases: &["operation-operationId"],
    check: Check::Operation(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, operation: &Operation<'_>) {
    if operation.node.get(words::OPERATION_ID).is_none() && !cx.is_exempt(operation) {
        cx.operation(operation, message!("`{}` has no `operationId`", operation.title()));
    }
}
