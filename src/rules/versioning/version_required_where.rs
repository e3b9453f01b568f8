//! Versions must stand where the policy wants them.

use crate::model::VersionLocation;
use crate::rule::prelude::*;
use crate::rules::support::all_version_tokens;

/// The rule.
pub static RULE: Rule = Rule {
    id: "version-required-where",
    category: Category::Versioning,
    severity: Severity::Error,
    enabled: Enabled::ByPolicy,
    summary: "versions must be where the policy requires them",
    why: "Clients, gateways and tools of a company rely on finding the version in one place. An API that puts it elsewhere needs special treatment everywhere.",
    when_off: "It has an effect only where `policy.versions.where` names a place.",
    references: &[
        Reference {
            title: "IBM Cloud API Handbook, URIs, Version",
            url: "https://cloud.ibm.com/docs/api-handbook?topic=api-handbook-uris#version",
        },
        Reference {
            title: "Zalando RESTful API Guidelines, rule 114",
            url: "https://opensource.zalando.com/restful-api-guidelines/#114",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let wanted = cx.policy.versioning.places.clone();
    if wanted.is_empty() || api.path_operations().next().is_none() {
        return;
    }
    let tokens = all_version_tokens(cx, api);
    let place = |p: VersionLocation| if p == VersionLocation::Path { VersionLocation::Server } else { p };
    if tokens.iter().any(|t| wanted.contains(&place(t.place))) {
        return;
    }
    let words = |p: VersionLocation| match p {
        VersionLocation::Server | VersionLocation::Path => "the URL",
        VersionLocation::Query => "a query parameter",
        VersionLocation::Header => "a header",
        VersionLocation::MediaType => "the media type",
    };
    let list = wanted.iter().map(|p| words(*p)).collect::<Vec<_>>().join(" or ");
    match tokens.first() {
        Some(token) => cx.at(
            token.at,
            token.location.clone(),
            message!("version `{}` is in {}, the policy requires it in {}", token.text, words(token.place), list),
        ),
        None => cx.key(
            api.root.get(words::SERVERS).or_else(|| api.root.get(words::PATHS)).unwrap_or(api.root),
            message!("no version in {}, where the policy requires it", list),
        ),
    };
}
