//! An API key alone should not be enough to change something.

use crate::rule::prelude::*;
use crate::model::{Alternative, Requirement};
use crate::rules::support::{governed, security_lists};

/// The rule.
pub static RULE: Rule = Rule {
    id: "api-key-alone-on-write",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "an API key alone should not be enough to change something",
    why: "An API key tells which application calls, not which user, and it is the same for all of its users. Whoever gets hold of it can change everything that the application can.",
    when_off: "Switch it off for APIs between machines whose keys belong to one customer each.",
    references: &[
        Reference { title: "OWASP API2:2023 Broken Authentication", url: "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/" },
        Reference { title: "OWASP REST Security Cheat Sheet, API Keys", url: "https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#api-keys" },
    ],
    examples: examples!("auth", "api-key-alone-on-write"),
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for (owner, security) in security_lists(api) {
        let Some(key) = security.alternatives.iter().find(|a| only_keys(a, &api.schemes)) else { continue };
        let writes: Vec<&Operation<'_>> = governed(api, owner).filter(|o| o.is_write() && !cx.is_exempt(o)).collect();
        let Some(first) = writes.first() else { continue };
        let more = if writes.len() > 1 { format!(" and {} more operations that change something", writes.len() - 1) } else { String::new() };
        let message = format!("an API key alone is enough for `{}`{more}", first.title());
        let finding = if owner.is_some() { cx.value(key.at, message) } else { cx.operation(first, message).also(key.at.location(), "the root asks for the key alone") };
        finding.label("a key names an application, not a user").help("ask for a user's token as well, in the same item of the list");
    }
}

/// API keys and nothing else. Cookies stand for a session of a user.
fn only_keys(alternative: &Alternative<'_>, schemes: &[Scheme<'_>]) -> bool {
    let is_key = |r: &Requirement<'_>| r.scheme.and_then(|n| schemes.get(n)).is_some_and(|s| matches!(&s.ty, SchemeType::ApiKey { place, .. } if place != "cookie"));
    !alternative.is_anonymous() && alternative.requirements.iter().all(is_key)
}
