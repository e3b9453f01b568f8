//! What a file holds: operations and components, as symbols, folds and links.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::answers::{InFile, place_of};
use super::convert::{Encoding, uri_of};
use super::server::Server;
use crate::spec::Kind;
use crate::tree::{Cursor, words};

/// The kind of a symbol of the protocol.
mod kind {
    pub(super) const MODULE: u32 = 2;
    pub(super) const METHOD: u32 = 6;
    pub(super) const STRUCT: u32 = 23;
}

fn symbol(name: &str, kind: u32, at: Cursor<'_>, encoding: Encoding, children: Vec<Value>) -> Value {
    let (source, value, key) = (at.tree().source(), at.span(), at.name_span());
    let whole = crate::source::Span { start: key.start.min(value.start), end: value.end.max(key.end) };
    json!({
        "name": if name.is_empty() { " " } else { name },
        "kind": kind,
        "range": encoding.range_of(source, whole),
        "selectionRange": encoding.range_of(source, key),
        "children": children,
    })
}

pub(super) fn document_symbols(file: &InFile<'_>) -> Value {
    let api = file.project.api();
    let mut all: Vec<Value> = Vec::new();
    for operation in api.operations.iter().filter(|o| std::ptr::eq(o.entry.tree(), file.tree)) {
        all.push(symbol(&operation.title(), kind::METHOD, operation.entry, file.encoding, Vec::new()));
    }
    let components = api.root.get(words::COMPONENTS).filter(|_| std::ptr::eq(api.root.tree(), file.tree));
    for group in
        components.into_iter().flat_map(Cursor::entries).filter(|e| e.value.is_map() && !e.name().starts_with("x-"))
    {
        let inner = group.value.entries();
        let inner = inner.map(|e| symbol(e.name(), kind::STRUCT, e.value, file.encoding, Vec::new())).collect();
        all.push(symbol(group.name(), kind::MODULE, group.value, file.encoding, inner));
    }
    json!(all)
}

pub(super) fn workspace_symbols(server: &mut Server, params: &Value) -> Value {
    const MOST: usize = 200;
    let query = params.get("query").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let documents: Vec<PathBuf> = server.latest().documents.clone();
    let encoding = server.encoding();
    let mut all: Vec<Value> = Vec::new();
    for document in documents {
        for project in server.projects(&document) {
            let api = project.api();
            let operations = api.operations.iter().map(|o| (o.title(), kind::METHOD, o.entry));
            let schemas = api.workspace.trees().iter().flat_map(|t| api.workspace.labelled(t.file()));
            let schemas = schemas.filter(|(k, at)| {
                *k == Kind::Schema && at.parent().is_some_and(|p| matches!(p.key_text(), "schemas" | "definitions"))
            });
            let schemas = schemas.map(|(_, at)| (at.key_text().to_owned(), kind::STRUCT, at));
            for (name, kind, at) in operations.chain(schemas).filter(|(name, ..)| name.to_lowercase().contains(&query))
            {
                if all.len() == MOST {
                    return json!(all);
                }
                let location = place_of(&at.name_location(), encoding);
                let one = json!({"name": name, "kind": kind, "location": location});
                if !all.contains(&one) {
                    all.push(one);
                }
            }
        }
    }
    json!(all)
}

pub(super) fn folds(file: &InFile<'_>) -> Value {
    let api = file.project.api();
    let source = file.tree.source();
    let of_operations = api.operations.iter().map(|o| o.entry);
    let of_components = api
        .root
        .get(words::COMPONENTS)
        .into_iter()
        .flat_map(Cursor::entries)
        .flat_map(|e| std::iter::once(e.value).chain(e.value.children()));
    let mut all: Vec<(u32, u32)> = of_operations
        .chain(of_components)
        .filter(|at| std::ptr::eq(at.tree(), file.tree))
        .map(|at| (source.line_of(at.name_span().start), source.line_of(at.span().end.saturating_sub(1))))
        .filter(|(first, last)| first < last)
        .collect();
    all.sort_unstable();
    all.dedup();
    json!(all.into_iter().map(|(first, last)| json!({"startLine": first, "endLine": last})).collect::<Vec<_>>())
}

pub(super) fn links(file: &InFile<'_>) -> Value {
    let workspace = &file.project.workspace;
    let found = workspace.references(file.tree.file()).filter_map(|(from, to)| {
        let text = from.get(words::REF).unwrap_or(from);
        let other = to.file() != file.tree.file();
        let line = to.tree().source().line_of(to.name_span().start) + 1;
        let target = format!("{}#L{line}", uri_of(&file.project.path(to.file())));
        other.then(|| json!({"range": file.encoding.range(&text.location()), "target": target}))
    });
    json!(found.collect::<Vec<_>>())
}
