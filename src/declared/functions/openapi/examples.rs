//! Examples and defaults beside their schemas.

use serde_json::{Map, Value};

use super::example_schema::{copy_for, plain};
use super::{Said, root_of};
use crate::declared::functions::formats::with_formats;
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
    let options = jsonschema::options()
        .with_draft(draft)
        .should_validate_formats(true)
        .with_pattern_options(jsonschema::PatternOptions::fancy_regex().backtrack_limit(100_000))
        .offline();
    with_formats(options).build(schema).ok()
}

/// What is said of the examples of a schema that the validator of Spectral does not take.
const REFUSED: &str = "\"nullable\" cannot be used without \"type\"";

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
    if !oas2 && view.inventory().holds_bare_nullable(schema) {
        let refused = |(below, _): (Vec<String>, Cursor<'a>)| Said::at(below, REFUSED.to_owned());
        return found.into_iter().map(refused).collect();
    }
    let newer = root_of(view).get(words::OPENAPI).is_some_and(|v| !v.text().starts_with("3.0"));
    let found: Vec<_> = found.into_iter().filter_map(|(below, at)| Some((below, value_of(at, view)?))).collect();
    let values: Vec<&Value> = found.iter().map(|(_, value)| value).collect();
    let Some(copied) = copy_for(schema, &values, view) else { return Vec::new() };
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
        if let Some(error) = first(validator.iter_errors(&value), &schema) {
            let below = below.into_iter().chain(inside(&error)).collect();
            out.push(Said::at(below, error.to_string()));
        }
    }
    out
}
