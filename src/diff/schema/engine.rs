//! What compares sets: questions, answers, and the memory of both.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::branches::BranchIndex;
use super::graph::{AtomId, Graph, SetId};
use crate::tree::Key;

/// How values travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mode {
    /// In a response: `writeOnly` properties do not travel. Otherwise `readOnly` ones do not.
    pub response: bool,
    /// As text: in a URL, a header, a form. A number is a text there.
    pub text: bool,
    /// Inside of a `not`: properties that an object admits without naming them count. Elsewhere they do
    /// not, as nobody sends what is not described.
    pub literal: bool,
}

impl Mode {
    /// For messages of a direction, as text or as JSON.
    #[must_use]
    pub fn new(response: bool, text: bool) -> Self {
        Self { response, text, literal: false }
    }
}

/// Whether one set lies within another.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It does.
    Yes,
    /// It does not: this value shows it.
    No(Rc<Value>),
    /// It could not be told, because of this keyword.
    Unknown(Key),
}

/// What of a pair of sets is in the way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Point {
    /// A keyword of the set itself.
    Keyword(Key),
    /// A property that must be there.
    Required(String),
    /// The values of a property.
    Property(String),
    /// Properties that are not declared.
    Others,
    /// Properties that match a pattern.
    Pattern(String),
    /// The item at a place.
    Item(usize),
    /// The items beyond those declared by place.
    Items,
    /// A union: the left lies in no branch.
    Union,
    /// A `oneOf`: the left lies in several branches.
    Overlap,
    /// The set as a whole.
    Whole,
}

/// A way in which the left does not lie within the right.
#[derive(Clone, Debug)]
pub struct Obstacle {
    /// What is in the way.
    pub point: Point,
    /// Never [`Answer::Yes`].
    pub answer: Answer,
}

impl Obstacle {
    /// One that could not be decided.
    pub fn unknown(point: Point, key: Key) -> Self {
        Self { point, answer: Answer::Unknown(key) }
    }

    /// The value that shows it.
    #[must_use]
    pub fn witness(&self) -> Option<&Rc<Value>> {
        match &self.answer {
            Answer::No(value) => Some(value),
            _ => None,
        }
    }
}

/// Which obstacles are asked for.
#[derive(Clone, Copy)]
pub enum Extent<'p> {
    /// The first that is found, with its proof where it has one.
    First,
    /// All; of those of properties only these with their proof.
    All(&'p FxHashSet<Point>),
}

impl Extent<'_> {
    /// True where one is enough.
    #[must_use]
    pub fn is_first(self) -> bool {
        matches!(self, Self::First)
    }
}

/// A union at its place, for responses or for requests.
pub(super) type Branches = (crate::diff::Side, crate::source::FileId, crate::tree::NodeId, bool);

/// A question: left, right, mode.
pub(super) type Question = (SetId, SetId, Mode);

/// The union of which the left is a branch.
#[derive(Clone, Copy)]
pub(super) struct Siblings<'s> {
    /// True for `oneOf`: what another branch holds this one does not.
    pub exclusive: bool,
    /// Which of them the left lies in.
    pub own: usize,
    /// For each branch of the right, a branch of the left that holds it.
    pub holders: &'s FxHashMap<SetId, usize>,
    /// All branches of the left, each without what stands beside the union.
    pub branches: &'s [SetId],
}

/// The schemas that are written for one and the same value, in order.
#[derive(Default)]
pub(super) struct Writing {
    order: Vec<WrittenPlace>,
    places: FxHashSet<WrittenPlace>,
    /// Schemas that are written as what another one extends.
    pub(super) extended: Vec<WrittenPlace>,
}

/// A schema of a version.
pub(super) type WrittenPlace = (crate::diff::Side, crate::source::FileId, crate::tree::NodeId);

impl Writing {
    /// Adds a schema; false where it is there.
    pub(super) fn add(&mut self, place: WrittenPlace) -> bool {
        let is_new = self.places.insert(place);
        if is_new {
            self.order.push(place);
        }
        is_new
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// Takes out all but the first.
    pub(super) fn truncate(&mut self, length: usize) {
        for place in self.order.drain(length..) {
            self.places.remove(&place);
        }
    }
}

/// Compares sets, with memory.
pub struct Engine<'a> {
    /// The sets.
    pub graph: Graph<'a>,
    pub(super) sampled: FxHashMap<(SetId, Mode), Rc<[Value]>>,
    pub(super) sampling: Vec<SetId>,
    /// The least place in `sampling` of a set that an answer was cut short by, since it was last reset.
    pub(super) sampled_lowest: usize,
    /// What sets answered about parts of the value at hand, by their addresses.
    pub(super) asked: FxHashMap<(SetId, *const Value), Option<bool>>,
    /// The schemas that are written for the validator, for one value.
    pub(super) writing: Writing,
    /// How many more schemas may be written for the value at hand.
    pub(super) to_write: usize,
    /// How many more schemas may be written where all of one is written, whatever the value.
    pub(super) whole: Option<usize>,
    /// The branches of large unions, ready for the validator.
    pub(super) branches: FxHashMap<Branches, Rc<[Option<jsonschema::Validator>]>>,
    /// The branches of wide unions, by what tells them apart.
    pub(super) wide_unions: FxHashMap<(AtomId, Mode), Rc<BranchIndex>>,
    /// The schemas of whole messages: how often they were asked, and the validator, once it is worth its making.
    pub(super) messages: FxHashMap<Branches, (u32, Option<Rc<jsonschema::Validator>>)>,
    pub(super) known: FxHashMap<Question, Answer>,
    /// Pairs of sets that were looked at for a value in both, at a depth.
    pub(super) apart: FxHashMap<(SetId, SetId, Mode, usize), bool>,
    /// Questions that are open, with their depth and the level that they were asked at.
    pub(super) open: FxHashMap<Question, (usize, usize)>,
    /// How often the way to the question at hand went into a value or into a branch of the left.
    pub(super) level: usize,
    /// "Yes" that rests on the open question at this depth.
    pub(super) resting: FxHashMap<Question, usize>,
    pub(super) resting_order: Vec<Question>,
    /// The least depth of an open question that an answer used since it was last reset.
    pub(super) lowest: usize,
}

impl<'a> Engine<'a> {
    /// Over a graph.
    #[must_use]
    pub fn new(graph: Graph<'a>) -> Self {
        Self {
            graph,
            sampled: FxHashMap::default(),
            sampling: Vec::new(),
            sampled_lowest: usize::MAX,
            asked: FxHashMap::default(),
            writing: Writing::default(),
            to_write: 0,
            whole: None,
            branches: FxHashMap::default(),
            wide_unions: FxHashMap::default(),
            messages: FxHashMap::default(),
            known: FxHashMap::default(),
            apart: FxHashMap::default(),
            open: FxHashMap::default(),
            level: 0,
            resting: FxHashMap::default(),
            resting_order: Vec::new(),
            lowest: usize::MAX,
        }
    }
}
