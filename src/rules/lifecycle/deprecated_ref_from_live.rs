//! What lives should not use what is deprecated.

use crate::model::Direction;
use crate::model::lifecycle;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, component_schemas, request_roots, response_roots, shown, walk_schemas};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deprecated-ref-from-live",
    category: Category::Lifecycle,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "live operations should not use deprecated schemas",
    why: "A schema that is deprecated and still used by operations that are not will be hard to remove: either the mark is wrong or the operations are not done.",
    when_off: "It is off by default. Leave it off if schemas are marked before the operations move.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Schema Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#schema-object",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let old: rustc_hash::FxHashSet<_> = component_schemas(api)
        .into_iter()
        .filter(|(_, s)| lifecycle::is_deprecated(*s))
        .map(|(_, s)| (s.file(), s.id()))
        .collect();
    if old.is_empty() {
        return;
    }
    let mut told = rustc_hash::FxHashSet::default();
    let mut found = Vec::new();
    for operation in api.path_operations().filter(|o| !lifecycle::is_deprecated(o.node)) {
        let mut roots = request_roots(api, operation);
        roots.extend(response_roots(api, operation));
        walk_schemas(api, &roots, Direction::Either, &mut |part| {
            let place = (part.schema.file(), part.schema.id());
            // A way out that is marked as one, or one of several, is how one leaves.
            let leaving = lifecycle::is_deprecated(part.written) || part.is_choice();
            if old.contains(&place) && part.written != part.schema && !leaving && told.insert(place) {
                found.push((part.schema, operation));
            }
        });
    }
    let (few, more) = shown(&found);
    for (schema, operation) in few {
        let name = schema.key_text();
        let message = message!(
            "schema `{}` is deprecated, but `{}` still uses it{}",
            name,
            operation.title(),
            and_more(more, "schema")
        );
        cx.key(*schema, message)
            .label("deprecated")
            .also(operation.entry.name_location(), "not deprecated")
            .help("move the operation to the replacement schema");
    }
}
