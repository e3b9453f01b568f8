//! Where findings stand in their documents, whatever files those are split into.

use std::sync::Arc;

use crate::finding::{Finding, InBundle};
use crate::spec::{Bundle, Workspace};
use crate::tree::{Tree, words};

/// Notes it for the findings that lie in files of the workspace.
pub(super) fn note_places(workspace: &Workspace, findings: &mut [Finding]) {
    let mut titles: Vec<Option<Arc<str>>> = vec![None; workspace.entries().len()];
    let mut bundle = None;
    for finding in findings {
        let Some(file) = workspace.file_of(&finding.location) else { continue };
        // Entries are numbered first.
        let is_part = file.0 as usize >= titles.len();
        let entry = if is_part { workspace.reached_from(file).first().copied() } else { Some(file) };
        let Some(entry) = entry else { continue };
        let document = titles[entry.0 as usize].get_or_insert_with(|| title(workspace.tree(entry))).clone();
        let pointer = is_part.then(|| {
            let bundle = bundle.get_or_insert_with(|| Bundle::of(workspace));
            bundle.pointer(file, &finding.pointer)
        });
        finding.in_bundle = Some(InBundle { document, pointer });
    }
}

/// What a document calls itself: its name where it does not.
pub(super) fn title(tree: &Tree) -> Arc<str> {
    let title = tree.root().get(words::INFO).and_then(|info| info.get(words::TITLE)?.str());
    match title.as_deref().map(str::trim).filter(|title| !title.is_empty()) {
        Some(title) => title.into(),
        None => tree.source().document().into(),
    }
}
