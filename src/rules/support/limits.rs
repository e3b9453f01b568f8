//! Who may call how often: evidence of throttling.

use crate::model::gateway::{self, Tier};
use crate::model::{Api, Method, Operation, throttling};
use crate::rule::Context;
use crate::tree::Cursor;

/// True where something limits how often an operation is called: the policy, or what the description shows.
pub fn limits<'a>(cx: &Context<'_>, api: &Api<'a>, operation: &Operation<'a>) -> bool {
    cx.policy.throttled || throttling::limit_of(api, operation).is_some()
}

/// The forms in which the responses of a document tell the rate limit, each with its first place. `RateLimit` is the
/// current one, `RateLimit-` that of early drafts.
pub fn rate_headers<'a>(api: &Api<'a>) -> Vec<(&'static str, Cursor<'a>)> {
    let mut forms: Vec<(&'static str, Cursor<'a>)> = Vec::new();
    for header in api.path_operations().flat_map(|o| api.responses_of(o)).flat_map(|r| &r.headers) {
        let Some(form) = throttling::header_form(header.name) else { continue };
        let lower = header.name.to_ascii_lowercase();
        let early = form == "RateLimit" && lower != "ratelimit" && lower != "ratelimit-policy";
        let form = if early { "RateLimit-Limit" } else { form };
        if !forms.iter().any(|(known, _)| *known == form) {
            forms.push((form, header.at));
        }
    }
    // `RateLimit-Policy` stands in the early form as in the current one.
    if forms.iter().any(|(form, _)| *form == "RateLimit-Limit") {
        forms.retain(|(form, at)| *form != "RateLimit" || !at.key_text().eq_ignore_ascii_case("ratelimit-policy"));
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

/// True for operations that check passwords, codes and the like.
pub fn is_login(operation: &Operation<'_>) -> bool {
    operation.method == Method::Post && names_login(operation)
}

fn names_login(operation: &Operation<'_>) -> bool {
    const WORDS: [&str; 26] = [
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
        "magiclink",
    ];
    const PAIRS: [[&str; 2]; 10] = [
        ["otp", "verify"],
        ["totp", "verify"],
        ["mfa", "verify"],
        ["mfa", "challenge"],
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
    WORDS.contains(&last) || PAIRS.contains(&[before, last])
}
