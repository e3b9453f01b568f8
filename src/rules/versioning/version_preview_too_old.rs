//! A preview must be released or withdrawn in time.

use crate::rule::prelude::*;
use crate::text::Day;

/// The rule.
pub static RULE: Rule = Rule {
    id: "version-preview-too-old",
    category: Category::Versioning,
    severity: Severity::Warn,
    enabled: Enabled::ByPolicy,
    summary: "a preview must be released or withdrawn in time",
    why: "Previews have no promise of stability, yet clients build on them. One that stays for years is a release without the care of one.",
    when_off: "It has an effect only where `policy.versions.preview-days` states a number of days.",
    references: &[Reference {
        title: "Azure REST API Guidelines, preview within one year",
        url: "https://github.com/microsoft/api-guidelines/blob/vNext/azure/Guidelines.md#versioning-preview-goes-ga-within-one-year",
    }],
    aliases: &["PreviewVersionOverOneYear"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let Some(most) = cx.policy.versioning.preview_days else { return };
    let info = api.info_version().map(|(text, at)| (text.into_owned(), at, at.location()));
    let tokens = api.server_versions().into_iter().chain(api.path_versions()).map(|(_, t)| (t.text, t.at, t.location));
    for (text, at, location) in info.into_iter().chain(tokens) {
        let Some(date) = text.get(..10).filter(|d| Day::of_date(d).is_some()) else { continue };
        let rest = text[10..].to_ascii_lowercase();
        let preview = ["preview", "beta", "alpha", "rc"].iter().any(|word| rest.contains(word));
        let Some(day) = Day::of_date(date).filter(|_| preview) else { continue };
        let age = cx.today - day;
        if age > i64::from(most) {
            cx.at(
                at,
                location,
                message!("the preview of {} is {} days old, and the policy allows {}", date, age, most),
            )
            .help("release the version, or remove it");
            return;
        }
    }
}
