//! The version of the server must not contradict that of the path.

use crate::finding::message;
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "version-server-path-conflict",
    category: Category::Versioning,
    severity: Severity::Error,
    summary: "the version of the server must not contradict that of the path",
    why: "The path is appended to the URL of the server. `/v2` in one and `/v1` in the other gives a URL like `/v2/v1/orders`, which no one intended.",
    when_off: "Not recommended: keep the version in one place.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Paths Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#paths-path",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let (servers, paths) = (api.server_versions(), api.path_versions());
    let Some((_, server)) = servers.first() else { return };
    // Path items and operations with servers of their own are not appended to those of the document.
    let own_servers = |n: usize| {
        let item = &api.paths[n];
        item.get(words::SERVERS).is_some()
            || api.operations_of(item).iter().any(|o| o.node.get(words::SERVERS).is_some())
    };
    let conflicts: Vec<_> = paths
        .iter()
        .filter(|(n, p)| !own_servers(*n) && (p.major != server.major || p.major.is_none() && p.text != server.text))
        .collect();
    let Some((n, path)) = conflicts.first() else { return };
    let item = &api.paths[*n];
    let more = if conflicts.len() > 1 { format!(" (and {} more)", conflicts.len() - 1) } else { String::new() };
    cx.at(
        item.entry,
        path.location.clone(),
        message!("path `{}` has version {}, but its server has {}{}", item.path, path.text, server.text, more),
    )
    .label(message!("{} here", path.text))
    .also(server.location.clone(), message!("{} here", server.text))
    .help("keep the version in one of them");
}
