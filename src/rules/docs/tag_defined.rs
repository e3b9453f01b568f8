//! A tag should be declared.

use rustc_hash::FxHashSet;

use crate::rule::prelude::*;
use crate::rules::support::{and_more, declared_tags, shown};
use crate::text::Slips;

/// The rule.
pub static RULE: Rule = Rule {
    id: "tag-defined",
    category: Category::Docs,
    severity: Severity::Warn,
    summary: "a tag should be declared",
    why: "Tags group operations in documentation and in clients. One that is not declared has no description and no place in the order, and is often a typo.",
    when_off: "Disable it if tags are free words.",
    repair: "`--fix` declares it, without a description; where it is likely a slip, `--fix --unsafe-fixes` writes the declared one.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Tag Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#tag-object",
    }],
    aliases: &["operation-tag-defined"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let declared = declared_tags(api);
    // Without a list there is nothing to be held against.
    if declared.is_empty() {
        return;
    }
    let names: FxHashSet<&str> = declared.iter().map(|(name, _)| name.as_str()).collect();
    let mut found: Vec<(Cursor<'_>, String)> = Vec::new();
    let mut seen = FxHashSet::default();
    for tag in api.operations.iter().filter_map(|o| o.node.get(words::TAGS)).flat_map(Cursor::items) {
        // What else stands there is the matter of `spec-valid`.
        let Some(name) = tag.str() else { continue };
        if !names.contains(name.as_ref()) && seen.insert(name.clone().into_owned()) {
            found.push((tag, name.into_owned()));
        }
    }
    let (few, more) = shown(&found);
    let candidates = || declared.iter().map(|(known, _)| known.as_str());
    // Where many are not declared, the one finding mends all of them.
    let of_fix = if more > 0 { &found[..] } else { few };
    let mut slips = Slips::of(candidates());
    let meant: Vec<Option<String>> = of_fix.iter().map(|(_, name)| slips.find(name).map(str::to_owned)).collect();
    // A tag that resembles a declared one is not declared by itself: which is meant is for people to say.
    let near: Vec<Option<&str>> = of_fix.iter().map(|(_, name)| cx.near.find(name, candidates())).collect();
    for (n, (at, name)) in few.iter().enumerate() {
        let mut message = message!("tag `{}` is not declared{}", name, and_more(more, "tag"));
        if let Some(near) = near[n] {
            message.push(message!("; did you mean `{}`?", near));
        }
        let finding = cx.value(*at, message);
        finding.label("not under `tags`").help("declare it under `tags`, with a description");
        match (&meant[n], api.root.get(words::TAGS)) {
            (Some(near), _) if more == 0 => finding.unsafe_fix(message!("use `{}`", near), [instead(*at, near)]),
            (Some(_), _) => {
                let slips = found.iter().zip(&meant).filter_map(|((at, _), meant)| Some((*at, meant.as_deref()?)));
                let edits: Vec<_> = slips.map(|(at, near)| instead(at, near)).filter(Option::is_some).collect();
                finding.unsafe_fix("use the declared tags that you mean", edits)
            }
            (None, Some(tags)) if more > 0 => {
                let alone = meant.iter().zip(&near).map(|(meant, near)| meant.is_none() && near.is_none());
                let undeclared = found.iter().zip(alone).filter(|(_, alone)| *alone);
                let all: Vec<_> = undeclared.map(|((_, name), _)| json!({"name": name})).collect();
                if all.is_empty() { finding } else { finding.safe_fix("declare them", [tags.with_items(&all)]) }
            }
            (None, Some(tags)) if near[n].is_none() => {
                finding.safe_fix("declare it", [tags.with_items(&[json!({"name": name})])])
            }
            (None, _) => finding,
        };
    }
}

/// The declared tag in the place of another one; a list that has it already only loses the other.
fn instead(at: Cursor<'_>, near: &str) -> Option<crate::source::Edit> {
    let has_it = at.parent().is_some_and(|tags| tags.items().any(|tag| tag.text() == near));
    if has_it { at.removed() } else { at.replaced(&json!(near)) }
}
