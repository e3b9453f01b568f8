//! Where names are declared and used, and giving them others.

use serde_json::{Value, json};

use super::answers::{Answer, AtPlace, Refusal, at_place, place_of, wrong};
use super::diagnostics::changes;
use super::server::Server;
use super::symbols::{Occurrence, described, node_at, occurrences, refused, symbol_at};
use crate::cli::rpc::code;
use crate::source::Edit;

/// Where the symbol at the place is declared.
pub(super) fn definition(place: &AtPlace<'_>) -> Answer {
    Ok(json!(occurrences_at(place, |occurrence| occurrence.declares)))
}

/// All places of the symbol.
pub(super) fn references(place: &AtPlace<'_>) -> Answer {
    Ok(json!(occurrences_at(place, |_| true)))
}

fn occurrences_at(place: &AtPlace<'_>, wanted: impl Fn(&Occurrence<'_>) -> bool) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for project in place.projects {
        let (Some(tree), api) = (project.tree(place.path), project.api()) else { continue };
        let Some(symbol) = symbol_at(&api, node_at(tree, place.offset), place.offset) else { continue };
        for occurrence in occurrences(&api, &symbol).iter().filter(|o| wanted(o)) {
            let tree = occurrence.at.tree();
            let at = place_of(&tree.location(occurrence.span()), place.encoding);
            if !found.contains(&at) {
                found.push(at);
            }
        }
    }
    found
}

pub(super) fn prepare_rename(place: &AtPlace<'_>) -> Answer {
    for project in place.projects {
        let (Some(tree), api) = (project.tree(place.path), project.api()) else { continue };
        let Some(symbol) = symbol_at(&api, node_at(tree, place.offset), place.offset) else { continue };
        let all = occurrences(&api, &symbol);
        let here = all.iter().find(|o| {
            let span = o.span();
            std::ptr::eq(o.at.tree(), tree) && span.start <= place.offset && place.offset <= span.end
        });
        if let Some(here) = here {
            let range = place.encoding.range_of(tree.source(), here.span());
            return Ok(json!({"range": range, "placeholder": described(&symbol).0}));
        }
    }
    Ok(Value::Null)
}

pub(super) fn rename(server: &mut Server, params: &Value) -> Answer {
    let new = params.get("newName").and_then(Value::as_str).ok_or_else(|| wrong("`newName` is missing"))?.to_owned();
    at_place(server, params, |place| {
        let mut edits: Vec<Edit> = Vec::new();
        for project in place.projects {
            let (Some(tree), api) = (project.tree(place.path), project.api()) else { continue };
            let Some(symbol) = symbol_at(&api, node_at(tree, place.offset), place.offset) else { continue };
            if let Some(why) = refused(&symbol, &new) {
                return Err(Refusal { code: code::FAILED, message: why.as_str().to_owned() });
            }
            for occurrence in occurrences(&api, &symbol) {
                let Some(edit) = occurrence.renamed(&new) else {
                    let message = "cannot rename: a `$ref` resolves to a whole file".to_owned();
                    return Err(Refusal { code: code::FAILED, message });
                };
                let is_known = |e: &Edit| {
                    e.location.span == edit.location.span && e.location.source.name() == edit.location.source.name()
                };
                if !edits.iter().any(is_known) {
                    edits.push(edit);
                }
            }
        }
        if edits.is_empty() {
            return Err(Refusal { code: code::FAILED, message: "there is no symbol to rename here".to_owned() });
        }
        Ok(changes(&edits, place.encoding).unwrap_or_default())
    })
}
