//! Examples and defaults beside their schemas.

use serde_json::{Map, Value, json};

use super::{Said, root_of};
use crate::declared::functions::schema::{first, inside, value_of};
use crate::declared::inventory::View;
use crate::tree::{Cursor, words};

/// What is checked.
#[derive(Debug)]
pub struct ExampleOptions {
    /// The name of the schema beside the examples; nothing where the schema holds them itself.
    schema: Option<String>,
    /// True for media types, headers and parameters.
    media: bool,
}

impl ExampleOptions {
    pub(super) fn read(options: Option<&Map<String, Value>>) -> Result<Self, String> {
        let text = |key: &str| options.and_then(|o| o.get(key)).and_then(Value::as_str);
        let field = text("schemaField").ok_or("`oasExample` needs `schemaField`")?;
        let media = match text("type") {
            Some("media") => true,
            Some("schema") => false,
            _ => return Err("`oasExample` needs a `type`: media or schema".to_owned()),
        };
        Ok(Self { schema: (field != "$").then(|| field.to_owned()), media })
    }
}

/// Validators whose drafts fit the versions of OpenAPI.
fn validator(schema: &Value, newer: bool) -> Option<jsonschema::Validator> {
    let draft = if newer { jsonschema::Draft::Draft202012 } else { jsonschema::Draft::Draft7 };
    jsonschema::options()
        .with_draft(draft)
        .should_validate_formats(true)
        .with_pattern_options(jsonschema::PatternOptions::fancy_regex().backtrack_limit(100_000))
        .offline()
        .build(schema)
        .ok()
}

pub(super) fn check<'a>(at: Cursor<'a>, options: &ExampleOptions, view: View<'a>) -> Vec<Said> {
    let schema = match &options.schema {
        Some(field) => view.child(at, field),
        None => Some(at),
    };
    let Some(schema) = schema.filter(|s| s.is_map()) else { return Vec::new() };
    let mut found: Vec<(Vec<String>, Cursor<'a>)> = Vec::new();
    let mut add = |names: &[&str], value: Option<Cursor<'a>>| {
        if let Some(value) = value {
            found.push((names.iter().map(|n| (*n).to_owned()).collect(), value));
        }
    };
    let oas2 = root_of(view).get(words::SWAGGER).is_some();
    if options.media {
        let example = view.child(at, "example");
        if example.is_some() {
            add(&["example"], example);
        } else if let Some(examples) = view.child(at, "examples").filter(|e| e.is_map()) {
            for (name, example) in view.children(examples) {
                if oas2 {
                    add(&["examples", &name.text()], Some(example));
                } else if example.is_map() {
                    add(&["examples", &name.text(), "value"], view.child(example, "value"));
                }
            }
        }
    } else {
        add(&["example"], view.child(at, "example"));
        add(&["default"], view.child(at, "default"));
        if oas2 {
            add(&["x-example"], view.child(at, "x-example"));
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    let newer = root_of(view).get(words::OPENAPI).is_some_and(|v| !v.text().starts_with("3.0"));
    let Some(mut copied) = value_of(schema, view) else { return Vec::new() };
    // What is checked is no part of the schema.
    if let (None, Some(object)) = (&options.schema, copied.as_object_mut()) {
        for name in ["example", "default", "x-example"] {
            object.remove(name);
        }
    }
    let names = at.segments();
    let has = |all: &[&str]| names.iter().any(|n| all.contains(&n.as_ref()));
    let absent = match () {
        () if has(&["requestBody", "requestBodies", "parameters"]) => Some("readOnly"),
        () if has(&["responses"]) => Some("writeOnly"),
        () => None,
    };
    let schema = plain(&copied, absent);
    let Some(validator) = validator(&schema, newer) else { return Vec::new() };
    let mut out = Vec::new();
    for (below, value) in found {
        let Some(value) = value_of(value, view) else { continue };
        if let Some(error) = first(validator.iter_errors(&value), &schema) {
            let below = below.into_iter().chain(inside(&error)).collect();
            out.push(Said::at(below, error.to_string()));
        }
    }
    out
}

/// A schema of OpenAPI in the words of JSON Schema. Properties that are `absent` in this direction, as those that
/// are `readOnly` in requests, need not be there.
fn plain(schema: &Value, absent: Option<&str>) -> Value {
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
