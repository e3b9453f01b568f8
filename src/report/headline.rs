//! What a finding is called, and what it says in one sentence.

use crate::diff::is_about_version;
use crate::finding::{Compatibility, Finding, Impact, Message, message};

/// The severity; of a change what it does.
pub(super) fn word(finding: &Finding) -> &'static str {
    let Some(change) = finding.change() else { return finding.severity.word() };
    match (change.impact, change.compatibility) {
        _ if is_about_version(&finding.rule) => "version",
        (Impact::Weakened, _) => "weakened",
        (_, Compatibility::Breaking) => "breaking",
        (_, Compatibility::Undecided) => "undecided",
        (_, Compatibility::Risky) => "risky",
        (_, Compatibility::Compatible) => "compatible",
    }
}

/// The message; of a change with the operation before it.
pub(super) fn headline(finding: &Finding) -> Message {
    let [first, rest @ ..] = &*finding.operations else { return finding.message.clone() };
    if finding.change().is_none() || finding.message.as_str().contains(first.title.as_str()) {
        return finding.message.clone();
    }
    match rest.len() {
        0 => message!("`{}`: {}", first.title, finding.message),
        n => message!("`{}` (and {} more): {}", first.title, n, finding.message),
    }
}
