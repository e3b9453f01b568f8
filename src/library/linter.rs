//! Judging one description.

use std::sync::Arc;

use super::document::Document;
use super::finding::Finding;
use super::policy::Policy;
use crate::engine::{self, Timings};
use crate::ruleset::Ruleset;
use crate::ruleset::suppress::{Ran, Suppressions};
use crate::text::{Day, Sorting};
use crate::tree::Limits;

/// Judges descriptions by a policy: what `apivet lint` does.
///
/// ```
/// use apivet::{Day, Document, Linter, Policy};
///
/// let text = "\
/// openapi: 3.1.0
/// info: {title: Orders, version: 1.0.0}
/// paths:
///   /orders:
///     delete:
///       security: [{oauth: [orders:read]}]
///       responses: {'204': {description: Gone}}
/// components:
///   securitySchemes:
///     oauth: {type: openIdConnect, openIdConnectUrl: https://login.example.com/.well-known/openid-configuration}
/// ";
/// let today = Day::parse("2026-11-27").expect("a date");
/// let linter = Linter::new(&Policy::default(), today);
/// let report = linter.lint(&Document::new("orders.yaml", text));
/// let finding = report.findings().iter().find(|f| f.rule() == "scope-read-guards-write").expect("one");
/// assert_eq!(finding.message(), "`DELETE /orders` requires only the read scope `orders:read`");
/// assert_eq!(finding.location().to_string(), "orders.yaml:6:27");
/// ```
#[derive(Clone, Debug)]
pub struct Linter {
    ruleset: Arc<Ruleset>,
    today: Day,
}

impl Linter {
    /// A linter by a policy. `today` is the day that sunsets and waivers are held against.
    #[must_use]
    pub fn new(policy: &Policy, today: Day) -> Self {
        Self { ruleset: policy.ruleset(today), today }
    }

    /// Judges a description. What cannot be read is a finding, and the rest is judged.
    #[must_use]
    pub fn lint(&self, document: &Document) -> Report {
        let limits = Limits::default();
        let loader = document.loader(limits);
        let timings = Timings::default();
        let entries = vec![document.tree(limits)];
        let mut outcome = engine::lint(entries, &loader, &self.ruleset, self.today, &|_| {}, &timings);
        let mut suppressions = Suppressions::new(self.today, false);
        let number = suppressions.add_ruleset(self.ruleset.clone());
        outcome.suppress(&mut suppressions, number);
        let files = outcome.sources.iter().map(|source| source.document().to_owned()).collect();
        let ran = Ran { files, linted: true, ..Ran::default() };
        let mut findings = outcome.findings;
        findings.extend(suppressions.report(&ran));
        findings.order_by(crate::finding::Finding::in_order);
        Report {
            findings: findings.into_iter().map(Finding::new).collect(),
            suppressed: outcome.suppressed.into_iter().map(|s| Finding::new(s.finding)).collect(),
        }
    }
}

/// What came of judging a description.
#[derive(Clone, Debug)]
pub struct Report {
    findings: Vec<Finding>,
    suppressed: Vec<Finding>,
}

impl Report {
    /// The findings that count, by file and place.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Those that waivers in the document or in the policy take out.
    #[must_use]
    pub fn suppressed(&self) -> &[Finding] {
        &self.suppressed
    }
}
