//! A schema must not require itself without end.

use crate::rule::prelude::*;
use rustc_hash::FxHashSet;

use crate::model::declared_type;

/// The rule.
pub static RULE: Rule = Rule {
    id: "ref-cycle-unbounded",
    category: Category::Structure,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "a schema must not require itself without end",
    why: "A tree may refer to itself. But if each value must hold another value of the same kind, no finite value is valid, and generators of examples never stop.",
    when_off: "It is off by default. Leave it off if such schemas are never used for values.",
    references: &[
        Reference {
            title: "JSON Schema 2020-12 Core, section 9.4.1",
            url: "https://www.ietf.org/archive/id/draft-bhutton-json-schema-01.html#section-9.4.1",
        },
        Reference {
            title: "OpenAPI 3.2.0, Handling Reference Cycles",
            url: "https://spec.openapis.org/oas/v3.2.0.html#handling-reference-cycles",
        },
    ],
    aliases: &["ibm-no-circular-refs"],
    check: Check::Node(&[Kind::Schema], check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    // Only where the circle closes, so that it is said once: at its first schema in the file.
    if !is_named(cx, at) || !must_hold(cx, at, at) {
        return;
    }
    cx.key(at, message!("`{}` requires itself: no finite value is valid", at.key_text()))
        .help("make a property in the cycle optional, or allow null or an empty array");
}

fn is_named(cx: &Context<'_>, at: Cursor<'_>) -> bool {
    at.parent().is_some_and(|p| cx.kind(p) == Kind::Schemas)
}

/// True where required properties lead from `from` back to `to`.
fn must_hold<'a>(cx: &Context<'a>, from: Cursor<'a>, to: Cursor<'a>) -> bool {
    let mut seen = FxHashSet::default();
    let mut stack = vec![from];
    while let Some(at) = stack.pop() {
        let schema = cx.workspace.resolve(at);
        if !seen.insert((schema.file(), schema.id())) {
            continue;
        }
        let required: Vec<_> =
            schema.get(words::REQUIRED).into_iter().flat_map(Cursor::items).map(|n| n.text().into_owned()).collect();
        let properties = schema
            .get(words::PROPERTIES)
            .into_iter()
            .flat_map(Cursor::entries)
            .filter(|e| required.iter().any(|r| r == e.name()))
            .map(|e| e.value);
        let parts = schema.get(words::ALL_OF).into_iter().flat_map(Cursor::items);
        for next in properties.chain(parts) {
            let target = cx.workspace.resolve(next);
            if target == to {
                return true;
            }
            let may_be_null = declared_type(target).is_some_and(|t| t.has("null"));
            if !may_be_null {
                stack.push(next);
            }
        }
    }
    false
}
