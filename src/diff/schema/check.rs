//! The second opinion: a value is shown to an independent JSON Schema validator, with the schemas as
//! they are written.
//!
//! A schema is handed over in the dialect of 2020-12, with only what the values at hand can reach, so
//! that a check costs as much as the value is large, however large the description is.

use std::collections::BTreeMap;
use std::rc::Rc;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::accept::{is_known, readings};
use super::discriminator::Tag;
use super::engine::{Engine, Mode};
use super::graph::SetId;
use super::keyword::Keyword;
use super::value::json_of;
use crate::diff::Side;
use crate::model::{BodyShape, is_nullable, reference_replaces};
use crate::text::Sorting;
use crate::tree::{Cursor, Shape, words};

/// How deep schemas may apply to one and the same value.
const DEPTH: usize = 64;
/// The branches of unions with more than this are made ready once.
const BRANCHES: usize = 24;
/// The most schemas that a branch may consist of for that.
const WHOLE: usize = 100;
/// The most schemas of a message that is made ready once, and from which value on it is.
const MESSAGE: usize = 4_000;
const ASKED: u32 = 4;
/// The most schemas that are written to judge one value.
const WRITTEN: usize = 2_000;
/// The most readings of a text that are tried.
const READINGS: usize = 64;

impl<'a> Engine<'a> {
    /// Whether an independent validator accepts the value; `None` where it cannot be asked.
    pub fn validates(&mut self, side: Side, shape: &BodyShape<'a>, given: &Value, mode: Mode) -> Option<bool> {
        let readings = all_readings(given, mode);
        let mut any = false;
        self.to_write = WRITTEN;
        if let BodyShape::Schema(at) = shape
            && let Some(validator) = self.of_message(side, *at, mode)
        {
            return Some(readings.iter().any(|reading| validator.is_valid(reading)));
        }
        for reading in &readings {
            let schema = match shape {
                BodyShape::Any => json!(true),
                BodyShape::Schema(at) => self.written(side, *at, &[reading], mode, 0)?,
                BodyShape::Form(_) => self.written_form(side, shape, reading, mode)?,
            };
            any |= is_valid(&schema, reading)?;
        }
        Some(any)
    }

    /// A value of the left that the right refuses, by the validator's word.
    pub(super) fn search_hard(&mut self, l: SetId, r: SetId, candidates: &[Value], mode: Mode) -> Option<Value> {
        candidates
            .iter()
            .take(24)
            .find(|v| self.holds_written(l, v, mode) == Some(true) && self.holds_written(r, v, mode) == Some(false))
            .cloned()
    }

    /// Whether an independent validator accepts a value of a set; `None` where it cannot be asked.
    pub fn holds_written(&mut self, set: SetId, given: &Value, mode: Mode) -> Option<bool> {
        let mut all = Vec::new();
        self.to_write = WRITTEN;
        for (side, at) in self.graph.objects(set) {
            all.push(self.written(side, at, &[given], mode, 0)?);
        }
        all.extend(self.graph.tags(set).iter().map(|t| written_tag(t)));
        is_valid(&json!({ "allOf": all }), given)
    }

    fn written_form(&mut self, side: Side, shape: &BodyShape<'a>, given: &Value, mode: Mode) -> Option<Value> {
        let BodyShape::Form(fields) = shape else { return None };
        let mut properties = Map::new();
        let mut required = Vec::new();
        for field in fields {
            if let (Some(schema), Some(value)) = (field.shape().schema(), given.get(field.name.as_ref())) {
                properties.insert(field.name.to_string(), self.written(side, schema, &[value], mode, 0)?);
            }
            if field.is_required() {
                required.push(Value::from(field.name.as_ref()));
            }
        }
        Some(json!({ "type": "object", "properties": properties, "required": required }))
    }

    /// A schema as the validator wants it, for the values that it will meet.
    fn written(&mut self, side: Side, at: Cursor<'a>, values: &[&Value], mode: Mode, depth: usize) -> Option<Value> {
        match &mut self.whole {
            Some(0) => return None,
            Some(left) => *left -= 1,
            None if values.is_empty() => return Some(json!(true)),
            None => self.to_write = self.to_write.checked_sub(1)?,
        }
        // A schema that is written costs the validator as much as some questions.
        if depth > DEPTH || !self.graph.spend(8) {
            return None;
        }
        if at.shape() == Shape::Bool {
            return Some(Value::Bool(at.is_true()));
        }
        let place = (side, at.file(), at.id());
        if self.whole.is_some() {
            let mark = self.writing.len();
            // All of a recursive schema has no end.
            if !self.writing.add(place) {
                return None;
            }
            let written = self.written_at(side, at, values, mode, depth);
            self.writing.truncate(mark);
            return written;
        }
        if depth == 0 {
            let outer = std::mem::take(&mut self.writing);
            self.writing.add(place);
            let written = self.written_at(side, at, values, mode, depth);
            self.writing = outer;
            return written;
        }
        // What is evaluated here is told by what stands here, so that it is all said here.
        if at.get(words::UNEVALUATED_PROPERTIES).or_else(|| at.get(words::UNEVALUATED_ITEMS)).is_some() {
            let outer = std::mem::take(&mut self.writing);
            self.writing.add(place);
            let written = self.written_at(side, at, values, mode, depth);
            self.writing = outer;
            return written;
        }
        // What all must hold for the same value is said once, on however many ways it is said, and so is what refers back
        // to itself.
        if !self.writing.add(place) {
            return Some(json!(true));
        }
        self.written_at(side, at, values, mode, depth)
    }

    /// A schema that need not hold: what is written in it is not said of the value.
    fn written_apart(
        &mut self,
        side: Side,
        at: Cursor<'a>,
        values: &[&Value],
        mode: Mode,
        depth: usize,
    ) -> Option<Value> {
        let (mark, extended) = (self.writing.len(), self.writing.extended.len());
        let written = self.written(side, at, values, mode, depth);
        self.writing.truncate(mark);
        self.writing.extended.truncate(extended);
        written
    }

    fn written_at(&mut self, side: Side, at: Cursor<'a>, values: &[&Value], mode: Mode, depth: usize) -> Option<Value> {
        let mut out = Map::new();
        let mut all = Vec::new();
        if at.get(words::REF).is_some() {
            let workspace = self.graph.workspace(side);
            let target = workspace.target(at)?;
            let written = self.written(side, target, values, mode, depth + 1)?;
            if reference_replaces(workspace, at) {
                return Some(written);
            }
            all.push(written);
        }
        let items: Vec<&Value> = values.iter().filter_map(|v| v.as_array()).flatten().collect();
        let prefix = [words::PREFIX_ITEMS, words::ITEMS]
            .iter()
            .filter_map(|k| at.get(*k))
            .find(|list| list.is_seq())
            .map_or(0, Cursor::len);
        let objects: Vec<&Map<String, Value>> = values.iter().filter_map(|v| v.as_object()).collect();
        let inner: Vec<&Value> = objects.iter().flat_map(|o| o.values()).collect();
        all.extend(self.written_subtypes(side, at, &objects, values, mode, depth)?);
        let extends = self.graph.same().subtypes(side).extends(at);
        for entry in at.entries() {
            let value = entry.value;
            let name = entry.name();
            let Some(keyword) = Keyword::of(entry.key) else { continue };
            match keyword {
                Keyword::Type => {
                    let known = |t: &str| {
                        matches!(t, "null" | "boolean" | "integer" | "number" | "string" | "array" | "object")
                    };
                    let mut types: Vec<String> = match value.shape() {
                        Shape::Str => vec![value.text().into_owned()],
                        _ => value.items().map(|i| i.text().into_owned()).collect(),
                    };
                    types.iter_mut().filter(|t| *t == "file").for_each(|t| "string".clone_into(t));
                    if types.is_empty() || !types.iter().all(|t| known(t)) {
                        continue;
                    }
                    if is_nullable(at) && !types.iter().any(|t| t == "null") {
                        types.push("null".to_owned());
                    }
                    types.order();
                    types.dedup();
                    out.insert(name.to_owned(), json!(types));
                }
                Keyword::Enum if value.is_seq() => {
                    // Each value has its own bound.
                    let listed: Option<Vec<Value>> = value.items().map(json_of).collect();
                    out.insert(name.to_owned(), Value::Array(listed?));
                }
                Keyword::Enum | Keyword::Const => {
                    out.insert(name.to_owned(), json_of(value)?);
                }
                Keyword::Minimum | Keyword::Maximum => {
                    let (flag, strict) = if keyword == Keyword::Minimum {
                        (words::EXCLUSIVE_MINIMUM, "exclusiveMinimum")
                    } else {
                        (words::EXCLUSIVE_MAXIMUM, "exclusiveMaximum")
                    };
                    let strict = if at.get(flag).is_some_and(Cursor::is_true) { strict } else { name };
                    out.insert(strict.to_owned(), json_of(value).filter(Value::is_number)?);
                }
                Keyword::ExclusiveMinimum | Keyword::ExclusiveMaximum if value.shape() == Shape::Bool => {}
                Keyword::ExclusiveMinimum
                | Keyword::ExclusiveMaximum
                | Keyword::MultipleOf
                | Keyword::MinLength
                | Keyword::MaxLength
                | Keyword::MinItems
                | Keyword::MaxItems
                | Keyword::MinProperties
                | Keyword::MaxProperties
                | Keyword::MinContains
                | Keyword::MaxContains => {
                    out.insert(name.to_owned(), json_of(value).filter(Value::is_number)?);
                }
                Keyword::Pattern => {
                    out.insert(name.to_owned(), json_of(value).filter(Value::is_string)?);
                }
                Keyword::UniqueItems => {
                    out.insert(name.to_owned(), json!(value.is_true()));
                }
                Keyword::Format => self.written_format(&value.text(), &mut out, &mut all),
                Keyword::Required if value.is_seq() => {
                    let mut names = Vec::new();
                    for name in value.items().filter_map(Cursor::str) {
                        let set = at.get(words::PROPERTIES).and_then(|p| p.get_str(&name));
                        let set = set.map(|s| self.graph.schema(side, s));
                        if !set.is_some_and(|s| self.leaves_out(s, mode)) {
                            names.push(Value::from(name.as_ref()));
                        }
                    }
                    out.insert(name.to_owned(), Value::Array(names));
                }
                Keyword::DependentRequired => {
                    out.insert(name.to_owned(), json_of(value)?);
                }
                Keyword::AllOf => {
                    for part in value.items() {
                        if extends {
                            let base = self.graph.workspace(side).resolve(part);
                            self.writing.extended.push((side, base.file(), base.id()));
                        }
                        all.push(self.written(side, part, values, mode, depth + 1)?);
                    }
                }
                Keyword::OneOf | Keyword::AnyOf => {
                    let parts = match values {
                        [one] if value.len() > BRANCHES && self.whole.is_none() => {
                            self.answered(side, value, one, mode, depth)?
                        }
                        _ => value
                            .items()
                            .map(|p| self.written_branch(side, p, values, mode, depth + 1))
                            .collect::<Option<Vec<Value>>>()?,
                    };
                    if !parts.is_empty() {
                        out.insert(name.to_owned(), Value::Array(parts));
                    }
                }
                Keyword::Not | Keyword::If | Keyword::Then | Keyword::Else => {
                    out.insert(name.to_owned(), self.written_apart(side, value, values, mode, depth + 1)?);
                }
                Keyword::DependentSchemas => {
                    let mut parts = Map::new();
                    for part in value.entries() {
                        let written = self.written_apart(side, part.value, values, mode, depth + 1)?;
                        parts.insert(part.name().to_owned(), written);
                    }
                    out.insert(name.to_owned(), Value::Object(parts));
                }
                Keyword::Contains => {
                    out.insert(name.to_owned(), self.written(side, value, &items, mode, 0)?);
                }
                Keyword::Items | Keyword::PrefixItems if value.is_seq() => {
                    let parts: Option<Vec<Value>> =
                        value.items().map(|p| self.written(side, p, &items, mode, 0)).collect();
                    out.insert("prefixItems".to_owned(), Value::Array(parts?));
                }
                Keyword::Items => {
                    let rest: Vec<&Value> =
                        values.iter().filter_map(|v| v.as_array()).flat_map(|v| v.iter().skip(prefix)).collect();
                    out.insert(name.to_owned(), self.written(side, value, &rest, mode, 0)?);
                }
                Keyword::UnevaluatedItems => {
                    out.insert(name.to_owned(), self.written(side, value, &items, mode, 0)?);
                }
                Keyword::Properties => {
                    let mut parts = Map::new();
                    // Objects have few of the properties that are described.
                    let named: BTreeMap<&str, Cursor<'a>> = if self.whole.is_some() {
                        value.entries().map(|e| (e.name(), e.value)).collect()
                    } else {
                        let names = objects.iter().flat_map(|o| o.keys());
                        names.filter_map(|n| Some((n.as_str(), value.get_str(n)?))).collect()
                    };
                    for (name, property) in named {
                        let met: Vec<&Value> = objects.iter().filter_map(|o| o.get(name)).collect();
                        let set = self.graph.schema(side, property);
                        let written = if self.leaves_out(set, mode) {
                            json!(true)
                        } else {
                            self.written(side, property, &met, mode, 0)?
                        };
                        parts.insert(name.to_owned(), written);
                    }
                    out.insert(name.to_owned(), Value::Object(parts));
                }
                Keyword::PatternProperties => {
                    let mut parts = Map::new();
                    for part in value.entries() {
                        parts.insert(part.name().to_owned(), self.written(side, part.value, &inner, mode, 0)?);
                    }
                    out.insert(name.to_owned(), Value::Object(parts));
                }
                Keyword::AdditionalProperties | Keyword::UnevaluatedProperties => {
                    out.insert(name.to_owned(), self.written(side, value, &inner, mode, 0)?);
                }
                Keyword::PropertyNames => {
                    let names: Vec<Value> =
                        objects.iter().flat_map(|o| o.keys()).map(|k| Value::from(k.as_str())).collect();
                    let names: Vec<&Value> = names.iter().collect();
                    out.insert(name.to_owned(), self.written(side, value, &names, mode, 0)?);
                }
                Keyword::DynamicRef | Keyword::Dependencies | Keyword::AdditionalItems => return None,
                // Written with the type; no lists; the target; what says in which direction a value travels.
                Keyword::Nullable
                | Keyword::Required
                | Keyword::PrefixItems
                | Keyword::Ref
                | Keyword::Discriminator
                | Keyword::ReadOnly
                | Keyword::WriteOnly => {}
            }
        }
        if !all.is_empty() {
            out.insert("allOf".to_owned(), Value::Array(all));
        }
        Some(Value::Object(out))
    }

    /// What a discriminator demands of a value of its schema: that it is what it says it is, one of the subtypes or the
    /// schema itself.
    fn written_subtypes(
        &mut self,
        side: Side,
        at: Cursor<'a>,
        objects: &[&Map<String, Value>],
        values: &[&Value],
        mode: Mode,
        depth: usize,
    ) -> Option<Option<Value>> {
        let same = self.graph.same_in_both();
        let Some(base) = same.subtypes(side).base((at.file(), at.id())) else { return Some(None) };
        if self.writing.extended.contains(&(side, at.file(), at.id())) {
            return Some(None);
        }
        let given: Vec<&str> = objects.iter().filter_map(|o| o.get(&base.property)?.as_str()).collect();
        let known = Tag { property: base.property.as_str().into(), values: base.known.clone(), by_default: false };
        let mut any = vec![json!({ "not": written_tag(&known) })];
        for subtype in &base.subtypes {
            if self.whole.is_some() || subtype.values.iter().any(|v| given.contains(&v.as_str())) {
                let schema = self.graph.workspace(side).tree(subtype.schema.0).at(subtype.schema.1);
                let tag =
                    Tag { property: base.property.as_str().into(), values: subtype.values.clone(), by_default: false };
                let written = self.written_apart(side, schema, values, mode, depth + 1)?;
                any.push(json!({ "allOf": [written_tag(&tag), written] }));
            }
        }
        Some(Some(json!({ "anyOf": any })))
    }

    /// A branch of a union, with what a discriminator demands of it.
    fn written_branch(
        &mut self,
        side: Side,
        branch: Cursor<'a>,
        values: &[&Value],
        mode: Mode,
        depth: usize,
    ) -> Option<Value> {
        let written = self.written_apart(side, branch, values, mode, depth)?;
        let set = self.graph.tagged(side, branch);
        let mut all: Vec<Value> = self.graph.tags(set).iter().map(|t| written_tag(t)).collect();
        if all.is_empty() {
            return Some(written);
        }
        all.push(written);
        Some(json!({ "allOf": all }))
    }

    /// The branches of a large union with the validator's answer in place of each: the same branches are
    /// asked for many values, and are made ready once.
    fn answered(
        &mut self,
        side: Side,
        union: Cursor<'a>,
        value: &Value,
        mode: Mode,
        depth: usize,
    ) -> Option<Vec<Value>> {
        let key = (side, union.file(), union.id(), mode.response);
        let ready = match self.branches.get(&key) {
            Some(ready) => ready.clone(),
            None => {
                let ready: Rc<[Option<Validator>]> = union.items().map(|b| self.ready(side, b, mode, WHOLE)).collect();
                self.branches.insert(key, ready.clone());
                ready
            }
        };
        let branches = union.items().zip(ready.iter());
        branches
            .map(|(branch, ready)| match ready {
                Some(validator) => Some(Value::Bool(validator.is_valid(value))),
                None => self.written_branch(side, branch, &[value], mode, depth + 1),
            })
            .collect()
    }

    /// The validator of a message's schema, once it was asked for some values; `None` before, and where the schema is large
    /// or recursive.
    fn of_message(&mut self, side: Side, at: Cursor<'a>, mode: Mode) -> Option<Rc<Validator>> {
        let key = (side, at.file(), at.id(), mode.response);
        let (asked, ready) = self.messages.entry(key).or_default();
        *asked += 1;
        if *asked != ASKED {
            return ready.clone();
        }
        let ready = self.ready(side, at, mode, MESSAGE).map(Rc::new);
        self.messages.insert(key, (ASKED, ready.clone()));
        ready
    }

    /// A validator for all of a schema; `None` where it consists of more than `most` schemas or is recursive.
    fn ready(&mut self, side: Side, at: Cursor<'a>, mode: Mode, most: usize) -> Option<Validator> {
        self.whole = Some(most);
        let outer = std::mem::take(&mut self.writing);
        let written = self.written_branch(side, at, &[], mode, 0);
        self.writing = outer;
        self.whole = None;
        validator(&written?)
    }

    fn written_format(&mut self, format: &str, out: &mut Map<String, Value>, all: &mut Vec<Value>) {
        let bounds = |low: f64, high: f64| json!({ "minimum": low, "maximum": high });
        match format {
            "int8" => all.push(bounds(-128.0, 127.0)),
            "uint8" => all.push(bounds(0.0, 255.0)),
            "int16" => all.push(bounds(-32_768.0, 32_767.0)),
            "uint16" => all.push(bounds(0.0, 65_535.0)),
            "int32" => all.push(bounds(f64::from(i32::MIN), f64::from(i32::MAX))),
            "uint32" => all.push(bounds(0.0, f64::from(u32::MAX))),
            "float" => all.push(bounds(f64::from(f32::MIN), f64::from(f32::MAX))),
            _ if is_known(format) => {
                out.insert("format".to_owned(), Value::from(format));
            }
            _ => {}
        }
    }
}

fn written_tag(tag: &Tag<'_>) -> Value {
    let required: &[&str] = if tag.by_default { &[] } else { &[&tag.property] };
    json!({ "properties": { tag.property.as_ref(): { "enum": tag.values } }, "required": required })
}

fn is_valid(schema: &Value, given: &Value) -> Option<bool> {
    Some(validator(schema)?.is_valid(given))
}

fn validator(schema: &Value) -> Option<Validator> {
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .with_pattern_options(jsonschema::PatternOptions::fancy_regex().backtrack_limit(100_000))
        .offline()
        .build(schema)
        .ok()
}

/// What a value may be read as where it travels as text; itself elsewhere.
fn all_readings(given: &Value, mode: Mode) -> Vec<Value> {
    if !mode.text {
        return vec![given.clone()];
    }
    match given {
        Value::Array(items) => {
            let mut lists: Vec<Vec<Value>> = vec![Vec::new()];
            for item in items {
                lists = extend(&lists, &all_readings(item, mode), |list, item| list.push(item));
            }
            lists.into_iter().map(Value::Array).collect()
        }
        Value::Object(object) => {
            let mut maps: Vec<Map<String, Value>> = vec![Map::new()];
            for (name, inner) in object {
                maps = extend(&maps, &all_readings(inner, mode), |map, value| {
                    map.insert(name.clone(), value);
                });
            }
            maps.into_iter().map(Value::Object).collect()
        }
        scalar => readings(scalar),
    }
}

fn extend<T: Clone>(all: &[T], choices: &[Value], add: impl Fn(&mut T, Value)) -> Vec<T> {
    let mut out = Vec::new();
    for one in all {
        for choice in choices {
            if out.len() < READINGS {
                let mut next = one.clone();
                add(&mut next, choice.clone());
                out.push(next);
            }
        }
    }
    out
}
