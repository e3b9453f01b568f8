//! What shows that calls are limited.

use super::gateway;
use super::{Api, Operation, Response};
use crate::tree::Cursor;

/// How a description shows that an operation is limited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit<'a> {
    /// A gateway is told so, by this extension.
    Gateway(Cursor<'a>),
    /// It can answer 429 (RFC 6585, section 4).
    Status,
    /// Its answers tell the rate.
    Headers,
}

/// What limits how often an operation is called; a tier without a limit is none.
#[must_use]
pub fn limit_of<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Option<Limit<'a>> {
    if let Some(at) = gateway::limit_of(api, operation) {
        return Some(Limit::Gateway(at));
    }
    let responses = api.responses_of(operation);
    let waits = |r: &Response<'_>| r.headers.iter().any(|h| h.name.eq_ignore_ascii_case("Retry-After"));
    if responses.iter().any(|r| r.code == "429" || (r.code.eq_ignore_ascii_case("4XX") && waits(r))) {
        return Some(Limit::Status);
    }
    let tells = |r: &Response<'_>| r.headers.iter().any(|h| header_form(h.name).is_some());
    responses.iter().any(tells).then_some(Limit::Headers)
}

/// The form of a header that tells the rate limit: `RateLimit` (with the fields of early drafts), `X-RateLimit`,
/// `X-Rate-Limit`.
#[must_use]
pub fn header_form(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "ratelimit" | "ratelimit-policy" => Some("RateLimit"),
        _ if lower.starts_with("ratelimit-") => Some("RateLimit"),
        "x-ratelimit" => Some("X-RateLimit"),
        "x-rate-limit" => Some("X-Rate-Limit"),
        _ if lower.starts_with("x-ratelimit-") => Some("X-RateLimit"),
        _ if lower.starts_with("x-rate-limit-") => Some("X-Rate-Limit"),
        _ => None,
    }
}
