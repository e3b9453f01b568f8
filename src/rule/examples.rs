//! A pair of documents for each rule, which explains it: its own fixtures, packed into the program.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::Rule;
use crate::text::unpack;

/// The pairs by the id of the rule. A test compares them with `fixtures`.
static PACKED: &[u8] = include_bytes!("examples.z");

/// A pair of documents that show a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examples {
    /// Must be reported.
    pub bad: String,
    /// Must not.
    pub good: String,
    /// Options that both are read with, in YAML; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub config: String,
}

/// All pairs, by the id of the rule.
pub fn all() -> &'static BTreeMap<String, Examples> {
    static ALL: LazyLock<BTreeMap<String, Examples>> = LazyLock::new(|| unpack(PACKED).unwrap_or_default());
    &ALL
}

impl Rule {
    /// The documents that show it; changes have pairs of versions instead.
    #[must_use]
    pub fn examples(&self) -> Option<&'static Examples> {
        all().get(self.id)
    }
}
