//! The keywords of a set of values, merged over all its parts. Each keeps the place that it comes from.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::graph::{AtomId, AtomPart, Graph, SetId};
use super::keyword::Keyword;
use super::slices::{Measure, Slice};
use super::types::Types;
use super::value::{json_of, key_of};
use crate::diff::Side;
use crate::model::{Exact, is_nullable};
use crate::tree::{Cursor, Key, Shape, words};

/// A bound on a number.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    pub value: Exact,
    pub exclusive: bool,
    /// True where a format sets it: `int32`, `float`.
    pub by_format: bool,
}

/// A count with its place.
pub type Count<'a> = (u64, Cursor<'a>);

/// What the properties of an object are, by one schema object.
#[derive(Clone, Debug)]
pub struct MapPart<'a> {
    pub properties: BTreeMap<Cow<'a, str>, (SetId, Cursor<'a>)>,
    pub patterns: Vec<(Cow<'a, str>, SetId, Cursor<'a>)>,
    /// `additionalProperties`, where it is written.
    pub others: Option<(SetId, Cursor<'a>)>,
}

/// What the items of a list are, by one schema object.
#[derive(Clone, Debug)]
pub struct ListPart<'a> {
    pub prefix: Vec<(SetId, Cursor<'a>)>,
    pub items: Option<(SetId, Cursor<'a>)>,
}

/// `contains` with its counts.
#[derive(Clone, Debug)]
pub struct Contains<'a> {
    pub set: SetId,
    pub min: u64,
    pub max: Option<u64>,
    pub at: Cursor<'a>,
}

/// A branch of a union.
#[derive(Clone, Debug)]
pub struct Branch<'a> {
    pub set: SetId,
    pub at: Cursor<'a>,
    /// The name of the component that it refers to.
    pub name: Option<String>,
}

/// What makes a union of several schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnionKind {
    /// `oneOf`.
    OneOf,
    /// `anyOf`.
    AnyOf,
    /// A discriminator, of what extends its schema.
    Subtypes,
}

/// `oneOf`, `anyOf`, or the subtypes of a schema.
#[derive(Clone, Debug)]
pub struct Union<'a> {
    pub atom: AtomId,
    pub kind: UnionKind,
    /// True where a value of two branches is one of none.
    pub exclusive: bool,
    pub branches: Vec<Branch<'a>>,
    pub at: Cursor<'a>,
}

/// `if` with `then` and `else`.
#[derive(Clone, Debug)]
pub struct Condition {
    pub when: SetId,
    pub then: SetId,
    pub otherwise: SetId,
}

/// The keywords of a set.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    pub types: Types,
    pub type_at: Option<Cursor<'a>>,
    /// The values of `enum` and `const`; with several, those that are in all.
    pub values: Option<(Vec<Value>, Cursor<'a>)>,
    /// The same, to look them up.
    listed: FxHashSet<String>,
    /// The numbers of the maps by the names that they know, and of those that speak of any name: made where there are many.
    by_name: OnceCell<NumbersByName<'a>>,
    /// True where some map has patterns.
    patterned: OnceCell<bool>,
    /// What properties may be, where patterns say so: found once for each name.
    by_pattern: RefCell<FxHashMap<String, SetId>>,
    pub lower: Option<Bound>,
    pub upper: Option<Bound>,
    /// The bounds as they are written: minimum, exclusive minimum, maximum, exclusive maximum.
    pub ends: [Option<(Exact, Cursor<'a>)>; 4],
    pub multiples: Vec<(f64, Cursor<'a>)>,
    pub min_length: Option<Count<'a>>,
    pub max_length: Option<Count<'a>>,
    pub patterns: Vec<(Cow<'a, str>, Cursor<'a>)>,
    pub formats: Vec<(Cow<'a, str>, Cursor<'a>)>,
    pub min_items: Option<Count<'a>>,
    pub max_items: Option<Count<'a>>,
    pub unique: Option<Cursor<'a>>,
    pub lists: Vec<ListPart<'a>>,
    pub contains: Vec<Contains<'a>>,
    pub maps: Vec<MapPart<'a>>,
    pub required: BTreeMap<Cow<'a, str>, Cursor<'a>>,
    pub min_properties: Option<Count<'a>>,
    pub max_properties: Option<Count<'a>>,
    pub names: Vec<(SetId, Cursor<'a>)>,
    pub dependent_required: BTreeMap<Cow<'a, str>, (Vec<Cow<'a, str>>, Cursor<'a>)>,
    pub dependent_schemas: Vec<(Cow<'a, str>, SetId, Cursor<'a>)>,
    pub unions: Vec<Union<'a>>,
    pub nots: Vec<(SetId, Cursor<'a>, AtomId)>,
    pub conditions: Vec<Condition>,
    /// Keywords whose meaning depends on more than the set itself.
    pub hard: Vec<(Key, Cursor<'a>)>,
    pub read_only: Option<Cursor<'a>>,
    pub write_only: Option<Cursor<'a>>,
    /// True where a discriminator lists the values.
    pub tagged: bool,
    /// The first schema object, for messages about the set as a whole.
    pub at: Option<(Side, Cursor<'a>)>,
}

/// Maps are looked through one by one up to this many.
const FEW: usize = 4;

/// The numbers of maps by names, and those of the maps that speak of any name.
type NumbersByName<'a> = (FxHashMap<Cow<'a, str>, Vec<usize>>, Vec<usize>);

impl Default for Facts<'_> {
    fn default() -> Self {
        Self {
            types: Types::ALL,
            type_at: None,
            values: None,
            listed: FxHashSet::default(),
            by_name: OnceCell::new(),
            patterned: OnceCell::new(),
            by_pattern: RefCell::default(),
            lower: None,
            upper: None,
            ends: [None; 4],
            multiples: Vec::new(),
            min_length: None,
            max_length: None,
            patterns: Vec::new(),
            formats: Vec::new(),
            min_items: None,
            max_items: None,
            unique: None,
            lists: Vec::new(),
            contains: Vec::new(),
            maps: Vec::new(),
            required: BTreeMap::new(),
            min_properties: None,
            max_properties: None,
            names: Vec::new(),
            dependent_required: BTreeMap::new(),
            dependent_schemas: Vec::new(),
            unions: Vec::new(),
            nots: Vec::new(),
            conditions: Vec::new(),
            hard: Vec::new(),
            read_only: None,
            write_only: None,
            tagged: false,
            at: None,
        }
    }
}

impl<'a> Facts<'a> {
    /// Merges the parts of a set.
    pub fn read(graph: &mut Graph<'a>, set: SetId) -> Self {
        let mut facts = Facts::default();
        for &id in graph.parts(set).iter() {
            let (side, part, at) = {
                let atom = graph.part(id);
                (atom.side, atom.part, atom.at)
            };
            facts.at.get_or_insert((side, at));
            match part {
                AtomPart::Plain => facts.plain(graph, side, at),
                AtomPart::Never => {
                    facts.types = Types(0);
                    facts.type_at = Some(at);
                }
                AtomPart::Unknown => facts.hard.push((words::REF, at)),
                AtomPart::Only(types) => facts.types = facts.types.and(Types(types)),
                AtomPart::Slice(slice) => facts.slice(slice, at),
                AtomPart::OneOf | AtomPart::AnyOf => facts.union(graph, side, at, id, part == AtomPart::OneOf),
                AtomPart::Not => {
                    if let Some(not) = at.get(words::NOT) {
                        let set = graph.schema(side, not);
                        facts.nots.push((set, not, id));
                    }
                }
                AtomPart::If => {
                    let of = |graph: &mut Graph<'a>, key| {
                        at.get(key).map_or(Graph::ALL, |schema| graph.schema(side, schema))
                    };
                    let condition = Condition {
                        when: of(graph, words::IF),
                        then: of(graph, words::THEN),
                        otherwise: of(graph, words::ELSE),
                    };
                    // Alone, `if` accepts everything.
                    if condition.then != Graph::ALL || condition.otherwise != Graph::ALL {
                        facts.conditions.push(condition);
                    }
                }
                AtomPart::Form => facts.form(graph, id),
                AtomPart::Tag => facts.tag(graph, side, at),
                AtomPart::TagValue => {
                    if let Some(tag) = graph.tag(side, at) {
                        facts.restrict(tag.values.iter().cloned().map(Value::String).collect(), at);
                        facts.tagged = true;
                    }
                }
                AtomPart::Subtypes => {
                    let branches = graph.subtypes(side, at);
                    if let Some(discriminator) = at.get(words::DISCRIMINATOR).filter(|_| !branches.is_empty()) {
                        let kind = UnionKind::Subtypes;
                        facts.unions.push(Union { atom: id, kind, exclusive: false, branches, at: discriminator });
                    }
                }
                AtomPart::Itself => {
                    let set = graph.known_subtypes(side, at);
                    facts.nots.push((set, at, id));
                }
            }
        }
        facts
    }

    /// The value of the discriminator that leads to a branch.
    fn tag(&mut self, graph: &mut Graph<'a>, side: Side, at: Cursor<'a>) {
        let Some(tag) = graph.tag(side, at) else { return };
        let set = graph.tag_value(side, at);
        if !tag.by_default {
            self.required.insert(tag.property.clone(), at);
        }
        let properties = BTreeMap::from([(tag.property.clone(), (set, at))]);
        self.maps.push(MapPart { properties, patterns: Vec::new(), others: None });
    }

    /// The object that form parameters describe.
    fn form(&mut self, graph: &mut Graph<'a>, id: AtomId) {
        let (side, fields) = {
            let atom = graph.part(id);
            (atom.side, atom.form.clone())
        };
        let mut properties = BTreeMap::new();
        for field in fields.iter() {
            let set = graph.described(side, &field.shape());
            properties.insert(field.name.clone(), (set, field.listed));
            if field.is_required() {
                self.required.insert(field.name.clone(), field.listed);
            }
        }
        self.types = self.types.and(Types::OBJECT);
        self.maps.push(MapPart { properties, patterns: Vec::new(), others: None });
    }

    fn union(&mut self, graph: &mut Graph<'a>, side: Side, at: Cursor<'a>, atom: AtomId, exclusive: bool) {
        let Some(list) = at.get(if exclusive { words::ONE_OF } else { words::ANY_OF }) else { return };
        let branches: Vec<Branch<'a>> = list
            .items()
            .map(|item| Branch {
                set: graph.tagged(side, item),
                at: item,
                name: item
                    .get_text(words::REF)
                    .map(|r| r.rsplit('/').next().unwrap_or_default().to_owned())
                    .filter(|n| !n.is_empty()),
            })
            .collect();
        if branches.is_empty() {
            return;
        }
        let kind = if exclusive { UnionKind::OneOf } else { UnionKind::AnyOf };
        self.unions.push(Union { atom, kind, exclusive, branches, at: list });
    }

    fn plain(&mut self, graph: &mut Graph<'a>, side: Side, at: Cursor<'a>) {
        if let Some(types) = at.get(words::TYPE) {
            let mut named = match types.shape() {
                Shape::Str => Types::named(&types.text()),
                Shape::Seq => types.items().fold(Types(0), |all, item| all.or(Types::named(&item.text()))),
                _ => Types::ALL,
            };
            if is_nullable(at) {
                named = named.or(Types::NULL);
            }
            self.types = self.types.and(named);
            self.type_at = Some(types);
        }
        let mut map = MapPart { properties: BTreeMap::new(), patterns: Vec::new(), others: None };
        let mut list = ListPart { prefix: Vec::new(), items: None };
        let (mut is_map, mut is_list) = (false, false);
        for entry in at.entries() {
            let value = entry.value;
            let count = || value.integer().and_then(|n| u64::try_from(n).ok()).map(|n| (n, value));
            let Some(keyword) = Keyword::of(entry.key) else { continue };
            match keyword {
                Keyword::Enum if value.is_seq() => {
                    self.restrict(value.items().filter_map(json_of).collect(), value);
                }
                Keyword::Const => self.restrict(json_of(value).into_iter().collect(), value),
                Keyword::Minimum => {
                    let exclusive = at.get(words::EXCLUSIVE_MINIMUM).is_some_and(Cursor::is_true);
                    self.raise(value, exclusive);
                }
                Keyword::Maximum => {
                    let exclusive = at.get(words::EXCLUSIVE_MAXIMUM).is_some_and(Cursor::is_true);
                    self.lower_to(value, exclusive);
                }
                Keyword::ExclusiveMinimum => self.raise(value, true),
                Keyword::ExclusiveMaximum => self.lower_to(value, true),
                Keyword::MultipleOf => {
                    self.multiples.extend(value.f64().filter(|m| *m > 0.0).map(|m| (m, value)));
                }
                Keyword::MinLength => larger(&mut self.min_length, count()),
                Keyword::MaxLength => smaller(&mut self.max_length, count()),
                // An empty pattern is none.
                Keyword::Pattern => self.patterns.extend(value.str().filter(|p| !p.is_empty()).map(|p| (p, value))),
                Keyword::Format => {
                    if let Some(format) = value.str() {
                        self.format(&format);
                        self.formats.push((format, value));
                    }
                }
                Keyword::MinItems => larger(&mut self.min_items, count()),
                Keyword::MaxItems => smaller(&mut self.max_items, count()),
                Keyword::UniqueItems if value.is_true() => self.unique = Some(value),
                Keyword::MinProperties => larger(&mut self.min_properties, count()),
                Keyword::MaxProperties => smaller(&mut self.max_properties, count()),
                Keyword::Items if value.is_seq() => {
                    is_list = true;
                    list.prefix.extend(value.items().map(|i| (graph.schema(side, i), i)));
                }
                Keyword::Items => {
                    is_list = true;
                    list.items = Some((graph.schema(side, value), value));
                }
                Keyword::PrefixItems => {
                    is_list = true;
                    list.prefix.extend(value.items().map(|i| (graph.schema(side, i), i)));
                }
                Keyword::Contains => {
                    let number = |key| at.get(key).and_then(Cursor::integer).and_then(|n| u64::try_from(n).ok());
                    self.contains.push(Contains {
                        set: graph.schema(side, value),
                        min: number(words::MIN_CONTAINS).unwrap_or(1),
                        max: number(words::MAX_CONTAINS),
                        at: value,
                    });
                }
                Keyword::Properties => {
                    is_map = true;
                    let entries = value.entries();
                    map.properties
                        .extend(entries.map(|p| (Cow::Borrowed(p.name()), (graph.schema(side, p.value), p.value))));
                }
                Keyword::PatternProperties => {
                    is_map = true;
                    let entries = value.entries();
                    map.patterns
                        .extend(entries.map(|p| (Cow::Borrowed(p.name()), graph.schema(side, p.value), p.value)));
                }
                Keyword::AdditionalProperties => {
                    is_map = true;
                    map.others = Some((graph.schema(side, value), value));
                }
                Keyword::Required if value.is_seq() => {
                    self.required.extend(value.items().filter_map(|i| Some((i.str()?, i))));
                }
                Keyword::PropertyNames => self.names.push((graph.schema(side, value), value)),
                // What JSON Schema before 2019-09 calls both: lists of names are read alike.
                Keyword::Dependencies if value.entries().any(|e| !e.value.is_seq()) => {
                    self.hard.push((entry.key, value));
                }
                Keyword::DependentRequired | Keyword::Dependencies => {
                    for dependent in value.entries() {
                        let names = dependent.value.items().filter_map(Cursor::str);
                        let slot = self.dependent_required.entry(Cow::Borrowed(dependent.name()));
                        slot.or_insert_with(|| (Vec::new(), dependent.value)).0.extend(names);
                    }
                }
                Keyword::DependentSchemas => {
                    let entries = value.entries();
                    self.dependent_schemas
                        .extend(entries.map(|d| (Cow::Borrowed(d.name()), graph.schema(side, d.value), d.value)));
                }
                Keyword::UnevaluatedProperties => match graph.evaluated(side, at) {
                    Some(evaluated) if evaluated.all => {}
                    Some(evaluated) => {
                        let all = |at| (Graph::ALL, at);
                        let names = evaluated.names.into_iter().map(|(name, at)| (Cow::Borrowed(name), all(at)));
                        let patterns = evaluated.patterns.into_iter().map(|(p, at)| (Cow::Borrowed(p), Graph::ALL, at));
                        let others = Some((graph.schema(side, value), value));
                        self.maps.push(MapPart { properties: names.collect(), patterns: patterns.collect(), others });
                    }
                    None => self.hard.push((entry.key, value)),
                },
                Keyword::UnevaluatedItems | Keyword::DynamicRef | Keyword::AdditionalItems => {
                    self.hard.push((entry.key, value))
                }
                Keyword::ReadOnly if value.is_true() => self.read_only = Some(value),
                Keyword::WriteOnly if value.is_true() => self.write_only = Some(value),
                // Read with the type, the bound or the count that they belong to.
                Keyword::Type | Keyword::Nullable | Keyword::MinContains | Keyword::MaxContains => {}
                // Parts of a set by themselves: see `AtomPart`.
                Keyword::AllOf
                | Keyword::OneOf
                | Keyword::AnyOf
                | Keyword::Not
                | Keyword::If
                | Keyword::Then
                | Keyword::Else
                | Keyword::Ref
                | Keyword::Discriminator => {}
                // Without effect, or not what they must be.
                Keyword::Enum | Keyword::Required | Keyword::UniqueItems | Keyword::ReadOnly | Keyword::WriteOnly => {}
            }
        }
        if is_map {
            self.maps.push(map);
        }
        if is_list {
            self.lists.push(list);
        }
    }

    /// Leaves only values that are listed here too.
    fn restrict(&mut self, listed: Vec<Value>, at: Cursor<'a>) {
        self.values = Some(match self.values.take() {
            None => (listed, at),
            Some((known, _)) => {
                let listed: FxHashSet<String> = listed.iter().map(key_of).collect();
                (known.into_iter().filter(|v| listed.contains(&key_of(v))).collect(), at)
            }
        });
        let values = self.values.iter().flat_map(|(values, _)| values);
        self.listed = values.map(key_of).collect();
    }

    /// True for a value that is listed.
    #[must_use]
    pub fn lists(&self, value: &Value) -> bool {
        self.listed.contains(&key_of(value))
    }

    fn raise(&mut self, at: Cursor<'a>, exclusive: bool) {
        let Some(value) = Exact::read(at) else { return };
        let end = &mut self.ends[usize::from(exclusive)];
        if end.is_none_or(|(n, _)| value > n) {
            *end = Some((value, at));
        }
        let tighter = |b: &Bound| value > b.value || (value == b.value && exclusive && !b.exclusive);
        if self.lower.as_ref().is_none_or(tighter) {
            self.lower = Some(Bound { value, exclusive, by_format: false });
        }
    }

    fn slice(&mut self, slice: Slice, at: Cursor<'a>) {
        let [least, most] = slice.counts().map(|count| count.map(|n| (n, at)));
        let (low, high) = match slice.measure {
            Measure::Length => (&mut self.min_length, &mut self.max_length),
            Measure::Items => (&mut self.min_items, &mut self.max_items),
            Measure::Properties => (&mut self.min_properties, &mut self.max_properties),
            Measure::Number => {
                let [low, high] = slice.bounds();
                let above = |b: Bound, own: Bound| b.value > own.value || (b.value == own.value && b.exclusive);
                let below = |b: Bound, own: Bound| b.value < own.value || (b.value == own.value && b.exclusive);
                self.lower = low.filter(|b| self.lower.is_none_or(|own| above(*b, own))).or(self.lower);
                self.upper = high.filter(|b| self.upper.is_none_or(|own| below(*b, own))).or(self.upper);
                return;
            }
        };
        larger(low, least);
        smaller(high, most);
    }

    fn lower_to(&mut self, at: Cursor<'a>, exclusive: bool) {
        let Some(value) = Exact::read(at) else { return };
        let end = &mut self.ends[2 + usize::from(exclusive)];
        if end.is_none_or(|(n, _)| value < n) {
            *end = Some((value, at));
        }
        let tighter = |b: &Bound| value < b.value || (value == b.value && exclusive && !b.exclusive);
        if self.upper.as_ref().is_none_or(tighter) {
            self.upper = Some(Bound { value, exclusive, by_format: false });
        }
    }

    /// The bounds that a format of numbers sets (OpenAPI Format Registry).
    fn format(&mut self, format: &str) {
        let (low, high) = match format {
            "int8" => (-128.0, 127.0),
            "uint8" => (0.0, 255.0),
            "int16" => (-32_768.0, 32_767.0),
            "uint16" => (0.0, 65_535.0),
            "int32" => (f64::from(i32::MIN), f64::from(i32::MAX)),
            "uint32" => (0.0, f64::from(u32::MAX)),
            "float" => (f64::from(f32::MIN), f64::from(f32::MAX)),
            _ => return,
        };
        if self.lower.as_ref().is_none_or(|b| b.value.near < low) {
            self.lower = Some(Bound { value: low.into(), exclusive: false, by_format: true });
        }
        if self.upper.as_ref().is_none_or(|b| b.value.near > high) {
            self.upper = Some(Bound { value: high.into(), exclusive: false, by_format: true });
        }
    }

    /// What a property of this name may be; where it is declared, if it is by name.
    pub fn property(&self, graph: &mut Graph<'a>, name: &str) -> SetId {
        // Patterns take their time.
        if !*self.patterned.get_or_init(|| self.maps.iter().any(|map| !map.patterns.is_empty())) {
            return self.find_property(graph, name);
        }
        if let Some(known) = self.by_pattern.borrow().get(name) {
            return *known;
        }
        let set = self.find_property(graph, name);
        self.by_pattern.borrow_mut().insert(name.to_owned(), set);
        set
    }

    fn find_property(&self, graph: &mut Graph<'a>, name: &str) -> SetId {
        let mut set = Graph::ALL;
        for map in self.maps_about(name) {
            let mut matched = false;
            if let Some((own, _)) = map.properties.get(name) {
                set = graph.both(set, *own);
                matched = true;
            }
            for (pattern, own, _) in &map.patterns {
                if graph.patterns().matches(pattern, name) != Some(false) {
                    set = graph.both(set, *own);
                    matched = true;
                }
            }
            if let Some((own, _)) = map.others.filter(|_| !matched) {
                set = graph.both(set, own);
            }
        }
        set
    }

    /// The maps that may say something of a property of this name, in their order.
    fn maps_about(&self, name: &str) -> impl Iterator<Item = &MapPart<'a>> {
        // Most objects are one map, or a few.
        let few = self.maps.len() <= FEW;
        let index = (!few).then(|| {
            self.by_name.get_or_init(|| {
                let mut by_name: FxHashMap<Cow<'a, str>, Vec<usize>> = FxHashMap::default();
                let mut open = Vec::new();
                for (n, map) in self.maps.iter().enumerate() {
                    if map.patterns.is_empty() && map.others.is_none() {
                        map.properties.keys().for_each(|name| by_name.entry(name.clone()).or_default().push(n));
                    } else {
                        open.push(n);
                    }
                }
                (by_name, open)
            })
        });
        let numbers = index.map(|(by_name, open)| {
            let mut numbers: Vec<usize> = by_name.get(name).into_iter().flatten().chain(open).copied().collect();
            numbers.sort_unstable();
            numbers
        });
        let all = if few { self.maps.len() } else { 0 };
        (0..all).chain(numbers.into_iter().flatten()).map(|n| &self.maps[n])
    }

    /// Where a property of this name is declared.
    #[must_use]
    pub fn declared(&self, name: &str) -> Option<Cursor<'a>> {
        self.maps_about(name).find_map(|m| m.properties.get(name)).map(|(_, at)| *at)
    }

    /// What properties may be that no schema object names.
    pub fn others(&self, graph: &mut Graph<'a>) -> SetId {
        let sets: Vec<SetId> = self.maps.iter().filter_map(|m| m.others.map(|(set, _)| set)).collect();
        graph.all_of(sets)
    }

    /// Where `additionalProperties` is written.
    #[must_use]
    pub fn others_at(&self) -> Option<Cursor<'a>> {
        self.maps.iter().find_map(|m| m.others).map(|(_, at)| at)
    }

    /// The names that are declared.
    pub fn property_names(&self) -> impl Iterator<Item = &Cow<'a, str>> {
        self.maps.iter().flat_map(|m| m.properties.keys())
    }

    /// What the item at a place may be.
    pub fn item(&self, graph: &mut Graph<'a>, index: usize) -> SetId {
        let sets: Vec<SetId> =
            self.lists.iter().filter_map(|l| l.prefix.get(index).or(l.items.as_ref()).map(|(set, _)| *set)).collect();
        graph.all_of(sets)
    }

    /// The length of the longest list of items by place.
    #[must_use]
    pub fn prefix(&self) -> usize {
        self.lists.iter().map(|l| l.prefix.len()).max().unwrap_or(0)
    }

    /// True where the set limits its values by more than their types. Every field is asked: one that joins does not
    /// compile until it is asked, too.
    #[must_use]
    pub fn limits_more_than_types(&self) -> bool {
        let Self {
            types: _,
            type_at: _,
            values,
            listed: _,
            by_name: _,
            patterned: _,
            by_pattern: _,
            lower,
            upper,
            ends,
            multiples,
            min_length,
            max_length,
            patterns,
            formats,
            min_items,
            max_items,
            unique,
            lists,
            contains,
            maps,
            required,
            min_properties,
            max_properties,
            names,
            dependent_required,
            dependent_schemas,
            unions: _,
            nots: _,
            conditions: _,
            hard: _,
            // What says in which direction a value travels, and where it is described, limits none.
            read_only: _,
            write_only: _,
            tagged: _,
            at: _,
        } = self;
        let of_numbers =
            lower.is_some() || upper.is_some() || ends.iter().any(Option::is_some) || !multiples.is_empty();
        let of_texts = min_length.is_some() || max_length.is_some() || !patterns.is_empty() || !formats.is_empty();
        let of_lists =
            min_items.is_some() || max_items.is_some() || unique.is_some() || !lists.is_empty() || !contains.is_empty();
        let of_objects = !maps.is_empty()
            || !required.is_empty()
            || min_properties.is_some()
            || max_properties.is_some()
            || !names.is_empty()
            || !dependent_required.is_empty()
            || !dependent_schemas.is_empty();
        values.is_some() || of_numbers || of_texts || of_lists || of_objects || !self.is_plain()
    }

    /// True where the set says nothing but what its plain keywords say.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.unions.is_empty() && self.nots.is_empty() && self.conditions.is_empty() && self.hard.is_empty()
    }
}

fn larger<'a>(slot: &mut Option<Count<'a>>, new: Option<Count<'a>>) {
    if let Some(new) = new.filter(|n| n.0 > 0 && slot.is_none_or(|old| n.0 > old.0)) {
        *slot = Some(new);
    }
}

fn smaller<'a>(slot: &mut Option<Count<'a>>, new: Option<Count<'a>>) {
    if let Some(new) = new.filter(|n| slot.is_none_or(|old| n.0 < old.0)) {
        *slot = Some(new);
    }
}
