//! The formats that rulesets assert: those of the validator that they were written with, in every dialect.

use std::sync::LazyLock;

use jsonschema::ValidationOptions;
use regex::Regex;

use crate::model::format_holds;

/// Adds the formats that the library leaves to newer dialects, does not know, or reads more strictly.
pub(super) fn with_formats(options: ValidationOptions) -> ValidationOptions {
    options
        .with_format("byte", is_base64)
        .with_format("url", is_url)
        .with_format("uuid", |text: &str| format_holds("uuid", text.strip_prefix("urn:uuid:").unwrap_or(text)))
        .with_format("duration", |text: &str| format_holds("duration", text))
        .with_format("time", is_time)
        .with_format("date-time", |text: &str| {
            let parts = text.split_once(['T', 't']).or_else(|| text.split_once(char::is_whitespace));
            parts.is_some_and(|(date, time)| format_holds("date", date) && is_time(time))
        })
}

/// A time of day, with or without its zone.
fn is_time(text: &str) -> bool {
    static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:z|[+-]\d\d(?::?\d\d)?)?$").ok()
    });
    TIME.as_ref().is_none_or(|time| time.is_match(text))
}

/// Text in base64 (RFC 4648, section 4).
fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

/// An absolute URL of the web.
fn is_url(text: &str) -> bool {
    let rest = text.split_once("://").filter(|(s, _)| ["http", "https", "ftp"].contains(&&*s.to_ascii_lowercase()));
    rest.is_some_and(|(_, rest)| {
        !rest.is_empty() && !rest.starts_with(['/', '?', '#']) && !rest.contains(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::is_time;

    #[test]
    fn times_may_lack_their_zone() {
        for time in ["09:00:00", "23:59:60Z", "09:00:00.5+02:00"] {
            assert!(is_time(time), "{time}");
        }
        for no in ["25:00", "24:00:00", "9:00:00"] {
            assert!(!is_time(no), "{no}");
        }
    }
}
