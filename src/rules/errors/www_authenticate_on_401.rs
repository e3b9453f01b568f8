//! A 401 response should say how to authenticate.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "www-authenticate-on-401",
    category: Category::Errors,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "a 401 response should say how to authenticate",
    why: "A 401 response must say how to authenticate, in `WWW-Authenticate`: libraries read the scheme, the realm and what is wrong with a token from there.",
    when_off: "It is off by default: few descriptions list the header, and servers often send it all the same.",
    references: &[Reference {
        title: "RFC 9110, section 11.6.1, WWW-Authenticate",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = rustc_hash::FxHashSet::default();
    let without: Vec<_> = api
        .path_operations()
        .flat_map(|o| api.responses_of(o))
        .filter(|r| r.code == "401" && seen.insert((r.node.file(), r.node.id())))
        .filter(|r| !r.headers.iter().any(|h| h.name.eq_ignore_ascii_case("WWW-Authenticate")))
        .collect();
    let (few, more) = shown(&without);
    for response in few {
        cx.key(
            response.node,
            message!("the 401 response has no `WWW-Authenticate` header{}", and_more(more, "response")),
        )
        .label("header is missing")
        .help("declare the header `WWW-Authenticate`");
    }
}
