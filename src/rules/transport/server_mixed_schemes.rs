//! Http and https should not stand side by side.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "server-mixed-schemes",
    category: Category::Transport,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "http and https should not be offered side by side",
    why: "With both on offer, some clients use http, and a token sent there once is known to everyone on the network path.",
    when_off: "It is off by default: `server-https` reports the http server already.",
    references: &[
        Reference { title: "RFC 9110, section 4.2.2", url: "https://www.rfc-editor.org/rfc/rfc9110#section-4.2.2" },
        Reference {
            title: "OWASP API8:2023 Security Misconfiguration",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let with = |scheme: &str| {
        api.servers.iter().find(|s| s.scheme().as_deref() == Some(scheme) && !s.is_local() && !s.is_internal())
    };
    if let (Some(plain), Some(secure)) = (with("http"), with("https")) {
        cx.value(plain.at, "unencrypted http is offered beside https")
            .label("unencrypted")
            .also(secure.at.location(), "encrypted")
            .help("remove the http server");
    }
}
