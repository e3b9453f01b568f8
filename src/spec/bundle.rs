//! Where nodes of parts would stand if their document were one file: this tells that two runs speak of the same node,
//! however the document is split.

use std::borrow::Cow;
use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Kind, Version, Workspace};
use crate::source::FileId;
use crate::tree::{Cursor, escape_segment, join_pointer};

/// The places of what references lead to, as tools that bundle choose them: reusable objects among the components, other
/// objects where the first reference to them stands.
#[derive(Debug)]
pub struct Bundle {
    /// For each part the pointers of the targets in it, with their pointers in the bundle.
    places: FxHashMap<FileId, FxHashMap<String, String>>,
}

impl Bundle {
    /// Follows every reference of the workspace once.
    #[must_use]
    pub fn of(workspace: &Workspace) -> Self {
        let mut bundle = Self { places: FxHashMap::default() };
        let entries: FxHashSet<FileId> = workspace.entries().iter().copied().collect();
        // What a document lists among its components keeps the name that it has there.
        for &entry in workspace.entries() {
            for (from, to) in workspace.references(entry) {
                let from = from.segments();
                if !entries.contains(&to.file()) && is_listed(&from) {
                    bundle.place(to, || join_pointer(&from));
                }
            }
        }
        let mut seen = entries.clone();
        let mut next: VecDeque<FileId> = workspace.entries().iter().copied().collect();
        while let Some(file) = next.pop_front() {
            for (from, to) in workspace.references(file) {
                if entries.contains(&to.file()) {
                    continue;
                }
                if seen.insert(to.file()) {
                    next.push_back(to.file());
                }
                let place = match section(workspace.kind(to), workspace.version(file)) {
                    Some(section) => format!("{section}/{}", escape_segment(&component_name(workspace, to))),
                    None => bundle.pointer(file, &from.pointer()),
                };
                bundle.place(to, || place);
            }
        }
        bundle
    }

    fn place(&mut self, target: Cursor<'_>, place: impl FnOnce() -> String) {
        self.places.entry(target.file()).or_default().entry(target.pointer()).or_insert_with(place);
    }

    /// The pointer that a node would have in the bundle. `pointer` is that in its file, which need not lead to a node.
    #[must_use]
    pub fn pointer(&self, file: FileId, pointer: &str) -> String {
        let Some(targets) = self.places.get(&file) else { return pointer.to_owned() };
        let mut above = pointer;
        loop {
            if let Some(place) = targets.get(above) {
                return format!("{place}{}", &pointer[above.len()..]);
            }
            match above.rfind('/') {
                Some(end) => above = &above[..end],
                None => return pointer.to_owned(),
            }
        }
    }
}

/// True for an item of the components of a document.
fn is_listed(segments: &[Cow<'_, str>]) -> bool {
    match segments {
        [components, _, _] => components == "components",
        [section, _] => matches!(section.as_ref(), "definitions" | "parameters" | "responses"),
        _ => false,
    }
}

/// The pointer of the map that holds reusable objects of this kind; none where there is none (OpenAPI 3.1.0, section
/// 4.8.7; 2.0, "Swagger Object").
fn section(kind: Kind, version: Version) -> Option<&'static str> {
    Some(match (kind, version) {
        (Kind::Schema, Version::V2_0) => "/definitions",
        (Kind::Parameter, Version::V2_0) => "/parameters",
        (Kind::Response, Version::V2_0) => "/responses",
        (_, Version::V2_0) => return None,
        (Kind::Schema, _) => "/components/schemas",
        (Kind::Response, _) => "/components/responses",
        (Kind::Parameter, _) => "/components/parameters",
        (Kind::Example, _) => "/components/examples",
        (Kind::RequestBody, _) => "/components/requestBodies",
        (Kind::Header, _) => "/components/headers",
        (Kind::SecurityScheme, _) => "/components/securitySchemes",
        (Kind::Link, _) => "/components/links",
        (Kind::Callback, _) => "/components/callbacks",
        _ => return None,
    })
}

/// The name that a reusable object of a part gets as a component: its key, or for a whole file the name of that without
/// its ending.
#[must_use]
pub fn component_name<'a>(workspace: &'a Workspace, target: Cursor<'a>) -> Cow<'a, str> {
    if let Some(key) = target.segments().pop() {
        return key;
    }
    let file = workspace.source(target.file()).name();
    let file = file.rsplit('/').next().unwrap_or(file);
    Cow::Borrowed(file.rsplit_once('.').map_or(file, |(stem, _)| stem))
}
