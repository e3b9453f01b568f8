//! A link must lead to an operation.

use crate::rule::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::tree::decode_uri_fragment;

/// The rule.
pub static RULE: Rule = Rule {
    id: "link-operation-exists",
    category: Category::Structure,
    severity: Severity::Error,
    versions: (Version::V3_0, Version::V3_2),
    summary: "a link must lead to an operation",
    why: "A link says which operation to call next. If there is none of that name, clients cannot follow it.",
    when_off: "Disable it if links lead to operations of other documents.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Link Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#link-object",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let by_id: FxHashMap<String, &Operation<'_>> =
        api.operations.iter().rev().filter_map(|o| Some((o.id()?.into_owned(), o))).collect();
    let mut seen = FxHashSet::default();
    let responses = api.operations.iter().flat_map(|o| o.responses(cx.workspace).collect::<Vec<_>>());
    let links: Vec<Cursor<'_>> = responses
        .filter_map(|(_, r)| r.get(words::LINKS))
        .flat_map(Cursor::entries)
        .map(|e| api.resolve(e.value))
        .collect();
    for link in links.into_iter().filter(|l| seen.insert((l.file(), l.id()))) {
        if let Some(at) = link.get(words::OPERATION_ID) {
            let id = at.text();
            let Some(operation) = by_id.get(id.as_ref()) else {
                let mut message = message!("link to unknown operationId `{}`", id);
                if let Some(near) = cx.near.find(&id, by_id.keys().map(String::as_str)) {
                    message.push(message!("; did you mean `{}`?", near));
                }
                cx.value(at, message).label("no such operation");
                continue;
            };
            parameters(cx, link, operation);
        } else if let Some(at) = link.get(words::OPERATION_REF) {
            let text = at.text();
            let target = match text.strip_prefix('#') {
                Some(fragment) => link.tree().root().resolve_pointer(&decode_uri_fragment(fragment)).ok(),
                // What leads to another file is followed as a reference.
                None => match cx.workspace.target(at) {
                    Some(target) => Some(target),
                    None => continue,
                },
            };
            let Some(target) = target else {
                cx.value(at, message!("cannot resolve `operationRef` `{}`", text));
                continue;
            };
            let place = |at: Cursor<'_>| (at.file(), at.id());
            let leads_to = |o: &&Operation<'_>| [o.entry, o.node].iter().any(|at| place(*at) == place(target));
            match api.operations.iter().find(leads_to) {
                Some(operation) => parameters(cx, link, operation),
                // Of another file, only what it is taken for here is known.
                None if target.file() == at.file() && target.get(words::RESPONSES).is_none() => {
                    cx.value(at, message!("`operationRef` `{}` does not lead to an operation", text))
                        .also(target.name_location(), "its target");
                }
                None => {}
            }
        }
    }
}

/// The parameters that a link passes are those of its operation, by name, or by location and name (Link Object).
fn parameters(cx: &mut Context<'_>, link: Cursor<'_>, operation: &Operation<'_>) {
    // What could not be read may have any name.
    let listed = operation.node.get(words::PARAMETERS).into_iter().flat_map(Cursor::items);
    let item =
        operation.entry.parent().and_then(|item| item.get(words::PARAMETERS)).into_iter().flat_map(Cursor::items);
    if listed.chain(item).any(|p| cx.workspace.resolve(p).get(words::NAME).is_none()) {
        return;
    }
    for entry in link.get(words::PARAMETERS).into_iter().flat_map(Cursor::entries) {
        let name = entry.name();
        let bare = name.split_once('.').filter(|(place, _)| ["path", "query", "header", "cookie"].contains(place));
        let is_known =
            operation.parameters.iter().any(|p| p.name == name || bare.is_some_and(|(_, bare)| p.name == bare));
        if !is_known {
            let mut message = message!("`{}` has no parameter `{}`", operation.title(), name);
            if let Some(near) = cx.near.find(name, operation.parameters.iter().map(|p| p.name.as_ref())) {
                message.push(message!("; did you mean `{}`?", near));
            }
            cx.key(entry.value, message).label("passed by this link");
        }
    }
}
