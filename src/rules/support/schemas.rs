//! The schemas that messages are made of.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::model::{Api, Operation, ParameterPlace, Shape};
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

/// Visits the schemas below some roots, each once.
pub fn walk_schemas<'a>(api: &Api<'a>, roots: &[Cursor<'a>], mut visit: impl FnMut(Part<'a>)) {
    let mut seen = FxHashSet::default();
    let mut work: Vec<Part<'a>> = roots
        .iter()
        .rev()
        .map(|r| Part { name: None, written: *r, schema: api.resolve(*r), is_branch: false })
        .collect();
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
                // The items of a named list are known by its name.
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
