//! JSON, as the command-line contract states it.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Acknowledgement, ChangeReport};
use crate::diff::Witness;
use crate::finding::{Finding, NodeLocation};
use crate::report::json::{range, value as finding_value};

pub(super) fn write(report: &ChangeReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"version\":1,\"changes\":[")?;
    let changes = report.changes.iter().filter_map(value);
    list(changes, out)?;
    out.write_all(b",\"acknowledged\":[")?;
    list(report.acknowledged.iter().filter_map(acknowledged), out)?;
    out.write_all(b",\"diagnostics\":[")?;
    list(report.about.iter().map(finding_value), out)?;
    out.write_all(b",\"verdict\":")?;
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
        "acknowledged": verdict.acknowledged.total(),
    });
    serde_json::to_writer(&mut *out, &object)?;
    out.write_all(b"}\n")
}

/// The items of a list, a line each, and its end.
fn list(items: impl Iterator<Item = Value>, out: &mut dyn Write) -> io::Result<()> {
    for (n, item) in items.enumerate() {
        out.write_all(if n > 0 { b",\n" } else { b"\n" })?;
        serde_json::to_writer(&mut *out, &item)?;
    }
    out.write_all(b"\n]")
}

fn value(finding: &Finding) -> Option<Value> {
    let change = finding.change()?;
    let mut value = json!({
        "id": finding.rule,
        "compatibility": change.compatibility.word(),
        "security": change.impact.word(),
        "severity": finding.severity.word(),
        "message": finding.message,
        "operations": finding.operations.iter().map(|o| o.title.as_str()).collect::<Vec<_>>(),
        "base": change.base.as_ref().map(node),
        "revision": change.revision.as_ref().map(node),
        "witness": change.witness.as_ref().map(witness),
        "fingerprint": finding.fingerprint(finding.document()),
    });
    if let Some(reason) = &change.reason {
        value["reason"] = json!(reason);
    }
    if let Some(help) = &finding.help {
        value["help"] = json!(help);
    }
    Some(value)
}

/// The change, with who accepts it and why in the place of why it matters.
fn acknowledged(one: &Acknowledgement) -> Option<Value> {
    let mut value = value(&one.change)?;
    value["reason"] = json!(one.reason);
    value["owner"] = json!(one.owner);
    value["ticket"] = json!(one.ticket);
    value["expires"] = json!(one.expires);
    Some(value)
}

fn node(at: &NodeLocation) -> Value {
    json!({"file": at.location.source.shown(), "pointer": at.pointer, "range": range(&at.location)})
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
