//! Clients should have the time that the policy gives them.

use crate::model::lifecycle::{self, Dated};
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "sunset-window-too-short",
    category: Category::Lifecycle,
    severity: Severity::Warn,
    enabled: Enabled::ByPolicy,
    summary: "clients should have the time that the policy gives them",
    why: "Clients need time to move: the policy says how many days lie between a deprecation and the end.",
    when_off: "It has an effect only where `policy.deprecation.days` gives a number of days.",
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
    let Some(days) = cx.policy.notice.days else { return };
    for operation in &api.operations {
        let Some(Dated { at, day: Some(end) }) = lifecycle::dated_sunset_of(api, operation) else { continue };
        let Some(Dated { at: since, day: Some(start) }) = lifecycle::deprecation_of(api, operation) else { continue };
        if end >= start && end - start < i64::from(days) {
            cx.value(at, message!("sunset of `{}` is {} days after its deprecation", operation.title(), end - start))
                .label(message!("the policy requires {}", days))
                .also(since.location(), "deprecation date")
                .help("move the sunset date");
        }
    }
}
