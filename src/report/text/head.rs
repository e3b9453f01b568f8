//! The first line of a finding, and where it is.

use std::io::{self, Write};

use super::TextOptions;
use crate::finding::{Finding, Message, Severity};
use crate::report::headline::{headline, word};
use crate::text::{printable, web_address};

/// Writes `error[rule]: message`, and below it the location.
pub(super) fn write_head(
    finding: &Finding,
    sentence: &Message,
    options: &TextOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let label = format!("{}[{}]", word(finding), printable(finding.rule.as_str()));
    let painted = paint(&linked(finding, &label, options), &format!("1;{}", color_of(finding.severity)), options);
    writeln!(out, "{}", options.wrap(&format!("{painted}: {sentence}"), "  "))?;
    writeln!(out, "  --> {}", place_of(finding))
}

/// The label as a link to what explains the rule, where links can be followed.
fn linked(finding: &Finding, label: &str, options: &TextOptions) -> String {
    match finding.url.as_deref().and_then(web_address).filter(|_| options.links) {
        Some(url) => format!("\u{1b}]8;;{url}\u{1b}\\{label}\u{1b}]8;;\u{1b}\\"),
        None => label.to_owned(),
    }
}

/// `file:line:column`, counted from 1.
pub(super) fn place_of(finding: &Finding) -> String {
    let position = finding.location.start();
    format!("{}:{}:{}", printable(finding.file()), position.line + 1, position.character + 1)
}

/// All in one line, which editors follow: `file:line:column: error[rule]: message`.
pub(super) fn line_of(finding: &Finding) -> String {
    format!("{}: {}[{}]: {}", place_of(finding), word(finding), printable(finding.rule.as_str()), headline(finding))
}

pub(in crate::report) fn paint(text: &str, code: &str, options: &TextOptions) -> String {
    if options.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

pub(in crate::report) fn color_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "31",
        Severity::Warn => "33",
        Severity::Info => "36",
        Severity::Hint => "2",
    }
}
