//! Only OAuth and OpenID Connect requirements may list scopes.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, requirements_by_scheme, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "non-oauth-scopes",
    category: Category::Auth,
    severity: Severity::Error,
    versions: (Version::V2_0, Version::V3_0),
    summary: "only OAuth and OpenID Connect requirements may list scopes",
    why: "Before 3.1, the list of a requirement must be empty unless the scheme is oauth2 or openIdConnect. Scopes listed there are not enforced, but readers believe that they are.",
    when_off: "From 3.1 on, where other schemes may list roles, the rule is off already.",
    references: &[
        Reference {
            title: "OpenAPI 3.0.4, Security Requirement Object",
            url: "https://spec.openapis.org/oas/v3.0.4.html#security-requirement-object",
        },
        Reference {
            title: "OpenAPI 3.1.1, Security Requirement Object",
            url: "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for (scheme, required) in api.schemes.iter().zip(requirements_by_scheme(api)) {
        if scheme.has_scopes() || scheme.ty == SchemeType::Unknown {
            continue;
        }
        let with_scopes = required.iter().filter(|(_, r)| !r.scopes.is_empty());
        let places: Vec<Cursor<'_>> = with_scopes.map(|(_, r)| r.at).collect();
        let (few, more) = shown(&places);
        for at in few {
            let kind = scheme.type_at();
            cx.key(
                *at,
                message!("`{}` is not an OAuth scheme and cannot have scopes{}", scheme.name, and_more(more, "place")),
            )
            .label("must be empty")
            .also(kind.location(), message!("its type is `{}`", kind.text()))
            .help("use `[]`, or declare the scheme as `oauth2`");
        }
    }
}
