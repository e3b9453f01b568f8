//! A parameter should have a description.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "parameter-description",
    category: Category::Docs,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "a parameter should have a description",
    why: "A parameter's name says what it is called; units, defaults and what happens without it belong in its description.",
    when_off: "It is off by default: many names say it all.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Parameter Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#parameter-object",
    }],
    aliases: &["oas3-parameter-description"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = rustc_hash::FxHashSet::default();
    let parameters =
        api.path_operations().flat_map(|o| &o.parameters).filter(|p| seen.insert((p.node.file(), p.node.id())));
    let silent: Vec<_> =
        parameters.filter(|p| p.node.get(words::DESCRIPTION).is_none_or(|d| d.text().trim().is_empty())).collect();
    let (few, more) = shown(&silent);
    for parameter in few {
        cx.key(
            parameter.node,
            message!("parameter `{}` has no `description`{}", parameter.name, and_more(more, "parameter")),
        )
        .label("description is missing")
        .help("add `description`");
    }
}
