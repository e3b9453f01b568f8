//! Credentials should be described by a security scheme, not by a parameter.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "auth-header-parameter",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "credentials should be described by a security scheme, not by a parameter",
    why: "A token in a plain header parameter is invisible to everything that works with security: gateways, code generators, documentation, and these rules. The Authorization header is even ignored when it is described as a parameter.",
    when_off: "Disable it if a header of that name carries something else.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Parameter Object (name)",
        url: "https://spec.openapis.org/oas/v3.1.1.html#parameter-name",
    }],
    aliases: &["ibm-no-authorization-header"],
    examples: examples!("auth", "auth-header-parameter"),
    check: Check::Node(&[Kind::Parameter], check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    if at.get_text(words::IN).is_none_or(|place| place != "header") {
        return;
    }
    let Some(name_at) = at.get(words::NAME) else { return };
    let name = name_at.text().to_ascii_lowercase();
    const CREDENTIALS: [&str; 13] = [
        "authorization",
        "proxyauthorization",
        "xapikey",
        "apikey",
        "xauthtoken",
        "authtoken",
        "xaccesstoken",
        "accesstoken",
        "xauthorization",
        "clientsecret",
        "xclientsecret",
        "apisecret",
        "xapisecret",
    ];
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    if CREDENTIALS.contains(&plain.as_str()) {
        let ignored = name == "authorization" && cx.version(at) >= Version::V3_0;
        cx.value(name_at, message!("header `{}` carries credentials but is declared as a parameter", name_at.text()))
            .label(if ignored { "ignored by the OpenAPI Specification" } else { "not seen as security by tools" })
            .help("declare it under `securitySchemes` and require it under `security`");
    }
}
