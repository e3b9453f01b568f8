//! The properties that a schema describes, with those of its parts.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::rule::Context;
use crate::source::FileId;
use crate::tree::{Cursor, Entry, Key, Marks, NodeId, words};

/// The most schemas that are looked at for one list of names: among more, any name may be described.
const MOST: usize = 2_000;

/// What one or several schemas say together of the properties of an object.
#[derive(Default)]
pub struct Described<'a> {
    /// What lists properties.
    listed: Vec<Cursor<'a>>,
    /// Names by pattern.
    patterns: Vec<regex::Regex>,
    /// The schemas, and what they are made of.
    parts: Vec<Cursor<'a>>,
    seen: FxHashSet<(FileId, NodeId)>,
    /// True where other names are described together, or it cannot be found out which are.
    pub open: bool,
    /// True where a schema itself says `additionalProperties: true`.
    pub takes_any: bool,
    /// True where other properties are refused.
    pub closed: bool,
    /// True where some property goes one way only.
    pub directed: bool,
    /// True where what chooses a subtype stands in the schema: subtypes have properties of their own.
    pub has_subtypes: bool,
}

impl<'a> Described<'a> {
    /// What a schema says, with its parts: those of `allOf`, `anyOf`, `oneOf` and conditions.
    pub fn of(cx: &Context<'a>, at: Cursor<'a>) -> Self {
        let mut described = Self::default();
        described.add(cx, at);
        described
    }

    /// Adds another schema that is about the same object.
    pub fn add(&mut self, cx: &Context<'a>, at: Cursor<'a>) {
        self.part(cx, at, 0);
    }

    /// The place of the first schema.
    pub fn place(&self) -> Option<(FileId, NodeId)> {
        self.parts.first().map(|at| (at.file(), at.id()))
    }

    /// True where a property of this name is described.
    pub fn has(&self, name: &str) -> bool {
        let is_listed = self.listed.iter().any(|properties| properties.get_str(name).is_some());
        is_listed || self.patterns.iter().any(|p| p.is_match(name))
    }

    /// True where the property of an entry is described.
    pub fn has_entry(&self, entry: Entry<'_>) -> bool {
        self.schemas_of(entry).next().is_some() || self.patterns.iter().any(|p| p.is_match(entry.name()))
    }

    /// True where no name is listed.
    pub fn lists_none(&self) -> bool {
        self.listed.iter().all(|properties| properties.entries().next().is_none())
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        let names: BTreeSet<&'a str> = self.listed.iter().flat_map(|p| p.entries()).map(|e| e.name()).collect();
        names.into_iter()
    }

    /// The schemas that describe the property of an entry.
    pub fn schemas_of(&self, entry: Entry<'_>) -> impl Iterator<Item = Cursor<'a>> {
        self.listed.iter().filter_map(move |properties| properties.get_like(entry))
    }

    /// The schemas of the items, where the value is a list.
    pub fn items(&self) -> Vec<Cursor<'a>> {
        self.parts.iter().filter_map(|part| part.get(words::ITEMS)).filter(|items| items.is_map()).collect()
    }

    fn part(&mut self, cx: &Context<'a>, at: Cursor<'a>, depth: usize) {
        if self.seen.len() > MOST {
            self.open = true;
        }
        if self.open || depth > 20 || !self.seen.insert((at.file(), at.id())) {
            return;
        }
        self.parts.push(at);
        self.listed.extend(at.get(words::PROPERTIES));
        const ONE_WAY: [Key; 2] = [words::READ_ONLY, words::WRITE_ONLY];
        const MARKS: Marks = Key::marks(&ONE_WAY);
        let says = |schema: Cursor<'_>| schema.may_have(MARKS) && ONE_WAY.iter().any(|key| schema.get(*key).is_some());
        let properties = at.get(words::PROPERTIES).into_iter().flat_map(Cursor::entries).map(|e| e.value);
        self.directed = self.directed || properties.into_iter().any(|p| says(p) || says(cx.workspace.resolve(p)));
        let additional = at.get(words::ADDITIONAL_PROPERTIES);
        self.takes_any |= depth == 0 && additional.is_some_and(Cursor::is_true);
        self.open |= additional.is_some_and(|a| a.is_map() || (a.is_true() && depth > 0));
        self.open |= at.get(words::DYNAMIC_REF).is_some();
        self.closed |= [additional, at.get(words::UNEVALUATED_PROPERTIES)]
            .into_iter()
            .flatten()
            .any(|closing| closing.bool() == Some(false));
        let alternatives = [words::ANY_OF, words::ONE_OF].iter().any(|key| at.get(*key).is_some());
        self.has_subtypes |= at.get(words::DISCRIMINATOR).is_some() && !alternatives;
        for pattern in at.get(words::PATTERN_PROPERTIES).into_iter().flat_map(Cursor::entries) {
            match regex::Regex::new(pattern.name()) {
                Ok(pattern) => self.patterns.push(pattern),
                Err(_) => self.open = true,
            }
        }
        if at.get(words::REF).is_some() {
            match cx.workspace.target(at) {
                Some(target) => self.part(cx, target, depth.max(1)),
                None => self.open = true,
            }
        }
        for key in [words::ALL_OF, words::ANY_OF, words::ONE_OF] {
            for part in at.get(key).into_iter().flat_map(Cursor::items) {
                self.part(cx, part, depth + 1);
            }
        }
        for key in [words::IF, words::THEN, words::ELSE] {
            if let Some(part) = at.get(key) {
                self.part(cx, part, depth + 1);
            }
        }
    }
}
