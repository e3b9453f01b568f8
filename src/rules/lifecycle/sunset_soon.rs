//! What ends soon should be looked at.

use crate::model::lifecycle::{self, Dated};
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "sunset-soon",
    category: Category::Lifecycle,
    severity: Severity::Warn,
    enabled: Enabled::ByPolicy,
    summary: "what ends soon should be looked at",
    why: "The last weeks before an operation goes are those in which somebody should look who still calls it: the policy says how long before.",
    when_off: "It has an effect only where `policy.deprecation.soon` gives a number of days.",
    references: &[Reference {
        title: "RFC 8594, The Sunset HTTP Header Field",
        url: "https://www.rfc-editor.org/rfc/rfc8594",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let Some(soon) = cx.policy.sunset_soon else { return };
    for operation in &api.operations {
        if cx.is_exempt(operation) {
            continue;
        }
        let Some(Dated { at, day: Some(day) }) = lifecycle::dated_sunset_of(api, operation) else { continue };
        let left = day - cx.today;
        if (0..=i64::from(soon)).contains(&left) {
            let when = if left == 0 {
                "today".to_owned()
            } else {
                format!("in {}", crate::rules::support::count(left as usize, "day", "days"))
            };
            cx.value(at, message!("`{}` reaches its sunset date {}", operation.title(), when))
                .label("sunset soon")
                .help("check who still calls it, and notify them");
        }
    }
}
