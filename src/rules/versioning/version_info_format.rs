//! `info.version` should be a version.

use crate::finding::message;
use crate::model::{is_date, segment_version};
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "version-info-format",
    category: Category::Versioning,
    severity: Severity::Warn,
    summary: "`info.version` should be a version",
    why: "Tools that compare descriptions, publish packages or write change logs read `info.version`. `final` or `new` is of no use to them.",
    when_off: "Disable it if the field holds something else on purpose; allow only some forms with `policy.versions.info`.",
    references: &[
        Reference {
            title: "Zalando RESTful API Guidelines, rule 116",
            url: "https://opensource.zalando.com/restful-api-guidelines/#116",
        },
        Reference {
            title: "OpenAPI 3.1.1, Info Object (version)",
            url: "https://spec.openapis.org/oas/v3.1.1.html#info-version",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let Some((text, at)) = api.info_version() else { return };
    let text = text.trim();
    let wanted = &cx.policy.versioning.info_format;
    let has = |form: &str| wanted.is_empty() || wanted.iter().any(|w| w == form);
    let good = (has("semver") && is_semver(text))
        || (has("date") && starts_with_date(text))
        || (has("major") && is_major(text))
        || (wanted.is_empty() && is_dotted(text));
    if !good && !at.is_broken() {
        let forms = if wanted.is_empty() {
            Message::from("a semantic version (`1.4.0`), a date (`2026-03-31`) or a major version (`v2`)")
        } else {
            message!("{}", wanted.join(" or "))
        };
        let place = if at.span().is_empty() { at.name_location() } else { at.location() };
        cx.at(at, place, message!("`info.version` `{}` is not a valid version", text)).help(message!("use {}", forms));
    }
}

/// Semantic Versioning 2.0.0, item 2, 9 and 10.
fn is_semver(text: &str) -> bool {
    let (core, build) = text.split_once('+').unwrap_or((text, "0"));
    let (core, pre) = core.split_once('-').unwrap_or((core, "0"));
    let words =
        |t: &str| t.split('.').all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    core.split('.').count() == 3
        && core.split('.').all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        && words(pre)
        && words(build)
}

/// A date, perhaps with more behind it: `2026-03-31`, `2026-03-31_1.2`, `2026-03-31-preview`.
fn starts_with_date(text: &str) -> bool {
    text.get(..10).is_some_and(is_date) && !text[10..].starts_with(|c: char| c.is_ascii_digit())
}

fn is_major(text: &str) -> bool {
    let number = text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty();
    number || (text.starts_with(['v', 'V']) && segment_version(text).is_some())
}

/// `1`, `1.4`, `v1.4.2`, `1.4-beta`: what people write without thinking of a standard.
fn is_dotted(text: &str) -> bool {
    let core = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let core = core.split(['-', '+', ' ']).next().unwrap_or("");
    // What looks like a date is held to the calendar.
    let like_date = text.get(..10).is_some_and(|d| {
        d.bytes().filter(|b| *b == b'-').count() == 2 && d.bytes().all(|b| b.is_ascii_digit() || b == b'-')
    });
    if like_date || core.split('.').count() > 3 {
        return false;
    }
    !core.is_empty() && core.split('.').all(|n| !n.is_empty() && n.len() < 9 && n.bytes().all(|b| b.is_ascii_digit()))
}
