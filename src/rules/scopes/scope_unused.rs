//! A declared scope should be required by some operation.

use crate::rule::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

use crate::rules::support::{also_at, and_more, requirements_by_scheme, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-unused",
    category: Category::Scopes,
    severity: Severity::Warn,
    summary: "a declared scope should be required by some operation",
    why: "A scope that nothing requires is granted to clients for nothing. Often it was meant to guard an operation that is guarded by less.",
    when_off: "Disable it if one authorization server, described in each document, serves several APIs.",
    repair: "`--fix --unsafe-fixes` removes it.",
    references: &[
        Reference {
            title: "OpenAPI 3.1.1, OAuth Flow Object (scopes)",
            url: "https://spec.openapis.org/oas/v3.1.1.html#oauth-flow-scopes",
        },
        Reference { title: "RFC 9700, section 2.3", url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.3" },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for (scheme, places) in api.schemes.iter().zip(requirements_by_scheme(api)) {
        let required = places.iter().flat_map(|(_, r)| &r.scopes).map(|(s, _)| s.as_ref()).collect();
        of_scheme(cx, scheme, &required);
    }
}

fn of_scheme(cx: &mut Context<'_>, scheme: &Scheme<'_>, required: &BTreeSet<&str>) {
    // Scopes of OpenID Connect are asked for by clients, not required by operations.
    const OF_OPENID: [&str; 6] = ["openid", "profile", "email", "address", "phone", "offline_access"];
    let elsewhere = cx.workspace.entries().len() > 1 && cx.workspace.reached_from(scheme.node.file()).len() > 1;
    if scheme.ty != SchemeType::OAuth2 || elsewhere {
        return;
    }
    // Where no operation names any scope, `scope-empty-requirement` or `security-scheme-unused` speaks.
    if required.is_empty() {
        return;
    }
    let mut seen = BTreeSet::new();
    let unused: Vec<_> = scheme
        .flows
        .iter()
        .flat_map(|f| &f.scopes)
        .filter(|s| !required.contains(s.name) && !OF_OPENID.contains(&s.name) && seen.insert(s.name))
        .collect();
    let (few, more) = shown(&unused);
    for scope in few {
        let what = and_more(more, "scope");
        let finding = cx.key(
            scope.at,
            message!("scope `{}`{} of `{}` is not required by any operation", scope.name, what, scheme.name),
        );
        finding.label("unused scope");
        if more > 0 {
            also_at(finding, unused[1..].iter().map(|s| s.at.name_location()), "also unused");
        }
        finding.help("require it where it is needed, or remove it");
        if more == 0 {
            finding.drop_fix(scope.at.dropped());
            continue;
        }
        // The one finding takes all of them out.
        let mut of_flow: BTreeMap<u32, Vec<Cursor<'_>>> = BTreeMap::new();
        for scope in &unused {
            let list = scope.at.parent().map_or(0, |list| list.place().0);
            of_flow.entry(list).or_default().push(scope.at);
        }
        let edits = of_flow.values().map(|scopes| scopes[0].parent()?.without(scopes));
        if let Some(edits) = edits.collect::<Option<Vec<_>>>() {
            finding.drop_fixes("remove them", edits.into_iter().flatten().map(Some));
        }
    }
}
