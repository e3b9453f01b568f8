//! Credentials must not travel in the path or the query string.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::model::ParameterLocation;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, plain_name, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "credentials-in-url",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "credentials must not travel in the path or the query string",
    why: "URLs are written to access logs, browser histories, proxies and referrers. A password or token in one is in all of them, in the clear.",
    when_off: "Disable it, or exempt the operation, for one-time tokens in links that are sent by mail.",
    references: &[
        Reference {
            title: "OWASP API2:2023 Broken Authentication",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/",
        },
        Reference {
            title: "OWASP REST Security Cheat Sheet, Sensitive information in HTTP requests",
            url: "https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#sensitive-information-in-http-requests",
        },
    ],
    aliases: &["owasp:api2:2023-no-credentials-in-url"],
    check: Check::Api(check),
    ..Rule::BASE
};

/// Names that mean a credential, without separators and in lower case.
const CREDENTIALS: [&str; 24] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "clientsecret",
    "apikey",
    "apisecret",
    "accesskey",
    "secretkey",
    "privatekey",
    "token",
    "accesstoken",
    "authtoken",
    "idtoken",
    "refreshtoken",
    "bearer",
    "bearertoken",
    "sessiontoken",
    "jwt",
    "credential",
    "credentials",
    "authorization",
    "userpassword",
];

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    // A parameter that is written out in many operations is one habit.
    let mut groups: BTreeMap<(String, bool), Vec<Cursor<'_>>> = BTreeMap::new();
    let mut seen = FxHashSet::default();
    for operation in api.path_operations().filter(|o| !cx.is_exempt(o)) {
        for parameter in &operation.parameters {
            let in_path = parameter.place == ParameterLocation::Path;
            if !in_path && parameter.place != ParameterLocation::Query {
                continue;
            }
            let plain: String = plain_name(&parameter.name);
            let meant = CREDENTIALS.contains(&plain.as_str())
                && !is_cursor(cx, parameter.node)
                && (plain != "token" || is_told(cx, parameter.node))
                && !(in_path && names_a_resource(operation.path, &parameter.name, &plain));
            let Some(at) = parameter.node.get(words::NAME).filter(|_| meant) else { continue };
            if seen.insert((at.file(), at.span())) {
                groups.entry((parameter.name.to_string(), in_path)).or_default().push(at);
            }
        }
    }
    for ((name, in_path), places) in &groups {
        let whose = if *in_path { "path" } else { "query string" };
        let (few, more) = shown(places);
        for at in few {
            cx.value(*at, message!("`{}` sends credentials in the {}{}", name, whose, and_more(more, "parameter")))
                .label("URLs are logged and cached")
                .help("send it in a header or in the request body");
        }
    }
}

/// The descriptions of a parameter and of its schema, in lower case.
fn told(cx: &Context<'_>, at: Cursor<'_>) -> String {
    let schema = at.get(words::SCHEMA).map(|s| cx.workspace.resolve(s));
    let text =
        |at: Option<Cursor<'_>>| at.and_then(|a| a.get_text(words::DESCRIPTION)).unwrap_or_default().to_lowercase();
    format!("{} {}", text(Some(at)), text(schema))
}

/// A `token` that is described as a place in a list of results.
fn is_cursor(cx: &Context<'_>, at: Cursor<'_>) -> bool {
    let words = told(cx, at);
    ["next page", "page token", "pagina", "cursor", "next set", "continu", "results"]
        .iter()
        .any(|sign| words.contains(sign))
}

/// A mere `token` may stand for anything: a log's next part, a payment, an invitation. Its description says whether it
/// lets somebody in.
fn is_told(cx: &Context<'_>, at: Cursor<'_>) -> bool {
    let words = told(cx, at);
    [
        "auth",
        "access token",
        "api token",
        "api key",
        "bearer",
        "credential",
        "password",
        "session",
        "jwt",
        "log in",
        "login",
    ]
    .iter()
    .any(|sign| words.contains(sign))
}

/// In a path, `/secrets/{secret}` names a thing that is kept, it does not hold its value.
fn names_a_resource(path: &str, name: &str, plain: &str) -> bool {
    let mut before = "";
    for segment in path.split('/') {
        if segment.contains(&format!("{{{name}}}")) {
            break;
        }
        before = segment;
    }
    let before = plain_name(before);
    before.ends_with(plain) || before.ends_with(&format!("{plain}s"))
}
