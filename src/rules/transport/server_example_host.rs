//! Servers should not be examples.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "server-example-host",
    category: Category::Transport,
    severity: Severity::Warn,
    summary: "servers should not be examples",
    why: "`example.com` and its kin are reserved: no server responds there. In a published description it is a leftover of a template, and generated clients call nowhere.",
    when_off: "Disable it for documents that are examples themselves.",
    references: &[Reference { title: "RFC 2606, section 3", url: "https://www.rfc-editor.org/rfc/rfc2606#section-3" }],
    aliases: &["oas3-server-not-example.com", "oas2-host-not-example", "no-server-example.com"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for server in &api.servers {
        let host = server.host();
        let reserved = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
        if ["example.com", "example.net", "example.org", "example", "invalid", "test"].into_iter().any(reserved) {
            let at = api.root.get(words::HOST).filter(|_| !server.exact).unwrap_or(server.at);
            let location = match server.exact.then(|| server.url.to_ascii_lowercase().find(&host)).flatten() {
                Some(start) => at.part(start..start + host.len()),
                None => at.location(),
            };
            cx.at(at, location, message!("host `{}` is reserved for examples", host))
                .label("not a real server")
                .help("use the URL of the real server");
            if !server.exact {
                return;
            }
        }
    }
}
