//! The scheme of HTTP authentication should be a registered one.

use crate::rule::prelude::*;
use crate::rules::support::has_word;
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
    // A slip, or a kind of token where the scheme belongs. A team's own scheme, as in `Authorization: Bot x`, cannot be
    // described in another way.
    let near = nearest(name, REGISTERED);
    let is_token = name.contains("jwt") || name.contains("oauth2") || name.contains("openid");
    if near.is_none() && !is_token && is_told(scheme) {
        return;
    }
    let mut message = message!("`{}` is not a registered HTTP authentication scheme", at.text());
    if let Some(near) = near {
        message.push(message!("; did you mean `{}`?", near));
    } else if is_token {
        message += "; for a token in the `Authorization` header use `bearer`";
    }
    cx.value(at, message)
        .label("not in the IANA registry")
        .help("use a registered scheme, or describe your own in `description`");
}

/// True where the description tells of the scheme by its name.
fn is_told(scheme: &Scheme<'_>) -> bool {
    let SchemeType::Http { scheme: name } = &scheme.ty else { return false };
    scheme.node.get_text(words::DESCRIPTION).is_some_and(|text| has_word(&text.to_lowercase(), &[name.as_str()]))
}
