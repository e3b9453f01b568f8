//! The sandbox should not share its tokens with production.

use crate::model::Url;
use crate::rule::prelude::*;
use crate::rules::support::is_sandbox;

/// The rule.
pub static RULE: Rule = Rule {
    id: "sandbox-prod-mixed-auth",
    category: Category::Exposure,
    severity: Severity::Info,
    summary: "the sandbox should not share its tokens with production",
    why: "If the sandbox and production share a token URL, a tester's token works in production, and production tokens end up in test logs.",
    when_off: "Disable it if tokens are bound to an audience and the sandbox has its own.",
    references: &[Reference {
        title: "OWASP API8:2023 Security Misconfiguration",
        url: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let sandbox = api.servers.iter().find(|s| is_sandbox(s));
    let production = api.servers.iter().find(|s| !is_sandbox(s) && !s.is_local() && !s.is_internal());
    let (Some(sandbox), Some(_)) = (sandbox, production) else { return };
    for scheme in &api.schemes {
        let urls: Vec<_> = scheme.flows.iter().filter_map(|f| f.node.get(words::TOKEN_URL)).collect();
        // A relative URL is another place on each server.
        if let [url] = urls.as_slice()
            && Url::parse(&url.text()).scheme.is_some()
        {
            cx.value(*url, message!("`{}` is used by both the sandbox and production", scheme.name))
                .label("shared token URL")
                .also(sandbox.at.location(), "the sandbox server")
                .help("declare a separate scheme for the sandbox, with its own token URL");
        }
    }
}
