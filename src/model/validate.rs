//! Is a value what its schema says?
//!
//! The answer comes straight from the spanned trees: no copy of schema or value is made, every
//! mismatch has its two places, and OpenAPI's own notions (`nullable`, `readOnly`, `writeOnly`,
//! discriminators) are understood. What cannot be decided is [`Validity::Unknown`] and never reported.
//! Each pair of schema and value is judged once, so that no schema makes the work exponential.

mod number;
mod unevaluated;

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use self::number::number;
use super::formats::format_holds;
use super::schema::{declared_type, is_nullable, type_matches};
use super::values::{BACKTRACKS, compile_pattern, equal, first_repeated};
use crate::spec::{Version, Workspace};
use crate::tree::{Cursor, Key, Marks, NodeRef, Shape, words};

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the server: read-only properties need not be there.
    Request,
    /// To the client: write-only properties need not be there.
    Response,
    /// Not known: neither need be there.
    Either,
}

impl Direction {
    /// False for a schema that says that its value goes the other way only.
    #[must_use]
    pub fn carries(self, schema: Cursor<'_>) -> bool {
        let other_way = match self {
            Direction::Request => words::READ_ONLY,
            Direction::Response => words::WRITE_ONLY,
            Direction::Either => return true,
        };
        !schema.get(other_way).is_some_and(Cursor::is_true)
    }
}

/// A place where a value is not what its schema says.
#[derive(Clone, Debug)]
pub struct Mismatch<'a> {
    /// The value.
    pub value: Cursor<'a>,
    /// The keyword of the schema that it fails.
    pub keyword: Cursor<'a>,
    /// What is wrong.
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Validity {
    Valid,
    Invalid,
    /// Some keyword could not be judged; no other one failed.
    Unknown,
}

impl Validity {
    fn and(self, other: Validity) -> Validity {
        match (self, other) {
            (Validity::Invalid, _) | (_, Validity::Invalid) => Validity::Invalid,
            (Validity::Unknown, _) | (_, Validity::Unknown) => Validity::Unknown,
            _ => Validity::Valid,
        }
    }
}

/// Judges a value; `Ok` where it is valid, or where that cannot be told.
///
/// `lenient`: a value that several branches of a `oneOf` admit is accepted. Overlapping branches are
/// a weakness of the schema, not of the example.
///
/// # Errors
/// Every mismatch, each with its place in the value and in the schema.
pub fn validate<'a>(
    workspace: &'a Workspace,
    schema: Cursor<'a>,
    value: Cursor<'a>,
    version: Version,
    direction: Direction,
    lenient: bool,
) -> Result<(), Vec<Mismatch<'a>>> {
    let mut judge = SchemaJudge {
        workspace,
        version,
        direction,
        lenient,
        known: FxHashMap::default(),
        told: FxHashSet::default(),
        absent: FxHashMap::default(),
        patterns: FxHashMap::default(),
        depth: 0,
        steps: STEPS,
    };
    if judge.outcome(schema, value) != Validity::Invalid {
        return Ok(());
    }
    let mut found = Vec::new();
    judge.tell(schema, value, &mut found);
    Err(found)
}

struct SchemaJudge<'a> {
    workspace: &'a Workspace,
    version: Version,
    direction: Direction,
    lenient: bool,
    /// What is known of a schema and a container value.
    known: FxHashMap<(NodeRef, NodeRef), Validity>,
    /// Pairs whose mismatches were told, by the places of their values: on however many ways one leads to them.
    told: FxHashSet<(NodeRef, NodeRef)>,
    /// The properties of a schema that may be absent though they are required.
    absent: FxHashMap<NodeRef, Rc<FxHashSet<&'a str>>>,
    patterns: FxHashMap<String, Option<fancy_regex::Regex>>,
    depth: usize,
    /// How many more pairs of a schema and a value are looked at: then what is left is not known.
    steps: u32,
}

/// The work that one value may take.
const STEPS: u32 = 200_000;
/// The most mismatches that are told of one value.
const TOLD: usize = 50;

type Sink<'s, 'a> = Option<&'s mut Vec<Mismatch<'a>>>;

fn fail<'a>(
    sink: &mut Sink<'_, 'a>,
    value: Cursor<'a>,
    keyword: Cursor<'a>,
    message: impl FnOnce() -> String,
) -> Validity {
    if let Some(found) = sink {
        found.push(Mismatch { value, keyword, message: message() });
    }
    Validity::Invalid
}

impl<'a> SchemaJudge<'a> {
    fn outcome(&mut self, schema: Cursor<'a>, value: Cursor<'a>) -> Validity {
        let schema = self.seen_through(schema);
        // What asks no other schema about a scalar is judged as fast as it is looked up.
        if !(value.is_map() || value.is_seq() || asks_others(schema)) {
            return self.check(schema, value, None);
        }
        let key = ((schema.file(), schema.id()), (value.file(), value.id()));
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        // A schema that asks itself about the same value adds nothing.
        self.known.insert(key, Validity::Valid);
        let outcome = self.check(schema, value, None);
        self.known.insert(key, outcome);
        outcome
    }

    /// A reference that nothing beside it adds to.
    fn seen_through(&self, schema: Cursor<'a>) -> Cursor<'a> {
        if may_ask_others(schema)
            && schema.get(words::REF).is_some()
            && (!self.version.has_json_schema() || schema.len() == 1)
        {
            return self.workspace.resolve(schema);
        }
        schema
    }

    fn sub(&mut self, schema: Cursor<'a>, value: Cursor<'a>, sink: &mut Sink<'_, 'a>) -> Validity {
        let outcome = self.outcome(schema, value);
        if outcome == Validity::Invalid
            && self.depth < MAX_DEPTH
            && let Some(found) = sink
        {
            self.tell(schema, value, found);
        }
        outcome
    }

    /// Tells the mismatches of a pair that is known to have some: once.
    fn tell(&mut self, schema: Cursor<'a>, value: Cursor<'a>, found: &mut Vec<Mismatch<'a>>) {
        let through = self.seen_through(schema);
        let pair = ((through.file(), through.id()), (value.file(), value.place()));
        if found.len() < TOLD && self.told.insert(pair) {
            self.check(schema, value, Some(found));
        }
    }

    fn check(&mut self, schema: Cursor<'a>, value: Cursor<'a>, mut sink: Sink<'_, 'a>) -> Validity {
        let schema = self.seen_through(schema);
        match schema.shape() {
            Shape::Map => {}
            Shape::Bool if schema.is_true() => return Validity::Valid,
            Shape::Bool => return fail(&mut sink, value, schema, || "is not allowed".to_owned()),
            _ => return Validity::Unknown,
        }
        if self.depth >= MAX_DEPTH || value.is_broken() || self.steps == 0 {
            return Validity::Unknown;
        }
        self.steps -= 1;
        // `nullable` adds null to the types that `type` names, and to nothing else (OpenAPI 3.0.3, Schema Object).
        let is_custom = || schema.get(words::NULLABLE).is_none() || self.version != Version::V3_0;
        if value.shape() == Shape::Null && is_nullable(schema) && (is_custom() || !restricts_beside_type(schema)) {
            return Validity::Valid;
        }
        self.depth += 1;
        let outcome = self.keywords(schema, value, &mut sink);
        self.depth -= 1;
        outcome
    }

    fn keywords(&mut self, schema: Cursor<'a>, value: Cursor<'a>, sink: &mut Sink<'_, 'a>) -> Validity {
        let mut outcome = Validity::Valid;
        if let Some(types) = declared_type(schema) {
            if !type_matches(value, types) {
                let keyword = schema.get(words::TYPE).unwrap_or(schema);
                return fail(sink, value, keyword, || {
                    format!("must be {}, found {}", types.words(), value.shape().words())
                });
            }
        } else if schema.get(words::TYPE).is_some() {
            // `file` of 2.0, or a type that does not exist.
            return Validity::Unknown;
        }
        let may_ask_others = may_ask_others(schema);
        if may_ask_others && schema.get(words::REF).is_some() {
            match self.workspace.target(schema) {
                Some(target) => outcome = outcome.and(self.sub(target, value, sink)),
                None => outcome = Validity::Unknown,
            }
        }
        for keyword in [words::DYNAMIC_REF, words::DEPENDENCIES, words::CONTENT_SCHEMA] {
            if schema.get(keyword).is_some_and(|k| !k.is_true()) {
                outcome = outcome.and(Validity::Unknown);
            }
        }
        outcome = outcome.and(fixed(schema, value, sink));
        outcome = outcome.and(match value.shape() {
            Shape::Int | Shape::Float => number(schema, value, sink),
            Shape::Str => self.string(schema, value, sink),
            Shape::Seq => self.array(schema, value, sink),
            Shape::Map => self.object(schema, value, sink),
            _ => Validity::Valid,
        });
        if may_ask_others {
            outcome = outcome.and(self.applicators(schema, value, sink));
        }
        outcome.and(self.unevaluated(schema, value, sink))
    }

    fn applicators(&mut self, schema: Cursor<'a>, value: Cursor<'a>, sink: &mut Sink<'_, 'a>) -> Validity {
        let mut outcome = Validity::Valid;
        for part in schema.get(words::ALL_OF).into_iter().flat_map(Cursor::items) {
            outcome = outcome.and(self.sub(part, value, sink));
        }
        for keyword in [words::ANY_OF, words::ONE_OF] {
            if let Some(list) = schema.get(keyword).filter(|l| l.is_seq()) {
                outcome = outcome.and(self.union(schema, list, value, sink));
            }
        }
        if let Some(not) = schema.get(words::NOT) {
            outcome = outcome.and(match self.outcome(not, value) {
                Validity::Valid => fail(sink, value, not, || "must not match the schema under `not`".to_owned()),
                Validity::Invalid => Validity::Valid,
                Validity::Unknown => Validity::Unknown,
            });
        }
        if let Some(condition) = schema.get(words::IF) {
            let branch = match self.outcome(condition, value) {
                Validity::Valid => schema.get(words::THEN),
                Validity::Invalid => schema.get(words::ELSE),
                Validity::Unknown => return outcome.and(Validity::Unknown),
            };
            if let Some(branch) = branch {
                outcome = outcome.and(self.sub(branch, value, sink));
            }
        }
        outcome
    }

    /// `anyOf` and `oneOf`.
    fn union(&mut self, schema: Cursor<'a>, list: Cursor<'a>, value: Cursor<'a>, sink: &mut Sink<'_, 'a>) -> Validity {
        let branches: Vec<Cursor<'a>> = list.items().collect();
        if let Some(branch) = self.discriminated(schema, &branches, value) {
            return self.sub(branch, value, sink);
        }
        let outcomes: Vec<Validity> = branches.iter().map(|b| self.outcome(*b, value)).collect();
        let valid = outcomes.iter().filter(|o| **o == Validity::Valid).count();
        let unknown = outcomes.contains(&Validity::Unknown);
        let one_of = list.key() == Some(words::ONE_OF);
        if one_of && valid > 1 && !self.lenient {
            return fail(sink, value, list, || {
                format!("matches {valid} of the alternatives of `oneOf`, and must match exactly one")
            });
        }
        if valid > 0 {
            return if one_of && unknown && !self.lenient { Validity::Unknown } else { Validity::Valid };
        }
        if unknown {
            return Validity::Unknown;
        }
        if let Some(found) = sink {
            // Where the type leaves one branch only, that branch explains the mismatch best.
            let close: Vec<Cursor<'a>> = branches.iter().copied().filter(|b| self.type_fits(*b, value)).collect();
            if let [only] = close[..] {
                self.tell(only, value, found);
            } else {
                let message = format!("matches none of the {} alternatives of `{}`", branches.len(), list.key_text());
                found.push(Mismatch { value, keyword: list, message });
            }
        }
        Validity::Invalid
    }

    fn type_fits(&self, schema: Cursor<'a>, value: Cursor<'a>) -> bool {
        let schema = self.workspace.resolve(schema);
        declared_type(schema).is_none_or(|types| type_matches(value, types))
    }

    /// The branch that the discriminator chooses; `None` where it chooses none.
    fn discriminated(&self, schema: Cursor<'a>, branches: &[Cursor<'a>], value: Cursor<'a>) -> Option<Cursor<'a>> {
        let discriminator = schema.get(words::DISCRIMINATOR)?;
        let property = discriminator.get_text(words::PROPERTY_NAME)?;
        let chosen = value.get_str(&property).and_then(Cursor::str);
        let mapping = discriminator.get(words::MAPPING);
        let mapped = chosen.as_ref().and_then(|chosen| mapping?.get_str(chosen));
        let default = discriminator.get(words::DEFAULT_MAPPING);
        let node = |at: Cursor<'a>| {
            let end = self.workspace.resolve(at);
            (end.file(), end.id())
        };
        let leads_to = |to: Cursor<'a>| {
            let target = node(self.workspace.target(to)?);
            branches.iter().copied().find(|branch| node(*branch) == target)
        };
        if let Some(mapped) = mapped {
            return leads_to(mapped);
        }
        // Without a mapping the name of the schema is meant.
        let name = |text: &str| {
            let last = text.rsplit('/').next().unwrap_or(text);
            last.trim_end_matches(".json").trim_end_matches(".yaml").trim_end_matches(".yml").to_owned()
        };
        let named = |branch: &Cursor<'a>| branch.get_text(words::REF).map(|r| name(&r));
        let mut alike =
            branches.iter().copied().filter(|b| named(b).as_deref() == chosen.as_deref() && chosen.is_some());
        match (alike.next(), alike.next()) {
            (Some(only), None) => Some(only),
            (None, _) => default.and_then(leads_to),
            _ => None,
        }
    }

    fn string(&mut self, schema: Cursor<'a>, value: Cursor<'a>, sink: &mut Sink<'_, 'a>) -> Validity {
        let mut outcome = Validity::Valid;
        let text = value.text();
        const BOUNDS: Marks = Key::marks(&[words::MAX_LENGTH, words::MIN_LENGTH, words::PATTERN]);
        if schema.may_have(BOUNDS) {
            outcome = self.bounds_of_text(schema, value, &text, sink);
        }
        if let Some(at) = schema.get(words::FORMAT)
            && !format_holds(&at.text(), &text)
        {
            outcome = fail(sink, value, at, || format!("is not of the format `{}`", at.text()));
        }
        outcome
    }

    /// `maxLength`, `minLength` and `pattern`.
    fn bounds_of_text(
        &mut self,
        schema: Cursor<'a>,
        value: Cursor<'a>,
        text: &str,
        sink: &mut Sink<'_, 'a>,
    ) -> Validity {
        let mut outcome = Validity::Valid;
        for (keyword, over) in [(words::MAX_LENGTH, true), (words::MIN_LENGTH, false)] {
            let Some((at, limit)) = schema.get(keyword).and_then(|k| Some((k, k.f64()?))) else { continue };
            let length = text.chars().count();
            if (over && length as f64 > limit) || (!over && (length as f64) < limit) {
                let word = if over { "at most" } else { "at least" };
                outcome = fail(sink, value, at, || format!("must have {word} {limit} characters, has {length}"));
            }
        }
        if let Some(at) = schema.get(words::PATTERN) {
            outcome = outcome.and(match self.matches(&at.text(), text) {
                Some(true) => Validity::Valid,
                Some(false) => fail(sink, value, at, || format!("must match the pattern `{}`", at.text())),
                None => Validity::Unknown,
            });
        }
        outcome
    }

    fn matches(&mut self, pattern: &str, text: &str) -> Option<bool> {
        if !self.patterns.contains_key(pattern) {
            self.patterns.insert(pattern.to_owned(), compile_pattern(pattern, "", BACKTRACKS));
        }
        self.patterns.get(pattern)?.as_ref()?.is_match(text).ok()
    }

    fn array(&mut self, schema: Cursor<'a>, value: Cursor<'a>, sink: &mut Sink<'_, 'a>) -> Validity {
        let mut outcome = Validity::Valid;
        outcome = outcome.and(size(schema, value, words::MIN_ITEMS, words::MAX_ITEMS, "items", sink));
        if let Some(at) = schema.get(words::UNIQUE_ITEMS).filter(|u| u.is_true()) {
            outcome = outcome.and(unique(at, value, sink));
        }
        let prefix: Vec<Cursor<'a>> = schema.get(words::PREFIX_ITEMS).into_iter().flat_map(Cursor::items).collect();
        for (part, item) in prefix.iter().zip(value.items()) {
            outcome = outcome.and(self.sub(*part, item, sink));
        }
        match schema.get(words::ITEMS) {
            Some(items) if items.is_map() || items.shape() == Shape::Bool => {
                for item in value.items().skip(prefix.len()) {
                    outcome = outcome.and(self.sub(items, item, sink));
                    if outcome == Validity::Invalid && sink.is_none() {
                        break;
                    }
                }
            }
            Some(_) => outcome = outcome.and(Validity::Unknown),
            None => {}
        }
        if let Some(contains) = schema.get(words::CONTAINS) {
            let outcomes: Vec<Validity> = value.items().map(|i| self.outcome(contains, i)).collect();
            let count = outcomes.iter().filter(|o| **o == Validity::Valid).count() as f64;
            let limit = |key| schema.get(key).and_then(Cursor::f64);
            if outcomes.contains(&Validity::Unknown) {
                outcome = outcome.and(Validity::Unknown);
            } else if count < limit(words::MIN_CONTAINS).unwrap_or(1.0)
                || limit(words::MAX_CONTAINS).is_some_and(|max| count > max)
            {
                outcome = fail(sink, value, contains, || format!("has {count} items that match `contains`"));
            }
        }
        outcome
    }

    fn object(&mut self, schema: Cursor<'a>, value: Cursor<'a>, sink: &mut Sink<'_, 'a>) -> Validity {
        let mut outcome = size(schema, value, words::MIN_PROPERTIES, words::MAX_PROPERTIES, "properties", sink);
        let properties = schema.get(words::PROPERTIES);
        for name in schema.get(words::REQUIRED).into_iter().flat_map(Cursor::items).filter(|n| n.shape() == Shape::Str)
        {
            let text = name.text();
            if value.get_str(&text).is_none() && !self.may_be_absent(schema, &text) {
                outcome = fail(sink, value, name, || format!("must have the property `{text}`"));
            }
        }
        let patterns: Vec<(Cursor<'a>, &'a str)> = schema
            .get(words::PATTERN_PROPERTIES)
            .into_iter()
            .flat_map(Cursor::entries)
            .map(|e| (e.value, e.name()))
            .collect();
        let additional = schema.get(words::ADDITIONAL_PROPERTIES);
        let names = schema.get(words::PROPERTY_NAMES);
        for entry in value.entries() {
            let mut known = false;
            if let Some(property) = properties.and_then(|p| p.get_like(entry)) {
                known = true;
                outcome = outcome.and(self.sub(property, entry.value, sink));
            }
            for (part, pattern) in &patterns {
                match self.matches(pattern, entry.name()) {
                    Some(true) => {
                        known = true;
                        outcome = outcome.and(self.sub(*part, entry.value, sink));
                    }
                    Some(false) => {}
                    None => {
                        known = true;
                        outcome = outcome.and(Validity::Unknown);
                    }
                }
            }
            if let (false, Some(additional)) = (known, additional) {
                outcome = outcome.and(if additional.bool() == Some(false) {
                    fail(sink, entry.value, additional, || {
                        "is not declared, and `additionalProperties` is false".to_owned()
                    })
                } else {
                    self.sub(additional, entry.value, sink)
                });
            }
            if names.is_some() {
                // A key is no value with a node of its own.
                outcome = outcome.and(Validity::Unknown);
            }
            if outcome == Validity::Invalid && sink.is_none() {
                return outcome;
            }
        }
        for dependency in schema.get(words::DEPENDENT_REQUIRED).into_iter().flat_map(Cursor::entries) {
            if value.get_str(dependency.name()).is_none() {
                continue;
            }
            for name in dependency.value.items() {
                if value.get_str(&name.text()).is_none() {
                    outcome = fail(sink, value, name, || {
                        format!("must have the property `{}`, because it has `{}`", name.text(), dependency.name())
                    });
                }
            }
        }
        for dependency in schema.get(words::DEPENDENT_SCHEMAS).into_iter().flat_map(Cursor::entries) {
            if value.get_str(dependency.name()).is_some() {
                outcome = outcome.and(self.sub(dependency.value, value, sink));
            }
        }
        outcome
    }

    /// True where a required property may be missing in this direction: it is read-only in a request
    /// or write-only in a response (OpenAPI 3.0.4, Schema Object).
    fn may_be_absent(&mut self, schema: Cursor<'a>, name: &str) -> bool {
        let key = (schema.file(), schema.id());
        if let Some(known) = self.absent.get(&key) {
            return known.contains(name);
        }
        let names = Rc::new(self.absent_in(schema));
        self.absent.insert(key, names.clone());
        names.contains(name)
    }

    fn absent_in(&self, schema: Cursor<'a>) -> FxHashSet<&'a str> {
        let (read_only, write_only) = match self.direction {
            Direction::Request => (true, false),
            Direction::Response => (false, true),
            Direction::Either => (true, true),
        };
        let says = |property: Cursor<'a>| {
            (read_only && property.get(words::READ_ONLY).is_some_and(Cursor::is_true))
                || (write_only && property.get(words::WRITE_ONLY).is_some_and(Cursor::is_true))
        };
        let mut stack = vec![(schema, 0)];
        // `required` may stand beside `allOf`, the property in one of its parts; or in a part of the
        // `allOf` that another part declares: then the parent is looked at.
        if let Some(parent) = schema
            .parent()
            .and_then(Cursor::parent)
            .filter(|_| schema.parent().and_then(Cursor::key) == Some(words::ALL_OF))
        {
            stack.push((parent, 0));
        }
        let (mut names, mut seen) = (FxHashSet::default(), FxHashSet::default());
        while let Some((schema, depth)) = stack.pop() {
            let schema = self.workspace.resolve(schema);
            if !seen.insert((schema.file(), schema.id())) {
                continue;
            }
            for property in schema.get(words::PROPERTIES).into_iter().flat_map(Cursor::entries) {
                if says(property.value) || says(self.workspace.resolve(property.value)) {
                    names.insert(property.name());
                }
            }
            if depth < 8 {
                stack.extend(schema.get(words::ALL_OF).into_iter().flat_map(Cursor::items).map(|s| (s, depth + 1)));
            }
        }
        names
    }
}

/// Keywords that apply other schemas to the same value.
const APPLICATORS: [Key; 7] =
    [words::REF, words::ALL_OF, words::ANY_OF, words::ONE_OF, words::NOT, words::IF, words::DYNAMIC_REF];

/// False for most schemas that have none of these keywords.
fn may_ask_others(schema: Cursor<'_>) -> bool {
    const MARKS: Marks = Key::marks(&APPLICATORS);
    schema.may_have(MARKS)
}

/// True for a schema that has one.
fn asks_others(schema: Cursor<'_>) -> bool {
    may_ask_others(schema) && APPLICATORS.iter().any(|key| schema.get(*key).is_some())
}

/// True where `nullable` is not all that decides about null: there is no `type` that it could add to, or `enum`, `not` and the
/// like have a say.
fn restricts_beside_type(schema: Cursor<'_>) -> bool {
    let others = [words::ENUM, words::NOT, words::ALL_OF, words::ANY_OF, words::ONE_OF, words::REF];
    others.iter().any(|key| schema.get(*key).is_some())
}

/// Deeper nesting is not judged.
const MAX_DEPTH: usize = 120;

fn size<'a>(
    schema: Cursor<'a>,
    value: Cursor<'a>,
    min: Key,
    max: Key,
    what: &str,
    sink: &mut Sink<'_, 'a>,
) -> Validity {
    let count = if value.is_map() { value.entries().count() } else { value.len() };
    let mut outcome = Validity::Valid;
    if let Some((at, limit)) = schema.get(min).and_then(|k| Some((k, k.f64()?))).filter(|(_, l)| (count as f64) < *l) {
        outcome = fail(sink, value, at, || format!("must have at least {limit} {what}, has {count}"));
    }
    if let Some((at, limit)) = schema.get(max).and_then(|k| Some((k, k.f64()?))).filter(|(_, l)| count as f64 > *l) {
        outcome = fail(sink, value, at, || format!("must have at most {limit} {what}, has {count}"));
    }
    outcome
}

/// `enum` and `const`.
fn fixed<'a>(schema: Cursor<'a>, value: Cursor<'a>, sink: &mut Sink<'_, 'a>) -> Validity {
    let mut outcome = Validity::Valid;
    const MARKS: Marks = Key::marks(&[words::ENUM, words::CONST]);
    if !schema.may_have(MARKS) {
        return outcome;
    }
    if let Some(at) = schema.get(words::ENUM).filter(|e| e.is_seq())
        && !at.items().any(|allowed| equal(allowed, value))
    {
        outcome = fail(sink, value, at, || {
            let names: Vec<String> = at.items().take(8).map(|i| format!("`{}`", i.text())).collect();
            let more = if at.len() > 8 { format!(" and {} more", at.len() - 8) } else { String::new() };
            format!("must be one of {}{more}", names.join(", "))
        });
    }
    if let Some(at) = schema.get(words::CONST)
        && !equal(at, value)
    {
        outcome = fail(sink, value, at, || format!("must be `{}`", at.text()));
    }
    outcome
}

fn unique<'a>(at: Cursor<'a>, value: Cursor<'a>, sink: &mut Sink<'_, 'a>) -> Validity {
    let items: Vec<Cursor<'a>> = value.items().collect();
    if let Some(second) = first_repeated(&items) {
        return fail(sink, second, at, || "is a duplicate, and `uniqueItems` is true".to_owned());
    }
    Validity::Valid
}
