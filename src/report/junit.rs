//! JUnit's XML: a suite for each file, a failed test for each finding.

use std::io::{self, Write};

use super::xml::escape;
use super::{Report, advice};

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let total = report.findings.len();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    // A run without findings is a test that passed, so that readers see that it ran.
    if total == 0 {
        writeln!(out, "<testsuites name=\"apivet\" tests=\"1\" failures=\"0\" errors=\"0\">")?;
        writeln!(out, "  <testsuite name=\"apivet\" tests=\"1\" failures=\"0\" errors=\"0\">")?;
        writeln!(out, "    <testcase classname=\"apivet\" name=\"{}\"/>", report.judged())?;
        writeln!(out, "  </testsuite>\n</testsuites>")?;
        return Ok(());
    }
    writeln!(out, "<testsuites name=\"apivet\" tests=\"{total}\" failures=\"{total}\" errors=\"0\">")?;
    for (file, found) in report.by_file() {
        let (name, count) = (escape(file), found.len());
        writeln!(out, "  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{count}\" errors=\"0\">")?;
        for d in found {
            let at = d.location.start();
            let place = format!("line {}, col {}", at.line + 1, at.character + 1);
            let mut text = format!("{place}, {}: {} ({})", d.severity.word(), d.message, d.rule);
            for advice in advice(d) {
                text += &format!("\nhelp: {advice}");
            }
            let (class, id) = (escape(file), escape(d.rule.as_str()));
            writeln!(out, "    <testcase classname=\"{class}\" name=\"{id} {}\" time=\"0\">", escape(&place))?;
            writeln!(
                out,
                "      <failure type=\"{}\" message=\"{}\">{}</failure>",
                d.severity.word(),
                escape(d.message.as_str()),
                escape(&text)
            )?;
            writeln!(out, "    </testcase>")?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}
