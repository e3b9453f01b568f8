//! A scheme name must not mean different things in entry and referenced document.

use crate::rule::prelude::*;
use crate::rules::support::security_lists;

/// The rule.
pub static RULE: Rule = Rule {
    id: "ref-document-scheme-shadow",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "a scheme name must not mean different things in entry and referenced document",
    why: "A requirement in a referenced file names a scheme by its component name. Some tools look it up in the entry document, others in the file that contains it. If both have a scheme of that name and they differ, the same description is enforced in two ways.",
    when_off: "Not recommended: rename one of the schemes.",
    references: &[
        Reference {
            title: "OpenAPI 3.2.0, Security Considerations, Security Schemes",
            url: "https://spec.openapis.org/oas/v3.2.0.html#security-schemes",
        },
        Reference {
            title: "OpenAPI 3.2.0, Resolving Implicit Connections",
            url: "https://spec.openapis.org/oas/v3.2.0.html#resolving-implicit-connections",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for (_, security) in security_lists(api).into_iter().filter(|(_, s)| s.at.file() != api.entry) {
        for requirement in security.alternatives.iter().flat_map(|a| &a.requirements) {
            let Some(scheme) = requirement.scheme.and_then(|n| api.schemes.get(n)) else { continue };
            let root = cx.workspace.tree(requirement.at.file()).root();
            let local = root
                .get(words::COMPONENTS)
                .and_then(|c| c.get(words::SECURITY_SCHEMES))
                .or_else(|| root.get(words::SECURITY_DEFINITIONS));
            let Some(shadow) = local.and_then(|l| l.get_str(requirement.name)) else { continue };
            let resolved = cx.workspace.resolve(shadow);
            if resolved != scheme.node && !means_the_same(resolved, scheme.node, 0) {
                cx.key(
                    requirement.at,
                    message!(
                        "security scheme `{}` is declared differently here and in the entry document",
                        requirement.name
                    ),
                )
                .also(shadow.name_location(), "used by some tools")
                .also(scheme.entry.name_location(), "used by others, as OpenAPI recommends")
                .help("rename one of them, or refer to the scheme of the entry document");
            }
        }
    }
}

/// True where two schemes ask for the same credentials; descriptions and the order of fields aside.
fn means_the_same(a: Cursor<'_>, b: Cursor<'_>, depth: usize) -> bool {
    if a.shape() != b.shape() || depth > 8 {
        return false;
    }
    if !a.is_map() {
        return a.text() == b.text() && a.len() == b.len();
    }
    let says =
        |at: Cursor<'_>| at.entries().filter(|e| e.key != words::DESCRIPTION && !e.name().starts_with("x-")).count();
    let matched = |e: crate::tree::Entry<'_>| {
        let aside = e.key == words::DESCRIPTION || e.name().starts_with("x-");
        aside || b.get_str(e.name()).is_some_and(|other| means_the_same(e.value, other, depth + 1))
    };
    says(a) == says(b) && a.entries().all(matched)
}
