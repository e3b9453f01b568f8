//! Reading bytes that nobody vouches for: regular files only, never more than the limit, whatever length they claim.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::tree::Limits;

/// Reads a file as UTF-8. A UTF-16 file is decoded; other bytes are an error with their place. What is no regular file is
/// refused, as a pipe would hang and a device never end, but for the pipes that a shell hands over by name.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn read_text(path: &Path, limits: Limits) -> Result<String, String> {
    let meta = std::fs::metadata(path).map_err(|e| describe_io(&e))?;
    if meta.is_dir() {
        return Err("it is a directory".to_owned());
    }
    if !meta.is_file() && !is_handed_over(path) {
        return Err("it is not a regular file".to_owned());
    }
    if meta.len() > limits.bytes as u64 {
        return Err(too_large(meta.len(), limits));
    }
    let expected = usize::try_from(meta.len()).unwrap_or_default();
    decode(read_expected(File::open(path).map_err(|e| describe_io(&e))?, limits, expected)?)
}

/// Reads standard input as UTF-8.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn read_stdin(limits: Limits) -> Result<String, String> {
    decode(read_bounded(io::stdin().lock(), limits)?)
}

/// All bytes up to the limit.
///
/// # Errors
/// Where there are more, or they cannot be read.
pub(super) fn read_bounded(from: impl Read, limits: Limits) -> Result<Vec<u8>, String> {
    read_expected(from, limits, 0)
}

/// The same, where about so many bytes are expected.
fn read_expected(from: impl Read, limits: Limits, expected: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(expected.min(limits.bytes) + 1);
    from.take(limits.bytes as u64 + 1).read_to_end(&mut bytes).map_err(|e| describe_io(&e))?;
    if bytes.len() > limits.bytes {
        return Err(format!(
            "it has more than {} bytes, the limit (`limits.bytes` in the configuration)",
            limits.bytes
        ));
    }
    Ok(bytes)
}

/// The first bytes of a regular file; none of what is a link, as it may lead anywhere, or cannot be read.
pub(super) fn beginning(path: &Path, most: u64) -> Option<Vec<u8>> {
    let meta = std::fs::symlink_metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len().min(most)).unwrap_or_default());
    File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)).ok()?;
    Some(bytes)
}

/// Says that something is larger than the limit.
pub(super) fn too_large(bytes: u64, limits: Limits) -> String {
    format!("it has {bytes} bytes, more than the limit of {} (`limits.bytes` in the configuration)", limits.bytes)
}

/// True for the names under which a shell hands over a pipe: `<(command)`.
fn is_handed_over(path: &Path) -> bool {
    ["/dev/fd", "/dev/stdin", "/proc/self/fd"].iter().any(|folder| path.starts_with(folder))
}

/// Text from bytes.
///
/// # Errors
/// Which byte is wrong, in words.
pub fn decode(bytes: Vec<u8>) -> Result<String, String> {
    match &bytes[..] {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let line = bytes[..at].iter().filter(|b| **b == b'\n').count() + 1;
            let binary = bytes.iter().take(8000).any(|b| *b == 0);
            let what = if binary { "it is a binary file" } else { "it is not UTF-8" };
            format!("{what}: the byte 0x{:02X} at offset {at}, in line {line}, is not valid", bytes[at])
        }),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let units = bytes.chunks_exact(2).map(|b| unit([b[0], b[1]]));
    let mut text = String::new();
    for read in char::decode_utf16(units) {
        match read {
            Ok(c) => text.push(c),
            Err(lone) => {
                let line = text.matches('\n').count() + 1;
                let half = lone.unpaired_surrogate();
                return Err(format!("it is not UTF-16: the surrogate 0x{half:04X} in line {line} stands alone"));
            }
        }
    }
    if bytes.len() % 2 == 1 {
        return Err("it is not UTF-16: its last character is cut in half".to_owned());
    }
    Ok(text)
}

pub(super) fn describe_io(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_is_read_whole_or_told() {
        assert_eq!(decode(vec![0xff, 0xfe, b'a', 0]).as_deref(), Ok("a"));
        assert_eq!(decode(vec![0xfe, 0xff, 0, b'a']).as_deref(), Ok("a"));
        assert!(decode(vec![0xff, 0xfe, 0x00, 0xd8]).unwrap_err().contains("stands alone"));
        assert!(decode(vec![0xff, 0xfe, b'a', 0, b'b']).unwrap_err().contains("cut in half"));
    }

    #[test]
    fn a_length_is_not_trusted() {
        let limits = Limits { bytes: 10, ..Limits::default() };
        assert!(read_bounded(io::repeat(b'x'), limits).unwrap_err().contains("more than 10 bytes"));
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_no_files() {
        assert_eq!(read_text(Path::new("/dev/zero"), Limits::default()).unwrap_err(), "it is not a regular file");
    }
}
