//! An error should have a schema.

use crate::model::Response;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, at_paths, error_responses, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "error-schema",
    category: Category::Errors,
    severity: Severity::Warn,
    summary: "an error should have a schema",
    why: "An error without a schema is a string that each client parses by trial: what went wrong, and whether trying again helps, stays unknown.",
    when_off: "Disable it if errors have no body.",
    references: &[
        Reference { title: "RFC 9457, Problem Details for HTTP APIs", url: "https://www.rfc-editor.org/rfc/rfc9457" },
        Reference {
            title: "RFC 9110, section 15.5, Client Error 4xx",
            url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = rustc_hash::FxHashSet::default();
    let operations = api.path_operations().filter(|o| o.method.text() != "HEAD" && !cx.is_exempt(o));
    let errors: Vec<_> = operations
        .flat_map(|o| error_responses(api, o))
        .filter(|r| seen.insert((r.node.file(), r.node.id())))
        .collect();
    let has_schema =
        |r: &Response<'_>| r.contents.iter().any(|c| c.shape.schema().is_some() || !c.media_type.contains("json"));
    let without: Vec<_> = errors.iter().filter(|r| !has_schema(r)).collect();
    if without.is_empty() {
        return;
    }
    if without.len() == errors.len() && errors.len() > 1 {
        at_paths(cx, api, message!("none of the {} error responses has a schema", errors.len()))
            .label("error body is not described")
            .help("declare an error response once under `components.responses`, with a schema");
        return;
    }
    let help = if without.len() == errors.len() {
        "add a schema for its body"
    } else {
        "use the schema of the other error responses"
    };
    let (few, more) = shown(&without);
    for response in few {
        cx.key(
            response.at,
            message!("the {} response has no schema{}", response.code, and_more(more, "error response")),
        )
        .label("body is not described")
        .help(help);
    }
}
