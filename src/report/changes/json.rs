//! JSON, as the command-line contract states it.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::ChangeReport;
use crate::diff::{Record, Spot, Witness};

pub(super) fn write(report: &ChangeReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"version\":1,\"changes\":[")?;
    for (n, record) in report.records.iter().enumerate() {
        out.write_all(if n > 0 { b",\n" } else { b"\n" })?;
        serde_json::to_writer(&mut *out, &value(report, record))?;
    }
    out.write_all(b"\n],\"verdict\":")?;
    let verdict = report.verdict;
    let [base, revision] = &verdict.versions;
    let object = json!({
        "compatibility": verdict.compatibility_word(),
        "security": verdict.security_word(),
        "required_bump": verdict.required.word(),
        "declared_bump": verdict.declared.word(),
        "base_version": base,
        "revision_version": revision,
        "sufficient": verdict.sufficient,
        "sentence": verdict.sentence(),
        "acknowledged": report.suppressed,
    });
    serde_json::to_writer(&mut *out, &object)?;
    out.write_all(b"}\n")
}

fn value(report: &ChangeReport<'_>, record: &Record) -> Value {
    let mut value = json!({
        "id": record.id,
        "compatibility": record.compatibility.word(),
        "security": record.protection.word(),
        "severity": record.severity.word(),
        "message": record.message,
        "operations": record.operations,
        "base": record.base.as_ref().map(|s| spot(report, s)),
        "revision": record.revision.as_ref().map(|s| spot(report, s)),
        "witness": record.witness.as_ref().map(witness),
    });
    if let Some(reason) = &record.reason {
        value["reason"] = json!(reason);
    }
    if let Some(help) = &record.help {
        value["help"] = json!(help);
    }
    value
}

fn spot(report: &ChangeReport<'_>, spot: &Spot) -> Value {
    let source = &report.sources[spot.location.file.0 as usize];
    let position = |offset| {
        let p = source.position(offset);
        json!({"line": p.line, "character": p.character})
    };
    json!({
        "file": source.name(),
        "pointer": spot.pointer,
        "range": {"start": position(spot.location.span.start), "end": position(spot.location.span.end)},
    })
}

fn witness(witness: &Witness) -> Value {
    json!({
        "direction": if witness.response { "response" } else { "request" },
        "location": witness.location,
        "value": witness.value,
        "valid_in": witness.valid_in.word(),
        "invalid_in": witness.valid_in.other().word(),
    })
}
