//! Who may call how often: evidence of throttling.

use crate::model::gateway::{self, Tier};
use crate::model::{Api, Operation};
use crate::rule::Context;
use crate::tree::Cursor;

/// True where something limits how often an operation is called: the policy, a 429 response, headers with the rate,
/// or what a gateway is told. A tier without a limit is none.
pub fn limits<'a>(cx: &Context<'_>, api: &Api<'a>, operation: &Operation<'a>) -> bool {
    cx.policy.throttled
        || gateway::limit_of(api, operation).is_some()
        || api
            .responses_of(operation)
            .iter()
            .any(|r| r.code == "429" || r.headers.iter().any(|h| form(h.name).is_some()))
}

/// The form of a header that tells the rate limit.
fn form(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "ratelimit" | "ratelimit-policy" => Some("RateLimit"),
        _ if lower.starts_with("ratelimit-") => Some("RateLimit"),
        _ if lower.starts_with("x-ratelimit-") => Some("X-RateLimit"),
        _ if lower.starts_with("x-rate-limit-") => Some("X-Rate-Limit"),
        _ => None,
    }
}

/// The forms in which the responses of a document tell the rate limit, each with its first place. `RateLimit` is the
/// current one, `RateLimit-` that of early drafts.
pub fn rate_headers<'a>(api: &Api<'a>) -> Vec<(&'static str, Cursor<'a>)> {
    let mut forms: Vec<(&'static str, Cursor<'a>)> = Vec::new();
    for header in api.path_operations().flat_map(|o| api.responses_of(o)).flat_map(|r| r.headers) {
        let Some(form) = form(header.name) else { continue };
        let lower = header.name.to_ascii_lowercase();
        let early = form == "RateLimit" && lower != "ratelimit" && lower != "ratelimit-policy";
        let form = if early { "RateLimit-Limit" } else { form };
        if !forms.iter().any(|(known, _)| *known == form) {
            forms.push((form, header.at));
        }
    }
    forms
}

/// The throttling tiers that the root, path items and operations name, each once.
pub fn own_tiers<'a>(api: &Api<'a>) -> Vec<Tier<'a>> {
    let items = api.paths.iter().flat_map(|p| [p.entry, p.node]);
    let all = std::iter::once(api.root).chain(items).chain(api.operations.iter().map(|o| o.node));
    let mut seen = rustc_hash::FxHashSet::default();
    all.filter_map(gateway::own_tier).filter(|t| seen.insert((t.at.file(), t.at.id()))).collect()
}

/// True where an operation asks for no credentials, and says so.
pub fn is_open(api: &Api<'_>, operation: &Operation<'_>) -> bool {
    api.security_of(operation).is_some_and(|s| s.is_public())
}

/// True where an operation asks for no credentials, whether it says so or not.
pub fn is_public(api: &Api<'_>, operation: &Operation<'_>) -> bool {
    api.security_of(operation).is_none_or(|s| s.is_public())
}

/// True for operations that check passwords, codes and the like.
pub fn is_login(operation: &Operation<'_>) -> bool {
    const WORDS: [&str; 27] = [
        "login",
        "signin",
        "logon",
        "token",
        "otp",
        "totp",
        "mfa",
        "2fa",
        "authenticate",
        "passwordreset",
        "resetpassword",
        "forgotpassword",
        "passwordforgot",
        "recoverpassword",
        "passwordrecovery",
        "changepassword",
        "verifycode",
        "verifyotp",
        "verifyemail",
        "verifyphone",
        "accesstoken",
        "refreshtoken",
        "sessions",
        "session",
        "signup",
        "activate",
        "magiclink",
    ];
    const PAIRS: [[&str; 2]; 6] = [
        ["password", "reset"],
        ["password", "forgot"],
        ["reset", "password"],
        ["forgot", "password"],
        ["code", "verify"],
        ["pin", "verify"],
    ];
    let segments: Vec<String> = operation.segments().map(super::plain_name).collect();
    let last = segments.last().map_or("", String::as_str);
    let before = segments.len().checked_sub(2).map_or("", |n| segments[n].as_str());
    operation.method.text() == "POST" && (WORDS.contains(&last) || PAIRS.contains(&[before, last]))
}
