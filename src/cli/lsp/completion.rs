//! What may stand at a place: targets of references, schemes, scopes, tags, ids of rules, keys of the configuration. Keys of
//! OpenAPI are left to servers that complete by schema, as yaml-language-server.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::answers::{AtPlace, Refusal};
use super::convert::Encoding;
use super::project::Project;
use super::symbols::node_at;
use crate::model::Api;
use crate::rules;
use crate::session::CONFIGURATIONS;
use crate::source::{Source, Span};
use crate::spec::{Kind, Version, path_between};
use crate::tree::{Cursor, join_pointer, words};

/// How many are given at most.
const MOST: usize = 1000;

/// Kinds of items of the protocol.
mod kind {
    pub(super) const PROPERTY: u32 = 10;
    pub(super) const VALUE: u32 = 12;
    pub(super) const REFERENCE: u32 = 18;
}

/// What may stand at a place.
pub(super) fn complete(place: &AtPlace<'_>) -> Result<Value, Refusal> {
    let Some((project, tree)) = place.projects.iter().find_map(|p| Some((p, p.tree(place.path)?))) else {
        return Ok(Value::Null);
    };
    let source = tree.source();
    let line = source.line_span(source.line_of(place.offset));
    let before = source.slice(Span { start: line.start, end: place.offset.max(line.start) });
    let list = |items: Vec<(String, u32, String)>, typed: &str| {
        let start = place.offset - typed.len() as u32;
        given(items, source, Span { start, end: place.offset }, place.encoding)
    };
    if let Some(names) = comment(before) {
        let ids = rules::all().chain(rules::of_comparisons());
        return Ok(list(ids.map(|r| (r.id.to_owned(), kind::VALUE, r.summary.to_owned())).collect(), names));
    }
    if let Some(typed) = reference(before) {
        return Ok(list(targets(project, place), typed));
    }
    let typed = word(before);
    let at = node_at(tree, place.offset);
    let way: Vec<String> = at.segments().into_iter().map(std::borrow::Cow::into_owned).collect();
    let name = place.path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    if CONFIGURATIONS.contains(&name) {
        return Ok(list(configuration(&way, at, place.offset), typed));
    }
    let api = project.api();
    Ok(list(names(&api, &way, at), typed))
}

/// The items as the protocol has them: each replaces what is typed.
fn given(items: Vec<(String, u32, String)>, source: &Source, typed: Span, encoding: Encoding) -> Value {
    let range = encoding.range_of(source, typed);
    let whole = items.len() <= MOST;
    let items: Vec<Value> = items
        .into_iter()
        .take(MOST)
        .map(|(label, kind, detail)| {
            json!({"label": label, "kind": kind, "detail": detail, "textEdit": {"range": range, "newText": label}})
        })
        .collect();
    json!({"isIncomplete": !whole, "items": items})
}

/// What is typed of a rule in a comment that suppresses.
fn comment(before: &str) -> Option<&str> {
    let (_, names) = before.rsplit_once("apivet-ignore:")?;
    if names.contains("--") || !before.contains('#') {
        return None;
    }
    Some(names.rsplit(',').next().unwrap_or(names).trim_start())
}

/// What is typed of a reference.
fn reference(before: &str) -> Option<&str> {
    let (_, value) = before.rsplit_once("$ref")?;
    let value = value.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?.trim_start();
    let value = value.strip_prefix(['"', '\'']).unwrap_or(value);
    (!value.contains(['"', '\'', ',', '}'])).then_some(value)
}

/// The word at the end.
fn word(before: &str) -> &str {
    let ends = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '{' | '}' | ',' | '"' | '\'');
    before.rsplit(ends).next().unwrap_or_default()
}

/// What references may lead to from here: components of the document and of its parts, those of the kind that fits first.
fn targets(project: &Project, place: &AtPlace<'_>) -> Vec<(String, u32, String)> {
    let api = project.api();
    let Some(tree) = project.tree(place.path) else { return Vec::new() };
    let at = node_at(tree, place.offset);
    let holder = if at.key() == Some(words::REF) { at.parent() } else { Some(at) };
    let wanted = holder.map_or(Kind::None, |at| api.workspace.kind(at));
    let own = std::ptr::eq(api.root.tree(), tree);
    let prefix = if own { String::new() } else { path_between(tree.source().name(), api.root.tree().source().name()) };
    let mut all: Vec<(bool, String, String)> = Vec::new();
    let groups: Vec<Cursor<'_>> = match api.version {
        Version::V2_0 => api.root.entries().map(|e| e.value).filter(|g| is_group(g.key_text())).collect(),
        _ => api.root.get(words::COMPONENTS).into_iter().flat_map(Cursor::children).collect(),
    };
    for group in groups.into_iter().filter(|group| group.is_map() && !group.key_text().starts_with("x-")) {
        for entry in group.entries() {
            let kind = api.workspace.kind(entry.value);
            let fits = kind == wanted;
            if wanted != Kind::None && !fits && kind != Kind::None {
                continue;
            }
            let mut way: Vec<String> = group.segments().into_iter().map(std::borrow::Cow::into_owned).collect();
            way.push(entry.name().to_owned());
            let label = format!("{prefix}#{}", join_pointer(&way));
            all.push((!fits, label, kind.words().to_owned()));
        }
    }
    all.sort_unstable();
    all.into_iter().map(|(_, label, detail)| (label, kind::REFERENCE, detail)).collect()
}

/// The keys of the root of 2.0 that hold what is referred to.
fn is_group(key: &str) -> bool {
    matches!(key, "definitions" | "parameters" | "responses")
}

/// Schemes, scopes and tags.
fn names(api: &Api<'_>, way: &[String], at: Cursor<'_>) -> Vec<(String, u32, String)> {
    let is_number = |text: &String| text.bytes().all(|b| b.is_ascii_digit());
    if let Some(n) = way.iter().rposition(|key| key == "security") {
        return match &way[n + 1..] {
            [] => schemes(api),
            [item] if is_number(item) => schemes(api),
            // A name that is being written is a key without a value.
            [item, _] if is_number(item) && !at.is_seq() => schemes(api),
            [item, scheme, ..] if is_number(item) => scopes(api, scheme),
            _ => Vec::new(),
        };
    }
    let last = way.iter().rev().find(|key| !is_number(key));
    if last.is_some_and(|key| key == "tags") {
        let tags =
            api.root.get(words::TAGS).into_iter().flat_map(Cursor::items).filter_map(|t| t.get_text(words::NAME));
        let used = api.operations.iter().flat_map(|o| o.tags().collect::<Vec<_>>());
        let all: BTreeSet<String> = tags.chain(used).map(std::borrow::Cow::into_owned).collect();
        return all.into_iter().filter(|t| !t.is_empty()).map(|t| (t, kind::VALUE, "tag".to_owned())).collect();
    }
    Vec::new()
}

fn schemes(api: &Api<'_>) -> Vec<(String, u32, String)> {
    api.schemes.iter().map(|s| (s.name.to_owned(), kind::REFERENCE, "security scheme".to_owned())).collect()
}

fn scopes(api: &Api<'_>, scheme: &str) -> Vec<(String, u32, String)> {
    let flows = api.schemes.iter().filter(|s| s.name == scheme).flat_map(|s| &s.flows);
    let mut seen = BTreeSet::new();
    let scopes = flows.flat_map(|f| &f.scopes).filter(|s| seen.insert(s.name));
    scopes.map(|s| (s.name.to_owned(), kind::VALUE, s.at.text().into_owned())).collect()
}

/// Keys and values of `apivet.yaml`, by its schema.
fn configuration(way: &[String], at: Cursor<'_>, offset: u32) -> Vec<(String, u32, String)> {
    let schema = crate::ruleset::json_schema();
    let source = at.tree().source();
    // A text below its key is a key that is being written, in the object that is to be there.
    let below = at.key().is_some() && source.line_of(at.key_span().end) < source.line_of(offset);
    let on_key = at.key().is_none() || at.key_span().end >= offset || at.is_map() || below;
    // Of a key that is being written, the object around it counts.
    let object = if at.is_map() || way.is_empty() || below { way } else { &way[..way.len() - 1] };
    if !on_key {
        return values(&schema, follow(&schema, way));
    }
    let here = follow(&schema, object);
    let mut all = Vec::new();
    for part in parts(&schema, here) {
        for (name, property) in part.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let detail = property.get("description").and_then(Value::as_str).unwrap_or_default();
            all.push((name.clone(), kind::PROPERTY, detail.to_owned()));
        }
    }
    all
}

/// The schema of a place.
fn follow<'s>(schema: &'s Value, way: &[String]) -> &'s Value {
    let mut here = schema;
    for key in way {
        let next = parts(schema, here).into_iter().find_map(|part| {
            let property = part.pointer(&join_pointer(&["properties", key.as_str()]));
            let item = part.get("items").filter(|_| key.bytes().all(|b| b.is_ascii_digit()));
            property.or(item).or_else(|| part.get("additionalProperties").filter(|p| p.is_object()))
        });
        match next {
            Some(next) => here = next,
            None => return &Value::Null,
        }
    }
    here
}

/// A schema with those that it is made of.
fn parts<'s>(root: &'s Value, schema: &'s Value) -> Vec<&'s Value> {
    let mut found = vec![schema];
    let mut n = 0;
    while n < found.len() && n < 64 {
        let part = found[n];
        if let Some(target) = part.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#')) {
            found.extend(root.pointer(target));
        }
        for key in ["anyOf", "oneOf", "allOf"] {
            found.extend(part.get(key).and_then(Value::as_array).into_iter().flatten());
        }
        n += 1;
    }
    found
}

/// The values that a schema lists.
fn values(root: &Value, schema: &Value) -> Vec<(String, u32, String)> {
    let mut all = Vec::new();
    for part in parts(root, schema) {
        let listed = part.get("enum").and_then(Value::as_array).into_iter().flatten().chain(part.get("const"));
        for value in listed {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            all.push((text, kind::VALUE, String::new()));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed() {
        assert_eq!(reference("  $ref: '#/comp"), Some("#/comp"));
        assert_eq!(reference("{\"$ref\": \"#"), Some("#"));
        assert_eq!(reference("$ref: "), Some(""));
        assert_eq!(reference("{$ref: '#/a', x: "), None);
        assert_eq!(comment("  # apivet-ignore: a, sco"), Some("sco"));
        assert_eq!(comment("# apivet-ignore: a -- b"), None);
        assert_eq!(word("security: [{oauth: [ord"), "ord");
    }
}
