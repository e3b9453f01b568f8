//! A scope should be described.

use crate::rule::prelude::*;
use std::collections::BTreeSet;

use crate::rules::support::{also_at, and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-description-missing",
    category: Category::Scopes,
    severity: Severity::Info,
    summary: "a scope should be described",
    why: "Users read the description on the consent page, and reviewers read it to judge what a client requests. A name alone leaves both to guess.",
    when_off: "Disable it if scopes are documented elsewhere.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, OAuth Flow Object (scopes)",
        url: "https://spec.openapis.org/oas/v3.1.1.html#oauth-flow-scopes",
    }],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    let mut seen = BTreeSet::new();
    let bare: Vec<_> = scheme
        .flows
        .iter()
        .flat_map(|f| &f.scopes)
        .filter(|s| s.at.text().trim().is_empty() && seen.insert(s.name))
        .collect();
    let (few, more) = shown(&bare);
    for scope in few {
        let what = and_more(more, "scope");
        let finding =
            cx.key(scope.at, message!("scope `{}`{} of `{}` has no description", scope.name, what, scheme.name));
        if more > 0 {
            also_at(finding, bare[1..].iter().map(|s| s.at.name_location()), "also without a description");
        }
        finding.help("describe in a few words what it allows");
    }
}
