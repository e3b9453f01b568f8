//! Security requirements.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Occurrence, Said, operations, root_of};
use crate::declared::functions::schema::value_of;
use crate::declared::inventory::View;
use crate::tree::{Cursor, Shape, words};

/// Which operations must demand authentication.
#[derive(Debug)]
pub struct Secured {
    /// Their methods; all where there are none.
    methods: Vec<String>,
    /// False where no authentication may be an alternative either.
    nullable: bool,
}

impl Secured {
    pub(super) fn read(options: Option<&Map<String, Value>>) -> Self {
        let methods = options.and_then(|o| o.get("methods")).and_then(Value::as_array);
        let methods = methods.into_iter().flatten().filter_map(|m| m.as_str().map(str::to_owned)).collect();
        let nullable = options.and_then(|o| o.get("nullable")) != Some(&Value::Bool(false));
        Self { methods, nullable }
    }
}

/// Operations below a document's root without anything that they demand.
pub(super) fn secured(root: Cursor<'_>, options: &Secured, view: View<'_>) -> Vec<Said> {
    let global = view.child(root, "security");
    let mut out = Vec::new();
    for operation in all(root, view) {
        if !options.methods.is_empty() && !options.methods.iter().any(|m| **m == *operation.method) {
            continue;
        }
        let own = view.child(operation.node, "security");
        let place = ["paths", &operation.path, &operation.method, "security"];
        let demanded = own.or(global).filter(|s| s.shape() != Shape::Null && !(s.is_seq() && s.is_empty()));
        let Some(demanded) = demanded else {
            out.push(Said::at(super::names(&place), "the operation requires no authentication"));
            continue;
        };
        for (n, alternative) in demanded.items().enumerate() {
            if !options.nullable && alternative.is_map() && alternative.is_empty() {
                let mut place = super::names(&place);
                place.push(n.to_string());
                out.push(Said::at(place, "no authentication is an alternative"));
            }
        }
    }
    out
}

/// Operations of administrators that demand just what an operation of everybody demands.
pub(super) fn admin_unique(root: Cursor<'_>, part: &str, view: View<'_>) -> Vec<Said> {
    let mut of_all: HashSet<String> = HashSet::new();
    let mut of_admins: Vec<(String, Vec<String>, String)> = Vec::new();
    for operation in all(root, view) {
        let Some(own) = view.child(operation.node, "security") else { continue };
        for (n, alternative) in own.items().enumerate().filter(|(_, a)| a.is_map()) {
            let text = value_of(alternative, view).map(|v| v.to_string()).unwrap_or_default();
            if operation.path.contains(part) {
                let mut place = super::names(&["paths", &operation.path, &operation.method, "security"]);
                place.push(n.to_string());
                of_admins.push((text, place, operation.path.clone()));
            } else {
                of_all.insert(text);
            }
        }
    }
    let same = of_admins.into_iter().filter(|(text, ..)| of_all.contains(text));
    same.map(|(_, place, path)| {
        Said::at(place, format!("`{path}` requires no more than an operation that is not administrative"))
    })
    .collect()
}

fn all<'a>(root: Cursor<'a>, view: View<'a>) -> Vec<Occurrence<'a>> {
    view.child(root, "paths").into_iter().flat_map(|paths| operations(paths, view)).collect()
}

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
