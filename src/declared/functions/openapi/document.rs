//! The grammar of the document as a whole.

use std::sync::Arc;

use super::Said;
use crate::declared::inventory::View;
use crate::source::Location;
use crate::spec::Workspace;
use crate::tree::{Cursor, unescape_segment};

pub(super) fn grammar(root: Cursor<'_>, view: View<'_>) -> Vec<Said> {
    let tree = view.inventory().trees()[root.file().0 as usize].clone();
    let workspace = Workspace::of_schemas(tree);
    // References are judged elsewhere.
    let entry = workspace.entries().first().copied();
    let entry = entry.map(|e| workspace.tree(e).source().clone());
    let is_own = |at: &Location| entry.as_ref().is_some_and(|e| Arc::ptr_eq(e, &at.source));
    let own = workspace.problems().iter().filter(|p| p.rule == "spec-valid" && is_own(&p.location));
    own.map(|p| {
        let below = p.pointer.split('/').skip(1).map(|s| unescape_segment(s).into_owned()).collect();
        Said::from_root(below, p.message.to_string())
    })
    .collect()
}
