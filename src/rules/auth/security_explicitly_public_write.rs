//! An operation that changes something must not be open to anyone.

use crate::model::{Method, Security};
use crate::rule::prelude::*;
use crate::rules::support::{and_more, is_marked_public, plain_name};

/// An option.
const PUBLIC_SEGMENTS: RuleOption<&[&str]> = RuleOption {
    name: "public-segments",
    summary: "last segments of a POST where callers cannot have credentials yet, or are other systems",
    default: &[
        "login",
        "logon",
        "signin",
        "signup",
        "register",
        "registration",
        "token",
        "tokens",
        "oauth",
        "oauth2",
        "auth",
        "authenticate",
        "otp",
        "forgot",
        "reset",
        "recover",
        "webhook",
        "callback",
        "introspect",
        "revoke",
        "session",
        "sessions",
    ],
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "security-explicitly-public-write",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "a write operation must not be public",
    why: "`security: []` on a POST, PUT, PATCH or DELETE lets anyone on the network change data. Where that is meant (logging in, receiving a webhook) it deserves a word of explanation.",
    when_off: "Mark single operations with `x-apivet-public: <reason>` or `policy.exempt` instead of disabling the rule.",
    references: &[
        Reference {
            title: "OpenAPI 3.1.1, Operation Object (security)",
            url: "https://spec.openapis.org/oas/v3.1.1.html#operation-security",
        },
        Reference {
            title: "OWASP API5:2023 Broken Function Level Authorization",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/",
        },
    ],
    options: &[PUBLIC_SEGMENTS.meta()],
    aliases: &["owasp:api2:2023-write-restricted"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let open_paths = cx.option(&PUBLIC_SEGMENTS);
    let is_entry = |o: &Operation<'_>| {
        o.method == Method::Post && o.segments().next_back().is_some_and(|s| is_entrance(s, &open_paths))
    };
    let is_open = |o: &&Operation<'_>| o.is_write() && !is_marked_public(o) && !is_entry(o);
    if let Some(root) = api.security.as_ref().filter(|s| asks_nothing(s)) {
        let writes: Vec<&Operation<'_>> =
            api.path_operations().filter(|o| o.own_security.is_none() && !cx.is_exempt(o)).filter(is_open).collect();
        if let Some(first) = writes.first() {
            let more = and_more(writes.len() - 1, "operation");
            cx.operation(first, message!("`{}` is public{}", first.title(), more))
                .label("inherits the empty root `security`")
                .also(root.at.name_location(), "root `security` is declared here")
                .help(
                    "require a scheme on operations that change something, or state the reason with `x-apivet-public`",
                );
        }
    }
    let own: Vec<&Operation<'_>> =
        api.path_operations().filter(|o| o.own_security.as_ref().is_some_and(asks_nothing)).filter(is_open).collect();
    for operation in own {
        if cx.is_exempt(operation) {
            continue;
        }
        let at = operation.own_security.as_ref().map_or(operation.entry, |s| s.at);
        let root = api.security.as_ref().filter(|s| !asks_nothing(s));
        let finding = cx.key(at, message!("`{}` is public", operation.title())).label("requires no credentials");
        if let Some(root) = root {
            finding.also(root.at.name_location(), "root `security` is overridden");
        }
        finding.help("remove the empty list, require a scheme, or state the reason with `x-apivet-public: <reason>`");
    }
}

/// `[]`, or alternatives that are all `{}`.
fn asks_nothing(security: &Security<'_>) -> bool {
    security.is_public() && security.alternatives.iter().all(crate::model::Alternative::is_anonymous)
}

/// True for segments where callers cannot have credentials yet, or are not users.
fn is_entrance(segment: &str, words: &[String]) -> bool {
    let plain = plain_name(segment);
    words.contains(&plain)
        || segment.split(['-', '_', '.', ':', '#']).any(|part| words.iter().any(|w| part.eq_ignore_ascii_case(w)))
}
