//! Checkstyle's XML, which many review tools read.

use std::io::{self, Write};

use super::Report;
use super::xml::escape;
use crate::finding::Severity;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">")?;
    for (file, found) in report.by_file() {
        writeln!(out, "  <file name=\"{}\">", escape(file))?;
        for d in found {
            let at = d.location.start();
            let severity = match d.severity {
                Severity::Error => "error",
                Severity::Warn => "warning",
                Severity::Info | Severity::Hint => "info",
            };
            writeln!(
                out,
                "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" source=\"{}\"/>",
                at.line + 1,
                at.character + 1,
                escape(d.message.as_str()),
                escape(d.rule.as_str())
            )?;
        }
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}
