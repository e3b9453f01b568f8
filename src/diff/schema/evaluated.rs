//! Which properties a schema evaluates, where that is the same for each object (JSON Schema 2020-12, section 11.3).

use rustc_hash::FxHashSet;

use super::graph::Graph;
use crate::diff::Side;
use crate::model::reference_replaces;
use crate::tree::{Cursor, words};

/// The schemas that are looked at for one `unevaluatedProperties`, at most.
const MOST: usize = 256;

/// What is evaluated: by name, by pattern, or all.
#[derive(Default)]
pub struct Evaluated<'a> {
    pub names: Vec<(&'a str, Cursor<'a>)>,
    pub patterns: Vec<(&'a str, Cursor<'a>)>,
    pub all: bool,
}

impl<'a> Graph<'a> {
    /// What stands beside an `unevaluatedProperties`, over `$ref` and `allOf`; none where it depends on the object, as
    /// where a union or a condition evaluates some.
    pub(super) fn evaluated(&self, side: Side, schema: Cursor<'a>) -> Option<Evaluated<'a>> {
        let workspace = self.workspace(side);
        let mut found = Evaluated::default();
        let mut seen = FxHashSet::default();
        let mut stack = vec![schema];
        while let Some(at) = stack.pop() {
            if !seen.insert((at.file(), at.id())) {
                continue;
            }
            if seen.len() > MOST {
                return None;
            }
            if at.get(words::REF).is_some() {
                stack.push(workspace.target(at)?);
                if reference_replaces(workspace, at) {
                    continue;
                }
            }
            for entry in at.entries() {
                match entry.key {
                    words::ONE_OF | words::ANY_OF | words::IF | words::DEPENDENT_SCHEMAS | words::DYNAMIC_REF => {
                        return None;
                    }
                    words::ALL_OF => stack.extend(entry.value.items()),
                    words::PROPERTIES => found.names.extend(entry.value.entries().map(|e| (e.name(), e.value))),
                    words::PATTERN_PROPERTIES => {
                        found.patterns.extend(entry.value.entries().map(|e| (e.name(), e.value)));
                    }
                    words::ADDITIONAL_PROPERTIES => found.all = true,
                    words::UNEVALUATED_PROPERTIES if at != schema => found.all = true,
                    _ => {}
                }
            }
        }
        Some(found)
    }
}
