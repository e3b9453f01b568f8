//! What has ended must be gone.

use crate::model::lifecycle::{self, Dated, Sunset};
use crate::rule::prelude::*;
use crate::rules::support::ago;

/// The rule.
pub static RULE: Rule = Rule {
    id: "sunset-past",
    category: Category::Lifecycle,
    severity: Severity::Error,
    summary: "what has ended must be gone",
    why: "What should be gone and still stands is either still served, and nobody can trust the dates, or it is not, and the description lies.",
    when_off: "There is no reason to switch it off; `--today` sets the day that it counts from.",
    references: &[
        Reference { title: "RFC 8594, The Sunset HTTP Header Field", url: "https://www.rfc-editor.org/rfc/rfc8594" },
        Reference {
            title: "OWASP API9:2023 Improper Inventory Management",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
        },
    ],
    examples: examples!("lifecycle", "sunset-past"),
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    if let Some((at, day)) =
        lifecycle::document_sunset(api).and_then(|d| Some((d.at, d.day?))).filter(|(_, day)| *day < cx.today)
    {
        let days = cx.today - day;
        cx.value(at, message!("this API ended {}, and is still described", ago(days)))
            .label("past")
            .help("remove it, or move the date and tell the clients");
        return;
    }
    for operation in &api.operations {
        if cx.is_exempt(operation) {
            continue;
        }
        let Some(Sunset::Dated(Dated { at, day: Some(day) })) = lifecycle::sunset_of(api, operation) else { continue };
        if day < cx.today {
            let message = message!("`{}` ended {}, and is still there", operation.title(), ago(cx.today - day));
            cx.value(at, message).label("past").help("remove the operation, or move the date and tell the clients");
        }
    }
}
