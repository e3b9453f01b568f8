//! A flow for users should say where tokens are refreshed.

use crate::model::FlowKind;
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "oauth2-no-refresh",
    category: Category::Auth,
    severity: Severity::Info,
    enabled: Enabled::No,
    versions: (Version::V3_0, Version::V3_2),
    summary: "a flow for users should say where tokens are refreshed",
    why: "Without refresh tokens, access tokens must live long or users must log in again and again. Neither is wrong by itself, so this is a note only: say how tokens are renewed, or how long they live.",
    when_off: "It is off by default. Leave it off if the authorization server issues no refresh tokens on purpose, or declare the token lifetime with `x-token-ttl`.",
    references: &[Reference {
        title: "RFC 9700, section 4.14.2",
        url: "https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2",
    }],
    aliases: &["owasp:api2:2023-short-lived-access-tokens"],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    let says_ttl = |at: Cursor<'_>| at.get(words::X_TOKEN_TTL).or_else(|| at.get(words::X_APIVET_TOKEN_TTL)).is_some();
    for flow in &scheme.flows {
        let for_users =
            matches!(flow.kind, FlowKind::AuthorizationCode | FlowKind::Password | FlowKind::DeviceAuthorization);
        if for_users && flow.node.get(words::REFRESH_URL).is_none() && !says_ttl(flow.node) && !says_ttl(scheme.node) {
            cx.key(flow.named, message!("the {} flow of `{}` has no `refreshUrl`", flow.kind.text(), scheme.name))
                .label("tokens cannot be refreshed")
                .help("add `refreshUrl`, or declare the token lifetime with `x-token-ttl`");
        }
    }
}
