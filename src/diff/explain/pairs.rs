//! The pairs of schemas that messages lead to. A pair is met once, however many ways lead to it.

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::root_reach::RootReach;
use crate::diff::catalogue::MessagePart;
use crate::diff::fact::Carrier;
use crate::diff::policy::Notice;
use crate::diff::schema::{Engine, Graph, Mode, Obstacle, Point, SetId, Types};
use crate::diff::{Compatibility, Fact, Impact, Side};
use crate::model::BodyShape;
use crate::text::Day;
use crate::tree::{Cursor, words};

/// A place where messages of both versions are compared: a body, a parameter, a header.
#[derive(Clone, Debug)]
pub struct Root<'a> {
    /// Where in the message.
    pub place: MessagePart,
    /// `body`, `query`, `path`, `header` or `cookie`.
    pub location: &'static str,
    /// What describes it in each version.
    pub shapes: [BodyShape<'a>; 2],
    /// Where it stands in each version.
    pub at: [Cursor<'a>; 2],
    /// True where values travel as text.
    pub text: bool,
    /// True where they travel as XML.
    pub xml: bool,
    /// True where another parameter took its place in the path.
    pub moved: bool,
    /// True where clients send it: they must be able to send what they sent before. Otherwise they must
    /// be able to read all that comes.
    pub sent_by_client: bool,
    /// What it is called in messages: "parameter `limit`"; empty where the place says it all.
    pub name: String,
    /// What carries it.
    pub carrier: Carrier<'a>,
    /// The operation, by its number.
    pub operation: usize,
}

impl Root<'_> {
    /// How its values travel.
    #[must_use]
    pub fn mode(&self) -> Mode {
        Mode::new(self.place.is_response(), self.text)
    }
}

/// How the values of a body travel.
#[derive(Clone, Copy, Debug)]
pub struct Travels {
    /// As text.
    pub text: bool,
    /// As one text or a row of bytes, and as nothing else.
    pub only_texts: bool,
    /// In a response.
    pub response: bool,
}

/// How one leads from a pair to one inside of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Property(String),
    Pattern(String),
    Others,
    Item(usize),
    /// A branch of a union: the value is the same.
    Same,
}

/// A pair of sets at a kind of place.
#[derive(Clone, Debug)]
pub(super) struct SchemaPair {
    pub base: SetId,
    pub revision: SetId,
    pub mode: Mode,
    pub place: MessagePart,
    pub sent_by_client: bool,
    /// The way from the message to here: `customer.name`.
    pub path: String,
    /// The message that the way is of.
    pub told: usize,
    /// Pairs that lead here.
    pub parents: Vec<(usize, Step)>,
    /// Messages that begin here.
    pub roots: Vec<usize>,
}

impl SchemaPair {
    /// The set that must lie within the other.
    pub fn left(&self) -> SetId {
        if self.sent_by_client { self.base } else { self.revision }
    }

    /// The other.
    pub fn right(&self) -> SetId {
        if self.sent_by_client { self.revision } else { self.base }
    }

    /// The version of the left.
    pub fn left_side(&self) -> Side {
        if self.sent_by_client { Side::Base } else { Side::Revision }
    }
}

type PairKey = (SetId, SetId, Mode, MessagePart, bool);

/// A place: its file and node.
type Spot = (u32, u32);

/// What a change is, and where it stands in both versions.
type Cause = (String, Option<Spot>, Option<Spot>);

/// Changes by their cause, with the pairs that they were met in.
type MetFacts<'a> = FxHashMap<Cause, Met<'a>>;

/// A change with the pairs that it was met in, and the one that its words are of.
struct Met<'a> {
    pairs: Vec<usize>,
    told: usize,
    change: Fact<'a>,
}

/// The walk.
pub struct Walk<'a> {
    pub(super) notice: Notice,
    pub(super) today: Day,
    pub(super) engine: Engine<'a>,
    pub(super) roots: Vec<Root<'a>>,
    pub(super) pairs: Vec<SchemaPair>,
    numbers: FxHashMap<PairKey, usize>,
    next: usize,
    known: MetFacts<'a>,
    /// Pairs where objects came to fit several branches of a `oneOf`, or no longer do.
    pub(super) overlapping: FxHashSet<usize>,
    order: Vec<Cause>,
}

impl<'a> Walk<'a> {
    /// A walk over a graph of schemas. `notice` is what must precede a removal, seen from `today`.
    #[must_use]
    pub fn new(graph: Graph<'a>, notice: Notice, today: Day) -> Self {
        Self {
            notice,
            today,
            engine: Engine::new(graph),
            roots: Vec::new(),
            pairs: Vec::new(),
            numbers: FxHashMap::default(),
            next: 0,
            known: FxHashMap::default(),
            overlapping: FxHashSet::default(),
            order: Vec::new(),
        }
    }

    /// A value that a shape accepts.
    pub fn example(&mut self, side: Side, shape: &BodyShape<'a>, text: bool) -> Option<Value> {
        let set = self.engine.graph.described(side, shape);
        self.engine.sample(set, Mode::new(false, text))
    }

    /// True where a shape accepts every value.
    pub fn is_open(&mut self, side: Side, shape: &BodyShape<'a>) -> bool {
        let set = self.engine.graph.described(side, shape);
        self.engine.is_open(set)
    }

    /// True where a shape admits every body that is one text, or any bytes, of a media type.
    pub fn is_any_text(&mut self, side: Side, shape: &BodyShape<'a>, media_type: &str) -> bool {
        let set = self.engine.graph.described(side, shape);
        // The media type says the same, and says it for sure (OpenAPI 3.1.0, Considerations for File Uploads).
        let says = |key, allowed: &[&str]| {
            let written = self.field(set, key).map(Cursor::text);
            written.is_none_or(|w| allowed.iter().any(|a| a.eq_ignore_ascii_case(w.as_ref())))
        };
        let plain = says(words::CONTENT_ENCODING, &["binary", "identity", "8bit"])
            && says(words::CONTENT_MEDIA_TYPE, &[media_type, "application/octet-stream"]);
        plain && self.engine.is_any_text(set)
    }

    /// A value that the shape of one version accepts and that of the other does not.
    pub fn outside(
        &mut self,
        side: Side,
        shapes: &[BodyShape<'a>; 2],
        travels: Travels,
    ) -> Option<crate::diff::Witness> {
        let mode = Mode::new(travels.response, travels.text);
        let (left, right) = (&shapes[side as usize], &shapes[side.other() as usize]);
        let mut l = self.engine.graph.described(side, left);
        let r = self.engine.graph.described(side.other(), right);
        if travels.only_texts {
            l = self.engine.graph.of_type(l, Types::STRING, r);
        }
        let crate::diff::schema::Answer::No(value) = self.engine.within(l, r, mode) else { return None };
        let holds = self.engine.validates(side, left, &value, mode)?;
        let refused = !self.engine.validates(side.other(), right, &value, mode)?;
        (holds && refused).then(|| crate::diff::Witness {
            response: travels.response,
            location: "body",
            value: (*value).clone(),
            part: None,
            valid_in: side,
        })
    }

    /// Adds a message.
    fn add(&mut self, root: Root<'a>) {
        let base = self.engine.graph.described(Side::Base, &root.shapes[0]);
        let revision = self.engine.graph.described(Side::Revision, &root.shapes[1]);
        let number = self.roots.len();
        let key = (base, revision, root.mode(), root.place, root.sent_by_client);
        if self.engine.graph.unchanged(base, revision) {
            return;
        }
        let path = root.name.clone();
        self.roots.push(root);
        let pair = self.pair(key, path, number);
        self.pairs[pair].roots.push(number);
    }

    /// Adds a pair inside of another.
    pub(super) fn inside(&mut self, parent: usize, step: Step, base: SetId, revision: SetId, place: MessagePart) {
        if self.engine.graph.unchanged(base, revision) {
            return;
        }
        let (mode, sent, path, told) = {
            let p = &self.pairs[parent];
            let dot = if p.path.is_empty() { "" } else { "." };
            let path = match &step {
                Step::Property(name) => format!("{}{dot}{name}", p.path),
                Step::Pattern(pattern) => format!("{}{dot}/{pattern}/", p.path),
                Step::Others => format!("{}{dot}*", p.path),
                Step::Item(_) => format!("{}[]", p.path),
                Step::Same => p.path.clone(),
            };
            (p.mode, p.sent_by_client, path, p.told)
        };
        let number = self.pair((base, revision, mode, place, sent), path, told);
        if number != parent {
            self.pairs[number].parents.push((parent, step));
        }
    }

    fn pair(&mut self, key: PairKey, path: String, told: usize) -> usize {
        let next = self.pairs.len();
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            let (base, revision, mode, place, sent_by_client) = key;
            self.pairs.push(SchemaPair {
                base,
                revision,
                mode,
                place,
                sent_by_client,
                path: crate::text::cut_in_the_middle(&path, 200),
                told,
                parents: Vec::new(),
                roots: Vec::new(),
            });
        }
        number
    }

    /// Compares messages, and gives the changes with the numbers of the operations that each reaches.
    pub fn compare(mut self, messages: Vec<Root<'a>>) -> Vec<(Fact<'a>, Vec<usize>)> {
        messages.into_iter().for_each(|root| self.add(root));
        while self.next < self.pairs.len() {
            let pair = self.next;
            self.next += 1;
            if self.engine.graph.is_spent() {
                // Nothing more can be decided: that is said of what is left, and nothing in it is looked for.
                self.unexplained(pair, &Obstacle::unknown(Point::Whole, words::SCHEMA));
                continue;
            }
            self.compare_pair(pair);
        }
        self.prove_roots();
        let reach = RootReach::of(&self.pairs);
        let mut changes = Vec::new();
        let mut known = std::mem::take(&mut self.known);
        for key in std::mem::take(&mut self.order) {
            let Some(Met { pairs, told, mut change }) = known.remove(&key) else { continue };
            let mut roots = FxHashSet::default();
            for pair in pairs {
                roots.extend(reach.roots(pair).iter().copied());
            }
            let mut roots: Vec<usize> = roots.into_iter().filter(|r| !change.of_xml || self.roots[*r].xml).collect();
            if roots.is_empty() {
                continue;
            }
            roots.sort_unstable();
            if roots.iter().all(|r| self.roots[*r].moved) {
                // What another parameter demands in its place is no protection that is lost.
                if change.impact == Impact::Weakened {
                    change.impact = Impact::Neutral;
                }
                change.reason.get_or_insert("path parameters changed places".into());
            }
            roots.iter().for_each(|r| change.carriers.add(&self.roots[*r].carrier));
            let mut operations: Vec<usize> = roots.into_iter().map(|r| self.roots[r].operation).collect();
            operations.sort_unstable();
            operations.dedup();
            // The operation that the path in the message and the proof are of comes first.
            let told = self.roots[self.pairs[told].told].operation;
            if let Some(n) = operations.iter().position(|o| *o == told) {
                operations[..=n].rotate_right(1);
            }
            changes.push((change, operations));
        }
        changes
    }

    /// Notes a change of a pair. The same change met in another pair is the same cause: the graver
    /// judgement stays.
    pub(super) fn note(&mut self, pair: usize, mut change: Fact<'a>) {
        // What is gone is reported where it would be, so that it lands in the file at hand.
        if change.revision.is_none() {
            change.revision = self.places(pair).1;
        }
        let place = |at: Option<Cursor<'a>>| at.map(|a| (a.file().0, a.place().0));
        // One cause may show in a body and in a property: it is said once for requests, once for responses.
        let stem = change.id.text().trim_start_matches("request-").trim_start_matches("response-");
        let stem = ["body-", "property-", "parameter-property-", "parameter-", "header-property-", "header-"]
            .iter()
            .find_map(|p| stem.strip_prefix(p))
            .unwrap_or(stem);
        let side = if self.pairs[pair].place.is_response() { "response" } else { "request" };
        let key = (format!("{side} {stem}"), place(change.base), place(change.revision));
        match self.known.entry(key.clone()) {
            std::collections::hash_map::Entry::Vacant(slot) => {
                slot.insert(Met { pairs: vec![pair], told: pair, change });
                self.order.push(key);
            }
            std::collections::hash_map::Entry::Occupied(mut slot) => {
                let Met { pairs, told, change: old } = slot.get_mut();
                pairs.push(pair);
                // Without effect in one place is not without effect in all.
                if !change.without_effect && old.without_effect {
                    *old = change;
                    *told = pair;
                } else if change.compatibility > old.compatibility {
                    let impact = old.impact.max(change.impact);
                    *old = Fact { impact, ..change };
                    *told = pair;
                } else {
                    old.impact = old.impact.max(change.impact);
                }
            }
        }
    }

    /// Asks for each message as a whole, so that nothing is missed that no keyword named.
    fn prove_roots(&mut self) {
        let mut judged: Vec<Option<Compatibility>> = vec![None; self.pairs.len()];
        let grave = self.known.values().filter(|met| met.change.compatibility >= Compatibility::Undecided);
        let mut changed: Vec<(Compatibility, usize)> =
            grave.flat_map(|met| met.pairs.iter().map(|pair| (met.change.compatibility, *pair))).collect();
        // The gravest first: what it reached needs no other.
        changed.sort_unstable_by_key(|(compatibility, _)| std::cmp::Reverse(*compatibility));
        changed.extend(self.overlapping.iter().map(|pair| (Compatibility::Risky, *pair)));
        for (compatibility, pair) in changed {
            let mut stack = vec![pair];
            while let Some(pair) = stack.pop() {
                if judged[pair].is_none() {
                    judged[pair] = Some(compatibility);
                    stack.extend(self.pairs[pair].parents.iter().map(|(parent, _)| *parent));
                }
            }
        }
        let tops: Vec<usize> = (0..self.pairs.len()).filter(|n| !self.pairs[*n].roots.is_empty()).collect();
        for pair in tops {
            self.prove(pair, judged.get(pair).copied().flatten());
        }
    }

    /// The largest part of a message that could be built around the value at a pair, by the first way up
    /// and not beyond a union: its schemas in both versions, and its path.
    pub(super) fn part(&mut self, pair: usize, value: &Value) -> (usize, Value) {
        let (mut at, mut value) = (pair, value.clone());
        while let Some((up, step)) = self.pairs[at].parents.first().cloned().filter(|(up, _)| *up < at) {
            let (left, mode) = (self.pairs[up].left(), self.pairs[up].mode);
            let built = match step {
                Step::Same => Some(value.clone()),
                step => self.engine.embed(left, &step.into_place(), &value, mode),
            };
            let Some(built) = built else { break };
            value = built;
            at = up;
        }
        (at, value)
    }

    /// True where a way up from a pair leads through a union.
    pub(super) fn in_union(&self, pair: usize) -> bool {
        let mut at = pair;
        while let Some((up, step)) = self.pairs[at].parents.first().filter(|(up, _)| *up < at) {
            if *step == Step::Same {
                return true;
            }
            at = *up;
        }
        false
    }

    /// The value at a pair as a whole message, by one of the ways up; and the message's number. With `alone`, what surrounds
    /// the value is accepted by both versions.
    pub(super) fn lift(&mut self, pair: usize, value: &Value, way: usize, alone: bool) -> Option<(usize, Value)> {
        let mut value = value.clone();
        let mut at = pair;
        let mut nth = way;
        for _ in 0..self.pairs.len() + 1 {
            if let Some(&root) = self.pairs[at].roots.first()
                && (self.pairs[at].parents.is_empty() || nth == 0)
            {
                return Some((root, value));
            }
            let (up, step) = self.pairs[at].parents.get(nth.min(self.pairs[at].parents.len().checked_sub(1)?))?.clone();
            nth = 0;
            let (left, right, mode) = (self.pairs[up].left(), self.pairs[up].right(), self.pairs[up].mode);
            value = match step {
                Step::Same => value,
                step if alone => self.engine.embed_alone(left, right, &step.into_place(), &value, mode)?,
                step => self.engine.embed(left, &step.into_place(), &value, mode)?,
            };
            at = up;
        }
        None
    }
}

impl Step {
    fn into_place(self) -> crate::diff::schema::Within {
        use crate::diff::schema::Within;
        match self {
            Step::Property(name) => Within::Property(name),
            Step::Pattern(pattern) => Within::Pattern(pattern),
            Step::Others | Step::Same => Within::Others,
            Step::Item(n) => Within::Item(n),
        }
    }
}
