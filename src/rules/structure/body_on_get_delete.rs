//! GET, HEAD and DELETE should not have a body.

use crate::model::{Method, ParameterLocation};
use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// An option.
const DELETE: RuleOption<bool> = RuleOption {
    name: "delete",
    summary: "also report bodies of DELETE, which many servers read all the same",
    default: false,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "body-on-get-delete",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "GET, HEAD and DELETE should not have a body",
    why: "HTTP gives a body on these methods no meaning: proxies and servers drop it, and some refuse the request. What matters must be in the URL, or the method must be another.",
    when_off: "Disable it if all parties are known to pass the body on.",
    references: &[
        Reference { title: "RFC 9110, section 9.3.1", url: "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.1" },
        Reference {
            title: "OpenAPI 3.1.1, Operation Object (requestBody)",
            url: "https://spec.openapis.org/oas/v3.1.1.html#operation-request-body",
        },
    ],
    aliases: &["ibm-no-operation-requestbody"],
    options: &[DELETE.meta()],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let found: Vec<_> =
        api.operations.iter().filter_map(|operation| Some((operation, meaningless_body(api, operation)?))).collect();
    // A habit is said once for each method.
    let deletes = cx.option(&DELETE);
    let methods = [Method::Get, Method::Head, Method::Delete];
    for method in methods.into_iter().filter(|method| deletes || *method != Method::Delete) {
        let all: Vec<_> = found.iter().filter(|(o, _)| o.method == method).collect();
        let (few, more) = shown(&all);
        for (operation, body) in few {
            let (title, text) = (operation.title(), method.text());
            let more = and_more(more, "operation");
            cx.key(
                *body,
                message!("`{}` has a request body, which has no meaning in HTTP for {}{}", title, text, more),
            )
            .help("use parameters, or another method (3.2 has QUERY)");
        }
    }
}

/// The body of an operation whose method gives it no meaning.
fn meaningless_body<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Option<Cursor<'a>> {
    if !matches!(operation.method, Method::Get | Method::Head | Method::Delete) {
        return None;
    }
    let body = operation.node.get(words::REQUEST_BODY).or_else(|| {
        operation
            .parameters
            .iter()
            .find(|p| matches!(p.place, ParameterLocation::Body | ParameterLocation::FormData))
            .map(|p| p.listed)
    })?;
    // A body that can hold nothing, as some generators write it, says nothing.
    let content = api.resolve(body).get(words::CONTENT);
    let is_empty = content.is_some_and(|c| {
        c.entries().all(|m| m.value.get(words::SCHEMA).is_some_and(|s| holds_nothing(api.resolve(s))))
    });
    (!is_empty).then_some(body)
}

/// An object without properties.
fn holds_nothing(schema: Cursor<'_>) -> bool {
    let listed = [words::ALL_OF, words::ANY_OF, words::ONE_OF, words::REF].iter().any(|k| schema.get(*k).is_some());
    let more = schema.get(words::ADDITIONAL_PROPERTIES).is_some_and(|a| a.is_map() && !a.is_empty());
    schema.get(words::TYPE).is_some_and(|t| t.text() == "object")
        && !listed
        && !more
        && schema.get(words::PROPERTIES).is_some_and(Cursor::is_empty)
}
