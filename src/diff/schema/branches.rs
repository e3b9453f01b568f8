//! The branches of wide unions by what an object must have to be in them.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::engine::{Engine, Mode};
use super::facts::{Facts, Union};
use super::graph::SetId;
use super::types::Types;
use super::value::key_of;

/// Unions with fewer branches are asked branch by branch.
const WIDE: usize = 16;

/// The most values of a property that tell a branch from others.
const VALUES: usize = 16;

/// The branches of a union, each by a property that its objects must have (`kind`, or `kind` with one of some values):
/// a value is compared with those that it may be in, not with each.
pub(super) struct BranchIndex {
    /// The sets of all branches, in order, without the union itself.
    pub sets: Vec<SetId>,
    by_name: FxHashMap<String, Signed>,
    /// Branches that are told by no property.
    unsigned: Vec<usize>,
}

/// Branches whose objects must have the same property.
#[derive(Default)]
struct Signed {
    by_value: FxHashMap<String, Vec<usize>>,
    /// Those that list no values for it.
    any: Vec<usize>,
    all: Vec<usize>,
}

impl BranchIndex {
    /// The branches that a value may be in, in order.
    fn of_value(&self, given: &Value) -> Vec<usize> {
        let Value::Object(object) = given else { return (0..self.sets.len()).collect() };
        let mut found = self.unsigned.clone();
        for (name, value) in object {
            if let Some(signed) = self.by_name.get(name) {
                found.extend(&signed.any);
                if !signed.by_value.is_empty() {
                    found.extend(signed.by_value.get(&key_of(value)).into_iter().flatten());
                }
            }
        }
        in_order(found)
    }
}

impl<'a> Engine<'a> {
    /// The index of a wide union; none of others, and on the wire, where a value is read in several ways.
    pub(super) fn branch_index(&mut self, union: &Union<'a>, mode: Mode) -> Option<Rc<BranchIndex>> {
        if union.branches.len() < WIDE || mode.text {
            return None;
        }
        if let Some(known) = self.wide_unions.get(&(union.atom, mode)) {
            return Some(known.clone());
        }
        let sets: Vec<SetId> = union.branches.iter().map(|b| self.graph.without(b.set, union.atom)).collect();
        let facts: Vec<Rc<Facts<'a>>> = sets.iter().map(|set| self.graph.facts(*set)).collect();
        let mut uses: FxHashMap<&str, usize> = FxHashMap::default();
        for name in facts.iter().flat_map(|f| f.required.keys()) {
            *uses.entry(name.as_ref()).or_default() += 1;
        }
        let mut index = BranchIndex { sets, by_name: FxHashMap::default(), unsigned: Vec::new() };
        for (n, facts) in facts.iter().enumerate() {
            let rarest = facts.required.keys().min_by_key(|name| uses[name.as_ref()]);
            let listed = facts.required.keys().find_map(|name| Some((name, self.listed(facts, name, mode)?)));
            match (listed, rarest.filter(|name| !self.is_left_out(facts, name, mode))) {
                (Some((name, keys)), _) => {
                    let signed = index.by_name.entry(name.to_string()).or_default();
                    signed.all.push(n);
                    keys.into_iter().for_each(|key| signed.by_value.entry(key).or_default().push(n));
                }
                (None, Some(name)) => {
                    let signed = index.by_name.entry(name.to_string()).or_default();
                    signed.all.push(n);
                    signed.any.push(n);
                }
                (None, None) => index.unsigned.push(n),
            }
        }
        let index = Rc::new(index);
        self.wide_unions.insert((union.atom, mode), index.clone());
        Some(index)
    }

    /// The branches of a union that a value may be in: their sets, in order.
    pub(super) fn branches_for(&mut self, union: &Union<'a>, given: &Value, mode: Mode) -> Vec<SetId> {
        match self.branch_index(union, mode) {
            Some(index) => index.of_value(given).into_iter().map(|n| index.sets[n]).collect(),
            None => union.branches.iter().map(|b| self.graph.without(b.set, union.atom)).collect(),
        }
    }

    /// The branches of a union that may share values with a set: their numbers, in order.
    pub(super) fn branches_near(&mut self, union: &Union<'a>, set: SetId, mode: Mode) -> Vec<usize> {
        let facts = self.graph.facts(set);
        let objects = facts.types.minus(Types::OBJECT).is_none();
        let Some(index) = self.branch_index(union, mode).filter(|_| objects) else {
            return (0..union.branches.len()).collect();
        };
        let mut found = index.unsigned.clone();
        for (name, signed) in &index.by_name {
            match self.listed(&facts, name, mode).filter(|_| !signed.by_value.is_empty()) {
                Some(keys) => {
                    found.extend(&signed.any);
                    found.extend(keys.iter().filter_map(|key| signed.by_value.get(key)).flatten());
                }
                None => found.extend(&signed.all),
            }
        }
        in_order(found)
    }

    /// The values that the objects of a set list for a property that they must have, where they are few.
    fn listed(&mut self, facts: &Facts<'a>, name: &str, mode: Mode) -> Option<Vec<String>> {
        if !facts.required.contains_key(name) {
            return None;
        }
        let property = facts.property(&mut self.graph, name);
        if self.leaves_out(property, mode) {
            return None;
        }
        let inner = self.graph.facts(property);
        let (values, _) = inner.values.as_ref().filter(|(values, _)| values.len() <= VALUES)?;
        Some(values.iter().map(key_of).collect())
    }
}

fn in_order(mut numbers: Vec<usize>) -> Vec<usize> {
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
