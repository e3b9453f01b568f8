//! An operation should say what it answers when it fails.

use crate::rule::prelude::*;
use crate::rules::support::{absent, declares};

/// The rule.
pub static RULE: Rule = Rule {
    id: "error-5xx",
    category: Category::Errors,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "an operation should document a 5XX response",
    why: "A service fails one day. Clients that know the format of failures can recognise them, and retry where that helps.",
    when_off: "It is off by default: failures often come from infrastructure in front of the API.",
    references: &[Reference {
        title: "RFC 9110, section 15.6, Server Error 5xx",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.6",
    }],
    aliases: &["owasp:api8:2023-define-error-responses-500"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let all: Vec<_> = api.path_operations().filter(|o| !cx.is_exempt(o) && !o.path.is_empty()).collect();
    let missing: Vec<_> =
        all.iter().copied().filter(|o| !declares(api, o, &["500", "502", "503", "504", "5XX"])).collect();
    absent(cx, api, &all, &missing, ["operation", "operations"], "5XX");
}
