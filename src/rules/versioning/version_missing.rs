//! Clients must be able to tell which version they call.

use crate::rule::prelude::*;
use crate::rules::support::all_version_tokens;

/// The rule.
pub static RULE: Rule = Rule {
    id: "version-missing",
    category: Category::Versioning,
    severity: Severity::Warn,
    summary: "clients must be able to see which version they call",
    why: "Without a version in the URL, a header, a query parameter or the media type, the first breaking change breaks every client at once, and the old behaviour cannot be kept beside the new one.",
    when_off: "Disable it for an API that will never break its clients, or state where its versions live with `policy.versions`.",
    references: &[
        Reference {
            title: "OWASP API9:2023 Improper Inventory Management",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
        },
        Reference { title: "Google AIP-185, API Versioning", url: "https://google.aip.dev/185" },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    if api.path_operations().next().is_none() || !all_version_tokens(cx, api).is_empty() {
        return;
    }
    let at = api
        .root
        .get(words::SERVERS)
        .or_else(|| api.root.get(words::BASE_PATH))
        .or_else(|| api.root.get(words::HOST))
        .or_else(|| api.root.get(words::PATHS))
        .unwrap_or(api.root);
    cx.key(at, "the API version is not in the URL, a header, the query or the media type")
        .label("no version here or in the paths")
        .help("put the major version in the path (`/v1`), or require it in a header or media type");
}
