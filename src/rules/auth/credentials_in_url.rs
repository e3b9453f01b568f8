//! Credentials must not travel in the path or the query string.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "credentials-in-url",
    category: Category::Auth,
    severity: Severity::Error,
    summary: "credentials must not travel in the path or the query string",
    why: "URLs are written to access logs, browser histories, proxies and referrers. A password or token in one is in all of them, in the clear.",
    when_off: "Switch it off, or exempt the operation, for one-time tokens in links that are sent by mail.",
    references: &[
        Reference { title: "OWASP API2:2023 Broken Authentication", url: "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/" },
        Reference { title: "OWASP REST Security Cheat Sheet, Sensitive information in HTTP requests", url: "https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#sensitive-information-in-http-requests" },
    ],
    aliases: &["owasp:api2:2023-no-credentials-in-url"],
    examples: examples!("auth", "credentials-in-url"),
    check: Check::Node(&[Kind::Parameter], check),
    ..Rule::BASE
};

/// Names that mean a credential, without separators and in lower case.
const CREDENTIALS: [&str; 24] = [
    "password", "passwd", "pwd", "passphrase", "secret", "clientsecret", "apikey", "apisecret", "accesskey", "secretkey", "privatekey", "token", "accesstoken",
    "authtoken", "idtoken", "refreshtoken", "bearer", "bearertoken", "sessiontoken", "jwt", "credential", "credentials", "authorization", "userpassword",
];

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    let place = at.get_text(words::IN).unwrap_or_default();
    if !matches!(place.as_ref(), "path" | "query") {
        return;
    }
    let Some(name_at) = at.get(words::NAME) else { return };
    let name = name_at.text();
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if !CREDENTIALS.contains(&plain.as_str()) || is_cursor(cx, at) || (place == "path" && names_a_resource(&plain)) {
        return;
    }
    let whose = if place == "path" { "path" } else { "query string" };
    cx.value(name_at, format!("`{name}` carries credentials in the {whose}"))
        .label("ends up in logs and histories")
        .help("send it in a header or in the body of the request");
}

/// A `token` that is described as a place in a list of results.
fn is_cursor(cx: &Context<'_>, at: Cursor<'_>) -> bool {
    let schema = at.get(words::SCHEMA).map(|s| cx.workspace.resolve(s));
    let text = |at: Option<Cursor<'_>>| at.and_then(|a| a.get_text(words::DESCRIPTION)).unwrap_or_default().to_lowercase();
    let words = format!("{} {}", text(Some(at)), text(schema));
    ["page", "pagina", "cursor", "next set", "continu", "results"].iter().any(|sign| words.contains(sign))
}

/// In a path, `{secret}` or `{token}` may be the name of a thing that is kept, not its value.
fn names_a_resource(plain: &str) -> bool {
    matches!(plain, "secret" | "credential" | "credentials" | "token")
}
