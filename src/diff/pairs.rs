//! Two versions of a document for each kind of change, which explain it: `fixtures/compat`, packed into the program.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::text::unpack;

/// The pairs by their id. A test compares it with `fixtures/compat`.
static PACKED: &[u8] = include_bytes!("pairs.z");

/// Two versions of a document that differ in one change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The version before.
    pub base: String,
    /// The version with the change.
    pub revision: String,
    /// The configuration without which it is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<String>,
}

/// All pairs, by the id of the change.
#[must_use]
pub fn pairs() -> BTreeMap<String, Pair> {
    unpack(PACKED).unwrap_or_default()
}
