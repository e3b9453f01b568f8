//! A tree as plain JSON, aliases expanded.

use std::io::{self, Write};

use super::{Cursor, Shape};

/// Why a tree could not be printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The writer failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Expanding the aliases gives more values than the limit.
    #[error("expanding the aliases gives more than {0} values")]
    TooLarge(usize),
}

/// Writes the value at `cursor` as JSON on one line. At most `limit` values are written, because
/// aliases can stand for exponentially many.
///
/// # Errors
/// Where the writer fails, or the limit is reached.
pub fn write_json(out: &mut impl Write, cursor: Cursor<'_>, limit: usize) -> Result<(), PrintError> {
    let mut left = limit;
    write_value(out, cursor, &mut left, limit)
}

fn write_value(out: &mut impl Write, cursor: Cursor<'_>, left: &mut usize, limit: usize) -> Result<(), PrintError> {
    *left = left.checked_sub(1).ok_or(PrintError::TooLarge(limit))?;
    match cursor.shape() {
        Shape::Null | Shape::Alias => out.write_all(b"null")?,
        Shape::Bool => write!(out, "{}", cursor.is_true())?,
        Shape::Int => write_number(out, cursor, true)?,
        Shape::Float => write_number(out, cursor, false)?,
        Shape::Str => write_string(out, &cursor.text())?,
        Shape::Seq => {
            out.write_all(b"[")?;
            for (n, item) in cursor.items().enumerate() {
                if n > 0 {
                    out.write_all(b",")?;
                }
                write_value(out, item, left, limit)?;
            }
            out.write_all(b"]")?;
        }
        Shape::Map => {
            out.write_all(b"{")?;
            for (n, entry) in cursor.entries().enumerate() {
                if n > 0 {
                    out.write_all(b",")?;
                }
                write_string(out, entry.name())?;
                out.write_all(b":")?;
                write_value(out, entry.value, left, limit)?;
            }
            out.write_all(b"}")?;
        }
    }
    Ok(())
}

/// A number as JSON writes it: YAML's `+1`, `.5`, `0x1F`, `.inf` are other notations.
fn write_number(out: &mut impl Write, cursor: Cursor<'_>, whole: bool) -> Result<(), PrintError> {
    let text = cursor.text();
    let is_json = serde_json::from_str::<serde_json::Number>(&text).is_ok();
    match cursor.f64() {
        _ if is_json => out.write_all(text.as_bytes())?,
        Some(value) if whole && value.abs() < 1e19 => write!(out, "{value:.0}")?,
        Some(value) if value.is_finite() => write!(out, "{value}")?,
        // JSON has no infinity and no NaN.
        _ => write_string(out, &text)?,
    }
    Ok(())
}

fn write_string(out: &mut impl Write, text: &str) -> Result<(), PrintError> {
    serde_json::to_writer(out, text).map_err(io::Error::from)?;
    Ok(())
}
