//! A required scope must be declared by the scheme.

use crate::rule::prelude::*;
use crate::text::Slips;
use crate::tree::NodeRef;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::rules::support::{also_at, requirements_by_scheme, security_lists};

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-undefined",
    category: Category::Scopes,
    severity: Severity::Error,
    summary: "a required scope must be declared by the scheme",
    why: "A scope that no flow declares can never be granted: either the operation can never be called, or the server does not check the scope at all.",
    when_off: "Disable it if the scopes of an OAuth scheme are kept elsewhere on purpose.",
    repair: "`--fix --unsafe-fixes` writes the declared scope that is most likely meant, where one letter is wrong, or two of a long name.",
    references: &[
        Reference {
            title: "OpenAPI 3.1.1, OAuth Flow Object (scopes)",
            url: "https://spec.openapis.org/oas/v3.1.1.html#oauth-flow-scopes",
        },
        Reference { title: "RFC 6749, section 5.2", url: "https://www.rfc-editor.org/rfc/rfc6749#section-5.2" },
    ],
    aliases: &["security-scopes-defined"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    // Once for each scope, with the other places where it is required.
    let mut undefined: BTreeMap<(usize, String), Vec<Cursor<'_>>> = BTreeMap::new();
    let declared: Vec<FxHashSet<&str>> =
        api.schemes.iter().map(|s| s.flows.iter().flat_map(|f| &f.scopes).map(|s| s.name).collect()).collect();
    for (_, security) in security_lists(api) {
        for requirement in security.alternatives.iter().flat_map(|a| &a.requirements) {
            let Some((number, scheme)) = requirement.scheme.and_then(|n| Some((n, api.schemes.get(n)?))) else {
                continue;
            };
            if scheme.ty != SchemeType::OAuth2 || scheme.flows.is_empty() {
                continue;
            }
            for (scope, at) in requirement.scopes.iter().filter(|(scope, _)| !declared[number].contains(scope.as_ref()))
            {
                undefined.entry((number, scope.to_string())).or_default().push(*at);
            }
        }
    }
    split_over_flows(cx, api);
    let mut lists = ScopeLists::default();
    let mut slips: FxHashMap<usize, Slips> = FxHashMap::default();
    for ((number, scope), places) in &undefined {
        let Some((first, rest)) = places.split_first() else { continue };
        let scheme = &api.schemes[*number];
        let declared = || scheme.flows.iter().flat_map(|f| &f.scopes);
        let mut message = message!("scope `{}` is not declared by `{}`", scope, scheme.name);
        let slips = slips.entry(*number).or_insert_with(|| Slips::of(declared().map(|s| s.name)));
        let meant = slips.find(scope);
        let near = cx.near.find(scope, declared().map(|s| s.name));
        let near = near.or(meant.filter(|_| cx.near.is_spent()));
        if let Some(near) = near {
            message.push(message!("; did you mean `{}`?", near));
        }
        let finding = cx.value(*first, message).label("not declared by any flow");
        also_at(finding, rest.iter().map(|at| at.location()), "also required here");
        match near.and_then(|n| declared().find(|s| s.name == n)) {
            Some(near) if meant != Some(near.name) => finding.also(near.at.name_location(), "similar scope"),
            Some(near) => finding
                .also(near.at.name_location(), "similar scope")
                .unsafe_fix(message!("use `{}`", near.name), places.iter().map(|at| lists.instead(*at, near.name))),
            None => finding.help("declare it under `scopes` of the flow"),
        };
    }
}

/// The scopes of the lists that are mended, each list looked through once.
#[derive(Default)]
struct ScopeLists {
    scopes: FxHashMap<NodeRef, FxHashSet<String>>,
}

impl ScopeLists {
    /// The scope in the place of another one; a list that has it already only loses the other.
    fn instead(&mut self, at: Cursor<'_>, scope: &str) -> Option<crate::source::Edit> {
        let has_it = at.parent().is_some_and(|list| {
            let all = self.scopes.entry((list.file(), list.id()));
            all.or_insert_with(|| list.items().map(|s| s.text().into_owned()).collect()).contains(scope)
        });
        if has_it { at.removed() } else { at.replaced(&json!(scope)) }
    }
}

/// Scopes that are required together and that no single flow grants: no token can have them all.
fn split_over_flows(cx: &mut Context<'_>, api: &Api<'_>) {
    for (scheme, places) in api.schemes.iter().zip(requirements_by_scheme(api)) {
        if scheme.ty != SchemeType::OAuth2 || scheme.flows.len() < 2 {
            continue;
        }
        let flows: Vec<FxHashSet<&str>> =
            scheme.flows.iter().map(|f| f.scopes.iter().map(|s| s.name).collect()).collect();
        for (_, requirement) in places {
            let has = |flow: &FxHashSet<&str>, scope: &str| flow.contains(scope);
            let declared = requirement.scopes.iter().all(|(s, _)| flows.iter().any(|f| has(f, s)));
            let granted = |f: &&FxHashSet<&str>| requirement.scopes.iter().filter(|(s, _)| has(f, s)).count();
            let Some(best) = flows.iter().max_by_key(granted).filter(|_| declared) else { continue };
            let Some((scope, at)) = requirement.scopes.iter().find(|(s, _)| !has(best, s)) else { continue };
            cx.value(*at, message!("no flow of `{}` declares scope `{}` together with the others", scheme.name, scope))
                .label("no token can have all of them")
                .help("declare the scope in the flow that declares the others");
        }
    }
}
