//! Dates of deprecation and sunset must be dates.

use crate::rule::prelude::*;
use crate::rules::support::dates;

/// The rule.
pub static RULE: Rule = Rule {
    id: "sunset-invalid",
    category: Category::Lifecycle,
    severity: Severity::Error,
    summary: "dates of deprecation and sunset must be dates",
    why: "A date that invalid date is no date: tools that count the days, and people who plan by them, get nothing.",
    when_off: "Not recommended.",
    references: &[
        Reference { title: "RFC 8594, The Sunset HTTP Header Field", url: "https://www.rfc-editor.org/rfc/rfc8594" },
        Reference {
            title: "RFC 9745, The Deprecation HTTP Response Header Field",
            url: "https://www.rfc-editor.org/rfc/rfc9745",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for dated in dates(api).into_iter().filter(|d| d.day.is_none()) {
        let header = dated.at.pointer().contains("/headers/");
        cx.value(dated.at, message!("`{}` is not a date", dated.at.text())).label("invalid date").help(if header {
            "`Sunset` is an HTTP-date (`Wed, 31 Dec 2031 23:59:59 GMT`), `Deprecation` a timestamp such as `@1735689600`"
        } else {
            "use YYYY-MM-DD"
        });
    }
}
