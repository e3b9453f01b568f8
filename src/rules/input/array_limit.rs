//! A list that clients send should have a greatest length.

use crate::rule::prelude::*;
use crate::rules::support::{Unbounded, is_of, report_unbounded};

/// The rule.
pub static RULE: Rule = Rule {
    id: "array-limit",
    category: Category::Input,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "an array that clients send should have `maxItems`",
    why: "An array without a limit is as long as the sender likes, and each item costs: a lookup, a row, a message.",
    when_off: "It is off by default. Leave it off if a gateway bounds the size of requests and items cost nothing.",
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
    aliases: &["owasp:api4:2023-array-limit"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let say = Unbounded {
        many: "arrays",
        lacks: "has no `maxItems`",
        label: "unlimited number of items",
        help: "add `maxItems`",
    };
    report_unbounded(
        cx,
        api,
        |part| is_of(part.schema, "array"),
        |part| part.says(api, words::MAX_ITEMS) || is_bounded(api, part.schema),
        &say,
    );
}

fn is_bounded<'a>(api: &Api<'a>, schema: Cursor<'a>) -> bool {
    let in_part = schema
        .get(words::ALL_OF)
        .is_some_and(|all| all.items().any(|p| api.resolve(p).get(words::MAX_ITEMS).is_some()));
    let few = schema.get(words::ITEMS).map(|i| api.resolve(i)).is_some_and(|i| i.get(words::ENUM).is_some());
    // A list of values of which none comes twice ends by itself.
    let ends = few && schema.get(words::UNIQUE_ITEMS).is_some_and(Cursor::is_true);
    // A tuple of a fixed length.
    let tuple =
        schema.get(words::PREFIX_ITEMS).is_some() && schema.get(words::ITEMS).is_some_and(|i| i.bool() == Some(false));
    in_part
        || tuple
        || ends
        || [words::MAX_ITEMS, words::ENUM, words::CONST].iter().any(|k| schema.get(*k).is_some())
        || schema.get(words::READ_ONLY).is_some_and(Cursor::is_true)
}
