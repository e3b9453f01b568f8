//! An API key alone should not be enough to change something.

use crate::rule::prelude::*;
use std::collections::BTreeMap;

use crate::model::{Alternative, Requirement};
use crate::rules::support::{and_more, governed, security_lists, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "api-key-alone-on-write",
    category: Category::Auth,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "an API key alone should not be enough to change something",
    why: "An API key identifies the application, not the user, and it is the same for all of its users. Anyone who gets hold of it can change everything that the application can.",
    when_off: "It is off by default. Leave it off for APIs between machines whose keys belong to one customer each.",
    references: &[
        Reference {
            title: "OWASP API2:2023 Broken Authentication",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/",
        },
        Reference {
            title: "OWASP REST Security Cheat Sheet, API Keys",
            url: "https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#api-keys",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    // One cause for each key: the scheme is taken for a user's credential.
    let mut groups: BTreeMap<Vec<&str>, Vec<(&Operation<'_>, &Alternative<'_>, bool)>> = BTreeMap::new();
    for (owner, security) in security_lists(api) {
        let Some(key) = security.alternatives.iter().find(|a| only_keys(a, &api.schemes)) else { continue };
        let names: Vec<&str> = key.requirements.iter().map(|r| r.name).collect();
        let writes = governed(api, owner).filter(|o| o.is_write() && !cx.is_exempt(o));
        groups.entry(names).or_default().extend(writes.map(|o| (o, key, owner.is_some())));
    }
    for (names, places) in &groups {
        // What the root asks for is one decision, what operations ask for is one each.
        let (own, inherited): (Vec<_>, Vec<_>) = places.iter().partition(|(_, _, own)| *own);
        let (few, more) = shown(&own);
        let first = inherited.first().map(|place| (place, inherited.len() - 1));
        for ((operation, key, own), more) in few.iter().map(|place| (place, more)).chain(first) {
            let title = operation.title();
            let more = and_more(more, "operation");
            let message = message!("`{}` requires only the API key `{}`{}", title, names.join("` and `"), more);
            let finding = if *own {
                cx.value(key.at, message)
            } else {
                cx.operation(operation, message).also(key.at.location(), "root `security` requires only the key")
            };
            finding
                .label("an API key identifies an application, not a user")
                .help("require a user's token as well, in the same security requirement");
        }
    }
}

/// API keys and nothing else. Cookies stand for a session of a user.
fn only_keys(alternative: &Alternative<'_>, schemes: &[Scheme<'_>]) -> bool {
    let is_key = |r: &Requirement<'_>| {
        r.scheme
            .and_then(|n| schemes.get(n))
            .is_some_and(|s| matches!(&s.ty, SchemeType::ApiKey { place, .. } if place != "cookie"))
    };
    !alternative.is_anonymous() && alternative.requirements.iter().all(is_key)
}
