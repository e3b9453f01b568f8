//! References, components and discriminators.

use super::{Said, list, text};
use crate::declared::functions::{Target, values};
use crate::declared::inventory::View;
use crate::tree::{Cursor, words};

/// The components that something may refer to.
const COMPONENTS: [&str; 8] =
    ["schemas", "responses", "parameters", "examples", "requestBodies", "headers", "links", "callbacks"];

pub(super) fn siblings(reference: Cursor<'_>) -> Vec<Said> {
    let Some(holder) = reference.parent().filter(|p| p.is_map() && p.len() > 1) else { return Vec::new() };
    let base: Vec<String> = holder.segments().into_iter().map(|s| s.into_owned()).collect();
    let others = holder.entries().filter(|e| e.key != words::REF);
    others
        .map(|e| {
            let below = base.iter().cloned().chain([e.name().to_owned()]).collect();
            Said::from_root(below, "nothing beside `$ref` has an effect")
        })
        .collect()
}

pub(super) fn discriminator(schema: Cursor<'_>, view: View<'_>) -> Vec<Said> {
    let Some(name) = text(schema, words::DISCRIMINATOR) else { return Vec::new() };
    let mut out = Vec::new();
    let properties = view.child(schema, "properties").filter(|p| p.is_map());
    if properties.is_none_or(|p| p.get_str(&name).is_none()) {
        let message = format!("the discriminator `{name}` must be one of the properties");
        out.push(Said::at(vec!["properties".to_owned()], message));
    }
    if !list(schema, "required", view).iter().any(|r| r.text() == name) {
        let message = format!("the discriminator `{name}` must be required");
        out.push(Said::at(vec!["required".to_owned()], message));
    }
    out
}

pub(super) fn unused_components(root: &Target<'_>, view: View<'_>) -> Vec<Said> {
    let Target::Node(at) = root else { return Vec::new() };
    let Some(components) = view.written_child(*at, "components") else { return Vec::new() };
    let used = values::used(view.inventory(), components.file());
    let mut out = Vec::new();
    for kind in COMPONENTS {
        if let Some(named) = view.written_child(components, kind) {
            let names = named.entries().map(|e| e.name());
            out.extend(values::unreferenced(names, &format!("#/components/{kind}"), &used));
        }
    }
    out
}
