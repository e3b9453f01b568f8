//! An integer that clients send should have bounds.

use crate::rule::prelude::*;
use crate::rules::support::{SchemaPart, inputs, is_of, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "integer-bounds",
    category: Category::Input,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "an integer that clients send should have bounds",
    why: "Numbers without bounds reach arithmetic, loops and columns that were made for less: a quantity of minus one, a page of two billion.",
    when_off: "It is off by default. Leave it off if the server checks each number by itself.",
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
    aliases: &["owasp:api4:2023-integer-limit"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut all = 0;
    let mut free: Vec<(SchemaPart<'_>, bool, &str)> = Vec::new();
    for part in inputs(cx, api) {
        if !is_of(part.schema, "integer") {
            continue;
        }
        all += 1;
        let has = |keys: &[crate::tree::Key]| keys.iter().any(|k| part.says(api, *k));
        let listed = has(&[words::ENUM, words::CONST, words::ALL_OF, words::ONE_OF, words::ANY_OF, words::READ_ONLY]);
        let least = has(&[words::MINIMUM, words::EXCLUSIVE_MINIMUM]);
        let most = has(&[words::MAXIMUM, words::EXCLUSIVE_MAXIMUM]);
        let missing = match (least, most) {
            (true, true) => None,
            (true, false) => Some("`maximum`"),
            (false, true) => Some("`minimum`"),
            (false, false) => Some("`minimum` and no `maximum`"),
        };
        // The width of these is their bound.
        let narrow = part
            .schema
            .get(words::FORMAT)
            .is_some_and(|f| matches!(f.text().as_ref(), "int8" | "uint8" | "int16" | "uint16"));
        if let Some(missing) = missing.filter(|_| !listed && !narrow) {
            let width = part.schema.get(words::FORMAT).is_some_and(|f| matches!(f.text().as_ref(), "int32" | "int64"));
            free.push((part, width, missing));
        }
    }
    // What has no width matters more than what has one.
    for width in [false, true] {
        let group: Vec<_> = free.iter().filter(|(_, w, _)| *w == width).collect();
        let (few, more) = shown(&group);
        for (part, _, missing) in few {
            let more = if more == 0 {
                Message::default()
            } else {
                message!("; {} of {} integers in requests are unbounded", group.len(), all)
            };
            let finding = cx.key(part.written, message!("{} has no {}{}", part.shown(), Message::from(*missing), more));
            finding.label("unbounded integer").help("add `minimum` and `maximum`");
            if width {
                finding.severity(Severity::Info);
            }
        }
    }
}
