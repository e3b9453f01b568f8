//! All servers should be of one version.

use crate::finding::message;
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "version-server-inconsistent",
    category: Category::Versioning,
    severity: Severity::Warn,
    summary: "all servers should be of one version",
    why: "A document describes one version. With production at v2 and staging at v1, tests pass against another API than the one that clients call.",
    when_off: "Disable it while an environment is being moved.",
    references: &[Reference {
        title: "OWASP API9:2023 Improper Inventory Management",
        url: "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let versions = api.server_versions();
    let Some((_, first)) = versions.first() else { return };
    if let Some((n, other)) = versions.iter().find(|(_, t)| t.text != first.text) {
        let server = &api.servers[*n];
        cx.at(
            server.at,
            other.location.clone(),
            message!("server has version {}, but the first server has {}", other.text, first.text),
        )
        .label(message!("{} here", other.text))
        .also(first.location.clone(), message!("{} here", first.text))
        .help("describe each version in a separate document");
    }
}
