//! One run over documents: linting, comparing with versions before, suppressing, and saying at the end what became of
//! the suppressions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::documents::{Document, Skipped, display_name};
use super::git::Revision;
use super::{Baseline, Bases, Configured, Declared, DocumentVersion, Failure, Session, folder_of, searched};
use crate::diff::{ComparisonPolicy, Prefixes, Profile, Selection, follows_from_others};
use crate::engine::{self, Judged, Outcome};
use crate::finding::Finding;
use crate::fix::{Documents, FixOptions, Repaired};
use crate::rule::Timings;
use crate::ruleset::suppress::{Origin, Ran, RulesetNumber, Suppressed, Suppressions};
use crate::spec::{join_path, path_between};
use crate::text::Day;
use crate::tree::Tree;

mod sides;

pub use sides::ComparedDocument;

/// The number of no ruleset: of findings that rulesets in Spectral's format report, only a baseline knows.
const DECLARED: RulesetNumber = usize::MAX;

/// Documents with the same configuration, from the same place.
struct Group {
    configured: Arc<Configured>,
    /// The revision that they come from; the disk where there is none.
    revision: Option<Arc<Revision>>,
    trees: Vec<Tree>,
}

/// How two versions are compared, besides what the configuration says.
#[derive(Clone, Debug, Default)]
pub struct DiffOptions {
    /// Whom a change can break; as the configuration has it where there is none.
    pub profile: Option<Profile>,
    /// True where changes of the documentation are told, too.
    pub documentation: bool,
    /// Which operations are compared.
    pub selection: Selection,
    /// What paths are matched without, and with.
    pub prefixes: Prefixes,
}

/// See the module.
pub struct Run<'s> {
    session: &'s Session,
    suppressions: Suppressions,
    ran: Ran,
    /// The configurations of the run, by the numbers of their rulesets.
    configured: Vec<Arc<Configured>>,
    /// Documents that could not be judged, or not compared.
    skipped: Vec<Skipped>,
}

impl<'s> Run<'s> {
    /// Begins a run. Baselines follow the policy of the first configuration.
    #[must_use]
    pub fn new(session: &'s Session, first: &Arc<Configured>, baselines: &[&Baseline]) -> Self {
        let mut run = Self {
            session,
            suppressions: session.suppressions(),
            ran: Ran::default(),
            configured: Vec::new(),
            skipped: Vec::new(),
        };
        run.register(first);
        for baseline in baselines {
            run.suppressions.add_known(baseline.suppressions());
        }
        run
    }

    /// The number of a configuration's ruleset among the suppressions.
    fn register(&mut self, configured: &Arc<Configured>) -> RulesetNumber {
        let number = self.suppressions.add_ruleset(configured.ruleset.clone());
        if number == self.configured.len() {
            self.configured.push(configured.clone());
        }
        number
    }

    /// Lints documents by their own configurations; those with the same one are linted together. With `wanted`, what can
    /// be fixed is fixed in `repaired`. `done` is told how many documents are done.
    pub fn lint(
        &mut self,
        documents: Vec<Document>,
        wanted: Option<&FixOptions>,
        repaired: &mut Repaired,
        done: &(dyn Fn(usize) + Sync),
    ) -> Outcome {
        let mut all = Outcome::default();
        for (root, Group { configured, revision, trees }) in self.grouped(documents) {
            let limits = configured.config.limits;
            let files = self.session.files(&root, revision.as_deref(), &configured);
            let (ruleset, today) = (&*configured.ruleset, self.session.today());
            let number = self.register(&configured);
            let mut outcome = match wanted {
                Some(wanted) => {
                    let suppressions = &self.suppressions;
                    let mut documents = Documents {
                        entries: trees,
                        loader: &*files,
                        ruleset,
                        today,
                        limits,
                        suppressions,
                        number,
                        timings: self.session.timings(),
                    };
                    documents.repair(repaired, wanted, done)
                }
                None => engine::lint(trees, &*files, ruleset, today, done, self.session.timings()),
            };
            outcome.suppress(&mut self.suppressions, number);
            self.note_read(&outcome);
            all.absorb(outcome);
        }
        self.ran.linted = true;
        all
    }

    /// Documents that are read together: with the same configuration, and with references into the same folder, which is
    /// given with each group.
    /// Those whose configuration cannot be used are not judged.
    fn grouped(&mut self, documents: Vec<Document>) -> Vec<(PathBuf, Group)> {
        let mut groups: BTreeMap<(Option<PathBuf>, PathBuf, Option<String>), Group> = BTreeMap::new();
        for Document { tree, folder, revision } in documents {
            let configured = match self.session.configuration(&folder) {
                Ok(configured) => configured,
                Err(failure) => {
                    self.skipped.push(Skipped::new(tree.source().shown(), failure));
                    continue;
                }
            };
            let root = self.session.root(&folder, &configured);
            let key = (configured.path.clone(), root, revision.as_ref().map(|r| r.commit.clone()));
            let group = groups.entry(key).or_insert_with(|| Group { configured, revision, trees: Vec::new() });
            group.trees.push(tree);
        }
        groups.into_iter().map(|((_, root, _), group)| (root, group)).collect()
    }

    /// Lints documents by rulesets in Spectral's format.
    pub fn lint_declared(&mut self, documents: Vec<Document>, rulesets: &[&Declared]) -> Outcome {
        let rulesets: Vec<_> = rulesets.iter().map(|d| &d.ruleset).collect();
        let mut all = Outcome::default();
        for (root, Group { configured, revision, trees }) in self.grouped(documents) {
            let files = self.session.files(&root, revision.as_deref(), &configured);
            all.absorb(engine::lint_declared(trees, &*files, &rulesets, self.session.timings()));
        }
        all.sort();
        all.suppressed = self.suppressions.apply(DECLARED, &mut all.findings);
        self.note_read(&all);
        all
    }

    /// Lets the suppressions of a configuration take out what a view found.
    pub fn suppress(&mut self, outcome: &mut Outcome, configured: &Arc<Configured>) {
        let number = self.register(configured);
        outcome.suppress(&mut self.suppressions, number);
        self.note_read(outcome);
        self.ran.linted = true;
    }

    fn note_read(&mut self, outcome: &Outcome) {
        self.ran.files.extend(outcome.sources.iter().map(|s| s.document().to_owned()));
    }

    /// What a comparison goes by.
    fn comparison(&self, configured: &Configured, options: &DiffOptions) -> ComparisonPolicy {
        let policy = configured.ruleset.comparison(self.session.today());
        ComparisonPolicy {
            profile: options.profile.unwrap_or(policy.profile),
            documentation: options.documentation,
            selection: options.selection.clone(),
            prefixes: options.prefixes.clone(),
            ..policy
        }
    }

    /// Compares two versions that have been read.
    ///
    /// # Errors
    /// Where a part of one could not be read.
    pub fn compare(
        &mut self,
        base: DocumentVersion,
        revision: DocumentVersion,
        configured: &Arc<Configured>,
        options: &DiffOptions,
    ) -> Result<Judged, Failure> {
        let ruleset = &*configured.ruleset;
        let policy = self.comparison(configured, options);
        let [(base, base_parts), (revision, revision_parts)] = [base, revision].map(DocumentVersion::taken_apart);
        let compared = engine::compare((base, &base_parts.files), (revision, &revision_parts.files), ruleset, &policy)
            .map_err(|e| Failure::new(format!("the versions cannot be compared: {e}")))?;
        base_parts.check()?;
        revision_parts.check()?;
        self.ran.files.extend(compared.files.iter().cloned());
        self.ran.compared.extend(compared.files.iter().cloned());
        let number = self.register(configured);
        Ok(compared.judge(&mut self.suppressions, number, ruleset))
    }

    /// Compares documents with their versions before, each by its own configuration: adds what changed to the outcome
    /// and, where only what is new counts, takes away what the version before had too. What cannot be compared is among
    /// what was skipped.
    ///
    /// # Errors
    /// Where only one document can be compared, and there are more.
    pub fn compare_all(
        &mut self,
        documents: Vec<Document>,
        bases: &Bases,
        paths: &[PathBuf],
        new_only: bool,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        bases.check(documents.len())?;
        let mut known: FxHashMap<String, usize> = FxHashMap::default();
        for document in documents {
            // That its configuration cannot be used was said when it was to be linted.
            let Ok(configured) = self.session.configuration(&document.folder) else { continue };
            let shown = document.tree.source().shown().to_owned();
            match self.compare_one(document, &configured, bases, paths, new_only.then_some(&mut known)) {
                Ok(Some(judged)) => outcome.absorb(Outcome {
                    findings: judged.findings,
                    suppressed: judged.suppressed,
                    ..Outcome::default()
                }),
                Ok(None) => {}
                Err(failure) => self.skipped.push(Skipped::new(shown, failure)),
            }
        }
        if new_only {
            let is_new = |finding: &Finding| {
                if finding.change().is_some() {
                    return true;
                }
                match known.get_mut(&finding.key_in(finding.document())).filter(|n| **n > 0) {
                    Some(count) => {
                        *count -= 1;
                        false
                    }
                    None => true,
                }
            };
            let (new, old): (Vec<_>, Vec<_>) = std::mem::take(&mut outcome.findings).into_iter().partition(is_new);
            outcome.findings = new;
            outcome.suppressed.extend(old.into_iter().map(|finding| Suppressed { finding, by: None }));
        }
        Ok(())
    }

    /// Adds the documents that the base has and that are not there any more. `named` are the documents of the run.
    ///
    /// # Errors
    /// Where the base cannot be read.
    pub fn note_removed(
        &mut self,
        named: &BTreeSet<PathBuf>,
        bases: &Bases,
        paths: &[PathBuf],
        configured: &Arc<Configured>,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        let skipped: BTreeSet<String> = self.skipped.iter().map(|s| s.file.clone()).collect();
        for version in bases.removed(self.session, named, &skipped, paths, configured)? {
            let folder = folder_of(Path::new(version.tree.source().document()));
            let Ok(configured) = self.session.configuration(&folder) else { continue };
            let (findings, suppressed) = self.removed(version, &configured);
            outcome.absorb(Outcome { findings, suppressed, ..Outcome::default() });
        }
        Ok(())
    }

    /// What is to say of a document that is not there any more, and what of it is suppressed.
    fn removed(&mut self, version: DocumentVersion, configured: &Arc<Configured>) -> (Vec<Finding>, Vec<Suppressed>) {
        let (tree, parts) = version.taken_apart();
        let found = engine::removed((tree, &parts.files), &configured.ruleset, self.session.today());
        let mut findings: Vec<Finding> = found.into_iter().collect();
        let number = self.register(configured);
        let suppressed = self.suppressions.apply(number, &mut findings);
        (findings, suppressed)
    }

    /// Notes documents that were found and could not be read.
    pub fn skip(&mut self, skipped: Vec<Skipped>) {
        self.skipped.extend(skipped);
    }

    /// Compares a document with its version before, if there is one. What that had is counted in `known`.
    fn compare_one(
        &mut self,
        document: Document,
        configured: &Arc<Configured>,
        bases: &Bases,
        paths: &[PathBuf],
        known: Option<&mut FxHashMap<String, usize>>,
    ) -> Result<Option<Judged>, Failure> {
        let path = PathBuf::from(document.tree.source().document());
        let Some(base) = bases.before(self.session, &path, searched(paths, &path), configured)? else {
            self.session.note(format!("`{}` is new: there is nothing to compare it with", path.display()));
            return Ok(None);
        };
        if let Some(known) = known {
            for (fingerprint, count) in self.known_before(&base, &document.tree, configured) {
                // A file that two documents share is judged with each: it has its findings once all the same.
                let most = known.entry(fingerprint).or_default();
                *most = (*most).max(count);
            }
        }
        let revision = self.session.version_of_document(document, configured)?;
        self.compare(base, revision, configured, &DiffOptions::default()).map(Some)
    }

    /// The documents that could not be judged or compared, taken out.
    pub fn take_skipped(&mut self) -> Vec<Skipped> {
        std::mem::take(&mut self.skipped)
    }

    /// How often each finding stands in the version before, by the fingerprints that they would have in the document of
    /// now, whatever the files were called.
    fn known_before(&self, base: &DocumentVersion, now: &Tree, configured: &Configured) -> FxHashMap<String, usize> {
        let (ruleset, today) = (&configured.ruleset, self.session.today());
        let mut outcome =
            engine::lint(vec![base.tree.clone()], &base.files, ruleset, today, &|_| {}, &Timings::default());
        let mut suppressions = self.session.suppressions();
        let number = suppressions.add_ruleset(ruleset.clone());
        outcome.suppress(&mut suppressions, number);
        let entry = base.tree.source();
        let mut known: FxHashMap<String, usize> = FxHashMap::default();
        for finding in &outcome.findings {
            let source = &finding.location.source;
            let document = if source.name() == entry.name() {
                now.source().document().to_owned()
            } else {
                join_path(now.source().document(), &path_between(entry.name(), source.name()))
            };
            *known.entry(finding.key_in(&document)).or_default() += 1;
        }
        known
    }

    /// What is to say of the suppressions, once all is done that could use them.
    #[must_use]
    pub fn about(&mut self) -> Vec<Finding> {
        let mut replaced: Vec<Finding> = self.configured.iter().filter_map(|c| self.session.replaced(c)).collect();
        for number in 0..self.configured.len() {
            self.suppressions.apply(number, &mut replaced);
        }
        self.note_complete();
        replaced.extend(self.suppressions.report(&self.ran));
        replaced
    }

    /// Notes for each ruleset whether all documents were read that its configuration is about.
    fn note_complete(&mut self) {
        let complete = |configured: &Arc<Configured>| {
            let folder = configured.path.as_deref().filter(|_| !self.session.is_configured());
            let folder = folder.map_or_else(|| PathBuf::from("."), folder_of);
            let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
            let is_read = |path: &PathBuf| {
                self.ran.files.contains(&display_name(path))
                    || matches!(self.session.read_searched(path, configured.config.limits), Ok(None))
            };
            self.session.search(&folder, &configured.config.exclude).files.iter().all(is_read)
        };
        // It is looked for only where something hangs on it: most runs have nothing unused.
        let all = self.configured.iter().enumerate();
        self.ran.complete =
            all.map(|(n, configured)| self.suppressions.ask_for_all_files(n) && complete(configured)).collect();
    }

    /// The day of the run.
    #[must_use]
    pub fn today(&self) -> Day {
        self.session.today()
    }

    /// The suppressions of the run.
    #[must_use]
    pub fn suppressions(&self) -> &Suppressions {
        &self.suppressions
    }

    /// What the run has done.
    #[must_use]
    pub fn ran(&self) -> &Ran {
        &self.ran
    }
}

/// The findings that count, and those that only a baseline suppresses: what a baseline of this run holds. That a version
/// is too low for the changes is not among them: once these are accepted it is not said any more.
pub(super) fn for_baseline(outcome: &Outcome) -> impl Iterator<Item = &Finding> {
    let known = outcome.suppressed.iter().filter(|s| s.by.as_ref().is_some_and(|by| by.origin == Origin::Baseline));
    let lasts = |finding: &&Finding| !follows_from_others(&finding.rule);
    outcome.findings.iter().chain(known.map(|s| &s.finding)).filter(lasts)
}
