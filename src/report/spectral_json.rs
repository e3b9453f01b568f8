//! The array that `spectral lint -f json` prints.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::Report;
use super::json::range;
use crate::tree::unescape_segment;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|d| {
            let path: Vec<_> = d.pointer.split('/').skip(1).map(unescape_segment).collect();
            json!({
                "code": d.rule,
                "path": path,
                "message": d.message,
                "severity": d.severity as u8,
                "range": range(&d.location),
                "source": d.file(),
            })
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &findings)?;
    out.write_all(b"\n")
}
