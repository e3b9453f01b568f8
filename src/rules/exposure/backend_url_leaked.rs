//! What lies behind the gateway must not be published.

use crate::model::gateway;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, is_exposed, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "backend-url-leaked",
    category: Category::Exposure,
    severity: Severity::Warn,
    summary: "backends behind the gateway must not be published",
    why: "The addresses behind a gateway show an attacker what to look for and how to get around it; no client can use them.",
    when_off: "It has an effect only where `policy.exposed` is set, or `x-audience` says that the document is public.",
    references: &[
        Reference {
            title: "CWE-200, Exposure of Sensitive Information",
            url: "https://cwe.mitre.org/data/definitions/200.html",
        },
        Reference {
            title: "OWASP API8:2023 Security Misconfiguration",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    if !is_exposed(cx, api) {
        return;
    }
    let items = api.paths.iter().flat_map(|p| [p.entry, p.node]);
    let holders = std::iter::once(api.root).chain(items).chain(api.operations.iter().map(|o| o.node));
    let mut seen = rustc_hash::FxHashSet::default();
    let mut found = Vec::new();
    for holder in holders {
        let own = gateway::BACKENDS.iter().filter_map(|name| holder.get_str(name));
        found.extend(own.filter(|at| tells_an_address(*at)).filter(|at| seen.insert((at.file(), at.id()))));
    }
    let (few, more) = shown(&found);
    for at in few {
        cx.key(
            *at,
            message!("`{}` reveals the backend behind the gateway{}", at.key_text(), and_more(more, "extension")),
        )
        .label("an internal address")
        .help("remove the extension from the published document");
    }
}

/// False for what names no place: an answer that the gateway makes up, or settings without a host.
fn tells_an_address(at: Cursor<'_>) -> bool {
    match at.key_text() {
        "x-amazon-apigateway-integration" => {
            !at.get(words::TYPE).is_some_and(|t| t.text().eq_ignore_ascii_case("mock"))
        }
        "x-kong-service-defaults" | "x-kong-upstream-defaults" => {
            ["host", "url", "path", "targets", "host_header"].iter().any(|key| at.get_str(key).is_some())
        }
        _ => true,
    }
}
