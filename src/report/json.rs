//! JSON, as the command-line contract states it, in one object or a line for each finding.

use std::collections::BTreeMap;
use std::io::{self, Write};

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::{NotJudged, Report, advice};
use crate::finding::{Finding, Message, Severity};
use crate::source::{Edit, Location, Position};

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"version\":1,\"diagnostics\":[")?;
    for (n, lines) in lines(report.findings, b",\n")?.iter().enumerate() {
        out.write_all(if n > 0 { b",\n" } else { b"\n" })?;
        out.write_all(lines)?;
    }
    let skipped: Vec<Value> = report.skipped.iter().map(|s| json!({"file": s.file, "reason": s.reason})).collect();
    out.write_all(b"\n],\"skipped\":")?;
    serde_json::to_writer(&mut *out, &skipped)?;
    out.write_all(b",\"summary\":")?;
    serde_json::to_writer(&mut *out, &summary(report))?;
    out.write_all(b"}\n")
}

/// Findings for one piece of work.
const PIECE: usize = 128;

/// The findings as JSON, with something between each two, in pieces that several threads write.
fn lines(findings: &[Finding], between: &[u8]) -> io::Result<Vec<Vec<u8>>> {
    let piece = |piece: &[Finding]| {
        let mut lines = Vec::new();
        for (n, finding) in piece.iter().enumerate() {
            lines.extend_from_slice(if n > 0 { between } else { b"" });
            serde_json::to_writer(&mut lines, &value(finding))?;
        }
        Ok(lines)
    };
    findings.par_chunks(PIECE).map(piece).collect()
}

pub(super) fn write_lines(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for lines in lines(report.findings, b"\n")? {
        out.write_all(&lines)?;
        out.write_all(b"\n")?;
    }
    let mut line = |value: &Value| {
        serde_json::to_writer(&mut *out, value)?;
        out.write_all(b"\n")
    };
    let mut counts: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for finding in report.findings {
        counts.entry(finding.document()).or_default()[finding.severity as usize] += 1;
    }
    for document in report.documents {
        let [error, warn, info, hint] = counts.get(document.as_str()).copied().unwrap_or_default();
        line(&json!({
            "document": document, "judged": true, "error": error, "warn": warn, "info": info, "hint": hint,
        }))?;
    }
    for NotJudged { file, reason } in report.skipped {
        line(&json!({"document": file, "judged": false, "reason": reason}))?;
    }
    Ok(())
}

fn summary(report: &Report<'_>) -> Value {
    let mut counts = Map::from_iter([("files".to_owned(), json!(report.files))]);
    counts.insert("documents".to_owned(), json!(report.documents.len()));
    counts.insert("skipped".to_owned(), json!(report.skipped.len()));
    for severity in Severity::ALL {
        counts.insert(severity.word().to_owned(), json!(report.count(severity)));
    }
    counts.insert("suppressed".to_owned(), json!(report.suppressed));
    Value::Object(counts)
}

/// Lines and UTF-16 columns from 0.
pub(super) fn range(location: &Location) -> Value {
    let position = |at: Position| json!({"line": at.line, "character": at.character});
    json!({"start": position(location.start()), "end": position(location.end())})
}

pub(super) fn value(d: &Finding) -> Value {
    let labels: Vec<Value> = d
        .labels
        .iter()
        .map(|l| json!({"file": l.location.source.shown(), "range": range(&l.location), "message": l.message}))
        .collect();
    let mut value = json!({
        "rule": d.rule,
        "severity": d.severity.word(),
        "message": d.message,
        "file": d.file(),
        "pointer": d.pointer,
        "range": range(&d.location),
        "labels": labels,
        "fingerprint": d.fingerprint(),
    });
    if !d.label.is_empty() {
        value["label"] = json!(d.label);
    }
    let advice: Vec<Message> = advice(d);
    if !advice.is_empty() {
        value["help"] = json!(advice.iter().map(Message::as_str).collect::<Vec<_>>().join("\n"));
    }
    if let Some(url) = &d.url {
        value["url"] = json!(url);
    }
    if let Some(fix) = &d.fix {
        let edit = |e: &Edit| json!({"file": e.location.source.shown(), "range": range(&e.location), "text": e.text});
        let edits: Vec<Value> = fix.edits.iter().map(edit).collect();
        value["fix"] = json!({"title": fix.title, "safe": fix.is_safe(), "edits": edits});
    }
    if !d.reached_from.is_empty() {
        value["reachedFrom"] = d.reached_from.iter().map(|f| f.shown()).collect();
    }
    value
}
