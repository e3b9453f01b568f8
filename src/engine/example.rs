//! A change shown on its pair of documents.

use std::sync::Arc;

use super::compare;
use crate::declared::Sandbox;
use crate::diff::pairs::{Pair, pairs};
use crate::finding::Finding;
use crate::ruleset::suppress::Suppressions;
use crate::ruleset::{Config, Ruleset};
use crate::source::Source;
use crate::spec::NoFiles;
use crate::text::Day;
use crate::tree::{Limits, Tree};

/// The day on which the pairs are compared: some hold dates. 2026-11-26.
const DAY: Day = Day::from_epoch(20_783);

/// Two versions of a document, and what a comparison says of the change between them.
#[derive(Debug)]
pub struct Example {
    /// The versions.
    pub pair: Pair,
    /// The change.
    pub finding: Finding,
}

/// The example of a kind of change; none for changes that no two documents show.
#[must_use]
pub fn example_of(id: &str) -> Option<Example> {
    example_in(id, pairs().remove(id)?)
}

/// A pair with the change of this id in it; nothing where it holds none.
#[must_use]
pub fn example_in(id: &str, pair: Pair) -> Option<Example> {
    let config = match &pair.config {
        Some(config) => {
            let source = Arc::new(Source::new("apivet.yaml", config.as_str()));
            Config::read(source, "", &NoFiles, &Arc::new(Sandbox::new(None, DAY)), &[]).ok()?
        }
        None => Config::default(),
    };
    let ruleset = Arc::new(Ruleset::new(config, &[], &[], DAY));
    let policy = ruleset.comparison(DAY);
    let [base, revision] = [("base.yaml", &pair.base), ("revision.yaml", &pair.revision)]
        .map(|(name, text)| Tree::parse(Arc::new(Source::new(name, text.as_str())), Limits::default()));
    let compared = compare((base, &NoFiles), (revision, &NoFiles), &ruleset, &policy).ok()?;
    let mut suppressions = Suppressions::new(DAY, false);
    let number = suppressions.add_ruleset(ruleset.clone());
    let mut findings = compared.judge(&mut suppressions, number, &ruleset).findings;
    let at = findings.iter().position(|f| f.rule.as_str() == id)?;
    Some(Example { pair, finding: findings.swap_remove(at) })
}
