//! A required scope should be declared by every flow of the scheme.

use crate::rule::prelude::*;
use std::collections::BTreeSet;

use crate::rules::support::security_lists;

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-flow-mismatch",
    category: Category::Scopes,
    severity: Severity::Warn,
    summary: "a required scope should be declared by every flow of the scheme",
    why: "Each flow lists the scopes that it grants. If a scope that an operation requires stands in one flow only, clients that use another flow can never call the operation, and find out at run time.",
    when_off: "Switch it off where a scope is kept from some kind of client on purpose.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, OAuth Flow Object (scopes)",
        url: "https://spec.openapis.org/oas/v3.1.1.html#oauth-flow-scopes",
    }],
    examples: examples!("scopes", "scope-flow-mismatch"),
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>, scheme: &Scheme<'_>) {
    if scheme.flows.len() < 2 {
        return;
    }
    let lists = security_lists(api);
    let mut said = BTreeSet::new();
    for requirement in
        lists.iter().flat_map(|(_, s)| &s.alternatives).flat_map(|a| &a.requirements).filter(|r| r.name == scheme.name)
    {
        for (scope, at) in &requirement.scopes {
            let declared: Vec<_> =
                scheme.flows.iter().filter_map(|f| f.scopes.iter().find(|s| s.name == scope)).collect();
            // A flow that declares no scopes at all does not say which it grants.
            let lacking =
                scheme.flows.iter().find(|f| !f.scopes.is_empty() && f.scopes.iter().all(|s| s.name != scope));
            let (Some(first), Some(lacking)) = (declared.first(), lacking) else { continue };
            if said.insert(scope.to_string()) {
                cx.key(
                    first.at,
                    format!(
                        "the scope `{scope}` is not granted by the {} flow of `{}`",
                        lacking.kind.text(),
                        scheme.name
                    ),
                )
                .label("granted here")
                .also(lacking.named.name_location(), "not granted here")
                .also(at.location(), "and required here")
                .help(
                    "declare the scope in every flow, or keep clients of the other flow away with a scheme of its own",
                );
            }
        }
    }
}
