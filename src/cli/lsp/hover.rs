//! What is told of a place.

use serde_json::{Value, json};

use super::answers::{Answer, AtPlace};
use super::symbols::{described, excerpt, node_at, occurrences, operation_at, symbol_at};
use crate::rules;
use crate::tree::words;
use crate::views::access::{AccessEntry, shown};

pub(super) fn hover(place: &AtPlace<'_>) -> Answer {
    let mut parts: Vec<String> = Vec::new();
    for finding in place.findings.iter().filter(|f| {
        let span = f.location.span;
        span.start <= place.offset && place.offset <= span.end
    }) {
        if let Some(rule) = rules::find(finding.rule.as_str()) {
            let more = finding.url.as_ref().map(|url| format!(" [More]({url})")).unwrap_or_default();
            parts.push(format!("**{}**: {}\n\n{}{more}", rule.id, rule.summary, rule.why));
        }
    }
    let mut range = Value::Null;
    for project in place.projects.iter().take(1) {
        let (Some(tree), api) = (project.tree(place.path), project.api()) else { continue };
        let at = node_at(tree, place.offset);
        if let Some(symbol) = symbol_at(&api, at, place.offset) {
            let all = occurrences(&api, &symbol);
            let (name, what) = described(&symbol);
            let uses = all.iter().filter(|o| !o.declares).count();
            let declared: Vec<String> = all
                .iter()
                .filter(|o| o.declares)
                .map(|o| {
                    let source = o.at.tree().source();
                    format!("{}:{}", source.name(), source.line_of(o.span().start) + 1)
                })
                .collect();
            let declared = if declared.is_empty() { "not declared".to_owned() } else { declared.join(", ") };
            let used = crate::text::counted(uses, "use");
            let mut text = format!("{what} `{}`: {declared}, {used}", plain(&name));
            if let Some(one) = all.iter().find(|o| o.declares && o.at != at) {
                let block = fenced(&excerpt(one.at, 16));
                text.push_str(&format!("\n\n{block}"));
            }
            parts.push(text);
            range = place
                .encoding
                .range_of(tree.source(), if at.span().start <= place.offset { at.span() } else { at.key_span() });
        }
        // Of an operation, where the cursor is on its head.
        let on_head =
            operation_at(&api, at).filter(|o| o.node == at || o.entry == at || at.key() == Some(words::OPERATION_ID));
        if let Some(operation) = on_head {
            let access = project.access(&api);
            if let Some(row) = access.iter().find(|row| row.title() == operation.title()) {
                parts.push(who_may_call(row));
            }
        }
    }
    if parts.is_empty() {
        return Ok(Value::Null);
    }
    let mut hover = json!({"contents": {"kind": "markdown", "value": parts.join("\n\n---\n\n")}});
    if !range.is_null() {
        hover["range"] = range;
    }
    Ok(hover)
}

/// A text of a document as text of Markdown: what would begin code or end it is gone.
fn plain(text: &str) -> String {
    text.replace(['`', '\n', '\r'], " ")
}

/// A text of a document as a block of code; it cannot end the block.
fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}yaml\n{text}\n{fence}")
}

/// Who may call an operation, in a few lines.
fn who_may_call(row: &AccessEntry) -> String {
    let mut lines = vec![format!("**{}** {}", plain(&row.title()), row.lifecycle)];
    let ways: Vec<String> = row.alternatives.iter().map(|way| format!("`{}`", plain(&shown(way)))).collect();
    lines.push(match row.access {
        "undeclared" => "`security` is not declared".to_owned(),
        _ => format!("requires: {}", ways.join(" or ")),
    });
    lines.push(format!("weakest credential: {}", row.weakest));
    lines.push(format!("limit: {}", row.limit.as_deref().map_or("not declared".to_owned(), plain)));
    if let Some(extension) = row.opened_by() {
        lines.push(format!("public at the gateway: `{}`", plain(extension)));
    }
    lines.join("  \n")
}
