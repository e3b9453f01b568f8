//! A weak flow should not be kept beside the authorization code flow.

use crate::model::FlowKind;
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "oauth2-flow-mixed",
    category: Category::Auth,
    severity: Severity::Info,
    enabled: Enabled::No,
    versions: (Version::V3_0, Version::V3_2),
    summary: "a weak flow should not be kept beside the authorization code flow",
    why: "Attackers choose the flow. As long as the implicit or password flow is offered, the authorization code flow beside it protects no one.",
    when_off: "It is off by default. Leave it off while clients are being moved.",
    references: &[
        Reference { title: "RFC 9700, section 2.1.2", url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.1.2" },
        Reference { title: "RFC 9700, section 2.4", url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.4" },
    ],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    let Some(good) = scheme.flows.iter().find(|f| f.kind == FlowKind::AuthorizationCode) else { return };
    for flow in scheme.flows.iter().filter(|f| matches!(f.kind, FlowKind::Implicit | FlowKind::Password)) {
        cx.key(
            flow.named,
            message!("`{}` offers the {} flow beside the authorization code flow", scheme.name, flow.kind.text()),
        )
        .label("the weaker flow")
        .also(good.named.name_location(), "the recommended flow")
        .help("remove the weak flow once no client uses it");
    }
}
