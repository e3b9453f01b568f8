//! Writing what changed between two versions.

mod html;
mod json;
mod markdown;
mod text;

use std::io::{self, Write};
use std::sync::Arc;

use super::{Format, Report, TextOptions};
use crate::diagnostic::Diagnostic;
use crate::diff::{Compatibility, Protection, Record, Side, Verdict, Witness};
use crate::source::Source;

/// What is reported of a comparison.
pub struct ChangeReport<'a> {
    /// The files of both versions, by the `FileId` of the places.
    pub sources: &'a [Arc<Source>],
    /// The changes, gravest first.
    pub records: &'a [Record],
    /// What they add up to.
    pub verdict: &'a Verdict,
    /// Both versions as the user named them.
    pub names: [&'a str; 2],
    /// Number of changes that the configuration acknowledges or leaves out.
    pub suppressed: usize,
    /// Number of files that were read.
    pub files: usize,
}

/// How changes are written: all of lint's formats, and changelogs for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeFormat {
    /// One of lint's.
    Findings(Format),
    /// One JSON object (CLI contract).
    Json,
    /// A changelog in Markdown.
    Markdown,
    /// A changelog as one HTML page.
    Html,
}

impl ChangeFormat {
    /// All formats, with the word on the command line.
    pub const ALL: [(ChangeFormat, &'static str); 11] = [
        (ChangeFormat::Findings(Format::Text), "text"),
        (ChangeFormat::Json, "json"),
        (ChangeFormat::Findings(Format::Jsonl), "jsonl"),
        (ChangeFormat::Markdown, "markdown"),
        (ChangeFormat::Html, "html"),
        (ChangeFormat::Findings(Format::Sarif), "sarif"),
        (ChangeFormat::Findings(Format::Github), "github"),
        (ChangeFormat::Findings(Format::Gitlab), "gitlab"),
        (ChangeFormat::Findings(Format::Junit), "junit"),
        (ChangeFormat::Findings(Format::Checkstyle), "checkstyle"),
        (ChangeFormat::Findings(Format::SpectralJson), "spectral-json"),
    ];
}

/// Writes a comparison.
///
/// # Errors
/// Where `out` fails.
pub fn write(
    format: ChangeFormat,
    report: &ChangeReport<'_>,
    text: &TextOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        ChangeFormat::Json => json::write(report, out),
        ChangeFormat::Markdown => markdown::write(report, out),
        ChangeFormat::Html => html::write(report, out),
        ChangeFormat::Findings(Format::Text) => text::write(report, text, out),
        ChangeFormat::Findings(format) => {
            let diagnostics = diagnostics(report.records);
            let findings = Report {
                sources: report.sources,
                diagnostics: &diagnostics,
                files: report.files,
                suppressed: report.suppressed,
            };
            super::write(format, &findings, text, out)
        }
    }
}

/// Changes as findings: at the place in the revision, with the place in the base beside it.
#[must_use]
pub fn diagnostics(records: &[Record]) -> Vec<Diagnostic> {
    records.iter().filter_map(diagnostic).collect()
}

/// A change as a finding; none where it has no place.
#[must_use]
pub fn diagnostic(record: &Record) -> Option<Diagnostic> {
    let at = record.revision.as_ref().or(record.base.as_ref())?;
    let mut found =
        Diagnostic::new(record.id, record.severity, at.location, at.pointer.clone(), record.message.clone());
    found.label = record
        .revision
        .as_ref()
        .map_or("it was here", |_| if record.base.is_some() { "now" } else { "new" })
        .to_owned();
    if let (Some(base), Some(_)) = (&record.base, &record.revision) {
        found.also(base.location, "before");
    }
    let mut help: Vec<String> = Vec::new();
    if let Some(witness) = &record.witness {
        help.push(witness_words(witness));
    }
    help.extend(record.reason.clone());
    help.extend(reach_words(&record.operations));
    help.extend(record.help.clone());
    if !help.is_empty() {
        found.help(help.join("\n"));
    }
    found.url = crate::rules::find(record.id).map(|r| r.url());
    Some(found)
}

/// The proof in words.
fn witness_words(witness: &Witness) -> String {
    let value = witness.value.to_string();
    let value = if value.chars().count() > 300 { value.chars().take(299).chain(['…']).collect() } else { value };
    let what = match (witness.response, witness.location) {
        (true, "header") => "this response header value",
        (true, _) => "this response",
        (false, "body") => "this request body",
        (false, "path") => "this path parameter",
        (false, "query") => "this query parameter",
        (false, "cookie") => "this cookie",
        (false, _) => "this request header",
    };
    let what = if witness.value.is_object() && !witness.response && witness.location != "body" {
        format!("a request whose {} parameters are", witness.location)
    } else {
        what.to_owned()
    };
    let what = match &witness.part {
        Some(part) => format!("this value of `{part}`"),
        None => what,
    };
    match (witness.valid_in, witness.response) {
        (Side::Base, false) => format!("{what} was accepted before and is refused now: {value}"),
        (Side::Revision, true) => format!("{what} can come now and could not before: {value}"),
        (Side::Revision, false) => format!("{what} can be sent now and could not before: {value}"),
        (Side::Base, true) => format!("{what} was understood before and is not now: {value}"),
    }
}

/// The operations in words.
fn reach_words(operations: &[String]) -> Option<String> {
    match operations {
        [] => None,
        [one] => Some(format!("in {one}")),
        [a, b] => Some(format!("in {a} and {b}")),
        [a, b, c] => Some(format!("in {a}, {b} and {c}")),
        [a, b, .., _] => Some(format!("in {a}, {b} and {} more operations", operations.len() - 2)),
    }
}

/// What a reader should look at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Security,
    Breaking,
    Undecided,
    Risky,
    Compatible,
}

impl Section {
    const ALL: [Section; 5] =
        [Section::Security, Section::Breaking, Section::Undecided, Section::Risky, Section::Compatible];

    fn of(record: &Record) -> Self {
        match (record.protection, record.compatibility) {
            (Protection::Weakened, _) => Section::Security,
            (_, Compatibility::Breaking) => Section::Breaking,
            (_, Compatibility::Undecided) => Section::Undecided,
            (_, Compatibility::Risky) => Section::Risky,
            (_, Compatibility::Compatible) => Section::Compatible,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Section::Security => "Security is weaker",
            Section::Breaking => "Breaking",
            Section::Undecided => "Not decided",
            Section::Risky => "May surprise",
            Section::Compatible => "Compatible",
        }
    }
}

/// Changes that reach the same operations.
struct Group<'r> {
    /// What they are of: the operation, or how many.
    title: String,
    /// The operations, where there are several.
    operations: &'r [String],
    records: Vec<&'r Record>,
}

/// Ids of changes that are operations themselves: they stand in a list, each named by its message.
const OPERATIONS: [(&str, &str); 8] = [
    ("endpoint-added", "New operations"),
    ("webhook-added", "New operations"),
    ("callback-added", "New operations"),
    ("api-removed-without-deprecation", "Removed operations"),
    ("api-path-removed-without-deprecation", "Removed operations"),
    ("api-removed-with-deprecation", "Removed operations"),
    ("api-path-removed-with-deprecation", "Removed operations"),
    ("endpoint-deprecated", "Deprecated operations"),
];

/// The changes of a section, by the operations that they reach: what is of whole operations first, then one
/// operation after the other, then what several share.
fn by_operation<'r>(records: &'r [Record], section: Section) -> Vec<Group<'r>> {
    let mut groups: Vec<Group<'r>> = Vec::new();
    let mut numbers: std::collections::HashMap<(String, Vec<&'r str>), usize> = std::collections::HashMap::new();
    for record in records.iter().filter(|r| Section::of(r) == section) {
        let whole = OPERATIONS.iter().find(|(id, _)| *id == record.id).map(|(_, title)| *title);
        let operations: &[String] = if record.operations.len() > 1 { &record.operations } else { &[] };
        let title = match (whole, record.operations.as_slice()) {
            (Some(title), _) => title.to_owned(),
            (_, []) => "The document".to_owned(),
            (_, [one]) => one.clone(),
            (_, many) => format!("{} operations", many.len()),
        };
        let mut key: Vec<&str> = operations.iter().map(String::as_str).collect();
        key.sort_unstable();
        let next = groups.len();
        let number = *numbers.entry((title.clone(), key)).or_insert(next);
        if number == next {
            groups.push(Group { title, operations, records: Vec::new() });
        }
        groups[number].records.push(record);
    }
    let rank = |g: &Group<'_>| match g.records.first() {
        Some(r) if OPERATIONS.iter().any(|(id, _)| *id == r.id) => 0,
        Some(r) if r.operations.is_empty() => 1,
        _ if g.operations.is_empty() => 2,
        _ => 3,
    };
    groups.sort_by_key(rank);
    groups
}

/// Lines longer than this are not found by their number alone.
const LONG: u32 = 400;

/// `file:line`, from 1; with the column where the line is long.
fn place(report: &ChangeReport<'_>, spot: &crate::diff::Spot) -> String {
    let source = &report.sources[spot.location.file.0 as usize];
    let at = source.position(spot.location.span.start);
    let column = if at.character > LONG { format!(":{}", at.character + 1) } else { String::new() };
    format!("{}:{}{column}", source.name(), at.line + 1)
}

/// A count of each severity.
fn counts(report: &ChangeReport<'_>) -> String {
    let of = |section: Section| report.records.iter().filter(|r| Section::of(r) == section).count();
    let parts: Vec<String> = Section::ALL
        .into_iter()
        .filter(|s| of(*s) > 0)
        .map(|s| {
            let word = match s {
                Section::Security => "weakening security",
                Section::Breaking => "breaking",
                Section::Undecided => "undecided",
                Section::Risky => "risky",
                Section::Compatible => "compatible",
            };
            format!("{} {word}", of(s))
        })
        .collect();
    match report.records.len() {
        0 => "no changes of the contract".to_owned(),
        1 => format!("1 change: {}", parts.join(", ")),
        n => format!("{n} changes: {}", parts.join(", ")),
    }
}
