//! The scheme of HTTP authentication should be a registered one.

use crate::rule::prelude::*;
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    id: "http-scheme-unregistered",
    category: Category::Auth,
    severity: Severity::Warn,
    versions: (Version::V3_0, Version::V3_2),
    summary: "the scheme of HTTP authentication should be a registered one",
    why: "Clients and servers agree on what `Authorization: <scheme> ...` means through the IANA registry. No one else knows a name that is not in it, and most often it is a typo.",
    when_off: "Disable it if a scheme of your own is in use on purpose.",
    references: &[
        Reference {
            title: "OpenAPI 3.1.1, Security Scheme Object",
            url: "https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object",
        },
        Reference {
            title: "IANA HTTP Authentication Scheme Registry",
            url: "https://www.iana.org/assignments/http-authschemes/http-authschemes.xhtml",
        },
    ],
    examples: examples!("auth", "http-scheme-unregistered"),
    check: Check::Scheme(check),
    ..Rule::BASE
};

/// The HTTP Authentication Scheme Registry of IANA, in lower case.
const REGISTERED: [&str; 14] = [
    "basic",
    "bearer",
    "concealed",
    "digest",
    "dpop",
    "gnap",
    "hoba",
    "mutual",
    "negotiate",
    "oauth",
    "privatetoken",
    "scram-sha-1",
    "scram-sha-256",
    "vapid",
];

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    let (SchemeType::Http { scheme: name }, Some(at)) = (&scheme.ty, scheme.node.get(words::SCHEME)) else { return };
    // NTLM was never registered; `http-scheme-legacy` speaks of it.
    if name.is_empty() || name == "ntlm" || REGISTERED.contains(&name.as_str()) {
        return;
    }
    let mut message = message!("`{}` is not a registered HTTP authentication scheme", at.text());
    if let Some(near) = nearest(name, REGISTERED) {
        message.push(message!("; did you mean `{}`?", near));
    } else if name.contains("jwt") || name.contains("token") || name.contains("api") {
        message += "; for a token in the `Authorization` header use `bearer`";
    }
    cx.value(at, message).label("not in the IANA registry");
}
