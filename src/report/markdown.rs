//! A summary in Markdown: for comments on pull requests and job summaries.

use std::io::{self, Write};

use super::markup::{code, escape, marked, sentence};
use super::{Report, advice};
use crate::finding::Severity;
use crate::text::web_address;

/// Findings that are listed before the rest is counted only: GitHub cuts job summaries at 1 MiB, comments
/// at 65,536 characters.
const LISTED: usize = 150;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let counts: Vec<String> = report.counts().map(|(_, text)| text).collect();
    let files = report.judged();
    if counts.is_empty() {
        writeln!(out, "# apivet: nothing to report in {files}")?;
    } else {
        writeln!(out, "# apivet: {} in {files}", counts.join(", "))?;
    }
    if report.suppressed > 0 {
        writeln!(out, "\n{} accepted findings are left out.", report.suppressed)?;
    }
    let mut gravest: Vec<_> = report.findings.iter().collect();
    gravest.sort_by_key(|d| d.severity);
    let left_out = gravest.len().saturating_sub(LISTED);
    gravest.truncate(LISTED);
    for severity in Severity::ALL {
        let found: Vec<_> = gravest.iter().filter(|d| d.severity == severity).collect();
        if found.is_empty() {
            continue;
        }
        writeln!(out, "\n## {}\n", sentence(severity.word()))?;
        for d in found {
            let place = format!("{}:{}", d.file(), d.location.line());
            let rule = match d.url.as_deref().and_then(web_address) {
                Some(url) => format!("[{}]({url})", code(d.rule.as_str())),
                None => code(d.rule.as_str()),
            };
            writeln!(out, "- {} ({rule}, {})", sentence(&marked(&d.message)), code(&place))?;
            for advice in advice(d) {
                writeln!(out, "  {}.", sentence(marked(&advice).trim_end_matches('.')))?;
            }
        }
    }
    if left_out > 0 {
        writeln!(out, "\n{} more; {} has them all.", left_out, escape("--format json"))?;
    }
    Ok(())
}
