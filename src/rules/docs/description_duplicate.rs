//! Two operations should not have one description.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "description-duplicate",
    category: Category::Docs,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "two operations should not have one description",
    why: "A description that is repeated is one day changed in one place only, and the copies are wrong from then on.",
    when_off: "It is off by default: short descriptions repeat by their nature.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Schema Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#schema-object",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen: rustc_hash::FxHashMap<String, Cursor<'_>> = rustc_hash::FxHashMap::default();
    let mut found = Vec::new();
    for at in api.operations.iter().filter_map(|o| o.node.get(words::DESCRIPTION)) {
        let text = at.text().trim().to_owned();
        // Short ones repeat by their nature.
        if text.len() < 40 {
            continue;
        }
        match seen.get(&text) {
            Some(first) if *first != at => found.push((at, *first)),
            Some(_) => {}
            None => {
                seen.insert(text, at);
            }
        }
    }
    let (few, more) = shown(&found);
    for (at, first) in few {
        cx.value(*at, message!("duplicate description{}", and_more(more, "description")))
            .label("same text as elsewhere")
            .also(first.location(), "first used here")
            .help("describe what is specific here");
    }
}
