//! Rate limits should be told in the current header fields.

use crate::rule::prelude::*;
use crate::rules::support::rate_headers;

/// The rule.
pub static RULE: Rule = Rule {
    id: "ratelimit-headers-current",
    category: Category::Throttling,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "rate limits should use the current header fields",
    why: "The draft standard has two fields, `RateLimit` and `RateLimit-Policy`; the three fields of its early versions, and those with `X-`, are read by fewer and fewer clients.",
    when_off: "It is off by default: the standard is a draft still, and clients read the older fields.",
    references: &[Reference {
        title: "RateLimit header fields for HTTP (Internet-Draft)",
        url: "https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let forms = rate_headers(api);
    let current = forms.iter().any(|(form, _)| *form == "RateLimit");
    let old = forms.into_iter().find(|(form, _)| *form != "RateLimit").filter(|_| !current);
    if let Some((form, at)) = old {
        let form = form.trim_end_matches("-Limit");
        cx.key(at, message!("rate limit headers `{}-*` are outdated", form))
            .label("from an early draft")
            .help("add `RateLimit` and `RateLimit-Policy` for clients that follow the current draft");
    }
}
