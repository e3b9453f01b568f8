//! The formats of JSON Schema and OpenAPI whose grammar is beyond dispute.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Formats that a library judges: grammars of several pages.
const OF_LIBRARY: [&str; 14] = [
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "uri",
    "uri-reference",
    "iri",
    "iri-reference",
    "uri-template",
    "json-pointer",
    "relative-json-pointer",
    "regex",
    "duration",
    "ipv6",
];

static VALIDATORS: LazyLock<FxHashMap<&'static str, jsonschema::Validator>> = LazyLock::new(|| {
    let validator = |format: &'static str| {
        let schema = serde_json::json!({"format": format});
        let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
        Some((format, options.build(&schema).ok()?))
    };
    OF_LIBRARY.into_iter().filter_map(validator).collect()
});

/// False only where a text is surely not of a format whose grammar is beyond dispute.
pub(crate) fn format_holds(format: &str, text: &str) -> bool {
    match format {
        "date" => super::versions::is_date(text),
        "date-time" => {
            // RFC 3339 section 5.6; a space for the `T` is allowed there by a note.
            let (date, time) = text.split_at_checked(10).unwrap_or((text, ""));
            super::versions::is_date(date) && time.strip_prefix(['T', 't', ' ']).is_some_and(is_full_time)
        }
        "time" => is_full_time(text),
        "uuid" => {
            let b = text.as_bytes();
            b.len() == 36
                && b.iter()
                    .enumerate()
                    .all(|(n, c)| if matches!(n, 8 | 13 | 18 | 23) { *c == b'-' } else { c.is_ascii_hexdigit() })
        }
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        // One with places for values is written for people, and harms nobody.
        "uri" | "uri-reference" | "iri" | "iri-reference" if text.contains('{') => format_holds("uri-template", text),
        // RFC 4648 section 4, padded. Line breaks are for mail.
        "byte" => is_base64(text),
        _ => match VALIDATORS.get(format) {
            Some(validator) => validator.is_valid(&serde_json::Value::String(text.to_owned())),
            None => true,
        },
    }
}

/// `full-time` of RFC 3339 section 5.6: `23:20:50.52Z`, `19:39:57-08:00`.
fn is_full_time(text: &str) -> bool {
    let number = |part: &str, most: u32| {
        part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()) && part.parse::<u32>().is_ok_and(|n| n <= most)
    };
    let Some((clock, rest)) = text.split_at_checked(8) else { return false };
    let parts: Vec<&str> = clock.split(':').collect();
    let [hours, minutes, seconds] = parts[..] else { return false };
    if !number(hours, 23) || !number(minutes, 59) || !number(seconds, 60) {
        return false;
    }
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if zone.len() == fraction.len() {
                return false;
            }
            zone
        }
        None => rest,
    };
    let offset = |zone: &str| zone.split_once(':').is_some_and(|(h, m)| number(h, 23) && number(m, 59));
    if zone.eq_ignore_ascii_case("z") || zone.strip_prefix(['+', '-']).is_some_and(offset) {
        // A leap second ends a day in UTC; in another zone at another time, but always a minute.
        return seconds != "60" || matches!(minutes, "59" | "29" | "14" | "44");
    }
    false
}

fn is_base64(text: &str) -> bool {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::format_holds;

    #[test]
    fn formats_hold_what_their_standards_say() {
        for (format, good, bad) in [
            ("time", "23:20:50.52Z", "25:00:00Z"),
            ("time", "19:39:57-08:00", "19:39:57"),
            ("date-time", "2024-01-31T23:59:60Z", "2024-01-31T10:61:00Z"),
            ("date-time", "2024-01-31T10:00:00+05:30", "2024-01-31T10:00:00+5:30"),
            ("date-time", "2024-01-31t10:00:00.5z", "2024-01-31T10:00:00.Z"),
            ("email", "a.b+c@example.com", "someone"),
            ("uri", "https://example.com/a?b#c", "example.com/a b"),
            ("uri-reference", "/a/b", "a b"),
            ("hostname", "api.example.com", "-bad-.com"),
            ("ipv4", "192.0.2.1", "192.0.2.256"),
            ("ipv6", "2001:db8::1", "2001:db8::g"),
            ("byte", "aGVsbG8=", "not base64!"),
            ("uuid", "2c4a230c-5085-4924-a3e1-25fb4fc5965b", "2c4a230c-5085"),
            ("duration", "P3DT4H", "3 days"),
            ("uri-template", "/a/{b}", "/a/{b"),
        ] {
            assert!(format_holds(format, good), "{format}: {good}");
            assert!(!format_holds(format, bad), "{format}: {bad}");
        }
        assert!(format_holds("unheard-of", "x"));
    }
}
