//! `--baseline`: old findings that are known and accepted for now.
//!
//! A file of entries, each with the fingerprint of a finding, a reason and, if wished, an owner and a
//! day on which it expires. What is in it does not fail the run; entries that match nothing, or have
//! expired, are reported themselves.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::Failure;
use super::documents::{display_name, read_text};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::Outcome;
use crate::model::days_since_epoch;
use crate::source::{FileId, Location, Source};
use crate::tree::{Cursor, Limits, Tree};

/// An entry of a baseline.
struct Entry {
    fingerprint: String,
    rule: String,
    /// The place of the entry in the file.
    location: Location,
    pointer: String,
    /// Why; empty where no reason is given.
    reason: String,
    /// The day on which it expires, in words and as days since 1970-01-01.
    expires: Option<(String, i64)>,
    /// How many findings it stands for.
    count: usize,
    used: usize,
}

/// A baseline, read.
pub(super) struct Baseline {
    source: Arc<Source>,
    entries: Vec<Entry>,
    numbers: HashMap<String, usize>,
    today: i64,
}

impl Baseline {
    /// Reads a baseline.
    pub(super) fn read(path: &Path, today: i64) -> Result<Self, Failure> {
        let shown = path.display();
        let text = read_text(path, Limits::default()).map_err(|why| {
            Failure::new(format!("cannot read the baseline `{shown}`: {why}")).help("`--write-baseline` writes one")
        })?;
        let source = Arc::new(Source::new(display_name(path), text));
        let tree = Tree::parse(source.clone(), Limits::default());
        if !tree.errors().is_empty() {
            let _ = super::debug_tree::print_errors(&tree);
            return Err(Failure::new(format!("the baseline `{shown}` cannot be read")));
        }
        let line = |at: Cursor<'_>| source.position(at.span().start).line + 1;
        let wrong = |at: Cursor<'_>, why: &str| Failure::new(format!("{shown}:{}: {why}", line(at)));
        let list = tree.root().get_str("findings").filter(|f| f.is_seq());
        let Some(list) = list else {
            return Err(wrong(tree.root(), "a baseline has a list `findings`").help("`--write-baseline` writes one"));
        };
        let mut baseline = Self { source: source.clone(), entries: Vec::new(), numbers: HashMap::new(), today };
        for item in list.items() {
            let text = |key: &str| item.get_str(key).map(|v| v.text().trim().to_owned()).filter(|t| !t.is_empty());
            let Some(fingerprint) = text("fingerprint") else {
                return Err(wrong(item, "an entry has no `fingerprint`"));
            };
            let expires = match text("expires") {
                None => None,
                Some(day) => match days_since_epoch(&day) {
                    Some(n) => Some((day, n)),
                    None => return Err(wrong(item, &format!("`{day}` is no date; write it as YYYY-MM-DD"))),
                },
            };
            let span = item.get_str("fingerprint").map_or(item.span(), Cursor::span);
            let count = item.get_str("count").and_then(Cursor::integer).map_or(1, |n| n.max(1) as usize);
            baseline.numbers.insert(fingerprint.clone(), baseline.entries.len());
            baseline.entries.push(Entry {
                fingerprint,
                rule: text("rule").unwrap_or_default(),
                location: Location { file: FileId(0), span },
                pointer: item.pointer(),
                reason: text("reason").unwrap_or_default(),
                expires,
                count,
                used: 0,
            });
        }
        Ok(baseline)
    }

    /// True where a finding is known and its entry has not expired.
    pub(super) fn covers(&mut self, finding: &Diagnostic, file: &str) -> bool {
        let Some(&n) = self.numbers.get(&finding.fingerprint(file)) else { return false };
        let entry = &mut self.entries[n];
        if entry.used >= entry.count {
            return false;
        }
        entry.used += 1;
        entry.expires.as_ref().is_none_or(|(_, day)| *day >= self.today)
    }

    /// True where a finding is known and its entry has not expired, whether others have used the entry up or not.
    pub(super) fn knows(&self, finding: &Diagnostic, file: &str) -> bool {
        let entry = self.numbers.get(&finding.fingerprint(file)).map(|n| &self.entries[*n]);
        entry.is_some_and(|e| e.expires.as_ref().is_none_or(|(_, day)| *day >= self.today))
    }

    /// What is accepted: the rule, why, until when, and the place of the entry.
    pub(super) fn accepted(&self) -> impl Iterator<Item = [String; 4]> {
        self.entries.iter().map(|entry| {
            let until = entry.expires.as_ref().map_or_else(|| "-".to_owned(), |(day, _)| day.clone());
            let line = self.source.position(entry.location.span.start).line + 1;
            [entry.rule.clone(), entry.reason.clone(), until, format!("{}:{line}", self.source.name())]
        })
    }

    /// Takes the known findings out of an outcome.
    pub(super) fn apply(&mut self, outcome: &mut Outcome) {
        let before = outcome.diagnostics.len();
        let sources = &outcome.sources;
        outcome.diagnostics.retain(|d| !self.covers(d, sources[d.primary.file.0 as usize].name()));
        outcome.suppressed += before - outcome.diagnostics.len();
    }

    /// Adds what is to say about the entries themselves.
    pub(super) fn report(&self, outcome: &mut Outcome) {
        let file = FileId(outcome.sources.len() as u32);
        let mut found = Vec::new();
        for entry in &self.entries {
            let name = if entry.rule.is_empty() { &entry.fingerprint } else { &entry.rule };
            let expired = entry.expires.as_ref().filter(|(_, day)| *day < self.today);
            let (rule, message, help) = if entry.used == 0 {
                ("unused-ignore", format!("no finding matches this entry for `{name}`"), "remove it")
            } else if let Some((day, _)) = expired {
                (
                    "unused-ignore",
                    format!("this entry for `{name}` expired on {day}; its finding is reported again"),
                    "mend the finding, or give the entry a new date",
                )
            } else if entry.reason.is_empty() {
                (
                    "ignore-without-reason",
                    format!("this entry for `{name}` gives no reason"),
                    "say in `reason` why it is accepted",
                )
            } else {
                continue;
            };
            let location = Location { file, ..entry.location };
            let mut finding =
                Diagnostic::new(rule, Severity::Warn, location, entry.pointer.clone(), message).with_help(help);
            finding.url = crate::rules::find(rule).map(crate::rule::Rule::url);
            found.push(finding);
        }
        if !found.is_empty() {
            outcome.sources.push(self.source.clone());
            outcome.diagnostics.extend(found);
        }
    }
}

/// Writes the findings of an outcome as a baseline.
pub(super) fn write(path: &Path, outcome: &Outcome) -> Result<(), Failure> {
    let mut entries: Vec<serde_json::Value> = Vec::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    for finding in &outcome.diagnostics {
        let file = outcome.sources[finding.primary.file.0 as usize].name();
        let fingerprint = finding.fingerprint(file);
        if let Some(&n) = numbers.get(&fingerprint) {
            let count = entries[n]["count"].as_u64().unwrap_or(1) + 1;
            entries[n]["count"] = json!(count);
            continue;
        }
        numbers.insert(fingerprint.clone(), entries.len());
        entries.push(json!({
            "fingerprint": fingerprint,
            "rule": finding.rule,
            "file": file,
            "pointer": finding.pointer,
            "message": finding.message,
            "reason": "known when the baseline was written",
        }));
    }
    let text =
        serde_json::to_string_pretty(&json!({"version": 1, "findings": entries})).map_err(std::io::Error::from)?;
    std::fs::write(path, format!("{text}\n"))
        .map_err(|e| Failure::new(format!("cannot write to `{}`: {e}", path.display())))
}
