//! What is internal must not be published.

use crate::model::{Direction, is_internal};
use crate::rule::prelude::*;
use crate::rules::support::{is_exposed, request_roots, response_roots, walk_schemas};

/// The rule.
pub static RULE: Rule = Rule {
    id: "internal-exposed",
    category: Category::Exposure,
    severity: Severity::Error,
    summary: "what is internal must not be published",
    why: "Anything marked `x-internal` in a published description is known to its readers from then on, and will be called.",
    when_off: "It has an effect only where `policy.exposed` is set, or `x-audience` says that the document is public.",
    references: &[
        Reference {
            title: "OWASP API9:2023 Improper Inventory Management",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
        },
        Reference {
            title: "CWE-200, Exposure of Sensitive Information",
            url: "https://cwe.mitre.org/data/definitions/200.html",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    if !is_exposed(cx, api) {
        return;
    }
    let mut found: Vec<(Cursor<'_>, Message)> = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for item in api.paths.iter().filter(|p| is_internal(p.entry) || is_internal(p.node)) {
        found.push((item.entry, message!("the path `{}`", item.path)));
    }
    for operation in &api.operations {
        let hidden =
            api.paths.get(operation.path_item).is_some_and(|p| p.get(words::X_INTERNAL).is_some_and(Cursor::is_true));
        if hidden {
            continue;
        }
        if is_internal(operation.node) {
            found.push((operation.entry, message!("`{}`", operation.title())));
            continue;
        }
        for parameter in operation.parameters.iter().filter(|p| is_internal(p.node)) {
            if seen.insert((parameter.node.file(), parameter.node.id())) {
                found.push((parameter.node, message!("the parameter `{}` of `{}`", parameter.name, operation.title())));
            }
        }
        let mut roots = request_roots(api, operation);
        roots.extend(response_roots(api, operation));
        walk_schemas(api, &roots, Direction::Either, &mut |part| {
            if is_internal(part.schema) && seen.insert((part.schema.file(), part.schema.id())) {
                let name = part.name.unwrap_or_else(|| part.schema.key_text());
                found.push((part.schema, message!("`{}`, used by `{}`,", name, operation.title())));
            }
        });
    }
    // What nothing uses is published with the document all the same.
    let components = api.root.get(words::COMPONENTS).map_or(vec![api.root], |c| vec![c]);
    let unused = components.into_iter().flat_map(Cursor::entries).filter(|_| cx.policy.published);
    for part in unused.flat_map(|group| group.value.entries()).map(|e| e.value) {
        let group = part.parent().map_or("", |g| g.key_text());
        let is_component = !matches!(group, "paths" | "info" | "webhooks" | "tags" | "servers");
        if is_component && is_internal(part) && seen.insert((part.file(), part.id())) {
            found.push((part, message!("`{}`", part.key_text())));
        }
    }
    for (at, what) in found {
        cx.key(at, message!("{} is marked internal, but the document is public", what))
            .label("x-internal: true")
            .help("remove it from the published document");
    }
}
