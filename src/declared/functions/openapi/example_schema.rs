//! The schema that examples are checked with: as much of it as the examples reach, in the words of JSON Schema.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::declared::functions::schema::copy;
use crate::declared::inventory::View;
use crate::tree::{Cursor, Shape};

/// The most nodes that a schema is copied with.
const LARGEST: usize = 300_000;

/// The most levels that a schema is copied with.
const DEEPEST: usize = 200;

/// A schema with what its references lead to, as far as these values reach: what says nothing about any of them is
/// not copied. A reference that leads back to where it stands stays as it is written. Nothing where the copy would
/// be too large.
pub(super) fn copy_for<'a>(schema: Cursor<'a>, values: &[&Value], view: View<'a>) -> Option<Value> {
    let most = view.inventory().parts_left(LARGEST);
    let mut copying = Copying { view, above: Vec::new(), left: most };
    let copied = copying.schema(schema, values);
    view.inventory().take_parts(most - copying.left);
    copied
}

struct Copying<'a> {
    view: View<'a>,
    /// The schemas that the present one stands in.
    above: Vec<Cursor<'a>>,
    /// How many more nodes may be copied.
    left: usize,
}

impl<'a> Copying<'a> {
    /// What a part of a schema leads to; itself where that stands around it.
    fn follow(&self, child: Cursor<'a>) -> Cursor<'a> {
        let target = self.view.enter(child);
        let around = self.above.iter().any(|a| a.file() == target.file() && a.id() == target.id());
        if around { child } else { target }
    }

    fn schema(&mut self, at: Cursor<'a>, values: &[&Value]) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        if !at.is_map() {
            return self.whole(at);
        }
        if values.is_empty() {
            return Some(self.unasked(at));
        }
        if self.above.len() > DEEPEST {
            return None;
        }
        self.above.push(at);
        let mut map = Map::new();
        for entry in at.entries().filter(|e| is_asked(e.name())) {
            let copied = self.keyword(entry.name(), entry.value, values)?;
            map.insert(entry.name().to_owned(), copied);
        }
        self.above.pop();
        Some(Value::Object(map))
    }

    fn keyword(&mut self, name: &str, value: Cursor<'a>, values: &[&Value]) -> Option<Value> {
        let value = self.follow(value);
        match name {
            "properties" if value.is_map() => {
                let mut by_name: HashMap<&str, Vec<&Value>> = HashMap::new();
                for (name, part) in values.iter().filter_map(|v| v.as_object()).flatten() {
                    by_name.entry(name).or_default().push(part);
                }
                self.named(value, |property| by_name.get(property).cloned().unwrap_or_default())
            }
            "patternProperties" if value.is_map() => {
                let members = members(values);
                self.named(value, |_| members.clone())
            }
            "additionalProperties" | "unevaluatedProperties" => self.schema(value, &members(values)),
            "items" | "prefixItems" if value.is_seq() => self.list(value, &items(values)),
            "items" | "additionalItems" | "unevaluatedItems" | "contains" => self.schema(value, &items(values)),
            "allOf" | "anyOf" | "oneOf" if value.is_seq() => self.list(value, values),
            "if" | "then" | "else" => self.schema(value, values),
            "dependentSchemas" | "dependencies" if value.is_map() => self.named(value, |_| values.to_vec()),
            // What is looked for in it stands where it is used: references were followed.
            "definitions" | "$defs" => Some(Value::Bool(true)),
            _ => self.whole(value),
        }
    }

    /// Schemas by name, each with the values that it says something about.
    fn named<'v>(&mut self, at: Cursor<'a>, values_of: impl Fn(&str) -> Vec<&'v Value>) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        self.above.push(at);
        let mut map = Map::new();
        for entry in at.entries() {
            let child = self.follow(entry.value);
            map.insert(entry.name().to_owned(), self.schema(child, &values_of(entry.name()))?);
        }
        self.above.pop();
        Some(Value::Object(map))
    }

    /// Schemas that all say something about the same values.
    fn list(&mut self, at: Cursor<'a>, values: &[&Value]) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        self.above.push(at);
        let mut list = Vec::with_capacity(at.len());
        for item in at.items() {
            let item = self.follow(item);
            list.push(self.schema(item, values)?);
        }
        self.above.pop();
        Some(Value::Array(list))
    }

    /// A schema that is asked about nothing: only what it says about its direction counts.
    fn unasked(&self, at: Cursor<'a>) -> Value {
        let says = |name: &str| at.get_str(name).is_some_and(|v| v.shape() == Shape::Bool && v.is_true());
        let said = ["readOnly", "writeOnly"].into_iter().filter(|name| says(name));
        Value::Object(said.map(|name| (name.to_owned(), Value::Bool(true))).collect())
    }

    /// A value with all that it leads to.
    fn whole(&mut self, at: Cursor<'a>) -> Option<Value> {
        copy(at, self.view, &mut self.above, &mut self.left)
    }
}

/// False for what describes a schema and asks nothing of a value.
fn is_asked(keyword: &str) -> bool {
    let describes = ["description", "title", "example", "examples", "default", "externalDocs", "xml"];
    !describes.contains(&keyword) && (!keyword.starts_with("x-") || keyword == "x-nullable")
}

/// The values of all properties of those values that are objects.
fn members<'v>(values: &[&'v Value]) -> Vec<&'v Value> {
    values.iter().filter_map(|v| v.as_object()).flat_map(|object| object.values()).collect()
}

/// The items of those values that are lists.
fn items<'v>(values: &[&'v Value]) -> Vec<&'v Value> {
    values.iter().filter_map(|v| v.as_array()).flatten().collect()
}

/// A schema of OpenAPI in the words of JSON Schema. Properties that are `absent` in this direction, as those that
/// are `readOnly` in requests, need not be there.
pub(super) fn plain(schema: &Value, absent: Option<&str>) -> Value {
    let Value::Object(object) = schema else {
        return match schema {
            Value::Array(items) => Value::Array(items.iter().map(|i| plain(i, absent)).collect()),
            other => other.clone(),
        };
    };
    let mut out = Map::new();
    for (key, value) in object {
        match (key.as_str(), value) {
            // These hold names or data, not keywords.
            ("properties" | "patternProperties" | "definitions" | "$defs", Value::Object(named)) => {
                let named = named.iter().map(|(k, v)| (k.clone(), plain(v, absent))).collect();
                out.insert(key.clone(), Value::Object(named));
            }
            ("required", Value::Array(names)) => {
                let stays = |name: &&Value| {
                    let property = name.as_str().and_then(|n| object.get("properties")?.get(n));
                    !absent.is_some_and(|a| property.is_some_and(|p| p.get(a) == Some(&Value::Bool(true))))
                };
                out.insert(key.clone(), Value::Array(names.iter().filter(stays).cloned().collect()));
            }
            ("enum" | "const" | "example" | "examples" | "default" | "required", _) => {
                out.insert(key.clone(), value.clone());
            }
            ("exclusiveMinimum" | "exclusiveMaximum", Value::Bool(_)) => {}
            ("minimum" | "maximum", _) => {
                let strict = if key == "minimum" { "exclusiveMinimum" } else { "exclusiveMaximum" };
                let name = if object.get(strict) == Some(&Value::Bool(true)) { strict } else { key };
                out.insert(name.to_owned(), value.clone());
            }
            // A reference that leads back to where it stands describes anything here.
            ("$ref", _) => {}
            _ => {
                out.insert(key.clone(), plain(value, absent));
            }
        }
    }
    let nullable = ["nullable", "x-nullable"].iter().any(|k| object.get(*k) == Some(&Value::Bool(true)));
    // A list of values holds null only where it names it (OpenAPI 3.0.3, clarification of `nullable`).
    if nullable && let Some(types) = out.get("type").filter(|t| t.is_string()).cloned() {
        out.insert("type".to_owned(), json!([types, "null"]));
    }
    Value::Object(out)
}
