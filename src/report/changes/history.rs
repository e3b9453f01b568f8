//! What the commits of a range changed, one by one.

use std::collections::HashSet;
use std::io::{self, Write};

use serde_json::json;

use super::{Section, json, place};
use crate::diff::{Compatibility, Verdict};
use crate::finding::Finding;
use crate::report::TextOptions;
use crate::report::text::{color_of, paint};
use crate::text::{counted, printable};

/// A commit, with what it changed.
pub struct CommitChanges {
    /// The whole hash.
    pub commit: String,
    /// The day of the commit, as `YYYY-MM-DD`.
    pub day: String,
    /// Who wrote it.
    pub author: String,
    /// The first line of its message.
    pub subject: String,
    /// What it changed, waived changes left out.
    pub changes: Vec<Finding>,
    /// What that adds up to.
    pub verdict: Verdict,
}

/// What the commits of a range changed, the oldest first.
pub struct ChangeHistory<'a> {
    /// Both ends and the document, as the user named them.
    pub names: [&'a str; 3],
    /// The commits that changed the document, or what it refers to.
    pub commits: &'a [CommitChanges],
    /// The fingerprints of what is left between both ends: what a later commit takes back is not among them.
    pub left: HashSet<String>,
    /// What that adds up to.
    pub verdict: &'a Verdict,
}

/// Characters of a hash that are shown.
const SHORT: usize = 10;
/// Operations that a line names.
const NAMED: usize = 2;

fn is_told(finding: &Finding) -> bool {
    !matches!(Section::of(finding), Section::Compatible | Section::Version)
}

impl ChangeHistory<'_> {
    /// True for a change that another commit takes back, or that takes one back.
    fn is_cancelled(&self, finding: &Finding) -> bool {
        !self.left.contains(&finding.fingerprint())
    }
}

/// Writes a history for a terminal.
///
/// # Errors
/// Where `out` fails.
pub fn write_text(history: &ChangeHistory<'_>, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let [since, until, document] = history.names;
    writeln!(out, "{}\n", options.wrap(&printable(&format!("{document}: {since} -> {until}")), "  "))?;
    for commit in history.commits {
        let short = commit.commit.get(..SHORT).unwrap_or(&commit.commit);
        let heading = format!("{short} {} {}: {}", commit.day, commit.author, commit.subject);
        writeln!(out, "{}", options.wrap(&paint(&printable(&heading), "1", options), "  "))?;
        for change in commit.changes.iter().filter(|c| is_told(c)) {
            let word = Section::of(change).word();
            let names: Vec<&str> = change.operations.iter().take(NAMED).map(|o| o.title.as_str()).collect();
            let more = change.operations.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let operations = if names.is_empty() { String::new() } else { format!("{}{more}: ", names.join(", ")) };
            let cancelled = if history.is_cancelled(change) { "; cancelled out by another commit" } else { "" };
            let text = format!(
                "  {}  {}{}  [{}{cancelled}]",
                paint(word, &format!("1;{}", color_of(change.severity)), options),
                printable(&operations),
                change.message,
                change.rule
            );
            writeln!(out, "{}", options.wrap(&text, "    "))?;
            let at = change.change().and_then(|c| c.revision.as_ref().or(c.base.as_ref()));
            if let Some(at) = at {
                writeln!(out, "    {}", printable(&place(at)))?;
            }
        }
        writeln!(out, "{}\n", options.wrap(&format!("  {}", commit.verdict.line()), "    "))?;
    }
    let broke = |c: &&CommitChanges| c.verdict.compatibility == Some(Compatibility::Breaking);
    let weakened = |c: &&CommitChanges| c.verdict.weakened;
    let count = |which: &dyn Fn(&&CommitChanges) -> bool| history.commits.iter().filter(|c| which(c)).count();
    writeln!(
        out,
        "{}: {} breaking, {} weakening security",
        counted(history.commits.len(), "commit"),
        count(&broke),
        count(&weakened)
    )?;
    writeln!(out, "{}", options.wrap(history.verdict.line().as_str(), "  "))
}

/// Writes a history as one JSON object.
///
/// # Errors
/// Where `out` fails.
pub fn write_json(history: &ChangeHistory<'_>, out: &mut dyn Write) -> io::Result<()> {
    let commits: Vec<_> = history
        .commits
        .iter()
        .map(|commit| {
            let changes: Vec<_> = commit
                .changes
                .iter()
                .filter(|c| Section::of(c) != Section::Version)
                .map(|change| {
                    let mut written = json::change(change);
                    written["cancelled"] = json!(history.is_cancelled(change));
                    written
                })
                .collect();
            json!({
                "commit": commit.commit,
                "date": commit.day,
                "author": commit.author,
                "subject": commit.subject,
                "verdict": json::verdict(&commit.verdict),
                "changes": changes,
            })
        })
        .collect();
    let [since, until, document] = history.names;
    let object = json!({
        "version": 1,
        "document": document,
        "since": since,
        "until": until,
        "history": commits,
        "verdict": json::verdict(history.verdict),
    });
    serde_json::to_writer(&mut *out, &object)?;
    out.write_all(b"\n")
}
