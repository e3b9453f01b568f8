//! The fields that travel through a public operation and that the internal one does not know.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Api, Operation};
use crate::tree::{Cursor, Key, words};

/// Which way data travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// In requests.
    Sent,
    /// In responses.
    Answered,
}

/// What a schema of the public side is held against: all internal schemas that describe the same value.
type Known<'i> = Rc<[Cursor<'i>]>;

/// How many different internal counterparts of one public schema are looked at. A shared schema has a few; more than
/// these would be the start of an exponential walk.
const CONTEXTS: usize = 16;

const PARTS: [Key; 3] = [words::ALL_OF, words::ANY_OF, words::ONE_OF];

/// The fields of the public operation that the internal one does not describe, as paths: `buyer.email`. A field that is
/// not known is told once, by its first path, without what is in it; where the inside describes nothing, or allows any field, there is
/// nothing to compare with.
pub fn unknown<'p, 'i>(
    public: &Api<'p>,
    operation: &Operation<'p>,
    internal: &Api<'i>,
    own: &Operation<'i>,
    direction: Direction,
) -> BTreeSet<String> {
    let mut unknown = BTreeSet::new();
    let known = whole(internal, schemas(internal, own, direction));
    let mut seen: FxHashMap<_, Vec<Known<'i>>> = FxHashMap::default();
    // First in, first out: a schema that is used in several places is told by its shortest path.
    let mut work: VecDeque<(Cursor<'p>, Known<'i>, String)> = VecDeque::new();
    work.extend(schemas(public, operation, direction).into_iter().map(|s| (s, known.clone(), String::new())));
    while let Some((schema, known, path)) = work.pop_front() {
        let schema = public.resolve(schema);
        let contexts = seen.entry((schema.file(), schema.id())).or_default();
        if known.is_empty() || contexts.len() >= CONTEXTS || contexts.contains(&known) {
            continue;
        }
        contexts.push(known.clone());
        let parts = PARTS.iter().filter_map(|key| schema.get(*key)).flat_map(Cursor::items);
        work.extend(parts.map(|part| (part, known.clone(), path.clone())));
        let described = known.iter().any(|k| properties(*k).next().is_some()) && !known.iter().any(|k| is_open(*k));
        for (name, field) in properties(schema) {
            if !travels(public.resolve(field), direction) {
                continue;
            }
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            let inner: Vec<_> = known.iter().filter_map(|k| k.get(words::PROPERTIES)?.get_str(name)).collect();
            if !inner.is_empty() {
                work.push_back((field, whole(internal, inner), path));
            } else if described {
                unknown.insert(path);
            }
        }
        for key in [words::ITEMS, words::ADDITIONAL_PROPERTIES] {
            let Some(inner) = schema.get(key).filter(|i| i.is_map()) else { continue };
            let theirs = known.iter().filter_map(|k| k.get(key)).collect();
            work.push_back((inner, whole(internal, theirs), path.clone()));
        }
    }
    unknown
}

/// The schemas of the bodies of an operation.
fn schemas<'a>(api: &Api<'a>, operation: &Operation<'a>, direction: Direction) -> Vec<Cursor<'a>> {
    let contents = match direction {
        Direction::Sent => api.body_of(operation).into_iter().flat_map(|b| b.contents).collect::<Vec<_>>(),
        Direction::Answered => api.responses_of(operation).into_iter().flat_map(|r| r.contents).collect(),
    };
    contents.iter().filter_map(|c| c.shape.schema()).collect()
}

/// The schemas with all their parts, references resolved, each once and in an order of their own.
fn whole<'i>(api: &Api<'i>, schemas: Vec<Cursor<'i>>) -> Known<'i> {
    let mut seen = FxHashSet::default();
    let mut all = Vec::new();
    let mut work = schemas;
    while let Some(schema) = work.pop() {
        let schema = api.resolve(schema);
        if schema.is_map() && seen.insert((schema.file(), schema.id())) {
            work.extend(PARTS.iter().filter_map(|key| schema.get(*key)).flat_map(Cursor::items));
            all.push(schema);
        }
    }
    all.sort_by_key(|s| (s.file(), s.id()));
    all.into()
}

fn properties<'a>(schema: Cursor<'a>) -> impl Iterator<Item = (&'a str, Cursor<'a>)> {
    schema.get(words::PROPERTIES).into_iter().flat_map(Cursor::entries).map(|e| (e.name(), e.value))
}

/// True for a schema that says that there may be other fields.
fn is_open(schema: Cursor<'_>) -> bool {
    schema.get(words::ADDITIONAL_PROPERTIES).is_some_and(|a| a.is_map() || a.is_true())
        || schema.get_str("patternProperties").is_some()
}

/// False for a field that goes the other way only.
fn travels(field: Cursor<'_>, direction: Direction) -> bool {
    let other_way = match direction {
        Direction::Sent => words::READ_ONLY,
        Direction::Answered => words::WRITE_ONLY,
    };
    !field.get(other_way).is_some_and(Cursor::is_true)
}
