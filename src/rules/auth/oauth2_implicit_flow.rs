//! The implicit flow should not be offered.

use crate::model::FlowKind;
use crate::rule::prelude::*;
use crate::rules::support::report_flow;

/// The rule.
pub static RULE: Rule = Rule {
    id: "oauth2-implicit-flow",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "the implicit flow should not be offered",
    why: "The implicit flow hands the access token to the browser in a URL, where histories, logs, referrers and scripts can see it, and nothing binds it to the client. RFC 9700 says that clients should not use it; the authorization code flow with PKCE does the same job.",
    when_off: "Disable it only while old clients are moved to the authorization code flow.",
    references: &[Reference {
        title: "RFC 9700, section 2.1.2",
        url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.1.2",
    }],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    for flow in scheme.flows.iter().filter(|f| f.kind == FlowKind::Implicit) {
        report_flow(cx, flow, message!("`{}` offers the implicit flow", scheme.name), "returns the token in a URL")
            .help("offer `authorizationCode` (2.0: `accessCode`) with PKCE instead");
    }
}
