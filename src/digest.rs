//! Digests of texts: the same on every machine, in every version of the program and of Rust.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// The SHA-256 of a text (FIPS 180-4), as its 32 bytes.
#[must_use]
pub fn sha256(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// The SHA-256 of a text in hexadecimal.
#[must_use]
pub fn sha256_hex(text: &str) -> String {
    sha256(text).iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The FNV-1a hash of some texts, each ended by a zero byte, so that `a`, `bc` and `ab`, `c` differ. Short and fast;
/// it withstands nobody who looks for two texts with the same hash.
#[must_use]
pub fn fnv1a<'t>(texts: impl IntoIterator<Item = &'t str>) -> u64 {
    let bytes = texts.into_iter().flat_map(|text| text.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standards() {
        assert_eq!(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        // The published value for the one byte 0.
        assert_eq!(fnv1a([""]), 0xaf63_bd4c_8601_b7df);
        assert_ne!(fnv1a(["a", "bc"]), fnv1a(["ab", "c"]));
    }
}
