//! Writing findings. A reporter sees texts, findings and what rules say of themselves; nothing else.

pub mod changes;
mod checkstyle;
mod github;
mod gitlab;
mod headline;
mod json;
mod junit;
mod markdown;
mod markup;
pub mod pages;
mod sarif;
mod spectral_json;
pub mod table;
mod text;
mod xml;

use std::io::{self, Write};
use std::sync::Arc;

pub use text::{Style, TextOptions, write_findings};

use crate::finding::{Finding, Message, RuleId, Severity, message};
use crate::source::{Location, Source, Span};
use crate::text::{any_steers, counted, steers};

/// What is reported.
#[derive(Default)]
pub struct Report<'a> {
    /// The findings, in order.
    pub findings: &'a [Finding],
    /// Number of files that were read.
    pub files: usize,
    /// The documents that were judged, by name.
    pub documents: &'a [String],
    /// Those that were not.
    pub skipped: &'a [NotJudged],
    /// Number of findings that are suppressed.
    pub suppressed: usize,
    /// What rules say of themselves that are not built in.
    pub declared: &'a [RuleText],
    /// Findings of this severity or higher fail the run; `None` where none does.
    pub fails_from: Option<Severity>,
}

/// What a rule says of itself that is not built in.
#[derive(Clone, Debug)]
pub struct RuleText {
    /// Its id.
    pub id: String,
    /// How much its findings matter.
    pub severity: Severity,
    /// What it is for.
    pub text: Option<String>,
    /// Where it is explained.
    pub url: Option<String>,
}

/// A document that was not judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJudged {
    /// Its name.
    pub file: String,
    /// Why it was not, in words.
    pub reason: String,
}

impl NotJudged {
    /// The same as a finding, for formats that know nothing else. It is no rule's: nothing suppresses it.
    fn as_finding(&self) -> Finding {
        let source = Arc::new(Source::new(self.file.clone(), String::new()));
        let location = Location { source, span: Span::new(0, 0) };
        let message = message!("not judged: {}", self.reason);
        Finding::new(RuleId::of("document-not-judged"), Severity::Error, location, String::new(), message)
    }
}

impl Report<'_> {
    /// How many findings of each severity there are, the highest first: `1 error`, `3 warnings`, `2 info`.
    fn counts(&self) -> impl Iterator<Item = (Severity, String)> {
        Severity::ALL.into_iter().map(|severity| (severity, self.count(severity))).filter(|(_, n)| *n > 0).map(
            |(severity, n)| {
                let text = match severity {
                    Severity::Error => counted(n, "error"),
                    Severity::Warn => counted(n, "warning"),
                    Severity::Info => format!("{n} info"),
                    Severity::Hint => counted(n, "hint"),
                };
                (severity, text)
            },
        )
    }

    /// The findings of each file, files in order.
    fn by_file(&self) -> Vec<(&str, Vec<&Finding>)> {
        let mut files: Vec<(&str, Vec<&Finding>)> = Vec::new();
        for finding in self.findings {
            let name = finding.file();
            match files.last_mut().filter(|(last, _)| *last == name) {
                Some((_, found)) => found.push(finding),
                None => files.push((name, vec![finding])),
            }
        }
        files
    }

    /// What was judged, in words: `3 documents`, with the files that they are made of and what was not judged.
    fn judged(&self) -> String {
        let mut words = match (self.documents.len(), self.files) {
            // A view tells files only.
            (0, files) if files > 0 => counted(files, "file"),
            (documents, files) if files > documents => {
                format!("{} ({})", counted(documents, "document"), counted(files, "file"))
            }
            (documents, _) => counted(documents, "document"),
        };
        if !self.skipped.is_empty() {
            words += &format!("; {} not judged", self.skipped.len());
        }
        words
    }

    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|d| d.severity == severity).count()
    }
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people, with the lines around each place.
    Text,
    /// One JSON object (CLI contract).
    Json,
    /// A JSON object in each line.
    Jsonl,
    /// The array that Spectral prints.
    SpectralJson,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit's XML: a test suite for each file.
    Junit,
    /// Checkstyle's XML.
    Checkstyle,
    /// A summary in Markdown.
    Markdown,
    /// A page by itself, with a filter.
    Html,
}

impl Format {
    /// All formats, with the word on the command line.
    pub const ALL: [(Format, &'static str); 11] = [
        (Format::Text, "text"),
        (Format::Json, "json"),
        (Format::Jsonl, "jsonl"),
        (Format::SpectralJson, "spectral-json"),
        (Format::Sarif, "sarif"),
        (Format::Github, "github"),
        (Format::Gitlab, "gitlab"),
        (Format::Junit, "junit"),
        (Format::Checkstyle, "checkstyle"),
        (Format::Markdown, "markdown"),
        (Format::Html, "html"),
    ];
}

/// What a finding says beside its message, a paragraph each: of a change the proof, why it matters and what it reaches;
/// what to do.
pub(crate) fn advice(finding: &Finding) -> Vec<Message> {
    advice_with(finding, changes::reach(&finding.operations))
}

/// The same where the operations are told by themselves.
fn advice_without_reach(finding: &Finding) -> Vec<Message> {
    advice_with(finding, None)
}

fn advice_with(finding: &Finding, reach: Option<Message>) -> Vec<Message> {
    let change = finding.change();
    let mut all: Vec<Message> = Vec::new();
    all.extend(change.and_then(|c| c.witness.as_ref()).map(|w| changes::proof(w).whole()));
    all.extend(change.and_then(|c| c.reason.clone()));
    all.extend(change.and(reach));
    all.extend(finding.help.clone());
    all
}

/// Writes a report.
///
/// # Errors
/// Where `out` fails.
pub fn write(format: Format, report: &Report<'_>, text: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    if format == Format::Text {
        return text::write(report, text, out);
    }
    let mut written = Vec::new();
    write_raw(format, report, text, &mut written)?;
    let is_json =
        matches!(format, Format::Json | Format::Jsonl | Format::SpectralJson | Format::Sarif | Format::Gitlab);
    out.write_all(&without_steering(written, is_json))
}

/// A whole output without what steers a terminal or turns the direction of text: escaped in JSON, where such characters
/// stand in strings only; shown by a sign elsewhere.
#[must_use]
pub fn without_steering(written: Vec<u8>, is_json: bool) -> Vec<u8> {
    // Most have no byte with which such a character could begin.
    let steers_in = |part: &[u8]| part.iter().fold(false, |found, b| found | (*b < 0x20 && *b != b'\n'));
    if memchr::memchr3(0x7f, 0xc2, 0xe2, &written).is_none() && !written.chunks(1 << 12).any(steers_in) {
        return written;
    }
    let text = String::from_utf8_lossy(&written);
    if !any_steers(&text) {
        return written;
    }
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if !steers(c) => clean.push(c),
            c if is_json => clean.push_str(&format!("\\u{:04x}", c as u32)),
            _ => clean.push('\u{fffd}'),
        }
    }
    clean.into_bytes()
}

fn write_raw(format: Format, report: &Report<'_>, text: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    // These say in words of their own what was not judged, or are the exact output of another program.
    let says_so = matches!(format, Format::Text | Format::Json | Format::Jsonl | Format::Sarif | Format::SpectralJson);
    let all: Vec<Finding>;
    let mut report = report;
    let with_skipped;
    if !says_so && !report.skipped.is_empty() {
        let skipped = report.skipped.iter().map(NotJudged::as_finding);
        all = skipped.chain(report.findings.iter().cloned()).collect();
        with_skipped = Report { findings: &all, skipped: &[], ..*report };
        report = &with_skipped;
    }
    match format {
        Format::Text => text::write(report, text, out),
        Format::Json => json::write(report, out),
        Format::Jsonl => json::write_lines(report, out),
        Format::SpectralJson => spectral_json::write(report, out),
        Format::Sarif => sarif::write(report, out),
        Format::Github => github::write(report, out),
        Format::Gitlab => gitlab::write(report, out),
        Format::Junit => junit::write(report, out),
        Format::Checkstyle => checkstyle::write(report, out),
        Format::Markdown => markdown::write(report, out),
        Format::Html => pages::findings_page(report, out),
    }
}
