//! Two versions of a document for each kind of change, which explain it: `fixtures/compat`, packed into the program.

use std::collections::BTreeMap;

use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib;
use serde::{Deserialize, Serialize};

/// A JSON object of pairs by their id, in the format of zlib (RFC 1950). A test compares it with `fixtures/compat`.
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
    let json = decompress_to_vec_zlib(PACKED).unwrap_or_default();
    serde_json::from_slice(&json).unwrap_or_default()
}

/// The pairs as they stand in the program.
///
/// # Errors
/// None that can be met: what is written is plain text.
pub fn pack(pairs: &BTreeMap<String, Pair>) -> Result<Vec<u8>, serde_json::Error> {
    Ok(compress_to_vec_zlib(&serde_json::to_vec(pairs)?, 10))
}
