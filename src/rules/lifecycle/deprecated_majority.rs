//! An API that is mostly deprecated should end as a whole.

use crate::model::lifecycle;
use crate::rule::prelude::*;
use crate::rules::support::at_paths;

/// The rule.
pub static RULE: Rule = Rule {
    id: "deprecated-majority",
    category: Category::Lifecycle,
    severity: Severity::Info,
    summary: "an API that is mostly deprecated should end as a whole",
    why: "Where most of an API is deprecated, the API itself is: one date for the document says it more clearly than a mark on each operation.",
    when_off: "Disable it if what is left will stay.",
    references: &[
        Reference {
            title: "OWASP API9:2023 Improper Inventory Management",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
        },
        Reference {
            title: "RFC 9745, The Deprecation HTTP Response Header Field",
            url: "https://www.rfc-editor.org/rfc/rfc9745",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let all = api.path_operations().count();
    let gone = api.path_operations().filter(|o| lifecycle::is_deprecated(o.node)).count();
    if all < 2 || gone * 2 <= all || lifecycle::document_sunset(api).is_some() {
        return;
    }
    at_paths(cx, api, message!("{} of {} operations are deprecated", gone, all))
        .label("most of the API is deprecated")
        .help("add a sunset date for the whole API: `info.x-sunset-date`");
}
