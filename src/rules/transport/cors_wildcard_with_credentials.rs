//! A wildcard origin must not stand beside credentials.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "cors-wildcard-with-credentials",
    category: Category::Transport,
    severity: Severity::Error,
    summary: "a wildcard origin must not be combined with credentials",
    why: "`Access-Control-Allow-Origin: *` lets scripts of every site read the response. Together with cookies or `Access-Control-Allow-Credentials`, servers that mirror the origin to make it work hand the user's data to any site.",
    when_off: "Not recommended: list the origins, or do without credentials.",
    references: &[Reference {
        title: "WHATWG Fetch, CORS protocol and credentials",
        url: "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
    }],
    aliases: &["owasp:api8:2023-define-cors-origin"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut open = Vec::new();
    for operation in api.path_operations() {
        // It is looked for where an answer admits every origin.
        let cookie = std::cell::OnceCell::new();
        for (_, response) in operation.responses(cx.workspace).collect::<Vec<_>>() {
            let Some(headers) = response.get(words::HEADERS) else { continue };
            let header = |name: &str| headers.entries().find(|e| e.name().eq_ignore_ascii_case(name)).map(|e| e.value);
            let Some(origin) = header("access-control-allow-origin") else { continue };
            let Some(wildcard) = wildcard_in(api, origin) else { continue };
            let credentials = header("access-control-allow-credentials").filter(|c| !is_always_false(api, *c));
            let cookie = || *cookie.get_or_init(|| cookie_scheme(api, operation));
            let (place, words) = match (credentials, credentials.map_or_else(cookie, |_| None)) {
                (Some(header), _) => (header.name_location(), "credentials are allowed here"),
                (None, Some(scheme)) => (scheme.entry.name_location(), "sent by browsers automatically"),
                (None, None) => continue,
            };
            let at = if wildcard.file() == origin.file() { wildcard } else { origin };
            open.push((operation, at, place, words));
        }
    }
    // A server has one way of answering: many responses with these headers are one cause.
    let (few, more) = shown(&open);
    for (operation, at, place, words) in few {
        cx.value(
            *at,
            message!(
                "`{}` allows every origin together with credentials{}",
                operation.title(),
                and_more(more, "response")
            ),
        )
        .label("any site may read the response")
        .also(place.clone(), *words)
        .help("list the allowed origins, or disable credentials");
    }
    for at in gateway_settings(api) {
        let plain = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_ascii_lowercase();
        let disabled =
            |e: &crate::tree::Entry<'_>| plain(e.name()).ends_with("enabled") && e.value.bool() == Some(false);
        if at.entries().any(|e| disabled(&e)) {
            continue;
        }
        let list = at
            .entries()
            .find(|e| matches!(plain(e.name()).as_str(), "accesscontrolalloworigins" | "alloworigins" | "origins"));
        let credentials = |name: &str| {
            matches!(plain(name).as_str(), "accesscontrolallowcredentials" | "allowcredentials" | "credentials")
        };
        let allows = at.entries().find(|e| credentials(e.name()) && e.value.is_true());
        let (Some(list), Some(allows)) = (list, allows) else { continue };
        if let Some(star) = list.value.items().find(|o| o.text() == "*") {
            cx.value(star, "the gateway allows every origin together with credentials")
                .label("any site may read the response")
                .also(allows.value.name_location(), "credentials are allowed here")
                .help("list the allowed origins, or disable credentials");
        }
    }
}

fn cookie_scheme<'s, 'a>(api: &'s Api<'a>, operation: &'s Operation<'a>) -> Option<&'s Scheme<'a>> {
    let requirements = api.security_of(operation)?.alternatives.iter().flat_map(|a| &a.requirements);
    let mut schemes = requirements.filter_map(|r| api.schemes.get(r.scheme?));
    schemes.find(|s| matches!(&s.ty, SchemeType::ApiKey { place, .. } if place == "cookie"))
}

/// The place where a header is said to be `*`: as the only or one of the values, or as an example.
fn wildcard_in<'a>(api: &Api<'a>, header: Cursor<'a>) -> Option<Cursor<'a>> {
    let header = api.resolve(header);
    let schema = header.get(words::SCHEMA).map_or(header, |s| api.resolve(s));
    let fixed = [words::CONST, words::DEFAULT, words::EXAMPLE]
        .into_iter()
        .flat_map(|key| [schema.get(key), header.get(key)])
        .flatten();
    let listed = [words::ENUM, words::EXAMPLES].into_iter().filter_map(|key| schema.get(key)).flat_map(Cursor::items);
    fixed.chain(listed).find(|c| c.text() == "*")
}

/// The CORS settings of gateways, at the root and on path items and operations.
fn gateway_settings<'a>(api: &Api<'a>) -> Vec<Cursor<'a>> {
    let of_items = api.paths.iter().map(|p| p.node).chain(api.operations.iter().map(|o| o.node));
    let places = std::iter::once(api.root).chain(of_items);
    places
        .flat_map(|at| {
            [
                at.get(words::X_WSO2_CORS),
                at.get(words::X_AWS_CORS),
                at.get_str("x-kong-plugin-cors").and_then(|k| k.get_str("config")),
            ]
            .into_iter()
            .flatten()
        })
        .collect()
}

/// A header that can only say `false`.
fn is_always_false<'a>(api: &Api<'a>, header: Cursor<'a>) -> bool {
    let header = api.resolve(header);
    let schema = header.get(words::SCHEMA).map_or(header, |s| api.resolve(s));
    let values: Vec<Cursor<'_>> =
        schema.get(words::ENUM).into_iter().flat_map(Cursor::items).chain(schema.get(words::CONST)).collect();
    !values.is_empty() && values.iter().all(|v| v.text() == "false")
}
