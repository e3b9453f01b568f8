//! The schemas of both versions as one graph: sets of values, each the conjunction of schema parts.
//!
//! A set is interned by the parts that it is made of. `allOf` and `$ref` are flattened into it, so
//! that an intersection is a union of parts; nothing is copied, and a recursive schema is a set that
//! is reached again.

use std::cell::Cell;
use std::hash::BuildHasher;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::discriminator::Tag;
use super::facts::{Branch, Facts};
use super::pattern::Patterns;
use super::slices::Slice;
use super::types::Types;
use crate::diff::Side;
use crate::diff::same::Sameness;
use crate::model::{BodyShape, Parameter, reference_replaces};
use crate::source::FileId;
use crate::spec::Workspace;
use crate::tree::{Cursor, Key, NodeId, NodeRef, Shape, words};

/// A set of JSON values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SetId(u32);

/// A part of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AtomId(u32);

/// What part of a schema object an atom stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AtomPart {
    /// All keywords but those below.
    Plain,
    /// Its `oneOf`.
    OneOf,
    /// Its `anyOf`.
    AnyOf,
    /// Its `not`.
    Not,
    /// Its `if` with `then` and `else`.
    If,
    /// The object that 2.0's form parameters describe.
    Form,
    /// `false`: nothing is accepted.
    Never,
    /// A reference that leads nowhere: what is accepted is not known.
    Unknown,
    /// Only values of these types, beside the schema at the place.
    Only(u8),
    /// Only values that lie there, beside the schema at the place.
    Slice(Slice),
    /// The object that a discriminator demands of a branch of a union.
    Tag,
    /// The values by which a discriminator chooses a branch.
    TagValue,
    /// The choice that a discriminator makes among what extends its schema.
    Subtypes,
    /// What a discriminator leaves to its schema itself: no value that chooses a subtype.
    Itself,
}

/// A part of a schema at its place.
#[derive(Clone, Debug)]
pub struct Atom<'a> {
    /// The version that it belongs to.
    pub side: Side,
    /// Which part.
    pub part: AtomPart,
    /// The schema object.
    pub at: Cursor<'a>,
    /// The parameters of a form.
    pub form: Rc<[Parameter<'a>]>,
    /// True where it refuses nothing: a default, a deprecation, a note.
    idle: bool,
}

type SidedNode = (Side, FileId, NodeId);

/// The graph.
pub struct Graph<'a> {
    workspaces: [&'a Workspace; 2],
    same: Arc<Sameness>,
    atoms: Vec<Atom<'a>>,
    atom_ids: FxHashMap<(SidedNode, AtomPart), AtomId>,
    sets: Vec<Rc<[AtomId]>>,
    set_ids: FxHashMap<Rc<[AtomId]>, SetId>,
    of_schema: FxHashMap<SidedNode, SetId>,
    /// The items of the `allOf`s that a set was read from.
    conjuncts: FxHashMap<SetId, Vec<Cursor<'a>>>,
    facts: Vec<Option<Rc<Facts<'a>>>>,
    nothing: Rc<[Parameter<'a>]>,
    tags: FxHashMap<SidedNode, Option<Rc<Tag<'a>>>>,
    patterns: Rc<Patterns>,
    /// How much work is left before answers become "unknown".
    steps: Cell<u64>,
}

/// The work that one comparison may take, in steps of about a microsecond: pairs looked at, values tried, sets built,
/// schemas written. The more nodes the documents have, the more it may be: what answers need in real ones is at most
/// three quarters of it, and in small ones a tenth.
const STEPS: u64 = 40_000;
const STEPS_OF_NODE: u64 = 30;

impl<'a> Graph<'a> {
    /// A graph over the schemas of two versions.
    #[must_use]
    pub fn new(base: &'a Workspace, revision: &'a Workspace, same: Arc<Sameness>) -> Self {
        let nodes = [base, revision].iter().flat_map(|w| w.trees()).map(|t| t.len() as u64).sum::<u64>();
        let mut graph = Self {
            workspaces: [base, revision],
            same,
            atoms: Vec::new(),
            atom_ids: FxHashMap::default(),
            sets: Vec::new(),
            set_ids: FxHashMap::default(),
            of_schema: FxHashMap::default(),
            conjuncts: FxHashMap::default(),
            facts: Vec::new(),
            nothing: Rc::from([]),
            tags: FxHashMap::default(),
            patterns: Rc::default(),
            steps: Cell::new(STEPS + STEPS_OF_NODE * nodes),
        };
        graph.intern(Vec::new());
        graph
    }

    /// A graph over the schemas of one document, [`Side::Base`], in which answers may take so many steps.
    #[must_use]
    pub fn alone(workspace: &'a Workspace, steps: u64) -> Self {
        let graph = Self::new(workspace, workspace, Arc::default());
        graph.steps.set(steps);
        graph
    }

    /// The set of all values.
    pub const ALL: SetId = SetId(0);

    /// The files of a version.
    #[must_use]
    pub fn workspace(&self, side: Side) -> &'a Workspace {
        self.workspaces[side as usize]
    }

    /// What is the same in both versions.
    #[must_use]
    pub fn same(&self) -> &Sameness {
        &self.same
    }

    /// The same, to be held while the graph grows.
    #[must_use]
    pub fn same_in_both(&self) -> Arc<Sameness> {
        self.same.clone()
    }

    /// The patterns, made ready once.
    #[must_use]
    pub fn patterns(&self) -> Rc<Patterns> {
        self.patterns.clone()
    }

    /// Takes a step; false where none is left, and the answer must be "unknown".
    pub fn step(&self) -> bool {
        self.spend(1)
    }

    /// Takes as many steps; false where none is left.
    pub fn spend(&self, steps: u64) -> bool {
        let left = self.steps.get();
        self.steps.set(left.saturating_sub(steps));
        left > 0
    }

    /// True where no step is left: what is asked now is "unknown".
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.steps.get() == 0
    }

    /// The set of a schema.
    pub fn schema(&mut self, side: Side, at: Cursor<'a>) -> SetId {
        let place = (side, at.file(), at.id());
        if let Some(&known) = self.of_schema.get(&place) {
            return known;
        }
        let mut atoms = Vec::new();
        let mut conjuncts = Vec::new();
        self.flatten(side, at, &mut atoms, &mut conjuncts);
        let set = self.intern(atoms);
        if !conjuncts.is_empty() {
            self.conjuncts.entry(set).or_insert(conjuncts);
        }
        self.of_schema.insert(place, set);
        set
    }

    /// The set of a branch of a union, with what a discriminator beside it demands: that the property has a
    /// value by which this branch is chosen. Where the branch lists the property's values itself, or does
    /// not describe it as a text, the discriminator adds nothing.
    pub fn tagged(&mut self, side: Side, branch: Cursor<'a>) -> SetId {
        let set = self.schema(side, branch);
        let Some(tag) = self.tag(side, branch) else { return set };
        // A branch may be a union itself, and lead back here: its unions declare no property of all its values.
        let own = self.without_unions(set);
        let facts = self.facts(own);
        if facts.declared(&tag.property).is_none() {
            return set;
        }
        let property = facts.property(self, &tag.property);
        if self.without_unions(property) != property {
            return set;
        }
        let property = self.facts(property);
        let free = property.values.is_none() && property.patterns.is_empty() && property.is_plain();
        let travels = property.read_only.is_none() && property.write_only.is_none();
        if !free || !travels || !property.types.meets(Types::STRING) {
            return set;
        }
        let nothing = self.nothing.clone();
        let atom = self.atom(side, AtomPart::Tag, branch, nothing);
        let tag = self.intern(vec![atom]);
        self.both(set, tag)
    }

    /// A set without its `oneOf`s and `anyOf`s.
    fn without_unions(&mut self, set: SetId) -> SetId {
        let is_union =
            |a: &AtomId| matches!(self.part(*a).part, AtomPart::OneOf | AtomPart::AnyOf | AtomPart::Subtypes);
        let atoms = &self.sets[set.0 as usize];
        if !atoms.iter().any(is_union) {
            return set;
        }
        let rest = atoms.iter().copied().filter(|a| !is_union(a)).collect();
        self.intern(rest)
    }

    /// What a discriminator says of a branch of a union.
    pub fn tag(&mut self, side: Side, branch: Cursor<'a>) -> Option<Rc<Tag<'a>>> {
        let key = |at: Cursor<'a>| (side, at.file(), at.id());
        if let Some(known) = self.tags.get(&key(branch)) {
            return known.clone();
        }
        let workspace = self.workspace(side);
        let tags = branch.parent().map(|branches| Tag::read(workspace, branches)).unwrap_or_default();
        self.tags.extend(tags.into_iter().map(|(at, tag)| (key(at), Some(Rc::new(tag)))));
        self.tags.entry(key(branch)).or_default().clone()
    }

    /// The schemas that a discriminator chooses among: what extends its schema, each with the values that choose it, and
    /// what is left to the schema itself.
    pub fn subtypes(&mut self, side: Side, schema: Cursor<'a>) -> Vec<Branch<'a>> {
        let same = self.same.clone();
        let Some(base) = same.subtypes(side).base((schema.file(), schema.id())) else { return Vec::new() };
        let workspace = self.workspace(side);
        let cursor = |(file, node): NodeRef| workspace.tree(file).at(node);
        let tag = |values: &[String]| {
            Rc::new(Tag { property: base.property.clone().into(), values: values.to_vec(), by_default: false })
        };
        let mut branches = Vec::new();
        for subtype in &base.subtypes {
            let (at, extends) = (cursor(subtype.schema), cursor(subtype.extends));
            self.tags.insert((side, extends.file(), extends.id()), Some(tag(&subtype.values)));
            let set = self.schema(side, at);
            let set = self.chosen(side, set, extends, &subtype.values, &base.property);
            branches.push(Branch { set, at, name: Some(subtype.name.clone()) });
        }
        let discriminator = cursor(base.discriminator);
        self.tags.insert((side, discriminator.file(), discriminator.id()), Some(tag(&base.known)));
        let nothing = self.nothing.clone();
        let itself = self.atom(side, AtomPart::Itself, discriminator, nothing);
        let set = self.intern(vec![itself]);
        branches.push(Branch { set, at: discriminator, name: Some(base.name.clone()) });
        branches
    }

    /// A subtype with the values that choose it; without, where it lists others itself.
    fn chosen(&mut self, side: Side, set: SetId, at: Cursor<'a>, values: &[String], property: &str) -> SetId {
        let own = self.without_unions(set);
        let facts = self.facts(own);
        let property = facts.property(self, property);
        let own = self.without_unions(property);
        let facts = self.facts(own);
        if facts.values.is_some() && !values.iter().any(|v| facts.lists(&serde_json::Value::from(v.as_str()))) {
            return set;
        }
        let nothing = self.nothing.clone();
        let tag = self.atom(side, AtomPart::Tag, at, nothing);
        let tag = self.intern(vec![tag]);
        self.both(set, tag)
    }

    /// The set of what is excluded from a schema itself: values that choose a subtype.
    pub fn known_subtypes(&mut self, side: Side, discriminator: Cursor<'a>) -> SetId {
        let nothing = self.nothing.clone();
        let tag = self.atom(side, AtomPart::Tag, discriminator, nothing);
        self.intern(vec![tag])
    }

    fn known_tag(&self, atom: &Atom<'a>) -> Option<&Rc<Tag<'a>>> {
        self.tags.get(&(atom.side, atom.at.file(), atom.at.id()))?.as_ref()
    }

    /// The values by which a discriminator chooses a branch.
    pub fn tag_value(&mut self, side: Side, branch: Cursor<'a>) -> SetId {
        let nothing = self.nothing.clone();
        let atom = self.atom(side, AtomPart::TagValue, branch, nothing);
        self.intern(vec![atom])
    }

    /// The tags that a set demands.
    pub fn tags(&self, set: SetId) -> Vec<Rc<Tag<'a>>> {
        let parts = self.sets[set.0 as usize].iter().map(|a| &self.atoms[a.0 as usize]);
        parts.filter(|a| a.part == AtomPart::Tag).filter_map(|a| self.known_tag(a).cloned()).collect()
    }

    /// The set of what a parameter, header or media type carries.
    pub fn described(&mut self, side: Side, shape: &BodyShape<'a>) -> SetId {
        match shape {
            BodyShape::Schema(at) => self.schema(side, *at),
            BodyShape::Any => Self::ALL,
            BodyShape::Form(fields) => match fields.first() {
                None => Self::ALL,
                Some(first) => {
                    let atom = self.atom(side, AtomPart::Form, first.listed, Rc::from(fields.as_slice()));
                    self.intern(vec![atom])
                }
            },
        }
    }

    /// The values that are in both sets.
    pub fn both(&mut self, a: SetId, b: SetId) -> SetId {
        if a == b || b == Self::ALL {
            return a;
        }
        if a == Self::ALL {
            return b;
        }
        let mut atoms = self.sets[a.0 as usize].to_vec();
        atoms.extend_from_slice(&self.sets[b.0 as usize]);
        self.intern(atoms)
    }

    /// The values that are in all sets.
    pub fn all_of(&mut self, sets: impl IntoIterator<Item = SetId>) -> SetId {
        let mut out = Self::ALL;
        for set in sets {
            out = self.both(out, set);
        }
        out
    }

    /// A set with one of its parts left out.
    pub fn without(&mut self, set: SetId, atom: AtomId) -> SetId {
        let atoms = self.sets[set.0 as usize].iter().copied().filter(|a| *a != atom).collect();
        self.intern(atoms)
    }

    /// The items of the `allOf`s that a set was read from; none for an intersection.
    #[must_use]
    pub fn conjuncts(&self, set: SetId) -> Vec<Cursor<'a>> {
        self.conjuncts.get(&set).cloned().unwrap_or_default()
    }

    /// The values of a set that are in one branch of a union of it. Descriptions let a branch refer back
    /// to the union that it is in; that says nothing more there.
    pub fn branch(&mut self, set: SetId, union: AtomId, branch: SetId) -> SetId {
        let both = self.both(set, branch);
        self.without(both, union)
    }

    /// The values of a set that are of a type. `beside` lends its place where the set has none: all values.
    pub fn of_type(&mut self, set: SetId, types: Types, beside: SetId) -> SetId {
        self.only(set, AtomPart::Only(types.0), beside)
    }

    /// The values of a set that a part which stands in no schema accepts, too.
    pub fn only(&mut self, set: SetId, part: AtomPart, beside: SetId) -> SetId {
        let place = [set, beside].into_iter().find_map(|s| self.sets[s.0 as usize].first().copied());
        let Some(first) = place else { return set };
        let (side, at) = (self.part(first).side, self.part(first).at);
        let nothing = self.nothing.clone();
        let only = self.atom(side, part, at, nothing);
        let only = self.intern(vec![only]);
        self.both(set, only)
    }

    /// The parts of a set.
    #[must_use]
    pub fn parts(&self, set: SetId) -> Rc<[AtomId]> {
        self.sets[set.0 as usize].clone()
    }

    /// A part.
    #[must_use]
    pub fn part(&self, atom: AtomId) -> &Atom<'a> {
        &self.atoms[atom.0 as usize]
    }

    /// The schema objects that a set is made of, each once.
    #[must_use]
    pub fn objects(&self, set: SetId) -> Vec<(Side, Cursor<'a>)> {
        let mut seen = FxHashSet::default();
        let parts = self.sets[set.0 as usize].iter().map(|a| &self.atoms[a.0 as usize]);
        let parts = parts.filter(|a| {
            !matches!(
                a.part,
                AtomPart::Only(_) | AtomPart::Slice(_) | AtomPart::Tag | AtomPart::TagValue | AtomPart::Itself
            )
        });
        parts.filter(|a| seen.insert((a.at.file(), a.at.id()))).map(|a| (a.side, a.at)).collect()
    }

    /// The keywords of a set, merged.
    pub fn facts(&mut self, set: SetId) -> Rc<Facts<'a>> {
        if let Some(Some(known)) = self.facts.get(set.0 as usize) {
            return known.clone();
        }
        self.spend(2);
        let facts = Rc::new(Facts::read(self, set));
        if self.facts.len() <= set.0 as usize {
            self.facts.resize(self.sets.len(), None);
        }
        self.facts[set.0 as usize] = Some(facts.clone());
        facts
    }

    /// True where both sets are made of the same parts, unchanged from one version to the other,
    /// whatever they refer to included.
    #[must_use]
    pub fn unchanged(&self, a: SetId, b: SetId) -> bool {
        if a == b {
            return true;
        }
        let (a, b) = (&self.sets[a.0 as usize], &self.sets[b.0 as usize]);
        // What refuses nothing is looked at all the same: it is told.
        let idle = |list: &[AtomId]| list.iter().any(|x| self.atoms[x.0 as usize].idle);
        if idle(a) || idle(b) {
            return a.len() == b.len() && a.iter().zip(b.iter()).all(|(x, y)| self.twins(*x, *y));
        }
        a.len() == b.len() && a.len() <= 32 && self.each_in(a, b) && self.each_in(b, a)
    }

    /// A number that is the same for sets that are [`Graph::unchanged`], and seldom for others.
    #[must_use]
    pub fn trace(&self, set: SetId) -> u64 {
        let atoms = self.sets[set.0 as usize].iter().map(|x| &self.atoms[x.0 as usize]);
        let traces = atoms.map(|x| FxBuildHasher.hash_one((x.part, self.same.hash(x.side, x.at))));
        traces.fold(0, u64::wrapping_add)
    }

    fn twins(&self, x: AtomId, y: AtomId) -> bool {
        let (x, y) = (self.part(x), self.part(y));
        x.part == y.part && self.same.schemas(x.side, x.at, y.side, y.at) && self.same_tag(x, y)
    }

    /// True where each part of `b` is unchanged among those of `a`, so that `a` lies within `b`.
    #[must_use]
    pub fn holds_parts_of(&self, a: SetId, b: SetId) -> bool {
        let (a, b) = (&self.sets[a.0 as usize], &self.sets[b.0 as usize]);
        a.len() <= 32 && b.len() <= 32 && self.each_in(b, a)
    }

    /// True for parts that the same values of a discriminator lead to, if any do.
    fn same_tag(&self, x: &Atom<'a>, y: &Atom<'a>) -> bool {
        !matches!(x.part, AtomPart::Tag | AtomPart::TagValue | AtomPart::Itself)
            || self.known_tag(x) == self.known_tag(y)
    }

    fn each_in(&self, some: &[AtomId], all: &[AtomId]) -> bool {
        some.iter().all(|x| {
            let x = &self.atoms[x.0 as usize];
            if x.idle {
                return true;
            }
            all.iter().any(|y| {
                let y = &self.atoms[y.0 as usize];
                x.part == y.part
                    && x.part != AtomPart::Form
                    && x.part != AtomPart::Unknown
                    && self.same.schemas(x.side, x.at, y.side, y.at)
                    && self.same_tag(x, y)
            })
        })
    }

    fn atom(&mut self, side: Side, part: AtomPart, at: Cursor<'a>, form: Rc<[Parameter<'a>]>) -> AtomId {
        let key = ((side, at.file(), at.id()), part);
        let next = AtomId(self.atoms.len() as u32);
        let id = *self.atom_ids.entry(key).or_insert(next);
        if id == next {
            let idle = part == AtomPart::Plain && at.entries().all(|e| is_idle(e.key, e.name()));
            self.atoms.push(Atom { side, part, at, form, idle });
        }
        id
    }

    fn intern(&mut self, mut atoms: Vec<AtomId>) -> SetId {
        atoms.sort_unstable();
        atoms.dedup();
        if let Some(&known) = self.set_ids.get(atoms.as_slice()) {
            return known;
        }
        let id = SetId(self.sets.len() as u32);
        self.spend(2 + atoms.len() as u64 / 4);
        let atoms: Rc<[AtomId]> = atoms.into();
        self.sets.push(atoms.clone());
        self.set_ids.insert(atoms, id);
        id
    }

    /// The parts of a schema, of all that its `$ref` and `allOf` lead to.
    fn flatten(&mut self, side: Side, at: Cursor<'a>, out: &mut Vec<AtomId>, conjuncts: &mut Vec<Cursor<'a>>) {
        let nothing = self.nothing.clone();
        let mut seen = FxHashSet::default();
        let same = self.same.clone();
        let subtypes = same.subtypes(side);
        // With each schema, whether one that extends it led here: then it is no choice among its subtypes any more.
        let mut stack = vec![(at, false)];
        while let Some((at, extended)) = stack.pop() {
            if !seen.insert((at.file(), at.id())) {
                continue;
            }
            if at.shape() == Shape::Bool {
                if !at.is_true() {
                    out.push(self.atom(side, AtomPart::Never, at, nothing.clone()));
                }
                continue;
            }
            let workspace = self.workspace(side);
            if at.get(words::REF).is_some() {
                match workspace.target(at) {
                    Some(target) => stack.push((target, extended)),
                    None => out.push(self.atom(side, AtomPart::Unknown, at, nothing.clone())),
                }
                if reference_replaces(workspace, at) {
                    continue;
                }
            }
            let mut plain = false;
            let extends = extended || subtypes.extends(at);
            if !extended && subtypes.base((at.file(), at.id())).is_some() {
                out.push(self.atom(side, AtomPart::Subtypes, at, nothing.clone()));
            }
            for entry in at.entries() {
                let part = match entry.key {
                    words::REF | words::THEN | words::ELSE => continue,
                    words::ALL_OF => {
                        stack.extend(entry.value.items().map(|item| (item, extends)));
                        conjuncts.extend(entry.value.items());
                        continue;
                    }
                    words::ONE_OF => AtomPart::OneOf,
                    words::ANY_OF => AtomPart::AnyOf,
                    words::NOT => AtomPart::Not,
                    words::IF => AtomPart::If,
                    key => {
                        plain |= !is_text(key);
                        continue;
                    }
                };
                out.push(self.atom(side, part, at, nothing.clone()));
            }
            if plain {
                out.push(self.atom(side, AtomPart::Plain, at, nothing.clone()));
            }
        }
    }
}

/// True for keywords that refuse no value.
fn is_idle(key: Key, name: &str) -> bool {
    is_text(key)
        || name.starts_with("x-")
        || matches!(
            key,
            words::DEFAULT
                | words::DEPRECATED
                | words::REF
                | words::ALL_OF
                | words::ONE_OF
                | words::ANY_OF
                | words::NOT
                | words::IF
                | words::THEN
                | words::ELSE
                | words::DISCRIMINATOR
                | words::CONTENT_ENCODING
                | words::CONTENT_MEDIA_TYPE
                | words::CONTENT_SCHEMA
                | words::XML
        )
}

/// True for keywords that only speak to people.
fn is_text(key: Key) -> bool {
    matches!(
        key,
        words::DESCRIPTION
            | words::TITLE
            | words::SUMMARY
            | words::EXAMPLE
            | words::EXAMPLES
            | words::EXTERNAL_DOCS
            | words::COMMENT
            | words::DEFS
            | words::ID
            | words::ANCHOR
            | words::SCHEMA_DIALECT
    )
}
