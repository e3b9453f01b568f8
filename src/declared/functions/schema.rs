//! Validity by a JSON Schema.

use serde_json::{Map, Value};

use super::formats::with_formats;
use super::{Said, Target};
use crate::declared::inventory::View;
use crate::tree::{Cursor, Shape};

/// A schema, ready.
#[derive(Debug)]
pub struct Schema {
    /// The validator, or why there is none.
    validator: Result<jsonschema::Validator, String>,
    all: bool,
    /// True where it refers to other schemas.
    refers: bool,
    schema: Value,
}

/// The most nodes that a value is copied with.
const LARGEST: usize = 300_000;

impl Schema {
    pub(super) fn read(options: &Map<String, Value>) -> Result<Self, String> {
        let schema = options.get("schema").filter(|s| s.is_object() || s.is_boolean());
        let schema = schema.ok_or("`schema` needs a `schema`, an object")?;
        let all = match options.get("allErrors") {
            None => false,
            Some(Value::Bool(all)) => *all,
            Some(_) => return Err("`allErrors` must be true or false".to_owned()),
        };
        let named = |word: &str| {
            Some(match word {
                "draft4" => jsonschema::Draft::Draft4,
                "draft6" => jsonschema::Draft::Draft6,
                "draft7" => jsonschema::Draft::Draft7,
                "draft2019-09" => jsonschema::Draft::Draft201909,
                "draft2020-12" => jsonschema::Draft::Draft202012,
                _ => return None,
            })
        };
        let draft = match options.get("dialect") {
            None => None,
            Some(Value::String(word)) if word == "auto" => None,
            Some(Value::String(word)) => Some(named(word).ok_or_else(|| format!("`{word}` is no dialect"))?),
            Some(_) => return Err("`dialect` must be a string".to_owned()),
        };
        let draft = draft.unwrap_or_else(|| match schema.get("$schema").and_then(Value::as_str) {
            Some(uri) if uri.contains("draft-04") => jsonschema::Draft::Draft4,
            Some(uri) if uri.contains("draft-06") => jsonschema::Draft::Draft6,
            Some(uri) if uri.contains("2019-09") => jsonschema::Draft::Draft201909,
            Some(uri) if uri.contains("2020-12") => jsonschema::Draft::Draft202012,
            _ => jsonschema::Draft::Draft7,
        });
        let options = jsonschema::options()
            .with_draft(draft)
            .should_validate_formats(true)
            .with_pattern_options(jsonschema::PatternOptions::fancy_regex().backtrack_limit(100_000))
            .offline();
        let validator =
            with_formats(options).build(schema).map_err(|e| format!("the schema of this rule cannot be used: {e}"));
        Ok(Self { validator, all, refers: schema.to_string().contains("\"$ref\""), schema: schema.clone() })
    }

    pub(super) fn apply(&self, target: &Target<'_>, view: View<'_>) -> Vec<Said> {
        let value = match target {
            Target::Missing => return vec![Said::here("must be there")],
            Target::Name(name) => Value::from(name.as_ref()),
            Target::Node(at) => match value_of(*at, view) {
                Some(value) => value,
                None => return Vec::new(),
            },
        };
        let mut out: Vec<Said> = Vec::new();
        let validator = match &self.validator {
            Ok(validator) => validator,
            // References in schemas that were followed have no meaning of their own.
            Err(_) if view.is_resolved() && self.refers => return out,
            Err(why) => return vec![Said::here(why.clone())],
        };
        let errors: Vec<_> = if self.all {
            validator.iter_errors(&value).collect()
        } else {
            first(validator.iter_errors(&value), &self.schema).into_iter().collect()
        };
        for error in errors {
            let below = inside(&error);
            let mut all = self.of_items(&error, &below, &value);
            all.push(Said::at(below, error.to_string()));
            for said in all {
                if !out.contains(&said) {
                    out.push(said);
                }
            }
        }
        out
    }
}

impl Schema {
    /// Where no branch of `anyOf` holds because none finds its item: what is wrong with each item.
    fn of_items(&self, error: &jsonschema::ValidationError<'_>, below: &[String], value: &Value) -> Vec<Said> {
        let place = error.schema_path().to_string();
        let branches = self.schema.pointer(&place).and_then(Value::as_array).filter(|_| place.ends_with("/anyOf"));
        let items = value.pointer(&error.instance_path().to_string()).and_then(Value::as_array);
        let mut out = Vec::new();
        for wanted in branches.into_iter().flatten().filter_map(|b| b.get("contains")) {
            let Ok(wanted) = jsonschema::validator_for(wanted) else { continue };
            for (n, item) in items.into_iter().flatten().enumerate() {
                if let Some(error) = wanted.iter_errors(item).next() {
                    let place = below.iter().cloned().chain([n.to_string()]).chain(inside(&error)).collect();
                    out.push(Said::at(place, error.to_string()));
                }
            }
        }
        out
    }
}

/// The names that lead to where an error is.
pub(crate) fn inside(error: &jsonschema::ValidationError<'_>) -> Vec<String> {
    let pointer = error.instance_path().to_string();
    pointer.split('/').skip(1).map(|s| crate::tree::unescape_segment(s).into_owned()).collect()
}

/// The error that a validator would find first that asks keyword by keyword: types, bounds, lists of values,
/// combinations, items, names, properties as they are written. That is the order of the validator that rulesets
/// were written with.
pub(crate) fn first<'i>(
    errors: impl Iterator<Item = jsonschema::ValidationError<'i>>,
    schema: &Value,
) -> Option<jsonschema::ValidationError<'i>> {
    let mut errors = errors;
    let first = errors.next()?;
    // One alone needs no rank.
    let Some(second) = errors.next() else { return Some(first) };
    [first, second]
        .into_iter()
        .chain(errors)
        .min_by_key(|error| (ranks(schema, &error.schema_path().to_string()), items(error)))
}

/// The numbers of the items that lead to an error: of two errors by one keyword, that of the first item is first.
fn items(error: &jsonschema::ValidationError<'_>) -> Vec<usize> {
    inside(error).iter().filter_map(|s| s.parse().ok()).collect()
}

/// Where each segment of a path through a schema stands among its neighbours in the order of validation.
fn ranks(schema: &Value, path: &str) -> Vec<usize> {
    let mut at = Some(schema);
    // Names of properties and numbers of branches stand where keywords do not.
    let mut named = false;
    let mut out = Vec::new();
    for raw in path.split('/').skip(1) {
        let segment = crate::tree::unescape_segment(raw);
        let segment = segment.as_ref();
        let (place, next) = match at {
            Some(Value::Object(map)) => (map.keys().position(|k| k == segment), map.get(segment)),
            Some(Value::Array(list)) => (segment.parse().ok(), segment.parse().ok().and_then(|n: usize| list.get(n))),
            _ => (None, None),
        };
        let keyword = !named && !at.is_some_and(Value::is_array);
        out.push(if keyword { rank(segment) } else { place.unwrap_or_default() });
        named = keyword && matches!(segment, "properties" | "patternProperties" | "dependencies" | "$defs");
        at = next;
    }
    out
}

fn rank(keyword: &str) -> usize {
    const ORDER: [&str; 34] = [
        "type",
        "maximum",
        "minimum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "multipleOf",
        "maxLength",
        "minLength",
        "pattern",
        "format",
        "const",
        "enum",
        "$ref",
        "not",
        "anyOf",
        "oneOf",
        "allOf",
        "if",
        "then",
        "else",
        "maxItems",
        "minItems",
        "uniqueItems",
        "additionalItems",
        "items",
        "contains",
        "maxProperties",
        "minProperties",
        "required",
        "dependencies",
        "propertyNames",
        "additionalProperties",
        "properties",
        "patternProperties",
    ];
    ORDER.iter().position(|k| *k == keyword).unwrap_or(ORDER.len())
}

/// A value with what its references lead to; one that leads back into itself stays as it is written.
pub(crate) fn value_of(at: Cursor<'_>, view: View<'_>) -> Option<Value> {
    let most = view.inventory().parts_left(LARGEST);
    let mut left = most;
    let copied = copy(at, view, &mut Vec::new(), &mut left);
    view.inventory().take_parts(most - left);
    copied
}

/// The same, below these nodes, with at most so many more nodes; nothing where that is not enough.
pub(crate) fn copy<'a>(at: Cursor<'a>, view: View<'a>, above: &mut Vec<Cursor<'a>>, left: &mut usize) -> Option<Value> {
    *left = left.checked_sub(1)?;
    Some(match at.shape() {
        Shape::Null => Value::Null,
        Shape::Bool => Value::Bool(at.is_true()),
        Shape::Int => at.integer().map_or_else(|| number(at), Value::from),
        Shape::Float => number(at),
        Shape::Str | Shape::Alias => Value::String(at.text().into_owned()),
        Shape::Seq | Shape::Map => {
            if above.len() > 200 {
                return None;
            }
            above.push(at);
            let follow = |child: Cursor<'a>, above: &Vec<Cursor<'a>>| {
                let target = view.enter(child);
                let around = above.iter().any(|a| a.file() == target.file() && a.id() == target.id());
                if around { child } else { target }
            };
            let value = if at.is_seq() {
                let mut items = Vec::with_capacity(at.len());
                for item in at.items() {
                    let item = follow(item, above);
                    items.push(copy(item, view, above, left)?);
                }
                Value::Array(items)
            } else {
                let mut map = Map::new();
                for entry in at.entries() {
                    let child = follow(entry.value, above);
                    map.insert(entry.name().to_owned(), copy(child, view, above, left)?);
                }
                Value::Object(map)
            };
            above.pop();
            value
        }
    })
}

fn number(at: Cursor<'_>) -> Value {
    at.f64().and_then(serde_json::Number::from_f64).map_or(Value::Null, Value::Number)
}
