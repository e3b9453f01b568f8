//! Words of the messages.

use serde_json::Value;

/// A value, short enough for a sentence.
#[must_use]
pub fn short(value: &Value) -> String {
    cut(&value.to_string(), 60)
}

/// A text cut to a number of characters.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// A path cut in its middle, so that what it begins and ends with stays.
#[must_use]
pub fn cut_path(path: &str, most: usize) -> String {
    let length = path.chars().count();
    if length <= most {
        return path.to_owned();
    }
    let (first, last) = (most / 3, most - most / 3 - 1);
    path.chars().take(first).chain(['…']).chain(path.chars().skip(length - last)).collect()
}

/// Up to five things in backticks, with how many more there are.
#[must_use]
pub fn list(items: &[String]) -> String {
    let shown: Vec<String> = items.iter().take(5).map(|i| format!("`{i}`")).collect();
    let text = match shown.split_last() {
        Some((last, first)) if !first.is_empty() && items.len() <= 5 => format!("{} and {last}", first.join(", ")),
        _ => shown.join(", "),
    };
    if items.len() > 5 { format!("{text} and {} more", items.len() - 5) } else { text }
}

/// A number without a needless fraction.
#[must_use]
pub fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { value.to_string() }
}
