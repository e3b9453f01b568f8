//! An operation should not ask for less than the root does.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "security-override-weakens-root",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "an operation should not require less than root `security`",
    why: "An operation's `security` replaces that of the root, it does not add to it. An override that was meant to add a key often leaves only the key.",
    when_off: "Exempt operations that are weaker on purpose with `policy.exempt` and a reason.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Operation Object (security)",
        url: "https://spec.openapis.org/oas/v3.1.1.html#operation-security",
    }],
    aliases: &["operation-security-overrides-root"],
    check: Check::Operation(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>, operation: &Operation<'_>) {
    let (Some(root), Some(own)) = (&api.security, &operation.own_security) else { return };
    // An empty list or `{}` is a decision that other rules judge.
    if operation.place != OperationKind::Path || own.is_public() || root.is_public() {
        return;
    }
    let order = &cx.policy.strength;
    // Where one of several alternatives is weaker, `security-weaker-alternative` says so.
    let (Some(at_root), Some(here)) = (root.weakest(&api.schemes, order), own.strongest(&api.schemes, order)) else {
        return;
    };
    if here < at_root || own.asks_part_of(root) {
        cx.key(own.at, message!("`{}` requires weaker credentials than root `security`", operation.title()))
            .label("overrides root `security`")
            .also(root.at.name_location(), "root `security` is declared here")
            .help("remove the override, or repeat the schemes of the root in it");
    }
}
