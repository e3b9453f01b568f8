//! The keywords and formats of numbers, exact to the last digit.

use std::cmp::Ordering;

use super::{Sink, Validity, fail};
use crate::model::decimal::Decimal;
use crate::tree::{Cursor, words};

/// Judges a number.
pub(super) fn number<'a>(schema: Cursor<'a>, value: Cursor<'a>, sink: &mut Sink<'_, 'a>) -> Validity {
    let Some(n) = value.f64() else { return Validity::Unknown };
    if !n.is_finite() {
        // JSON has no word for it (RFC 8259, section 6).
        return fail(sink, value, schema, || "cannot be written in JSON".to_owned());
    }
    let mut outcome = Validity::Valid;
    let bound = |key| schema.get(key).filter(|k: &Cursor<'a>| k.f64().is_some());
    let exclusive = |key| schema.get(key).is_some_and(Cursor::is_true);
    if let Some(at) = bound(words::MAXIMUM) {
        let strict = exclusive(words::EXCLUSIVE_MAXIMUM);
        let over = order(value, at);
        if over == Some(Ordering::Greater) || (strict && over == Some(Ordering::Equal)) {
            let word = if strict { "less than" } else { "at most" };
            outcome = fail(sink, value, at, || format!("must be {word} {}", at.text()));
        }
    }
    if let Some(at) = bound(words::MINIMUM) {
        let strict = exclusive(words::EXCLUSIVE_MINIMUM);
        let over = order(value, at);
        if over == Some(Ordering::Less) || (strict && over == Some(Ordering::Equal)) {
            let word = if strict { "more than" } else { "at least" };
            outcome = fail(sink, value, at, || format!("must be {word} {}", at.text()));
        }
    }
    if let Some(at) = bound(words::EXCLUSIVE_MAXIMUM).filter(|at| order(value, *at).is_some_and(Ordering::is_ge)) {
        outcome = fail(sink, value, at, || format!("must be less than {}", at.text()));
    }
    if let Some(at) = bound(words::EXCLUSIVE_MINIMUM).filter(|at| order(value, *at).is_some_and(Ordering::is_le)) {
        outcome = fail(sink, value, at, || format!("must be more than {}", at.text()));
    }
    if let Some(at) = bound(words::MULTIPLE_OF).filter(|at| at.f64().is_some_and(|step| step > 0.0)) {
        let exact = Decimal::parse(&value.text()).zip(Decimal::parse(&at.text()));
        match exact.and_then(|(value, step)| value.is_multiple_of(step)) {
            Some(true) => {}
            Some(false) => outcome = fail(sink, value, at, || format!("must be a multiple of {}", at.text())),
            None => outcome = outcome.and(Validity::Unknown),
        }
    }
    // OpenAPI 3.0.4, Data Types: signed 32 and 64 bits.
    for (format, lowest, highest, bits) in
        [("int32", "-2147483648", "2147483647", 32), ("int64", "-9223372036854775808", "9223372036854775807", 64)]
    {
        let Some(at) = schema.get(words::FORMAT).filter(|f| f.text() == format) else { continue };
        let bound = |text: &str| Decimal::parse(&value.text())?.compare(Decimal::parse(text)?);
        if bound(lowest) == Some(Ordering::Less) || bound(highest) == Some(Ordering::Greater) {
            outcome = fail(sink, value, at, || format!("does not fit in {bits} bits"));
        }
    }
    outcome
}

/// How two numbers are ordered, to the last digit.
fn order(a: Cursor<'_>, b: Cursor<'_>) -> Option<Ordering> {
    let exact = Decimal::parse(&a.text()).zip(Decimal::parse(&b.text())).and_then(|(a, b)| a.compare(b));
    exact.or_else(|| a.f64()?.partial_cmp(&b.f64()?))
}
