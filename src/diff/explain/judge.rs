//! What a change does: breaking only with a proof, undecided where it cannot be told.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::pairs::Walk;
use crate::diff::catalogue::{ChangeId, MessagePart, SchemaChange};
use crate::diff::schema::{Answer, Extent, Obstacle, Point, SetId, Within};
use crate::diff::{Compatibility, Fact, Impact, Side, Witness};
use crate::finding::{Message, message};
use crate::text::cut_in_the_middle;
use crate::tree::Cursor;

/// What a change does to the set of values, by its keyword alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Fewer values.
    Narrows,
    /// More values.
    Widens,
    /// Other values.
    Changes,
    /// No effect on values; how it is judged is fixed.
    Note(Compatibility),
}

/// A change of a keyword, not yet judged.
#[derive(Clone, Debug)]
pub(super) struct Candidate<'a> {
    pub id: ChangeId,
    pub effect: Effect,
    pub base: Option<Cursor<'a>>,
    pub revision: Option<Cursor<'a>>,
    /// Which obstacles are its work.
    pub points: Vec<Point>,
    pub message: Message,
    pub reason: Option<Message>,
    /// How it is judged where it breaks nobody.
    pub otherwise: Compatibility,
    /// True where taking the bound away lets through what was refused.
    pub weakens: bool,
    /// Set where the change is a impact of its own.
    pub impact: Impact,
    /// True where a property is described that was not, or no longer is: that is told even where objects
    /// admit undeclared properties.
    pub declares: bool,
    /// True for what only readers of XML notice.
    pub xml: bool,
    /// The values that it is about, on the side that must lie within the other: a branch that came or went.
    pub part: Option<SetId>,
}

impl<'a> Candidate<'a> {
    pub fn new(
        place: MessagePart,
        change: SchemaChange,
        effect: Effect,
        base: Option<Cursor<'a>>,
        revision: Option<Cursor<'a>>,
        points: Vec<Point>,
        message: Message,
    ) -> Self {
        Self::named(ChangeId::of(place, change), effect, base, revision, points, message)
    }

    pub fn named(
        id: ChangeId,
        effect: Effect,
        base: Option<Cursor<'a>>,
        revision: Option<Cursor<'a>>,
        points: Vec<Point>,
        message: Message,
    ) -> Self {
        Self {
            id,
            effect,
            base,
            revision,
            points,
            message,
            reason: None,
            otherwise: match effect {
                Effect::Note(level) => level,
                _ => Compatibility::Compatible,
            },
            weakens: false,
            impact: Impact::Neutral,
            declares: false,
            xml: false,
            part: None,
        }
    }

    /// Marks a bound: taken away from requests, it protected the server.
    pub fn bound(&mut self) -> &mut Self {
        self.weakens = true;
        self
    }

    /// Sets how it is judged where it breaks nobody.
    pub fn otherwise(mut self, level: Compatibility) -> Self {
        self.otherwise = level;
        self
    }
}

/// How many ways up are tried for a witness.
const WAYS: usize = 6;

impl<'a> Walk<'a> {
    /// Judges the changes of a pair, and notes them.
    pub(super) fn judge(&mut self, pair: usize, candidates: Vec<Candidate<'a>>, obstacles: &[Obstacle]) {
        let mut explained: Vec<bool> = vec![false; obstacles.len()];
        let same = self.accepts_the_same(pair);
        let mut by_point: FxHashMap<&Point, Vec<usize>> = FxHashMap::default();
        for (n, obstacle) in obstacles.iter().enumerate() {
            by_point.entry(&obstacle.point).or_default().push(n);
        }
        for candidate in candidates {
            let sent = self.pairs[pair].sent_by_client;
            let breaks = match candidate.effect {
                Effect::Narrows => sent,
                Effect::Widens => !sent,
                Effect::Changes => true,
                Effect::Note(_) => false,
            };
            let mut found: Option<&Obstacle> = None;
            let mut own: Vec<usize> =
                candidate.points.iter().filter_map(|p| by_point.get(p)).flatten().copied().collect();
            own.sort_unstable();
            for n in own {
                explained[n] = true;
                let obstacle = &obstacles[n];
                let better = found.is_none_or(|f| f.witness().is_none() && obstacle.witness().is_some());
                if breaks && better {
                    found = Some(obstacle);
                }
            }
            let mut change = Fact::new(candidate.id, candidate.base, candidate.revision, candidate.message.clone())
                .compatibility(candidate.otherwise);
            change.reason.clone_from(&candidate.reason);
            change.impact = self.impact(pair, &candidate);
            change.of_xml = candidate.xml;
            let about_values = !matches!(candidate.effect, Effect::Note(_)) || candidate.id.text().contains("-all-of-");
            if same && about_values && !candidate.declares {
                change.without_effect = true;
                change.impact = Impact::Neutral;
                change.compatibility = Compatibility::Compatible;
                change.reason = Some("both versions accept the same values".into());
            }
            let of_part = candidate.part.filter(|_| breaks).map(|part| {
                let (right, mode) = (self.pairs[pair].right(), self.pairs[pair].mode);
                self.engine.within(part, right, mode)
            });
            match (of_part, found) {
                (Some(Answer::Yes), _) => {
                    change.reason = Some("the other branches accept the same values".into());
                }
                (Some(answer), shared) => {
                    let mut proven = change.clone();
                    self.weigh(pair, &Obstacle { point: Point::Union, answer }, &mut proven);
                    if let Some(shared) = shared.filter(|_| proven.compatibility != Compatibility::Breaking) {
                        self.weigh(pair, shared, &mut change);
                    } else {
                        change = proven;
                    }
                }
                (None, Some(obstacle)) => {
                    let alone = self.alone(pair, obstacle);
                    self.weigh(pair, &alone, &mut change);
                }
                (None, None) => {}
            }
            self.note(pair, change);
        }
        for (obstacle, _) in obstacles.iter().zip(explained).filter(|(_, e)| !e) {
            self.unexplained(pair, obstacle);
        }
    }

    /// An obstacle about one property, with a value in which nothing but that is in the way, where there is one.
    fn alone(&mut self, pair: usize, obstacle: &Obstacle) -> Obstacle {
        let (left, right, mode) = (self.pairs[pair].left(), self.pairs[pair].right(), self.pairs[pair].mode);
        let built = match (&obstacle.point, obstacle.witness().map(|value| &**value)) {
            (Point::Property(name), Some(Value::Object(known))) if known.len() > 1 => {
                known.get(name).and_then(|value| {
                    let place = Within::Property(name.clone());
                    self.engine.embed_alone(left, right, &place, value, mode)
                })
            }
            (Point::Required(name), Some(Value::Object(_))) => self.engine.shared(left, right).and_then(|both| {
                let mut sample = self.engine.sample(both, mode)?;
                sample.as_object_mut()?.remove(name)?;
                Some(sample)
            }),
            _ => None,
        };
        let differs = |walk: &mut Self, value: &Value| {
            walk.engine.accepts(left, value, mode) == Some(true)
                && walk.engine.accepts(right, value, mode) == Some(false)
        };
        match built {
            Some(value) if differs(self, &value) => {
                Obstacle { point: obstacle.point.clone(), answer: Answer::No(value.into()) }
            }
            _ => obstacle.clone(),
        }
    }

    /// True where the sets of a pair lie within each other.
    fn accepts_the_same(&mut self, pair: usize) -> bool {
        let (base, revision, mode) = {
            let p = &self.pairs[pair];
            (p.base, p.revision, p.mode)
        };
        matches!(self.engine.within(base, revision, mode), Answer::Yes)
            && matches!(self.engine.within(revision, base, mode), Answer::Yes)
    }

    fn impact(&mut self, pair: usize, candidate: &Candidate<'a>) -> Impact {
        if candidate.impact != Impact::Neutral {
            return candidate.impact;
        }
        let pair = &self.pairs[pair];
        let of_requests = !pair.place.is_response() && pair.sent_by_client;
        let (base, mode) = (pair.base, pair.mode);
        match candidate.effect {
            // What accepted nothing at all protected nothing.
            Effect::Widens if candidate.weakens && of_requests && !self.engine.is_surely_empty(base, mode) => {
                Impact::Weakened
            }
            _ => Impact::Neutral,
        }
    }

    /// Gives a change its proof, or says that there is none.
    fn weigh(&mut self, pair: usize, obstacle: &Obstacle, change: &mut Fact<'a>) {
        let unknown = match &obstacle.answer {
            Answer::No(value) => match self.confirm(pair, value) {
                Confirmed::Yes(witness) => {
                    change.compatibility = Compatibility::Breaking;
                    change.witness = Some(witness);
                    return;
                }
                Confirmed::Hidden => return,
                Confirmed::Unknown => None,
            },
            Answer::Unknown(key) => Some(*key),
            Answer::Yes => return,
        };
        change.compatibility = change.compatibility.max(Compatibility::Undecided);
        let because = match unknown.and_then(crate::tree::Key::known_text) {
            Some(key) => message!("undecided whether it breaks clients, because of `{}`", key),
            None => "undecided whether it breaks clients: no example could prove it".into(),
        };
        change.reason.get_or_insert(because);
    }

    /// Shows the value as a whole message to an independent validator.
    fn confirm(&mut self, pair: usize, value: &Value) -> Confirmed {
        let ways = self.pairs[pair].parents.len().clamp(1, WAYS);
        // A message in which nothing else is in the way shows it best.
        for (alone, way) in [true, false].into_iter().flat_map(|alone| (0..ways).map(move |way| (alone, way))) {
            if let Some((root, whole)) = self.lift(pair, value, way, alone)
                && self.differs(root, &whole) == Some(true)
            {
                return Confirmed::Yes(self.witness(root, whole));
            }
        }
        // Where all messages that lead here are contained as a whole, the change is without effect.
        let roots: Vec<usize> = self.tops(pair);
        let all_within = roots.iter().take(64).all(|top| {
            let (l, r, mode) = {
                let p = &self.pairs[*top];
                (p.left(), p.right(), p.mode)
            };
            matches!(self.engine.within(l, r, mode), Answer::Yes)
        });
        if all_within {
            return Confirmed::Hidden;
        }
        if self.in_union(pair) {
            return Confirmed::Unknown;
        }
        self.confirm_part(pair, value)
    }

    /// The message that shows a value of the left to be none of the right.
    pub(super) fn confirmed(&mut self, pair: usize, value: &Value) -> Option<Witness> {
        match self.confirm(pair, value) {
            Confirmed::Yes(witness) => Some(witness),
            Confirmed::Hidden | Confirmed::Unknown => None,
        }
    }

    /// Where the rest of the message is beyond what can be built (a pattern, a format that nobody knows),
    /// the part that changed is shown by itself.
    fn confirm_part(&mut self, pair: usize, value: &Value) -> Confirmed {
        let (at, value) = self.part(pair, value);
        let (l, r, mode, left_side) = {
            let p = &self.pairs[at];
            (p.left(), p.right(), p.mode, p.left_side())
        };
        let holds = self.engine.holds_written(l, &value, mode) == Some(true);
        if !holds || self.engine.holds_written(r, &value, mode) != Some(false) {
            return Confirmed::Unknown;
        }
        let Some(&top) = self.tops(at).first() else { return Confirmed::Unknown };
        let root = self.pairs[top].roots[0];
        let mut witness = self.witness(root, value);
        witness.valid_in = left_side;
        witness.part = Some(self.pairs[at].path.clone()).filter(|p| !p.is_empty());
        Confirmed::Yes(witness)
    }

    fn tops(&self, pair: usize) -> Vec<usize> {
        let mut seen = rustc_hash::FxHashSet::default();
        let mut stack = vec![pair];
        let mut tops = Vec::new();
        while let Some(n) = stack.pop() {
            if seen.insert(n) {
                if !self.pairs[n].roots.is_empty() {
                    tops.push(n);
                }
                stack.extend(self.pairs[n].parents.iter().map(|(p, _)| *p));
            }
        }
        tops
    }

    /// True where one version accepts the message and the other, which must, does not.
    fn differs(&mut self, root: usize, whole: &Value) -> Option<bool> {
        let (shapes, mode, sent) = {
            let r = &self.roots[root];
            (r.shapes.clone(), r.mode(), r.sent_by_client)
        };
        let (left, right) = if sent { (Side::Base, Side::Revision) } else { (Side::Revision, Side::Base) };
        let valid = self.engine.validates(left, &shapes[left as usize], whole, mode)?;
        let refused = !self.engine.validates(right, &shapes[right as usize], whole, mode)?;
        Some(valid && refused)
    }

    fn witness(&self, root: usize, value: Value) -> Witness {
        let root = &self.roots[root];
        Witness {
            response: root.place.is_response(),
            location: root.location,
            value,
            part: None,
            valid_in: if root.sent_by_client { Side::Base } else { Side::Revision },
        }
    }

    /// An obstacle that no keyword accounts for. Those of parts are told where the parts are compared.
    pub(super) fn unexplained(&mut self, pair: usize, obstacle: &Obstacle) {
        // What a discriminator says is told beside its union.
        let (base, revision) = (self.pairs[pair].base, self.pairs[pair].revision);
        let tagged = self.engine.graph.facts(base).tagged || self.engine.graph.facts(revision).tagged;
        if tagged && obstacle.point == Point::Keyword(crate::tree::words::ENUM) {
            return;
        }
        // Few servers refuse an object because it fits two descriptions: that is told, not called breaking.
        let object = obstacle.witness().is_none_or(|w| w.is_object());
        if obstacle.point == Point::Overlap && object {
            let (place, path) = (self.pairs[pair].place, self.pairs[pair].path.clone());
            let (base, revision) = self.places(pair);
            let sent = self.pairs[pair].sent_by_client;
            let text = if sent {
                "more values match several branches"
            } else {
                "`oneOf` rejects values that match several branches"
            };
            let message = message!("{}: {}", subject(place, &path), text);
            let change = Fact::new(ChangeId::of(place, SchemaChange::ValuesChanged), base, revision, message);
            let reason = "`oneOf` rejects values that match two branches; few servers do";
            self.overlapping.insert(pair);
            self.note(pair, change.compatibility(Compatibility::Risky).because(reason));
            return;
        }
        let within_parts = matches!(
            obstacle.point,
            Point::Property(_) | Point::Others | Point::Pattern(_) | Point::Item(_) | Point::Items | Point::Union
        );
        if within_parts {
            return;
        }
        self.generic(pair, obstacle);
    }

    fn generic(&mut self, pair: usize, obstacle: &Obstacle) {
        let (place, sent, path) = {
            let p = &self.pairs[pair];
            (p.place, p.sent_by_client, p.path.clone())
        };
        let words = if sent { SchemaChange::ValuesNarrowed } else { SchemaChange::ValuesWidened };
        let text = if sent { "accepts fewer values" } else { "can now have values that it could not have before" };
        let subject = subject(place, &path);
        let (base, revision) = self.places(pair);
        let mut change = Fact::new(ChangeId::of(place, words), base, revision, message!("{} {}", subject, text));
        self.weigh(pair, obstacle, &mut change);
        if change.compatibility >= Compatibility::Undecided {
            self.note(pair, change);
        }
    }

    /// Where the schemas of a pair stand.
    pub(super) fn places(&mut self, pair: usize) -> (Option<Cursor<'a>>, Option<Cursor<'a>>) {
        let (base, revision) = (self.pairs[pair].base, self.pairs[pair].revision);
        let of = |walk: &mut Self, set| walk.engine.graph.facts(set).at.map(|(_, at)| at);
        let root = self.pairs[pair].roots.first().copied();
        let fallback = |walk: &Self, side: usize| root.map(|r| walk.roots[r].at[side]);
        (of(self, base).or_else(|| fallback(self, 0)), of(self, revision).or_else(|| fallback(self, 1)))
    }

    /// Asks whether the messages of a pair are contained as a whole, and says so where they are not and
    /// nothing said it yet.
    pub(super) fn prove(&mut self, top: usize, judged: Option<Compatibility>) {
        if judged == Some(Compatibility::Breaking) {
            return;
        }
        let (l, r, mode) = {
            let p = &self.pairs[top];
            (p.left(), p.right(), p.mode)
        };
        match self.engine.within(l, r, mode) {
            Answer::Yes => {}
            _ if judged == Some(Compatibility::Risky) => {}
            Answer::Unknown(_) if judged.is_some() => {}
            answer => {
                let obstacle = Obstacle { point: Point::Whole, answer };
                self.generic(top, &obstacle);
            }
        }
    }

    /// A change of a discriminator's mapping, proven with the values that each version knows.
    pub(super) fn mapping_witness(&mut self, pair: usize, property: &str, value: &str) -> Option<Witness> {
        let (left, mode) = (self.pairs[pair].left(), self.pairs[pair].mode);
        let place = crate::diff::schema::Within::Property(property.to_owned());
        let built = self.engine.embed(left, &place, &Value::from(value), mode)?;
        let (root, whole) = self.lift(pair, &built, 0, false)?;
        let side = self.pairs[pair].left_side();
        let shape = self.roots[root].shapes[side as usize].clone();
        self.engine.validates(side, &shape, &whole, mode)?.then(|| self.witness(root, whole))
    }

    /// What keeps the left of a pair from lying within the right.
    /// Those of properties have their proof where a change is about that property: what differs inside of it is told
    /// there.
    pub(super) fn obstacles(&mut self, pair: usize, changes: &[Candidate<'a>]) -> Rc<[Obstacle]> {
        let (l, r, mode) = {
            let p = &self.pairs[pair];
            (p.left(), p.right(), p.mode)
        };
        match self.engine.within(l, r, mode) {
            Answer::Yes => Rc::from([]),
            _ => {
                let points = changes.iter().flat_map(|c| c.points.iter().cloned()).collect();
                self.engine.obstacles(l, r, mode, Extent::All(&points)).into()
            }
        }
    }
}

enum Confirmed {
    /// By this message.
    Yes(Witness),
    /// It has no effect on any message.
    Hidden,
    /// No message could be made that shows it.
    Unknown,
}

/// What a pair is called in messages.
pub(super) fn subject(place: MessagePart, path: &str) -> Message {
    if path.is_empty() { place.words().into() } else { message!("{} `{}`", place.words(), cut_in_the_middle(path, 80)) }
}
