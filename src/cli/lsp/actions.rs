//! What can be done about findings.

use serde_json::{Value, json};

use super::answers::{Answer, wrong};
use super::diagnostics::{EXPLAIN, actions, changes, fix_all, meets};
use super::server::{Server, document};
use crate::rules;

pub(super) fn code_actions(server: &mut Server, params: &Value) -> Answer {
    let path = document(params).ok_or_else(|| wrong("`textDocument.uri` is not the URI of a file"))?;
    let range = params.get("range").ok_or_else(|| wrong("`range` is missing"))?;
    // Edits of another state of the file would be made in the wrong place.
    if !server.is_current() {
        return Ok(json!([]));
    }
    let only: Option<Vec<String>> = params
        .pointer("/context/only")
        .and_then(Value::as_array)
        .map(|all| all.iter().filter_map(|k| k.as_str().map(str::to_owned)).collect());
    let wants = |kind: &str| {
        only.as_ref().is_none_or(|only| only.iter().any(|o| kind == o || kind.starts_with(&format!("{o}."))))
    };
    let projects = server.projects(&path);
    let tree = projects.iter().find_map(|project| project.tree(&path));
    let encoding = server.encoding();
    let since = server.latest().since.clone();
    let mut all: Vec<Value> = Vec::new();
    if wants("quickfix") {
        let mut baseline = None;
        for finding in server.findings(&path).filter(|f| meets(&f.location.source, f, encoding, range)) {
            let baseline = baseline.get_or_insert_with(|| server.baseline()).as_ref();
            all.extend(actions(finding, tree, baseline, encoding, since.as_deref()));
        }
        // What is preferred comes first.
        all.sort_by_key(|action| action["isPreferred"] != json!(true));
    }
    if wants("source.fixAll.apivet") {
        let edits = fix_all(server.findings(&path), &path);
        if !edits.is_empty()
            && let Some(edit) = changes(edits, encoding)
        {
            all.push(json!({"title": "apivet: make all safe fixes", "kind": "source.fixAll.apivet", "edit": edit}));
        }
    }
    Ok(json!(all))
}

pub(super) fn command(server: &Server, params: &Value) -> Answer {
    if params.get("command").and_then(Value::as_str) != Some(EXPLAIN) {
        return Err(wrong("unknown command"));
    }
    let id = params.pointer("/arguments/0").and_then(Value::as_str).unwrap_or_default();
    let rule = rules::find(id).ok_or_else(|| wrong("unknown rule"))?;
    server.show(&rule.url());
    Ok(json!(format!("{}: {}\n\n{}\n\n{}", rule.id, rule.summary, rule.why, rule.url())))
}
