//! Each of several servers should say which environment it is.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "server-environment-declared",
    category: Category::Transport,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "each of several servers should say which environment it is",
    why: "Of two addresses one is production. Anyone who has to guess which will one day test against the wrong one.",
    when_off: "It is off by default. Leave it off if addresses speak for themselves.",
    references: &[Reference {
        title: "OWASP API9:2023 Improper Inventory Management",
        url: "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
    }],
    aliases: &["owasp:api9:2023-inventory-environment"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    if api.servers.len() < 2 || api.version == Version::V2_0 {
        return;
    }
    const ENVIRONMENTS: [&str; 15] = [
        "production",
        "prod",
        "live",
        "staging",
        "stage",
        "test",
        "testing",
        "sandbox",
        "development",
        "dev",
        "local",
        "qa",
        "preview",
        "mock",
        "demo",
    ];
    for server in &api.servers {
        let name = server.node.get_text(words::NAME).unwrap_or_default();
        let extension = server.node.entries().any(|e| e.name().starts_with("x-") && e.name().contains("environment"));
        let text = format!("{} {name}", server.description());
        let said =
            text.split(|c: char| !c.is_alphanumeric()).any(|w| ENVIRONMENTS.iter().any(|e| w.eq_ignore_ascii_case(e)));
        if !said && !extension && !server.is_local() {
            cx.value(server.at, message!("server `{}` does not name its environment", server.url))
                .help("add it to the description: production, staging, sandbox, ...");
        }
    }
}
