//! Does a set accept a value? Three answers: yes, no, and not known.

use rustc_hash::FxHashSet;
use serde_json::Value;

use super::engine::{Engine, Mode};
use super::facts::Facts;
use super::graph::{Graph, SetId};
use super::pattern::Patterns;
use super::types::Types;
use super::value::{self, key_of};
use crate::model::Exact;
use crate::model::format_holds;

/// How deep a question may go into a value.
const DEPTH: usize = 200;

/// "And" over answers that may be unknown.
struct All(Option<bool>);

impl All {
    fn new() -> Self {
        All(Some(true))
    }

    fn add(&mut self, answer: Option<bool>) {
        self.0 = match (self.0, answer) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (None, _) | (_, None) => None,
            _ => Some(true),
        };
    }

    fn failed(&self) -> bool {
        self.0 == Some(false)
    }
}

impl<'a> Engine<'a> {
    /// Whether a set accepts a value.
    pub fn accepts(&mut self, set: SetId, value: &Value, mode: Mode) -> Option<bool> {
        self.accepts_knowing(set, value, mode, None)
    }

    /// The same, where it is known whether a set accepts a part of the value.
    pub(super) fn accepts_knowing(
        &mut self,
        set: SetId,
        value: &Value,
        mode: Mode,
        known: Option<(&Value, SetId, bool)>,
    ) -> Option<bool> {
        self.asked.clear();
        self.asked.extend(known.map(|(part, of, answer)| ((of, std::ptr::from_ref(part)), Some(answer))));
        self.ask(set, value, mode, 0)
    }

    fn ask(&mut self, set: SetId, given: &Value, mode: Mode, depth: usize) -> Option<bool> {
        if set == Graph::ALL {
            return Some(true);
        }
        if depth > DEPTH || !self.graph.step() {
            return None;
        }
        if !mode.text {
            return self.ask_once(set, given, mode, depth);
        }
        if given.is_array() || given.is_object() {
            return self.ask_one(set, given, mode, depth);
        }
        // On the wire there is only text: the value is accepted if one reading of it is.
        let mut unknown = false;
        for reading in readings(given) {
            match self.ask_one(set, &reading, mode, depth) {
                Some(true) => return Some(true),
                None => unknown = true,
                Some(false) => {}
            }
        }
        if unknown { None } else { Some(false) }
    }

    /// The same set may be asked about the same part of a value on many ways: it is answered once. One that asks itself
    /// about it does not know.
    fn ask_once(&mut self, set: SetId, given: &Value, mode: Mode, depth: usize) -> Option<bool> {
        let key = (set, std::ptr::from_ref(given));
        if !self.asked.is_empty()
            && let Some(known) = self.asked.get(&key)
        {
            return *known;
        }
        // Flat questions come once.
        if depth < 2 {
            return self.ask_one(set, given, mode, depth);
        }
        self.asked.insert(key, None);
        let answer = self.ask_one(set, given, mode, depth);
        self.asked.insert(key, answer);
        answer
    }

    fn ask_one(&mut self, set: SetId, given: &Value, mode: Mode, depth: usize) -> Option<bool> {
        let facts = self.graph.facts(set);
        if !facts.types.meets(type_of(given)) {
            return Some(false);
        }
        let mut all = All::new();
        if facts.values.is_some() {
            all.add(Some(facts.lists(given)));
        }
        if all.failed() {
            return Some(false);
        }
        match given {
            Value::Number(_) => all.add(number_holds(&facts, given)),
            Value::String(text) => all.add(text_holds(&self.graph.patterns(), &facts, text)),
            Value::Array(items) => all.add(self.array_holds(&facts, items, mode, depth)),
            Value::Object(_) => all.add(self.object_holds(&facts, given, mode, depth)),
            _ => {}
        }
        if all.failed() {
            return Some(false);
        }
        for union in &facts.unions {
            let (mut yes, mut unknown) = (0, 0);
            for set in self.branches_for(union, given, mode) {
                match self.ask(set, given, mode, depth + 1) {
                    Some(true) => yes += 1,
                    None => unknown += 1,
                    Some(false) => {}
                }
            }
            all.add(match (union.exclusive, yes, unknown) {
                (false, 1.., _) | (true, 1, 0) => Some(true),
                (_, 0, 0) | (true, 2.., _) => Some(false),
                _ => None,
            });
            if all.failed() {
                return Some(false);
            }
        }
        for (not, ..) in &facts.nots {
            let answer = self.ask(*not, given, mode, depth + 1);
            all.add(answer.map(|a| !a));
        }
        for condition in &facts.conditions {
            all.add(match self.ask(condition.when, given, mode, depth + 1) {
                Some(true) => self.ask(condition.then, given, mode, depth + 1),
                Some(false) => self.ask(condition.otherwise, given, mode, depth + 1),
                None => None,
            });
        }
        if !facts.hard.is_empty() && !all.failed() {
            all.add(None);
        }
        all.0
    }

    fn array_holds(&mut self, facts: &Facts<'a>, items: &[Value], mode: Mode, depth: usize) -> Option<bool> {
        let length = items.len() as u64;
        if facts.min_items.is_some_and(|(n, _)| length < n) || facts.max_items.is_some_and(|(n, _)| length > n) {
            return Some(false);
        }
        let mut seen = FxHashSet::default();
        if facts.unique.is_some() && !items.iter().all(|item| seen.insert(key_of(item))) {
            return Some(false);
        }
        let mut all = All::new();
        for (n, item) in items.iter().enumerate() {
            let set = facts.item(&mut self.graph, n);
            all.add(self.ask(set, item, mode, depth + 1));
            if all.failed() {
                return Some(false);
            }
        }
        for contains in &facts.contains {
            let (mut yes, mut unknown) = (0, 0);
            for item in items {
                match self.ask(contains.set, item, mode, depth + 1) {
                    Some(true) => yes += 1,
                    None => unknown += 1,
                    Some(false) => {}
                }
            }
            let max = contains.max.unwrap_or(u64::MAX);
            all.add(match () {
                () if yes + unknown < contains.min || yes > max => Some(false),
                () if yes >= contains.min && yes + unknown <= max => Some(true),
                () => None,
            });
        }
        all.0
    }

    fn object_holds(&mut self, facts: &Facts<'a>, given: &Value, mode: Mode, depth: usize) -> Option<bool> {
        let Value::Object(object) = given else { return Some(true) };
        let size = object.len() as u64;
        if facts.min_properties.is_some_and(|(n, _)| size < n) || facts.max_properties.is_some_and(|(n, _)| size > n) {
            return Some(false);
        }
        for name in facts.required.keys().filter(|n| !object.contains_key(n.as_ref())) {
            if !self.is_left_out(facts, name, mode) {
                return Some(false);
            }
        }
        for (name, (needed, _)) in &facts.dependent_required {
            if object.contains_key(name.as_ref()) && needed.iter().any(|n| !object.contains_key(n.as_ref())) {
                return Some(false);
            }
        }
        let mut all = All::new();
        for (name, inner) in object {
            let set = facts.property(&mut self.graph, name);
            if set != Graph::ALL && !self.leaves_out(set, mode) {
                all.add(self.ask(set, inner, mode, depth + 1));
            }
            for (names, _) in &facts.names {
                // The text lives only here: its address tells nothing.
                let name = Value::String(name.clone());
                all.add(self.ask(*names, &name, Mode { text: false, ..mode }, 0));
                self.asked.retain(|(_, at), _| *at != std::ptr::from_ref(&name));
            }
            if all.failed() {
                return Some(false);
            }
        }
        for (name, set, _) in &facts.dependent_schemas {
            if object.contains_key(name.as_ref()) {
                all.add(self.ask(*set, given, mode, depth + 1));
            }
        }
        all.0
    }

    /// True where a property does not travel in this direction: `readOnly` in requests, `writeOnly` in
    /// responses (OpenAPI 3.0, Schema Object).
    pub(super) fn leaves_out(&mut self, property: SetId, mode: Mode) -> bool {
        if property == Graph::ALL {
            return false;
        }
        let facts = self.graph.facts(property);
        if mode.response { facts.write_only.is_some() } else { facts.read_only.is_some() }
    }

    /// The same by the property's name.
    pub(super) fn is_left_out(&mut self, facts: &Facts<'a>, name: &str, mode: Mode) -> bool {
        let set = facts.property(&mut self.graph, name);
        self.leaves_out(set, mode)
    }
}

/// The type of a value.
pub(super) fn type_of(given: &Value) -> Types {
    match given {
        Value::Null => Types::NULL,
        Value::Bool(_) => Types::BOOLEAN,
        Value::Number(_) if value::is_whole(given) => Types::INTEGER,
        Value::Number(_) => Types::FRACTION,
        Value::String(_) => Types::STRING,
        Value::Array(_) => Types::ARRAY,
        Value::Object(_) => Types::OBJECT,
    }
}

/// What a scalar may be read as when it travels as text.
pub(super) fn readings(given: &Value) -> Vec<Value> {
    let text = match given {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let mut readings = vec![given.clone()];
    if !given.is_string() {
        readings.push(Value::String(text.clone()));
    }
    // One value alone is a list of one, in the styles that join or repeat.
    readings.push(Value::Array(vec![given.clone()]));
    match serde_json::from_str::<Value>(&text) {
        Ok(read @ (Value::Number(_) | Value::Bool(_))) if given.is_string() => readings.push(read),
        _ => {}
    }
    if text.is_empty() && !given.is_null() {
        readings.push(Value::Null);
    }
    readings
}

/// Bounds and multiples.
fn number_holds(facts: &Facts<'_>, given: &Value) -> Option<bool> {
    let n = Exact::of(given.as_number()?);
    let low = facts.lower.is_none_or(|b| if b.exclusive { n > b.value } else { n >= b.value });
    let high = facts.upper.is_none_or(|b| if b.exclusive { n < b.value } else { n <= b.value });
    Some(low && high && facts.multiples.iter().all(|(m, _)| is_multiple(n.near, *m)))
}

/// True where `n` is a multiple of `m`, as decimal numbers are.
pub(super) fn is_multiple(n: f64, m: f64) -> bool {
    let ratio = n / m;
    (ratio - ratio.round()).abs() <= 1e-9 * ratio.abs().max(1.0)
}

/// Lengths, patterns and formats.
fn text_holds(patterns: &Patterns, facts: &Facts<'_>, text: &str) -> Option<bool> {
    let length = text.chars().count() as u64;
    if facts.min_length.is_some_and(|(n, _)| length < n) || facts.max_length.is_some_and(|(n, _)| length > n) {
        return Some(false);
    }
    let mut all = All::new();
    for (pattern, _) in &facts.patterns {
        all.add(patterns.matches(pattern, text));
    }
    for (format, _) in &facts.formats {
        all.add(Some(format_accepts(format, text)));
    }
    all.0
}

/// Whether a text is of a format. Formats whose grammar is not known accept every text, as JSON Schema
/// has it (2020-12 validation, section 7.2.1).
pub(super) fn format_accepts(format: &str, text: &str) -> bool {
    match format {
        "date" | "date-time" | "uuid" | "ipv4" | "ipv6" => format_holds(format, text),
        "email" => {
            let (name, host) = text.rsplit_once('@').unwrap_or(("", ""));
            !name.is_empty() && !host.is_empty() && !text.contains(' ')
        }
        "uri" => {
            text.split_once(':').is_some_and(|(scheme, rest)| {
                !rest.is_empty()
                    && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                    && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
            }) && !text.contains([' ', '<', '>', '"', '{', '}'])
        }
        "hostname" => {
            !text.is_empty()
                && text.len() <= 253
                && text.split('.').all(|l| {
                    !l.is_empty()
                        && l.len() <= 63
                        && !l.starts_with('-')
                        && !l.ends_with('-')
                        && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                })
        }
        _ => true,
    }
}

/// True where the grammar of a format is known.
#[must_use]
pub fn is_known(format: &str) -> bool {
    matches!(format, "date" | "date-time" | "uuid" | "ipv4" | "ipv6" | "email" | "uri" | "hostname")
}

/// Formats that restrict no text.
#[must_use]
pub fn is_note(format: &str) -> bool {
    matches!(
        format,
        "password"
            | "binary"
            | "byte"
            | "int8"
            | "uint8"
            | "int16"
            | "uint16"
            | "int32"
            | "uint32"
            | "int64"
            | "uint64"
            | "float"
            | "double"
            | "string"
            | "html"
            | "commonmark"
            | "markdown"
            | "char"
            | "decimal"
    )
}
