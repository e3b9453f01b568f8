//! The Authorization header should be described as an HTTP scheme.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "api-key-name-is-authorization",
    category: Category::Auth,
    severity: Severity::Warn,
    enabled: Enabled::No,
    versions: (Version::V3_0, Version::V3_2),
    summary: "the Authorization header should be described as an HTTP scheme",
    why: "`Authorization` carries the credentials of an HTTP authentication scheme: `Bearer ...`, `Basic ...`. Declared as an API key, tools cannot tell which, send the bare value, and tell users nothing about the prefix.",
    when_off: "It is off by default. Leave it off if a gateway requires this form; for AWS API Gateway (`x-amazon-apigateway-authtype`) the rule is silent already.",
    references: &[
        Reference { title: "RFC 9110, section 11.6.2", url: "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2" },
        Reference {
            title: "OpenAPI 3.1.1, Security Scheme Object",
            url: "https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object",
        },
    ],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    let SchemeType::ApiKey { name, place } = &scheme.ty else { return };
    if place != "header"
        || !name.eq_ignore_ascii_case("authorization")
        || scheme.node.get(words::X_AWS_AUTHTYPE).is_some()
    {
        return;
    }
    if let Some(at) = scheme.node.get(words::NAME) {
        cx.value(at, message!("`{}` declares the `Authorization` header as an API key", scheme.name))
            .label("reserved for HTTP authentication schemes")
            .help("use `type: http` with `scheme: bearer`; where the scheme is your own, name it and describe it");
    }
}
