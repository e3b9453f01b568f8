//! HTTP basic authentication should not be used.

use crate::rule::prelude::*;
use crate::rules::support::requirements_by_scheme;

/// The rule.
pub static RULE: Rule = Rule {
    id: "http-basic",
    category: Category::Auth,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "HTTP basic authentication should not be used",
    why: "Basic authentication sends name and password with each call. They cannot be scoped, do not expire, and every party that sees a request once can repeat it.",
    when_off: "It is off by default: some APIs use it by design. The packs `apivet:security`, `apivet:owasp` and `apivet:strict` switch it on.",
    references: &[Reference { title: "RFC 7617, section 4", url: "https://www.rfc-editor.org/rfc/rfc7617#section-4" }],
    aliases: &["owasp:api2:2023-no-http-basic"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for (scheme, places) in api.schemes.iter().zip(requirements_by_scheme(api)) {
        if !matches!(&scheme.ty, SchemeType::Http { scheme } if scheme == "basic") {
            continue;
        }
        let at = scheme.node.get(words::SCHEME).unwrap_or_else(|| scheme.type_at());
        let finding = cx.value(at, message!("`{}` uses HTTP basic authentication", scheme.name));
        finding.label("sends the password with every request").help("use OAuth 2.0, OpenID Connect or a bearer token");
        if places.is_empty() {
            finding.severity(Severity::Info);
        }
    }
}
