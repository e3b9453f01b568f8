//! Ids should be hard to guess.

use crate::model::ParameterLocation;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, is_of, parameter_schemas, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "id-sequential",
    category: Category::Input,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "ids should be hard to guess",
    why: "Ids that are counted up can be counted through: one forgotten check of ownership, and all records are read, one number after the other.",
    when_off: "It is off by default: where every access is checked, ids may be counted.",
    references: &[Reference {
        title: "OWASP API1:2023 Broken Object Level Authorization",
        url: "https://owasp.org/API-Security/editions/2023/en/0xa1-broken-object-level-authorization/",
    }],
    aliases: &["owasp:api1:2023-no-numeric-ids"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut found = Vec::new();
    for operation in api.path_operations().filter(|o| !cx.is_exempt(o)) {
        for (parameter, schema) in parameter_schemas(api, operation) {
            let name = parameter.name.as_ref();
            let is_id = name == "id"
                || name.ends_with("Id")
                || name.ends_with("_id")
                || name.ends_with("-id")
                || name == "ID"
                || name.ends_with("ID");
            if parameter.place == ParameterLocation::Path
                && is_id
                && is_of(schema, "integer")
                && schema.get(words::ENUM).is_none()
                && seen.insert((parameter.node.file(), parameter.node.id()))
            {
                found.push(parameter);
            }
        }
    }
    let (few, more) = shown(&found);
    for parameter in few {
        cx.key(
            parameter.node,
            message!(
                "`{}` is an integer: ids are sequential and can be enumerated{}",
                parameter.name,
                and_more(more, "parameter")
            ),
        )
        .label("guessable id")
        .help("use ids that cannot be guessed, such as UUIDs");
    }
}
