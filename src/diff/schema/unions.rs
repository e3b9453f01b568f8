//! Containment where `oneOf` and `anyOf` are involved.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::accept::readings;
use super::engine::{Answer, Engine, Extent, Mode, Obstacle, Point, Siblings};
use super::facts::Union;
use super::graph::{Graph, SetId};
use super::types::Types;
use super::value::key_of;
use crate::text::Sorting;
use crate::tree::words;

/// Branches of the right that are compared in full with a set of the left, at most.
const TRIES: usize = 48;

/// Branches of the left's `oneOf` that are asked, at most, whether they hold what two branches of the right share.
const EXCLUDING: usize = 4;

impl<'a> Engine<'a> {
    /// The left is a union: each of its branches must lie within the right.
    pub(super) fn split(&mut self, l: SetId, r: SetId, mode: Mode, first: bool, out: &mut Vec<Obstacle>) {
        let lf = self.graph.facts(l);
        let Some(union) = lf.unions.first() else { return };
        let sets: Vec<SetId> = union.branches.iter().map(|b| self.graph.branch(l, union.atom, b.set)).collect();
        let exclusive = union.exclusive;
        let holders = if exclusive { self.holders(union, r) } else { FxHashMap::default() };
        let branches: Vec<SetId> = union.branches.iter().map(|b| b.set).collect();
        let beside = self.graph.facts(r).unions.iter().any(|u| u.exclusive && exclusive || u.branches.len() > TRIES);
        for (own, &set) in sets.iter().enumerate() {
            if self.graph.is_spent() {
                out.push(Obstacle::unknown(Point::Union, words::ONE_OF));
                return;
            }
            // What is a union itself, or a list of values, does not look at its siblings: it is asked as any other set,
            // with memory, as unions may lead back to each other.
            let inner = self.graph.facts(set);
            let found = if beside && inner.unions.is_empty() && inner.values.is_none() {
                let siblings = Siblings { exclusive, own, holders: &holders, branches: &branches };
                self.obstacles_beside(set, r, mode, Extent::First, Some(siblings))
            } else {
                match self.within(set, r, mode) {
                    Answer::Yes => Vec::new(),
                    answer => vec![Obstacle { point: Point::Whole, answer }],
                }
            };
            for obstacle in found {
                // In a `oneOf` a value of two branches is a value of none.
                let obstacle = match obstacle.witness() {
                    Some(value) if self.accepts(l, &value.clone(), mode) != Some(true) => {
                        Obstacle::unknown(obstacle.point, words::ONE_OF)
                    }
                    _ if obstacle.point == Point::Overlap => obstacle,
                    _ => Obstacle { point: Point::Union, ..obstacle },
                };
                let proven = obstacle.witness().is_some();
                out.push(obstacle);
                if first && proven {
                    return;
                }
            }
        }
    }

    /// The right without those of its unions that surely hold the left: because the left has a union of the same branches,
    /// or lies in one branch of an `anyOf` as a whole. Nothing where there is none.
    pub(super) fn without_held_unions(&mut self, l: SetId, r: SetId, mode: Mode) -> Option<SetId> {
        let (lf, rf) = (self.graph.facts(l), self.graph.facts(r));
        let mut rest = r;
        for theirs in rf.unions.iter().filter(|u| u.branches.len() <= TRIES) {
            let same = lf.unions.iter().any(|ours| self.is_same_union(ours, theirs, mode));
            let holds = |branch: &super::facts::Branch<'a>| {
                let set = self.graph.without(branch.set, theirs.atom);
                matches!(self.within_alike(l, set, mode), Answer::Yes)
            };
            if same || (!theirs.exclusive && theirs.branches.iter().any(holds)) {
                rest = self.graph.without(rest, theirs.atom);
            }
        }
        (rest != r).then_some(rest)
    }

    /// True where two unions have the same branches, in the same order: then exactly one of either holds a value. What
    /// a branch of the right admits without declaring it may come from another branch of the left.
    fn is_same_union(&mut self, ours: &Union<'a>, theirs: &Union<'a>, mode: Mode) -> bool {
        let alike = ours.exclusive == theirs.exclusive
            && ours.branches.len() == theirs.branches.len()
            && !(mode.text && ours.exclusive);
        alike
            && ours.branches.iter().zip(&theirs.branches).all(|(a, b)| {
                let (a, b) = (self.graph.without(a.set, ours.atom), self.graph.without(b.set, theirs.atom));
                let mut yes = |x, y, literal| matches!(self.within_alike(x, y, Mode { literal, ..mode }), Answer::Yes);
                yes(a, b, mode.literal) && (!ours.exclusive || yes(b, a, true))
            })
    }

    /// For each branch of the right's `oneOf`s a branch of the left's that holds it, where one is
    /// evident: unchanged, of the same name, or at the same place.
    fn holders(&mut self, left: &Union<'a>, r: SetId) -> FxHashMap<SetId, usize> {
        // What a branch of the right admits without declaring it may come from the left.
        let mode = Mode { literal: true, ..Mode::new(false, false) };
        let mut holders = FxHashMap::default();
        let right = self.graph.facts(r);
        let mut alike: FxHashMap<String, usize> = FxHashMap::default();
        for (place, branch) in left.branches.iter().enumerate() {
            if let Some(likeness) = self.likeness(branch.set) {
                alike.entry(likeness).or_insert(place);
            }
        }
        let mut by_trace: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for (place, branch) in left.branches.iter().enumerate() {
            by_trace.entry(self.graph.trace(branch.set)).or_default().push(place);
        }
        for union in right.unions.iter().filter(|u| u.exclusive) {
            for (place, branch) in union.branches.iter().enumerate() {
                let traced = by_trace.get(&self.graph.trace(branch.set)).into_iter().flatten().copied();
                let unchanged = traced.into_iter().find(|n| self.graph.unchanged(branch.set, left.branches[*n].set));
                let named = || left.branches.iter().position(|b| b.name.is_some() && b.name == branch.name);
                let likeness = self.likeness(branch.set);
                let similar = || likeness.and_then(|l| alike.get(&l).copied());
                let found = unchanged.or_else(|| {
                    let guess = named().or_else(similar).or((place < left.branches.len()).then_some(place))?;
                    matches!(self.within(branch.set, left.branches[guess].set, mode), Answer::Yes).then_some(guess)
                });
                if let Some(found) = found {
                    holders.insert(branch.set, found);
                }
            }
        }
        holders
    }

    /// What tells a branch from others: a property with one value (`kind=circle`), else the properties that
    /// it describes.
    pub fn likeness(&mut self, set: SetId) -> Option<String> {
        let facts = self.graph.facts(set);
        if let Some((values, _)) = &facts.values {
            return values.first().filter(|_| values.len() == 1).map(ToString::to_string);
        }
        let names: Vec<String> = facts.required.keys().map(ToString::to_string).collect();
        let tag = names.into_iter().find_map(|name| {
            let property = facts.property(&mut self.graph, &name);
            let inner = self.graph.facts(property);
            let (values, _) = inner.values.as_ref()?;
            values.first().filter(|_| values.len() == 1).map(|v| format!("{name}={v}"))
        });
        tag.or_else(|| {
            let names: BTreeSet<&str> = facts.property_names().map(AsRef::as_ref).collect();
            (!names.is_empty()).then(|| names.into_iter().collect::<Vec<_>>().join(","))
        })
    }

    /// A union of the right: the left must lie in one of its branches, and in no other of a `oneOf`.
    pub(super) fn compare_union(
        &mut self,
        l: SetId,
        r: SetId,
        union: &Union<'a>,
        mode: Mode,
        siblings: Option<Siblings<'_>>,
    ) -> Option<Obstacle> {
        let near = self.branches_near(union, l, mode);
        let branches: Vec<SetId> =
            near.iter().map(|n| self.graph.without(union.branches[*n].set, union.atom)).collect();
        let mut home = branches.iter().position(|b| self.graph.holds_parts_of(l, *b));
        let mut candidates: Vec<Value> = Vec::new();
        if home.is_none() {
            let likely: Vec<usize> = {
                let mut likely: Vec<usize> =
                    (0..branches.len()).filter(|n| !self.disjoint(l, branches[*n], mode, 0)).collect();
                // The branch that took the place of the left's own comes first.
                if let Some(s) = siblings {
                    likely.order_by_key(|n| s.holders.get(&branches[*n]) != Some(&s.own) && near[*n] != s.own);
                }
                likely
            };
            for &n in likely.iter().take(TRIES) {
                if self.graph.is_spent() {
                    break;
                }
                match self.within_alike(l, branches[n], mode) {
                    Answer::Yes => {
                        home = Some(n);
                        break;
                    }
                    Answer::No(value) => candidates.push((*value).clone()),
                    Answer::Unknown(_) => {}
                }
            }
        }
        let Some(home) = home else {
            // No single branch holds it: perhaps each of its types has one.
            let lf = self.graph.facts(l);
            let types: Vec<Types> = whole_types(lf.types);
            if types.len() > 1 {
                let parts: Vec<SetId> = types.into_iter().map(|t| self.graph.of_type(l, t, r)).collect();
                let answers: Vec<Answer> = parts.iter().map(|p| self.within_alike(*p, r, mode)).collect();
                if answers.iter().all(|a| matches!(a, Answer::Yes)) {
                    return None;
                }
                candidates.extend(answers.into_iter().filter_map(|a| match a {
                    Answer::No(value) => Some((*value).clone()),
                    _ => None,
                }));
            }
            let slices = self.slices(l, union);
            if !slices.is_empty() {
                let answers: Vec<Answer> = slices.into_iter().map(|part| self.within_alike(part, r, mode)).collect();
                if answers.iter().all(|a| matches!(a, Answer::Yes)) {
                    return None;
                }
                candidates.extend(answers.iter().filter_map(|a| match a {
                    Answer::No(value) => Some((**value).clone()),
                    _ => None,
                }));
            }
            if let Some(values) = self.every_value(l, mode)
                && values.iter().all(|value| self.accepts(r, value, mode) == Some(true))
            {
                return None;
            }
            candidates.extend(self.samples(l, mode).iter().cloned());
            return Some(self.settle(Point::Union, l, r, candidates, mode));
        };
        let siblings = siblings.filter(|s| s.exclusive);
        // On the wire one of the readings decides.
        if !union.exclusive || mode.text {
            return None;
        }
        for (n, &branch) in branches.iter().enumerate() {
            if n == home || self.disjoint(l, branch, mode, 0) {
                continue;
            }
            if let Some(s) = siblings
                && s.holders.get(&branch).is_some_and(|holder| *holder != s.own)
            {
                continue;
            }
            let overlap = self.graph.both(l, branch);
            if siblings.is_some_and(|s| self.is_excluded(overlap, near[n], s, mode)) {
                continue;
            }
            let mut candidates = self.samples(overlap, mode).to_vec();
            candidates.extend(self.samples(branch, mode).iter().cloned());
            candidates.extend(self.samples(l, mode).iter().cloned());
            let obstacle = self.settle(Point::Overlap, l, r, candidates, mode);
            let excluded = siblings.is_some() && obstacle.witness().is_none();
            if excluded || obstacle.witness().is_some() || !self.is_surely_empty(overlap, mode) {
                return Some(obstacle);
            }
        }
        None
    }

    /// True where what two branches share lies in another branch of the left's `oneOf`, which excludes it: so it is where
    /// a `oneOf` is distributed over the `allOf` around it. `likely` is the number of the branch to ask first.
    fn is_excluded(&mut self, overlap: SetId, likely: usize, siblings: Siblings<'_>, mode: Mode) -> bool {
        let mut others: Vec<usize> = (0..siblings.branches.len()).filter(|n| *n != siblings.own).collect();
        others.order_by_key(|n| *n != likely);
        let mut within = |n: usize| matches!(self.within(overlap, siblings.branches[n], mode), Answer::Yes);
        others.into_iter().take(EXCLUDING).any(&mut within)
    }

    /// True where a set can be seen to accept nothing.
    pub fn is_surely_empty(&mut self, set: SetId, mode: Mode) -> bool {
        let facts = self.graph.facts(set);
        if facts.types.is_none() {
            return true;
        }
        if let Some((values, _)) = &facts.values {
            return values.iter().all(|v| self.accepts(set, v, mode) == Some(false));
        }
        false
    }

    /// True where no value is in both sets, as far as can be seen.
    pub fn disjoint_sets(&mut self, a: SetId, b: SetId, mode: Mode) -> bool {
        self.disjoint(a, b, mode, 0)
    }

    /// True where no value is in both sets, as far as types, values, bounds and properties show.
    pub(super) fn disjoint(&mut self, a: SetId, b: SetId, mode: Mode, depth: usize) -> bool {
        if depth > 4 || a == Graph::ALL || b == Graph::ALL || a == b || !self.graph.step() {
            return false;
        }
        // What is not deep is found at once.
        if depth == 0 {
            return self.are_apart(a, b, mode, depth);
        }
        let question = (a, b, mode, depth);
        if let Some(known) = self.apart.get(&question) {
            return *known;
        }
        let answer = self.are_apart(a, b, mode, depth);
        self.apart.insert(question, answer);
        answer
    }

    fn are_apart(&mut self, a: SetId, b: SetId, mode: Mode, depth: usize) -> bool {
        let (af, bf) = (self.graph.facts(a), self.graph.facts(b));
        if mode.text {
            // On the wire a number may be a text too.
            return match (&af.values, &bf.values) {
                (Some((x, _)), Some((y, _))) => {
                    let read: FxHashSet<String> = y.iter().flat_map(readings).map(|w| key_of(&w)).collect();
                    !x.iter().flat_map(readings).any(|v| read.contains(&key_of(&v)))
                }
                _ => false,
            };
        }
        let common = af.types.and(bf.types);
        if common.is_none() {
            return true;
        }
        for (listed, other) in [(&af, b), (&bf, a)] {
            if let Some((values, _)) = &listed.values
                && values.len() <= 64
            {
                return values.clone().iter().all(|v| self.accepts(other, v, mode) == Some(false));
            }
        }
        if let (Some((x, _)), Some(_)) = (&af.values, &bf.values) {
            return !x.iter().any(|v| bf.lists(v));
        }
        if common.minus(Types::OBJECT).is_none() {
            // A property that one must have and that is nothing for the other.
            for (some, other) in [(&af, &bf), (&bf, &af)] {
                for name in some.required.keys() {
                    let theirs = other.property(&mut self.graph, name);
                    if theirs == Graph::ALL {
                        continue;
                    }
                    let ours = some.property(&mut self.graph, name);
                    if self.leaves_out(ours, mode) || self.leaves_out(theirs, mode) {
                        continue;
                    }
                    if self.graph.facts(theirs).types.is_none() || self.disjoint(ours, theirs, mode, depth + 1) {
                        return true;
                    }
                }
            }
        }
        if common.minus(Types::NUMBER).is_none() {
            let apart = |x: &super::facts::Facts<'_>, y: &super::facts::Facts<'_>| match (x.upper, y.lower) {
                (Some(high), Some(low)) => {
                    high.value < low.value || (high.value == low.value && (high.exclusive || low.exclusive))
                }
                _ => false,
            };
            return apart(&af, &bf) || apart(&bf, &af);
        }
        if common == Types::STRING {
            let apart = |x: &super::facts::Facts<'_>, y: &super::facts::Facts<'_>| matches!((x.max_length, y.min_length), (Some((high, _)), Some((low, _))) if high < low);
            return apart(&af, &bf) || apart(&bf, &af);
        }
        false
    }
}

/// The types of a set, numbers as one.
fn whole_types(types: Types) -> Vec<Types> {
    let mut out: Vec<Types> = types.minus(Types::NUMBER).each().collect();
    let numbers = types.and(Types::NUMBER);
    if !numbers.is_none() {
        out.push(numbers);
    }
    out
}
