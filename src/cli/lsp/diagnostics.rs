//! Findings as diagnostics, and what can be done about them.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::analysis::{absolute, file_of};
use super::convert::{Encoding, uri_of};
use crate::finding::{Compatibility, Finding, Fix, Impact, Severity};
use crate::session::Baseline;
use crate::source::{Edit, Source};
use crate::tree::{Cursor, Syntax, Tree};

/// A finding as the protocol has it. `since` is what changes are told of.
pub(super) fn diagnostic(finding: &Finding, encoding: Encoding, since: Option<&str>) -> Value {
    let mut related = Vec::new();
    let mut message = String::new();
    if let Some(change) = finding.change() {
        let word = match (change.impact, change.compatibility) {
            (Impact::Weakened, _) => "weakened",
            (_, Compatibility::Breaking) => "breaking",
            (_, other) => other.word(),
        };
        message = format!("{word} since {}: ", since.unwrap_or("the version before"));
    }
    message.push_str(finding.message.as_str());
    if let Some(change) = finding.change() {
        if let Some(reason) = &change.reason {
            message.push_str(&format!("\n{}", reason.as_str()));
        }
        if let Some(witness) = &change.witness {
            message.push_str(&format!("\n{}", witness.value));
        }
    }
    if let Some(help) = &finding.help {
        message.push_str(&format!("\nhelp: {}", help.as_str()));
    }
    if !finding.label.is_empty() {
        related.push(json!({"location": location(finding, encoding), "message": finding.label.as_str()}));
    }
    for label in &finding.labels {
        // What stands in the version before has no place in an editor.
        if let Some(file) = file_of(&label.location.source) {
            let location = json!({"uri": uri_of(&file), "range": encoding.range(&label.location)});
            related.push(json!({"location": location, "message": label.message.as_str()}));
        }
    }
    let mut diagnostic = json!({
        "range": encoding.range(&finding.location),
        "severity": match finding.severity {
            Severity::Error => 1,
            Severity::Warn => 2,
            Severity::Info => 3,
            Severity::Hint => 4,
        },
        "code": finding.rule.as_str(),
        "source": "apivet",
        "message": message,
        "data": {"fingerprint": finding.fingerprint()},
    });
    if let Some(url) = &finding.url {
        diagnostic["codeDescription"] = json!({"href": url});
    }
    if !related.is_empty() {
        diagnostic["relatedInformation"] = json!(related);
    }
    if finding.rule.as_str().ends_with("-unused") {
        diagnostic["tags"] = json!([1]);
    }
    diagnostic
}

fn location(finding: &Finding, encoding: Encoding) -> Value {
    json!({"uri": uri_of(&absolute(finding.location.source.name())), "range": encoding.range(&finding.location)})
}

/// Edits by their files, as the protocol has them.
pub(super) fn changes<'e>(edits: impl IntoIterator<Item = &'e Edit>, encoding: Encoding) -> Option<Value> {
    let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for edit in edits {
        let file = file_of(&edit.location.source)?;
        let edit = json!({"range": encoding.range(&edit.location), "newText": edit.text});
        files.entry(uri_of(&file)).or_default().push(edit);
    }
    Some(json!({"changes": files}))
}

/// What can be done about a finding.
pub(super) fn actions(
    finding: &Finding,
    tree: Option<&Tree>,
    baseline: Option<&Baseline>,
    encoding: Encoding,
    since: Option<&str>,
) -> Vec<Value> {
    let diagnostic = diagnostic(finding, encoding, since);
    let rule = finding.rule.as_str();
    let quick_fix = |title: &str, is_preferred: bool, (does, what): (&str, Value)| json!({"title": title, "kind": "quickfix", "isPreferred": is_preferred, "diagnostics": [diagnostic], does: what});
    let mut actions = Vec::new();
    if let Some(fix) = finding.fix.as_deref()
        && let Some(edit) = changes(&fix.edits, encoding)
    {
        actions.push(quick_fix(fix.title.as_str(), fix.is_safe(), ("edit", edit)));
    }
    if let Some(edit) = tree.and_then(|tree| suppression(finding, tree))
        && let Some(edit) = changes([&edit], encoding)
    {
        actions.push(quick_fix(&format!("suppress {rule} here, with a reason"), false, ("edit", edit)));
    }
    if let Some(baseline) = baseline
        && let Some(text) = baseline.with(finding, REASON)
        && let Some(edit) = changes([&Edit { location: baseline.location(), text }], encoding)
    {
        let name = baseline.path().file_name().unwrap_or_default().to_string_lossy();
        actions.push(quick_fix(&format!("add {rule} to `{name}`, with a reason"), false, ("edit", edit)));
    }
    let title = format!("explain {rule}");
    let command = json!({"title": title, "command": EXPLAIN, "arguments": [rule]});
    actions.push(quick_fix(&title, false, ("command", command)));
    actions
}

/// The command that explains a rule.
pub(super) const EXPLAIN: &str = "apivet.explain";

/// What stands in for the reason, until somebody writes it.
const REASON: &str = "TODO: the reason";

/// A comment above the place; where there are no comments, a field in the object around it.
fn suppression(finding: &Finding, tree: &Tree) -> Option<Edit> {
    let source = &finding.location.source;
    if tree.syntax() == Syntax::Json {
        let at = tree.root().resolve_pointer(&finding.pointer).unwrap_or_else(|(last, _)| last);
        let object = std::iter::successors(Some(at), |at: &Cursor<'_>| at.parent()).find(|at| at.is_map())?;
        return object.with_entry("x-apivet-ignore", &json!({finding.rule.as_str(): REASON}), None);
    }
    let line = source.line_of(finding.location.span.start);
    let span = source.line_span(line);
    let text = source.slice(span);
    let indent = &text[..text.len() - text.trim_start().len()];
    let location = tree.location(crate::source::Span { start: span.start, end: span.start });
    Some(Edit { location, text: format!("{indent}# apivet-ignore: {} -- {REASON}\n", finding.rule) })
}

/// All safe fixes of a file that do not touch each other.
pub(super) fn fix_all<'f>(findings: impl Iterator<Item = &'f Finding>, path: &Path) -> Vec<&'f Edit> {
    let of_file = |fix: &Fix| fix.edits.iter().all(|e| file_of(&e.location.source).is_some_and(|f| f == path));
    let mut chosen: Vec<&Edit> = Vec::new();
    for fix in findings.filter_map(|f| f.fix.as_deref()).filter(|fix| fix.is_safe() && of_file(fix)) {
        let apart = |a: &Edit| {
            let (a, known) = (a.location.span, &chosen);
            known.iter().all(|b| a.end < b.location.span.start || b.location.span.end < a.start)
        };
        if fix.edits.iter().all(apart) {
            chosen.extend(&fix.edits);
        }
    }
    chosen
}

/// True where two ranges of the protocol share a place.
pub(super) fn meets(source: &Source, finding: &Finding, encoding: Encoding, range: &Value) -> bool {
    let place = |key: &str| range.get(key).and_then(|p| encoding.offset(source, p));
    let (Some(start), Some(end)) = (place("start"), place("end")) else { return false };
    let span = finding.location.span;
    let line = source.line_of(span.start);
    // Editors ask for the line that the cursor is in.
    let whole = source.line_span(line);
    (span.start as usize <= end && start <= span.end as usize)
        || (whole.start as usize <= start && end <= whole.end as usize)
}
