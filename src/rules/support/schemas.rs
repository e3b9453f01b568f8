//! The schemas that messages are made of.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::model::{Api, Operation, ParameterPlace, Shape};
use crate::rule::Context;
use crate::tree::{Cursor, words};

/// A schema inside of a message.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// Its name, where it is a property or a parameter.
    pub name: Option<&'a str>,
    /// Where it is written: the entry, perhaps a reference.
    pub written: Cursor<'a>,
    /// The schema itself.
    pub schema: Cursor<'a>,
    /// True for a part of `allOf`, `anyOf` or `oneOf`.
    pub is_branch: bool,
}

/// A schema that a message begins with. 2.0 describes the fields of forms by parameters, which have names.
fn root<'a>(api: &Api<'a>, at: Cursor<'a>) -> Part<'a> {
    let name = at.get(words::IN).and_then(|_| parameter_name(at));
    Part { name, written: at, schema: api.resolve(at), is_branch: false }
}

/// Visits the schemas below some roots, each once.
pub fn walk_schemas<'a>(api: &Api<'a>, roots: &[Cursor<'a>], mut visit: impl FnMut(Part<'a>)) {
    let mut seen = FxHashSet::default();
    let mut work: Vec<Part<'a>> = roots.iter().rev().map(|r| root(api, *r)).collect();
    while let Some(part) = work.pop() {
        let schema = part.schema;
        if !schema.is_map() || !seen.insert((schema.file(), schema.id())) {
            continue;
        }
        visit(part);
        let first = work.len();
        let mut add = |name: Option<&'a str>, written: Cursor<'a>, is_branch: bool| {
            work.push(Part { name, written, schema: api.resolve(written), is_branch });
        };
        for entry in schema.get(words::PROPERTIES).into_iter().flat_map(Cursor::entries) {
            add(Some(entry.name()), entry.value, false);
        }
        for key in [words::ITEMS, words::ADDITIONAL_PROPERTIES] {
            if let Some(inner) = schema.get(key).filter(|i| i.is_map()) {
                add(None, inner, false);
            }
        }
        for key in [words::ALL_OF, words::ANY_OF, words::ONE_OF, words::PREFIX_ITEMS] {
            for branch in schema.get(key).into_iter().flat_map(Cursor::items) {
                add(None, branch, true);
            }
        }
        work[first..].reverse();
    }
}

/// The schemas that an operation's requests begin with: those of the body and of the parameters.
pub fn request_roots<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Vec<Cursor<'a>> {
    let mut roots: Vec<Cursor<'a>> = Vec::new();
    for content in api.body_of(operation).into_iter().flat_map(|b| b.contents) {
        match content.shape {
            Shape::Schema(schema) => roots.push(schema),
            Shape::Form(fields) => roots.extend(fields.iter().map(|f| f.node)),
            Shape::Any => {}
        }
    }
    roots
}

/// The schemas of the parameters of an operation that clients fill, with their names.
pub fn parameter_schemas<'a>(
    api: &Api<'a>,
    operation: &Operation<'a>,
) -> Vec<(crate::model::Parameter<'a>, Cursor<'a>)> {
    let plain = operation.parameters.iter().filter(|p| {
        matches!(
            p.place,
            ParameterPlace::Query | ParameterPlace::Header | ParameterPlace::Path | ParameterPlace::Cookie
        )
    });
    plain.map(|p| (p.clone(), p.node.get(words::SCHEMA).map_or(p.node, |s| api.resolve(s)))).collect()
}

/// The schemas that an operation's answers begin with.
pub fn response_roots<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Vec<Cursor<'a>> {
    let contents = api.responses_of(operation).into_iter().flat_map(|r| r.contents);
    contents.filter_map(|c| c.shape.schema()).collect()
}

/// The names of an object's properties, those of the parts of `allOf` included.
pub fn property_names<'a>(api: &Api<'a>, schema: Cursor<'a>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut seen = FxHashSet::default();
    let mut work = vec![api.resolve(schema)];
    while let Some(schema) = work.pop() {
        if !seen.insert((schema.file(), schema.id())) {
            continue;
        }
        names.extend(schema.get(words::PROPERTIES).into_iter().flat_map(Cursor::entries).map(|e| e.name().to_owned()));
        work.extend(schema.get(words::ALL_OF).into_iter().flat_map(Cursor::items).map(|i| api.resolve(i)));
    }
    names
}

/// True where a schema is, or may be, of a type.
pub fn is_of(schema: Cursor<'_>, wanted: &str) -> bool {
    schema.get(words::TYPE).is_some_and(|t| t.text() == wanted || t.items().any(|i| i.text() == wanted))
}

/// Every schema that clients fill, once: those of parameters, and all inside of bodies.
pub fn inputs<'a>(cx: &Context<'_>, api: &Api<'a>) -> Vec<Part<'a>> {
    let mut out: Vec<Part<'a>> = Vec::new();
    let mut seen = FxHashSet::default();
    let mut roots = Vec::new();
    for operation in api.path_operations().filter(|o| !cx.is_exempt(o)) {
        for (parameter, schema) in parameter_schemas(api, operation) {
            if seen.insert((parameter.node.file(), parameter.node.id())) {
                let part =
                    Part { name: parameter_name(parameter.node), written: parameter.node, schema, is_branch: false };
                out.push(part);
                roots.push(schema);
            }
        }
        roots.extend(request_roots(api, operation));
    }
    let parameters: FxHashSet<_> = out.iter().map(|p| (p.schema.file(), p.schema.id())).collect();
    walk_schemas(api, &roots, |part| {
        if !parameters.contains(&(part.schema.file(), part.schema.id())) {
            out.push(part);
        }
    });
    out
}

/// The name of a parameter; nothing where it is escaped in the document.
fn parameter_name(parameter: Cursor<'_>) -> Option<&str> {
    match parameter.get(words::NAME)?.text() {
        std::borrow::Cow::Borrowed(name) => Some(name),
        std::borrow::Cow::Owned(_) => None,
    }
}
