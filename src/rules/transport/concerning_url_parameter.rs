//! A URL that the server will call deserves a second look.

use crate::rule::prelude::*;
use rustc_hash::FxHashSet;

use crate::model::{Method, ParameterPlace, declared_type};
use crate::rules::support::has_word;

/// The rule.
pub static RULE: Rule = Rule {
    id: "concerning-url-parameter",
    category: Category::Transport,
    severity: Severity::Info,
    summary: "a URL that the server will call deserves a second look",
    why: "When callers choose the address that a server calls, they can make it call what only it can reach: metadata services, admin pages, other tenants. Such parameters need an allow-list.",
    when_off: "Switch it off where the server never calls the address.",
    references: &[Reference {
        title: "OWASP API7:2023 Server Side Request Forgery",
        url: "https://owasp.org/API-Security/editions/2023/en/0xa7-server-side-request-forgery/",
    }],
    aliases: &["owasp:api7:2023-concerning-url-parameter"],
    examples: examples!("transport", "concerning-url-parameter"),
    check: Check::Api(check),
    ..Rule::BASE
};

/// Names of what a server is likely to call, without separators and in lower case.
const CALLED: [&str; 28] = [
    "url",
    "uri",
    "callback",
    "callbackurl",
    "callbackuri",
    "webhook",
    "webhookurl",
    "webhookuri",
    "notifyurl",
    "notificationurl",
    "targeturl",
    "targeturi",
    "fetchurl",
    "importurl",
    "sourceurl",
    "feedurl",
    "proxyurl",
    "remoteurl",
    "posturl",
    "endpointurl",
    "redirect",
    "redirecturl",
    "redirecturi",
    "returnurl",
    "returnuri",
    "desturl",
    "destinationurl",
    "downloadurl",
];

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = FxHashSet::default();
    for operation in api.path_operations().filter(|o| matches!(o.method, Method::Post | Method::Put | Method::Patch)) {
        if cx.is_exempt(operation) {
            continue;
        }
        // Authorization servers redirect to addresses that they know.
        let of_oauth = operation.segments().any(|s| has_word(s, &["oauth", "oauth2", "authorize", "token", "auth"]));
        for (name, at) in query_parameters(operation).chain(body_properties(api, operation)) {
            let plain: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            let redirect = plain.starts_with("redirect") || plain.starts_with("return");
            if CALLED.contains(&plain.as_str()) && !(of_oauth && redirect) && seen.insert(at.name_location()) {
                cx.key(at, format!("callers of `{}` choose an address with `{name}`", operation.title()))
                    .label("will the server call it?")
                    .help("accept only addresses from an allow-list, and never private ones");
            }
        }
    }
}

fn query_parameters<'a>(operation: &Operation<'a>) -> impl Iterator<Item = (String, Cursor<'a>)> {
    let query =
        operation.parameters.iter().filter(|p| p.place == ParameterPlace::Query || p.place == ParameterPlace::FormData);
    query.map(|p| (p.name.to_string(), p.node.get(words::NAME).unwrap_or(p.node)))
}

/// The string properties at the top of the request's body.
fn body_properties<'a>(api: &Api<'a>, operation: &Operation<'a>) -> impl Iterator<Item = (String, Cursor<'a>)> {
    let content = operation.node.get(words::REQUEST_BODY).and_then(|b| api.resolve(b).get(words::CONTENT));
    let media = content.into_iter().flat_map(Cursor::entries).filter_map(|e| e.value.get(words::SCHEMA));
    let of_2_0 = operation
        .parameters
        .iter()
        .filter(|p| p.place == ParameterPlace::Body)
        .filter_map(|p| p.node.get(words::SCHEMA));
    let schemas: Vec<Cursor<'a>> = media.chain(of_2_0).map(|s| api.resolve(s)).collect();
    let properties = schemas.into_iter().filter_map(|s| s.get(words::PROPERTIES)).flat_map(Cursor::entries);
    let workspace = api.workspace;
    properties
        .filter(move |e| {
            let property = workspace.resolve(e.value);
            let text = declared_type(property).is_some_and(|t| t.has("string"));
            text && !property.get(words::READ_ONLY).is_some_and(Cursor::is_true)
        })
        .map(|e| (e.name().to_owned(), e.value))
}
