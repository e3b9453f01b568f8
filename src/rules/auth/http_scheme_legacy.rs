//! Outdated HTTP authentication schemes should not be used.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "http-scheme-legacy",
    category: Category::Auth,
    severity: Severity::Error,
    versions: (Version::V3_0, Version::V3_2),
    summary: "outdated HTTP authentication schemes should not be used",
    why: "OAuth 1.0 is replaced by OAuth 2.0. Negotiate and NTLM authenticate connections instead of requests, which breaks behind proxies and HTTP/2. Digest still requires the server to store passwords.",
    when_off: "Disable it inside a Windows domain where nothing else is available.",
    references: &[
        Reference {
            title: "IANA HTTP Authentication Scheme Registry",
            url: "https://www.iana.org/assignments/http-authschemes/http-authschemes.xhtml",
        },
        Reference { title: "RFC 6749, abstract", url: "https://www.rfc-editor.org/rfc/rfc6749" },
    ],
    aliases: &["owasp:api2:2023-auth-insecure-schemes"],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    let (SchemeType::Http { scheme: name }, Some(at)) = (&scheme.ty, scheme.node.get(words::SCHEME)) else { return };
    let (why, severity) = match name.as_str() {
        "oauth" => ("OAuth 1.0, replaced by OAuth 2.0", Severity::Error),
        "negotiate" | "ntlm" => ("authenticates connections instead of requests", Severity::Error),
        "digest" => ("requires the server to store passwords", Severity::Warn),
        _ => return,
    };
    cx.value(at, message!("`{}` is an outdated HTTP authentication scheme", at.text()))
        .label(why)
        .severity(severity)
        .help("use OAuth 2.0, OpenID Connect or a bearer token");
}
