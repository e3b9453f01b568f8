//! An operation that names a thing should say what it answers where there is none.

use crate::model::{Method, Parameter, ParameterLocation};
use crate::rule::prelude::*;
use crate::rules::support::{absent, declares, plain_name};

/// The rule.
pub static RULE: Rule = Rule {
    id: "error-404",
    category: Category::Errors,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "an operation on a single resource should document a 404 response",
    why: "What a path names may not be there: a client that does not expect a 404 takes it for a failure of the service.",
    when_off: "It is off by default. Leave it off if missing resources are reported differently.",
    references: &[Reference {
        title: "RFC 9110, section 15.5, Client Error 4xx",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let all: Vec<_> = api
        .path_operations()
        .filter(|o| !cx.is_exempt(o) && o.parameters.iter().any(names_a_thing) && !creates(api, o))
        .collect();
    let missing: Vec<_> = all.iter().copied().filter(|o| !declares(api, o, &["404", "410", "4XX"])).collect();
    absent(cx, api, &all, &missing, ["operation with a path parameter", "operations with path parameters"], "404");
}

/// True for a parameter of the path that leads to a thing: a version or a language leads to none.
fn names_a_thing(parameter: &Parameter<'_>) -> bool {
    const WAYS: [&str; 8] = ["version", "apiversion", "locale", "lang", "language", "region", "format", "culture"];
    parameter.place == ParameterLocation::Path && !WAYS.contains(&plain_name(&parameter.name).as_str())
}

/// True for a PUT that makes what is not there.
fn creates<'a>(api: &Api<'a>, operation: &Operation<'a>) -> bool {
    operation.method == Method::Put && api.responses_of(operation).iter().any(|r| r.code == "201")
}
