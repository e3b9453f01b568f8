//! A sunset must come after the deprecation.

use crate::model::lifecycle::{self, Dated};
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "sunset-before-deprecation",
    category: Category::Lifecycle,
    severity: Severity::Error,
    summary: "a sunset must come after the deprecation",
    why: "What ends before it is deprecated gives clients no time at all; most often the two dates were exchanged.",
    when_off: "Not recommended.",
    references: &[
        Reference {
            title: "RFC 9745, The Deprecation HTTP Response Header Field",
            url: "https://www.rfc-editor.org/rfc/rfc9745",
        },
        Reference { title: "RFC 8594, The Sunset HTTP Header Field", url: "https://www.rfc-editor.org/rfc/rfc8594" },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for operation in &api.operations {
        let Some(Dated { at, day: Some(end) }) = lifecycle::dated_sunset_of(api, operation) else { continue };
        let Some(Dated { at: since, day: Some(start) }) = lifecycle::deprecation_of(api, operation) else { continue };
        if end < start {
            cx.value(at, message!("sunset of `{}` is before its deprecation", operation.title()))
                .label(message!("{} days too early", start - end))
                .also(since.location(), "deprecation date")
                .help("put the dates in order");
        }
    }
}
