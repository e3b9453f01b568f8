//! A required scope should be declared by every flow of the scheme.

use crate::rule::prelude::*;
use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::rules::support::requirements_by_scheme;

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-flow-mismatch",
    category: Category::Scopes,
    severity: Severity::Warn,
    summary: "a required scope should be declared by every flow of the scheme",
    why: "Each flow declares its scopes. If a scope that an operation requires is declared by one flow only, clients that use another flow can never call the operation, and find out at run time.",
    when_off: "Disable it if a scope is withheld from some kinds of clients on purpose.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, OAuth Flow Object (scopes)",
        url: "https://spec.openapis.org/oas/v3.1.1.html#oauth-flow-scopes",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for (scheme, places) in api.schemes.iter().zip(requirements_by_scheme(api)) {
        if scheme.flows.len() < 2 {
            continue;
        }
        let granted: Vec<FxHashMap<&str, Cursor<'_>>> =
            scheme.flows.iter().map(|f| f.scopes.iter().map(|s| (s.name, s.at)).collect()).collect();
        let mut said = BTreeSet::new();
        for (scope, at) in places.iter().flat_map(|(_, r)| &r.scopes) {
            let first = granted.iter().find_map(|scopes| scopes.get(scope.as_ref()));
            // A flow that declares no scopes at all does not say which it grants.
            let lacks =
                |scopes: &FxHashMap<&str, Cursor<'_>>| !scopes.is_empty() && !scopes.contains_key(scope.as_ref());
            let lacking = granted.iter().position(lacks).and_then(|n| scheme.flows.get(n));
            let (Some(first), Some(lacking)) = (first, lacking) else { continue };
            if said.insert(scope.as_ref()) {
                let flow = lacking.kind.text();
                let message = message!("scope `{}` is not declared by the {} flow of `{}`", scope, flow, scheme.name);
                cx.key(*first, message)
                    .label("declared by this flow")
                    .also(lacking.named.name_location(), "not declared by this flow")
                    .also(at.location(), "required here")
                    .help("declare the scope in every flow, or use a separate scheme for the other flow");
            }
        }
    }
}
