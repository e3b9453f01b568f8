//! JSON, as the command-line contract states it.

use std::collections::hash_map::Entry;
use std::io::{self, Write};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{Acknowledgement, ChangeReport};
use crate::diff::{DocumentationChange, Verdict, Witness};
use crate::finding::{Finding, Message, NodeLocation, Reached};
use crate::report::json::{range, value as finding_value};

pub(super) fn write(report: &ChangeReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"version\":1,\"changes\":[")?;
    let lists = lists(report)?;
    list(report.changes.iter().filter_map(|c| ChangeObject::new(c, &lists)), out)?;
    out.write_all(b",\"acknowledged\":[")?;
    list(report.acknowledged.iter().filter_map(|one| ChangeObject::acknowledged(one, &lists)), out)?;
    out.write_all(b",\"diagnostics\":[")?;
    list(report.about.iter().map(finding_value), out)?;
    if !report.documents.is_empty() {
        out.write_all(b",\"documents\":[")?;
        list(
            report
                .documents
                .iter()
                .map(|d| json!({"base": d.names[0], "revision": d.names[1], "verdict": verdict(&d.verdict)})),
            out,
        )?;
    }
    if let Some(changes) = report.documentation {
        out.write_all(b",\"documentation\":[")?;
        list(changes.iter().map(documentation), out)?;
    }
    out.write_all(b",\"verdict\":")?;
    serde_json::to_writer(&mut *out, &verdict(report.verdict))?;
    out.write_all(b"}\n")
}

fn documentation(change: &DocumentationChange) -> Value {
    let [before, after] = &change.texts;
    let [base, revision] = change.at.each_ref().map(|at| at.as_ref().map(node));
    json!({
        "subject": change.subject,
        "field": change.field,
        "change": change.word(),
        "before": before,
        "after": after,
        "base": base,
        "revision": revision,
    })
}

pub(super) fn verdict(verdict: &Verdict) -> Value {
    let [base, revision] = &verdict.versions;
    json!({
        "compatibility": verdict.compatibility_word(),
        "security": verdict.security_word(),
        "required_bump": verdict.required.word(),
        "declared_bump": verdict.declared.word(),
        "base_version": base,
        "revision_version": revision,
        "sufficient": verdict.sufficient,
        "sentence": verdict.sentence(),
        "acknowledged": verdict.acknowledged.total(),
    })
}

/// The items of a list, a line each, and its end.
fn list<T: Serialize>(items: impl Iterator<Item = T>, out: &mut dyn Write) -> io::Result<()> {
    for (n, item) in items.enumerate() {
        out.write_all(if n > 0 { b",\n" } else { b"\n" })?;
        serde_json::to_writer(&mut *out, &item)?;
    }
    out.write_all(b"\n]")
}

/// Lists of operations as they are written: changes that reach the same operations share theirs.
type Lists = FxHashMap<*const Arc<Reached>, Box<RawValue>>;

fn lists(report: &ChangeReport<'_>) -> io::Result<Lists> {
    let mut lists = Lists::default();
    for finding in report.changes.iter().chain(report.acknowledged.iter().map(|one| &one.change)) {
        let operations = &finding.operations;
        if let Entry::Vacant(list) = lists.entry(operations.as_ptr()) {
            let titles: Vec<&str> = operations.iter().map(|o| o.title.as_str()).collect();
            list.insert(serde_json::value::to_raw_value(&titles)?);
        }
    }
    Ok(lists)
}

/// A change.
#[derive(Serialize)]
struct ChangeObject<'r> {
    id: &'r str,
    compatibility: &'static str,
    security: &'static str,
    severity: &'static str,
    message: &'r Message,
    operations: Option<&'r RawValue>,
    base: Option<Value>,
    revision: Option<Value>,
    witness: Option<Value>,
    fingerprint: String,
    /// Why it matters; where somebody accepts it, why they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'r Message>,
    #[serde(flatten)]
    acceptance: Option<Acceptance<'r>>,
}

/// Who accepts a change, and until when.
#[derive(Serialize)]
struct Acceptance<'r> {
    owner: &'r Option<String>,
    ticket: &'r Option<String>,
    expires: Value,
}

impl<'r> ChangeObject<'r> {
    fn new(finding: &'r Finding, lists: &'r Lists) -> Option<Self> {
        let change = finding.change()?;
        Some(Self {
            id: finding.rule.as_str(),
            compatibility: change.compatibility.word(),
            security: change.impact.word(),
            severity: finding.severity.word(),
            message: &finding.message,
            operations: lists.get(&finding.operations.as_ptr()).map(|list| &**list),
            base: change.base.as_ref().map(node),
            revision: change.revision.as_ref().map(node),
            witness: change.witness.as_ref().map(witness),
            fingerprint: finding.fingerprint(),
            reason: change.reason.as_ref().map(|reason| json!(reason)),
            help: finding.help.as_ref(),
            acceptance: None,
        })
    }

    fn acknowledged(one: &'r Acknowledgement, lists: &'r Lists) -> Option<Self> {
        let acceptance = Acceptance { owner: &one.owner, ticket: &one.ticket, expires: json!(one.expires) };
        let object = Self::new(&one.change, lists)?;
        Some(Self { reason: Some(json!(one.reason)), acceptance: Some(acceptance), ..object })
    }
}

/// A change by itself.
pub(super) fn change(finding: &Finding) -> Value {
    let titles: Vec<&str> = finding.operations.iter().map(|o| o.title.as_str()).collect();
    let mut lists = Lists::default();
    if let Ok(list) = serde_json::value::to_raw_value(&titles) {
        lists.insert(finding.operations.as_ptr(), list);
    }
    let object = ChangeObject::new(finding, &lists);
    object.and_then(|object| serde_json::to_value(object).ok()).unwrap_or_default()
}

fn node(at: &NodeLocation) -> Value {
    json!({"file": at.location.source.shown(), "pointer": at.pointer, "range": range(&at.location)})
}

fn witness(witness: &Witness) -> Value {
    let mut written = json!({
        "direction": if witness.response { "response" } else { "request" },
        "location": witness.location,
        "value": witness.value,
        "valid_in": witness.valid_in.word(),
        "invalid_in": witness.valid_in.other().word(),
    });
    // Not a whole message, but what stands at this path in one.
    if let Some(part) = &witness.part {
        written["part"] = json!(part);
    }
    written
}
