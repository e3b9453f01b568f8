//! Baselines: registers of findings that are known and accepted for now.
//!
//! A file of entries, each with the fingerprint of a finding, a reason and, if wished, an owner, a ticket and a day on
//! which it expires. Writing one over another merges by fingerprint: what people wrote into entries stays.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::documents::display_name;
use super::run::for_baseline;
use super::{Failure, Run, Session, syntax_errors};
use crate::diff::follows_from_others;
use crate::engine::Outcome;
use crate::finding::Finding;
use crate::ruleset::suppress::{KnownFinding, Named, Origin, Selector, Suppression};
use crate::source::{Location, Source, Span};
use crate::text::{Day, Sorting, cut};
use crate::tree::{Cursor, Limits, Tree, write_json};

/// The reason of an entry that nobody has given one.
const UNSTATED: &str = "known when the baseline was written";

/// More values than this are in no baseline.
const MOST: usize = 10_000_000;

/// A baseline, read.
#[derive(Debug)]
pub struct Baseline {
    path: PathBuf,
    source: Arc<Source>,
    entries: Vec<Suppression>,
    /// The entries as they are written, with fields that apivet does not know.
    written: Vec<Value>,
}

/// What came of writing a baseline.
#[derive(Debug)]
pub struct Merged {
    /// The text of the file.
    pub text: String,
    /// Number of entries that were there and stay.
    pub kept: usize,
    /// Number of entries that are new.
    pub new: usize,
    /// Number of entries that matched nothing any more.
    pub dropped: usize,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// Where it cannot be read, or an entry is not what it must be.
    pub fn read(session: &Session, path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let text = session.read_policy(path).map_err(|why| {
            Failure::new(format!("cannot read the baseline `{shown}`: {why}")).help("`--write-baseline` writes one")
        })?;
        Self::parse(path, text)
    }

    /// Reads the text of a baseline.
    ///
    /// # Errors
    /// As [`Baseline::read`].
    pub fn parse(path: &Path, text: String) -> Result<Self, Failure> {
        let shown = path.display();
        let source = Arc::new(Source::new(display_name(path), text));
        let tree = Tree::parse(source.clone(), Limits::default());
        if !tree.errors().is_empty() {
            let failure = Failure::new(format!("the baseline `{shown}` cannot be read"));
            return Err(failure.with_problems(syntax_errors(&tree)));
        }
        let list = tree.root().get_str("findings").filter(|f| f.is_seq());
        let Some(list) = list else {
            return Err(
                wrong(path, tree.root(), "a baseline has a list `findings`").help("`--write-baseline` writes one")
            );
        };
        let mut baseline = Self { path: path.to_path_buf(), source, entries: Vec::new(), written: Vec::new() };
        for item in list.items() {
            baseline.entries.push(entry(path, item)?);
            let mut bytes = Vec::new();
            let value = write_json(&mut bytes, item, MOST).ok().and_then(|()| serde_json::from_slice(&bytes).ok());
            baseline.written.push(value.ok_or_else(|| wrong(path, item, "this entry cannot be read"))?);
        }
        Ok(baseline)
    }

    /// The text of this baseline with one more finding; an entry that knows others like it counts it. Nothing for
    /// findings that no baseline keeps.
    #[must_use]
    pub fn with(&self, finding: &Finding, reason: &str) -> Option<String> {
        if follows_from_others(&finding.rule) {
            return None;
        }
        let keys = KnownFinding::keys_of(finding);
        let count = |entry: &Suppression| match &entry.selector {
            Selector::Known(known) => known.keys().iter().any(|key| keys.contains(key)).then_some(known.count),
            _ => None,
        };
        let mut entries = self.written.clone();
        match self.entries.iter().enumerate().find_map(|(n, entry)| Some((n, count(entry)?))) {
            Some((n, count)) => set_count(&mut entries[n], count + 1),
            None => {
                let mut entry = Found::new(finding).entry;
                entry["reason"] = json!(reason);
                entries.push(entry);
            }
        }
        Some(written(entries))
    }

    /// The whole of its text.
    #[must_use]
    pub fn location(&self) -> Location {
        let end = self.source.text().len();
        Location { source: self.source.clone(), span: Span::new(0, end) }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The entries.
    #[must_use]
    pub fn suppressions(&self) -> Vec<Suppression> {
        self.entries.clone()
    }

    /// A baseline of what a run found. Entries of these baselines whose findings are there stay with all that is
    /// written in them, and so do entries that the run could not have met; the others are dropped.
    #[must_use]
    pub fn merge(known: &[&Baseline], run: &Run<'_>, outcome: &Outcome) -> Merged {
        let mut found: Vec<Found> = Vec::new();
        let mut by_key: FxHashMap<String, VecDeque<usize>> = FxHashMap::default();
        for finding in for_baseline(outcome) {
            let keys = KnownFinding::keys_of(finding);
            // The first tells findings apart, the others are what entries know them by.
            if let Some(known) = by_key.get(&keys[0]).and_then(|numbers| numbers.front()) {
                found[*known].count += 1;
                continue;
            }
            for key in keys {
                by_key.entry(key).or_default().push_back(found.len());
            }
            found.push(Found::new(finding));
        }
        let mut merged = Merged { text: String::new(), kept: 0, new: 0, dropped: 0 };
        let mut entries: Vec<Value> = Vec::new();
        let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
        let unmet = run.suppressions().known_and_unmet(run.ran());
        for (suppression, written) in known.iter().flat_map(|b| b.entries.iter().zip(&b.written)) {
            let Selector::Known(known) = &suppression.selector else { continue };
            let name = (known.fingerprint.as_str(), known.file.as_str());
            if !seen.insert(name) {
                continue;
            }
            let mut written = written.clone();
            let now = known.keys().iter().find_map(|key| {
                let numbers = by_key.get_mut(key)?;
                while numbers.front().is_some_and(|n| found[*n].is_taken) {
                    numbers.pop_front();
                }
                numbers.front().copied()
            });
            match now {
                // The words of today, and who answers for it as before.
                Some(now) => {
                    found[now].is_taken = true;
                    for key in ["fingerprint", "rule", "file", "pointer", "message"] {
                        written[key] = found[now].entry[key].clone();
                    }
                    set_count(&mut written, found[now].count);
                }
                None if unmet.contains(&name) || known.file_is_missing => {
                    merged.dropped += 1;
                    continue;
                }
                None => {}
            }
            merged.kept += 1;
            entries.push(written);
        }
        for Found { mut entry, count, .. } in found.into_iter().filter(|found| !found.is_taken) {
            entry["reason"] = json!(UNSTATED);
            set_count(&mut entry, count);
            merged.new += 1;
            entries.push(entry);
        }
        merged.text = written(entries);
        merged
    }
}

/// The text of a baseline. As the files stand: a baseline is read in a review, and two branches that add to it should not
/// meet.
fn written(mut entries: Vec<Value>) -> String {
    let key = |e: &Value| ["file", "pointer", "rule", "fingerprint"].map(|k| e[k].as_str().unwrap_or("").to_owned());
    entries.order_by_key(key);
    let whole = json!({"version": 1, "findings": entries});
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

/// A finding of the run, as an entry.
struct Found {
    entry: Value,
    count: usize,
    /// True once an entry of before is about it.
    is_taken: bool,
}

impl Found {
    fn new(finding: &Finding) -> Self {
        let entry = json!({
            "fingerprint": finding.fingerprint(),
            "rule": finding.rule,
            "file": finding.document(),
            "pointer": finding.pointer,
            "message": finding.message,
        });
        Self { entry, count: 1, is_taken: false }
    }
}

/// True for a file of the work tree that is not there any more.
fn is_missing(file: &str) -> bool {
    !file.is_empty() && !file.contains("://") && std::fs::symlink_metadata(file).is_err()
}

fn set_count(entry: &mut Value, count: usize) {
    if let Some(fields) = entry.as_object_mut() {
        if count > 1 {
            fields.insert("count".to_owned(), json!(count));
        } else {
            fields.shift_remove("count");
        }
    }
}

fn wrong(path: &Path, at: Cursor<'_>, why: &str) -> Failure {
    Failure::new(format!("{}:{}: {why}", path.display(), at.location().line()))
}

fn entry(path: &Path, item: Cursor<'_>) -> Result<Suppression, Failure> {
    let text = |key: &str| item.get_str(key).map(|v| v.text().trim().to_owned()).filter(|t| !t.is_empty());
    let Some(fingerprint) = text("fingerprint") else {
        return Err(wrong(path, item, "an entry has no `fingerprint`"));
    };
    let expires = match text("expires") {
        None => None,
        Some(day) => match Day::parse(&day) {
            Some(n) => Some(n),
            None => {
                let at = item.get_str("expires").unwrap_or(item);
                return Err(wrong(path, at, &format!("`{}` is no date; write it as YYYY-MM-DD", cut(&day, 60))));
            }
        },
    };
    let count = item.get_str("count").and_then(Cursor::integer).map_or(1, |n| usize::try_from(n.max(1)).unwrap_or(1));
    let at = item.get_str("fingerprint").unwrap_or(item).location();
    let rule = text("rule").unwrap_or_default();
    let name = if rule.is_empty() { fingerprint.clone() } else { rule.clone() };
    let whole = |key: &str| item.get_str(key).map(|v| v.text().into_owned()).unwrap_or_default();
    let file = text("file").unwrap_or_default();
    let known = KnownFinding {
        fingerprint,
        rule,
        file_is_missing: is_missing(&file),
        file,
        pointer: whole("pointer"),
        message: whole("message"),
        count,
    };
    Ok(Suppression {
        rules: vec![Named { name, location: at.clone() }],
        selector: Selector::Known(Box::new(known)),
        reason: text("reason").unwrap_or_default(),
        owner: text("owner"),
        ticket: text("ticket"),
        expires,
        origin: Origin::Baseline,
        location: at,
        pointer: item.pointer(),
    })
}
