//! A change shown on two versions of a document, with what a comparison of them says.

use std::fmt::Write;

use similar::TextDiff;

use super::indent;
use crate::engine::{Example, example_of};
use crate::report::advice;
use crate::rule::Rule;

/// The section of an explanation; empty for changes that no two documents show.
pub(super) fn of_change(rule: &Rule) -> String {
    let Some(Example { pair, finding }) = example_of(rule.id) else { return String::new() };
    let mut text = String::new();
    let versions = TextDiff::from_lines(&*pair.base, &*pair.revision);
    let versions = versions.unified_diff().context_radius(4).header("base.yaml", "revision.yaml").to_string();
    let _ = writeln!(text, "Two versions\n{}", indent(&versions));
    if let Some(config) = &pair.config {
        let _ = writeln!(text, "Compared by (apivet.yaml)\n{}", indent(config));
    }
    let _ = writeln!(text, "`apivet diff base.yaml revision.yaml` reports");
    let _ = writeln!(text, "    {}: {}", finding.severity.word(), finding.message);
    for line in advice(&finding) {
        let _ = writeln!(text, "      {line}");
    }
    text.push('\n');
    text
}
