//! Which operations are compared, and by which paths they are matched.

use regex::Regex;
use rustc_hash::FxHashMap;

use super::Side;
use crate::model::{Api, Operation, OperationKind};
use crate::source::FileId;

/// Which operations are compared: without any condition all of them.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only operations that all of these kinds of conditions hold for, of each kind one.
    pub only: Criteria,
    /// Not those that one of these conditions holds for.
    pub without: Criteria,
    /// Not those that are marked internal.
    pub without_internal: bool,
}

/// What operations are told by.
#[derive(Clone, Debug, Default)]
pub struct Criteria {
    /// Patterns of paths; they match anywhere in one.
    pub paths: Vec<Regex>,
    /// Tags.
    pub tags: Vec<String>,
    /// `operationId`s, or `POST /orders`.
    pub operations: Vec<String>,
}

impl Criteria {
    fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.tags.is_empty() && self.operations.is_empty()
    }

    /// For each kind of condition that there is, whether one holds.
    fn held<'c>(&'c self, operation: &'c Operation<'_>) -> impl Iterator<Item = bool> + 'c {
        let paths = || self.paths.iter().any(|pattern| pattern.is_match(operation.path));
        let tags = || operation.tags().any(|tag| self.tags.iter().any(|t| *t == tag));
        let operations = || {
            let (id, title) = (operation.id(), operation.title());
            self.operations.iter().any(|o| id.as_deref() == Some(o) || *o == title)
        };
        let kinds: [(bool, &dyn Fn() -> bool); 3] =
            [(self.paths.is_empty(), &paths), (self.tags.is_empty(), &tags), (self.operations.is_empty(), &operations)];
        kinds.map(|(none, holds)| (!none).then(holds)).into_iter().flatten()
    }
}

impl Selection {
    /// True where all operations are compared.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.only.is_empty() && self.without.is_empty() && !self.without_internal
    }

    /// For each operation of a document whether it is selected. A callback is where the operation is that declares it.
    #[must_use]
    pub fn of(&self, api: &Api<'_>) -> Vec<bool> {
        if self.is_everything() {
            return vec![true; api.operations.len()];
        }
        let mut selected: Vec<bool> = api.operations.iter().map(|o| self.has(api, o)).collect();
        let callers = api.operations.iter().zip(&selected).filter(|(o, _)| o.place != OperationKind::Callback);
        let callers: FxHashMap<(FileId, String), bool> =
            callers.map(|(o, selected)| ((o.node.file(), o.node.pointer()), *selected)).collect();
        for (n, operation) in api.operations.iter().enumerate().filter(|(_, o)| o.place == OperationKind::Callback) {
            let (file, pointer) = (operation.entry.file(), operation.entry.pointer());
            let caller = pointer.rfind("/callbacks/").and_then(|end| callers.get(&(file, pointer[..end].to_owned())));
            selected[n] = caller.copied().unwrap_or(selected[n]);
        }
        selected
    }

    fn has(&self, api: &Api<'_>, operation: &Operation<'_>) -> bool {
        self.only.held(operation).all(|holds| holds)
            && !self.without.held(operation).any(|holds| holds)
            && !(self.without_internal && api.is_internal(operation))
    }
}

/// What paths are matched without, and with: so that `/v1/orders` of one version is `/v2/orders` of the other.
#[derive(Clone, Debug, Default)]
pub struct Prefixes {
    /// By side: prefixes that are taken away, the first that a path has.
    pub stripped: [Vec<String>; 2],
    /// By side: what is put before paths then.
    pub added: [Option<String>; 2],
}

impl Prefixes {
    /// True where paths are matched as they are written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stripped.iter().all(Vec::is_empty) && self.added.iter().all(Option::is_none)
    }

    /// The path that one of this version is matched by.
    #[must_use]
    pub fn matched(&self, side: Side, path: &str) -> String {
        let rest = self.stripped[side as usize].iter().find_map(|prefix| after(path, prefix)).unwrap_or(path);
        match &self.added[side as usize] {
            Some(added) => format!("{}{rest}", added.trim_end_matches('/')),
            None => rest.to_owned(),
        }
    }
}

/// What follows a prefix that ends where a segment does.
fn after<'p>(path: &'p str, prefix: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(prefix.trim_end_matches('/'))?;
    match rest {
        "" => Some("/"),
        rest => rest.starts_with('/').then_some(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_end_where_segments_do() {
        let prefixes = Prefixes {
            stripped: [vec!["/v1/".to_owned(), "/v2".to_owned()], Vec::new()],
            added: [None, Some("/api".to_owned())],
        };
        assert_eq!(prefixes.matched(Side::Base, "/v1/orders"), "/orders");
        assert_eq!(prefixes.matched(Side::Base, "/v10/orders"), "/v10/orders");
        assert_eq!(prefixes.matched(Side::Base, "/v2"), "/");
        assert_eq!(prefixes.matched(Side::Revision, "/orders"), "/api/orders");
    }
}
