//! A URL that the server will call deserves a second look.

use crate::rule::prelude::*;
use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::model::{Method, ParameterLocation, declared_type};
use crate::rule::words_of;
use crate::rules::support::{and_more, has_word, shown};
use crate::text::Sorting;

/// The rule.
pub static RULE: Rule = Rule {
    id: "concerning-url-parameter",
    category: Category::Transport,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "a URL that the server will call deserves a second look",
    why: "When callers choose the address that a server calls, they can make it call what only it can reach: metadata services, admin pages, other tenants. Such parameters need an allow-list.",
    when_off: "It is off by default: a name does not show whether the server calls the address.",
    references: &[Reference {
        title: "OWASP API7:2023 Server Side Request Forgery",
        url: "https://owasp.org/API-Security/editions/2023/en/0xa7-server-side-request-forgery/",
    }],
    aliases: &["owasp:api7:2023-concerning-url-parameter"],
    check: Check::Api(check),
    ..Rule::BASE
};

/// Words of addresses that are kept to be shown, and that no server calls.
const SHOWN: [&str; 22] = [
    "home",
    "homepage",
    "website",
    "web",
    "site",
    "logo",
    "avatar",
    "icon",
    "profile",
    "self",
    "html",
    "terms",
    "privacy",
    "policy",
    "support",
    "docs",
    "documentation",
    "help",
    "blog",
    "social",
    "legal",
    "external",
];

/// True for names of what a server may call: addresses, callbacks, webhooks, redirects.
fn may_be_called(name: &str) -> bool {
    let words = words_of(name);
    let address =
        words.last().is_some_and(|(w, _)| matches!(w.as_str(), "url" | "uri" | "callback" | "webhook" | "redirect"));
    let plain: String = words.iter().map(|(w, _)| w.as_str()).collect();
    let joined = ["callbackurl", "redirecturl", "redirecturi", "webhookurl", "returnurl", "imageurl", "targeturl"];
    (address || joined.contains(&plain.as_str())) && !words.iter().any(|(w, _)| SHOWN.contains(&w.as_str()))
}

/// How many other names are shown where there are many.
const OTHERS: usize = 5;

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = FxHashSet::default();
    // The schemas that were looked through, for operations of authorization servers and for the others: what stands in
    // them is told once.
    let mut visited = [FxHashSet::default(), FxHashSet::default()];
    // The same name in many places is one habit.
    let mut groups: BTreeMap<String, Vec<(&Operation<'_>, Cursor<'_>)>> = BTreeMap::new();
    for operation in api.path_operations().filter(|o| matches!(o.method, Method::Post | Method::Put | Method::Patch)) {
        if cx.is_exempt(operation) {
            continue;
        }
        // Authorization servers redirect to addresses that they know.
        let of_oauth = operation.segments().any(|s| has_word(s, &["oauth", "oauth2", "authorize", "token", "auth"]));
        for (name, at) in
            query_parameters(operation).chain(body_properties(api, operation, &mut visited[usize::from(of_oauth)]))
        {
            let lower = name.to_ascii_lowercase();
            let redirect = lower.starts_with("redirect") || lower.starts_with("return");
            if may_be_called(&name) && !(of_oauth && redirect) && seen.insert((at.file(), at.name_span())) {
                groups.entry(name).or_default().push((operation, at));
            }
        }
    }
    // Where there are many names, the API is built on addresses: one look at all of them.
    let mut firsts: Vec<(&String, &Operation<'_>, Cursor<'_>, usize)> = Vec::new();
    for (name, places) in &groups {
        let (few, more) = shown(places);
        firsts.extend(few.iter().map(|(operation, at)| (name, *operation, *at, more)));
    }
    firsts.order_by_key(|(_, _, at, _)| at.name_location());
    let (few, other) = shown(&firsts);
    for (name, operation, at, more) in few {
        let title = operation.title();
        let rest = if other > 0 { and_more(groups.len() - 1, "name") } else { and_more(*more, "parameter") };
        let finding = cx.key(*at, message!("callers of `{}` can pass a URL in `{}`{}", title, name, rest));
        finding
            .label("possible server-side request forgery")
            .help("accept only URLs from an allow-list, and never private addresses");
        if other > 0 {
            let mut told = std::collections::BTreeSet::from([*name]);
            let others = firsts.iter().filter(|(name, ..)| told.insert(*name));
            for (name, _, at, _) in others.take(OTHERS) {
                finding.also(at.name_location(), message!("also `{}`", name));
            }
        }
    }
}

fn query_parameters<'a>(operation: &Operation<'a>) -> impl Iterator<Item = (String, Cursor<'a>)> {
    let query = operation
        .parameters
        .iter()
        .filter(|p| p.place == ParameterLocation::Query || p.place == ParameterLocation::FormData);
    query.map(|p| (p.name.to_string(), p.node.get(words::NAME).unwrap_or(p.node)))
}

/// The string properties of the request's body, those of inner objects, lists and parts included.
fn body_properties<'a>(
    api: &Api<'a>,
    operation: &Operation<'a>,
    visited: &mut FxHashSet<(crate::source::FileId, crate::tree::NodeId)>,
) -> impl Iterator<Item = (String, Cursor<'a>)> {
    let content = operation.node.get(words::REQUEST_BODY).and_then(|b| api.resolve(b).get(words::CONTENT));
    let media = content.into_iter().flat_map(Cursor::entries).filter_map(|e| e.value.get(words::SCHEMA));
    let bodies = operation.parameters.iter().filter(|p| p.place == ParameterLocation::Body);
    let mut stack: Vec<Cursor<'a>> = media.chain(bodies.filter_map(|p| p.node.get(words::SCHEMA))).collect();
    let mut found = Vec::new();
    while let Some(schema) = stack.pop() {
        let schema = api.resolve(schema);
        if !visited.insert((schema.file(), schema.id())) {
            continue;
        }
        stack.extend(schema.get(words::ITEMS));
        for key in [words::ALL_OF, words::ANY_OF, words::ONE_OF] {
            stack.extend(schema.get(key).into_iter().flat_map(Cursor::items));
        }
        for entry in schema.get(words::PROPERTIES).into_iter().flat_map(Cursor::entries) {
            let property = api.resolve(entry.value);
            if property.get(words::READ_ONLY).is_some_and(Cursor::is_true) {
                continue;
            }
            let fixed = property.get(words::ENUM).or_else(|| property.get(words::CONST)).is_some();
            if declared_type(property).is_some_and(|t| t.has("string")) && !fixed {
                found.push((entry.name().to_owned(), entry.value));
            }
            stack.push(property);
        }
    }
    found.into_iter()
}
