//! What a finding is called, and what it says in one sentence.

use super::changes::Section;
use crate::finding::{Finding, Message, message};

/// The severity; of a change what it does.
pub(super) fn word(finding: &Finding) -> &'static str {
    if finding.change().is_some() { Section::of(finding).word() } else { finding.severity.word() }
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
