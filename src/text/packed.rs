//! Data that is packed into the program: JSON in the format of zlib (RFC 1950).

use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value, packed. The same value gives the same bytes.
///
/// # Errors
/// Where it cannot be written as JSON.
pub fn pack(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    Ok(compress_to_vec_zlib(&serde_json::to_vec(value)?, 10))
}

/// What was packed; nothing where it is something else.
#[must_use]
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    serde_json::from_slice(&decompress_to_vec_zlib(bytes).ok()?).ok()
}
