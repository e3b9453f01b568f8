//! The fields that travel through a public operation and that the internal one does not know.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Api, BodyShape, Content, Direction, Operation, Response, is_internal};
use crate::spec::Version;
use crate::text::Sorting;
use crate::tree::{Cursor, Key, words};

/// What a schema of the public side is held against: all internal schemas that describe the same value.
type Internal<'i> = Rc<[Cursor<'i>]>;

/// How many different internal counterparts of one public schema are looked at. A shared schema has a few; more than
/// these would be the start of an exponential walk.
const CONTEXTS: usize = 16;

const PARTS: [Key; 3] = [words::ALL_OF, words::ANY_OF, words::ONE_OF];

/// What the fields of an operation come to, as paths: `buyer.email`.
#[derive(Debug, Default)]
pub struct Fields {
    /// Fields that the internal operation does not describe. One that is not known is told once, by its first path,
    /// without what is in it; where the inside describes nothing, or allows any field, there is nothing to compare with.
    pub unknown: BTreeSet<String>,
    /// Fields that the inside marks `x-internal`.
    pub internal: BTreeSet<String>,
}

/// Holds the fields of a public operation against those of the internal one.
pub fn compare<'p, 'i>(
    public: &Api<'p>,
    operation: &Operation<'p>,
    internal: &Api<'i>,
    own: &Operation<'i>,
    direction: Direction,
) -> Fields {
    let mut found = Fields::default();
    let mut seen: FxHashMap<_, Vec<Internal<'i>>> = FxHashMap::default();
    // First in, first out: a schema that is used in several places is told by its shortest path.
    let mut work: VecDeque<(Cursor<'p>, Internal<'i>, String)> = VecDeque::new();
    for (outside, inside) in bodies(public, operation, internal, own, direction) {
        let known = whole(internal, inside);
        work.extend(outside.into_iter().map(|s| (s, known.clone(), String::new())));
    }
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
            if !direction.carries(public.resolve(field)) {
                continue;
            }
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            let named = known.iter().filter_map(|k| k.get(words::PROPERTIES)?.get_str(name));
            // What goes the other way only inside is not known to go this way.
            let inner: Vec<_> = named.filter(|f| direction.carries(internal.resolve(*f))).collect();
            if inner.iter().any(|f| is_internal(*f) || is_internal(internal.resolve(*f))) {
                found.internal.insert(path);
            } else if !inner.is_empty() {
                work.push_back((field, whole(internal, inner), path));
            } else if described {
                found.unknown.insert(path);
            }
        }
        let places = schema.get(words::PREFIX_ITEMS).into_iter().flat_map(Cursor::items).enumerate();
        for (n, item) in places {
            let theirs = known.iter().filter_map(|k| {
                let own = k.get(words::PREFIX_ITEMS).and_then(|list| list.item(n as u32));
                own.or_else(|| k.get(words::ITEMS))
            });
            work.push_back((item, whole(internal, theirs.collect()), path.clone()));
        }
        for key in [words::ITEMS, words::ADDITIONAL_PROPERTIES] {
            let Some(inner) = schema.get(key).filter(|i| i.is_map()) else { continue };
            let theirs = known.iter().filter_map(|k| k.get(key)).collect();
            work.push_back((inner, whole(internal, theirs), path.clone()));
        }
    }
    found
}

/// Schemas of the public side, each with the internal ones that describe the same body.
type Bodies<'p, 'i> = Vec<(Vec<Cursor<'p>>, Vec<Cursor<'i>>)>;

/// The bodies of requests, or those of each response with those of the internal response that it stands for.
fn bodies<'p, 'i>(
    public: &Api<'p>,
    operation: &Operation<'p>,
    internal: &Api<'i>,
    own: &Operation<'i>,
    direction: Direction,
) -> Bodies<'p, 'i> {
    if direction == Direction::Request {
        let outside = public.body_of(operation).map(|b| schemas(&b.contents)).unwrap_or_default();
        let inside = internal.body_of(own).map(|b| schemas(&b.contents)).unwrap_or_default();
        return vec![(outside, inside)];
    }
    let inside = internal.responses_of(own);
    let pair = |response: &Response<'p>| {
        let class = response.code.chars().next();
        let same = |r: &&Response<'i>| r.code == response.code;
        let alike = |r: &&Response<'i>| r.code.chars().next() == class;
        let whole = |r: &&Response<'i>| r.code == "default";
        let all = |wanted: &dyn Fn(&&Response<'i>) -> bool| {
            inside.iter().filter(wanted).flat_map(|r| schemas(&r.contents)).collect::<Vec<_>>()
        };
        // The same code; else those of its class; else what stands for all others.
        let known = [all(&same), all(&alike), all(&whole)].into_iter().find(|k| !k.is_empty());
        (schemas(&response.contents), known.unwrap_or_default())
    };
    public.responses_of(operation).iter().map(pair).collect()
}

fn schemas<'a>(contents: &[Content<'a>]) -> Vec<Cursor<'a>> {
    contents.iter().filter_map(|c| c.shape.schema()).collect()
}

/// The schemas with all their parts, references resolved, each once and in an order of their own.
fn whole<'i>(api: &Api<'i>, schemas: Vec<Cursor<'i>>) -> Internal<'i> {
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
    all.order_by_key(|s| (s.file(), s.id()));
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

/// The fields of a form that the internal one does not have, where 2.0 describes one of both by parameters.
pub fn unknown_in_form(
    public: &Api<'_>,
    operation: &Operation<'_>,
    internal: &Api<'_>,
    own: &Operation<'_>,
) -> BTreeSet<String> {
    let is_old = |api: &Api<'_>| api.version == Version::V2_0;
    if is_old(public) == is_old(internal) && !is_old(public) {
        return BTreeSet::new();
    }
    match (form(public, operation), form(internal, own)) {
        (Some(outside), Some(inside)) => outside.difference(&inside).cloned().collect(),
        _ => BTreeSet::new(),
    }
}

/// The names of the fields of a form; nothing where the body is none.
fn form(api: &Api<'_>, operation: &Operation<'_>) -> Option<BTreeSet<String>> {
    let body = api.body_of(operation)?;
    body.contents.iter().find_map(|content| match &content.shape {
        BodyShape::Form(parameters) => Some(parameters.iter().map(|p| p.name.to_string()).collect()),
        BodyShape::Schema(schema) if is_form(&content.media_type) => {
            let parts = whole(api, vec![*schema]);
            Some(parts.iter().flat_map(|part| properties(*part)).map(|(name, _)| name.to_owned()).collect())
        }
        _ => None,
    })
}

fn is_form(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    ["multipart/form-data", "application/x-www-form-urlencoded"].iter().any(|form| essence.eq_ignore_ascii_case(form))
}

/// Headers of public responses that the internal operation marks internal.
pub fn internal_headers(
    public: &Api<'_>,
    operation: &Operation<'_>,
    internal: &Api<'_>,
    own: &Operation<'_>,
) -> BTreeSet<String> {
    let marked: BTreeSet<String> = internal
        .responses_of(own)
        .iter()
        .flat_map(|response| &response.headers)
        .filter(|header| is_internal(header.node) || is_internal(header.at))
        .map(|header| header.name.to_ascii_lowercase())
        .collect();
    let responses = public.responses_of(operation);
    let headers = responses.iter().flat_map(|response| &response.headers);
    headers.filter(|h| marked.contains(&h.name.to_ascii_lowercase())).map(|h| h.name.to_string()).collect()
}
