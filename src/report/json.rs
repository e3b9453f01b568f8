//! JSON, as the command-line contract states it, in one object or a line for each finding.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::Report;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Edit, Location};

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"version\":1,\"diagnostics\":[")?;
    for (n, diagnostic) in report.diagnostics.iter().enumerate() {
        out.write_all(if n > 0 { b",\n" } else { b"\n" })?;
        serde_json::to_writer(&mut *out, &value(report, diagnostic))?;
    }
    out.write_all(b"\n],\"summary\":")?;
    serde_json::to_writer(&mut *out, &summary(report))?;
    out.write_all(b"}\n")
}

pub(super) fn write_lines(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in report.diagnostics {
        serde_json::to_writer(&mut *out, &value(report, diagnostic))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn summary(report: &Report<'_>) -> Value {
    let mut counts = Map::from_iter([("files".to_owned(), json!(report.files))]);
    for severity in Severity::ALL {
        counts.insert(severity.word().to_owned(), json!(report.count(severity)));
    }
    counts.insert("suppressed".to_owned(), json!(report.suppressed));
    Value::Object(counts)
}

/// Lines and UTF-16 columns from 0.
pub(super) fn range(report: &Report<'_>, location: Location) -> Value {
    let source = report.source(location);
    let position = |offset| {
        let p = source.position(offset);
        json!({"line": p.line, "character": p.character})
    };
    json!({"start": position(location.span.start), "end": position(location.span.end)})
}

fn value(report: &Report<'_>, d: &Diagnostic) -> Value {
    let labels: Vec<Value> = d
        .labels
        .iter()
        .map(|l| json!({"file": report.source(l.location).name(), "range": range(report, l.location), "message": l.message}))
        .collect();
    let mut value = json!({
        "rule": d.rule,
        "severity": d.severity.word(),
        "message": d.message,
        "file": report.source(d.primary).name(),
        "pointer": d.pointer,
        "range": range(report, d.primary),
        "labels": labels,
    });
    let mut set = |key: &str, text: Option<&String>| {
        if let Some(text) = text {
            value[key] = json!(text);
        }
    };
    set("help", d.help.as_ref());
    set("url", d.url.as_ref());
    if let Some(fix) = &d.fix {
        let edit =
            |e: &Edit| json!({"file": report.source(e.place).name(), "range": range(report, e.place), "text": e.text});
        let edits: Vec<Value> = fix.edits.iter().map(edit).collect();
        value["fix"] = json!({"title": fix.title, "safe": fix.is_safe(), "edits": edits});
    }
    if !d.reached_from.is_empty() {
        value["reachedFrom"] = d.reached_from.iter().map(|f| report.sources[f.0 as usize].name()).collect();
    }
    value
}
