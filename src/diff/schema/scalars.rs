//! Containment of scalars: types, values, numbers, texts.

use serde_json::Value;

use super::accept::{is_known, is_note};
use super::engine::{Engine, Mode, Obstacle, Point};
use super::facts::Facts;
use super::graph::SetId;
use super::pattern::{self, Patterns, Spelled};
use super::sample::{format_samples, numbers, texts};
use super::types::Types;
use super::value::number;
use crate::model::Exact;
use crate::text::Sorting;
use crate::tree::words;

impl<'a> Engine<'a> {
    /// Types that the left allows and the right does not.
    pub(super) fn types_left_out(&self, l: &Facts<'a>, r: &Facts<'a>, mode: Mode) -> Types {
        let missing = l.types.minus(r.types);
        // Every scalar is a text on the wire.
        let any_text = r.types.meets(Types::STRING)
            && r.values.is_none()
            && r.patterns.is_empty()
            && r.min_length.is_none_or(|(n, _)| n <= 1)
            && r.max_length.is_none_or(|(n, _)| n >= 30)
            && r.formats.iter().all(|(f, _)| is_note(f));
        if mode.text && any_text {
            return missing.minus(Types::NUMBER.or(Types::BOOLEAN).or(Types::NULL));
        }
        missing
    }

    pub(super) fn compare_types(
        &mut self,
        lid: SetId,
        rid: SetId,
        l: &Facts<'a>,
        r: &Facts<'a>,
        mode: Mode,
    ) -> Option<Obstacle> {
        let mut missing = self.types_left_out(l, r, mode);
        if mode.text && r.types.meets(Types::ARRAY) && r.min_items.is_none_or(|(n, _)| n <= 1) {
            // One value alone is a list of one.
            let scalars = Types::STRING.or(Types::NUMBER).or(Types::BOOLEAN).or(Types::NULL);
            let item = r.item(&mut self.graph, 0);
            let one = self.graph.of_type(lid, missing.and(scalars), rid);
            if matches!(self.within(one, item, mode), super::engine::Answer::Yes) {
                missing = missing.minus(scalars);
            }
        }
        if missing.is_none() {
            return None;
        }
        let mut candidates = Vec::new();
        for ty in missing.each() {
            candidates.extend(self.of_type(l, ty, mode));
        }
        Some(self.settle(Point::Keyword(words::TYPE), lid, rid, candidates, mode))
    }

    /// The values of the left where it lists them; where only the right does, what it does not list.
    pub(super) fn compare_values(
        &mut self,
        lid: SetId,
        rid: SetId,
        l: &Facts<'a>,
        r: &Facts<'a>,
        mode: Mode,
    ) -> Option<Obstacle> {
        let Some((allowed, _)) = &r.values else { return None };
        if l.values.is_some() {
            return None;
        }
        // Types with few values can be listed whole.
        let mut candidates: Vec<Value> = self.samples(lid, mode).to_vec();
        if let Some(all) = self.every_value(lid, mode) {
            if all.iter().all(|v| r.lists(v) || (mode.text && self.accepts(rid, v, mode) == Some(true))) {
                return None;
            }
            candidates = all;
        }
        if l.types.meets(Types::STRING) {
            candidates.extend(texts(&self.graph.patterns(), l, &[2, 3, 7]).into_iter().map(Value::String));
            candidates.extend(["other", "unlisted"].map(Value::from));
        }
        if l.types.meets(Types::NUMBER) {
            candidates.extend((0..=allowed.len().min(500) as i64 + 1).map(Value::from));
            candidates.extend(numbers(l, l.types.meets(Types::FRACTION)));
        }
        Some(self.settle(Point::Keyword(words::ENUM), lid, rid, candidates, mode))
    }

    pub(super) fn compare_numbers(
        &mut self,
        lid: SetId,
        rid: SetId,
        l: &Facts<'a>,
        r: &Facts<'a>,
        mode: Mode,
        out: &mut Vec<Obstacle>,
    ) {
        let broken = l.types.meets(Types::FRACTION);
        // Values just beyond a bound: below a minimum, above a maximum.
        let bounds = [(r.lower, l.lower, words::MINIMUM, -1.0), (r.upper, l.upper, words::MAXIMUM, 1.0)];
        for (bound, own, keyword, sign) in bounds {
            let Some(bound) = bound else { continue };
            let loose = own.is_none_or(|b| {
                let beyond = if sign > 0.0 { b.value > bound.value } else { b.value < bound.value };
                beyond || (b.value == bound.value && bound.exclusive && !b.exclusive)
            });
            if !loose {
                continue;
            }
            let mut exact = vec![bound.value.plus(if sign > 0.0 { 1 } else { -1 })];
            exact.extend(own.map(|b| b.value));
            exact.extend(bound.exclusive.then_some(bound.value));
            exact.retain(|n| n.is_large());
            let x = bound.value.near;
            let whole = if sign < 0.0 { x.ceil() } else { x.floor() };
            let mut raw = vec![x + sign * x.abs(), x + sign, x + sign * 0.5, whole + sign];
            raw.extend(bound.exclusive.then_some(x));
            raw.extend(own.map(|b| b.value.near));
            raw.order_by_key(|n| (n - x) * sign < 0.0 || (*n == x && !bound.exclusive));
            let keyword = if bound.by_format { words::FORMAT } else { keyword };
            let exact = exact.into_iter().map(Exact::to_json).collect();
            self.numeric(Point::Keyword(keyword), lid, rid, (raw, exact), broken, mode, out);
        }
        for (multiple, _) in &r.multiples {
            let held = l.multiples.iter().any(|(m, _)| super::accept::is_multiple(*m, *multiple))
                || (!broken && super::accept::is_multiple(1.0, *multiple));
            if !held {
                let start = l.lower.map_or(0.0, |b| b.value.near.ceil());
                let step = l.multiples.first().map_or(1.0, |(m, _)| *m);
                let first = (start / step).ceil() * step;
                let mut raw: Vec<f64> = (0..12).map(|n| first + f64::from(n) * step).collect();
                raw.extend((0..6).map(|n| start + f64::from(n)));
                self.numeric(Point::Keyword(words::MULTIPLE_OF), lid, rid, (raw, Vec::new()), broken, mode, out);
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn numeric(
        &mut self,
        point: Point,
        l: SetId,
        r: SetId,
        (mut raw, exact): (Vec<f64>, Vec<Value>),
        broken: bool,
        mode: Mode,
        out: &mut Vec<Obstacle>,
    ) {
        if broken {
            raw.extend(raw.clone().into_iter().flat_map(|n| [n + 0.5, n - 0.25]));
        }
        let multiples: Vec<f64> = self.graph.facts(l).multiples.iter().map(|(m, _)| *m).collect();
        for m in multiples {
            raw.extend(raw.clone().into_iter().flat_map(|n| [(n / m).floor() * m, (n / m).ceil() * m]));
        }
        // Whole numbers that have no neighbour left between the bounds are no obstacle.
        if !broken && self.no_whole_between(l, r) {
            return;
        }
        raw.retain(|n| n.is_finite());
        let mut candidates = exact;
        candidates.extend(raw.into_iter().map(number));
        out.push(self.settle(point, l, r, candidates, mode));
    }

    /// True where all whole numbers within the left bounds are within the right ones.
    fn no_whole_between(&mut self, l: SetId, r: SetId) -> bool {
        let (l, r) = (self.graph.facts(l), self.graph.facts(r));
        let whole = |b: &super::facts::Bound, more: i8, round: fn(f64) -> f64| match b.value {
            n if n.near.fract() != 0.0 => round(n.near).into(),
            n if b.exclusive => n.plus(more),
            n => n,
        };
        let low = |f: &Facts<'_>| f.lower.map_or(f64::NEG_INFINITY.into(), |b| whole(&b, 1, f64::ceil));
        let high = |f: &Facts<'_>| f.upper.map_or(f64::INFINITY.into(), |b| whole(&b, -1, f64::floor));
        let multiples = r.multiples.iter().all(|(m, _)| {
            super::accept::is_multiple(1.0, *m) || l.multiples.iter().any(|(n, _)| super::accept::is_multiple(*n, *m))
        });
        low(&l) >= low(&r) && high(&l) <= high(&r) && multiples
    }

    pub(super) fn compare_texts(
        &mut self,
        lid: SetId,
        rid: SetId,
        l: &Facts<'a>,
        r: &Facts<'a>,
        mode: Mode,
        out: &mut Vec<Obstacle>,
    ) {
        let least = l.min_length.map_or(0, |(m, _)| m);
        let most = l.max_length.map(|(m, _)| m);
        if let Some((n, _)) = r.min_length
            && least < n
            && !ruled_out(&self.graph.patterns(), l, least, Some(n - 1))
        {
            let mut candidates: Vec<Value> =
                texts(&self.graph.patterns(), l, &[n - 1, 0, 1]).into_iter().map(Value::String).collect();
            candidates.extend(self.samples(lid, mode).iter().cloned());
            // What shows this bound comes before what shows another one.
            candidates.order_by_key(|v| v.as_str().is_none_or(|text| text.chars().count() as u64 >= n));
            out.push(self.settle(Point::Keyword(words::MIN_LENGTH), lid, rid, candidates, mode));
        }
        if let Some((n, _)) = r.max_length
            && most.is_none_or(|m| m > n)
            && !ruled_out(&self.graph.patterns(), l, least.max(n + 1), most)
        {
            let most = most.unwrap_or(n + 1);
            let mut candidates: Vec<Value> =
                texts(&self.graph.patterns(), l, &[n + 1, most]).into_iter().map(Value::String).collect();
            candidates.order_by_key(|v| v.as_str().is_none_or(|text| text.chars().count() as u64 <= n));
            out.push(self.settle(Point::Keyword(words::MAX_LENGTH), lid, rid, candidates, mode));
        }
        for (pattern, _) in &r.patterns {
            if !l.patterns.iter().any(|(p, _)| p == pattern) {
                out.extend(self.compare_pattern(lid, rid, l, pattern, mode));
            }
        }
        for (format, _) in &r.formats {
            if l.formats.iter().any(|(f, _)| f == format)
                || is_note(format)
                || l.formats.iter().any(|(f, _)| holds_format(format, f))
            {
                continue;
            }
            let mut candidates: Vec<Value> =
                texts(&self.graph.patterns(), l, &[]).into_iter().map(Value::String).collect();
            candidates.extend(["x", " ", "%"].map(Value::from));
            candidates.extend(l.formats.iter().flat_map(|(f, _)| format_samples(f)).map(|t| Value::from(*t)));
            let obstacle = self.settle(Point::Keyword(words::FORMAT), lid, rid, candidates, mode);
            // A format that is not registered is a note (JSON Schema 2020-12 validation, section 7.2.1).
            if is_known(format) {
                out.push(obstacle);
            }
        }
    }

    /// A pattern of the right that the left does not have.
    fn compare_pattern(
        &mut self,
        lid: SetId,
        rid: SetId,
        l: &Facts<'a>,
        pattern: &str,
        mode: Mode,
    ) -> Option<Obstacle> {
        let point = Point::Keyword(words::PATTERN);
        let ready = self.graph.patterns();
        let wanted = ready.automata(l.patterns.iter().map(|(p, _)| p.as_ref()));
        let mut candidates: Vec<Value> = texts(&self.graph.patterns(), l, &[]).into_iter().map(Value::String).collect();
        candidates.extend(["", "a", "A", "0", " ", "-", "%"].map(Value::from));
        if let (Some(wanted), Some(unwanted)) = (wanted, ready.automaton(pattern)) {
            let min = l.min_length.map_or(0, |(n, _)| n);
            match pattern::search(&wanted, &[unwanted], min, l.max_length.map(|(n, _)| n)) {
                Spelled::Text(text) => candidates.insert(0, Value::String(text)),
                Spelled::Nothing => return None,
                Spelled::Unknown => {}
            }
        }
        Some(self.settle(point, lid, rid, candidates, mode))
    }
}

/// True where every text of the format `inner` is one of the format `outer` (JSON Schema 2020-12 validation,
/// section 7.3, by the grammars that it refers to).
fn holds_format(outer: &str, inner: &str) -> bool {
    match outer {
        "uri" | "url" => matches!(inner, "uri" | "url"),
        "uri-reference" => matches!(inner, "uri" | "url"),
        "iri" => matches!(inner, "uri" | "url"),
        "iri-reference" => matches!(inner, "uri" | "url" | "uri-reference" | "iri"),
        "idn-email" => inner == "email",
        // Letters, digits, hyphens and dots, no label longer than 63.
        "hostname" => matches!(inner, "uuid" | "date" | "ipv4"),
        "idn-hostname" => matches!(inner, "hostname" | "uuid" | "date" | "ipv4"),
        _ => false,
    }
}

/// True where the patterns of a set leave no text of such a length.
pub(super) fn ruled_out(ready: &Patterns, facts: &Facts<'_>, least: u64, most: Option<u64>) -> bool {
    if facts.patterns.is_empty() {
        return false;
    }
    let patterns = facts.patterns.iter().map(|(p, _)| p.as_ref());
    // Past some length a search only tries one length after the other.
    least < 1_000 && matches!(ready.text(patterns, least, most), Spelled::Nothing)
}
