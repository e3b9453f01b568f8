//! Operations, their parameters and tags.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use super::{Said, identity, list, names, operations, root_of, text};
use crate::declared::inventory::View;
use crate::model::template_names;
use crate::tree::{Cursor, Shape, words};

pub(super) fn success(responses: Cursor<'_>, view: View<'_>) -> Vec<Said> {
    let newer = root_of(view).get(words::OPENAPI).is_some();
    let good = |code: &str| {
        (newer && matches!(code, "2XX" | "3XX")) || code.parse::<u32>().is_ok_and(|n| (200..400).contains(&n))
    };
    if responses.entries().any(|e| good(e.name())) {
        return Vec::new();
    }
    vec![Said::here("operations must have a response with a status of success or redirection")]
}

pub(super) fn form_consumed(operation: Cursor<'_>, view: View<'_>) -> Vec<Said> {
    let form =
        list(operation, "parameters", view).into_iter().any(|p| text(p, words::IN).as_deref() == Some("formData"));
    let consumed = list(operation, "consumes", view);
    let fits = consumed.iter().any(|c| {
        let c = c.text();
        c.contains("application/x-www-form-urlencoded") || c.contains("multipart/form-data")
    });
    if form && !fits {
        vec![Said::here(
            "an operation with form data consumes a form: application/x-www-form-urlencoded or multipart/form-data",
        )]
    } else {
        Vec::new()
    }
}

pub(super) fn ids_unique(paths: Cursor<'_>, view: View<'_>) -> Vec<Said> {
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for operation in operations(paths, view) {
        let Some(id) = text(operation.node, words::OPERATION_ID) else { continue };
        if !seen.insert(id) {
            let below = names(&[&operation.path, &operation.method, "operationId"]);
            out.push(Said::at(below, "every operation must have its own `operationId`"));
        }
    }
    out
}

pub(super) fn parameters(at: Cursor<'_>, view: View<'_>) -> Vec<Said> {
    if !at.is_seq() || at.len() < 2 {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    let (mut bodies, mut forms) = (Vec::new(), 0);
    for (n, (_, parameter)) in view.children(at).enumerate() {
        if !parameter.is_map() || parameter.get(words::REF).is_some() {
            continue;
        }
        let place = text(parameter, words::IN);
        if !seen.insert((place.clone(), text(parameter, words::NAME))) {
            let message = "another parameter of this operation has the same `name` and `in`";
            out.push(Said::at(vec![n.to_string()], message));
        }
        match place.as_deref() {
            Some("body") => bodies.push(n),
            Some("formData") => forms += 1,
            _ => {}
        }
    }
    if !bodies.is_empty() && forms > 0 {
        out.push(Said::here("an operation has either a body or form data"));
    }
    for n in bodies.into_iter().skip(1) {
        out.push(Said::at(vec![n.to_string()], "an operation has one body"));
    }
    out
}

pub(super) fn tags_defined(root: Cursor<'_>, view: View<'_>) -> Vec<Said> {
    let declared: HashSet<_> = list(root, "tags", view).into_iter().filter_map(|t| text(t, words::NAME)).collect();
    let Some(paths) = view.child(root, "paths").filter(|p| p.is_map()) else { return Vec::new() };
    let mut out = Vec::new();
    for operation in operations(paths, view) {
        for (n, tag) in list(operation.node, "tags", view).into_iter().enumerate() {
            if tag.shape() == Shape::Str && !declared.contains(&tag.text()) {
                let below = names(&["paths", &operation.path, &operation.method, "tags", &n.to_string()]);
                out.push(Said::at(below, "tags of operations must be declared under `tags`"));
            }
        }
    }
    out
}

pub(super) fn tags_unique(at: Cursor<'_>, view: View<'_>) -> Vec<Said> {
    if !at.is_seq() {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for (n, (_, tag)) in view.children(at).enumerate() {
        if let Some(name) = text(tag, words::NAME)
            && !seen.insert(name.clone())
        {
            let below = vec![n.to_string(), "name".to_owned()];
            out.push(Said::at(below, format!("the tag `{name}` is declared more than once")));
        }
    }
    out
}

/// The names in a template, in order, with repetitions.
fn template(path: &str) -> Vec<String> {
    let is_name =
        |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let names = template_names(path).map(|(name, _)| name.trim_start_matches([';', '?']).trim_end_matches('*'));
    names.filter(is_name).map(str::to_owned).collect()
}

/// Where a parameter stands: in a list, by its number.
#[derive(Clone)]
struct ParameterPlace {
    list: Rc<[String]>,
    number: usize,
}

impl ParameterPlace {
    /// The way to it.
    fn way(&self) -> Vec<String> {
        self.list.iter().cloned().chain([self.number.to_string()]).collect()
    }
}

/// Path parameters by name, with the place of each.
fn declared(parameters: Vec<Cursor<'_>>, list: Vec<String>, out: &mut Vec<Said>) -> BTreeMap<String, ParameterPlace> {
    let list: Rc<[String]> = list.into();
    let mut found: BTreeMap<String, ParameterPlace> = BTreeMap::new();
    for (number, parameter) in parameters.into_iter().enumerate() {
        let Some((kind, name)) = identity(parameter) else { continue };
        if kind != "path" {
            continue;
        }
        let place = ParameterPlace { list: list.clone(), number };
        if !parameter.get(words::REQUIRED).is_some_and(Cursor::is_true) {
            let message = format!("the path parameter `{name}` must be `required: true`");
            out.push(Said::at(place.way(), message));
        }
        if found.contains_key(name.as_ref()) {
            out.push(Said::at(place.way(), format!("the path parameter `{name}` is declared more than once")));
            continue;
        }
        found.insert(name.into_owned(), place);
    }
    found
}

/// A path with `%` in the place of its parameters, whatever marks stand around their names.
fn shape_of(path: &str, names: &HashSet<String>) -> String {
    let mut shape = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(start) = rest.find('{') {
        let Some(end) = rest[start..].find('}').map(|n| start + n) else { break };
        // The innermost brace begins the name.
        let open = rest[..end].rfind('{').unwrap_or(start);
        let inside = &rest[open + 1..end];
        let marked = inside.strip_prefix([';', '?']).unwrap_or(inside);
        let is_name = |name: &str| names.contains(name) || name.strip_suffix('*').is_some_and(|n| names.contains(n));
        shape.push_str(&rest[..open]);
        shape.push_str(if is_name(inside) || is_name(marked) { "%" } else { &rest[open..=end] });
        rest = &rest[end + 1..];
    }
    shape + rest
}

pub(super) fn path_parameters(paths: Cursor<'_>, view: View<'_>) -> Vec<Said> {
    let mut out = Vec::new();
    let mut shapes: HashMap<String, String> = HashMap::new();
    for (path, item) in view.children(paths) {
        let path = path.text();
        let mut elements: Vec<String> = Vec::new();
        let mut known: HashSet<String> = HashSet::new();
        for name in template(&path) {
            if known.contains(&name) {
                let message = format!("the path `{path}` names the parameter `{name}` more than once");
                out.push(Said::at(names(&[&path]), message));
            } else {
                known.insert(name.clone());
                elements.push(name);
            }
        }
        let shape = shape_of(&path, &known);
        if let Some(other) = shapes.get(&shape) {
            let message = format!("the paths `{other}` and `{path}` are the same but for the names of parameters");
            out.push(Said::at(names(&[&path]), message));
        } else {
            shapes.insert(shape, path.to_string());
        }
        if !item.is_map() {
            continue;
        }
        let shared = declared(list(item, "parameters", view), names(&[&path, "parameters"]), &mut out);
        for operation in super::operations_of(&path, item, view) {
            let base = names(&[&path, &operation.method, "parameters"]);
            let mut all = shared.clone();
            all.extend(declared(list(operation.node, "parameters", view), base, &mut out));
            for (name, place) in &all {
                if !known.contains(name) {
                    let message = format!("the parameter `{name}` does not stand in the path `{path}`");
                    out.push(Said::at(place.way(), message));
                }
            }
            for name in elements.iter().filter(|n| !all.contains_key(*n)) {
                let message = format!("the operation must declare the parameter `{name}` of its path");
                out.push(Said::at(names(&[&path, &operation.method]), message));
            }
        }
    }
    out
}
