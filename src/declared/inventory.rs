//! A document with the files that it refers to: any `$ref` anywhere is an edge, whatever the document is.

use std::borrow::Cow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustc_hash::{FxHashMap, FxHashSet};

use super::jsonpath::Edge;
use crate::source::{FileId, Location};
use crate::spec::{LoadError, Loader, join_path};
use crate::tree::{Cursor, NodeRef, Shape, Tree, words};

/// Where a reference stands, and the file and fragment that it names; or why the file cannot be read.
type Link = (NodeRef, Result<(usize, String), String>);

/// The most parts of schemas that are written out for one document: a schema that refers to others twice on each level
/// stands for exponentially many.
const PARTS: usize = 10_000_000;

/// The most references that the way of one may cross.
const MOST_CROSSED: usize = 64;

/// A reference whose way leads over another one.
struct Through {
    place: NodeRef,
    /// The reference that it crosses.
    over: NodeRef,
    /// What is left of its pointer from there.
    rest: String,
    fragment: String,
}

fn nowhere(fragment: &str) -> String {
    format!("'#{fragment}' does not exist")
}

/// A reference that leads nowhere.
#[derive(Clone, Debug)]
pub struct Broken {
    /// Where it stands.
    pub location: Location,
    /// RFC 6901 pointer of the text of the reference.
    pub pointer: String,
    /// Why, in words.
    pub message: String,
}

/// A document and what it refers to.
pub struct Inventory {
    trees: Vec<Tree>,
    targets: FxHashMap<NodeRef, NodeRef>,
    /// How many more parts of schemas may be written out, with all that they refer to, for the validator.
    parts_left: AtomicUsize,
    /// References that lead nowhere.
    pub broken: Vec<Broken>,
    /// See [`Inventory::holds_bare_nullable`].
    bare_nullable: OnceLock<FxHashSet<NodeRef>>,
}

impl Inventory {
    /// Loads what a document refers to, over however many files.
    #[must_use]
    pub fn build(mut entry: Tree, loader: &dyn Loader) -> Self {
        entry.set_file(FileId(0));
        let mut trees = vec![entry];
        let mut numbers: FxHashMap<String, Result<usize, LoadError>> = FxHashMap::default();
        numbers.insert(trees[0].source().name().to_owned(), Ok(0));
        let mut links: Vec<Link> = Vec::new();
        let mut n = 0;
        while n < trees.len() {
            let mut wanted: Vec<(NodeRef, String)> = Vec::new();
            let tree = &trees[n];
            if let Some(key) = tree.find_key("$ref") {
                let mut at = |node: Cursor<'_>| {
                    if let Some(text) = node.get(key).filter(|t| t.shape() == Shape::Str) {
                        wanted.push(((tree.file(), node.id()), text.text().into_owned()));
                    }
                };
                at(tree.root());
                tree.root().descendants().filter(|d| d.is_map()).for_each(&mut at);
            }
            let from = trees[n].source().name().to_owned();
            for (place, text) in wanted {
                let (path, fragment) = text.split_once('#').map_or((text.as_str(), ""), |(p, f)| (p, f));
                let target = if path.is_empty() {
                    Ok(n)
                } else {
                    let name = join_path(&from, &decode(path));
                    let known = numbers.entry(name.clone()).or_insert_with(|| {
                        loader.load(&name).map(|mut tree| {
                            tree.set_file(FileId(trees.len() as u32));
                            trees.push(tree);
                            trees.len() - 1
                        })
                    });
                    known.clone().map_err(|why| why.to_string())
                };
                links.push((place, target.map(|file| (file, fragment.to_owned()))));
            }
            n += 1;
        }
        let mut inventory = Self {
            trees,
            targets: FxHashMap::default(),
            parts_left: AtomicUsize::new(PARTS),
            broken: Vec::new(),
            bare_nullable: OnceLock::new(),
        };
        let mut through: Vec<Through> = Vec::new();
        for (place, target) in links {
            let found = target.and_then(|(file, fragment)| {
                let fragment = crate::tree::decode_uri_fragment(&fragment);
                let root = inventory.trees[file].root();
                match root.resolve_pointer(&fragment) {
                    Ok(at) => Ok(Some((at.file(), at.id()))),
                    // The way leads over another reference.
                    Err((at, _)) if at.get(words::REF).is_some() => {
                        let rest = fragment.strip_prefix(at.pointer().as_str()).unwrap_or_default().to_owned();
                        through.push(Through { place, over: (at.file(), at.id()), rest, fragment: fragment.into() });
                        Ok(None)
                    }
                    Err(_) => Err(nowhere(&fragment)),
                }
            });
            match found {
                Ok(target) => inventory.targets.extend(target.map(|t| (place, t))),
                Err(message) => inventory.break_off(place, message),
            }
        }
        inventory.lead_through(through);
        inventory
    }

    /// True where a schema, or one that it refers to, has `nullable` and no `type` beside it: the validator that rulesets
    /// were written with takes no such schema.
    #[must_use]
    pub fn holds_bare_nullable(&self, at: Cursor<'_>) -> bool {
        self.bare_nullable.get_or_init(|| self.find_bare_nullable()).contains(&(at.file(), at.id()))
    }

    /// From where such a `nullable` stands upward, over all references.
    fn find_bare_nullable(&self) -> FxHashSet<NodeRef> {
        let mut found = FxHashSet::default();
        let mut work: Vec<NodeRef> = Vec::new();
        for tree in self.trees.iter().filter(|tree| tree.has_key(words::NULLABLE)) {
            let nullable = tree.root().descendants().filter(|at| at.key() == Some(words::NULLABLE));
            let bare = nullable.filter(|at| at.bool().is_some()).filter_map(Cursor::parent);
            work.extend(bare.filter(|at| at.get(words::TYPE).is_none()).map(|at| (at.file(), at.id())));
        }
        if work.is_empty() {
            return found;
        }
        let mut referrers: FxHashMap<NodeRef, Vec<NodeRef>> = FxHashMap::default();
        for (from, to) in &self.targets {
            referrers.entry(*to).or_default().push(*from);
        }
        while let Some(place) = work.pop() {
            if !found.insert(place) {
                continue;
            }
            let up = self.trees[place.0.0 as usize].at(place.1).parent();
            work.extend(up.map(|up| (up.file(), up.id())));
            work.extend(referrers.get(&place).into_iter().flatten());
        }
        found
    }

    /// Follows the references whose way leads over others, as far as those lead somewhere.
    fn lead_through(&mut self, mut waiting: Vec<Through>) {
        let mut moved = true;
        // What one way crosses may itself be waiting, so the rest are asked again while any gets further.
        for _ in 0..MOST_CROSSED {
            if !std::mem::take(&mut moved) {
                break;
            }
            let mut still = Vec::new();
            for mut way in waiting {
                let Some((file, id)) = self.targets.get(&way.over).copied() else {
                    still.push(way);
                    continue;
                };
                moved = true;
                let start = self.trees[file.0 as usize].at(id);
                match start.resolve_pointer(&way.rest) {
                    Ok(at) => {
                        self.targets.insert(way.place, (at.file(), at.id()));
                    }
                    Err((at, _)) if at.get(words::REF).is_some() => {
                        let passed = at.pointer().len().saturating_sub(start.pointer().len());
                        way.rest = way.rest.get(passed..).unwrap_or_default().to_owned();
                        way.over = (at.file(), at.id());
                        still.push(way);
                    }
                    Err(_) => self.break_off(way.place, nowhere(&way.fragment)),
                }
            }
            waiting = still;
        }
        // Those that miss the same thing behind another reference have one cause, and are told once.
        let mut told: FxHashSet<(FileId, String)> = FxHashSet::default();
        for way in waiting {
            if told.insert((way.over.0, way.fragment.clone())) {
                self.break_off(way.place, nowhere(&way.fragment));
            }
        }
    }

    fn break_off(&mut self, place: NodeRef, message: String) {
        let at = self.trees[place.0.0 as usize].at(place.1);
        let text = at.get(words::REF).unwrap_or(at);
        self.broken.push(Broken { location: text.location(), pointer: text.pointer(), message });
    }

    /// How many more parts may be written out, at most `most`.
    pub(super) fn parts_left(&self, most: usize) -> usize {
        self.parts_left.load(Ordering::Relaxed).min(most)
    }

    /// Takes what was written out.
    pub(super) fn take_parts(&self, count: usize) {
        let left = self.parts_left.load(Ordering::Relaxed);
        self.parts_left.store(left.saturating_sub(count), Ordering::Relaxed);
    }

    /// The files, the document first.
    #[must_use]
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// The document as rules see it: with references followed, or as it is written.
    #[must_use]
    pub fn view(&self, resolved: bool) -> View<'_> {
        View { inventory: self, resolved }
    }
}

/// What may be decoded in the path of a reference (RFC 3986, section 2.1).
fn decode(path: &str) -> Cow<'_, str> {
    if path.contains('%') { crate::tree::decode_uri_fragment(path) } else { Cow::Borrowed(path) }
}

/// A document as rules see it.
#[derive(Clone, Copy)]
pub struct View<'a> {
    inventory: &'a Inventory,
    resolved: bool,
}

impl<'a> View<'a> {
    /// The document's root.
    #[must_use]
    pub fn root(self) -> Cursor<'a> {
        self.enter(self.inventory.trees[0].root())
    }

    /// The files.
    #[must_use]
    pub fn inventory(self) -> &'a Inventory {
        self.inventory
    }

    /// True where references are followed.
    #[must_use]
    pub fn is_resolved(self) -> bool {
        self.resolved
    }

    /// What stands at a node: where references are followed, what it leads to. One that leads back to
    /// itself stays.
    #[must_use]
    pub fn enter(self, node: Cursor<'a>) -> Cursor<'a> {
        if !self.resolved {
            return node;
        }
        let mut at = node;
        for _ in 0..64 {
            let Some((file, id)) = self.inventory.targets.get(&(at.file(), at.id())) else { return at };
            at = self.inventory.trees[file.0 as usize].at(*id);
        }
        node
    }

    /// A property of a mapping, or an item of a list by its number.
    #[must_use]
    pub fn child(self, node: Cursor<'a>, name: &str) -> Option<Cursor<'a>> {
        self.written_child(node, name).map(|c| self.enter(c))
    }

    /// The same, as it is written there.
    #[must_use]
    pub fn written_child(self, node: Cursor<'a>, name: &str) -> Option<Cursor<'a>> {
        if node.is_map() {
            return node.get_str(name);
        }
        if node.is_seq() && (name == "0" || !name.starts_with('0')) {
            return name.parse::<u32>().ok().and_then(|n| node.item(n));
        }
        None
    }

    /// All children with the edges that lead to them.
    pub fn children(self, node: Cursor<'a>) -> impl Iterator<Item = (Edge<'a>, Cursor<'a>)> {
        let entries = node.is_map().then(|| node.entries()).into_iter().flatten();
        let items = node.is_seq().then(|| node.items()).into_iter().flatten().enumerate();
        let entries = entries.map(|e| (Edge::Name(e.name()), e.value));
        entries.chain(items.map(|(n, item)| (Edge::Index(n as u32), item))).map(move |(e, c)| (e, self.enter(c)))
    }
}
