//! A bearer scheme should tell the format of its tokens.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "bearer-format-missing",
    category: Category::Auth,
    severity: Severity::Info,
    enabled: Enabled::No,
    versions: (Version::V3_0, Version::V3_2),
    summary: "a bearer scheme should declare its token format",
    why: "Whether the token is a JWT or an opaque text decides what clients and gateways may do with it. `bearerFormat` is the place to say so.",
    when_off: "It is off by default. Leave it off if the format is documented elsewhere.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Security Scheme Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object",
    }],
    aliases: &["owasp:api2:2023-jwt-best-practices"],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    let bearer = matches!(&scheme.ty, SchemeType::Http { scheme } if scheme == "bearer");
    if bearer && scheme.node.get(words::BEARER_FORMAT).is_none_or(|f| f.text().trim().is_empty()) {
        let at = scheme.node.get(words::SCHEME).unwrap_or(scheme.node);
        cx.value(at, message!("`{}` has no `bearerFormat`", scheme.name))
            .label("token format unknown")
            .help("add `bearerFormat: JWT`, or `opaque`");
    }
}
