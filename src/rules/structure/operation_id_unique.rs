//! An `operationId` must be unique.

use crate::rule::prelude::*;
use rustc_hash::FxHashMap;

/// The rule.
pub static RULE: Rule = Rule {
    id: "operation-id-unique",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "an `operationId` must be unique",
    why: "Generators turn it into the name of a method, links and tests refer to it. Of two equal ones, one operation disappears.",
    when_off: "Not recommended.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Operation Object (operationId)",
        url: "https://spec.openapis.org/oas/v3.1.1.html#operation-id",
    }],
    aliases: &["operation-operationId-unique"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen: FxHashMap<String, Cursor<'_>> = FxHashMap::default();
    for operation in &api.operations {
        let Some(at) = operation.node.get(words::OPERATION_ID) else { continue };
        let Some(id) = at.str() else { continue };
        match seen.get(id.as_ref()) {
            // A path item that two paths refer to is written once.
            Some(first) if *first == at => {}
            Some(first) => {
                cx.value(at, message!("duplicate operationId `{}`", id))
                    .label("the duplicate")
                    .also(first.location(), "first used here");
            }
            None => {
                seen.insert(id.into_owned(), at);
            }
        }
    }
}
