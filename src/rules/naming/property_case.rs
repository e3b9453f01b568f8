//! Properties should be in one case.

use crate::model::Direction;
use crate::rule::prelude::*;
use crate::rules::support::{outliers, request_roots, response_roots, walk_schemas};

/// An option.
const CASE: RuleOption<&str> = RuleOption {
    name: "case",
    summary: "Case of properties: kebab, snake, camel or pascal; empty for the most common one",
    default: "",
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "property-case",
    category: Category::Naming,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "properties should be in one case",
    why: "Names in one case can be guessed, and generated code has one form. Where two cases meet in one API, each field has to be looked up.",
    when_off: "It is off by default: which case is right is for each team to say. Without the option `case`, the one that most names have counts.",
    references: &[Reference {
        title: "Zalando RESTful API Guidelines",
        url: "https://opensource.zalando.com/restful-api-guidelines/",
    }],
    options: &[CASE.meta()],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut roots = Vec::new();
    for operation in api.path_operations() {
        roots.extend(request_roots(api, operation));
        roots.extend(response_roots(api, operation));
    }
    let mut all = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    walk_schemas(api, &roots, Direction::Either, &mut |part| {
        for entry in part.schema.get(words::PROPERTIES).into_iter().flat_map(Cursor::entries) {
            if !entry.name().contains(['.', '$', '@', ':']) && seen.insert((entry.value.file(), entry.value.place())) {
                all.push((entry.name(), entry.value));
            }
        }
    });
    let case = cx.option(&CASE);
    outliers(cx, &all, &case, "property", "property");
}
