//! Linting by rulesets that are written down.

use rayon::prelude::*;

use super::Outcome;
use crate::declared::{Inventory, Ruleset, run};
use crate::spec::Loader;
use crate::tree::Tree;

/// Judges each document by all rulesets. Documents need not be OpenAPI.
#[must_use]
pub fn lint_declared(entries: Vec<Tree>, loader: &dyn Loader, rulesets: &[&Ruleset]) -> Outcome {
    let outcomes: Vec<Outcome> = entries
        .into_par_iter()
        .map(|entry| {
            let inventory = Inventory::build(entry, loader);
            let diagnostics = rulesets.iter().flat_map(|r| run(r, &inventory)).collect();
            Outcome {
                sources: inventory.trees().iter().map(|t| t.source().clone()).collect(),
                diagnostics,
                files: inventory.trees().len(),
                ..Outcome::default()
            }
        })
        .collect();
    Outcome::of(outcomes)
}
