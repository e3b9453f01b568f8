//! Security requirements.

use super::{Said, root_of};
use crate::declared::inventory::View;
use crate::tree::{Cursor, Shape, words};

pub(super) fn defined(requirement: Cursor<'_>, view: View<'_>) -> Vec<Said> {
    let root = root_of(view);
    let schemes = match view.child(root, "components") {
        Some(components) => view.child(components, "securitySchemes"),
        None => view.child(root, "securityDefinitions"),
    };
    let mut out = Vec::new();
    for entry in requirement.entries() {
        let name = entry.name();
        let Some(scheme) = schemes.filter(|s| s.is_map()).and_then(|s| view.child(s, name)) else {
            out.push(Said::at(vec![name.to_owned()], format!("the security scheme `{name}` is not declared")));
            continue;
        };
        // Other schemes have no list of what may be demanded (OpenAPI 3.1, Security Requirement Object).
        if !scheme.is_map() || scheme.get(words::TYPE).is_none_or(|t| t.text() != "oauth2") {
            continue;
        }
        for (n, scope) in entry.value.items().enumerate() {
            if scope.shape() == Shape::Str && !is_declared(scheme, &scope.text(), view) {
                let below = vec![name.to_owned(), n.to_string()];
                out.push(Said::at(below, format!("\"{}\" must be listed among scopes.", scope.text())));
            }
        }
    }
    out
}

fn is_declared(scheme: Cursor<'_>, scope: &str, view: View<'_>) -> bool {
    let has = |holder: Cursor<'_>| holder.get(words::SCOPES).is_some_and(|s| s.get_str(scope).is_some());
    match view.child(scheme, "flows") {
        Some(flows) => view.children(flows).any(|(_, flow)| has(flow)),
        None => has(scheme),
    }
}
