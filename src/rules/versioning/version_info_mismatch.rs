//! `info.version` and the URL should agree on the major version.

use crate::finding::message;
use crate::model::{VersionToken, is_date};
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "version-info-mismatch",
    category: Category::Versioning,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "`info.version` and the URL should agree on the major version",
    why: "People read `info.version` to know which API a document describes, clients go by the URL. If the one says 3 and the other v2, one of them was forgotten at the last release.",
    when_off: "It is off by default: OpenAPI lets `info.version` count the releases of the description.",
    references: &[
        Reference {
            title: "Zalando RESTful API Guidelines, rule 116",
            url: "https://opensource.zalando.com/restful-api-guidelines/#116",
        },
        Reference {
            title: "OpenAPI 3.2.0, Info Object (version)",
            url: "https://spec.openapis.org/oas/v3.2.0.html#info-version",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let Some((text, at)) = api.info_version() else { return };
    let digits = text.trim().trim_start_matches(['v', 'V']).split(['.', '-', '+', ' ']).next().unwrap_or("");
    let Ok(major) = digits.parse::<u32>() else { return };
    // 0.x promises nothing yet, and a large number is the year of a date.
    if major == 0 || major > 1000 || text.get(..10).is_some_and(is_date) {
        return;
    }
    let servers = api.server_versions();
    let tokens: Vec<VersionToken<'_>> = if servers.is_empty() {
        api.path_versions().into_iter().map(|(_, t)| t).collect()
    } else {
        servers.into_iter().map(|(_, t)| t).collect()
    };
    let Some(first) = tokens.first() else { return };
    let Some(url_major) = first.major.filter(|m| tokens.iter().all(|t| t.major == Some(*m))) else { return };
    if url_major != major {
        cx.value(at, message!("`info.version` is {}, but the URL says {}", major, first.text))
            .label(message!("version {}", major))
            .also(first.location.clone(), message!("{} here", first.text))
            .help("use the same major version in both");
    }
}
