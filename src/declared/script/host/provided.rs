//! What scripts may ask the program for: core functions, the graph of references, formats, URLs.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use rquickjs::{Ctx, Exception};
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::declared::format;
use crate::declared::functions::{self, Said, Target};
use crate::declared::inventory::Inventory;
use crate::declared::message;
use crate::declared::ruleset::OAS;
use crate::source::Source;
use crate::spec::NoFiles;
use crate::tree::{Limits, Tree, words};

/// Core functions that were called, by name and options.
pub(super) type BuiltInFunctions = FxHashMap<(String, String), Result<Rc<functions::Function>, String>>;

/// A core function, called from JavaScript: its results, or nothing where it has nothing to say.
pub(super) fn core(
    cx: &Ctx<'_>,
    known: &RefCell<BuiltInFunctions>,
    used: &HashSet<String>,
    name: String,
    input: Option<String>,
    options: String,
) -> rquickjs::Result<Option<String>> {
    let key = (name, options);
    let found = known.borrow().get(&key).cloned();
    let function = match found {
        Some(function) => function,
        None => {
            let options: Option<Value> = serde_json::from_str(&key.1).ok();
            let function = match functions::Function::read(&key.0, options.as_ref()) {
                Some(function) => function.map(Rc::new),
                None => Err(format!("there is no function `{}`", key.0)),
            };
            known.borrow_mut().insert(key, function.clone());
            function
        }
    };
    let function = function.map_err(|why| Exception::throw_message(cx, &why))?;
    let text = input.clone().unwrap_or_default();
    let tree = Tree::parse(Arc::new(Source::new("value.json", text)), Limits::default());
    let inventory = Inventory::build(tree, &NoFiles);
    let view = inventory.view(false);
    let target = if input.is_some() { Target::Node(view.root()) } else { Target::Missing };
    let said = match &*function {
        // What refers to it stands in the document.
        functions::Function::Unreferenced { location } => {
            functions::unreferenced(view.root().entries().map(|e| e.name()), location, used)
        }
        function => function.apply(&target, view),
    };
    if said.is_empty()
        && !matches!(
            *function,
            functions::Function::Schema(_)
                | functions::Function::Or(_)
                | functions::Function::Xor(_)
                | functions::Function::Unreferenced { .. }
        )
    {
        return Ok(None);
    }
    let one = |s: Said| serde_json::json!({"message": s.message, "below": s.below, "whole": s.from_root, "about": s.about_property});
    Ok(Some(Value::Array(said.into_iter().map(one).collect()).to_string()))
}

/// The parts of a URL (WHATWG URL Standard), as JSON; nothing where it is none.
pub(super) fn url(text: String, base: Option<String>) -> Option<String> {
    let url = match base {
        Some(base) => url::Url::parse(&base).ok()?.join(&text).ok()?,
        None => url::Url::parse(&text).ok()?,
    };
    let port = url.port().map(|p| p.to_string()).unwrap_or_default();
    let hostname = url.host_str().unwrap_or_default();
    let host = if port.is_empty() { hostname.to_owned() } else { format!("{hostname}:{port}") };
    let before =
        |mark: &str, part: Option<&str>| part.filter(|p| !p.is_empty()).map_or(String::new(), |p| format!("{mark}{p}"));
    let parts = serde_json::json!({
        "href": url.as_str(), "origin": url.origin().ascii_serialization(), "protocol": format!("{}:", url.scheme()),
        "username": url.username(), "password": url.password().unwrap_or_default(), "host": host,
        "hostname": hostname, "port": port, "pathname": url.path(), "search": before("?", url.query()),
        "hash": before("#", url.fragment()),
    });
    Some(parts.to_string())
}

/// For each file, where its references stand and what they say.
pub(super) fn graph(inventory: &Inventory) -> Value {
    let mut nodes = serde_json::Map::new();
    for tree in inventory.trees() {
        let mut references = serde_json::Map::new();
        let found = tree.root().descendants().filter(|at| at.is_map());
        for (at, text) in found.filter_map(|at| Some((at, at.get(words::REF)?.str()?))) {
            references.insert(message::fragment(at), text.into());
        }
        nodes.insert(tree.source().name().to_owned(), serde_json::json!({"refMap": references}));
    }
    Value::Object(nodes)
}

/// The rules of `spectral:oas`, as JSON.
pub(super) fn built_in_rules() -> String {
    let tree = Tree::parse(Arc::new(Source::new("oas.yaml", OAS)), Limits::default());
    let mut text = Vec::new();
    match crate::tree::write_json(&mut text, tree.root(), 1_000_000) {
        Ok(()) => String::from_utf8(text).unwrap_or_default(),
        Err(_) => "{}".to_owned(),
    }
}

pub(super) fn is_format(name: String, document: String) -> bool {
    let tree = Tree::parse(Arc::new(Source::new("value.json", document)), Limits::default());
    format::of(tree.root()).iter().any(|f| *f == name)
}
