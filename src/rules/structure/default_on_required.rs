//! A required parameter should have no default.

use rustc_hash::FxHashSet;

use crate::model::ParameterLocation;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "default-on-required",
    category: Category::Structure,
    severity: Severity::Info,
    summary: "a required parameter should have no default",
    why: "A default is what the server takes where the parameter is missing; of a required one nothing may be missing. One of the two is wrong: generated clients ask for a value that the server does not need, or leave out one that it does.",
    when_off: "Disable it if defaults are hints for consoles.",
    references: &[Reference {
        title: "OpenAPI 3.0.4, Schema Object (default)",
        url: "https://spec.openapis.org/oas/v3.0.4.html#schema-object",
    }],
    aliases: &["ibm-no-default-for-required-parameter"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = FxHashSet::default();
    let mut found: Vec<(Cursor<'_>, String)> = Vec::new();
    for parameter in api.operations.iter().flat_map(|o| &o.parameters) {
        let required = parameter.node.get(words::REQUIRED).filter(|r| r.is_true());
        // A path parameter is required in any case; headers with one value are how versions are pinned.
        let optional = matches!(
            parameter.place,
            ParameterLocation::Query | ParameterLocation::Cookie | ParameterLocation::FormData
        );
        let schema = parameter.node.get(words::SCHEMA).map_or(parameter.node, |s| api.resolve(s));
        let one_value =
            schema.get(words::CONST).is_some() || schema.get(words::ENUM).is_some_and(|list| list.len() == 1);
        let Some(default) = schema.get(words::DEFAULT).filter(|_| required.is_some() && optional && !one_value) else {
            continue;
        };
        if seen.insert((parameter.node.file(), parameter.node.id())) {
            found.push((default, parameter.name.to_string()));
        }
    }
    let (few, more) = shown(&found);
    for (default, name) in few {
        let more = and_more(more, "parameter");
        cx.key(*default, message!("parameter `{}` is required, and has a default{}", name, more))
            .label("never used")
            .help("remove `required: true`, or the default");
    }
}
