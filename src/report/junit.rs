//! JUnit's XML: a suite for each file, a test for each finding. It fails where the finding fails the run.

use std::io::{self, Write};

use super::headline::{headline, word};
use super::xml::escape;
use super::{Report, advice_without_reach};
use crate::finding::Finding;

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
    let fails = |d: &Finding| report.fails_from.is_some_and(|level| d.severity.is_at_least(level));
    let failures = report.findings.iter().filter(|d| fails(d)).count();
    writeln!(out, "<testsuites name=\"apivet\" tests=\"{total}\" failures=\"{failures}\" errors=\"0\">")?;
    for (file, found) in report.by_file() {
        let (name, count) = (escape(file), found.len());
        let failures = found.iter().filter(|d| fails(d)).count();
        writeln!(out, "  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{failures}\" errors=\"0\">")?;
        for d in found {
            let at = d.location.start();
            let place = format!("line {}, col {}", at.line + 1, at.character + 1);
            let sentence = headline(d);
            let mut text = format!("{place}, {}: {sentence} ({})", word(d), d.rule);
            for advice in advice_without_reach(d) {
                text += &format!("\nhelp: {advice}");
            }
            let (class, id) = (escape(file), escape(d.rule.as_str()));
            writeln!(out, "    <testcase classname=\"{class}\" name=\"{id} {}\" time=\"0\">", escape(&place))?;
            if fails(d) {
                let (kind, message) = (word(d), escape(sentence.as_str()));
                writeln!(out, "      <failure type=\"{kind}\" message=\"{message}\">{}</failure>", escape(&text))?;
            } else {
                writeln!(out, "      <system-out>{}</system-out>", escape(&text))?;
            }
            writeln!(out, "    </testcase>")?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}
