//! The properties that a schema describes, with those of its parts.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::rule::Context;
use crate::source::FileId;
use crate::tree::{Cursor, NodeId, words};

/// The most schemas that are looked at for one list of names: among more, any name may be described.
const MOST: usize = 2_000;

/// What one or several schemas say together of the properties of an object.
#[derive(Default)]
pub struct Described<'a> {
    names: BTreeSet<&'a str>,
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
        self.names.contains(name) || self.patterns.iter().any(|p| p.is_match(name))
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        self.names.iter().copied()
    }

    /// The schemas that describe a property.
    pub fn schemas_of(&self, name: &str) -> Vec<Cursor<'a>> {
        let all = self.parts.iter().filter_map(|part| part.get(words::PROPERTIES));
        all.filter_map(|properties| properties.get_str(name)).collect()
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
        self.names.extend(at.get(words::PROPERTIES).into_iter().flat_map(Cursor::entries).map(|e| e.name()));
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
