//! Errors should be problem details.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, error_responses, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "problem-details",
    category: Category::Errors,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "errors should be problem details",
    why: "RFC 9457 is the one form of errors that libraries, gateways and logs know: a type, a title, a status, a detail, and what else a problem has to say.",
    when_off: "It is off by default: many APIs have a form of their own that serves them well.",
    references: &[Reference {
        title: "RFC 9457, Problem Details for HTTP APIs",
        url: "https://www.rfc-editor.org/rfc/rfc9457",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = rustc_hash::FxHashSet::default();
    let others: Vec<_> = api
        .path_operations()
        .flat_map(|o| error_responses(api, o))
        .filter(|r| seen.insert((r.node.file(), r.node.id())))
        .filter(|r| {
            r.contents.iter().any(|c| c.media_type.contains("json"))
                && !r.contents.iter().any(|c| c.media_type.contains("problem+"))
        })
        .collect();
    let (few, more) = shown(&others);
    for response in few {
        cx.key(
            response.at,
            message!("the {} response does not use problem details{}", response.code, and_more(more, "error response")),
        )
        .label("not `application/problem+json`")
        .help("use the media type `application/problem+json` (RFC 9457)");
    }
}
