//! Repairs: the edits that findings come with, applied until nothing more can be repaired.
//!
//! A round lints, takes the repairs that do not touch each other, and looks at what came of them. Repairs after which
//! a document would have an error that it had not before are taken back, alone where that suffices.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::{self, Outcome, Timings};
use crate::finding::{Finding, Fix, FixReach, Severity};
use crate::ruleset::Ruleset;
use crate::ruleset::suppress::{RulesetNumber, Suppressions};
use crate::source::{Edit, Source};
use crate::spec::{LoadError, Loader, Workspace, normalize_path};
use crate::text::{Day, Sorting};
use crate::tree::{Limits, Tree};

/// Rounds after which no more repairs are made: two repairs may undo each other.
const ROUNDS: usize = 1000;

/// Which repairs are made.
#[derive(Clone, Copy, Debug)]
pub struct FixOptions {
    /// Also those that change what the API promises.
    pub unsafe_too: bool,
}

/// The texts of files that were repaired, by their names.
#[derive(Debug, Default)]
pub struct Repaired {
    texts: BTreeMap<String, Text>,
    /// Number of findings that were repaired.
    pub count: usize,
}

/// The text of a file before and after.
#[derive(Clone, Debug)]
pub struct Text {
    /// As it was read.
    pub before: Arc<str>,
    /// As it shall be.
    pub after: Arc<str>,
}

impl Repaired {
    /// The files that are different now, with their texts, by name.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.texts.iter().filter(|(_, t)| t.before != t.after).map(|(name, text)| (name.as_str(), text))
    }

    fn parse(&self, name: &str, limits: Limits) -> Option<Tree> {
        let text = self.texts.get(&normalize_path(name))?;
        Some(Tree::parse(Arc::new(Source::new(name, &*text.after)), limits))
    }

    /// The text after some edits of one file; the edits do not overlap.
    fn edit(&mut self, source: &Source, mut edits: Vec<&Edit>) {
        edits.order_by_key(|e| e.location.span);
        let old = source.text();
        let mut text = String::with_capacity(old.len());
        let mut next = 0;
        for edit in edits {
            let span = edit.location.span.range();
            text.push_str(old.get(next..span.start).unwrap_or_default());
            text.push_str(&edit.text);
            next = next.max(span.end);
        }
        text.push_str(old.get(next..).unwrap_or_default());
        let name = normalize_path(source.name());
        let entry = self
            .texts
            .entry(name)
            .or_insert_with(|| Text { before: source.text().into(), after: source.text().into() });
        entry.after = text.into();
    }
}

/// Gives files as they are repaired, else those of another loader.
struct Overlay<'o> {
    repaired: &'o Repaired,
    loader: &'o dyn Loader,
    limits: Limits,
}

impl Loader for Overlay<'_> {
    fn load(&self, name: &str) -> Result<Tree, LoadError> {
        self.repaired.parse(name, self.limits).map_or_else(|| self.loader.load(name), Ok)
    }

    fn text(&self, name: &str) -> Result<String, LoadError> {
        self.loader.text(name)
    }

    fn siblings(&self, name: &str) -> Vec<String> {
        self.loader.siblings(name)
    }
}

/// Documents that are linted together, with what they are linted by.
pub struct Documents<'d> {
    /// The entry documents.
    pub entries: Vec<Tree>,
    /// The files that they refer to.
    pub loader: &'d dyn Loader,
    /// The rules.
    pub ruleset: &'d Ruleset,
    /// The day that rules about time go by.
    pub today: Day,
    /// Bounds of repaired files.
    pub limits: Limits,
    /// What is accepted as it is: suppressed findings are not fixed.
    pub suppressions: &'d Suppressions,
    /// The number of the ruleset among them.
    pub number: RulesetNumber,
    /// What counts how long it takes.
    pub timings: &'d Timings,
}

impl Documents<'_> {
    /// Lints the documents as repaired so far, and repairs them until nothing more can be. What came of the last round
    /// is the answer.
    pub fn repair(&mut self, repaired: &mut Repaired, wanted: &FixOptions, done: &(dyn Fn(usize) + Sync)) -> Outcome {
        let mut refused: BTreeSet<String> = BTreeSet::new();
        let mut most = usize::MAX;
        self.refresh(repaired);
        let mut outcome = self.lint(repaired, done);
        let mut health = None;
        let mut progress = false;
        for _ in 0..ROUNDS {
            let mut chosen = choose(&outcome, wanted, &refused);
            // What drops things comes last, and not while a name leads nowhere.
            let drops = chosen.first().and_then(|d| d.fix.as_ref()).is_some_and(|f| f.reach == FixReach::Drop);
            if chosen.is_empty() || (drops && !health.get_or_insert_with(|| self.health(&outcome, repaired)).settled) {
                if !progress || refused.is_empty() {
                    break;
                }
                // What did harm before may do none any more.
                refused.clear();
                progress = false;
                continue;
            }
            chosen.truncate(most.max(1));
            let was = health.get_or_insert_with(|| self.health(&outcome, repaired));
            let before = repaired.texts.clone();
            let entries = self.entries.clone();
            apply(&chosen, repaired);
            self.refresh(repaired);
            let after = self.lint(repaired, &|_| {});
            let is = self.health(&after, repaired);
            if is.is_no_worse_than(was) {
                health = Some(is);
                repaired.count += chosen.len();
                most = usize::MAX;
                progress = true;
                outcome = after;
                continue;
            }
            // One of them does harm: fewer are tried, down to that one.
            repaired.texts = before;
            self.entries = entries;
            if let [only] = chosen[..] {
                refused.insert(key(only));
                most = usize::MAX;
            } else {
                most = chosen.len() / 2;
            }
        }
        outcome.findings.extend(outcome.suppressed.drain(..).map(|s| s.finding));
        outcome
    }

    /// Reads entry documents again that were repaired.
    fn refresh(&mut self, repaired: &Repaired) {
        for tree in &mut self.entries {
            let text = repaired.texts.get(&normalize_path(tree.source().name()));
            if let Some(text) = text.filter(|t| *t.after != *tree.source().text()) {
                *tree = Tree::parse(Arc::new(Source::new(tree.source().name(), &*text.after)), self.limits);
            }
        }
    }

    fn lint(&self, repaired: &Repaired, done: &(dyn Fn(usize) + Sync)) -> Outcome {
        let overlay = Overlay { repaired, loader: self.loader, limits: self.limits };
        let mut outcome = engine::lint(self.entries.clone(), &overlay, self.ruleset, self.today, done, self.timings);
        let (written, operations) = (outcome.written.clone(), outcome.operations.clone());
        // What they suppress here is for the choice of fixes only: the run has its own pass over what is left.
        outcome.suppress(&mut self.suppressions.clone(), self.number);
        outcome.written = written;
        outcome.operations = operations;
        outcome
    }

    /// How the documents stand.
    fn health(&self, outcome: &Outcome, repaired: &Repaired) -> Health {
        const DANGLING: [&str; 3] = ["security-scheme-undefined", "scope-undefined", "tag-defined"];
        let overlay = Overlay { repaired, loader: self.loader, limits: self.limits };
        let workspace = Workspace::build(self.entries.clone(), &overlay);
        let mut errors = BTreeMap::new();
        let mut count = |what: &str, message: &str| {
            *errors.entry((what.to_owned(), message.to_owned())).or_default() += 1;
        };
        for tree in workspace.trees() {
            tree.errors().iter().for_each(|e| count("text", &e.message));
            tree.duplicates().iter().for_each(|d| count("key", tree.at(d.second).key_text()));
        }
        workspace.problems().iter().for_each(|p| count("specification", p.message.as_str()));
        // Messages of rules name operations and schemes, which repairs may name otherwise.
        outcome.findings.iter().filter(|d| d.severity == Severity::Error).for_each(|d| count(d.rule.as_str(), ""));
        let settled = workspace.problems().iter().all(|p| p.severity != Severity::Error)
            && outcome.findings.iter().all(|d| !DANGLING.contains(&d.rule.as_str()));
        Health { errors, settled }
    }
}

/// How documents stand after a round.
struct Health {
    /// What is wrong, and how often: what the rules call an error, and what the documents break of the specification,
    /// whichever rules are on. Without places, which repairs move.
    errors: BTreeMap<(String, String), usize>,
    /// False where a name leads nowhere: what seems unused may be what it means.
    settled: bool,
}

impl Health {
    /// True where nothing is wrong that was not wrong before, nor more often.
    fn is_no_worse_than(&self, before: &Health) -> bool {
        self.errors.iter().all(|(error, n)| before.errors.get(error).is_some_and(|known| n <= known))
    }
}

/// What tells a fix from others, as long as nothing else is fixed.
fn key(finding: &Finding) -> String {
    format!("{} {} {}", finding.rule, finding.pointer, finding.key_in(finding.document()))
}

/// The fix of a finding, where it may be made.
fn fix_of<'d>(finding: &'d Finding, wanted: &FixOptions) -> Option<&'d Fix> {
    let fix = finding.fix.as_deref().filter(|f| f.is_safe() || wanted.unsafe_too)?;
    // What came over the network is not ours.
    let ours = fix.edits.iter().all(|e| !e.location.source.name().contains("://"));
    (ours && !fix.edits.is_empty()).then_some(fix)
}

/// Findings whose fixes do not touch each other, in their order; of those that go least far.
fn choose<'o>(outcome: &'o Outcome, wanted: &FixOptions, refused: &BTreeSet<String>) -> Vec<&'o Finding> {
    let may_be = |finding: &'o Finding| {
        let fix = fix_of(finding, wanted)?;
        (refused.is_empty() || !refused.contains(&key(finding))).then_some((finding, fix))
    };
    let all: Vec<_> = outcome.findings.iter().filter_map(may_be).collect();
    let Some(reach) = all.iter().map(|(_, fix)| fix.reach).min() else { return Vec::new() };
    let mut taken = Taken::default();
    let mut chosen = Vec::new();
    for (finding, fix) in all.into_iter().filter(|(_, fix)| fix.reach == reach) {
        if fix.edits.iter().all(|edit| taken.is_free(edit)) {
            fix.edits.iter().for_each(|edit| taken.take(edit));
            chosen.push(finding);
        }
    }
    chosen
}

/// Where edits stand: by file and start, the end.
#[derive(Default)]
struct Taken(BTreeMap<(String, u32), u32>);

impl Taken {
    /// False where the edit overlaps another one, or adds something just where another one begins or ends.
    fn is_free(&self, edit: &Edit) -> bool {
        let (file, span) = (edit.location.source.name(), edit.location.span);
        // Edits do not overlap: only the last ones that begin before the end can meet this one.
        let range = (file.to_owned(), 0)..=(file.to_owned(), span.end);
        let mut near = self.0.range(range).rev().take(3);
        !near.any(|((_, start), &end)| {
            let start = *start;
            if span.is_empty() || start == end {
                start <= span.end && span.start <= end
            } else {
                start < span.end && span.start < end
            }
        })
    }

    fn take(&mut self, edit: &Edit) {
        let at = (edit.location.source.name().to_owned(), edit.location.span.start);
        self.0.insert(at, edit.location.span.end);
    }
}

fn apply(chosen: &[&Finding], repaired: &mut Repaired) {
    let mut files: BTreeMap<&str, (&Source, Vec<&Edit>)> = BTreeMap::new();
    for edit in chosen.iter().filter_map(|d| d.fix.as_deref()).flat_map(|f| &f.edits) {
        let source = &*edit.location.source;
        files.entry(source.name()).or_insert_with(|| (source, Vec::new())).1.push(edit);
    }
    for (source, edits) in files.into_values() {
        repaired.edit(source, edits);
    }
}
