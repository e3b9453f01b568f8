//! What has ended must be gone.

use crate::model::lifecycle::{self, Dated};
use crate::rule::prelude::*;
use crate::rules::support::ago;

/// The rule.
pub static RULE: Rule = Rule {
    id: "sunset-past",
    category: Category::Lifecycle,
    severity: Severity::Error,
    summary: "operations past their sunset date should be removed",
    why: "An operation past its sunset date is either still served, and no one can trust the dates, or it is not, and the description is wrong.",
    when_off: "Not recommended; `--today` sets the reference date.",
    references: &[
        Reference { title: "RFC 8594, The Sunset HTTP Header Field", url: "https://www.rfc-editor.org/rfc/rfc8594" },
        Reference {
            title: "OWASP API9:2023 Improper Inventory Management",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    if let Some((at, day)) =
        lifecycle::document_sunset(api).and_then(|d| Some((d.at, d.day?))).filter(|(_, day)| *day < cx.today)
    {
        let days = cx.today - day;
        cx.value(at, message!("the API passed its sunset date {}", ago(days)))
            .label("sunset date is past")
            .help("remove it, or move the date and notify clients");
        return;
    }
    for operation in &api.operations {
        if cx.is_exempt(operation) {
            continue;
        }
        let Some(Dated { at, day: Some(day) }) = lifecycle::dated_sunset_of(api, operation) else { continue };
        if day < cx.today {
            let message = message!("`{}` passed its sunset date {}", operation.title(), ago(cx.today - day));
            cx.value(at, message)
                .label("sunset date is past")
                .help("remove the operation, or move the date and notify clients");
        }
    }
}
