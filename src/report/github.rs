//! Workflow commands of GitHub Actions, which become annotations on the pull request.

use std::io::{self, Write};

use super::headline::headline;
use super::{Report, advice_without_reach};
use crate::finding::Severity;
use crate::text::visible;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for d in report.findings {
        let level = match d.severity {
            Severity::Error => "error",
            Severity::Warn => "warning",
            Severity::Info | Severity::Hint => "notice",
        };
        let (start, end) = (d.location.start(), d.location.end());
        let mut message = headline(d).to_string();
        for advice in advice_without_reach(d) {
            message += &format!("\nhelp: {advice}");
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
            property(d.file()),
            start.line + 1,
            end.line + 1,
            property(d.rule.as_str()),
            data(&message)
        )?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    // `##[` begins a command anywhere in a line.
    let text = visible(text).replace("##[", "##\u{200b}[");
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
