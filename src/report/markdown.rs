//! A summary in Markdown: for comments on pull requests and job summaries.

use std::io::{self, Write};

use super::markup::{COMMENT, MARKER, code, marked, sentence};
use super::{Report, advice};
use crate::finding::Severity;
use crate::text::web_address;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    write_up_to(report, &mut text)?;
    out.write_all(&text)
}

/// Writes what fits into a comment, and how much does not.
fn write_up_to(report: &Report<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    writeln!(out, "{MARKER}")?;
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
    let mut left_out = 0;
    for severity in Severity::ALL {
        let of_severity = || report.findings.iter().filter(|d| d.severity == severity);
        if of_severity().next().is_none() {
            continue;
        }
        writeln!(out, "\n## {}\n", sentence(severity.word()))?;
        for d in of_severity() {
            if out.len() > COMMENT {
                left_out += 1;
                continue;
            }
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
        writeln!(out, "\n{left_out} more are left out to fit into a comment; `--format html` lists all of them.")?;
    }
    Ok(())
}
