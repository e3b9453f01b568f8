//! What is deprecated should say until when.

use crate::model::lifecycle;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, component_schemas, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deprecated-without-sunset",
    category: Category::Lifecycle,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "what is deprecated should say until when",
    why: "A deprecation without a date is a wish: clients stay, and the day that the operation goes is a surprise. With a date they can plan.",
    when_off: "It is off by default: many APIs mark what is no longer recommended, and remove nothing. The pack `apivet:lifecycle` switches it on.",
    references: &[
        Reference { title: "RFC 8594, The Sunset HTTP Header Field", url: "https://www.rfc-editor.org/rfc/rfc8594" },
        Reference {
            title: "RFC 9745, The Deprecation HTTP Response Header Field",
            url: "https://www.rfc-editor.org/rfc/rfc9745",
        },
        Reference {
            title: "OWASP API9:2023 Improper Inventory Management",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
        },
    ],
    aliases: &["B015"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    if lifecycle::document_sunset(api).is_some() {
        return;
    }
    let mut places: Vec<(Cursor<'_>, Message)> = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for operation in api.operations.iter().filter(|o| !cx.is_exempt(o)) {
        let gone = lifecycle::is_deprecated(operation.node);
        if gone && lifecycle::sunset_of(api, operation).is_none() {
            places.push((operation.entry, message!("`{}`", operation.title())));
        }
        for parameter in operation.parameters.iter().filter(|_| !gone) {
            let node = parameter.node;
            let dated = lifecycle::own_sunset(node).is_some() || told(node);
            if lifecycle::is_deprecated(node) && !dated && seen.insert((node.file(), node.id())) {
                places.push((node, message!("parameter `{}`", parameter.name)));
            }
        }
    }
    for (name, schema) in component_schemas(api) {
        let dated = lifecycle::own_sunset(schema).is_some() || told(schema);
        if lifecycle::is_deprecated(schema) && !dated && seen.insert((schema.file(), schema.id())) {
            places.push((schema, message!("schema `{}`", name)));
        }
    }
    let (few, more) = shown(&places);
    for (at, what) in few {
        cx.key(*at, message!("{} is deprecated without a sunset date{}", what, and_more(more, "deprecation")))
            .label("sunset date is missing")
            .help("add `x-sunset: YYYY-MM-DD`, or the header `Sunset`");
    }
}

fn told(at: Cursor<'_>) -> bool {
    at.get(words::DESCRIPTION).is_some_and(|d| lifecycle::names_a_date(&d.text()))
}
