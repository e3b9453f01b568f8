//! Findings in a line each.

use std::io::{self, Write};

use super::TextOptions;
use super::head::{color_of, line_of, paint};
use crate::finding::Finding;
use crate::report::headline::{headline, word};
use crate::text::printable;

/// A line each, under the name of their file.
pub(super) fn write_compact(findings: &[Finding], options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let width = findings.iter().map(|f| word(f).len()).max().unwrap_or(0);
    let mut file = None;
    for finding in findings {
        if file != Some(finding.file()) {
            if file.is_some() {
                writeln!(out)?;
            }
            file = Some(finding.file());
            writeln!(out, "{}", paint(&printable(finding.file()), "1", options))?;
        }
        let position = finding.location.start();
        let place = format!("{}:{}", position.line + 1, position.character + 1);
        let word = paint(&format!("{:<width$}", word(finding)), color_of(finding.severity), options);
        let rule = paint(&format!("[{}]", printable(finding.rule.as_str())), "2", options);
        let indent = " ".repeat(15 + width);
        writeln!(out, "{}", options.wrap(&format!("  {place:>9}  {word}  {}  {rule}", headline(finding)), &indent))?;
    }
    if file.is_some() {
        writeln!(out)?;
    }
    Ok(())
}

/// A line each that names the file: editors and terminals follow it.
pub(super) fn write_clickable<'f>(
    findings: impl Iterator<Item = &'f Finding>,
    options: &TextOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    for finding in findings {
        writeln!(out, "{}", options.wrap(&line_of(finding), "  "))?;
    }
    Ok(())
}
