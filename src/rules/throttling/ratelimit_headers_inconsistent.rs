//! Rate limits should be told in one form.

use crate::model::{Response, throttling};
use crate::rule::prelude::*;
use crate::rules::support::rate_headers;

/// The rule.
pub static RULE: Rule = Rule {
    id: "ratelimit-headers-inconsistent",
    category: Category::Throttling,
    severity: Severity::Warn,
    summary: "rate limits should use the same headers everywhere",
    why: "A client reads the limit from one header: if some operations use one header and others another, it misses half of them.",
    when_off: "Disable it while an API moves from one format to another.",
    references: &[Reference {
        title: "RateLimit header fields for HTTP (Internet-Draft)",
        url: "https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    // The current form beside an older one, for clients that know only that, is one way to tell it.
    let mut forms = rate_headers(api);
    let together = |response: &Response<'_>| {
        let all: std::collections::BTreeSet<_> =
            response.headers.iter().filter_map(|h| throttling::header_form(h.name)).collect();
        all.len() > 1
    };
    if api.path_operations().flat_map(|o| api.responses_of(o)).any(together) {
        forms.retain(|(form, _)| *form != "RateLimit");
    }
    if let [(first, at), (second, other), ..] = forms.as_slice() {
        cx.key(*other, message!("rate limit header is `{}` here and `{}` elsewhere", second, first))
            .label("different header")
            .also(at.name_location(), "first used here")
            .help("use the same headers everywhere");
    }
}
