//! GitLab's code quality report, in the shape of Code Climate's issues that GitLab documents.

use std::collections::HashMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::Report;
use crate::finding::Severity;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    // Fingerprints must be unique in a report: the same finding again counts up.
    let mut seen: HashMap<String, usize> = HashMap::new();
    let issues: Vec<Value> = report
        .findings
        .iter()
        .map(|d| {
            let (start, end) = (d.location.start(), d.location.end());
            let mut fingerprint = d.fingerprint();
            let times = seen.entry(fingerprint.clone()).or_default();
            if *times > 0 {
                fingerprint = format!("{fingerprint}-{times}");
            }
            *times += 1;
            let severity = match d.severity {
                Severity::Error => "major",
                Severity::Warn => "minor",
                Severity::Info | Severity::Hint => "info",
            };
            json!({
                "description": d.message,
                "check_name": d.rule,
                "fingerprint": fingerprint,
                "severity": severity,
                "location": {"path": d.file(), "lines": {"begin": start.line + 1, "end": end.line + 1}},
            })
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    out.write_all(b"\n")
}
