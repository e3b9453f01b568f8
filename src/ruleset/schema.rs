//! The JSON Schema of `apivet.yaml`, from the same table that reads it.

use serde_json::{Map, Value, json};

use super::packs::PACKS;
use super::table::{CONFIG, ConfigField, FieldShape};
use crate::diff::catalogue;
use crate::model::Credential;
use crate::rule::{Category, OptionDefault};
use crate::rules;

/// The schema, in JSON Schema 2020-12.
#[must_use]
pub fn json_schema() -> Value {
    let mut schema = object(CONFIG);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["$id"] = json!("https://github.com/apivet/apivet/apivet.schema.json");
    schema["title"] = json!("apivet configuration");
    schema["properties"]["$schema"] = json!({"type": "string"});
    schema
}

fn object(fields: &[ConfigField]) -> Value {
    let mut properties = Map::new();
    for field in fields {
        let mut value = shape(field.shape);
        value["description"] = json!(field.doc);
        properties.insert(field.key.to_owned(), value);
    }
    let mut schema = json!({
        "type": "object",
        "additionalProperties": false,
        "patternProperties": {"^x-": {}},
        "properties": properties,
    });
    let required: Vec<&str> = fields.iter().filter(|f| f.required).map(|f| f.key).collect();
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn shape(of: FieldShape) -> Value {
    let text = json!({"type": "string"});
    let or_list = |item: Value| json!({"anyOf": [item, {"type": "array", "items": item}]});
    match of {
        FieldShape::Text => text,
        FieldShape::Day => json!({"type": "string", "format": "date"}),
        FieldShape::Texts => json!({"type": "array", "items": text}),
        FieldShape::TextOrTexts | FieldShape::Operations => or_list(text),
        FieldShape::Bool => json!({"type": "boolean"}),
        FieldShape::Count => json!({"type": "integer", "minimum": 0}),
        FieldShape::Words(words) => or_list(json!({"enum": words})),
        FieldShape::Object(fields) => object(fields),
        FieldShape::Objects(fields) => json!({"type": "array", "items": object(fields)}),
        FieldShape::RuleNames => or_list(json!({"enum": names()})),
        FieldShape::Rules => settings(true),
        FieldShape::RuleSeverities => settings(false),
        FieldShape::Strength => {
            let word = json!({"enum": Credential::ALL.iter().map(|c| c.word()).collect::<Vec<_>>()});
            json!({"type": "array", "items": or_list(word)})
        }
        FieldShape::Declared => json!({}),
        FieldShape::Packs => {
            or_list(json!({"anyOf": [{"enum": PACKS.iter().map(|p| p.name).collect::<Vec<_>>()}, text]}))
        }
    }
}

fn names() -> Vec<&'static str> {
    let rules = rules::all().chain(rules::of_comparisons()).map(|r| r.id);
    Category::ALL.into_iter().map(Category::word).chain(rules).collect()
}

fn settings(with_options: bool) -> Value {
    let severity = json!({"enum": ["error", "warn", "info", "hint", "on", "off", true, false]});
    let mut properties = Map::new();
    for category in Category::ALL {
        let mut value = severity.clone();
        value["description"] = json!(format!("All rules of this category: {}.", category.summary()));
        properties.insert(category.word().to_owned(), value);
    }
    for rule in rules::all() {
        let mut value = severity.clone();
        if with_options {
            let mut options = Map::from_iter([("severity".to_owned(), severity.clone())]);
            for option in rule.options {
                let mut schema = match option.default {
                    OptionDefault::Count(n) => json!({"type": "integer", "minimum": 0, "default": n}),
                    OptionDefault::Bool(b) => json!({"type": "boolean", "default": b}),
                    OptionDefault::Text(t) => json!({"type": "string", "default": t}),
                    OptionDefault::List(l) => json!({"type": "array", "items": {"type": "string"}, "default": l}),
                };
                schema["description"] = json!(option.summary);
                options.insert(option.name.to_owned(), schema);
            }
            value =
                json!({"anyOf": [severity, {"type": "object", "additionalProperties": false, "properties": options}]});
        }
        value["description"] = json!(rule.summary);
        properties.insert(rule.id.to_owned(), value);
    }
    let (changes, _) = catalogue::parts();
    for change in changes {
        let mut value = severity.clone();
        value["description"] = json!(change.summary);
        properties.insert(change.id.to_owned(), value);
    }
    let of_schemas = format!("^({})-", catalogue::PLACES.join("|"));
    // A rule of one's own says what it asks.
    let own = if with_options { json!({"type": "object", "required": ["then"]}) } else { json!(false) };
    json!({
        "type": "object",
        "properties": properties,
        "patternProperties": {of_schemas: severity},
        "additionalProperties": own,
    })
}
