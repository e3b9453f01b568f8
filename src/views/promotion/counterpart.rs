//! Which internal operation a public one stands for.

use rustc_hash::FxHashMap;

use super::Map;
use crate::model::{Operation, segment_version};
use crate::text::nearest;

/// The internal operations, by what public ones may be told by.
pub struct Inside<'o, 'a> {
    /// In document order.
    pub operations: Vec<&'o Operation<'a>>,
    by_title: FxHashMap<String, usize>,
    by_id: FxHashMap<String, usize>,
    /// By method and path, the path without the names of parameters; then also without versions.
    by_path: FxHashMap<String, Vec<usize>>,
    by_plain: FxHashMap<String, Vec<usize>>,
    /// By method and each end of the plain path.
    by_end: FxHashMap<String, Vec<usize>>,
}

/// By what an operation is matched, in words.
pub type Matched = &'static str;

/// By what is least certain: any internal path that ends so.
pub const END: Matched = "end of the path";

impl<'o, 'a> Inside<'o, 'a> {
    /// Sorts the internal operations.
    pub fn new(operations: Vec<&'o Operation<'a>>) -> Self {
        let mut inside = Self {
            operations,
            by_title: FxHashMap::default(),
            by_id: FxHashMap::default(),
            by_path: FxHashMap::default(),
            by_plain: FxHashMap::default(),
            by_end: FxHashMap::default(),
        };
        for (n, operation) in inside.operations.iter().enumerate() {
            inside.by_title.entry(operation.title()).or_insert(n);
            if let Some(id) = operation.id() {
                inside.by_id.entry(id.into_owned()).or_insert(n);
            }
            let method = operation.method.text();
            inside.by_path.entry(keyed(method, &nameless(operation.path))).or_default().push(n);
            let plain = plain(operation.path);
            let mut end = plain.as_str();
            while let Some((_, rest)) = end.split_once('/') {
                inside.by_end.entry(keyed(method, rest)).or_default().push(n);
                end = rest;
            }
            inside.by_plain.entry(keyed(method, &plain)).or_default().push(n);
        }
        inside
    }

    /// The number of the operation that the map, its id or its path tells. The path as it is comes first, then the path
    /// without what gateways put before it; what several could be is none.
    pub fn counterpart(&self, public: &Operation<'_>, map: &Map) -> Option<(usize, Matched)> {
        if let Some(wanted) = map.get(&public.title()).or_else(|| map.get(&*public.id()?)) {
            return self.named(wanted).map(|found| (found, "map"));
        }
        if let Some(found) = public.id().and_then(|id| self.by_id.get(&*id)) {
            return Some((*found, "operationId"));
        }
        let only = |found: Option<&Vec<usize>>| found.and_then(|f| if let [one] = f[..] { Some(one) } else { None });
        let (method, plain) = (public.method.text(), plain(public.path));
        let by = |found: Option<usize>, how: Matched| found.map(|n| (n, how));
        by(only(self.by_path.get(&keyed(method, &nameless(public.path)))), "path")
            .or_else(|| by(only(self.by_plain.get(&keyed(method, &plain))), "path without version"))
            .or_else(|| by(only(self.by_end.get(&keyed(method, &plain))), END))
    }

    /// The operation with this id or title: `GET /orders`.
    pub fn named(&self, wanted: &str) -> Option<usize> {
        self.by_id.get(wanted).or_else(|| self.by_title.get(wanted)).copied()
    }

    /// The id or title that a mistyped one most likely means.
    pub fn near(&self, word: &str) -> Option<String> {
        let names = self.operations.iter().flat_map(|o| [Some(o.title()), o.id().map(|id| id.into_owned())]);
        let names: Vec<String> = names.flatten().collect();
        nearest(word, names.iter().map(String::as_str)).map(str::to_owned)
    }
}

fn keyed(method: &str, path: &str) -> String {
    format!("{method} {path}")
}

/// The path without the names of its parameters, which mean nothing to callers.
fn nameless(path: &str) -> String {
    joined(path.split('/'))
}

/// The same without versions, which gateways put before it.
fn plain(path: &str) -> String {
    joined(path.split('/').filter(|s| segment_version(s).is_none()))
}

fn joined<'s>(segments: impl Iterator<Item = &'s str>) -> String {
    let segments = segments.filter(|s| !s.is_empty());
    segments.map(|s| if s.starts_with('{') { "{}" } else { s }).collect::<Vec<_>>().join("/")
}
