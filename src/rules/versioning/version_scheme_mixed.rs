//! Versions should live in one place.

use crate::finding::message;
use crate::model::{VersionLocation, VersionToken};
use crate::rule::prelude::*;
use crate::rules::support::all_version_tokens;

/// The rule.
pub static RULE: Rule = Rule {
    id: "version-scheme-mixed",
    category: Category::Versioning,
    severity: Severity::Warn,
    summary: "versions should live in one place",
    why: "A version in the URL and another in a header leave open which one wins. Clients set one, caches and gateways go by the other.",
    when_off: "Disable it while clients are moved from one to the other.",
    references: &[
        Reference {
            title: "Azure REST API Guidelines, no version in path",
            url: "https://github.com/microsoft/api-guidelines/blob/vNext/azure/Guidelines.md#versioning-no-version-in-path",
        },
        Reference {
            title: "Zalando RESTful API Guidelines, rule 115",
            url: "https://opensource.zalando.com/restful-api-guidelines/#115",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut kinds: Vec<(&str, VersionToken<'_>)> = Vec::new();
    // A few paths with a version tell nothing of the API.
    let in_paths = api.path_versions().len() * 2 >= api.paths.len();
    for token in all_version_tokens(cx, api).into_iter().filter(|t| in_paths || t.place != VersionLocation::Path) {
        let kind = match token.place {
            VersionLocation::Server | VersionLocation::Path => "the URL",
            VersionLocation::Query => "a query parameter",
            VersionLocation::Header => "a header",
            VersionLocation::MediaType => "the media type",
        };
        if kinds.iter().all(|(k, _)| *k != kind) {
            kinds.push((kind, token));
        }
    }
    let [(first, at), (second, other), rest @ ..] = &kinds[..] else { return };
    let message = message!("the API version is both in {} and in {}", first, second);
    let finding = cx
        .at(at.at, at.location.clone(), message)
        .label(message!("in {}", first))
        .also(other.location.clone(), message!("in {}", second));
    for (kind, token) in rest {
        finding.also(token.location.clone(), message!("in {}", kind));
    }
    finding.help("use one of them");
}
