//! For a terminal: each change with the lines of both versions, then the verdict.

use std::io::{self, Write};

use super::{ChangeReport, accepted, counts};
use crate::finding::{Finding, Severity};
use crate::report::{Report, Style, TextOptions};

/// From how many changes on those without effect are only counted.
const MANY: usize = 12;

/// Accepted changes that are listed before the rest is counted only.
const LISTED: usize = 20;

pub(super) fn write(report: &ChangeReport<'_>, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let all = options.style == Style::Full;
    let few = report.changes.len() <= MANY || all;
    let shown: Vec<Finding> =
        report.changes.iter().filter(|c| few || c.severity.is_at_least(Severity::Warn)).cloned().collect();
    let findings =
        Report { findings: &shown, files: report.files, suppressed: report.acknowledged.len(), ..Report::default() };
    crate::report::text::write_findings(&findings, options, out)?;
    for one in report.acknowledged.iter().take(LISTED) {
        writeln!(out, "acknowledged: {}  [{}]", accepted(one), one.change.rule)?;
    }
    if report.acknowledged.len() > LISTED {
        writeln!(out, "and {} more; `--format json` has them all", report.acknowledged.len() - LISTED)?;
    }
    let hidden = report.changes.len() - shown.len();
    let hidden = if hidden > 0 { format!(" ({hidden} not shown; `--style full` shows them)") } else { String::new() };
    writeln!(out, "{}{hidden}", counts(report))?;
    writeln!(out, "{}", report.verdict.line())
}
