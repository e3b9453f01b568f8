//! Workflow commands of GitHub Actions, which become annotations on the pull request.

use std::io::{self, Write};

use super::Report;
use crate::diagnostic::Severity;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for d in report.diagnostics {
        let level = match d.severity {
            Severity::Error => "error",
            Severity::Warn => "warning",
            Severity::Info | Severity::Hint => "notice",
        };
        let source = report.source(d.primary);
        let (start, end) = (source.position(d.primary.span.start), source.position(d.primary.span.end));
        let mut message = d.message.clone();
        if !d.label.is_empty() {
            message += &format!(": {}", d.label);
        }
        if let Some(help) = &d.help {
            message += &format!("\nhelp: {help}");
        }
        // GitHub counts from 1; columns are taken only where both lie in one line.
        let columns = if start.line == end.line {
            format!(",col={},endColumn={}", start.character + 1, end.character + 1)
        } else {
            String::new()
        };
        writeln!(
            out,
            "::{level} file={},line={},endLine={}{columns},title={}::{}",
            property(source.name()),
            start.line + 1,
            end.line + 1,
            property(&d.rule),
            data(&message)
        )?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
