//! Callbacks should go to https addresses.

use crate::model::Url;
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "webhook-callback-https",
    category: Category::Transport,
    severity: Severity::Warn,
    versions: (Version::V3_0, Version::V3_2),
    summary: "callbacks should go to https addresses",
    why: "A callback carries data of your users to someone else's server. Over unencrypted http everyone on the network path reads it, and can respond in the receiver's name.",
    when_off: "Disable it for callbacks inside one network.",
    references: &[
        Reference {
            title: "OWASP API8:2023 Security Misconfiguration",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
        },
        Reference {
            title: "OWASP API10:2023 Unsafe Consumption of APIs",
            url: "https://owasp.org/API-Security/editions/2023/en/0xaa-unsafe-consumption-of-apis/",
        },
    ],
    check: Check::Node(&[Kind::Callback], check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    for entry in at.entries().filter(|e| Url::parse(e.name()).is_plain_http()) {
        cx.at(entry.value, entry.value.key_part(0.."http".len()), "callback URL uses unencrypted http")
            .label("traffic is not encrypted")
            .help("use `https`, and reject http URLs from callers");
    }
}
