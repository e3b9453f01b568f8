//! JSON values out of documents.

use std::fmt::Write;

use serde_json::Value;

use crate::model::Exact;
use crate::text::Sorting;
use crate::tree::{Cursor, Shape, write_json};

/// The most parts that one value of a document is read with.
const LARGEST: usize = 10_000;

/// The value at a place; `None` where it is larger than any enumeration needs.
#[must_use]
pub fn json_of(at: Cursor<'_>) -> Option<Value> {
    match at.shape() {
        Shape::Null => Some(Value::Null),
        Shape::Bool => Some(Value::Bool(at.is_true())),
        Shape::Str => Some(Value::String(at.text().into_owned())),
        _ => {
            let mut text = Vec::new();
            write_json(&mut text, at, LARGEST).ok()?;
            serde_json::from_slice(&text).ok()
        }
    }
}

/// A text that is the same for values that are equal (JSON Schema 2020-12, section 4.2.2: 1 and 1.0 are), and for no others.
#[must_use]
pub fn key_of(value: &Value) -> String {
    fn write(value: &Value, out: &mut String) {
        match value {
            Value::Number(n) => {
                let _ = write!(out, "{}", Exact::of(n));
            }
            Value::Array(items) => {
                out.push('[');
                items.iter().for_each(|item| {
                    write(item, out);
                    out.push(',');
                });
                out.push(']');
            }
            Value::Object(object) => {
                let mut entries: Vec<_> = object.iter().collect();
                entries.order_by_key(|(name, _)| *name);
                out.push('{');
                for (name, value) in entries {
                    let _ = write!(out, "{name:?}:");
                    write(value, out);
                    out.push(',');
                }
                out.push('}');
            }
            Value::String(text) => {
                let _ = write!(out, "{text:?}");
            }
            other => {
                let _ = write!(out, "{other}");
            }
        }
    }
    let mut out = String::new();
    write(value, &mut out);
    out
}

/// A number as JSON: a whole one where it is whole.
#[must_use]
pub fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9.0e15 {
        Value::from(value as i64)
    } else {
        serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number)
    }
}

/// True for a whole number.
#[must_use]
pub fn is_whole(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|f| f.fract() == 0.0)
}

/// True for a value of more than so many levels.
#[must_use]
pub fn is_deeper(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels == 0 || items.iter().any(|item| is_deeper(item, levels - 1)),
        Value::Object(object) => levels == 0 || object.values().any(|part| is_deeper(part, levels - 1)),
        _ => false,
    }
}
