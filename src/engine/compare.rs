//! Two versions: loading, comparing, judging by the rules of the category `compat`.

use std::sync::Arc;

use crate::diagnostic::Severity;
use crate::diff::{self, Change, Compatibility, Policy, Protection, Record, Side, Spot, Verdict};
use crate::model::Api;
use crate::rules;
use crate::ruleset::{IgnoreEntry, IgnoreUse, Ruleset};
use crate::source::{FileId, Source};
use crate::spec::{Loader, Workspace};
use crate::tree::{Cursor, Tree};

/// What came of a comparison.
#[derive(Debug)]
pub struct Compared {
    /// The files of both versions, by the `FileId` of the records' places.
    pub sources: Vec<Arc<Source>>,
    /// The changes, gravest first.
    pub records: Vec<Record>,
    /// What they add up to; what is acknowledged does not count.
    pub verdict: Verdict,
    /// Number of changes that the configuration acknowledges or leaves out.
    pub suppressed: usize,
    /// Number of files that were read.
    pub files: usize,
    /// What became of each ignore of the configuration.
    pub ignores: Vec<IgnoreUse>,
    /// True where both versions say the same to the byte.
    pub same_text: bool,
}

/// Compares an entry document with its version before. Each is read with its own loader.
///
/// # Errors
/// Where the thread that compares cannot be started.
pub fn compare(
    base: (Tree, &dyn Loader),
    revision: (Tree, &dyn Loader),
    ruleset: &Ruleset,
    policy: &Policy,
) -> std::io::Result<Compared> {
    let (base, revision) =
        rayon::join(|| Workspace::build(vec![base.0], base.1), || Workspace::build(vec![revision.0], revision.1));
    std::thread::scope(|scope| {
        let work = || compare_workspaces(&base, &revision, ruleset, policy);
        let thread = std::thread::Builder::new().stack_size(diff::STACK).spawn_scoped(scope, work)?;
        thread.join().map_err(|_| std::io::Error::other("the comparison failed"))?
    })
}

fn compare_workspaces(
    base: &Workspace,
    revision: &Workspace,
    ruleset: &Ruleset,
    policy: &Policy,
) -> std::io::Result<Compared> {
    let apis = [base, revision].map(|w| Api::new(w, w.entries()[0]));
    let comparison = diff::compare(&apis[0], &apis[1], policy)?;
    let mut sources: Vec<Arc<Source>> = base.trees().iter().map(|t| t.source().clone()).collect();
    let shift = sources.len() as u32;
    sources.extend(revision.trees().iter().map(|t| t.source().clone()));
    let mut judge = Judge { ruleset, base, revision, shift, suppressed: 0, uses: Vec::new() };
    judge.uses = vec![IgnoreUse { relevant: true, used: false }; ruleset.ignores.len()];
    let mut records = Vec::new();
    for change in comparison.changes {
        records.extend(judge.judge(change));
    }
    let verdict = Verdict::of(&records, comparison.versions.clone(), comparison.same_text);
    let files = sources.len();
    Ok(Compared {
        sources,
        records,
        verdict,
        suppressed: judge.suppressed,
        files,
        ignores: judge.uses,
        same_text: comparison.same_text,
    })
}

impl Compared {
    /// Leaves changes out, as acknowledged, and adds the rest up again.
    pub fn leave_out(&mut self, mut acknowledged: impl FnMut(&Record) -> bool) {
        let before = self.records.len();
        self.records.retain(|r| !acknowledged(r));
        self.suppressed += before - self.records.len();
        self.verdict = Verdict::of(&self.records, self.verdict.versions.clone(), self.same_text);
    }
}

/// Changes of `info.version`, and their absence.
const VERSIONS: [&str; 3] = ["api-version-decreased", "api-version-not-bumped", "api-major-version-not-bumped"];

struct Judge<'r> {
    ruleset: &'r Ruleset,
    base: &'r Workspace,
    revision: &'r Workspace,
    shift: u32,
    suppressed: usize,
    uses: Vec<IgnoreUse>,
}

impl Judge<'_> {
    /// Gives a change its severity; nothing where the configuration leaves it out or acknowledges it.
    fn judge<'a>(&mut self, mut change: Change<'a>) -> Option<Record> {
        let rule = rules::find(change.id)?;
        let own = match (change.compatibility, change.protection) {
            // What is wrong with the number is no change of the contract, and grave all the same.
            _ if VERSIONS.contains(&change.id) => rule.severity,
            (Compatibility::Breaking, _) | (_, Protection::Weakened) => Severity::Error,
            (Compatibility::Undecided | Compatibility::Risky, _) => Severity::Warn,
            _ => Severity::Info,
        };
        let at = change.revision.or(change.base);
        let file = at.map_or("", |a| self.file(a, change.revision.is_some()));
        let set = self.ruleset.setting(rule).severity;
        let severity = self.ruleset.severity_in(rule, file, own);
        // A weakening is not excused by a severity.
        let severity = match severity {
            None if change.protection != Protection::Weakened => {
                self.suppressed += 1;
                return None;
            }
            None => own,
            Some(severity) => severity,
        };
        if set.is_some() {
            change.compatibility = match severity {
                Severity::Error => Compatibility::Breaking,
                Severity::Warn => Compatibility::Risky,
                Severity::Info | Severity::Hint => Compatibility::Compatible,
            };
        }
        let severity = if change.protection == Protection::Weakened { own.min(severity) } else { severity };
        if self.is_acknowledged(&change) {
            self.suppressed += 1;
            return None;
        }
        let record = Record {
            id: change.id,
            severity,
            message: change.message.clone(),
            reason: change.reason.clone(),
            help: change.help.clone(),
            compatibility: change.compatibility,
            protection: change.protection,
            operations: change.operations.clone(),
            base: change.base.map(|at| self.spot(at, Side::Base)),
            revision: change.revision.map(|at| self.spot(at, Side::Revision)),
            witness: change.witness.clone(),
            without_effect: change.without_effect,
        };
        Some(record)
    }

    fn file(&self, at: Cursor<'_>, revision: bool) -> &str {
        let workspace = if revision { self.revision } else { self.base };
        workspace.source(at.file()).name()
    }

    fn spot(&self, at: Cursor<'_>, side: Side) -> Spot {
        let mut location = if at.key_span().is_empty() { first_line(at) } else { at.name_location() };
        if side == Side::Revision {
            location.file = FileId(location.file.0 + self.shift);
        }
        Spot { location, pointer: at.pointer() }
    }

    fn is_acknowledged(&mut self, change: &Change<'_>) -> bool {
        let places: Vec<(String, String)> = [(change.revision, true), (change.base, false)]
            .into_iter()
            .filter_map(|(at, revision)| at.map(|a| (self.file(a, revision).to_owned(), a.pointer())))
            .collect();
        let mut found = false;
        for (entry, usage) in self.ruleset.ignores.iter().zip(&mut self.uses) {
            if names(entry, change.id) && (places.is_empty() || places.iter().any(|(file, at)| covers(entry, file, at)))
            {
                usage.used = true;
                found = true;
            }
        }
        found
    }
}

fn names(entry: &IgnoreEntry, id: &str) -> bool {
    entry.rules.iter().any(|name| name == id || name == "compat")
}

fn covers(entry: &IgnoreEntry, file: &str, pointer: &str) -> bool {
    let here = entry.files.as_ref().is_none_or(|f| f.has(file));
    here && pointer.strip_prefix(&entry.at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The first line of a value.
fn first_line(at: Cursor<'_>) -> crate::source::Location {
    let span = at.span();
    let text = at.tree().source().slice(span);
    let line = text.split(['\n', '\r']).next().map_or(0, |l| l.trim_end().len());
    at.tree().location(crate::source::Span::new(span.start as usize, span.start as usize + line))
}
