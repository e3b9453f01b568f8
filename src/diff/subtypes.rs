//! The subtypes of schemas with a discriminator: those that hold them in an `allOf` (OpenAPI 3.0.4, Discriminator Object:
//! "all schemas comprising the parent schema in an `allOf` construct may be used as an alternate schema"; 2.0 says the
//! same of its own).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::spec::{Kind, Version, Workspace};
use crate::text::Sorting;
use crate::tree::{Cursor, NodeRef, words};

/// The most subtypes that one schema is looked at with.
const MOST: usize = 1_000;

/// A schema that another one stands for by the value of a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subtype {
    /// The schema.
    pub schema: NodeRef,
    /// The item of its `allOf` that leads to what it extends.
    pub extends: NodeRef,
    /// What it is called: the name of the component.
    pub name: String,
    /// The values of the property that choose it.
    pub values: Vec<String>,
}

/// A schema with a discriminator and no `oneOf` or `anyOf` beside it.
#[derive(Clone, Debug)]
pub struct Base {
    /// The property.
    pub property: String,
    /// The discriminator.
    pub discriminator: NodeRef,
    /// What it is called; empty where it has no name.
    pub name: String,
    /// What extends it, in the order of the document.
    pub subtypes: Vec<Subtype>,
    /// All values that choose a subtype, in this version or the other.
    pub known: Vec<String>,
}

/// The subtypes of a version.
#[derive(Debug, Default)]
pub struct Subtypes {
    bases: FxHashMap<NodeRef, Base>,
    /// The schemas that extend one.
    extending: FxHashSet<NodeRef>,
}

impl Subtypes {
    /// Finds them in one pass over the references.
    #[must_use]
    pub fn of(workspace: &Workspace) -> Self {
        let mut bases: FxHashMap<NodeRef, Base> = FxHashMap::default();
        // Who holds a schema in an `allOf`, by that schema.
        let mut holders: FxHashMap<NodeRef, Vec<Cursor<'_>>> = FxHashMap::default();
        for tree in workspace.trees() {
            for (from, to) in workspace.references(tree.file()) {
                let list = from.parent().filter(|list| list.key() == Some(words::ALL_OF));
                if list.is_none() {
                    continue;
                }
                holders.entry(at(workspace.resolve(to))).or_default().push(from);
            }
            // The discriminator of 2.0 is the name of a property, and no object.
            let old = workspace.version(tree.file()) == Version::V2_0;
            let schemas = workspace.labelled(tree.file()).filter_map(|(kind, node)| match kind {
                Kind::Discriminator => node.parent(),
                Kind::Schema if old => Some(node),
                _ => None,
            });
            bases.extend(schemas.filter_map(|schema| Some((at(schema), base_at(schema)?))));
        }
        if bases.is_empty() {
            return Self::default();
        }
        let mut extending = FxHashSet::default();
        for (&node, base) in &mut bases {
            let schema = workspace.tree(node.0).at(node.1);
            base.subtypes = subtypes_of(workspace, schema, &base.name, &holders);
            extending.extend(base.subtypes.iter().map(|s| s.schema));
        }
        for base in bases.values_mut() {
            base.learn(&[]);
        }
        Self { bases, extending }
    }

    /// Tells each version's schemas which values choose a subtype in the other one. `partner` finds the schema of the
    /// other version.
    pub fn learn(&mut self, other: &mut Self, partner: impl Fn(NodeRef) -> Option<NodeRef>) {
        for (node, base) in &mut self.bases {
            let Some(theirs) = partner(*node).and_then(|node| other.bases.get_mut(&node)) else { continue };
            if theirs.property == base.property {
                let known = base.known.clone();
                base.learn(&theirs.known);
                theirs.learn(&known);
            }
        }
    }

    /// The schema at a node, where it has subtypes.
    #[must_use]
    pub fn base(&self, node: NodeRef) -> Option<&Base> {
        self.bases.get(&node)
    }

    /// All of them.
    pub fn bases(&self) -> impl Iterator<Item = (NodeRef, &Base)> {
        self.bases.iter().map(|(node, base)| (*node, base))
    }

    /// True for a schema that extends one: what it holds in its `allOf` is no choice any more.
    #[must_use]
    pub fn extends(&self, schema: Cursor<'_>) -> bool {
        self.extending.contains(&at(schema))
    }
}

impl Base {
    /// Adds values that choose a subtype. Its own name chooses itself.
    fn learn(&mut self, others: &[String]) {
        let own = self.subtypes.iter().flat_map(|s| s.values.iter());
        let mut known: Vec<String> = own.chain(others).chain(&self.known).cloned().collect();
        known.retain(|value| *value != self.name);
        known.sort_unstable();
        known.dedup();
        self.known = known;
    }

    /// What the subtypes are called, with the values that choose each.
    #[must_use]
    pub fn signature(&self) -> Vec<(&str, &[String])> {
        self.subtypes.iter().map(|s| (s.name.as_str(), s.values.as_slice())).collect()
    }
}

fn at(cursor: Cursor<'_>) -> NodeRef {
    (cursor.file(), cursor.id())
}

/// A schema with a discriminator that chooses among what extends it.
fn base_at(schema: Cursor<'_>) -> Option<Base> {
    let discriminator = schema.get(words::DISCRIMINATOR)?;
    if schema.get(words::ONE_OF).or_else(|| schema.get(words::ANY_OF)).is_some() {
        return None;
    }
    // 2.0 writes the property's name alone.
    let property = discriminator.str().or_else(|| discriminator.get_text(words::PROPERTY_NAME))?;
    Some(Base {
        property: property.into_owned(),
        discriminator: at(discriminator),
        name: component_name(schema).unwrap_or_default().to_owned(),
        subtypes: Vec::new(),
        known: Vec::new(),
    })
}

/// The name of a schema that stands under `components/schemas` or `definitions`.
fn component_name(schema: Cursor<'_>) -> Option<&str> {
    let list = schema.parent()?;
    matches!(list.key(), Some(words::SCHEMAS | words::DEFINITIONS | words::DEFS)).then(|| schema.key_text())
}

/// What extends a schema, over however many others, in the order of the document.
fn subtypes_of(
    workspace: &Workspace,
    base: Cursor<'_>,
    own: &str,
    holders: &FxHashMap<NodeRef, Vec<Cursor<'_>>>,
) -> Vec<Subtype> {
    let mapping = base.get(words::DISCRIMINATOR).and_then(|d| d.get(words::MAPPING));
    let mut mapped: FxHashMap<NodeRef, Vec<String>> = FxHashMap::default();
    let mut names: FxHashSet<&str> = FxHashSet::from_iter([own]);
    for entry in mapping.map(Cursor::entries).into_iter().flatten() {
        names.insert(entry.name());
        if let Some(target) = workspace.target(entry.value) {
            mapped.entry(at(workspace.resolve(target))).or_default().push(entry.name().to_owned());
        }
    }
    let mut found = Vec::new();
    let mut seen = FxHashSet::from_iter([at(base)]);
    let mut next = vec![base];
    while let Some(extended) = next.pop() {
        for item in holders.get(&at(extended)).into_iter().flatten() {
            let Some(schema) = item.parent().and_then(Cursor::parent) else { continue };
            if found.len() >= MOST || !seen.insert(at(schema)) {
                continue;
            }
            next.push(schema);
            let name = component_name(schema);
            let mut values = mapped.get(&at(schema)).cloned().unwrap_or_default();
            // Azure's descriptions give the value beside the schema.
            if let Some(value) = schema.get_str("x-ms-discriminator-value").and_then(Cursor::str) {
                values.push(value.into_owned());
            } else if let Some(name) = name.filter(|name| !names.contains(name)) {
                values.push(name.to_owned());
            }
            values.sort_unstable();
            values.dedup();
            let Some(called) = name.map(str::to_owned).or_else(|| values.first().cloned()) else { continue };
            if !values.is_empty() {
                found.push(Subtype { schema: at(schema), extends: at(*item), name: called, values });
            }
        }
    }
    found.order_by_key(|s| s.schema);
    found
}
