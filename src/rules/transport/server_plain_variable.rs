//! A server variable should not offer plain http.

use crate::model::Url;
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "server-plain-variable",
    category: Category::Transport,
    severity: Severity::Warn,
    versions: (Version::V3_0, Version::V3_2),
    summary: "a server variable should not offer unencrypted http",
    why: "A URL like `{scheme}://...` with `http` among the values offers clients the unencrypted server as an equal choice, and some will take it.",
    when_off: "Disable it if the variable exists for machines inside one network.",
    references: &[
        Reference {
            title: "OpenAPI 3.1.1, Server Variable Object",
            url: "https://spec.openapis.org/oas/v3.1.1.html#server-variable-object",
        },
        Reference {
            title: "OWASP API8:2023 Security Misconfiguration",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
        },
    ],
    asks: &[words::URL],
    check: Check::Node(&[Kind::Server], check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    let Some(url) = at.get(words::URL) else { return };
    let text = url.text();
    let Some((name, _)) =
        text.strip_prefix('{').and_then(|t| t.split_once('}')).filter(|(_, rest)| rest.starts_with("://"))
    else {
        return;
    };
    let Some(variable) = at.get(words::VARIABLES).and_then(|v| v.get_str(name)) else { return };
    if Url::parse(&text).is_local() {
        return;
    }
    let plain = |c: &Cursor<'_>| matches!(c.text().as_ref(), "http" | "ws");
    let offered = variable.get(words::ENUM).into_iter().flat_map(Cursor::items).find(plain);
    if let Some(value) = offered.or_else(|| variable.get(words::DEFAULT).filter(plain)) {
        cx.value(value, message!("server variable `{}` allows unencrypted http", name))
            .label("not encrypted")
            .also(url.location(), "the scheme of this URL")
            .help("keep only `https`");
    }
}
