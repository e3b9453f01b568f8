//! Functions about plain values, lists and properties.

use std::collections::HashSet;

use serde_json::Value;

use super::{Said, Target};
use crate::declared::inventory::{Inventory, View};
use crate::declared::pattern::CompiledPattern;
use crate::source::FileId;
use crate::tree::{Cursor, Shape, words};

pub(super) fn enumeration(target: &Target<'_>, listed: &[Value]) -> Vec<Said> {
    let held = |value: &Value| match target {
        Target::Missing => true,
        Target::Name(name) => value.as_str() == Some(name),
        Target::Node(at) => equals(*at, value),
    };
    let plain = match target {
        Target::Node(at) => !at.is_map() && !at.is_seq(),
        Target::Name(_) => true,
        Target::Missing => false,
    };
    if !plain || listed.iter().any(held) {
        return Vec::new();
    }
    let names: Vec<String> = listed.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).collect();
    vec![Said::here(format!("{} must be one of the allowed values: {}", target.shown(), names.join(", ")))]
}

/// True where a plain value of a document is this one.
fn equals(at: Cursor<'_>, value: &Value) -> bool {
    match (at.shape(), value) {
        (Shape::Null, Value::Null) => true,
        (Shape::Bool, Value::Bool(b)) => at.is_true() == *b,
        (Shape::Int | Shape::Float, Value::Number(n)) => at.f64() == n.as_f64(),
        (Shape::Str, Value::String(t)) => at.text() == t.as_str(),
        _ => false,
    }
}

pub(super) fn length(target: &Target<'_>, min: Option<f64>, max: Option<f64>) -> Vec<Said> {
    let length = match target {
        Target::Missing => return Vec::new(),
        Target::Name(name) => name.encode_utf16().count() as f64,
        Target::Node(at) => match at.shape() {
            Shape::Str => at.text().encode_utf16().count() as f64,
            Shape::Seq | Shape::Map => at.len() as f64,
            Shape::Int | Shape::Float => at.f64().unwrap_or(0.0),
            _ => return Vec::new(),
        },
    };
    let mut out = Vec::new();
    if let Some(min) = min.filter(|m| length < *m) {
        out.push(Said::of_property(format!("must be longer than {min}")));
    }
    if let Some(max) = max.filter(|m| length > *m) {
        out.push(Said::of_property(format!("must be shorter than {max}")));
    }
    out
}

pub(super) fn properties(target: &Target<'_>, names: &[String], only_one: bool, view: View<'_>) -> Vec<Said> {
    let Some(at) = target.node().filter(|a| a.is_map()) else { return Vec::new() };
    let count = names.iter().filter(|n| view.written_child(at, n).is_some()).count();
    let shown = names.iter().map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(", ");
    match (count, only_one) {
        (1, true) | (1.., false) => Vec::new(),
        (0, _) => vec![Said::here(format!("at least one of {shown} must be defined"))],
        _ => vec![Said::here(format!("just one of {shown} must be defined"))],
    }
}

pub(super) fn pattern(
    target: &Target<'_>,
    wanted: Option<&(String, CompiledPattern)>,
    unwanted: Option<&(String, CompiledPattern)>,
) -> Vec<Said> {
    let Some(text) = target.text() else { return Vec::new() };
    let mut out = Vec::new();
    if let Some((shown, pattern)) = wanted
        && !pattern.matches(&text)
    {
        out.push(Said::here(format!("{} must match the pattern \"{shown}\"", target.shown())));
    }
    if let Some((shown, pattern)) = unwanted
        && pattern.matches(&text)
    {
        out.push(Said::here(format!("{} must not match the pattern \"{shown}\"", target.shown())));
    }
    out
}

pub(super) fn alphabetical(target: &Target<'_>, keyed_by: Option<&str>, view: View<'_>) -> Vec<Said> {
    let Some(at) = target.node() else { return Vec::new() };
    let mut entries: Vec<(String, Option<f64>)> = Vec::new();
    if at.is_map() {
        entries.extend(at.entries().map(|e| (e.name().to_owned(), e.name().parse().ok())));
    } else if at.is_seq() {
        for (_, item) in view.children(at) {
            let value = match keyed_by {
                None => Some(item),
                Some(_) if !item.is_map() => return vec![Said::here("must be a list of objects")],
                Some(key) => view.child(item, key),
            };
            let sortable = |v: Cursor<'_>| matches!(v.shape(), Shape::Str | Shape::Int | Shape::Float);
            if keyed_by.is_none() && !value.is_some_and(sortable) {
                return vec![Said::here("only strings and numbers can be sorted")];
            }
            let text = value.map_or("undefined".to_owned(), |v| v.text().into_owned());
            entries.push((text, value.and_then(Cursor::f64)));
        }
    } else {
        return Vec::new();
    }
    let after = |a: &(String, Option<f64>), b: &(String, Option<f64>)| match (a.1, b.1) {
        (Some(x), Some(y)) => x > y,
        _ => compare(&a.0, &b.0).is_gt(),
    };
    let Some(n) = (1..entries.len()).find(|n| after(&entries[n - 1], &entries[*n])).map(|n| n - 1) else {
        return Vec::new();
    };
    if keyed_by.is_some() {
        return vec![Said::here("properties must follow the alphabetical order")];
    }
    let place = if at.is_map() { entries[n].0.clone() } else { n.to_string() };
    vec![Said::at(vec![place], format!("\"{}\" must be placed after \"{}\"", entries[n].0, entries[n + 1].0))]
}

/// The order of words for people: letters before case.
fn compare(a: &str, b: &str) -> std::cmp::Ordering {
    let fold = |t: &str| t.to_lowercase();
    fold(a).cmp(&fold(b)).then_with(|| b.cmp(a))
}

pub(super) fn typed_enum(target: &Target<'_>, view: View<'_>) -> Vec<Said> {
    let Some(at) = target.node().filter(|a| a.is_map()) else { return Vec::new() };
    let (Some(list), Some(types)) = (at.get(words::ENUM).filter(|e| e.is_seq()), at.get(words::TYPE)) else {
        return Vec::new();
    };
    let mut names: Vec<String> = match types.shape() {
        Shape::Str => vec![types.text().into_owned()],
        Shape::Seq => types.items().map(|t| t.text().into_owned()).collect(),
        _ => return Vec::new(),
    };
    if [words::NULLABLE].iter().any(|k| at.get(*k).is_some_and(Cursor::is_true))
        || at.get(words::X_NULLABLE).is_some_and(Cursor::is_true)
    {
        names.push("null".to_owned());
    }
    let fits = |value: Cursor<'_>| {
        names.iter().any(|name| match (name.as_str(), value.shape()) {
            ("null", Shape::Null) | ("boolean", Shape::Bool) | ("string", Shape::Str) => true,
            ("array", Shape::Seq) | ("object", Shape::Map) | ("number", Shape::Int | Shape::Float) => true,
            ("integer", Shape::Int | Shape::Float) => value.f64().is_some_and(|n| n.fract() == 0.0),
            _ => false,
        })
    };
    let wrong = view.children(list).filter(|(_, v)| !fits(*v));
    wrong
        .map(|(edge, value)| {
            let message = format!("Enum value {} must be \"{}\".", Target::Node(value).shown(), names.join("\" or \""));
            Said::at(vec!["enum".to_owned(), edge.text().into_owned()], message)
        })
        .collect()
}

/// The places of a file that references lead to, as fragments.
pub(in crate::declared) fn used(inventory: &Inventory, file: FileId) -> HashSet<String> {
    let trees = inventory.trees();
    let own = trees[file.0 as usize].source().name();
    let mut used = HashSet::new();
    for tree in trees {
        let Some(key) = tree.find_key("$ref") else { continue };
        for node in tree.root().descendants().filter(|d| d.is_map()) {
            let Some(text) = node.get(key).and_then(Cursor::str) else { continue };
            let (path, fragment) = text.split_once('#').unwrap_or((&text, ""));
            let from = tree.source().name();
            if (path.is_empty() && from == own) || (!path.is_empty() && crate::spec::join_path(from, path) == own) {
                used.insert(format!("#{}", crate::tree::decode_uri_fragment(fragment)));
            }
        }
    }
    used
}

/// Definitions of a place, by their names, that nothing refers to.
pub(in crate::declared) fn unreferenced<'n>(
    names: impl Iterator<Item = &'n str>,
    location: &str,
    used: &HashSet<String>,
) -> Vec<Said> {
    let inside: HashSet<&str> = used
        .iter()
        .filter_map(|u| u.strip_prefix(location)?.strip_prefix('/'))
        .map(|rest| rest.split('/').next().unwrap_or(rest))
        .collect();
    let base: Vec<String> =
        location.split('/').skip(1).map(|s| crate::tree::unescape_segment(s).into_owned()).collect();
    let unused = names.filter(|name| !inside.contains(crate::tree::escape_segment(name).as_ref()));
    unused
        .map(|name| {
            let below = base.iter().cloned().chain([name.to_owned()]).collect();
            Said::from_root(below, "nothing refers to this definition")
        })
        .collect()
}
