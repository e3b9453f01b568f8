//! Writing what changed between two versions.

mod documentation;
pub mod history;
mod json;
mod markdown;
mod text;

pub(super) use documentation::documentation_line;

use std::io::{self, Write};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Format, Report, TextOptions};
use crate::diff::catalogue::ChangeId;
use crate::diff::{Compatibility, DocumentationChange, Impact, Side, Verdict, Witness, is_about_version};
use crate::finding::{Finding, Message, NodeLocation, Reached, Severity, message};
use crate::text::{Sorting, counted, cut};

/// What is reported of a comparison.
pub struct ChangeReport<'a> {
    /// The changes that count, security first, then breaking ones.
    pub changes: &'a [Finding],
    /// What they add up to.
    pub verdict: &'a Verdict,
    /// Both versions as the user named them.
    pub names: [&'a str; 2],
    /// The documents, where several are compared: each with what it was and is called, and its verdict.
    pub documents: &'a [DocumentVerdict],
    /// What changed of the documentation; nothing where nobody asked.
    pub documentation: Option<&'a [DocumentationChange]>,
    /// The changes that are accepted.
    pub acknowledged: &'a [Acknowledgement],
    /// What is said of suppressions themselves.
    pub about: &'a [Finding],
    /// Number of files that were read.
    pub files: usize,
}

/// One of several documents that were compared.
pub struct DocumentVerdict {
    /// What it was and is called; nothing where it is not there.
    pub names: [Option<String>; 2],
    /// What its changes add up to.
    pub verdict: Verdict,
}

impl DocumentVerdict {
    /// `orders.yaml`, or `old/orders.yaml -> new/orders.yaml`.
    pub(super) fn name(&self) -> String {
        match &self.names {
            [Some(from), Some(to)] if from == to => to.clone(),
            [Some(from), Some(to)] => format!("{from} -> {to}"),
            [Some(one), None] | [None, Some(one)] => one.clone(),
            [None, None] => String::new(),
        }
    }
}

/// A change that is accepted, and by whom.
#[derive(Clone, Debug)]
pub struct Acknowledgement {
    /// The change.
    pub change: Finding,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it is tracked.
    pub ticket: Option<String>,
    /// The last day of it, as `YYYY-MM-DD`.
    pub expires: Option<String>,
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
    let clean = |write: &dyn Fn(&mut dyn Write) -> io::Result<()>, out: &mut dyn Write| {
        let mut written = Vec::new();
        write(&mut written)?;
        out.write_all(&super::without_steering(written, format == ChangeFormat::Json))
    };
    match format {
        ChangeFormat::Json => clean(&|out| json::write(report, out), out),
        ChangeFormat::Markdown => clean(&|out| markdown::write(report, out), out),
        ChangeFormat::Html => clean(&|out| super::pages::changes_page(report, out), out),
        ChangeFormat::Findings(Format::Text) => text::write(report, text, out),
        ChangeFormat::Findings(format) => {
            let findings: Vec<Finding> = report.changes.iter().chain(report.about).cloned().collect();
            let findings = Report {
                findings: &findings,
                files: report.files,
                suppressed: report.acknowledged.len(),
                fails_from: Some(Severity::Error),
                ..Report::default()
            };
            super::write(format, &findings, text, out)
        }
    }
}

/// A proof in words.
pub(super) struct Proof {
    /// What the value shows.
    pub sentence: Message,
    /// The value, as JSON.
    pub value: String,
}

impl Proof {
    /// Both in one line.
    pub fn whole(&self) -> Message {
        message!("{}: {}", self.sentence, self.value)
    }
}

/// A value as JSON in one line, with room after commas: lines can end there.
fn spaced(value: &serde_json::Value) -> String {
    let mut out = Vec::new();
    let mut writer = serde_json::Serializer::with_formatter(&mut out, Spaced);
    // Nothing fails that is written into memory.
    let _ = serde::Serialize::serialize(value, &mut writer);
    String::from_utf8_lossy(&out).into_owned()
}

struct Spaced;

impl serde_json::ser::Formatter for Spaced {
    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { out.write_all(b", ") }
    }
}

/// The proof in words.
pub(super) fn proof(witness: &Witness) -> Proof {
    let value = cut(&spaced(&witness.value), 300);
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
        message!("a request whose {} parameters are", witness.location)
    } else {
        what.into()
    };
    let what = match &witness.part {
        Some(part) => message!("this value of `{}`", part),
        None => what,
    };
    let sentence = match (witness.valid_in, witness.response) {
        (Side::Base, false) => message!("{} was accepted before and is refused now", what),
        (Side::Revision, true) => message!("{} can come now and could not before", what),
        (Side::Revision, false) => message!("{} can be sent now and could not before", what),
        (Side::Base, true) => message!("{} was understood before and is not now", what),
    };
    Proof { sentence, value }
}

/// The operations in words.
pub(super) fn reach(operations: &[Arc<Reached>]) -> Option<Message> {
    match operations {
        [] => None,
        [one] => Some(message!("in {}", one.title)),
        [a, b] => Some(message!("in {} and {}", a.title, b.title)),
        [a, b, c] => Some(message!("in {}, {} and {}", a.title, b.title, c.title)),
        [a, b, .., _] => Some(message!("in {}, {} and {} more operations", a.title, b.title, operations.len() - 2)),
    }
}

/// A change in one line of an overview of what is accepted: `POST /orders: ... (the reason, until 2027-01-01)`.
pub(super) fn accepted(one: &Acknowledgement) -> Message {
    let mut line = match &*one.change.operations {
        [] => Message::default(),
        [only] => message!("{}: ", only.title),
        [first, ..] => message!("{} and {} more: ", first.title, one.change.operations.len() - 1),
    };
    line.push(&one.change.message);
    let mut why: Vec<String> = vec![one.reason.clone()];
    why.extend(one.owner.iter().cloned());
    why.extend(one.ticket.iter().cloned());
    why.extend(one.expires.as_ref().map(|day| format!("until {day}")));
    why.retain(|part| !part.is_empty());
    line.push(message!(" ({})", why.join(", ")));
    line
}

/// What a reader should look at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    /// What `info.version` says of the changes, which is none of them.
    Version,
    Security,
    Breaking,
    Undecided,
    Risky,
    Compatible,
}

impl Section {
    /// All but what `info.version` says.
    pub(super) const OF_CHANGES: [Section; 5] =
        [Section::Security, Section::Breaking, Section::Undecided, Section::Risky, Section::Compatible];

    pub(super) fn of(finding: &Finding) -> Self {
        if is_about_version(&finding.rule) {
            return Section::Version;
        }
        let Some(change) = finding.change() else { return Section::Compatible };
        match (change.impact, change.compatibility) {
            (Impact::Weakened, _) => Section::Security,
            (_, Compatibility::Breaking) => Section::Breaking,
            (_, Compatibility::Undecided) => Section::Undecided,
            (_, Compatibility::Risky) => Section::Risky,
            (_, Compatibility::Compatible) => Section::Compatible,
        }
    }

    /// One word for a change of this section.
    pub(super) fn word(self) -> &'static str {
        match self {
            Section::Version => "version",
            Section::Security => "weakened",
            Section::Breaking => "breaking",
            Section::Undecided => "undecided",
            Section::Risky => "risky",
            Section::Compatible => "compatible",
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Section::Version => "Version",
            Section::Security => "Weaker security",
            Section::Breaking => "Breaking",
            Section::Undecided => "Undecided",
            Section::Risky => "Risky",
            Section::Compatible => "Compatible",
        }
    }
}

/// Changes that reach the same operations.
pub(super) struct ChangeGroup<'r> {
    /// What they are of: the operation, or how many.
    pub title: String,
    /// The operations, where there are several.
    pub operations: &'r [Arc<Reached>],
    /// The changes, the gravest first.
    pub changes: Vec<&'r Finding>,
}

/// Ids of changes that are operations themselves: they stand in a list, each named by its message.
const OPERATIONS: [(ChangeId, &str); 8] = [
    (ChangeId::ENDPOINT_ADDED, "New operations"),
    (ChangeId::WEBHOOK_ADDED, "New operations"),
    (ChangeId::CALLBACK_ADDED, "New operations"),
    (ChangeId::API_REMOVED_WITHOUT_DEPRECATION, "Removed operations"),
    (ChangeId::API_PATH_REMOVED_WITHOUT_DEPRECATION, "Removed operations"),
    (ChangeId::API_REMOVED_WITH_DEPRECATION, "Removed operations"),
    (ChangeId::API_PATH_REMOVED_WITH_DEPRECATION, "Removed operations"),
    (ChangeId::ENDPOINT_DEPRECATED, "Deprecated operations"),
];

impl ChangeGroup<'_> {
    /// The section that a reader should look at first.
    fn first_section(&self) -> Option<Section> {
        self.changes.iter().map(|c| Section::of(c)).min()
    }
}

/// The changes of a section, in groups.
pub(super) fn by_operation(changes: &[Finding], section: Section) -> Vec<ChangeGroup<'_>> {
    grouped(changes.iter().filter(|c| Section::of(c) == section))
}

/// Changes by the operations that they reach: what is of whole operations first, then one operation after the other,
/// then what several share. In each the gravest is first, and what is alike stands together.
fn grouped<'r>(changes: impl Iterator<Item = &'r Finding>) -> Vec<ChangeGroup<'r>> {
    let mut groups: Vec<ChangeGroup<'r>> = Vec::new();
    let mut numbers: FxHashMap<(String, Vec<&str>), usize> = FxHashMap::default();
    // Changes that reach the same share the list.
    let mut by_list: FxHashMap<(&str, *const Arc<Reached>), usize> = FxHashMap::default();
    for change in changes {
        let whole = OPERATIONS.iter().find(|(id, _)| change.rule == *id).map(|(_, title)| *title);
        let operations: &'r [Arc<Reached>] = if change.operations.len() > 1 { &change.operations } else { &[] };
        let title = match (whole, &*change.operations) {
            (Some(title), _) => title.to_owned(),
            (_, []) => "API-level changes".to_owned(),
            (_, [one]) => one.title.clone(),
            (_, many) => counted(many.len(), "operation"),
        };
        let next = groups.len();
        let number = *by_list.entry((whole.unwrap_or_default(), change.operations.as_ptr())).or_insert_with(|| {
            let mut key: Vec<&str> = operations.iter().map(|o| o.title.as_str()).collect();
            key.sort_unstable();
            *numbers.entry((title.clone(), key)).or_insert(next)
        });
        if number == next {
            groups.push(ChangeGroup { title, operations, changes: Vec::new() });
        }
        groups[number].changes.push(change);
    }
    let rank = |g: &ChangeGroup<'_>| match g.changes.first() {
        Some(c) if OPERATIONS.iter().any(|(id, _)| c.rule == *id) => 0,
        Some(c) if c.operations.is_empty() => 1,
        _ if g.operations.is_empty() => 2,
        _ => 3,
    };
    groups.order_by_key(rank);
    for group in &mut groups {
        group.changes.order_by(|a, b| (Section::of(a), &a.rule).cmp(&(Section::of(b), &b.rule)));
    }
    groups
}

/// Lines longer than this are not found by their number alone.
const LONG: u32 = 400;

/// `file:line`, from 1; with the column where the line is long.
fn place(at: &NodeLocation) -> String {
    let source = &at.location.source;
    let at = at.location.start();
    let column = if at.character > LONG { format!(":{}", at.character + 1) } else { String::new() };
    format!("{}:{}{column}", source.shown(), at.line + 1)
}

/// What was compared, by `info.version`.
pub(super) fn title(report: &ChangeReport<'_>) -> String {
    match &report.verdict.versions {
        [Some(from), Some(to)] => format!("API changes {from} -> {to}"),
        _ => "API changes".to_owned(),
    }
}

/// Both versions as the user named them.
fn names(report: &ChangeReport<'_>) -> String {
    report.names.join(" -> ")
}

/// How many changes there are, and of what kinds.
fn counts(report: &ChangeReport<'_>) -> String {
    let of = |section: Section| report.changes.iter().filter(|c| Section::of(c) == section).count();
    let kinds: Vec<(usize, &str)> = Section::OF_CHANGES
        .into_iter()
        .map(|section| (of(section), if section == Section::Security { "weakening security" } else { section.word() }))
        .collect();
    let parts: Vec<String> = kinds.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    match kinds.iter().map(|(n, _)| n).sum() {
        0 if report.acknowledged.is_empty() => "no changes of the contract".to_owned(),
        0 => "no unacknowledged changes".to_owned(),
        n => format!("{}: {}", counted(n, "change"), parts.join(", ")),
    }
}
