//! Discriminators: which values of a property choose which branch of a union (OpenAPI 3.0.4, Discriminator Object).

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::spec::Workspace;
use crate::tree::{Cursor, NodeRef, words};

/// A discriminator beside a union.
#[derive(Clone, Debug)]
pub struct Discriminator<'a> {
    pub property: Cow<'a, str>,
    pub at: Cursor<'a>,
    /// Values with what they lead to, as written.
    pub mapping: BTreeMap<Cow<'a, str>, (Cow<'a, str>, Cursor<'a>)>,
}

/// What a discriminator says of one branch of a union: by which values of the property it is chosen
/// (OpenAPI 3.0.4, Discriminator Object: the names in the mapping, and the name of the schema).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    pub property: Cow<'a, str>,
    pub values: Vec<String>,
    /// True where a message without the property chooses it, too: 3.2's `defaultMapping`.
    pub by_default: bool,
}

impl<'a> Tag<'a> {
    /// Reads the tags of the branches of a union: the items of `oneOf` or `anyOf` that are references, beside a
    /// discriminator. A value of the mapping chooses what it points at, whatever that is called.
    pub fn read(workspace: &Workspace, branches: Cursor<'a>) -> Vec<(Cursor<'a>, Self)> {
        let Some(discriminator) = branches.parent().and_then(|union| union.get(words::DISCRIMINATOR)) else {
            return Vec::new();
        };
        let Some(property) = discriminator.get_text(words::PROPERTY_NAME) else { return Vec::new() };
        let mut mapped: FxHashMap<Target, Vec<&str>> = FxHashMap::default();
        let mut names: FxHashSet<&str> = FxHashSet::default();
        for entry in discriminator.get(words::MAPPING).map(Cursor::entries).into_iter().flatten() {
            names.insert(entry.name());
            mapped.entry(Target::of(workspace, entry.value, &entry.value.text())).or_default().push(entry.name());
        }
        let default = discriminator.get(words::DEFAULT_MAPPING).map(|at| {
            let text = at.text();
            (component(&text).to_owned(), Target::of(workspace, at, &text))
        });
        let tag = |branch: Cursor<'a>| {
            let reference = branch.get_text(words::REF)?;
            let target = Target::of(workspace, branch, &reference);
            let by_default = default.as_ref().is_some_and(|(name, at)| *at == target || name == component(&reference));
            let mapped = mapped.get(&target).into_iter().flatten();
            let mut values: Vec<String> = mapped.map(|value| (*value).to_owned()).collect();
            // A name that is mapped to another schema is that one's.
            let name = component(&reference);
            if !name.is_empty() && !names.contains(name) {
                values.push(name.to_owned());
            }
            (!values.is_empty()).then(|| (branch, Self { property: property.clone(), values, by_default }))
        };
        branches.items().filter_map(tag).collect()
    }
}

/// What a value of a mapping, or a branch, points at: a schema, or what is written where it leads nowhere.
#[derive(PartialEq, Eq, Hash)]
enum Target {
    Schema(NodeRef),
    Text(String),
}

impl Target {
    fn of(workspace: &Workspace, from: Cursor<'_>, text: &str) -> Self {
        match workspace.target(from) {
            Some(target) => Self::Schema((target.file(), target.id())),
            None => Self::Text(text.to_owned()),
        }
    }
}

/// The name of the schema that a reference leads to: the last part of its pointer, or of its path without
/// what comes after the dot.
pub fn component(reference: &str) -> &str {
    let last = reference.rsplit('/').next().unwrap_or_default();
    if reference.contains('#') { last } else { last.split('.').next().unwrap_or_default() }
}

impl<'a> Discriminator<'a> {
    /// Reads a discriminator; 2.0 writes the property's name alone.
    pub fn read(at: Cursor<'a>) -> Option<Self> {
        if let Some(property) = at.str() {
            return Some(Self { property, at, mapping: BTreeMap::new() });
        }
        let property = at.get_text(words::PROPERTY_NAME)?;
        let entries = at.get(words::MAPPING).map(Cursor::entries).into_iter().flatten();
        let mapping = entries.map(|e| (Cow::Borrowed(e.name()), (e.value.text(), e.value))).collect();
        Some(Self { property, at, mapping })
    }
}
