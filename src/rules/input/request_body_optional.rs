//! A body with required properties should be required.

use rustc_hash::FxHashSet;

use crate::model::Method;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "request-body-optional",
    category: Category::Input,
    severity: Severity::Info,
    versions: (Version::V3_0, Version::V3_2),
    summary: "a request body with required properties should be required",
    why: "Without `required: true` the body may be left out: generated clients take none, and gateways let an empty request through that makes no sense without one.",
    when_off: "Write `required: false` where the body may be missing: then the rule is silent.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Request Body Object (required)",
        url: "https://spec.openapis.org/oas/v3.1.1.html#request-body-required",
    }],
    aliases: &["ibm-no-required-properties-in-optional-body"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    let writes = api.path_operations().filter(|o| matches!(o.method, Method::Post | Method::Put | Method::Patch));
    for operation in writes {
        let Some(listed) = operation.node.get(words::REQUEST_BODY) else { continue };
        let body = api.resolve(listed);
        let contents = body.get(words::CONTENT).into_iter().flat_map(Cursor::entries);
        let schemas: Vec<_> = contents.map(|media| media.value.get(words::SCHEMA)).collect();
        let demanding = !schemas.is_empty()
            && schemas.iter().all(|s| s.is_some_and(|s| demands(api, s, &mut FxHashSet::default())));
        if body.get(words::REQUIRED).is_none() && demanding && seen.insert((body.file(), body.id())) {
            found.push((listed, operation));
        }
    }
    let (few, more) = shown(&found);
    for (at, operation) in few {
        let more = and_more(more, "operation");
        cx.key(
            *at,
            message!("the body of `{}` is optional, and its schema has required properties{}", operation.title(), more),
        )
        .label("may be left out")
        .help("add `required: true`");
    }
}

/// The most schemas that are looked at for one body.
const DEEPEST: usize = 200;

/// True where every value of the schema is an object with a property that the client has to send.
fn demands<'a>(
    api: &Api<'a>,
    schema: Cursor<'a>,
    seen: &mut FxHashSet<(crate::source::FileId, crate::tree::NodeId)>,
) -> bool {
    let at = api.resolve(schema);
    // What is deeper than anybody writes is not looked for.
    if seen.len() > DEEPEST || !seen.insert((at.file(), at.id())) {
        return false;
    }
    let property = |name: &str| at.get(words::PROPERTIES).and_then(|p| p.get_str(name));
    let sent = |name: &str| {
        property(name).is_some_and(|p| {
            let both = [p, api.resolve(p)];
            !both
                .iter()
                .any(|s| s.get(words::READ_ONLY).is_some_and(Cursor::is_true) || s.get(words::DEFAULT).is_some())
        })
    };
    let own = at.get(words::REQUIRED).into_iter().flat_map(Cursor::items).any(|n| sent(&n.text()));
    let any_part =
        |key, seen: &mut FxHashSet<_>| at.get(key).into_iter().flat_map(Cursor::items).any(|p| demands(api, p, seen));
    let all_parts = |key, seen: &mut FxHashSet<_>| {
        at.get(key).is_some_and(|list| !list.is_empty() && list.items().all(|p| demands(api, p, seen)))
    };
    own || any_part(words::ALL_OF, seen) || all_parts(words::ONE_OF, seen) || all_parts(words::ANY_OF, seen)
}
