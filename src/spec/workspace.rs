//! All files of a run that refer to each other, with what the walk found out about them.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::kind::Kind;
use super::labels::Labels;
use super::version::Version;
use super::walk;
use crate::finding::Finding;
use crate::source::{FileId, Location, Source};
use crate::text::Sorting;
use crate::tree::{Cursor, Key, Marks, NodeId, NodeRef, Tree, words};

/// Why a referenced file could not be read.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum LoadError {
    /// There is no such file.
    #[error("there is no such file")]
    Missing,
    /// It exists and cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// It lies outside of the folder that documents may refer to.
    #[error("the file is outside of `{0}`, and references out of that directory are not followed")]
    Outside(String),
    /// It lies on the network.
    #[error("references to the network are not followed")]
    Remote,
}

/// Where referenced files come from.
pub trait Loader: Sync {
    /// Reads and parses the file with this normalized name.
    ///
    /// # Errors
    /// Where it does not exist, cannot be read or must not be read.
    fn load(&self, name: &str) -> Result<Tree, LoadError>;

    /// Reads the text of a file that is no document.
    ///
    /// # Errors
    /// As [`Loader::load`].
    fn text(&self, name: &str) -> Result<String, LoadError> {
        self.load(name).map(|tree| tree.source().text().to_owned())
    }

    /// Files beside `name`, for near names in messages.
    fn siblings(&self, name: &str) -> Vec<String> {
        let _ = name;
        Vec::new()
    }
}

/// For documents that refer to no other file.
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _: &str) -> Result<Tree, LoadError> {
        Err(LoadError::Missing)
    }
}

/// What the walk notes about one file.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// The kind of each node, by its number.
    pub(super) kinds: Labels,
    /// The target of each object that has a `$ref`.
    pub(super) refs: FxHashMap<NodeId, NodeRef>,
    pub(super) version: Option<Version>,
}

/// A set of files, labelled and linked.
#[derive(Debug)]
pub struct Workspace {
    trees: Vec<Tree>,
    notes: Vec<Notes>,
    entries: Vec<FileId>,
    problems: Vec<Finding>,
    reached: OnceLock<Vec<Vec<FileId>>>,
    /// The files by where their sources lie in memory.
    by_source: OnceLock<FxHashMap<usize, FileId>>,
    /// Where each reference leads in the end.
    finals: FxHashMap<NodeRef, NodeRef>,
    /// Where references lead directly, with where they come from, sorted.
    inbound: OnceLock<Vec<(NodeRef, NodeRef)>>,
}

/// True where the root has the field that makes it an OpenAPI document.
#[must_use]
pub fn is_document(tree: &Tree) -> bool {
    let root = tree.root();
    root.get(words::OPENAPI).or_else(|| root.get(words::SWAGGER)).is_some()
}

/// The version that a document declares; `None` where it declares none that is known.
#[must_use]
pub fn declared_version(root: Cursor<'_>) -> Option<Version> {
    if let Some(value) = root.get(words::OPENAPI) {
        return Version::from_openapi(&value.text());
    }
    let value = root.get(words::SWAGGER)?;
    matches!(value.text().as_ref(), "2.0" | "2").then_some(Version::V2_0)
}

impl Workspace {
    /// Labels the entry documents and every file that they refer to, which are loaded wave by wave,
    /// each wave in parallel. Entries are numbered first, in the order given.
    #[must_use]
    pub fn build(entries: Vec<Tree>, loader: &dyn Loader) -> Self {
        Self::build_for(entries, loader, false)
    }

    /// One document by itself, held only against what the JSON Schemas of the specification say.
    #[must_use]
    pub fn of_schemas(document: Tree) -> Self {
        Self::build_for(vec![document], &NoFiles, true)
    }

    fn build_for(entries: Vec<Tree>, loader: &dyn Loader, only_schemas: bool) -> Self {
        let mut trees = entries;
        for (n, tree) in trees.iter_mut().enumerate() {
            tree.set_file(FileId(n as u32));
        }
        let ids: Vec<FileId> = (0..trees.len() as u32).map(FileId).collect();
        let mut notes: Vec<Notes> = Vec::new();
        let mut state = walk::State::new(&ids);
        state.only_schemas = only_schemas;
        let mut problems = Vec::new();
        let mut names: FxHashMap<String, Result<FileId, LoadError>> = FxHashMap::default();
        for tree in &trees {
            names.insert(super::normalize_path(tree.source().name()), Ok(tree.file()));
        }
        loop {
            notes.resize_with(trees.len(), Notes::default);
            let wanted = walk::run(&trees, &mut notes, &mut state, &names, loader, &mut problems);
            if wanted.is_empty() {
                break;
            }
            let loaded: Vec<(String, Result<Tree, LoadError>)> = wanted
                .into_par_iter()
                .map(|name| {
                    let tree = loader.load(&name);
                    (name, tree)
                })
                .collect();
            for (name, result) in loaded {
                let result = result.map(|mut tree| {
                    let id = FileId(trees.len() as u32);
                    tree.set_file(id);
                    trees.push(tree);
                    id
                });
                names.insert(name, result);
            }
        }
        let finals = final_targets(&notes);
        Self {
            finals,
            trees,
            notes,
            entries: ids,
            problems,
            reached: OnceLock::new(),
            by_source: OnceLock::new(),
            inbound: OnceLock::new(),
        }
    }

    /// The files, by their number.
    #[must_use]
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// A file.
    #[must_use]
    pub fn tree(&self, file: FileId) -> &Tree {
        &self.trees[file.0 as usize]
    }

    /// The text of a file.
    #[must_use]
    pub fn source(&self, file: FileId) -> &Source {
        self.tree(file).source()
    }

    /// The documents that the run was asked to judge.
    #[must_use]
    pub fn entries(&self) -> &[FileId] {
        &self.entries
    }

    /// Structural findings of the walk.
    #[must_use]
    pub fn problems(&self) -> &[Finding] {
        &self.problems
    }

    /// What the node is.
    #[must_use]
    pub fn kind(&self, at: Cursor<'_>) -> Kind {
        self.notes[at.file().0 as usize].kinds.get(at.id())
    }

    /// The nodes of a file that have a kind, with it, in document order.
    pub fn labelled(&self, file: FileId) -> impl Iterator<Item = (Kind, Cursor<'_>)> {
        self.labelled_in(file, 0..u32::MAX)
    }

    /// The same for some of the nodes, by their numbers.
    pub fn labelled_in(&self, file: FileId, nodes: Range<u32>) -> impl Iterator<Item = (Kind, Cursor<'_>)> {
        let tree = self.tree(file);
        self.notes[file.0 as usize].kinds.labelled(nodes).map(|(kind, node)| (kind, tree.at(node)))
    }

    /// The version whose grammar a file follows; that of the entry which reached it first.
    #[must_use]
    pub fn version(&self, file: FileId) -> Version {
        self.notes[file.0 as usize].version.unwrap_or(Version::V3_1)
    }

    /// The immediate target of an object's `$ref`; `None` where it has none or it leads nowhere.
    #[must_use]
    pub fn target<'a>(&'a self, at: Cursor<'a>) -> Option<Cursor<'a>> {
        let &(file, node) = self.notes[at.file().0 as usize].refs.get(&at.id())?;
        Some(self.tree(file).at(node))
    }

    /// The object itself, or what its `$ref`s lead to. A circle of references ends where it closes.
    #[must_use]
    pub fn resolve<'a>(&'a self, at: Cursor<'a>) -> Cursor<'a> {
        // Most objects are none, and are asked often.
        const MARKS: Marks = Key::marks(&[words::REF]);
        if at.is_map() && (!at.may_have(MARKS) || at.get(words::REF).is_none()) {
            return at;
        }
        match self.finals.get(&(at.file(), at.id())) {
            Some(&(file, node)) => self.tree(file).at(node),
            None => at,
        }
    }

    /// The objects whose `$ref` leads directly to this node.
    #[must_use]
    pub fn referrers(&self, at: Cursor<'_>) -> Vec<Cursor<'_>> {
        let place = (at.file(), at.id());
        self.inbound(place..=place).iter().map(|&(_, (file, node))| self.tree(file).at(node)).collect()
    }

    /// The objects whose `$ref` leads to this node or to one inside of it.
    pub fn referrers_inside(&self, at: Cursor<'_>) -> impl Iterator<Item = Cursor<'_>> {
        let places = (at.file(), at.id())..=(at.file(), at.last_id());
        self.inbound(places).iter().map(|&(_, (file, node))| self.tree(file).at(node))
    }

    /// True where a `$ref` leads directly to this node.
    #[must_use]
    pub fn is_referred_to(&self, at: Cursor<'_>) -> bool {
        let place = (at.file(), at.id());
        !self.inbound(place..=place).is_empty()
    }

    fn inbound(&self, places: std::ops::RangeInclusive<NodeRef>) -> &[(NodeRef, NodeRef)] {
        let inbound = self.inbound.get_or_init(|| {
            let all = self.notes.iter().zip(&self.trees);
            let edges = all.flat_map(|(notes, tree)| notes.refs.iter().map(|(&from, &to)| (to, (tree.file(), from))));
            let mut inbound: Vec<_> = edges.collect();
            inbound.order();
            inbound
        });
        let start = inbound.partition_point(|(to, _)| to < places.start());
        let count = inbound[start..].partition_point(|(to, _)| to <= places.end());
        &inbound[start..start + count]
    }

    /// Every reference of a file: the object with the `$ref`, and its target.
    pub fn references(&self, file: FileId) -> impl Iterator<Item = (Cursor<'_>, Cursor<'_>)> {
        let mut all: Vec<_> = self.notes[file.0 as usize].refs.iter().map(|(&from, &to)| (from, to)).collect();
        all.sort_unstable();
        all.into_iter().map(move |(from, (to_file, to))| (self.tree(file).at(from), self.tree(to_file).at(to)))
    }

    /// The file that a location lies in; none where it is not of this workspace.
    #[must_use]
    pub fn file_of(&self, location: &Location) -> Option<FileId> {
        let by_source = self
            .by_source
            .get_or_init(|| self.trees.iter().map(|t| (Arc::as_ptr(t.source()) as usize, t.file())).collect());
        by_source.get(&(Arc::as_ptr(&location.source) as usize)).copied()
    }

    /// The files that count for an entry document: what several documents share counts for the first of them.
    pub fn trees_of(&self, entry: FileId) -> impl Iterator<Item = &Tree> {
        self.trees.iter().filter(move |tree| self.reached_from(tree.file()).iter().min() == Some(&entry))
    }

    /// The entry documents from which references lead into a file, itself included if it is one.
    #[must_use]
    pub fn reached_from(&self, file: FileId) -> &[FileId] {
        let reached = self.reached.get_or_init(|| {
            let mut edges: Vec<FxHashSet<usize>> = vec![FxHashSet::default(); self.trees.len()];
            for (n, notes) in self.notes.iter().enumerate() {
                edges[n].extend(notes.refs.values().map(|(file, _)| file.0 as usize));
            }
            let mut reached: Vec<Vec<FileId>> = vec![Vec::new(); self.trees.len()];
            for &entry in &self.entries {
                let mut seen = FxHashSet::default();
                let mut stack = vec![entry.0 as usize];
                while let Some(n) = stack.pop() {
                    if seen.insert(n) {
                        reached[n].push(entry);
                        stack.extend(edges[n].iter().copied());
                    }
                }
            }
            reached
        });
        &reached[file.0 as usize]
    }
}

/// Follows every reference to its end, each step once. A circle ends where it closes.
fn final_targets(notes: &[Notes]) -> FxHashMap<NodeRef, NodeRef> {
    let next = |at: NodeRef| notes[at.0.0 as usize].refs.get(&at.1).copied();
    let count = notes.iter().map(|file| file.refs.len()).sum();
    let mut finals: FxHashMap<NodeRef, NodeRef> = FxHashMap::with_capacity_and_hasher(count, FxBuildHasher);
    for (n, file) in notes.iter().enumerate() {
        for (&node, &to) in &file.refs {
            if next(to).is_none() {
                finals.insert((FileId(n as u32), node), to);
                continue;
            }
            let mut way = Vec::new();
            let mut on_way = FxHashSet::default();
            let mut at = (FileId(n as u32), node);
            let end = loop {
                if let Some(&known) = finals.get(&at) {
                    break known;
                }
                if !on_way.insert(at) {
                    break at;
                }
                match next(at) {
                    Some(to) => {
                        way.push(at);
                        at = to;
                    }
                    None => break at,
                }
            };
            finals.extend(way.into_iter().map(|place| (place, end)));
        }
    }
    finals
}
