//! Comparing two sides that name many documents.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::{DiffOptions, Run};
use crate::diff::Verdict;
use crate::engine::{self, Judged};
use crate::session::versions::VersionParts;
use crate::session::{Configured, Failure, SideDocument};
use crate::spec::Loader;
use crate::tree::{Tree, words};

/// What became of a document.
pub struct ComparedDocument {
    /// What it was and is called; nothing where it is not there.
    pub names: [Option<String>; 2],
    /// What changed.
    pub judged: Judged,
}

impl Run<'_> {
    /// Compares the documents of two sides, each by its own configuration, with the one of the same name; else of the same
    /// title. What stands on one side only was removed, or is new.
    ///
    /// # Errors
    /// Where a part of a document could not be read.
    pub fn compare_sides(
        &mut self,
        bases: Vec<SideDocument>,
        revisions: Vec<SideDocument>,
        configure: &dyn Fn(&Path) -> Result<Arc<Configured>, Failure>,
        options: &DiffOptions,
    ) -> Result<Vec<ComparedDocument>, Failure> {
        let partners = partners(&bases, &revisions);
        let mut bases: Vec<Option<SideDocument>> = bases.into_iter().map(Some).collect();
        let mut all = Vec::new();
        for (j, revision) in revisions.into_iter().enumerate() {
            let base = partners.iter().find(|(_, k)| *k == j).and_then(|(i, _)| bases[*i].take());
            let Some(base) = base else {
                self.session.note(format!("`{}` is new: there is nothing to compare it with", revision.version.shown));
                continue;
            };
            let configured = configure(&revision.folder)?;
            let names = [base.version.shown.clone(), revision.version.shown.clone()];
            let judged = self.compare(base.version, revision.version, &configured, options)?;
            all.push(ComparedDocument { names: [Some(names[0].clone()), Some(names[1].clone())], judged });
        }
        for base in bases.into_iter().flatten() {
            let configured = configure(&base.folder)?;
            let names = [Some(base.version.shown.clone()), None];
            let source = base.version.tree.source().clone();
            let version = base.version.tree.root().get(words::INFO).and_then(|i| i.get_text(words::VERSION));
            let versions = [version.map(|v| v.into_owned()), None];
            let (findings, suppressed) = self.removed(base.version, &configured);
            let verdict = Verdict::of(findings.iter(), suppressed.iter().map(|s| &s.finding), versions, false);
            let (sources, documentation) = (vec![source], Vec::new());
            let judged = Judged { sources, findings, suppressed, documentation, selected: 0, verdict };
            all.push(ComparedDocument { names, judged });
        }
        Ok(all)
    }

    /// Compares two sides as APIs that are composed of all their documents: an operation may move from one to another.
    /// They follow one configuration.
    ///
    /// # Errors
    /// Where a part of a document could not be read.
    pub fn compare_composed(
        &mut self,
        bases: Vec<SideDocument>,
        revisions: Vec<SideDocument>,
        configured: &Arc<Configured>,
        options: &DiffOptions,
    ) -> Result<Vec<ComparedDocument>, Failure> {
        let policy = self.comparison(configured, options);
        let alike = partners(&bases, &revisions);
        let shown = |side: &[SideDocument]| side.iter().map(|d| d.version.shown.clone()).collect::<Vec<_>>();
        let names = [shown(&bases), shown(&revisions)];
        let taken =
            |side: Vec<SideDocument>| side.into_iter().map(|d| d.version.taken_apart()).unzip::<_, _, Vec<_>, Vec<_>>();
        let ((bases, base_parts), (revisions, revision_parts)) = (taken(bases), taken(revisions));
        fn loaded(trees: Vec<Tree>, parts: &[VersionParts]) -> Vec<(Tree, &dyn Loader)> {
            trees.into_iter().zip(parts).map(|(tree, parts)| (tree, &parts.files as &dyn Loader)).collect()
        }
        let compared = engine::compare_composed(
            loaded(bases, &base_parts),
            loaded(revisions, &revision_parts),
            &alike,
            &configured.ruleset,
            &policy,
        )
        .map_err(|e| Failure::new(format!("the versions cannot be compared: {e}")))?;
        base_parts.iter().chain(&revision_parts).try_for_each(VersionParts::check)?;
        let number = self.register(configured);
        let mut all = Vec::new();
        for (j, (i, compared)) in compared {
            self.ran.files.extend(compared.files.iter().cloned());
            self.ran.compared.extend(compared.files.iter().cloned());
            let names = [i.map(|i| names[0][i].clone()), Some(names[1][j].clone())];
            let judged = compared.judge(&mut self.suppressions, number, &configured.ruleset);
            all.push(ComparedDocument { names, judged });
        }
        Ok(all)
    }
}

/// The numbers of documents that are one: those of the same name, then those of the same title, where it is the only one
/// of that title on both sides.
fn partners(bases: &[SideDocument], revisions: &[SideDocument]) -> Vec<(usize, usize)> {
    let by_name: BTreeMap<&str, usize> = revisions.iter().enumerate().map(|(j, d)| (d.name.as_str(), j)).collect();
    let mut pairs: Vec<(usize, usize)> =
        bases.iter().enumerate().filter_map(|(i, d)| Some((i, *by_name.get(d.name.as_str())?))).collect();
    let rest = |side: &[SideDocument], taken: BTreeSet<usize>| {
        let mut titles: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (n, document) in side.iter().enumerate().filter(|(n, _)| !taken.contains(n)) {
            let title = document.version.tree.root().get(words::INFO).and_then(|i| i.get_text(words::TITLE));
            titles.entry(title.unwrap_or_default().into_owned()).or_default().push(n);
        }
        titles
    };
    let (before, after) =
        (rest(bases, pairs.iter().map(|p| p.0).collect()), rest(revisions, pairs.iter().map(|p| p.1).collect()));
    for (title, left) in &before {
        if let ([i], Some([j])) = (left.as_slice(), after.get(title).map(Vec::as_slice))
            && !title.is_empty()
        {
            pairs.push((*i, *j));
        }
    }
    pairs
}
