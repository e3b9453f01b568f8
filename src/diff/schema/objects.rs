//! Containment of objects and arrays.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::Value;

use super::engine::{Answer, Engine, Extent, Mode, Obstacle, Point};
use super::facts::Facts;
use super::graph::{Graph, SetId};
use super::value::is_deeper;
use crate::tree::words;

/// The levels of the deepest value that a larger one is built around: messages are not deeper.
const DEEPEST: usize = 100;

/// A name that no description declares.
const FRESH: &str = "anything";

impl<'a> Engine<'a> {
    pub(super) fn compare_objects(
        &mut self,
        l: SetId,
        r: SetId,
        mode: Mode,
        extent: Extent<'_>,
        out: &mut Vec<Obstacle>,
    ) {
        let first = extent.is_first();
        let (lf, rf) = (self.graph.facts(l), self.graph.facts(r));
        macro_rules! add {
            ($obstacle:expr) => {
                let obstacle: Obstacle = $obstacle;
                let proven = obstacle.witness().is_some();
                out.push(obstacle);
                if first && proven {
                    return;
                }
            };
        }
        for name in rf.required.keys() {
            if lf.required.contains_key(name) && !self.is_left_out(&lf, name, mode) || self.is_left_out(&rf, name, mode)
            {
                continue;
            }
            let candidates = self.object_with(&lf, &[], &[name], mode).into_iter().collect();
            add!(self.settle(Point::Required(name.to_string()), l, r, candidates, mode));
        }
        let others = lf.others(&mut self.graph);
        let right_others = rf.others(&mut self.graph);
        let names: BTreeSet<String> = lf.property_names().chain(rf.property_names()).map(|n| n.to_string()).collect();
        let patterns = self.graph.patterns();
        for name in names {
            let theirs = rf.property(&mut self.graph, &name);
            if theirs == Graph::ALL || self.leaves_out(theirs, mode) {
                continue;
            }
            let declared = lf.declared(&name).is_some()
                || lf.maps.iter().any(|m| m.patterns.iter().any(|(p, ..)| patterns.matches(p, &name) == Some(true)));
            let ours = lf.property(&mut self.graph, &name);
            // What an object admits beside the names that it has nobody sends: a new property takes nothing
            // away. A request's object without names is there to be filled with names of the client's choice.
            let free_form = !mode.response && lf.property_names().next().is_none();
            if !mode.literal && !free_form && !declared && self.is_open(ours) {
                continue;
            }
            if self.leaves_out(ours, mode) && rf.declared(&name).is_some() {
                continue;
            }
            if let Some(obstacle) = self.property(&lf, l, r, &name, ours, theirs, mode, extent) {
                add!(obstacle);
            }
        }
        // Undeclared properties.
        if !matches!(self.within(others, right_others, mode), Answer::Yes) {
            let mut candidates = Vec::new();
            if let Answer::No(value) = self.within(others, right_others, mode) {
                candidates.extend(self.object_with(&lf, &[(FRESH.to_owned(), (*value).clone())], &[], mode));
            }
            candidates.extend(self.object_with(&lf, &[(FRESH.to_owned(), Value::from("x"))], &[], mode));
            add!(self.settle(Point::Others, l, r, candidates, mode));
        }
        self.compare_patterns(l, r, &lf, &rf, others, right_others, mode, out);
        if first && out.iter().any(|o| o.witness().is_some()) {
            return;
        }
        self.compare_counts(l, r, &lf, &rf, mode, out);
        self.compare_names(l, r, &lf, &rf, mode, out);
        for (name, (needed, _)) in &rf.dependent_required {
            let own = lf.dependent_required.get(name);
            let missing: Vec<&str> = needed
                .iter()
                .filter(|n| !lf.required.contains_key(*n) && !own.is_some_and(|(o, _)| o.contains(n)))
                .map(AsRef::as_ref)
                .collect();
            if missing.is_empty() {
                continue;
            }
            let set = lf.property(&mut self.graph, name);
            let given = self.sample(set, mode).map(|v| (name.to_string(), v));
            let candidates = given.and_then(|g| self.object_with(&lf, &[g], &missing, mode)).into_iter().collect();
            add!(self.settle(Point::Keyword(words::DEPENDENT_REQUIRED), l, r, candidates, mode));
        }
        for (name, set, _) in &rf.dependent_schemas {
            if lf
                .dependent_schemas
                .iter()
                .any(|(n, own, _)| n == name && matches!(self.within_alike(*own, *set, mode), Answer::Yes))
            {
                continue;
            }
            let outside = match self.within_alike(l, *set, mode) {
                Answer::Yes => continue,
                Answer::No(value) => Some((*value).clone()),
                Answer::Unknown(_) => None,
            };
            let property = lf.property(&mut self.graph, name);
            let given = self.sample(property, mode).map(|v| (name.to_string(), v));
            let mut candidates: Vec<Value> =
                given.clone().and_then(|g| self.object_with(&lf, &[g], &[], mode)).into_iter().collect();
            // What the schema refuses, with the property that makes it apply.
            if let (Some(Value::Object(mut object)), Some((name, value))) = (outside, given) {
                object.entry(name).or_insert(value);
                candidates.push(Value::Object(object));
            }
            add!(self.settle(Point::Keyword(words::DEPENDENT_SCHEMAS), l, r, candidates, mode));
        }
    }

    /// True for a set that says nothing of its values: an absent, `true` or empty `additionalProperties`.
    pub fn is_open(&mut self, set: SetId) -> bool {
        if set == Graph::ALL {
            return true;
        }
        let facts = self.graph.facts(set);
        facts.types == super::types::Types::ALL && !facts.limits_more_than_types()
    }

    /// True for a set that admits every text, and says nothing more of it than that it is one, or binary.
    pub fn is_any_text(&mut self, set: SetId) -> bool {
        if set == Graph::ALL {
            return true;
        }
        let mut facts = (*self.graph.facts(set)).clone();
        facts.formats.retain(|(format, _)| format != "binary");
        facts.types.has(super::types::Types::STRING) && !facts.limits_more_than_types()
    }

    /// True for a set that says which types there are, and nothing else.
    pub fn says_types_only(&mut self, set: SetId) -> bool {
        let facts = self.graph.facts(set);
        facts.types != super::types::Types::ALL && !facts.limits_more_than_types()
    }

    #[allow(clippy::too_many_arguments)]
    fn property(
        &mut self,
        lf: &Rc<Facts<'a>>,
        l: SetId,
        r: SetId,
        name: &str,
        ours: SetId,
        theirs: SetId,
        mode: Mode,
        extent: Extent<'_>,
    ) -> Option<Obstacle> {
        let point = || Point::Property(name.to_owned());
        match self.within(ours, theirs, mode) {
            Answer::Yes => None,
            _ if matches!(extent, Extent::All(wanted) if !wanted.contains(&point())) => {
                Some(Obstacle::unknown(point(), words::PROPERTIES))
            }
            Answer::No(value) if is_deeper(&value, DEEPEST) => Some(Obstacle::unknown(point(), words::PROPERTIES)),
            Answer::No(value) => {
                let candidates =
                    self.object_with(lf, &[(name.to_owned(), (*value).clone())], &[], mode).into_iter().collect();
                Some(self.settle_in(point(), l, r, candidates, mode, Some((name, ours, theirs))))
            }
            Answer::Unknown(key) => Some(Obstacle::unknown(point(), key)),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn compare_patterns(
        &mut self,
        l: SetId,
        r: SetId,
        lf: &Rc<Facts<'a>>,
        rf: &Facts<'a>,
        others: SetId,
        right_others: SetId,
        mode: Mode,
        out: &mut Vec<Obstacle>,
    ) {
        let patterns = self.graph.patterns();
        let left: Vec<(String, SetId)> =
            lf.maps.iter().flat_map(|m| &m.patterns).map(|(p, set, _)| (p.to_string(), *set)).collect();
        let right: Vec<(String, SetId)> =
            rf.maps.iter().flat_map(|m| &m.patterns).map(|(p, set, _)| (p.to_string(), *set)).collect();
        let with_theirs = right.iter().map(|(pattern, theirs)| {
            let ours = left.iter().find(|(p, _)| p == pattern).map_or(others, |(_, set)| *set);
            (pattern, ours, *theirs, true)
        });
        // What matches another of their patterns as well must meet that too: only without any is a "yes" the answer.
        let only_ours = left.iter().filter(|(p, _)| !right.iter().any(|(q, _)| q == p));
        let only_ours = only_ours.map(|(pattern, ours)| (pattern, *ours, right_others, right.is_empty()));
        for (pattern, ours, theirs, is_whole) in with_theirs.chain(only_ours) {
            let answer = self.within(ours, theirs, mode);
            if is_whole && matches!(answer, Answer::Yes) {
                continue;
            }
            let mut candidates = Vec::new();
            if let (Answer::No(value), Some(name)) = (&answer, patterns.text_of(pattern)) {
                candidates.extend(self.object_with(lf, &[(name, (**value).clone())], &[], mode));
            }
            out.push(self.settle(Point::Pattern(pattern.clone()), l, r, candidates, mode));
        }
    }

    fn compare_counts(
        &mut self,
        l: SetId,
        r: SetId,
        lf: &Rc<Facts<'a>>,
        rf: &Facts<'a>,
        mode: Mode,
        out: &mut Vec<Obstacle>,
    ) {
        let least = (lf.required.len() as u64).max(lf.min_properties.map_or(0, |(n, _)| n));
        if let Some((n, _)) = rf.min_properties
            && least < n
        {
            let candidates = self.object_with(lf, &[], &[], mode).into_iter().collect();
            out.push(self.settle(Point::Keyword(words::MIN_PROPERTIES), l, r, candidates, mode));
        }
        if let Some((n, _)) = rf.max_properties
            && lf.max_properties.is_none_or(|(m, _)| m > n)
        {
            // A closed object with fewer properties cannot have more.
            let others = lf.others(&mut self.graph);
            let closed = self.graph.facts(others).types.is_none() && lf.maps.iter().all(|m| m.patterns.is_empty());
            if closed && lf.property_names().collect::<BTreeSet<_>>().len() as u64 <= n {
                return;
            }
            let mut candidates = Vec::new();
            if let Some(Value::Object(mut object)) = self.object_with(lf, &[], &[], mode) {
                self.fill(lf, &mut object, n as usize + 1, &[], mode);
                candidates.push(Value::Object(object));
            }
            out.push(self.settle(Point::Keyword(words::MAX_PROPERTIES), l, r, candidates, mode));
        }
    }

    fn compare_names(
        &mut self,
        l: SetId,
        r: SetId,
        lf: &Rc<Facts<'a>>,
        rf: &Facts<'a>,
        mode: Mode,
        out: &mut Vec<Obstacle>,
    ) {
        let plain = Mode { text: false, ..mode };
        for (names, _) in &rf.names {
            let own = self.graph.all_of(lf.names.iter().map(|(set, _)| *set).collect::<Vec<_>>());
            let mut tries: Vec<String> = lf.property_names().map(|n| n.to_string()).collect();
            if own != Graph::ALL {
                match self.within(own, *names, plain) {
                    Answer::Yes => continue,
                    Answer::No(value) => tries.extend(value.as_str().map(str::to_owned)),
                    Answer::Unknown(_) => {}
                }
            }
            let others = lf.others(&mut self.graph);
            let closed = self.graph.facts(others).types.is_none();
            if closed && tries.iter().all(|n| self.accepts(*names, &Value::from(n.as_str()), plain) == Some(true)) {
                continue;
            }
            if !closed {
                tries.extend(["", "a", "A", "0", "-", "other name", "anything"].map(str::to_owned));
                tries.push("a".repeat(300));
            }
            tries.retain(|n| self.accepts(*names, &Value::from(n.as_str()), plain) != Some(true));
            let mut candidates = Vec::new();
            for name in tries {
                let set = lf.property(&mut self.graph, &name);
                if let Some(value) = self.sample(set, mode) {
                    candidates.extend(self.object_with(lf, &[(name, value)], &[], mode));
                }
            }
            out.push(self.settle(Point::Keyword(words::PROPERTY_NAMES), l, r, candidates, mode));
        }
    }

    pub(super) fn compare_arrays(&mut self, l: SetId, r: SetId, mode: Mode, first: bool, out: &mut Vec<Obstacle>) {
        let (lf, rf) = (self.graph.facts(l), self.graph.facts(r));
        let least = lf.min_items.map_or(0, |(n, _)| n);
        // Where nothing may follow the declared items, lists are no longer than those.
        let open_end = lf.item(&mut self.graph, lf.prefix());
        let ends = self.graph.facts(open_end).types.is_none().then_some(lf.prefix() as u64);
        let most = [lf.max_items.map(|(n, _)| n), ends].into_iter().flatten().min();
        if let Some((n, _)) = rf.min_items
            && least < n
        {
            let candidates =
                (least..n.min(least + 3)).filter_map(|k| self.array_of(&lf, k as usize, &[], mode)).collect();
            out.push(self.settle(Point::Keyword(words::MIN_ITEMS), l, r, candidates, mode));
        }
        if let Some((n, _)) = rf.max_items
            && most.is_none_or(|m| m > n)
        {
            let length = (n + 1).max(least);
            let candidates = if length <= 10_000 {
                self.array_of(&lf, length as usize, &[], mode).into_iter().collect()
            } else {
                Vec::new()
            };
            out.push(self.settle(Point::Keyword(words::MAX_ITEMS), l, r, candidates, mode));
        }
        if rf.unique.is_some() && lf.unique.is_none() && most.is_none_or(|m| m > 1) {
            let set = lf.item(&mut self.graph, lf.prefix());
            let twice = (least.max(2) as usize).max(lf.prefix() + 2);
            let mut candidates = Vec::new();
            for value in self.samples(set, mode).iter().take(2) {
                let given: Vec<(usize, Value)> = (lf.prefix()..twice).map(|n| (n, value.clone())).collect();
                candidates.extend(self.array_of(&lf, twice, &given, mode));
            }
            out.push(self.settle(Point::Keyword(words::UNIQUE_ITEMS), l, r, candidates, mode));
        }
        if first && out.iter().any(|o| o.witness().is_some()) {
            return;
        }
        let longest = lf.prefix().max(rf.prefix()).min(256);
        for n in 0..=longest {
            if most.is_some_and(|m| n as u64 >= m) {
                break;
            }
            let (ours, theirs) = (lf.item(&mut self.graph, n), rf.item(&mut self.graph, n));
            let point = || if n == longest { Point::Items } else { Point::Item(n) };
            match self.within(ours, theirs, mode) {
                Answer::Yes => {}
                Answer::No(value) if is_deeper(&value, DEEPEST) => out.push(Obstacle::unknown(point(), words::ITEMS)),
                Answer::No(value) => {
                    let length = (n + 1).max(least as usize);
                    let given: Vec<(usize, Value)> = vec![(n, (*value).clone())];
                    let candidates = self.array_of(&lf, length, &given, mode).into_iter().collect();
                    out.push(self.settle(point(), l, r, candidates, mode));
                }
                Answer::Unknown(key) => out.push(Obstacle::unknown(point(), key)),
            }
            if first && out.iter().any(|o| o.witness().is_some()) {
                return;
            }
        }
        for contains in &rf.contains {
            let held = lf.contains.iter().any(|own| {
                let max = own.max.unwrap_or(u64::MAX) <= contains.max.unwrap_or(u64::MAX);
                own.min >= contains.min
                    && max
                    && matches!(self.within(own.set, contains.set, mode), Answer::Yes)
                    && (contains.max.is_none() || matches!(self.within(contains.set, own.set, mode), Answer::Yes))
            });
            if held || (contains.min == 0 && contains.max.is_none()) {
                continue;
            }
            let mut candidates: Vec<Value> = Vec::new();
            for n in [least, least + 1] {
                candidates.extend(self.array_of(&lf, n as usize, &[], mode));
            }
            let mut sets = vec![contains.set];
            sets.extend(lf.contains.iter().map(|c| c.set));
            for set in sets {
                for value in self.samples(set, mode).iter().take(2) {
                    let longest = contains.max.unwrap_or(contains.min).saturating_add(1);
                    for n in
                        [contains.min.saturating_sub(1), lf.contains.iter().map(|c| c.min).max().unwrap_or(0), longest]
                    {
                        if n <= 64 {
                            candidates.push(Value::Array(vec![value.clone(); n as usize]));
                        }
                    }
                }
            }
            out.push(self.settle(Point::Keyword(words::CONTAINS), l, r, candidates, mode));
        }
    }
}
