//! Eight bytes at a time.

/// A byte in each of eight places.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The high bit of each place whose byte is zero; places above the lowest one may be told wrongly.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(each(1)) & !word & each(0x80)
}

/// The high bit of each place whose byte is zero.
const fn all_zeros(word: u64) -> u64 {
    let low = each(0x7f);
    !(((word & low) + low) | word | low)
}

/// The eight bytes from an offset on, the first one lowest; nothing where there are fewer.
#[inline]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 8).and_then(|chunk| chunk.try_into().ok()).map(u64::from_le_bytes)
}

/// The offset of the first byte that is no space, from an offset on; the end where all are.
#[inline]
pub(super) fn behind_spaces(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = word(bytes, at) {
        let others = word ^ each(b' ');
        if others != 0 {
            return at + others.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

/// The offset of the first quote, backslash or control character, from an offset on; the end where there is none.
#[inline]
pub(super) fn end_of_plain(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = word(bytes, at) {
        let stops = zeros(word ^ each(b'"')) | zeros(word ^ each(b'\\')) | zeros(word & each(0xe0));
        if stops != 0 {
            return at + stops.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|b| !matches!(b, b'"' | b'\\' | ..0x20)) {
        at += 1;
    }
    at
}

/// True where there are control characters (U+0000 to U+001F, U+007F) other than tabs and line feeds.
pub(super) fn have_controls(bytes: &[u8]) -> bool {
    let is_control = |b: &u8| (*b < 0x20 && !matches!(b, b'\n' | b'\t')) || *b == 0x7f;
    let (chunks, rest) = bytes.as_chunks::<8>();
    let suspicious = |chunk: &&[u8; 8]| {
        let word = u64::from_le_bytes(**chunk);
        let others = zeros(word ^ each(0x7f));
        // Line feeds are in every other place.
        zeros(word & each(0xe0)) | others != 0
            && (all_zeros(word & each(0xe0)) & !all_zeros(word ^ each(b'\n'))) | others != 0
    };
    chunks.iter().filter(suspicious).any(|chunk| chunk.iter().any(is_control)) || rest.iter().any(is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_at_a_time_is_as_one_at_a_time() {
        let texts = [
            "",
            " ",
            "a",
            "        ",
            "         b",
            "ab cdefgh\"i",
            "abcdefghijklmnop\\q",
            "é\u{1}",
            "x\ty\nz       \u{7f}",
        ];
        for text in texts.iter().flat_map(|a| texts.iter().map(move |b| format!("{a}{b}"))) {
            let bytes = text.as_bytes();
            for at in 0..=bytes.len() {
                let first =
                    |ends: &dyn Fn(&u8) -> bool| bytes[at..].iter().position(ends).map_or(bytes.len(), |n| at + n);
                assert_eq!(behind_spaces(bytes, at), first(&|b| *b != b' '), "{text:?} {at}");
                assert_eq!(end_of_plain(bytes, at), first(&|b| matches!(b, b'"' | b'\\' | ..0x20)), "{text:?} {at}");
                let odd = bytes[at..].iter().any(|b| (*b < 0x20 && *b != b'\n' && *b != b'\t') || *b == 0x7f);
                assert_eq!(have_controls(&bytes[at..]), odd, "{text:?} {at}");
            }
        }
    }
}
