//! A text that clients send should have a greatest length.

use crate::rule::prelude::*;
use crate::rules::support::{Unbounded, is_of, report_unbounded};

/// The rule.
pub static RULE: Rule = Rule {
    id: "string-limit",
    category: Category::Input,
    severity: Severity::Warn,
    summary: "a text that clients send should have a greatest length",
    why: "A text without a greatest length is as long as the sender likes: it fills memory, logs and columns of the database, and reaches parsers that were never tried with a megabyte.",
    when_off: "Switch it off where a gateway bounds the size of requests and no single field matters.",
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
    examples: examples!("input", "string-limit"),
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let say = Unbounded {
        many: "texts",
        may: "may be of any length",
        label: "no `maxLength`",
        help: "bound it with `maxLength`, `enum` or a format of fixed length",
    };
    report_unbounded(cx, api, |part| is_of(part.schema, "string"), |part| is_bounded(part.schema), &say);
}

fn is_bounded(schema: Cursor<'_>) -> bool {
    const FORMATS: [&str; 14] = [
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
    ];
    let keys = [words::MAX_LENGTH, words::ENUM, words::CONST, words::ALL_OF, words::ONE_OF, words::ANY_OF];
    let format = schema.get(words::FORMAT).map(|f| f.text().into_owned()).unwrap_or_default();
    let pattern = schema.get(words::PATTERN).map(|p| p.text().into_owned()).unwrap_or_default();
    // An anchored pattern without an open end bounds the length by itself.
    let closed =
        pattern.starts_with('^') && pattern.ends_with('$') && !pattern.contains(['*', '+']) && !pattern.contains(",}");
    closed
        || keys.iter().any(|k| schema.get(*k).is_some())
        || FORMATS.contains(&format.as_str())
        || schema.get_str("contentMediaType").is_some()
        || schema.get(words::READ_ONLY).is_some_and(Cursor::is_true)
}
