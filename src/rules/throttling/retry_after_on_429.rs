//! A refusal for the rate should say when to come back.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "retry-after-on-429",
    category: Category::Throttling,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "a refusal for the rate should say when to come back",
    why: "A client that is refused for its rate has to know when it may come back: without Retry-After it guesses, and many clients that guess alike come back together.",
    when_off: "It is off by default. Leave it off if clients learn differently when to retry.",
    references: &[
        Reference {
            title: "RFC 9110, section 10.2.3, Retry-After",
            url: "https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3",
        },
        Reference {
            title: "RFC 6585, section 4, 429 Too Many Requests",
            url: "https://www.rfc-editor.org/rfc/rfc6585#section-4",
        },
    ],
    aliases: &["owasp:api4:2023-rate-limit-retry-after"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = rustc_hash::FxHashSet::default();
    let responses = api.path_operations().flat_map(|o| api.responses_of(o));
    let without: Vec<_> = responses
        .filter(|r| matches!(r.code, "429" | "503") && seen.insert((r.node.file(), r.node.id())))
        .filter(|r| !r.headers.iter().any(|h| tells_when(h.name)))
        .collect();
    for (code, severity) in [("429", Severity::Warn), ("503", Severity::Info)] {
        let places: Vec<_> = without.iter().filter(|r| r.code == code).collect();
        let (few, more) = shown(&places);
        for response in few {
            let message = message!("the {} response has no `Retry-After` header{}", code, and_more(more, "response"));
            cx.key(response.node, message)
                .severity(severity)
                .label("header is missing")
                .help("declare the header `Retry-After`, in seconds or as a date");
        }
    }
}

/// True for a header with the time to come back: `Retry-After`, or the reset of a rate limit.
fn tells_when(header: &str) -> bool {
    let of_rate = crate::model::throttling::header_form(header).is_some();
    let lower = header.to_ascii_lowercase();
    lower == "retry-after" || lower == "ratelimit" || (of_rate && lower.contains("reset"))
}
