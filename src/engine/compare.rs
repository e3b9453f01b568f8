//! Two versions: loading, comparing, judging by the rules of the category `compat`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::collections::hash_map::Entry as Known;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::places::{note_places, title};
use crate::diff::Fact;
use crate::diff::catalogue::ChangeId;
use crate::diff::{
    self, ComparisonPolicy, Compatibility, DeclaredVersions, DocumentationChange, Impact, Share, Verdict,
    is_about_version,
};
use crate::finding::{Facet, Finding, InBundle, Reached, Severity, message};
use crate::model::{Api, Operation, lifecycle};
use crate::rule::Rule;
use crate::rules;
use crate::ruleset::Ruleset;
use crate::ruleset::suppress::{RulesetNumber, Suppressed, Suppression, Suppressions, written_in};
use crate::source::Source;
use crate::spec::{Loader, Workspace};
use crate::text::{Day, counted};
use crate::tree::Tree;

/// What came of a comparison, before anything is suppressed.
#[derive(Debug)]
pub struct Compared {
    /// The files of both versions.
    pub sources: Vec<Arc<Source>>,
    /// The names of the revision's documents and files.
    pub files: Vec<String>,
    /// The changes, security first, then breaking ones, with the severities of the ruleset.
    findings: Vec<Finding>,
    /// Those that the configuration switches off.
    switched_off: Vec<Finding>,
    documentation: Vec<DocumentationChange>,
    versions: DeclaredVersions,
    /// What the revision calls itself.
    title: Arc<str>,
    same_text: bool,
    /// How many operations of both versions are selected.
    selected: usize,
    /// The suppressions that the revision holds.
    written: Vec<Suppression>,
    /// The operations of both versions.
    operations: Vec<Arc<Reached>>,
}

/// A comparison that has been judged: what waivers accept is told apart, and the verdict is of the rest.
#[derive(Debug)]
pub struct Judged {
    /// The files of both versions.
    pub sources: Vec<Arc<Source>>,
    /// The changes that count.
    pub findings: Vec<Finding>,
    /// Those that are accepted.
    pub suppressed: Vec<Suppressed>,
    /// What changed of the documentation, where that is asked for.
    pub documentation: Vec<DocumentationChange>,
    /// How many operations of both versions were selected.
    pub selected: usize,
    /// What they add up to.
    pub verdict: Verdict,
}

/// Compares an entry document with its version before. Each is read with its own loader.
///
/// # Errors
/// Where the thread that compares cannot be started.
pub fn compare(
    base: (Tree, &dyn Loader),
    revision: (Tree, &dyn Loader),
    ruleset: &Ruleset,
    policy: &ComparisonPolicy,
) -> std::io::Result<Compared> {
    let (base, revision) =
        rayon::join(|| Workspace::build(vec![base.0], base.1), || Workspace::build(vec![revision.0], revision.1));
    on_a_stack(|| {
        let apis = [&base, &revision].map(|w| Api::new(w, w.entries()[0]));
        compare_apis([&apis[0], &apis[1]], ruleset, policy, None)
    })
}

/// Compares APIs that are composed of several documents, each read with its own loader: operations may move from one to
/// another. `alike` are the numbers of documents that have the same name in both. Gives what changed in each document of
/// the revision, by its number, with the number of the document that it was.
///
/// # Errors
/// Where a thread that compares cannot be started.
pub fn compare_composed(
    bases: Vec<(Tree, &dyn Loader)>,
    revisions: Vec<(Tree, &dyn Loader)>,
    alike: &[(usize, usize)],
    ruleset: &Ruleset,
    policy: &ComparisonPolicy,
) -> std::io::Result<BTreeMap<usize, (Option<usize>, Compared)>> {
    let build = |documents: Vec<(Tree, &dyn Loader)>| {
        documents.into_iter().map(|(tree, loader)| Workspace::build(vec![tree], loader)).collect::<Vec<_>>()
    };
    let (bases, revisions) = (build(bases), build(revisions));
    on_a_stack(|| {
        let api = |w| Api::new(w, Workspace::entries(w)[0]);
        let (bases, revisions): (Vec<_>, Vec<_>) =
            (bases.iter().map(api).collect(), revisions.iter().map(api).collect());
        let mut all: BTreeMap<usize, (Option<usize>, Compared)> = BTreeMap::new();
        let shares = diff::shares(&bases, &revisions, &policy.prefixes, alike);
        // Documents that belong together as wholes come first: what is declared is what they declare.
        let (whole, parts): (Vec<_>, Vec<_>) = shares.into_iter().partition(|(_, share)| share.whole);
        for ((i, j), share) in whole.into_iter().chain(parts) {
            let mut compared = compare_apis([&bases[i], &revisions[j]], ruleset, policy, Some(&share))?;
            match all.entry(j) {
                Entry::Occupied(mut known) => known.get_mut().1.absorb(compared),
                Entry::Vacant(new) => {
                    let before = share.whole.then_some(i);
                    if before.is_none() {
                        compared.versions = DeclaredVersions::default();
                    }
                    new.insert((before, compared));
                }
            }
        }
        Ok(all)
    })
}

/// Does what needs a deep stack.
fn on_a_stack<T: Send>(work: impl FnOnce() -> std::io::Result<T> + Send) -> std::io::Result<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(diff::STACK).spawn_scoped(scope, work)?;
        thread.join().map_err(|_| std::io::Error::other("the comparison failed"))?
    })
}

fn compare_apis(
    apis: [&Api<'_>; 2],
    ruleset: &Ruleset,
    policy: &ComparisonPolicy,
    share: Option<&Share>,
) -> std::io::Result<Compared> {
    let [base, revision] = apis.map(|api| api.workspace);
    let comparison = diff::compare(apis[0], apis[1], policy, share)?;
    let trees = || base.trees().iter().chain(revision.trees());
    let (mut findings, mut switched_off) = (Vec::new(), Vec::new());
    for finding in comparison.findings {
        match grade(finding, ruleset) {
            Graded::On(finding) => findings.push(finding),
            Graded::Off(finding) => switched_off.push(finding),
        }
    }
    for workspace in [base, revision] {
        note_places(workspace, &mut findings);
        note_places(workspace, &mut switched_off);
    }
    let operations = |api: &&Api<'_>| api.operations.iter().map(|o| Arc::new(api.reached(o))).collect::<Vec<_>>();
    Ok(Compared {
        sources: trees().map(|t| t.source().clone()).collect(),
        files: revision.trees().iter().map(|t| t.source().document().to_owned()).collect(),
        findings,
        switched_off,
        documentation: comparison.documentation,
        versions: comparison.versions,
        title: title(revision.tree(revision.entries()[0])),
        same_text: comparison.same_text,
        selected: comparison.operations,
        written: revision.trees().iter().flat_map(written_in).collect(),
        operations: if ruleset.suppressions.is_empty() {
            Vec::new()
        } else {
            apis.iter().flat_map(operations).collect()
        },
    })
}

/// The finding that a document of the base is not there any more; nothing where the configuration switches that off.
/// Where all of its operations were to end by now, that was announced and breaks nobody.
#[must_use]
pub fn removed(base: (Tree, &dyn Loader), ruleset: &Ruleset, today: Day) -> Option<Finding> {
    let workspace = Workspace::build(vec![base.0], base.1);
    let api = Api::new(&workspace, *workspace.entries().first()?);
    let root = workspace.entries().first().map(|entry| workspace.tree(*entry).root())?;
    let operations: Vec<_> = api.path_operations().collect();
    let over = |o: &&&Operation<'_>| {
        let sunset = lifecycle::own_sunset(o.node).and_then(|dated| dated.day);
        lifecycle::is_deprecated(o.node) && sunset.is_some_and(|day| day <= today)
    };
    let announced = !operations.is_empty() && operations.iter().all(|o| over(&o));
    let message = message!("document was removed with its {}", counted(operations.len(), "operation"));
    let change =
        Fact::new(ChangeId::API_DOCUMENT_REMOVED, root.entries().next().map(|first| first.value), None, message);
    let change = if announced {
        change.compatibility(Compatibility::Compatible).because("the sunset dates of all its operations have passed")
    } else {
        change
            .compatibility(Compatibility::Breaking)
            .because("clients of these operations no longer get a response")
            .with_help("deprecate its operations with a sunset date first, and remove it after that date")
    };
    let reached = operations.iter().map(|o| Arc::new(api.reached(o))).collect();
    let mut findings = match grade(change.into_finding(reached)?, ruleset) {
        Graded::On(finding) => [finding],
        Graded::Off(_) => return None,
    };
    note_places(&workspace, &mut findings);
    findings.into_iter().next()
}

impl Compared {
    /// Adds what operations changed that came from other documents. A change that is told twice reaches the operations of
    /// both.
    fn absorb(&mut self, other: Self) {
        let key = |f: &Finding| {
            let before = f.change().and_then(|c| c.base.as_ref());
            let before = before.map(|at| (at.location.source.name().to_owned(), at.pointer.clone()));
            (
                f.rule.as_str().to_owned(),
                f.message.clone(),
                before,
                f.location.source.name().to_owned(),
                f.pointer.clone(),
            )
        };
        let mut known: FxHashMap<_, usize> = self.findings.iter().enumerate().map(|(n, f)| (key(f), n)).collect();
        for finding in other.findings {
            match known.entry(key(&finding)) {
                Known::Occupied(same) => {
                    let same = &mut self.findings[*same.get()];
                    same.operations = same.operations.iter().chain(&*finding.operations).cloned().collect();
                }
                Known::Vacant(new) => {
                    new.insert(self.findings.len());
                    self.findings.push(finding);
                }
            }
        }
        self.documentation.extend(other.documentation);
        self.switched_off.extend(other.switched_off);
        self.sources.extend(other.sources);
        self.operations.extend(other.operations);
        self.same_text &= other.same_text;
        self.selected += other.selected;
    }

    /// Takes out what is suppressed, then asks what `info.version` has to say of the rest, and adds that up. `number` is
    /// that of the ruleset among the suppressions.
    #[must_use]
    pub fn judge(self, suppressions: &mut Suppressions, number: RulesetNumber, ruleset: &Ruleset) -> Judged {
        let Self { sources, mut findings, switched_off, documentation, versions, title, same_text, .. } = self;
        let (written, operations, selected) = (self.written, self.operations, self.selected);
        suppressions.add_written(number, written);
        suppressions.note_operations(number, &operations);
        let mut suppressed = suppressions.apply(number, &mut findings);
        suppressed.extend(switched_off.into_iter().map(|finding| Suppressed { finding, by: None }));
        if let Some(Graded::On(about)) =
            versions.finding(findings.iter().filter_map(Finding::change)).map(|found| grade(found, ruleset))
        {
            let in_bundle = Some(InBundle { document: title, pointer: None });
            let mut about = vec![Finding { in_bundle, ..about }];
            suppressed.extend(suppressions.apply(number, &mut about));
            findings.append(&mut about);
        }
        let verdict = Verdict::of(findings.iter(), suppressed.iter().map(|s| &s.finding), versions.texts, same_text);
        let is_selected = |f: &Finding| rules::find(f.rule.as_str()).is_none_or(|rule| ruleset.is_selected(rule));
        findings.retain(is_selected);
        suppressed.retain(|s| is_selected(&s.finding));
        Judged { sources, findings, suppressed, documentation, selected, verdict }
    }
}

enum Graded {
    On(Finding),
    /// Switched off in the configuration.
    Off(Finding),
}

/// Gives a change the severity, and so the compatibility, that the configuration sets.
fn grade(mut finding: Finding, ruleset: &Ruleset) -> Graded {
    let rule: Option<&'static Rule> = rules::find(finding.rule.as_str());
    let (Some(rule), Facet::Change(change)) = (rule, &mut finding.facet) else { return Graded::On(finding) };
    finding.url = Some(rule.url());
    let own = finding.severity;
    let weakens = change.impact == Impact::Weakened;
    let document = finding.location.source.document();
    let severity = match ruleset.configured_severity_in(rule, document, own) {
        None if !weakens => return Graded::Off(finding),
        // A weakening is not excused by a severity.
        None => own,
        Some(severity) => severity,
    };
    if ruleset.setting(rule).severity.is_some() && !is_about_version(&finding.rule) {
        change.compatibility = match severity {
            Severity::Error => Compatibility::Breaking,
            Severity::Warn => Compatibility::Risky,
            Severity::Info | Severity::Hint => Compatibility::Compatible,
        };
    }
    finding.severity = if weakens { own.min(severity) } else { severity };
    Graded::On(finding)
}
