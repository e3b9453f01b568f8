//! A text that clients send should have a greatest length.

use crate::rule::prelude::*;
use crate::rules::support::{SchemaPart, Unbounded, is_of, report_unbounded};

/// The rule.
pub static RULE: Rule = Rule {
    id: "string-limit",
    category: Category::Input,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "a string that clients send should have `maxLength`",
    why: "A string without a limit is as long as the sender likes: it fills memory, logs and columns of the database, and reaches parsers that were never tried with a megabyte.",
    when_off: "It is off by default. Leave it off if a gateway bounds the size of requests and no single field matters.",
    references: &[
        Reference {
            title: "OWASP API4:2023 Unrestricted Resource Consumption",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/",
        },
        Reference {
            title: "JSON Schema Validation 2020-12, section 6",
            url: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6",
        },
    ],
    aliases: &["owasp:api4:2023-string-limit"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let say = Unbounded {
        many: "strings",
        lacks: "has no `maxLength`",
        label: "unlimited length",
        help: "add `maxLength`, an `enum` or a format of fixed length",
    };
    report_unbounded(cx, api, |part| is_of(part.schema, "string"), |part| is_bounded(api, part), &say);
}

fn is_bounded<'a>(api: &Api<'a>, part: &SchemaPart<'a>) -> bool {
    let schema = part.schema;
    const FORMATS: [&str; 20] = [
        "date",
        "date-time",
        "time",
        "duration",
        "uuid",
        "ipv4",
        "ipv6",
        "ip",
        "binary",
        "byte",
        "int64",
        "decimal",
        "color",
        "ulid",
        "guid",
        "iso-4217",
        "iso-3166",
        "iso-3166-alpha-2",
        "iso-639",
        "bcp47",
    ];
    let keys = [words::MAX_LENGTH, words::ENUM, words::CONST, words::ALL_OF, words::ONE_OF, words::ANY_OF];
    let format = schema.get(words::FORMAT).map(|f| f.text().into_owned()).unwrap_or_default();
    let pattern = schema.get(words::PATTERN).map(|p| p.text().into_owned()).unwrap_or_default();
    // An anchored pattern without an open repetition bounds the length by itself.
    let closed =
        pattern.starts_with('^') && pattern.ends_with('$') && !pattern.contains('|') && !repeats_openly(&pattern);
    closed
        || keys.iter().any(|k| schema.get(*k).is_some())
        || part.says(api, words::MAX_LENGTH)
        || part.says(api, words::ENUM)
        || FORMATS.contains(&format.as_str())
        || schema.get_str("contentMediaType").is_some()
        || schema.get(words::READ_ONLY).is_some_and(Cursor::is_true)
}

/// True for a pattern that repeats something without end; what stands in classes or behind a backslash repeats nothing.
fn repeats_openly(pattern: &str) -> bool {
    let (mut class, mut escaped) = (false, false);
    pattern.char_indices().any(|(at, c)| {
        let literal = std::mem::take(&mut escaped);
        match c {
            _ if literal => false,
            '\\' => {
                escaped = true;
                false
            }
            ']' => {
                class = false;
                false
            }
            _ if class => false,
            '[' => {
                class = true;
                false
            }
            '*' | '+' => true,
            '{' => pattern[at..].split('}').next().is_some_and(|count| count.ends_with(',')),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::repeats_openly;

    #[test]
    fn repetitions_are_told_from_signs() {
        for closed in ["^\\+?[1-9]\\d{1,14}$", "^[A-Za-z0-9+/]{43}=$", "^a{2}$"] {
            assert!(!repeats_openly(closed), "{closed}");
        }
        for open in ["^a+$", "^[a]*$", "^a{2,}$", "^\\++$"] {
            assert!(repeats_openly(open), "{open}");
        }
    }
}
