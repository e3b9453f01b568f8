//! What documents are judged by.

use std::fmt;
use std::sync::Arc;

use super::document::{Document, Loading};
use super::finding::Finding;
use crate::declared::Sandbox;
use crate::ruleset::{Config, Ruleset};
use crate::text::Day;

/// The rules, their severities, and the policy of a team: what `apivet.yaml` says. The default is the recommended pack.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    config: Config,
}

impl Policy {
    /// Reads a configuration, and those that it extends by the files of the document. Functions in JavaScript do not run in
    /// other programs: a ruleset that brings some is an error.
    ///
    /// # Errors
    /// Where it cannot be used: all that is wrong with it, with places.
    pub fn read(configuration: &Document) -> Result<Self, InvalidPolicy> {
        let files: Loading<'_> = configuration.loader(crate::tree::Limits::default());
        let sandbox = Arc::new(Sandbox::new(None, Day::default()));
        match Config::read(configuration.source().clone(), "", &files, &sandbox, &[]) {
            Ok(config) => Ok(Self { config }),
            Err(error) => Err(InvalidPolicy { findings: error.findings.into_iter().map(Finding::new).collect() }),
        }
    }

    pub(super) fn ruleset(&self, today: Day) -> Arc<Ruleset> {
        Arc::new(Ruleset::new(self.config.clone(), &[], &[], today))
    }
}

/// Why a configuration cannot be used.
#[derive(Debug)]
pub struct InvalidPolicy {
    findings: Vec<Finding>,
}

impl InvalidPolicy {
    /// What is wrong, each with its place in the configuration.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

impl fmt::Display for InvalidPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration cannot be used")?;
        self.findings.first().map_or(Ok(()), |first| write!(f, ": {}: {}", first.location(), first.message()))
    }
}

impl std::error::Error for InvalidPolicy {}
