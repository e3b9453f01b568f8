//! The password flow must not be offered.

use crate::model::FlowKind;
use crate::rule::prelude::*;
use crate::rules::support::report_flow;

/// The rule.
pub static RULE: Rule = Rule {
    id: "oauth2-password-flow",
    category: Category::Auth,
    severity: Severity::Error,
    summary: "the password flow must not be offered",
    why: "With the resource owner password credentials grant, users give their password to the client. Clients then can do everything the user can, second factors do not work, and users learn to type their password anywhere. RFC 9700 says that the grant must not be used.",
    when_off: "Disable it only while old clients are moved to another flow.",
    references: &[Reference {
        title: "RFC 9700, section 2.4",
        url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.4",
    }],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    for flow in scheme.flows.iter().filter(|f| f.kind == FlowKind::Password) {
        report_flow(
            cx,
            flow,
            message!("`{}` offers the password flow", scheme.name),
            "clients handle users' passwords",
        )
        .help("offer `authorizationCode` with PKCE for people, `clientCredentials` for machines");
    }
}
