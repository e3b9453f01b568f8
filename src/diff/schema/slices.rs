//! A set cut where the branches of a union have their bounds: `anyOf: [maxLength: 5, minLength: 6]` holds every text, though
//! neither branch does.

use serde_json::Value;

use super::engine::{Engine, Mode};
use super::facts::{Bound, Facts, Union};
use super::graph::{AtomPart, SetId};
use super::types::Types;

use crate::text::Sorting;

/// What is measured of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Characters of a text.
    Length,
    /// Items of an array.
    Items,
    /// Properties of an object.
    Properties,
    /// The number itself.
    Number,
}

/// Where a line of numbers is cut: before a number, or after it.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
struct Cut {
    at: f64,
    after: bool,
}

/// A stretch of a line of numbers, from one cut to another; its ends as bits, so that it can be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slice {
    /// What is measured.
    pub measure: Measure,
    low: Option<(u64, bool)>,
    high: Option<(u64, bool)>,
}

/// The most values that are tried one by one.
const FEW: i64 = 64;
/// The most cuts that are made.
const CUTS: usize = 8;

impl Slice {
    fn between(measure: Measure, low: Option<Cut>, high: Option<Cut>) -> Self {
        let end = |cut: Cut| (cut.at.to_bits(), cut.after);
        Self { measure, low: low.map(end), high: high.map(end) }
    }

    /// The lowest bound, and the highest; each with whether it is itself outside.
    pub fn bounds(self) -> [Option<Bound>; 2] {
        let bound =
            |(bits, exclusive): (u64, bool)| Bound { value: f64::from_bits(bits).into(), exclusive, by_format: false };
        // What begins after a cut leaves its number out; what ends before one, too.
        [self.low.map(bound), self.high.map(|(bits, after)| bound((bits, !after)))]
    }

    /// The least count, and the most.
    pub fn counts(self) -> [Option<u64>; 2] {
        let whole = |bits: u64| f64::from_bits(bits) as u64;
        let least = self.low.map(|(bits, after)| whole(bits) + u64::from(after));
        let most = self.high.map(|(bits, after)| if after { whole(bits) } else { whole(bits).saturating_sub(1) });
        [least, most]
    }
}

impl<'a> Engine<'a> {
    /// The parts of a set, cut where the branches of a union have bounds; none where they have none.
    pub(super) fn slices(&mut self, set: SetId, union: &Union<'a>) -> Vec<SetId> {
        let facts = self.graph.facts(set);
        let branches: Vec<_> = union.branches.iter().map(|b| self.graph.facts(b.set)).collect();
        for measure in [Measure::Length, Measure::Number, Measure::Items, Measure::Properties] {
            let of = match measure {
                Measure::Length => Types::STRING,
                Measure::Items => Types::ARRAY,
                Measure::Properties => Types::OBJECT,
                Measure::Number => Types::NUMBER,
            };
            if !facts.types.minus(of).is_none() {
                continue;
            }
            let own = ends(&facts, measure);
            let inside = |cut: &Cut| {
                own[0].is_none_or(|low| *cut > low) && own[1].is_none_or(|high| *cut < high) && cut.at.is_finite()
            };
            let mut cuts: Vec<Cut> = branches.iter().flat_map(|f| ends(f, measure)).flatten().filter(inside).collect();
            cuts.order_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
            cuts.dedup();
            if cuts.is_empty() || cuts.len() > CUTS {
                continue;
            }
            let starts = std::iter::once(None).chain(cuts.iter().copied().map(Some));
            let stops = cuts.iter().copied().map(Some).chain(std::iter::once(None));
            let slices: Vec<Slice> = starts.zip(stops).map(|(low, high)| Slice::between(measure, low, high)).collect();
            return slices.into_iter().map(|slice| self.graph.only(set, AtomPart::Slice(slice), set)).collect();
        }
        Vec::new()
    }

    /// All values of a set, where they are few and can be listed: booleans, null, whole numbers between bounds.
    pub(super) fn every_value(&mut self, set: SetId, mode: Mode) -> Option<Vec<Value>> {
        let facts = self.graph.facts(set);
        let listed = Types::BOOLEAN.or(Types::NULL).or(Types::NUMBER);
        if !facts.types.minus(listed).is_none() || facts.types.meets(Types::FRACTION) {
            return None;
        }
        let mut values = vec![Value::Null, Value::Bool(false), Value::Bool(true)];
        if facts.types.meets(Types::NUMBER) {
            let (low, high) = (facts.lower?.value.near.floor(), facts.upper?.value.near.ceil());
            if !(low.abs() < 1e15 && high.abs() < 1e15) || high - low > FEW as f64 {
                return None;
            }
            values.extend((low as i64..=high as i64).map(Value::from));
        }
        let mut all = Vec::new();
        for value in values {
            if self.accepts(set, &value, mode)? {
                all.push(value);
            }
        }
        Some(all)
    }
}

/// Where a set begins and ends on a line of numbers.
fn ends(facts: &Facts<'_>, measure: Measure) -> [Option<Cut>; 2] {
    let counts = |low: Option<u64>, high: Option<u64>| {
        let least = low.filter(|n| *n > 0).map(|n| Cut { at: n as f64 - 1.0, after: true });
        [least, high.map(|n| Cut { at: n as f64, after: true })]
    };
    match measure {
        Measure::Length => counts(facts.min_length.map(|c| c.0), facts.max_length.map(|c| c.0)),
        Measure::Items => counts(facts.min_items.map(|c| c.0), facts.max_items.map(|c| c.0)),
        Measure::Properties => counts(facts.min_properties.map(|c| c.0), facts.max_properties.map(|c| c.0)),
        Measure::Number => {
            // Numbers that a float cannot tell apart are not cut at.
            let plain = |bound: Option<Bound>| bound.filter(|b| !b.value.is_large());
            let low = plain(facts.lower).map(|b| Cut { at: b.value.near, after: b.exclusive });
            [low, plain(facts.upper).map(|b| Cut { at: b.value.near, after: !b.exclusive })]
        }
    }
}
