//! What stands beside operations.

use serde_json::{Value, json};

use super::answers::InFile;
use super::symbols::{Symbol, occurrences};
use crate::finding::{Change, Compatibility, Finding, Impact};
use crate::model::OperationKind;
use crate::views::access::{AccessEntry, shown};

/// Beside each operation: what opens it, how often it is referred to, what broke.
pub(super) fn lenses(file: &InFile<'_>) -> Value {
    let api = file.project.api();
    let access = file.project.access(&api);
    let mut all: Vec<Value> = Vec::new();
    for operation in api.operations.iter().filter(|o| std::ptr::eq(o.entry.tree(), file.tree)) {
        let range = file.encoding.range(&operation.entry.name_location());
        let mut lens = |title: String| {
            all.push(json!({"range": range, "command": {"title": title, "command": ""}}));
        };
        if operation.place == OperationKind::Path
            && let Some(row) = access.iter().find(|row| row.title() == operation.title())
        {
            lens(ways(row));
        }
        let uses = operation.id().map_or(0, |id| {
            let symbol = Symbol::Operation(id.into_owned());
            occurrences(&api, &symbol).iter().filter(|o| !o.declares).count()
        });
        if uses > 0 {
            lens(crate::text::counted(uses, "reference"));
        }
        let mine = |f: &&Finding| f.operations.iter().any(|o| o.title == operation.title());
        let changed: Vec<&Finding> = file.changes.iter().filter(mine).collect();
        let count = |wanted: fn(&Change) -> bool| changed.iter().filter(|f| f.change().is_some_and(wanted)).count();
        let since = file.since.unwrap_or("the version before");
        let breaking = count(|c| c.compatibility == Compatibility::Breaking && c.impact != Impact::Weakened);
        if breaking > 0 {
            lens(format!("{} since {since}", crate::text::counted(breaking, "breaking change")));
        }
        let weakened = count(|c| c.impact == Impact::Weakened);
        if weakened > 0 {
            lens(format!("{} since {since}", crate::text::counted(weakened, "weakening")));
        }
    }
    json!(all)
}

/// What opens an operation, in a line.
fn ways(row: &AccessEntry) -> String {
    match (row.opened_by(), row.access) {
        (Some(_), _) => "open at the gateway".to_owned(),
        (None, "undeclared") => "`security` is not declared".to_owned(),
        (None, _) => row.alternatives.iter().map(shown).collect::<Vec<_>>().join(" or "),
    }
}

pub(super) fn hints(file: &InFile<'_>) -> Value {
    let api = file.project.api();
    let access = file.project.access(&api);
    let mut all: Vec<Value> = Vec::new();
    for operation in api.operations.iter().filter(|o| std::ptr::eq(o.entry.tree(), file.tree)) {
        if let Some(row) = access.iter().find(|row| row.title() == operation.title()) {
            // Behind the colon.
            let position = file.encoding.position(file.tree.source(), operation.entry.name_span().end + 1);
            all.push(json!({"position": position, "label": format!(" {}", ways(row)), "paddingLeft": true}));
        }
    }
    json!(all)
}
