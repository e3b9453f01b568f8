//! For a terminal: each change with the lines of both versions, then the verdict.

use std::io::{self, Write};

use super::{ChangeReport, counts, diagnostics};
use crate::diagnostic::Severity;
use crate::report::{Report, Style, TextOptions};

/// From how many changes on those without effect are only counted.
const MANY: usize = 12;

pub(super) fn write(report: &ChangeReport<'_>, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let all = options.style == Style::Full;
    let few = report.records.len() <= MANY || all;
    let shown: Vec<_> = report.records.iter().filter(|r| few || r.severity < Severity::Info).cloned().collect();
    let diagnostics = diagnostics(&shown);
    let findings = Report {
        sources: report.sources,
        diagnostics: &diagnostics,
        files: report.files,
        suppressed: report.suppressed,
    };
    crate::report::text::write_findings(&findings, options, out)?;
    let hidden = report.records.len() - shown.len();
    let hidden = if hidden > 0 { format!(" ({hidden} not shown; `--style full` shows them)") } else { String::new() };
    let acknowledged =
        if report.suppressed > 0 { format!("; {} acknowledged", report.suppressed) } else { String::new() };
    writeln!(out, "{}{acknowledged}{hidden}", counts(report))?;
    writeln!(
        out,
        "{} for clients, security {}: {}",
        report.verdict.compatibility_word(),
        report.verdict.security_word(),
        report.verdict.sentence()
    )
}
