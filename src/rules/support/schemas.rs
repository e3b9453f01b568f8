//! The schemas that messages are made of.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::finding::{Message, message};
use crate::model::{Api, BodyShape, Direction, Operation, ParameterLocation};
use crate::rule::Context;
use crate::tree::{Cursor, Key, NodeSet, words};

/// A schema inside of a message.
#[derive(Clone, Copy, Debug)]
pub struct SchemaPart<'a> {
    /// Its name, where it is a property or a parameter, or a part of one by `allOf`, `anyOf` or `oneOf`.
    pub name: Option<&'a str>,
    /// Where it is written: the entry, perhaps a reference.
    pub written: Cursor<'a>,
    /// The schema itself.
    pub schema: Cursor<'a>,
    /// True for a part of `allOf`, `anyOf` or `oneOf`.
    pub is_branch: bool,
    /// True for what a message begins with.
    pub is_root: bool,
    /// For a branch: the schemas that it is a part of, as written and resolved, the nearest first; as deep as anybody
    /// writes.
    around: [Option<Cursor<'a>>; 4],
}

impl<'a> SchemaPart<'a> {
    /// A schema by itself.
    fn alone(name: Option<&'a str>, written: Cursor<'a>, schema: Cursor<'a>) -> Self {
        Self { name, written, schema, is_branch: false, is_root: false, around: [None; 4] }
    }

    /// True where a keyword holds for the value: it stands in the schema, beside its reference, in what the schema is a
    /// part of, or in a part of `allOf`.
    pub fn says(&self, api: &Api<'a>, key: Key) -> bool {
        let own = [Some(self.schema), Some(self.written)].into_iter().chain(self.around).flatten();
        own.into_iter().any(|s| {
            let parts = s.get(words::ALL_OF).into_iter().flat_map(Cursor::items);
            s.get(key).is_some() || parts.into_iter().any(|p| p.get(key).or_else(|| api.resolve(p).get(key)).is_some())
        })
    }

    /// True for one of several alternatives, or a part of what is itself deprecated.
    pub fn is_choice(&self) -> bool {
        let one_of_many =
            |s: Cursor<'a>| [words::ANY_OF, words::ONE_OF].iter().any(|k| s.get(*k).is_some_and(|l| l.len() > 1));
        self.around
            .into_iter()
            .flatten()
            .any(|s| one_of_many(s) || s.get(words::DEPRECATED).is_some_and(Cursor::is_true))
    }

    /// The part as messages call it: `` `name` ``, `an item`, `the body`.
    pub fn shown(&self) -> Message {
        match self.name {
            Some(name) => message!("`{}`", name),
            None if self.is_root => Message::from("the body"),
            None => Message::from("an item"),
        }
    }
}

/// What is still to be visited.
struct Step<'a> {
    name: Option<&'a str>,
    written: Cursor<'a>,
    /// For a branch: the number of what it is a part of among those that have branches.
    part_of: Option<u32>,
    is_root: bool,
}

/// Visits the schemas below some roots that travel this way, each once.
pub fn walk_schemas<'a>(api: &Api<'a>, roots: &[Cursor<'a>], way: Direction, visit: &mut dyn FnMut(SchemaPart<'a>)) {
    let mut seen = NodeSet::default();
    let root = |at: Cursor<'a>| {
        // 2.0 describes the fields of forms by parameters, which have names.
        let name = at.get(words::IN).and_then(|_| parameter_name(at));
        Step { name, written: at, part_of: None, is_root: true }
    };
    let mut work: Vec<Step<'a>> = roots.iter().rev().map(|at| root(*at)).collect();
    let mut wholes: Vec<[Option<Cursor<'a>>; 4]> = Vec::new();
    while let Some(Step { name, written, part_of, is_root }) = work.pop() {
        let schema = api.resolve(written);
        if !schema.is_map() || ![written, schema].iter().all(|s| way.carries(*s)) || !seen.insert(schema) {
            continue;
        }
        let around = part_of.map_or([None; 4], |n| wholes[n as usize]);
        visit(SchemaPart { name, written, schema, is_branch: part_of.is_some(), is_root, around });
        let first = work.len();
        let alone = |name, written| Step { name, written, part_of: None, is_root: false };
        let properties = schema.get(words::PROPERTIES).into_iter().flat_map(Cursor::entries);
        work.extend(properties.map(|entry| alone(Some(entry.name()), entry.value)));
        for key in [words::ITEMS, words::ADDITIONAL_PROPERTIES] {
            work.extend(schema.get(key).filter(|inner| inner.is_map()).map(|inner| alone(None, inner)));
        }
        work.extend(schema.get(words::PREFIX_ITEMS).into_iter().flat_map(Cursor::items).map(|item| alone(None, item)));
        let number = Some(wholes.len() as u32);
        let branches = [words::ALL_OF, words::ANY_OF, words::ONE_OF].into_iter().filter_map(|key| schema.get(key));
        let before = work.len();
        work.extend(branches.flat_map(Cursor::items).map(|at| Step { name, written: at, part_of: number, is_root }));
        if work.len() > before {
            wholes.push([Some(schema), Some(written), around[0], around[1]]);
        }
        work[first..].reverse();
    }
}

/// The schemas that an operation's requests begin with: those of the body and of the parameters.
pub fn request_roots<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Vec<Cursor<'a>> {
    let mut roots: Vec<Cursor<'a>> = Vec::new();
    for content in api.contents_of(operation) {
        match &content.shape {
            BodyShape::Schema(schema) => roots.push(*schema),
            BodyShape::Form(fields) => roots.extend(fields.iter().map(|f| f.node)),
            BodyShape::Any => {}
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
            ParameterLocation::Query | ParameterLocation::Header | ParameterLocation::Path | ParameterLocation::Cookie
        )
    });
    plain.map(|p| (p.clone(), p.node.get(words::SCHEMA).map_or(p.node, |s| api.resolve(s)))).collect()
}

/// The schemas that an operation's answers begin with.
pub fn response_roots<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Vec<Cursor<'a>> {
    let contents = api.responses_of(operation).iter().flat_map(|r| &r.contents);
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
pub fn inputs<'a>(cx: &Context<'_>, api: &Api<'a>) -> Vec<SchemaPart<'a>> {
    let mut out = Vec::new();
    each_input(cx, api, &mut |part| out.push(part));
    out
}

/// Visits every schema that clients fill, in the order of [`inputs`].
pub fn each_input<'a>(cx: &Context<'_>, api: &Api<'a>, visit: &mut dyn FnMut(SchemaPart<'a>)) {
    let mut parameters = NodeSet::default();
    let mut seen = NodeSet::default();
    let mut roots = Vec::new();
    for operation in api.path_operations().filter(|o| !cx.is_exempt(o)) {
        for (parameter, schema) in parameter_schemas(api, operation) {
            if seen.insert(parameter.node) {
                let beside = parameter.node.get(words::SCHEMA).unwrap_or(parameter.node);
                let part = SchemaPart::alone(parameter_name(parameter.node), parameter.node, schema);
                parameters.insert(schema);
                visit(SchemaPart { around: [Some(beside), None, None, None], ..part });
                roots.push(schema);
            }
        }
        roots.extend(request_roots(api, operation));
    }
    walk_schemas(api, &roots, Direction::Request, &mut |part| {
        if !parameters.contains(part.schema) {
            visit(part);
        }
    });
}

/// The name of a parameter; nothing where it is escaped in the document.
fn parameter_name(parameter: Cursor<'_>) -> Option<&str> {
    match parameter.get(words::NAME)?.text() {
        std::borrow::Cow::Borrowed(name) => Some(name),
        std::borrow::Cow::Owned(_) => None,
    }
}
