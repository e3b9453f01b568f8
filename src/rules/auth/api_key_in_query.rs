//! An API key must not travel in the query string.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "api-key-in-query",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "an API key must not travel in the query string",
    why: "URLs are written to access logs, browser histories, proxies, analytics and referrers. A key in the query string is in all of them, in the clear.",
    when_off: "Disable it only while old clients are moved to a header.",
    references: &[
        Reference {
            title: "OWASP REST Security Cheat Sheet, Sensitive information in HTTP requests",
            url: "https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#sensitive-information-in-http-requests",
        },
        Reference { title: "RFC 9700, section 4.3.2", url: "https://www.rfc-editor.org/rfc/rfc9700#section-4.3.2" },
    ],
    aliases: &["owasp:api2:2023-no-api-keys-in-url"],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    if let (SchemeType::ApiKey { place, .. }, Some(at)) = (&scheme.ty, scheme.node.get(words::IN))
        && place == "query"
    {
        cx.value(at, message!("API key `{}` is sent in the query string", scheme.name))
            .label("URLs are logged and cached")
            .help("use `in: header`");
    }
}
