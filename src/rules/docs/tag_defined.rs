//! A tag should be declared.

use crate::diagnostic::nearest;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, declared_tags, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "tag-defined",
    category: Category::Docs,
    severity: Severity::Warn,
    summary: "a tag should be declared",
    why: "Tags group operations in documentation and in clients. One that is not declared has no description and no place in the order, and is often a typo.",
    when_off: "Switch it off where tags are free words.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Tag Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#tag-object",
    }],
    aliases: &["operation-tag-defined"],
    examples: examples!("docs", "tag-defined"),
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let declared = declared_tags(api);
    // Without a list there is nothing to be held against.
    if declared.is_empty() {
        return;
    }
    let mut found: Vec<(Cursor<'_>, String)> = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for tag in api.operations.iter().filter_map(|o| o.node.get(words::TAGS)).flat_map(Cursor::items) {
        let name = tag.text();
        if !declared.iter().any(|(known, _)| *known == name) && seen.insert(name.clone().into_owned()) {
            found.push((tag, name.into_owned()));
        }
    }
    let (few, more) = shown(&found);
    for (at, name) in few {
        let mut message = format!("the tag `{name}` is not declared{}", and_more(more, "tag"));
        if let Some(near) = nearest(name, declared.iter().map(|(n, _)| n.as_str())) {
            message += &format!("; did you mean `{near}`?");
        }
        cx.value(*at, message).label("not under `tags`").help("declare it under `tags`, with a description");
    }
}
