//! Servers must be reached over https.

use crate::model::Url;
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "server-https",
    category: Category::Transport,
    severity: Severity::Error,
    summary: "servers must be reached over https",
    why: "Over unencrypted http anyone on the network path can read and change requests, tokens included. That holds inside a company network too.",
    when_off: "Servers of the own machine, and those that are marked `x-internal` or described as development servers, are exempt already.",
    repair: "`--fix --unsafe-fixes` writes `https`, or `wss`.",
    references: &[
        Reference {
            title: "OWASP API8:2023 Security Misconfiguration",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
        },
        Reference {
            title: "OWASP REST Security Cheat Sheet, HTTPS",
            url: "https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#https",
        },
    ],
    aliases: &["owasp:api8:2023-no-server-http"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for server in api.every_server() {
        let scheme = server.scheme();
        if !matches!(scheme.as_deref(), Some("http" | "ws")) || server.is_local() || server.is_internal() {
            continue;
        }
        // A scheme that is a variable is the matter of `server-plain-variable`.
        if server.exact && Url::parse(&server.url).scheme.is_some_and(|r| server.url[r].contains('{')) {
            continue;
        }
        let at =
            if server.exact { server.at.part(0..scheme.as_deref().map_or(0, str::len)) } else { server.at.location() };
        let secure = if scheme.as_deref() == Some("ws") { "wss" } else { "https" };
        cx.at(server.at, at, message!("server `{}` uses unencrypted http", server.url))
            .label("traffic is not encrypted")
            .help(message!("use `{}`", secure))
            .unsafe_fix(message!("use `{}`", secure), [secured(api, server.at, secure)]);
    }
    // 2.0: where the host is the one that serves the document, its schemes are known all the same.
    if api.version == Version::V2_0 && api.root.get(words::HOST).is_none() {
        let schemes = api.root.get(words::SCHEMES).into_iter().flat_map(Cursor::items);
        for plain in schemes.filter(|s| matches!(s.text().as_ref(), "http" | "ws")) {
            cx.value(plain, message!("the API is served over unencrypted `{}`", plain.text()))
                .label("traffic is not encrypted")
                .help("keep only `https`");
        }
    }
    // 2.0: an operation may name schemes of its own.
    for operation in api.path_operations().filter(|_| api.version == Version::V2_0) {
        let schemes = operation.node.get(words::SCHEMES).into_iter().flat_map(Cursor::items);
        let local = api.servers.first().is_some_and(|s| s.is_local());
        for plain in schemes.filter(|s| matches!(s.text().as_ref(), "http" | "ws") && !local).collect::<Vec<_>>() {
            cx.value(plain, message!("`{}` uses unencrypted http", operation.title()))
                .label("traffic is not encrypted")
                .help("keep only `https`");
        }
    }
}

/// The URL with another scheme, where one is written: 2.0 has hosts, schemes and base paths. Another port would be
/// another door, and a server that stands there already needs no second entry.
fn secured(api: &Api<'_>, url: Cursor<'_>, scheme: &str) -> Option<crate::source::Edit> {
    let text = url.str()?;
    let parts = Url::parse(&text);
    let secure = parts.with_scheme(scheme)?;
    let known = api.every_server().iter().any(|s| s.url == secure);
    if parts.port.is_some() || known { None } else { url.replaced(&json!(secure)) }
}
