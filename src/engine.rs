//! One run: loading, linking, rules, ignores, order.

mod compare;
mod declared;
mod example;
mod places;

pub use compare::{Compared, Judged, compare, compare_composed, removed};
pub use declared::lint_declared;
pub use example::{Example, example_in, example_of};

pub use crate::rule::Timings;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::finding::{Finding, Reached, Severity};
use crate::model::{Api, Reach};
use crate::rule::{Check, Context, Phase, Rule};
use crate::rules;
use crate::ruleset::Ruleset;
use crate::ruleset::suppress::{RulesetNumber, Suppressed, Suppression, Suppressions, written_in};
use crate::source::Source;
use crate::spec::{LoadError, Loader, RefText, Workspace, join_path, normalize_path};
use crate::text::{Day, Sorting};
use crate::tree::{Key, Marks, Tree, words};

/// What came of a run.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The files that were read.
    pub sources: Vec<Arc<Source>>,
    /// The findings, by file name, position and rule.
    pub findings: Vec<Finding>,
    /// Number of files that were read.
    pub files: usize,
    /// The documents that were judged, by name.
    pub documents: Vec<String>,
    /// The files that are parts, by name, each with the documents that it is a part of.
    pub parts: Vec<(String, Vec<String>)>,
    /// The findings that are suppressed, and what suppresses them.
    pub suppressed: Vec<Suppressed>,
    /// The suppressions that the documents hold.
    pub written: Vec<Suppression>,
    /// The operations of the documents, where the ruleset has suppressions that may ask for them.
    pub operations: Vec<Arc<Reached>>,
}

impl Outcome {
    /// The gravest severity among the findings.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|d| d.severity).min()
    }

    /// Number of findings of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|d| d.severity == severity).count()
    }

    /// What came of several runs, as of one: in order, without repetitions.
    fn of(outcomes: Vec<Outcome>) -> Self {
        let mut all = Self::default();
        for outcome in outcomes {
            all.absorb(outcome);
        }
        all.sort();
        all
    }

    /// Takes in what came of another run.
    pub fn absorb(&mut self, mut other: Outcome) {
        self.sources.append(&mut other.sources);
        self.findings.append(&mut other.findings);
        self.files += other.files;
        self.documents.append(&mut other.documents);
        self.parts.append(&mut other.parts);
        self.suppressed.append(&mut other.suppressed);
        self.written.append(&mut other.written);
        self.operations.append(&mut other.operations);
    }

    /// Brings the findings into their order and drops repetitions.
    pub fn sort(&mut self) {
        self.findings.order_by(Finding::in_order);
        self.findings.dedup_by(|a, b| a.repeats(b));
    }

    /// Lets suppressions under a ruleset take out what they suppress.
    pub fn suppress(&mut self, suppressions: &mut Suppressions, ruleset: RulesetNumber) {
        suppressions.add_written(ruleset, std::mem::take(&mut self.written));
        suppressions.note_operations(ruleset, &std::mem::take(&mut self.operations));
        // What is said twice uses a suppression once.
        self.sort();
        self.suppressed.extend(suppressions.apply(ruleset, &mut self.findings));
    }
}

/// Lints entry documents, in parallel where they do not refer to each other's files. `done` is told
/// after each group how many entries it held, and `timings` what took how long.
pub fn lint(
    entries: Vec<Tree>,
    loader: &dyn Loader,
    ruleset: &Ruleset,
    today: Day,
    done: &(dyn Fn(usize) + Sync),
    timings: &Timings,
) -> Outcome {
    let groups = timings.phase(Phase::Link, || group(entries, loader));
    let outcomes: Vec<Outcome> = groups
        .into_par_iter()
        .map(|group| {
            let count = group.entries.len();
            let files = Prefetched { files: Mutex::new(group.files), loader };
            let workspace = timings.phase(Phase::Link, || Workspace::build(group.entries, &files));
            let outcome = judge(&workspace, ruleset, today, timings);
            done(count);
            outcome
        })
        .collect();
    Outcome::of(outcomes)
}

/// Entries that share files, with the files that were read to find that out.
struct EntryGroup {
    entries: Vec<Tree>,
    files: FxHashMap<String, Tree>,
}

/// Gives the files that were read before, then those of the loader.
struct Prefetched<'a> {
    files: Mutex<FxHashMap<String, Tree>>,
    loader: &'a dyn Loader,
}

impl Loader for Prefetched<'_> {
    fn load(&self, name: &str) -> Result<Tree, LoadError> {
        let known = self.files.lock().ok().and_then(|mut files| files.remove(name));
        known.map_or_else(|| self.loader.load(name), Ok)
    }

    fn siblings(&self, name: &str) -> Vec<String> {
        self.loader.siblings(name)
    }
}

/// Sorts entries into groups that share no file, so that each file is read once and each group can
/// be judged by itself.
fn group(entries: Vec<Tree>, loader: &dyn Loader) -> Vec<EntryGroup> {
    let several = if entries.len() < 2 { &[] } else { &entries[..] };
    let mut referred: Vec<Vec<String>> = several.par_iter().map(referenced_files).collect();
    if referred.iter().all(Vec::is_empty) {
        return entries
            .into_iter()
            .map(|tree| EntryGroup { entries: vec![tree], files: FxHashMap::default() })
            .collect();
    }
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    let mut edges: Vec<(usize, String)> = Vec::new();
    for (n, tree) in entries.iter().enumerate() {
        numbers.insert(normalize_path(tree.source().name()), n);
        edges.extend(std::mem::take(&mut referred[n]).into_iter().map(|name| (n, name)));
    }
    let mut files: Vec<(String, Tree)> = Vec::new();
    let mut sets = Sets { parents: (0..entries.len()).collect() };
    while !edges.is_empty() {
        let wanted: FxHashSet<&str> =
            edges.iter().map(|(_, name)| name.as_str()).filter(|name| !numbers.contains_key(*name)).collect();
        let mut wanted: Vec<&str> = wanted.into_iter().collect();
        wanted.sort_unstable();
        let loaded: Vec<(String, Option<Tree>)> =
            wanted.into_par_iter().map(|name| (name.to_owned(), loader.load(name).ok())).collect();
        let mut next = Vec::new();
        for (name, tree) in loaded {
            let number = sets.parents.len();
            sets.parents.push(number);
            numbers.insert(name.clone(), number);
            if let Some(tree) = tree {
                next.extend(referenced_files(&tree).into_iter().map(|name| (number, name)));
                files.push((name, tree));
            }
        }
        for (from, name) in edges {
            if let Some(&to) = numbers.get(&name) {
                sets.join(from, to);
            }
        }
        edges = next;
    }
    let mut groups: BTreeMap<usize, EntryGroup> = BTreeMap::new();
    for (n, tree) in entries.into_iter().enumerate() {
        groups
            .entry(sets.find(n))
            .or_insert_with(|| EntryGroup { entries: Vec::new(), files: FxHashMap::default() })
            .entries
            .push(tree);
    }
    for (name, tree) in files {
        let set = numbers.get(&name).map(|n| sets.find(*n));
        if let Some(group) = set.and_then(|s| groups.get_mut(&s)) {
            group.files.insert(name, tree);
        }
    }
    groups.into_values().collect()
}

/// Disjoint sets.
struct Sets {
    parents: Vec<usize>,
}

impl Sets {
    fn find(&mut self, mut n: usize) -> usize {
        while self.parents[n] != n {
            self.parents[n] = self.parents[self.parents[n]];
            n = self.parents[n];
        }
        n
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.parents[a.max(b)] = a.min(b);
    }
}

/// The files that anything called `$ref` in a tree names.
fn referenced_files(tree: &Tree) -> Vec<String> {
    if !tree.has_key(words::REF) {
        return Vec::new();
    }
    let mut seen = FxHashSet::default();
    let mut out = Vec::new();
    for at in tree.keyed(words::REF) {
        let Some(text) = at.str().filter(|t| !t.starts_with('#')) else { continue };
        let reference = RefText::parse(&text);
        if !reference.is_remote() && !reference.document.is_empty() {
            let name = join_path(tree.source().name(), &reference.document);
            if seen.insert(name.clone()) {
                out.push(name);
            }
        }
    }
    out
}

/// The files of a workspace that are no entries, each with the entries that reach it.
fn parts(workspace: &Workspace) -> Vec<(String, Vec<String>)> {
    let name = |file: crate::source::FileId| workspace.tree(file).source().name().to_owned();
    let files = workspace.trees().iter().map(Tree::file).filter(|file| !workspace.entries().contains(file));
    files.map(|file| (name(file), workspace.reached_from(file).iter().map(|entry| name(*entry)).collect())).collect()
}

/// Runs the rules over a workspace.
pub(crate) fn judge(workspace: &Workspace, ruleset: &Ruleset, today: Day, timings: &Timings) -> Outcome {
    judge_with(workspace, ruleset, today, Vec::new(), timings)
}

/// Runs the rules over a workspace. Severities and ignores hold for what a view has found in it, too.
pub(crate) fn judge_with(
    workspace: &Workspace,
    ruleset: &Ruleset,
    today: Day,
    of_view: Vec<Finding>,
    timings: &Timings,
) -> Outcome {
    let active: Vec<(&'static Rule, crate::ruleset::Setting)> =
        rules::all().filter(|r| ruleset.runs(r)).map(|r| (r, ruleset.setting(r))).collect();
    let mut found: Vec<Finding> =
        workspace.problems().iter().filter(|p| active.iter().any(|(r, _)| p.rule == *r.id)).cloned().collect();
    found.extend(of_view);
    let is_description =
        |entry: &&crate::source::FileId| crate::spec::declared_version(workspace.tree(**entry).root()).is_some();
    let model = || workspace.entries().iter().filter(is_description).map(|e| Api::new(workspace, *e)).collect();
    let (of_nodes, apis): (Vec<Finding>, Vec<Api<'_>>) =
        rayon::join(|| node_rules(workspace, ruleset, today, &active, timings), || timings.phase(Phase::Model, model));
    found.extend(of_nodes);
    found.par_extend(active.par_iter().flat_map_iter(|(rule, setting)| {
        let mut out = Vec::new();
        timings.rule(Phase::Rules, rule.id, || {
            for api in apis.iter().filter(|a| rule.applies_to(a.version)) {
                let mut context = Context::new(workspace, &ruleset.policy, today, rule, Some(&setting.options));
                match rule.check {
                    Check::Api(check) => check(&mut context, api),
                    Check::Operation(check) => api
                        .operations
                        .iter()
                        .filter(|o| !context.is_exempt(o))
                        .collect::<Vec<_>>()
                        .into_iter()
                        .for_each(|o| check(&mut context, api, o)),
                    Check::Scheme(check) => api.schemes.iter().for_each(|s| check(&mut context, api, s)),
                    Check::Walk | Check::Node(..) | Check::Ruleset | Check::Compare | Check::View(_) => {}
                }
                out.extend(context.finish());
            }
        });
        out
    }));
    found.retain_mut(|finding| {
        let Some(rule) = rules::find(finding.rule.as_str()) else { return true };
        let Some(severity) = ruleset.severity_in(rule, finding.document(), finding.severity) else { return false };
        finding.severity = severity;
        finding.url = Some(rule.url());
        if let Some(file) = workspace.file_of(&finding.location).filter(|f| !workspace.entries().contains(f)) {
            let entries = workspace.reached_from(file).iter();
            finding.reached_from = entries.map(|entry| workspace.tree(*entry).source().clone()).collect();
        }
        true
    });
    found.extend(declared::findings(workspace, &apis, ruleset, timings));
    reach(&apis, ruleset, &mut found);
    places::note_places(workspace, &mut found);
    let all = |api: &Api<'_>| api.operations.iter().map(|o| Arc::new(api.reached(o))).collect::<Vec<_>>();
    Outcome {
        sources: workspace.trees().iter().map(|t| t.source().clone()).collect(),
        findings: found,
        files: workspace.trees().len(),
        parts: parts(workspace),
        documents: workspace.entries().iter().map(|e| workspace.tree(*e).source().shown().to_owned()).collect(),
        suppressed: Vec::new(),
        written: workspace.trees().iter().flat_map(written_in).collect(),
        operations: if ruleset.suppressions.is_empty() { Vec::new() } else { apis.iter().flat_map(all).collect() },
    }
}

/// Notes which operations findings reach, where a suppression asks for that.
fn reach(apis: &[Api<'_>], ruleset: &Ruleset, found: &mut [Finding]) {
    let Some(api) = apis.first() else { return };
    let mut asked = found.iter_mut().filter(|f| Suppressions::ask_for_operations(ruleset, &f.rule)).peekable();
    if asked.peek().is_none() {
        return;
    }
    let mut reach = Reach::new(apis);
    for finding in asked {
        let Some(file) = api.workspace.file_of(&finding.location) else { continue };
        if let Ok(at) = api.workspace.tree(file).root().resolve_pointer(&finding.pointer) {
            finding.operations = reach.of(at).into();
        }
    }
}

/// Nodes for one piece of work: small enough to share a large document out, large enough to be worth it.
const PIECE: u32 = 1 << 12;

/// One traversal for all rules about nodes.
fn node_rules(
    workspace: &Workspace,
    ruleset: &Ruleset,
    today: Day,
    active: &[(&'static Rule, crate::ruleset::Setting)],
    timings: &Timings,
) -> Vec<Finding> {
    // With each rule the marks of the fields that it asks for, if it asks for some.
    let mut by_kind: Vec<Vec<(usize, Option<Marks>)>> = vec![Vec::new(); crate::spec::Kind::COUNT];
    for (n, (rule, _)) in active.iter().enumerate() {
        if let Check::Node(kinds, _) = rule.check {
            let asks = (!rule.asks.is_empty()).then(|| Key::marks(rule.asks));
            kinds.iter().for_each(|k| by_kind[*k as usize].push((n, asks)));
        }
    }
    let ranges = workspace.trees().iter().flat_map(|tree| {
        let end = tree.len() as u32;
        (0..end).step_by(PIECE as usize).map(move |start| (tree.file(), start..end.min(start + PIECE)))
    });
    let pieces = ranges.collect::<Vec<_>>().into_par_iter().map(|(file, range)| {
        let mut contexts: Vec<Option<Context<'_>>> = active.iter().map(|_| None).collect();
        let mut laps = timings.laps(active.len());
        for (kind, at) in workspace.labelled_in(file, range) {
            for &(n, asks) in &by_kind[kind as usize] {
                if asks.is_some_and(|asks| !at.may_have(asks)) {
                    continue;
                }
                let (rule, setting) = &active[n];
                if !rule.applies_to(workspace.version(at.file())) {
                    continue;
                }
                if let Check::Node(_, check) = rule.check {
                    let context = contexts[n].get_or_insert_with(|| {
                        Context::new(workspace, &ruleset.policy, today, rule, Some(&setting.options))
                    });
                    laps.skip();
                    check(context, at);
                    laps.lap(n);
                }
            }
        }
        laps.took().for_each(|(n, took)| timings.add_rule(Phase::Rules, active[n].0.id, took));
        contexts.into_iter().flatten().flat_map(Context::finish).collect::<Vec<_>>()
    });
    pieces.flatten_iter().collect()
}
