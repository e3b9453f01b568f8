//! A published description should name its servers in full.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "server-relative-only",
    category: Category::Transport,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "a published description should name its servers in full",
    why: "A relative server, or none, means: where the document came from. Once the document is copied into a portal, a repository or a mail, that location is wrong.",
    when_off: "It is off by default. Leave it off if documents are always served by the API itself.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Server Object (url)",
        url: "https://spec.openapis.org/oas/v3.1.1.html#server-url",
    }],
    aliases: &["oas3-api-servers", "oas2-api-host"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    if api.operations.is_empty() || api.servers.iter().any(|s| !s.host().is_empty()) {
        return;
    }
    let message = "the API has no absolute server URL";
    match api.servers.first() {
        Some(server) => cx.value(server.at, message).label("relative to the location of the document"),
        None => cx.key(api.root.get(words::INFO).unwrap_or(api.root), message).label("no `servers` in this document"),
    }
    .help("add the URL of each server (in 2.0: `host`)");
}
