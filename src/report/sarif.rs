//! SARIF 2.1.0 (OASIS), for code scanning.

use std::collections::BTreeMap;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{NotJudged, Report, RuleText, advice};
use crate::finding::{Finding, Fix, Severity};
use crate::rules;
use crate::source::Location;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut ids: Vec<&str> = report.findings.iter().map(|d| d.rule.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let numbers: BTreeMap<&str, usize> = ids.iter().enumerate().map(|(n, id)| (*id, n)).collect();
    let descriptors: Vec<Value> = ids.iter().map(|id| descriptor(id, report.declared)).collect();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let results: Vec<Value> = report.findings.iter().map(|d| result(d, numbers[d.rule.as_str()], &mut seen)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "apivet",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": descriptors,
            }},
            "columnKind": "utf16CodeUnits",
            "artifacts": report.documents.iter().map(|name| json!({"location": {"uri": uri(name)}})).collect::<Vec<_>>(),
            "invocations": [{
                "executionSuccessful": report.skipped.is_empty(),
                "toolExecutionNotifications": report.skipped.iter().map(notification).collect::<Vec<_>>(),
            }],
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

/// A document that was not judged (section 3.58).
fn notification(skipped: &NotJudged) -> Value {
    json!({
        "level": "error",
        "message": {"text": format!("not judged: {}", skipped.reason)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(&skipped.file)}}}],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warn => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

fn descriptor(id: &str, declared: &[RuleText]) -> Value {
    let own = declared.iter().find(|rule| rule.id == id);
    let Some(rule) = rules::find(id).filter(|_| own.is_none()) else {
        return own.map_or(json!({"id": id}), own_descriptor);
    };
    json!({
        "id": id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "helpUri": rule.url(),
        "help": {"text": format!("{}\n\n{}", rule.why, rule.when_off)},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"tags": [rule.category.word()]},
    })
}

/// What a rule of a ruleset or of a configuration says of itself.
fn own_descriptor(rule: &RuleText) -> Value {
    let mut value = json!({"id": rule.id, "defaultConfiguration": {"level": level(rule.severity)}});
    if let Some(text) = &rule.text {
        value["shortDescription"] = json!({"text": text});
        value["help"] = json!({"text": text});
    }
    if let Some(url) = rule.url.as_deref().and_then(crate::text::web_address) {
        value["helpUri"] = json!(url);
    }
    value
}

fn result(d: &Finding, rule: usize, seen: &mut BTreeMap<String, u32>) -> Value {
    let mut text = d.message.to_string();
    for advice in advice(d) {
        text += &format!("; {advice}");
    }
    let fingerprint = d.fingerprint();
    // Equal findings at equal places are told apart by their order.
    let count = seen.entry(fingerprint.clone()).or_default();
    *count += 1;
    let related: Vec<Value> = d
        .labels
        .iter()
        .enumerate()
        .map(|(n, l)| {
            let mut value = location(&l.location);
            value["id"] = json!(n);
            value["message"] = json!({"text": l.message});
            value
        })
        .collect();
    let mut value = json!({
        "ruleId": d.rule,
        "ruleIndex": rule,
        "level": level(d.severity),
        "message": {"text": text},
        "locations": [location(&d.location)],
        "partialFingerprints": {"apivet/v2": format!("{fingerprint}:{count}")},
    });
    if !related.is_empty() {
        value["relatedLocations"] = json!(related);
    }
    if let Some(fix) = &d.fix {
        value["fixes"] = json!([changes(fix)]);
    }
    value["locations"][0]["logicalLocations"] =
        json!([{"fullyQualifiedName": if d.pointer.is_empty() { "/" } else { &d.pointer }}]);
    value
}

fn location(at: &Location) -> Value {
    json!({"physicalLocation": {
        "artifactLocation": {"uri": uri(at.source.shown())},
        "region": region(at),
    }})
}

fn region(at: &Location) -> Value {
    let (start, end) = (at.start(), at.end());
    json!({"startLine": start.line + 1, "startColumn": start.character + 1, "endLine": end.line + 1, "endColumn": end.character + 1})
}

/// A fix, by file (section 3.55).
fn changes(fix: &Fix) -> Value {
    let mut files: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        let replacement = json!({"deletedRegion": region(&edit.location), "insertedContent": {"text": edit.text}});
        files.entry(edit.location.source.shown()).or_default().push(replacement);
    }
    let of_file = |(name, replacements): (&&str, &Vec<Value>)| json!({"artifactLocation": {"uri": uri(name)}, "replacements": replacements});
    json!({"description": {"text": fix.title}, "artifactChanges": files.iter().map(of_file).collect::<Vec<_>>()})
}

/// A relative path as a URI reference: what may not stand in one is percent-encoded (RFC 3986).
/// All but the unreserved characters of RFC 3986, section 2.3, and what parts a path.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

fn uri(name: &str) -> String {
    // What was fetched is named by its URL.
    if name.contains("://") {
        return name.to_owned();
    }
    let out = utf8_percent_encode(name, ESCAPED).to_string();
    if name.starts_with('/') { format!("file://{out}") } else { out }
}
