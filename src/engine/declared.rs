//! Linting by rulesets that are written down.

use rayon::prelude::*;

use super::Outcome;
use super::places::note_places;
use crate::declared::{self, DeclaredRuleset, Inventory, run, run_rules};
use crate::finding::Finding;
use crate::model::Api;
use crate::rule::{Phase, Timings};
use crate::spec::{LoadError, Loader, Workspace};
use crate::tree::Tree;

/// The category that policies exempt rules of a team's own by.
const CATEGORY: &str = "own";

/// What the rules say that a configuration declares.
pub(super) fn findings(
    workspace: &Workspace,
    apis: &[Api<'_>],
    ruleset: &crate::ruleset::Ruleset,
    timings: &Timings,
) -> Vec<Finding> {
    let declared = &ruleset.declared;
    if declared.is_empty() {
        return Vec::new();
    }
    let by_entry = workspace.entries().par_iter().flat_map_iter(|entry| {
        timings.phase(Phase::Rulesets, || {
            let inventory = Inventory::build(workspace.tree(*entry).clone(), &Trees(workspace.trees()));
            run_rules(declared, &inventory, timings)
        })
    });
    let exempts = |rule: &declared::DeclaredRule, operation: &crate::model::Operation<'_>| {
        ruleset.policy.exempts(&rule.name, CATEGORY, operation)
    };
    let by_model = apis
        .par_iter()
        .flat_map_iter(|api| timings.phase(Phase::Rulesets, || declared::judge(declared, api, &exempts, timings)));
    by_entry.chain(by_model).collect()
}

/// Files that have been read.
struct Trees<'t>(&'t [Tree]);

impl Loader for Trees<'_> {
    fn load(&self, name: &str) -> Result<Tree, LoadError> {
        self.0.iter().find(|t| t.source().name() == name).cloned().ok_or(LoadError::Missing)
    }
}

/// Judges each document by all rulesets. Documents need not be OpenAPI.
#[must_use]
pub fn lint_declared(
    entries: Vec<Tree>,
    loader: &dyn Loader,
    rulesets: &[&DeclaredRuleset],
    timings: &Timings,
) -> Outcome {
    let outcomes: Vec<Outcome> = entries
        .into_par_iter()
        .map(|entry| {
            let inventory = timings.phase(Phase::Link, || Inventory::build(entry, loader));
            let judge = || rulesets.iter().flat_map(|r| run(r, &inventory, timings)).collect();
            let mut findings: Vec<Finding> = timings.phase(Phase::Rulesets, judge);
            if let Some(entry) = inventory.trees().first().filter(|_| !findings.is_empty()) {
                let workspace = Workspace::build(vec![entry.clone()], &Trees(inventory.trees()));
                note_places(&workspace, &mut findings);
            }
            Outcome {
                sources: inventory.trees().iter().map(|t| t.source().clone()).collect(),
                findings,
                files: inventory.trees().len(),
                parts: Vec::new(),
                documents: inventory.trees().first().map(|t| t.source().shown().to_owned()).into_iter().collect(),
                ..Outcome::default()
            }
        })
        .collect();
    Outcome::of(outcomes)
}
