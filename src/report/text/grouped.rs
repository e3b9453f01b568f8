//! Many findings: by rule, with the first places of each.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::TextOptions;
use super::head::{color_of, paint, place_of};
use crate::finding::{Finding, Severity};
use crate::report::headline::{headline, word};
use crate::text::{Sorting, printable};

/// Places of a rule that are listed before the rest is counted only.
const PLACES: usize = 3;

/// Writes a block for each rule: the lowest severity first, so that what matters most is nearest to the prompt.
pub(super) fn write_grouped(findings: &[&Finding], options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let mut groups: BTreeMap<(Severity, &str, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        groups.entry((finding.severity, finding.rule.as_str(), word(finding))).or_default().push(finding);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.order_by_key(|((severity, rule, _), found)| (std::cmp::Reverse(*severity), found.len(), *rule));
    for ((severity, rule, word), found) in groups {
        let label = paint(&format!("{word}[{}]", printable(rule)), &format!("1;{}", color_of(severity)), options);
        let [first, rest @ ..] = found.as_slice() else { continue };
        let count = if rest.is_empty() { String::new() } else { format!(" (and {} more)", rest.len()) };
        writeln!(out, "{}", options.wrap(&format!("{label}: {}{count}", headline(first)), "  "))?;
        if severity.is_at_least(Severity::Warn) {
            for finding in found.iter().take(PLACES) {
                writeln!(out, "  --> {}", place_of(finding))?;
            }
        } else {
            writeln!(out, "  --> {}", place_of(first))?;
        }
    }
    if !findings.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}
