//! Values that a set accepts, small ones first: the raw material of witnesses.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::engine::{Engine, Mode};
use super::facts::Facts;
use super::graph::SetId;
use super::pattern::{Patterns, Spelled};
use super::types::Types;
use super::value::number;
use crate::model::Exact;

/// The most samples that are kept for a set.
const KEPT: usize = 12;
/// Branches of a union that samples are taken from.
const BRANCHES: usize = 8;

impl<'a> Engine<'a> {
    /// A few values that a set accepts, as far as is known; none where none was found.
    pub fn samples(&mut self, set: SetId, mode: Mode) -> Rc<[Value]> {
        if let Some(known) = self.sampled.get(&(set, mode)) {
            return known.clone();
        }
        // A value that must contain itself has no end.
        if let Some(place) = self.sampling.iter().position(|s| *s == set) {
            self.sampled_lowest = self.sampled_lowest.min(place);
            return Rc::from([]);
        }
        // And a very deep one helps nobody.
        if self.sampling.len() > 100 || !self.graph.spend(4) {
            self.sampled_lowest = 0;
            return Rc::from([]);
        }
        let place = self.sampling.len();
        let outer = std::mem::replace(&mut self.sampled_lowest, usize::MAX);
        self.sampling.push(set);
        let mut found = self.propose(set, mode);
        self.sampling.pop();
        let lowest = std::mem::replace(&mut self.sampled_lowest, outer);
        self.sampled_lowest = self.sampled_lowest.min(if lowest < place { lowest } else { usize::MAX });
        let mut kept: Vec<Value> = Vec::new();
        found.retain(|v| self.accepts(set, v, mode) != Some(false));
        for value in found {
            if kept.len() < KEPT && !kept.contains(&value) {
                kept.push(value);
            }
        }
        let kept: Rc<[Value]> = kept.into();
        // What was cut short by an open question higher up may be answered better later.
        if lowest >= place || !kept.is_empty() {
            self.sampled.insert((set, mode), kept.clone());
        }
        kept
    }

    /// The first sample.
    pub fn sample(&mut self, set: SetId, mode: Mode) -> Option<Value> {
        self.samples(set, mode).first().cloned()
    }

    fn propose(&mut self, set: SetId, mode: Mode) -> Vec<Value> {
        let facts = self.graph.facts(set);
        if let Some((values, _)) = &facts.values {
            return values.iter().take(64).cloned().collect();
        }
        let mut out = Vec::new();
        if let Some(union) = facts.unions.first() {
            for branch in union.branches.iter().take(BRANCHES) {
                let one = self.graph.branch(set, union.atom, branch.set);
                out.extend(self.samples(one, mode).iter().take(4).cloned());
            }
            return out;
        }
        for condition in &facts.conditions {
            for extra in [condition.when, condition.then, condition.otherwise] {
                // Samples of a part alone; what fits the whole is kept.
                out.extend(self.samples(extra, mode).iter().take(3).cloned());
            }
        }
        for ty in
            [Types::STRING, Types::INTEGER, Types::OBJECT, Types::ARRAY, Types::BOOLEAN, Types::FRACTION, Types::NULL]
        {
            if facts.types.meets(ty) {
                out.extend(self.of_type(&facts, ty, mode));
            }
        }
        out
    }

    /// The room for a sample at hand. One that finds no room down here may find some elsewhere.
    fn room(&mut self) -> Room {
        Room::at(self.sampling.len().saturating_sub(1))
    }

    fn take(&mut self, room: &mut Room, value: &Value) -> Option<()> {
        let taken = room.take(value);
        if taken.is_none() {
            self.sampled_lowest = 0;
        }
        taken
    }

    /// Values of one type that the plain keywords allow.
    pub(super) fn of_type(&mut self, facts: &Facts<'a>, ty: Types, mode: Mode) -> Vec<Value> {
        match ty {
            Types::NULL => vec![Value::Null],
            Types::BOOLEAN => vec![Value::Bool(true), Value::Bool(false)],
            Types::INTEGER | Types::FRACTION => numbers(facts, ty == Types::FRACTION),
            Types::STRING => texts(&self.graph.patterns(), facts, &[]).into_iter().map(Value::String).collect(),
            Types::ARRAY => self.arrays(facts, mode),
            Types::OBJECT => self.objects(facts, mode),
            _ => Vec::new(),
        }
    }

    fn arrays(&mut self, facts: &Facts<'a>, mode: Mode) -> Vec<Value> {
        let least = facts.min_items.map_or(0, |(n, _)| n);
        if least > 64 {
            return Vec::new();
        }
        let mut out: Vec<Value> = Vec::new();
        for length in [least, least + 1, facts.prefix() as u64] {
            if length <= 64 {
                out.extend(self.array_of(facts, length as usize, &[], mode));
            }
        }
        for contains in &facts.contains {
            let samples = self.samples(contains.set, mode);
            out.extend(
                samples
                    .iter()
                    .take(3)
                    .filter(|v| weight(v, LARGEST) < LARGEST / 16)
                    .map(|v| Value::Array(vec![v.clone(); contains.min.clamp(1, 16) as usize])),
            );
        }
        out
    }

    /// A list of this length with the values given at their places.
    pub(super) fn array_of(
        &mut self,
        facts: &Facts<'a>,
        length: usize,
        given: &[(usize, Value)],
        mode: Mode,
    ) -> Option<Value> {
        let mut items: Vec<Value> = Vec::new();
        let mut room = self.room();
        for n in 0..length {
            if let Some((_, value)) = given.iter().find(|(place, _)| *place == n) {
                self.take(&mut room, value)?;
                items.push(value.clone());
                continue;
            }
            let set = facts.item(&mut self.graph, n);
            let samples = self.samples(set, mode);
            let fresh = samples
                .iter()
                .find(|v| facts.unique.is_none() || (!items.contains(v) && !given.iter().any(|(_, g)| g == *v)));
            let value = match fresh {
                Some(value) => value.clone(),
                None if facts.unique.is_some() => self.distinct(set, n, mode)?,
                None => return None,
            };
            self.take(&mut room, &value)?;
            items.push(value);
        }
        self.graph.spend(room.taken() / 4);
        Some(Value::Array(items))
    }

    /// A value of a set that few others equal: a number or text counted up.
    fn distinct(&mut self, set: SetId, n: usize, mode: Mode) -> Option<Value> {
        let texts = [
            format!("v{n}"),
            format!("{}", n + 7),
            format!("00000000-0000-4000-8000-{n:012}"),
            format!("https://example.com/{n}"),
            format!("v{n}@example.com"),
            format!("2024-01-31T00:00:00.{n}Z"),
        ];
        let numbers = [Value::from(n as i64 + 7), Value::from(n as f64 + 0.5)];
        numbers.into_iter().chain(texts.map(Value::from)).find(|v| self.accepts(set, v, mode) == Some(true))
    }

    fn objects(&mut self, facts: &Facts<'a>, mode: Mode) -> Vec<Value> {
        let mut out: Vec<Value> = Vec::new();
        out.extend(self.object_with(facts, &[], &[], mode));
        // Each optional property alone, and all of them: for keywords that look at which are there.
        let optional: Vec<String> =
            facts.property_names().filter(|n| !facts.required.contains_key(*n)).map(|n| n.to_string()).collect();
        if !facts.conditions.is_empty()
            || !facts.nots.is_empty()
            || !facts.hard.is_empty()
            || !facts.dependent_schemas.is_empty()
            || self.sampling.len() <= 1
        {
            for name in optional.iter().take(6) {
                let set = facts.property(&mut self.graph, name);
                if self.leaves_out(set, mode) {
                    continue;
                }
                for value in self.samples(set, mode).iter().take(2) {
                    out.extend(self.object_with(facts, &[(name.clone(), value.clone())], &[], mode));
                }
            }
        }
        out
    }

    /// An object with the properties given, without those named, and with what else it must have.
    pub(super) fn object_with(
        &mut self,
        facts: &Facts<'a>,
        given: &[(String, Value)],
        without: &[&str],
        mode: Mode,
    ) -> Option<Value> {
        let mut object: Map<String, Value> = given.iter().cloned().collect();
        let mut room = self.room();
        given.iter().try_for_each(|(_, value)| self.take(&mut room, value))?;
        let mut wanted: Vec<String> = facts.required.keys().map(|n| n.to_string()).collect();
        let mut next = 0;
        loop {
            while let Some(name) = wanted.get(next).cloned() {
                next += 1;
                if object.contains_key(&name) || without.contains(&name.as_str()) {
                    continue;
                }
                let set = facts.property(&mut self.graph, &name);
                if self.leaves_out(set, mode) {
                    continue;
                }
                let value = self.sample(set, mode)?;
                self.take(&mut room, &value)?;
                object.insert(name, value);
            }
            let needed = facts.dependent_required.iter().filter(|(k, _)| object.contains_key(k.as_ref()));
            let more: Vec<String> = needed
                .flat_map(|(_, (names, _))| names)
                .filter(|n| !object.contains_key(n.as_ref()) && !without.contains(&n.as_ref()))
                .map(|n| n.to_string())
                .collect();
            if more.is_empty() || wanted.len() > 10_000 {
                break;
            }
            wanted.extend(more);
        }
        let least = facts.min_properties.map_or(0, |(n, _)| n) as usize;
        if object.len() < least {
            self.fill(facts, &mut object, least, without, mode);
        }
        self.graph.spend(room.taken() / 4);
        Some(Value::Object(object))
    }

    /// Adds properties until there are `least`.
    pub(super) fn fill(
        &mut self,
        facts: &Facts<'a>,
        object: &mut Map<String, Value>,
        least: usize,
        without: &[&str],
        mode: Mode,
    ) {
        if least > 256 {
            return;
        }
        let mut room = self.room();
        let declared: Vec<String> = facts.property_names().map(|n| n.to_string()).collect();
        let ready = self.graph.patterns();
        let patterns: Vec<String> =
            facts.maps.iter().flat_map(|m| &m.patterns).filter_map(|(p, ..)| ready.text_of(p)).collect();
        let names = declared.into_iter().chain(patterns).chain((0..least).map(|n| format!("extra{n}")));
        for name in names {
            if object.len() >= least {
                return;
            }
            if object.contains_key(&name) || without.contains(&name.as_str()) {
                continue;
            }
            let set = facts.property(&mut self.graph, &name);
            if let Some(value) = self.sample(set, mode).filter(|_| !self.leaves_out(set, mode)) {
                if self.take(&mut room, &value).is_none() {
                    return;
                }
                object.insert(name, value);
            }
        }
    }
}

/// The most parts that a sample has: lists of lists, each of a least length, would be as large as their product.
const LARGEST: u64 = 20_000;
/// The same far down: a schema that doubles on each level is not written out.
const LARGEST_DEEP: u64 = 500;

/// What is left for the parts of one sample.
struct Room {
    left: u64,
    of: u64,
}

impl Room {
    /// The room of a sample that is made for others, so many levels up.
    fn at(level: usize) -> Self {
        let of = LARGEST.checked_shr(level as u32).unwrap_or(0).max(LARGEST_DEEP);
        Self { left: of, of }
    }

    /// Takes room for a value; nothing where there is not enough.
    fn take(&mut self, value: &Value) -> Option<()> {
        self.left = self.left.checked_sub(weight(value, self.left + 1))?;
        Some(())
    }

    fn taken(&self) -> u64 {
        self.of - self.left
    }
}

/// How many parts a value has, counted up to `most`.
fn weight(value: &Value, most: u64) -> u64 {
    let mut count = 1;
    let mut add = |part: &Value| {
        if count < most {
            count += weight(part, most - count);
        }
    };
    match value {
        Value::Array(items) => items.iter().for_each(&mut add),
        Value::Object(object) => object.values().for_each(&mut add),
        _ => {}
    }
    count
}

/// Numbers that the bounds allow, and some beside them; what does not fit is left out by the caller.
pub(super) fn numbers(facts: &Facts<'_>, broken: bool) -> Vec<Value> {
    let mut raw: Vec<f64> = vec![0.0, 1.0];
    let ends = [facts.lower, facts.upper];
    raw.extend(ends.iter().flatten().map(|b| b.value.near).flat_map(|n| [n, n.ceil(), n + 1.0, n - 1.0]));
    if let (Some(low), Some(high)) = (facts.lower, facts.upper) {
        raw.push(f64::midpoint(low.value.near, high.value.near));
    }
    for (m, _) in &facts.multiples {
        let start = facts.lower.map_or(0.0, |b| (b.value.near / m).ceil());
        raw.extend((0..3).map(|n| (start + f64::from(n)) * m));
    }
    if broken {
        let halves: Vec<f64> = raw.iter().flat_map(|n| [n + 0.5, n - 0.5, n + 0.25]).collect();
        raw.extend(halves);
    }
    raw.retain(|n| n.is_finite() && (broken || n.fract() == 0.0));
    let large = ends.iter().flatten().map(|b| b.value).filter(|n| n.is_large());
    let mut out: Vec<Value> = large.flat_map(|n| [n, n.plus(1), n.plus(-1)]).map(Exact::to_json).collect();
    for n in raw {
        let value = number(n);
        if !out.contains(&value) && (!broken || n.fract() != 0.0) {
            out.push(value);
        }
    }
    out
}

/// Texts that the keywords allow, of the usual lengths and of those asked for.
pub(super) fn texts(ready: &Patterns, facts: &Facts<'_>, lengths: &[u64]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (format, _) in &facts.formats {
        out.extend(format_samples(format).iter().map(|t| (*t).to_owned()));
    }
    let least = facts.min_length.map_or(0, |(n, _)| n);
    let mut wanted = vec![least.max(1), least];
    wanted.extend_from_slice(lengths);
    wanted.retain(|n| *n <= 100_000);
    if facts.patterns.is_empty() {
        for length in wanted {
            out.push("a".repeat(length as usize));
        }
        out.push("0".repeat(least.clamp(1, 100_000) as usize));
        return out;
    }
    // What is no regular expression is left to chance.
    let patterns: Vec<&str> =
        facts.patterns.iter().map(|(p, _)| p.as_ref()).filter(|p| ready.automaton(p).is_some()).collect();
    let text = |min, max| ready.text(patterns.iter().copied(), min, max);
    let max = facts.max_length.map(|(n, _)| n);
    if let Spelled::Text(text) = text(least, max) {
        out.push(text);
    }
    for &length in lengths {
        if let Spelled::Text(text) = text(length, Some(length)) {
            out.push(text);
        }
    }
    out
}

/// Texts of the formats that are known.
pub(super) fn format_samples(format: &str) -> &'static [&'static str] {
    match format {
        "date" => &["2024-01-31"],
        "date-time" => &["2024-01-31T00:00:00Z"],
        "time" => &["00:00:00Z"],
        "duration" => &["P1D"],
        "uuid" => &["00000000-0000-4000-8000-000000000000"],
        "email" | "idn-email" => &["a@example.com"],
        "uri" | "url" | "iri" => &["https://example.com/"],
        "uri-reference" => &["/a"],
        "hostname" => &["example.com"],
        "ipv4" => &["192.0.2.1"],
        "ipv6" => &["2001:db8::1"],
        "json-pointer" => &["/a"],
        "byte" => &["YQ=="],
        _ => &[],
    }
}
