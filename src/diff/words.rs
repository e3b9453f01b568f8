//! Words of the messages.

use serde_json::Value;

use crate::text::cut;

/// A value, short enough for a sentence.
#[must_use]
pub fn short(value: &Value) -> String {
    cut(&value.to_string(), 60)
}

/// A number without a needless fraction.
#[must_use]
pub fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { value.to_string() }
}
