//! A tag should be declared.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, declared_tags, shown};
use crate::text::{nearest, slip};

/// The rule.
pub static RULE: Rule = Rule {
    id: "tag-defined",
    category: Category::Docs,
    severity: Severity::Warn,
    summary: "a tag should be declared",
    why: "Tags group operations in documentation and in clients. One that is not declared has no description and no place in the order, and is often a typo.",
    when_off: "Switch it off where tags are free words.",
    repair: "`--fix` declares it, without a description; where it is likely a slip, `--fix --unsafe-fixes` writes the declared one.",
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
        // What else stands there is the matter of `spec-valid`.
        let Some(name) = tag.str() else { continue };
        if !declared.iter().any(|(known, _)| *known == name) && seen.insert(name.clone().into_owned()) {
            found.push((tag, name.into_owned()));
        }
    }
    let (few, more) = shown(&found);
    let meant = |name: &str| slip(name, declared.iter().map(|(known, _)| known.as_str()));
    for (at, name) in few {
        let mut message = message!("the tag `{}` is not declared{}", name, and_more(more, "tag"));
        let near = nearest(name, declared.iter().map(|(n, _)| n.as_str()));
        if let Some(near) = near {
            message.push(message!("; did you mean `{}`?", near));
        }
        let finding = cx.value(*at, message);
        finding.label("not under `tags`").help("declare it under `tags`, with a description");
        match (meant(name), api.root.get(words::TAGS)) {
            (Some(near), _) => {
                let has_it = at.parent().is_some_and(|tags| tags.items().any(|tag| tag.text() == near));
                let edit = if has_it { at.removed() } else { at.replaced(&json!(near)) };
                finding.unsafe_fix(message!("write `{}`", near), [edit])
            }
            (None, Some(tags)) if more > 0 => {
                let names = found.iter().map(|(_, name)| name.as_str()).filter(|name| meant(name).is_none());
                let all: Vec<_> = names.map(|name| json!({"name": name})).collect();
                finding.safe_fix("declare them", [tags.with_items(&all)])
            }
            (None, Some(tags)) => finding.safe_fix("declare it", [tags.with_items(&[json!({"name": name})])]),
            (None, None) => finding,
        };
    }
}
