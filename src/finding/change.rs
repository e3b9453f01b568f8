//! What a finding says more where it is about a change between two versions.

use serde_json::Value;

use super::Message;
use crate::source::Location;

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
#[non_exhaustive]
pub enum Compatibility {
    /// They go on as before.
    Compatible,
    /// They go on, and may be surprised.
    Risky,
    /// It could not be decided.
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

/// What a change does to security: to who may do what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Impact {
    /// Nothing.
    Neutral,
    /// Someone no longer can.
    Strengthened,
    /// Someone can who could not.
    Weakened,
}

impl Impact {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Impact::Neutral => "neutral",
            Impact::Strengthened => "strengthened",
            Impact::Weakened => "weakened",
        }
    }
}

/// A message, or a part of one, that one version accepts and the other refuses.
#[derive(Clone, Debug, PartialEq)]
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

/// A node of one of the versions.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeLocation {
    /// The bytes that are shown.
    pub location: Location,
    /// RFC 6901 pointer of the node in its file.
    pub pointer: String,
}

/// What a finding says more where it is about a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What it does to clients.
    pub compatibility: Compatibility,
    /// What it does to security.
    pub impact: Impact,
    /// Why that matters, or why it does not.
    pub reason: Option<Message>,
    /// What it was.
    pub base: Option<NodeLocation>,
    /// What it is; of what was removed, what it was removed from.
    pub revision: Option<NodeLocation>,
    /// The proof.
    pub witness: Option<Witness>,
    /// True where both versions accept the same messages all the same.
    pub without_effect: bool,
}
