//! A change that has been judged, with places that outlive the documents.

use super::{Compatibility, Protection, Witness};
use crate::diagnostic::Severity;
use crate::source::Location;

/// A place of a change.
#[derive(Clone, Debug)]
pub struct Spot {
    /// The bytes that are shown.
    pub location: Location,
    /// RFC 6901 pointer of the place in its file.
    pub pointer: String,
}

/// A change that has been judged.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its id.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What changed.
    pub message: String,
    /// Why that matters.
    pub reason: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// What it does to clients.
    pub compatibility: Compatibility,
    /// What it does to protection.
    pub protection: Protection,
    /// The operations that it reaches.
    pub operations: Vec<String>,
    /// What it was.
    pub base: Option<Spot>,
    /// What it is.
    pub revision: Option<Spot>,
    /// The proof.
    pub witness: Option<Witness>,
    /// True where both versions accept the same messages all the same.
    pub without_effect: bool,
}
