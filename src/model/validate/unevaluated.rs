//! What a schema leaves unevaluated of an object or a list.

use rustc_hash::FxHashSet;

use super::{SchemaJudge, Sink, Validity, fail};
use crate::tree::{Cursor, NodeId, NodeRef, Shape, words};

/// The properties or items of a value that a schema looks at.
#[derive(Default)]
struct Evaluated {
    /// True where it looks at all of them.
    all: bool,
    parts: FxHashSet<NodeId>,
    /// The schemas that were asked.
    schemas: FxHashSet<NodeRef>,
}

impl<'a> SchemaJudge<'a> {
    /// `unevaluatedProperties` and `unevaluatedItems` (JSON Schema 2020-12, section 11).
    pub(super) fn unevaluated(&mut self, schema: Cursor<'a>, value: Cursor<'a>, sink: &mut Sink<'_, 'a>) -> Validity {
        let keyword = match value.shape() {
            Shape::Map => words::UNEVALUATED_PROPERTIES,
            Shape::Seq => words::UNEVALUATED_ITEMS,
            _ => return Validity::Valid,
        };
        let Some(at) = schema.get(keyword).filter(|at| !at.is_true()) else { return Validity::Valid };
        let mut seen = Evaluated::default();
        if !self.evaluated(schema, value, &mut seen, true) {
            return Validity::Unknown;
        }
        let mut outcome = Validity::Valid;
        for part in value.children().filter(|part| !seen.all && !seen.parts.contains(&part.place())) {
            outcome = outcome.and(if at.bool() == Some(false) {
                let name = keyword.known_text().unwrap_or_default();
                fail(sink, part, at, || format!("is not declared, and `{name}` is false"))
            } else {
                self.sub(at, part, sink)
            });
        }
        outcome
    }

    /// Adds the properties or items of a value that a schema looks at; false where that is not known. Of the schema that
    /// asks, its own `unevaluated...` does not count.
    fn evaluated(&mut self, schema: Cursor<'a>, value: Cursor<'a>, seen: &mut Evaluated, asks: bool) -> bool {
        let schema = self.seen_through(schema);
        if !schema.is_map() || seen.all {
            return schema.is_map() || schema.shape() == Shape::Bool;
        }
        if self.steps == 0 || !seen.schemas.insert((schema.file(), schema.id())) {
            return self.steps > 0;
        }
        self.steps -= 1;
        if schema.get(words::DYNAMIC_REF).is_some() {
            return false;
        }
        if value.is_map() {
            let patterns: Vec<&str> =
                schema.get(words::PATTERN_PROPERTIES).into_iter().flat_map(Cursor::entries).map(|e| e.name()).collect();
            for entry in value.entries() {
                let declared = schema.get(words::PROPERTIES).is_some_and(|p| p.get_str(entry.name()).is_some());
                if declared || patterns.iter().any(|p| self.matches(p, entry.name()) == Some(true)) {
                    seen.parts.insert(entry.value.place());
                }
            }
            let others = [words::ADDITIONAL_PROPERTIES, words::UNEVALUATED_PROPERTIES];
            seen.all |= others.iter().take(if asks { 1 } else { 2 }).any(|key| schema.get(*key).is_some());
        } else {
            let prefix = schema.get(words::PREFIX_ITEMS).map_or(0, Cursor::len);
            seen.parts.extend(value.items().take(prefix).map(Cursor::place));
            let others = [words::ITEMS, words::UNEVALUATED_ITEMS];
            seen.all |= others.iter().take(if asks { 1 } else { 2 }).any(|key| schema.get(*key).is_some());
            if let Some(contains) = schema.get(words::CONTAINS) {
                for item in value.items() {
                    match self.outcome(contains, item) {
                        Validity::Valid => {
                            seen.parts.insert(item.place());
                        }
                        Validity::Invalid => {}
                        Validity::Unknown => return false,
                    }
                }
            }
        }
        let mut parts: Vec<Cursor<'a>> = self.workspace.target(schema).into_iter().collect();
        parts.extend(schema.get(words::ALL_OF).into_iter().flat_map(Cursor::items));
        let dependent = schema.get(words::DEPENDENT_SCHEMAS).into_iter().flat_map(Cursor::entries);
        parts.extend(dependent.filter(|d| value.get_str(d.name()).is_some()).map(|d| d.value));
        let unions = [words::ANY_OF, words::ONE_OF].into_iter().filter_map(|key| schema.get(key));
        for branch in unions.flat_map(Cursor::items) {
            match self.outcome(branch, value) {
                Validity::Valid => parts.push(branch),
                Validity::Invalid => {}
                Validity::Unknown => return false,
            }
        }
        if let Some(condition) = schema.get(words::IF) {
            match self.outcome(condition, value) {
                Validity::Valid => parts.extend([Some(condition), schema.get(words::THEN)].into_iter().flatten()),
                Validity::Invalid => parts.extend(schema.get(words::ELSE)),
                Validity::Unknown => return false,
            }
        }
        parts.into_iter().all(|part| self.evaluated(part, value, seen, false))
    }
}
