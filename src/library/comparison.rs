//! Comparing two versions of a description.

use std::io;
use std::sync::Arc;

use super::document::Document;
use super::finding::Finding;
use super::policy::Policy;
use crate::diff::{Bump, Verdict};
use crate::engine::{self, Judged};
use crate::finding::Compatibility;
use crate::ruleset::Ruleset;
use crate::ruleset::suppress::Suppressions;
use crate::text::Day;
use crate::tree::Limits;

/// Compares versions by a policy: what `apivet diff` does.
///
/// ```
/// use apivet::{Compatibility, Day, Diff, Document, Policy};
///
/// let version = |limit: u32| {
///     let text = format!(
///         "openapi: 3.1.0
/// info: {{title: Orders, version: 1.0.0}}
/// paths:
///   /orders:
///     get:
///       parameters: [{{name: limit, in: query, schema: {{type: integer, maximum: {limit}}}}}]
///       responses: {{'200': {{description: Orders}}}}
/// "
///     );
///     Document::new("orders.yaml", text)
/// };
/// let diff = Diff::new(&Policy::default(), Day::parse("2026-11-27").expect("a date"));
/// let comparison = diff.compare(&version(100), &version(50))?;
/// assert_eq!(comparison.compatibility(), Some(Compatibility::Breaking));
/// let change = comparison.findings()[0].change().expect("a change");
/// assert!(change.witness().is_some_and(|value| value.as_f64() > Some(50.0)));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Diff {
    ruleset: Arc<Ruleset>,
    today: Day,
}

impl Diff {
    /// A comparison by a policy. `today` is the day that sunsets and waivers are held against.
    #[must_use]
    pub fn new(policy: &Policy, today: Day) -> Self {
        Self { ruleset: policy.ruleset(today), today }
    }

    /// Compares a version with the one before.
    ///
    /// # Errors
    /// Where the thread cannot be started that compares.
    pub fn compare(&self, base: &Document, revision: &Document) -> io::Result<Comparison> {
        let limits = Limits::default();
        let (base_files, revision_files) = (base.loader(limits), revision.loader(limits));
        let policy = self.ruleset.comparison(self.today);
        let sides = ((base.tree(limits), &base_files as _), (revision.tree(limits), &revision_files as _));
        let compared = engine::compare(sides.0, sides.1, &self.ruleset, &policy)?;
        let mut suppressions = Suppressions::new(self.today, false);
        let number = suppressions.add_ruleset(self.ruleset.clone());
        let Judged { findings, suppressed, verdict, .. } = compared.judge(&mut suppressions, number, &self.ruleset);
        Ok(Comparison {
            findings: findings.into_iter().map(Finding::new).collect(),
            suppressed: suppressed.into_iter().map(|s| Finding::new(s.finding)).collect(),
            verdict,
        })
    }
}

/// What changed between two versions.
#[derive(Clone, Debug)]
pub struct Comparison {
    findings: Vec<Finding>,
    suppressed: Vec<Finding>,
    verdict: Verdict,
}

impl Comparison {
    /// The changes that count, those of security first, then breaking ones.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Those that waivers accept.
    #[must_use]
    pub fn suppressed(&self) -> &[Finding] {
        &self.suppressed
    }

    /// The worst that a change does to clients; nothing where no change counts.
    #[must_use]
    pub fn compatibility(&self) -> Option<Compatibility> {
        self.verdict.compatibility
    }

    /// True where security is weaker somewhere.
    #[must_use]
    pub fn is_weakened(&self) -> bool {
        self.verdict.weakened
    }

    /// The step of the version number that the changes require.
    #[must_use]
    pub fn required(&self) -> Bump {
        self.verdict.required
    }

    /// True where `info.version` takes a step that is large enough.
    #[must_use]
    pub fn is_sufficient(&self) -> bool {
        self.verdict.sufficient
    }
}
