//! What is the same in both versions, found in one pass over each file.
//!
//! A node's hash covers all that lies in it but documentation; a `$ref` counts by its text. A node is
//! unchanged where both hashes agree and no reference in it leads, over however many others, to
//! something that changed. That holds for recursive schemas too: it is the greatest set that is
//! consistent.

use std::hash::{BuildHasher, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::Side;
use super::subtypes::Subtypes;
use crate::model::Exact;
use crate::source::FileId;
use crate::spec::{Kind, Workspace};
use crate::tree::{Cursor, NodeId, NodeRef, Shape, Tree, words};

/// What is the same in both versions.
#[derive(Debug, Default)]
pub struct Sameness {
    /// By side and file: the hash of each node.
    hashes: [Vec<Vec<u64>>; 2],
    /// By file of the base: whether something behind the node's references changed.
    dirty: Vec<Vec<bool>>,
    /// The base's files by number, with the file of the revision of the same name.
    partners: FxHashMap<FileId, FileId>,
    /// By side: what extends the schemas with a discriminator.
    subtypes: [Subtypes; 2],
    /// True where even the documentation is the same.
    texts: bool,
}

impl Sameness {
    /// Compares the files of two versions.
    #[must_use]
    pub fn new(base: &Workspace, revision: &Workspace) -> Self {
        let hash = |workspace: &Workspace, side| workspace.trees().iter().map(|t| hashes(workspace, t, side)).collect();
        let (of_base, of_revision) = rayon::join(|| hash(base, Side::Base), || hash(revision, Side::Revision));
        let mut same = Self {
            dirty: base.trees().iter().map(|t| vec![false; t.len()]).collect(),
            hashes: [of_base, of_revision],
            partners: partners(base, revision),
            subtypes: Default::default(),
            texts: false,
        };
        same.texts = base.trees().len() == revision.trees().len()
            && base
                .trees()
                .iter()
                .all(|t| same.partners.get(&t.file()).is_some_and(|f| revision.source(*f).text() == t.source().text()));
        if !same.texts {
            same.subtypes = same.both_subtypes(base, revision);
            same.mark(base, revision);
        }
        same
    }

    /// What extends the schemas with a discriminator, in both versions.
    fn both_subtypes(&self, base: &Workspace, revision: &Workspace) -> [Subtypes; 2] {
        let (mut before, mut after) = rayon::join(|| Subtypes::of(base), || Subtypes::of(revision));
        before.learn(&mut after, |(file, node)| {
            let partner = self.partner(base.tree(file).at(node), revision)?;
            Some((partner.file(), partner.id()))
        });
        [before, after]
    }

    /// The place of the revision that is where one of the base was.
    fn partner<'r>(&self, base: Cursor<'_>, revision: &'r Workspace) -> Option<Cursor<'r>> {
        let file = self.partners.get(&base.file())?;
        revision.tree(*file).root().resolve_pointer(&base.pointer()).ok()
    }

    /// What extends the schemas of a version that have a discriminator.
    #[must_use]
    pub fn subtypes(&self, side: Side) -> &Subtypes {
        &self.subtypes[side as usize]
    }

    /// True where the files are equal to the byte.
    #[must_use]
    pub fn texts(&self) -> bool {
        self.texts
    }

    /// True where two places, in either order of versions, are unchanged from one to the other.
    #[must_use]
    pub fn schemas(&self, side_a: Side, a: Cursor<'_>, side_b: Side, b: Cursor<'_>) -> bool {
        match (side_a, side_b) {
            (Side::Base, Side::Revision) => self.unchanged(a, b),
            (Side::Revision, Side::Base) => self.unchanged(b, a),
            _ => a.file() == b.file() && a.id() == b.id(),
        }
    }

    /// True where a place of the base and one of the revision are the same, with all that they refer to.
    #[must_use]
    pub fn unchanged(&self, base: Cursor<'_>, revision: Cursor<'_>) -> bool {
        self.equal(base, revision)
            && !self.dirty.get(base.file().0 as usize).is_some_and(|dirty| dirty[base.id().0 as usize])
            && self.partners.get(&base.file()) == Some(&revision.file())
    }

    /// True where both say the same, whatever their references lead to.
    #[must_use]
    pub fn equal(&self, base: Cursor<'_>, revision: Cursor<'_>) -> bool {
        self.hash(Side::Base, base) == self.hash(Side::Revision, revision)
    }

    /// The hash of a place. Where nothing was compared, as in a document by itself, each place has its own.
    #[must_use]
    pub fn hash(&self, side: Side, at: Cursor<'_>) -> u64 {
        let (file, node) = (at.file().0, at.id().0);
        let known = self.hashes[side as usize].get(file as usize).and_then(|hashes| hashes.get(node as usize));
        known.copied().unwrap_or_else(|| rustc_hash::FxBuildHasher.hash_one((file, node)))
    }

    /// Marks each node of the base from which a reference leads to what changed.
    fn mark(&mut self, base: &Workspace, revision: &Workspace) {
        let mut work: Vec<Cursor<'_>> = Vec::new();
        let mut referrers: FxHashMap<NodeRef, Vec<Cursor<'_>>> = FxHashMap::default();
        for tree in base.trees() {
            for (from, to) in base.references(tree.file()) {
                referrers.entry((to.file(), to.id())).or_default().push(from);
            }
        }
        let cursor = |(file, node): NodeRef| base.tree(file).at(node);
        // What extends a schema is behind its discriminator as if it were referred to.
        for (node, extended) in self.subtypes[Side::Base as usize].bases() {
            for subtype in &extended.subtypes {
                referrers.entry(subtype.schema).or_default().push(cursor(extended.discriminator));
            }
            let partner = self.partner(cursor(node), revision).map(|p| (p.file(), p.id()));
            let theirs = partner.and_then(|partner| self.subtypes[Side::Revision as usize].base(partner));
            if theirs.is_none_or(|theirs| theirs.signature() != extended.signature()) {
                referrers.entry(extended.discriminator).or_default().push(cursor(extended.discriminator));
                work.push(cursor(extended.discriminator));
            }
        }
        for target in referrers.keys().map(|node| cursor(*node)) {
            if !self.partner(target, revision).is_some_and(|p| self.equal(target, p)) {
                work.push(target);
            }
        }
        while let Some(target) = work.pop() {
            for &from in referrers.get(&(target.file(), target.id())).into_iter().flatten() {
                let dirty = &mut self.dirty[from.file().0 as usize];
                let mut at = Some(from);
                while let Some(node) = at {
                    if std::mem::replace(&mut dirty[node.id().0 as usize], true) {
                        break;
                    }
                    if referrers.contains_key(&(node.file(), node.id())) {
                        work.push(node);
                    }
                    at = node.parent();
                }
            }
        }
    }
}

/// The files of both versions by their names, seen from the entry's folder; the entries belong together
/// whatever they are called.
fn partners(base: &Workspace, revision: &Workspace) -> FxHashMap<FileId, FileId> {
    let relative = |workspace: &Workspace, tree: &Tree| {
        let entry = workspace.entries().first().map_or("", |e| workspace.source(*e).name());
        let folder = entry.rfind('/').map_or("", |n| &entry[..=n]);
        let name = tree.source().name();
        name.strip_prefix(folder).unwrap_or(name).to_owned()
    };
    let by_name: FxHashMap<String, FileId> =
        revision.trees().iter().map(|t| (relative(revision, t), t.file())).collect();
    let mut partners: FxHashMap<FileId, FileId> =
        base.trees().iter().filter_map(|t| Some((t.file(), *by_name.get(&relative(base, t))?))).collect();
    if let (Some(a), Some(b)) = (base.entries().first(), revision.entries().first()) {
        partners.insert(*a, *b);
    }
    partners
}

fn mix(a: u64, b: u64) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(a);
    hasher.write_u64(b.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let h = hasher.finish();
    h ^ (h >> 29)
}

fn text_hash(text: &str, seed: u64) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(seed);
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// The hash of each node of a file: children come after their parents in the arena, so one pass from
/// the end suffices.
fn hashes(workspace: &Workspace, tree: &Tree, side: Side) -> Vec<u64> {
    let mut hashes = vec![0u64; tree.len()];
    let mut keys: FxHashMap<crate::tree::Key, u64> = FxHashMap::default();
    for n in (0..tree.len() as u32).rev() {
        let id = NodeId(n);
        let at = tree.at(id);
        let own = hashes[n as usize];
        let hash = if at.id() != id {
            // An alias stands for what is written elsewhere: it is looked at, not hashed.
            mix(side as u64 + 1, u64::from(n))
        } else {
            match at.shape() {
                Shape::Map => mix(own, 11),
                Shape::Seq => mix(own, 12 + at.len() as u64),
                Shape::Null => 13,
                Shape::Bool => 14 + u64::from(at.is_true()),
                Shape::Int | Shape::Float => {
                    Exact::read(at).map_or_else(|| text_hash(&at.text(), 3), |n| n.hash_with(16))
                }
                Shape::Str | Shape::Alias => text_hash(&at.text(), 4),
            }
        };
        hashes[n as usize] = hash;
        let Some(parent) = at.parent() else { continue };
        let slot = parent.id().0 as usize;
        match at.index() {
            None => {
                let Some(key) = at.key() else { continue };
                if is_documentation(workspace.kind(parent), key) {
                    continue;
                }
                let name = *keys.entry(key).or_insert_with(|| text_hash(at.key_text(), 5));
                hashes[slot] = hashes[slot].wrapping_add(mix(name, hash));
            }
            Some(index) => {
                let ordered = !is_unordered(workspace.kind(parent.parent().unwrap_or(parent)), parent.key());
                let place = if ordered { u64::from(index) + 1 } else { 0 };
                hashes[slot] = hashes[slot].wrapping_add(mix(place, hash));
            }
        }
    }
    hashes
}

/// True for fields that only speak to people.
pub(super) fn is_documentation(kind: Kind, key: crate::tree::Key) -> bool {
    let text = matches!(
        key,
        words::DESCRIPTION
            | words::SUMMARY
            | words::EXAMPLE
            | words::EXAMPLES
            | words::EXTERNAL_DOCS
            | words::TITLE
            | words::COMMENT
    );
    text && matches!(
        kind,
        Kind::Schema
            | Kind::Items
            | Kind::Operation
            | Kind::Parameter
            | Kind::Response
            | Kind::RequestBody
            | Kind::MediaType
            | Kind::Header
            | Kind::PathItem
            | Kind::SecurityScheme
            | Kind::Info
            | Kind::Document
            | Kind::Tag
            | Kind::Server
    )
}

/// True for lists whose order means nothing.
fn is_unordered(kind: Kind, key: Option<crate::tree::Key>) -> bool {
    matches!(
        key,
        Some(words::REQUIRED | words::ENUM | words::ONE_OF | words::ANY_OF | words::ALL_OF | words::TYPE | words::TAGS)
    ) && matches!(kind, Kind::Schema | Kind::Items | Kind::Parameter | Kind::Operation)
}
