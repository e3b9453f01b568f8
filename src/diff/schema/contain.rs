//! Is all that one set accepts accepted by another? Yes, no with a value that shows it, or unknown.
//!
//! Recursive schemas are compared by coinduction: a pair of sets that is met again while it is being
//! compared is taken to hold, which is right because values are finite. An answer that rests on such an
//! assumption is kept for good only when the assumption has been made good.

use std::rc::Rc;

use serde_json::Value;

use super::engine::{Answer, Engine, Extent, Mode, Obstacle, Point, Siblings};
use super::graph::{Graph, SetId};
use super::types::Types;
use crate::text::Sorting;
use crate::tree::words;

/// How deep questions may be nested; the stack is made for it.
const DEPTH: usize = 1_500;

impl<'a> Engine<'a> {
    /// Whether all values of `l` are values of `r`: asked of parts of values, or of a branch of the left.
    pub fn within(&mut self, l: SetId, r: SetId, mode: Mode) -> Answer {
        self.level += 1;
        let answer = self.within_alike(l, r, mode);
        self.level -= 1;
        answer
    }

    /// The same, asked of the same values as the question that it is asked for: what comes back to that question has
    /// shown nothing. (`A` is `anyOf: [B, string]` and `B` is `anyOf: [A, integer]`: no value is in them because of that.)
    pub(super) fn within_alike(&mut self, l: SetId, r: SetId, mode: Mode) -> Answer {
        if r == Graph::ALL || l == r || self.graph.holds_parts_of(l, r) {
            return Answer::Yes;
        }
        let question = (l, r, mode);
        if let Some(known) = self.known.get(&question) {
            return known.clone();
        }
        if let Some(&(depth, level)) = self.open.get(&question) {
            if level == self.level {
                return Answer::Unknown(words::ONE_OF);
            }
            self.lowest = self.lowest.min(depth);
            return Answer::Yes;
        }
        if let Some(&depth) = self.resting.get(&question) {
            self.lowest = self.lowest.min(depth);
            return Answer::Yes;
        }
        let depth = self.open.len();
        if depth > DEPTH || !self.graph.spend(3) {
            return Answer::Unknown(words::REF);
        }
        self.open.insert(question, (depth, self.level));
        let outer = std::mem::replace(&mut self.lowest, usize::MAX);
        let mark = self.resting_order.len();
        let obstacle = self.obstacles(l, r, mode, Extent::First).into_iter().next();
        let answer = obstacle.map_or(Answer::Yes, |o| o.answer);
        self.open.remove(&question);
        let lowest = std::mem::replace(&mut self.lowest, outer);
        match answer {
            Answer::Yes if lowest < depth => {
                // Still rests on a question further up.
                self.resting.insert(question, lowest);
                self.resting_order.push(question);
                self.lowest = self.lowest.min(lowest);
            }
            Answer::Yes => {
                // What rested on this question holds now.
                for settled in self.resting_order.split_off(mark) {
                    self.resting.remove(&settled);
                    self.known.insert(settled, Answer::Yes);
                }
                self.known.insert(question, Answer::Yes);
            }
            _ => {
                for dropped in self.resting_order.split_off(mark) {
                    self.resting.remove(&dropped);
                }
                self.known.insert(question, answer.clone());
            }
        }
        answer
    }

    /// What keeps `l` from lying within `r`.
    pub fn obstacles(&mut self, l: SetId, r: SetId, mode: Mode, extent: Extent<'_>) -> Vec<Obstacle> {
        self.obstacles_beside(l, r, mode, extent, None)
    }

    pub(super) fn obstacles_beside(
        &mut self,
        l: SetId,
        r: SetId,
        mode: Mode,
        extent: Extent<'_>,
        siblings: Option<Siblings<'_>>,
    ) -> Vec<Obstacle> {
        let (lf, rf) = (self.graph.facts(l), self.graph.facts(r));
        let first = extent.is_first();
        let mut out = Vec::new();
        if lf.types.is_none() || self.is_empty_list(l, mode) {
            return out;
        }
        macro_rules! done {
            () => {
                if first && out.iter().any(|o: &Obstacle| o.witness().is_some()) {
                    return proven(out);
                }
            };
        }
        if let Some((values, _)) = &lf.values {
            self.each_value(values, l, r, mode, &mut out);
            return sorted(out, first);
        }
        if !lf.unions.is_empty() {
            self.split(l, r, mode, first, &mut out);
            // What cannot be decided branch by branch may be so as a whole.
            if !out.is_empty()
                && out.iter().all(|o| o.witness().is_none())
                && let Some(rest) = self.without_held_unions(l, r, mode)
            {
                let all = rest == Graph::ALL;
                return if all { Vec::new() } else { self.obstacles_beside(l, rest, mode, extent, siblings) };
            }
            return sorted(out, first);
        }
        out.extend(self.compare_types(l, r, &lf, &rf, mode));
        done!();
        out.extend(self.compare_values(l, r, &lf, &rf, mode));
        done!();
        let common = lf.types.and(rf.types);
        if common.meets(Types::NUMBER) {
            self.compare_numbers(l, r, &lf, &rf, mode, &mut out);
            done!();
        }
        if common.meets(Types::STRING) {
            self.compare_texts(l, r, &lf, &rf, mode, &mut out);
            done!();
        }
        if common.meets(Types::ARRAY) {
            self.compare_arrays(l, r, mode, first, &mut out);
            done!();
        }
        if common.meets(Types::OBJECT) {
            self.compare_objects(l, r, mode, extent, &mut out);
            done!();
        }
        for union in &rf.unions {
            // The same union on the left answers for itself, and was split already.
            out.extend(self.compare_union(l, r, union, mode, siblings));
            done!();
        }
        for (not, ..) in &rf.nots {
            out.extend(self.compare_not(l, r, &lf, *not, mode));
            done!();
        }
        for condition in &rf.conditions {
            let when = self.graph.both(l, condition.when);
            // What the left says under the same condition holds there.
            let own = lf.conditions.iter().find(|own| self.is_same(own.when, condition.when, mode));
            let own = own.map_or([Graph::ALL; 2], |own| [own.then, own.otherwise]);
            let (held, left) = (self.graph.both(when, own[0]), self.graph.both(l, own[1]));
            let then = self.within_alike(held, condition.then, mode);
            let otherwise = self.within_alike(left, condition.otherwise, mode);
            if !matches!((&then, &otherwise), (Answer::Yes, Answer::Yes)) {
                let shown = [then, otherwise].into_iter().filter_map(|answer| match answer {
                    Answer::No(value) => Some((*value).clone()),
                    _ => None,
                });
                let mut candidates: Vec<Value> = shown.collect();
                candidates.extend(self.samples(l, mode).iter().cloned());
                candidates.extend(self.samples(when, mode).iter().cloned());
                for set in [condition.when, condition.then, condition.otherwise] {
                    candidates.extend(self.samples(set, mode).iter().cloned());
                }
                out.push(self.settle(Point::Keyword(words::IF), l, r, candidates, mode));
                done!();
            }
        }
        for &(key, _) in &rf.hard {
            let about = match key {
                words::UNEVALUATED_ITEMS | words::ADDITIONAL_ITEMS => Types::ARRAY,
                words::UNEVALUATED_PROPERTIES | words::DEPENDENCIES => Types::OBJECT,
                _ => Types::ALL,
            };
            if !common.meets(about) {
                continue;
            }
            let candidates = self.candidates(l, r, mode);
            let obstacle = match self.search_hard(l, r, &candidates, mode) {
                Some(value) => Obstacle { point: Point::Keyword(key), answer: Answer::No(Rc::new(value)) },
                None => Obstacle::unknown(Point::Keyword(key), key),
            };
            out.push(obstacle);
            done!();
        }
        // What accepts nothing lies within everything, however little could be decided.
        if out.iter().any(|o| o.witness().is_none()) && self.is_empty(l, mode, 0) {
            return Vec::new();
        }
        sorted(out, first)
    }

    /// True where two sets surely accept the same, what they do not declare included.
    fn is_same(&mut self, a: SetId, b: SetId, mode: Mode) -> bool {
        let mode = Mode { literal: true, ..mode };
        a == b
            || self.graph.unchanged(a, b)
            || self.graph.unchanged(b, a)
            || (matches!(self.within_alike(a, b, mode), Answer::Yes)
                && matches!(self.within_alike(b, a, mode), Answer::Yes))
    }

    /// Values of the left that may not be values of the right: its own samples, and with the properties
    /// and items that the right's have.
    fn candidates(&mut self, l: SetId, r: SetId, mode: Mode) -> Vec<Value> {
        let mut out = self.samples(l, mode).to_vec();
        let (lf, rf) = (self.graph.facts(l), self.graph.facts(r));
        out.extend(self.samples(r, mode).iter().cloned());
        let any = [Value::from("x"), Value::from(0), Value::Bool(true), Value::Null];
        for value in any {
            out.extend(self.object_with(&lf, &[("extra".to_owned(), value.clone())], &[], mode));
            out.extend(self.array_of(&lf, lf.prefix() + 1, &[(lf.prefix(), value)], mode));
        }
        for name in lf.property_names().take(12) {
            let set = lf.property(&mut self.graph, name);
            if let Some(value) = self.sample(set, mode) {
                out.extend(self.object_with(&lf, &[(name.to_string(), value)], &[], mode));
            }
        }
        for n in 0..=rf.prefix().min(8) + 1 {
            out.extend(self.array_of(&lf, n, &[], mode));
        }
        out
    }

    /// The first candidate that the left accepts and the right does not.
    pub(super) fn settle(&mut self, point: Point, l: SetId, r: SetId, candidates: Vec<Value>, mode: Mode) -> Obstacle {
        self.settle_in(point, l, r, candidates, mode, None)
    }

    /// The same, of candidates that have a property whose value the first of these sets is known to accept, and the
    /// second to refuse: that is not asked again, however deep it is.
    pub(super) fn settle_in(
        &mut self,
        point: Point,
        l: SetId,
        r: SetId,
        candidates: Vec<Value>,
        mode: Mode,
        shown: Option<(&str, SetId, SetId)>,
    ) -> Obstacle {
        for value in candidates {
            let part = shown.and_then(|(name, ours, theirs)| Some((value.get(name)?, ours, theirs)));
            let in_left = part.map(|(part, ours, _)| (part, ours, true));
            let in_right = part.map(|(part, _, theirs)| (part, theirs, false));
            if self.accepts_knowing(l, &value, mode, in_left) == Some(true)
                && self.accepts_knowing(r, &value, mode, in_right) == Some(false)
            {
                return Obstacle { point, answer: Answer::No(Rc::new(value)) };
            }
        }
        let key = match &point {
            Point::Keyword(key) => *key,
            Point::Required(_) => words::REQUIRED,
            Point::Property(_) => words::PROPERTIES,
            Point::Others => words::ADDITIONAL_PROPERTIES,
            Point::Pattern(_) => words::PATTERN_PROPERTIES,
            Point::Item(_) => words::PREFIX_ITEMS,
            Point::Items => words::ITEMS,
            Point::Union | Point::Overlap => words::ONE_OF,
            Point::Whole => words::SCHEMA,
        };
        Obstacle::unknown(point, key)
    }

    /// True where a set can be seen to accept nothing.
    fn is_empty(&mut self, set: SetId, mode: Mode, depth: usize) -> bool {
        let facts = self.graph.facts(set);
        if facts.types.is_none() || self.is_empty_list(set, mode) {
            return true;
        }
        if depth > 6 || !self.graph.step() {
            return false;
        }
        let each: Vec<Types> = facts.types.each().collect();
        each.into_iter().all(|ty| match ty {
            Types::STRING => {
                let least = facts.min_length.map_or(0, |(n, _)| n);
                let most = facts.max_length.map(|(n, _)| n);
                most.is_some_and(|m| m < least)
                    || super::scalars::ruled_out(&self.graph.patterns(), &facts, least, most)
            }
            Types::OBJECT => facts.required.keys().any(|name| {
                let property = facts.property(&mut self.graph, name);
                !self.leaves_out(property, mode) && self.is_empty(property, mode, depth + 1)
            }),
            Types::ARRAY => {
                let item = facts.item(&mut self.graph, 0);
                let least = facts.min_items.map_or(0, |(n, _)| n);
                let beyond = |walk: &mut Self| {
                    facts.prefix() == 0
                        && facts.contains.iter().any(|c| c.min > 0 && walk.disjoint_sets(item, c.set, mode))
                };
                (least > 0 && self.is_empty(item, mode, depth + 1)) || beyond(self)
            }
            _ => false,
        })
    }

    /// True where the left lists its values and accepts none of them.
    fn is_empty_list(&mut self, l: SetId, mode: Mode) -> bool {
        let facts = self.graph.facts(l);
        let Some((values, _)) = &facts.values else { return false };
        let values = values.clone();
        values.iter().all(|v| self.accepts(l, v, mode) == Some(false))
    }

    fn each_value(&mut self, values: &[Value], l: SetId, r: SetId, mode: Mode, out: &mut Vec<Obstacle>) {
        let allowed = Some(self.graph.facts(r)).filter(|facts| facts.values.is_some());
        for value in values {
            if self.accepts(l, value, mode) == Some(false) {
                continue;
            }
            let listed = allowed.as_ref().is_none_or(|a| a.lists(value));
            let point = if listed { Point::Whole } else { Point::Keyword(words::ENUM) };
            match self.accepts(r, value, mode) {
                Some(true) => {}
                Some(false) if self.accepts(l, value, mode) == Some(true) => {
                    out.push(Obstacle { point, answer: Answer::No(Rc::new(value.clone())) });
                    return;
                }
                _ => out.push(Obstacle::unknown(point, words::ENUM)),
            }
        }
    }

    fn compare_not(
        &mut self,
        l: SetId,
        r: SetId,
        lf: &super::facts::Facts<'a>,
        not: SetId,
        mode: Mode,
    ) -> Option<Obstacle> {
        if self.disjoint(l, not, mode, 0) {
            return None;
        }
        for (own, ..) in &lf.nots {
            if matches!(self.within_alike(not, *own, Mode { literal: true, ..mode }), Answer::Yes) {
                return None;
            }
        }
        let both = self.graph.both(l, not);
        let mut candidates = self.samples(both, mode).to_vec();
        candidates.extend(self.samples(not, mode).iter().cloned());
        candidates.extend(self.samples(l, mode).iter().cloned());
        Some(self.settle(Point::Keyword(words::NOT), l, r, candidates, mode))
    }
}

/// Proven obstacles first.
fn sorted(mut out: Vec<Obstacle>, first: bool) -> Vec<Obstacle> {
    out.order_by_key(|o| o.witness().is_none());
    if first {
        out.truncate(1);
    }
    out
}

fn proven(out: Vec<Obstacle>) -> Vec<Obstacle> {
    out.into_iter().filter(|o| o.witness().is_some()).collect()
}
