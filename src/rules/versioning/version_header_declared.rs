//! Every operation must take the version parameter of the policy.

use crate::model::{ParameterLocation, VersionLocation};
use crate::rule::prelude::*;
use crate::rules::support::{NEUTRAL, also_at, is_neutral};

/// The rule.
pub static RULE: Rule = Rule {
    id: "version-header-declared",
    category: Category::Versioning,
    severity: Severity::Warn,
    enabled: Enabled::ByPolicy,
    summary: "every operation must take the version parameter of the policy",
    why: "Where the version is a header or query parameter, an operation that does not declare it cannot be versioned, and generated clients cannot send it.",
    when_off: "It has an effect only where `policy.versions.where` names `header` or `query` and `policy.versions.parameter` a name.",
    references: &[Reference {
        title: "Azure REST API Guidelines, api-version parameter",
        url: "https://github.com/microsoft/api-guidelines/blob/vNext/azure/Guidelines.md#versioning-api-version-query-param",
    }],
    aliases: &["ApiVersionParameterRequired"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let versioning = &cx.policy.versioning;
    let place = match versioning.places.first() {
        Some(VersionLocation::Header) => ParameterLocation::Header,
        Some(VersionLocation::Query) => ParameterLocation::Query,
        _ => return,
    };
    let Some(name) = versioning.parameter.clone() else { return };
    let lacks = |o: &&Operation<'_>| {
        !o.parameters.iter().any(|p| p.place == place && p.name.eq_ignore_ascii_case(&name))
            && !cx.is_exempt(o)
            && !is_neutral(o.path, NEUTRAL)
    };
    let lacking: Vec<&Operation<'_>> = api.path_operations().filter(lacks).collect();
    let Some((first, rest)) = lacking.split_first() else { return };
    let more =
        if rest.is_empty() { Message::default() } else { message!("; neither do {} more operations", rest.len()) };
    let finding =
        cx.operation(first, message!("`{}` does not declare the version header `{}`{}", first.title(), name, more));
    also_at(finding, rest.iter().map(|o| o.entry.name_location()), "also without the header");
    finding.help("declare the parameter once under `components.parameters`, and refer to it from each path item");
}
