//! Parameters should be in one case.

use crate::model::ParameterLocation;
use crate::rule::prelude::*;
use crate::rules::support::outliers;

/// An option.
const CASE: RuleOption<&str> = RuleOption {
    name: "case",
    summary: "Case of parameters: kebab, snake, camel or pascal; empty for the most common one",
    default: "",
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "parameter-case",
    category: Category::Naming,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "parameters should be in one case",
    why: "Query parameters are typed by people and built by code: in one case they can be guessed.",
    when_off: "It is off by default: which case is right is for each team to say. Without the option `case`, the one that most names have counts.",
    references: &[
        Reference {
            title: "Zalando RESTful API Guidelines",
            url: "https://opensource.zalando.com/restful-api-guidelines/",
        },
        Reference {
            title: "OpenAPI 3.1.1, Parameter Object",
            url: "https://spec.openapis.org/oas/v3.1.1.html#parameter-object",
        },
    ],
    options: &[CASE.meta()],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = rustc_hash::FxHashSet::default();
    let parameters = api.path_operations().flat_map(|o| &o.parameters);
    let travels = parameters.filter(|p| {
        matches!(p.place, ParameterLocation::Query | ParameterLocation::Path)
            && !p.name.contains(['.', '$', '[', ':', '@'])
    });
    let all: Vec<_> =
        travels.filter(|p| seen.insert((p.node.file(), p.node.id()))).map(|p| (p.name.as_ref(), p.node)).collect();
    let case = cx.option(&CASE);
    outliers(cx, &all, &case, "parameter", "parameter");
}
