//! An operation with input should say what it answers where the input is not valid.

use crate::model::ParameterLocation;
use crate::rule::prelude::*;
use crate::rules::support::{absent, declares};

/// The rule.
pub static RULE: Rule = Rule {
    id: "error-validation",
    category: Category::Errors,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "an operation with input should document a 400 or 422 response",
    why: "Input can be wrong, and what comes back then is what a client shows to its user: undeclared, it is shown as a failure without a reason.",
    when_off: "It is off by default. Leave it off if invalid input is reported differently.",
    references: &[
        Reference {
            title: "RFC 9110, section 15.5, Client Error 4xx",
            url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5",
        },
        Reference {
            title: "OWASP API8:2023 Security Misconfiguration",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
        },
    ],
    aliases: &["owasp:api8:2023-define-error-validation"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let all: Vec<_> = api
        .path_operations()
        .filter(|o| !cx.is_exempt(o) && (takes_input(api, o) || api.body_of(o).is_some()))
        .collect();
    let missing: Vec<_> = all.iter().copied().filter(|o| !declares(api, o, &["400", "422", "4XX"])).collect();
    absent(cx, api, &all, &missing, ["operation with input", "operations with input"], "400 or 422");
}

/// True for parameters that can be wrong: headers tell who calls, and what an id leads nowhere is answered with 404.
fn takes_input<'a>(api: &Api<'a>, operation: &Operation<'a>) -> bool {
    let lost = declares(api, operation, &["404", "410", "4XX"]);
    operation.parameters.iter().any(|p| match p.place {
        ParameterLocation::Header | ParameterLocation::Cookie => false,
        ParameterLocation::Path => !lost,
        _ => true,
    })
}
