//! Two versions of a description: what changed, whom it breaks, and what it opens.
//!
//! This layer states facts with their proof; the rules of the category `compat` give them severities.

mod align;
pub mod catalogue;
mod explain;
mod lifecycle;
mod messages;
mod record;
mod same;
mod schema;
mod security;
mod verdict;
mod words;

pub use align::{Comparison, Policy, STACK, compare};
pub use lifecycle::Notice;
pub use record::{Record, Spot};
pub use verdict::{Bump, Verdict};

use serde_json::Value;

use crate::tree::Cursor;

/// One of the two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The version before.
    Base,
    /// The version after.
    Revision,
}

impl Side {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Side::Base => "base",
            Side::Revision => "revision",
        }
    }

    /// The other version.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Side::Base => Side::Revision,
            Side::Revision => Side::Base,
        }
    }
}

/// What a change does to existing clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Compatibility {
    /// They go on as before.
    Compatible,
    /// They go on, and may be surprised.
    Risky,
    /// It could not be told.
    Undecided,
    /// Some of them fail.
    Breaking,
}

impl Compatibility {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Compatibility::Compatible => "compatible",
            Compatibility::Risky => "risky",
            Compatibility::Undecided => "undecided",
            Compatibility::Breaking => "breaking",
        }
    }
}

/// What a change does to who may do what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protection {
    /// Nothing.
    Neutral,
    /// Someone no longer can.
    Strengthened,
    /// Someone can who could not.
    Weakened,
}

impl Protection {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Protection::Neutral => "neutral",
            Protection::Strengthened => "strengthened",
            Protection::Weakened => "weakened",
        }
    }
}

/// A message, or a part of one, that one version accepts and the other refuses.
#[derive(Clone, Debug)]
pub struct Witness {
    /// True for a response.
    pub response: bool,
    /// `body`, `query`, `path`, `header` or `cookie`.
    pub location: &'static str,
    /// The value.
    pub value: Value,
    /// Where in the message it stands, if it is a part of one: `customer.name`.
    pub part: Option<String>,
    /// The version that accepts it; the other one refuses it.
    pub valid_in: Side,
}

/// A change of the contract.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// Its id, from the [`catalogue`].
    pub id: &'static str,
    /// What changed.
    pub message: String,
    /// Why that matters, or why it does not.
    pub reason: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// What it does to clients.
    pub compatibility: Compatibility,
    /// What it does to protection.
    pub protection: Protection,
    /// The operations that it reaches, by title, in document order.
    pub operations: Vec<String>,
    /// What it was.
    pub base: Option<Cursor<'a>>,
    /// What it is.
    pub revision: Option<Cursor<'a>>,
    /// The proof.
    pub witness: Option<Witness>,
    /// True where both versions accept the same messages all the same.
    pub without_effect: bool,
}

impl<'a> Change<'a> {
    /// A change that harms nobody; the fields that say otherwise are set by the caller.
    #[must_use]
    pub fn new(
        id: &'static str,
        base: Option<Cursor<'a>>,
        revision: Option<Cursor<'a>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            id,
            message: message.into(),
            reason: None,
            help: None,
            compatibility: Compatibility::Compatible,
            protection: Protection::Neutral,
            operations: Vec::new(),
            base,
            revision,
            witness: None,
            without_effect: false,
        }
    }

    /// Sets what it does to clients.
    #[must_use]
    pub fn compatibility(mut self, compatibility: Compatibility) -> Self {
        self.compatibility = compatibility;
        self
    }

    /// Sets what it does to protection.
    #[must_use]
    pub fn protection(mut self, protection: Protection) -> Self {
        self.protection = protection;
        self
    }

    /// Sets the operations that it reaches.
    #[must_use]
    pub fn reaching(mut self, operations: Vec<String>) -> Self {
        self.operations = operations;
        self
    }

    /// Sets why it matters.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Sets what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
