//! Operation ids should be in one case.

use crate::rule::prelude::*;
use crate::rules::support::outliers;

/// An option.
const CASE: RuleOption<&str> = RuleOption {
    name: "case",
    summary: "Case of operationIds: kebab, snake, camel or pascal; empty for the most common one",
    default: "",
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "operation-id-case",
    category: Category::Naming,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "operation ids should be in one case",
    why: "Operation ids become the names of functions in generated clients: in one case they look as if one person had made them.",
    when_off: "It is off by default: generators often change the case by themselves.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Operation Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#operation-object",
    }],
    options: &[CASE.meta()],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let ids: Vec<_> =
        api.operations.iter().filter_map(|o| o.node.get(words::OPERATION_ID)).map(|at| (at.text(), at)).collect();
    let all: Vec<_> =
        ids.iter().filter(|(id, _)| !id.contains(['/', '.', ' '])).map(|(id, at)| (id.as_ref(), *at)).collect();
    let case = cx.option(&CASE);
    outliers(cx, &all, &case, "operationId", "operationId");
}
