//! The method should do what the name says.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown, words_in};

/// The rule.
pub static RULE: Rule = Rule {
    id: "method-semantics",
    category: Category::Naming,
    severity: Severity::Warn,
    summary: "the method should do what the name says",
    why: "A GET may be repeated, cached and followed by anyone, browsers and crawlers included. One that deletes is called by accident, and one that creates creates again.",
    when_off: "Disable it if names and methods are known to differ and nothing is cached.",
    references: &[Reference {
        title: "RFC 9110, section 9.2.1, Safe Methods",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    const CHANGES: [&str; 8] = ["create", "delete", "update", "remove", "insert", "destroy", "replace", "add"];
    const READS: [&str; 3] = ["get", "list", "fetch"];
    let posts = api.path_operations().filter(|o| o.method.text() == "POST").count();
    // An API of procedures sends everything by POST.
    let procedures = posts * 5 > api.path_operations().count() * 4;
    let mut found = Vec::new();
    for operation in api.path_operations().filter(|o| !cx.is_exempt(o)) {
        let Some(id) = operation.id() else { continue };
        // `OrdersController_delete`, `orders.delete`: the verb is the first word of the last part.
        let part = id.rsplit(['.', '/']).next().unwrap_or(&id);
        let Some(verb) = words_in(part).into_iter().next() else { continue };
        // In `listUpdate` of `/lists` and `addOnsList` of `/add-ons` the first word is a thing.
        let thing = |segment: &str| {
            let first = words_in(segment).into_iter().next().unwrap_or_default();
            first == verb || first.strip_suffix('s') == Some(verb.as_str())
        };
        if operation.segments().any(|s| thing(s) && !s.eq_ignore_ascii_case(&verb)) {
            continue;
        }
        let reads = operation.method.reads();
        let wrong = (reads && CHANGES.contains(&verb.as_str()))
            || (!procedures
                && matches!(operation.method.text(), "DELETE" | "PUT" | "PATCH")
                && READS.contains(&verb.as_str()));
        let posted =
            !procedures && operation.method.text() == "POST" && verb == "get" && api.body_of(operation).is_none();
        if wrong || posted {
            found.push((operation, verb));
        }
    }
    let (few, more) = shown(&found);
    for (operation, verb) in few {
        let method = operation.method.text();
        let id = operation.node.get(words::OPERATION_ID);
        let finding = cx.operation(
            operation,
            message!(
                "operationId `{}` says \"{}\", the method is {}{}",
                operation.id().unwrap_or_default(),
                verb,
                method,
                and_more(more, "operation")
            ),
        );
        finding.label(if operation.method.reads() { "a safe method" } else { "a method that changes something" });
        if let Some(id) = id {
            finding.also(id.location(), "the operationId");
        }
        finding.help(if operation.method.reads() {
            message!("use the matching method, or rename the operation", verb)
        } else {
            message!("use GET, or rename the operation", method)
        });
    }
}
