//! JSON values out of documents.

use serde_json::Value;

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
