//! Documents as one arena of spanned nodes.
//!
//! YAML and JSON are read by their own readers into the same [`Tree`]. Nodes stand in document
//! order; values stay slices of the source and are decoded when asked for. YAML aliases and merge
//! keys are edges to the anchored node, never copies.

mod build;
mod bytes;
mod cursor;
mod edit;
mod halves;
mod indentation;
mod json;
mod keys;
mod node_set;
mod pointer;
mod print;
#[cfg(test)]
mod random;
pub mod words;
#[cfg(test)]
mod written;
mod yaml;

use std::sync::{Arc, OnceLock};

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

pub use cursor::{Cursor, Entries, Entry};
pub use keys::{Key, Marks};
pub use node_set::NodeSet;
pub use pointer::{decode_uri_fragment, escape_segment, join_pointer, unescape_segment};
pub use print::{PrintError, write_json};

use crate::source::{FileId, Location, Source, Span};
use keys::Keys;

/// The number of a node in its tree. Nodes are numbered in document order, parents before children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// A node of one of the files of a workspace.
pub type NodeRef = (FileId, NodeId);

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number written without fraction or exponent.
    Int,
    /// Any other number.
    Float,
    /// Text.
    Str,
    /// A list.
    Seq,
    /// A mapping.
    Map,
    /// An edge to an anchored node. Cursors follow it.
    Alias,
}

impl Shape {
    /// The shape in words, with its article: "an object".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Shape::Null => "null",
            Shape::Bool => "a boolean",
            Shape::Int => "an integer",
            Shape::Float => "a number",
            Shape::Str => "a string",
            Shape::Seq => "an array",
            Shape::Map => "an object",
            Shape::Alias => "an alias",
        }
    }
}

/// The notation that a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// YAML 1.2
    Yaml,
    /// JSON (RFC 8259)
    Json,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// The key in a mapping; the index in a list; `Key::NONE` at the root.
    key: Key,
    key_span: Span,
    span: Span,
    /// The node after this one's subtree.
    next: u32,
    parent: u32,
    /// Containers: number of entries. Aliases: the target node. Scalars: 1 + the index of their
    /// decoded text, or 0 where the text in the source is the value.
    aux: u32,
    shape: Shape,
    flags: u8,
    /// Mappings: the marks of their keys, so that most questions for a key that is not there need no look at the entries.
    marks: u16,
}

/// The text lies in quotes that are part of the span.
const QUOTED: u8 = 1;
/// The text holds JSON escapes that are decoded when asked for.
const ESCAPED: u8 = 2;
/// The mapping has a merge key (`<<`) whose value is a mapping or a list of mappings.
const MERGES: u8 = 4;
/// A stand-in for a value that could not be read.
const BROKEN: u8 = 8;

/// Bounds that protect against hostile or mistaken input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Nesting of lists and mappings.
    pub depth: usize,
    /// Nodes in one file.
    pub nodes: usize,
    /// Bytes in one file.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 256, nodes: 20_000_000, bytes: 512 << 20 }
    }
}

/// A place where the text is not what the notation allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where.
    pub span: Span,
    /// What is wrong, in words.
    pub message: String,
    /// What explains or repairs it.
    pub help: Option<String>,
    /// Another place that belongs to it, with its words.
    pub related: Option<(Span, String)>,
}

impl SyntaxError {
    fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None, related: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn related(mut self, span: Span, words: impl Into<String>) -> Self {
        self.related = Some((span, words.into()));
        self
    }
}

/// A key that its mapping has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DuplicateKey {
    /// The entry that stands first.
    pub first: NodeId,
    /// The entry that repeats its key.
    pub second: NodeId,
}

/// One parsed file.
#[derive(Clone, Debug)]
pub struct Tree {
    file: FileId,
    source: Arc<Source>,
    syntax: Syntax,
    nodes: Vec<Node>,
    keys: Keys,
    decoded: String,
    decoded_ends: Vec<u32>,
    comments: Vec<Span>,
    duplicates: Vec<DuplicateKey>,
    /// True where some node is an alias.
    aliased: bool,
    tagged: Vec<(NodeId, String)>,
    errors: Vec<SyntaxError>,
    slips: Vec<SyntaxError>,
    index: OnceLock<FxHashMap<(u32, Key), u32>>,
    keyed: OnceLock<Keyed>,
    targets: OnceLock<FxHashSet<u32>>,
}

/// The entries of all mappings by their keys, those that are known words.
#[derive(Clone, Debug)]
struct Keyed {
    /// Where the entries of each word begin in `nodes`; one more than there are words.
    starts: Vec<u32>,
    /// In document order for each word.
    nodes: Vec<u32>,
}

/// Mappings with at least this many entries are found through the hashed index.
const INDEXED_FROM: u32 = 16;

impl Tree {
    /// Reads `source`. The notation follows the file name's extension, else the first character.
    ///
    /// Broken text never fails: [`Tree::errors`] tells what is wrong, and the tree holds what could
    /// be read.
    #[must_use]
    pub fn parse(source: Arc<Source>, limits: Limits) -> Tree {
        let name = source.name();
        let extension = name.rsplit_once('.').map_or("", |(_, e)| e);
        if extension.eq_ignore_ascii_case("json") {
            return json::parse(source, limits);
        }
        let text = source.text();
        let first = text.trim_start_matches(crate::source::BOM).trim_start().chars().next();
        if matches!(first, Some('{' | '[')) {
            // JSON is almost a subset of YAML and its own reader is many times faster.
            let tree = json::parse(source.clone(), limits);
            if tree.errors.is_empty() {
                return tree;
            }
            let named_yaml = extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml");
            let yaml = yaml::parse(source.clone(), limits);
            return if named_yaml || yaml.errors.is_empty() { yaml } else { tree };
        }
        yaml::parse(source, limits)
    }

    /// The text that was read.
    #[must_use]
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The number of the file in its workspace; 0 until one is given.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// Gives the file its number in a workspace.
    pub fn set_file(&mut self, file: FileId) {
        self.file = file;
    }

    /// A span of this file as a location in the workspace.
    #[must_use]
    pub fn location(&self, span: Span) -> Location {
        Location { source: self.source.clone(), span }
    }

    /// The notation that the text was read in.
    #[must_use]
    pub fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// The root value.
    #[must_use]
    pub fn root(&self) -> Cursor<'_> {
        Cursor::new(self, NodeId(0))
    }

    /// A cursor at a node of this tree.
    #[must_use]
    pub fn at(&self, node: NodeId) -> Cursor<'_> {
        Cursor::new(self, node)
    }

    /// Number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Never true: a tree has at least its root.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Comments in document order, from `#` to the end of their line. JSON has none.
    #[must_use]
    pub fn comments(&self) -> &[Span] {
        &self.comments
    }

    /// Keys that occur twice in one mapping. The later entry stays in the tree, as YAML and JSON
    /// readers commonly let it win.
    #[must_use]
    pub fn duplicates(&self) -> &[DuplicateKey] {
        &self.duplicates
    }

    /// Values of YAML with a tag that is not one of the core schema (YAML 1.2.2, section 10.3), with the tag as written:
    /// `!include`. What it stands for is not known; the value is read as if it had none.
    #[must_use]
    pub fn tagged(&self) -> &[(NodeId, String)] {
        &self.tagged
    }

    /// What is wrong with the text, in document order.
    #[must_use]
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// What is wrong with the text and was read all the same, as readers of YAML that are built on libyaml do.
    #[must_use]
    pub fn slips(&self) -> &[SyntaxError] {
        &self.slips
    }

    /// The entries of all mappings that have this key, which is a known word, in document order.
    pub fn keyed(&self, key: Key) -> impl Iterator<Item = Cursor<'_>> {
        let keyed = self.keyed.get_or_init(|| {
            let word = |node: &Node| {
                let in_map = node.parent != u32::MAX && self.nodes[node.parent as usize].shape == Shape::Map;
                node.key.known().filter(|_| in_map)
            };
            let mut starts = vec![0_u32; Key::known_count() + 1];
            self.nodes.iter().filter_map(word).for_each(|n| starts[n + 1] += 1);
            (1..starts.len()).for_each(|n| starts[n] += starts[n - 1]);
            let mut nodes = vec![0_u32; starts[Key::known_count()] as usize];
            let mut next = starts.clone();
            for (number, node) in self.nodes.iter().enumerate() {
                if let Some(n) = word(node) {
                    nodes[next[n] as usize] = number as u32;
                    next[n] += 1;
                }
            }
            Keyed { starts, nodes }
        });
        let range = key.known().map_or(0..0, |n| keyed.starts[n] as usize..keyed.starts[n + 1] as usize);
        keyed.nodes[range].iter().map(|node| self.at(NodeId(*node)))
    }

    /// The text of a key.
    #[must_use]
    pub fn key_text(&self, key: Key) -> &str {
        self.keys.text(key)
    }

    /// True where some mapping of the tree has this key.
    #[must_use]
    pub fn has_key(&self, key: Key) -> bool {
        self.keys.has(key)
    }

    /// The key with this text, if some mapping of the tree has it.
    #[must_use]
    pub fn find_key(&self, text: &str) -> Option<Key> {
        self.keys.find(text)
    }

    /// The values whose keys are, in YAML, plain scalars of other types than text, with the type in words.
    #[must_use]
    pub fn keys_of_other_types(&self) -> Vec<(Cursor<'_>, &'static str)> {
        let word = |text: &str| match yaml::shape_of(text) {
            Shape::Int | Shape::Float => Some("a number"),
            Shape::Bool => Some("true or false"),
            Shape::Null => Some("null"),
            _ => None,
        };
        if self.syntax != Syntax::Yaml || !self.keys.texts().any(|text| word(text).is_some()) {
            return Vec::new();
        }
        let keyed = self.root().descendants().filter_map(|at| Some((at, word(self.source.slice(at.key_span()))?)));
        keyed.filter(|(at, _)| !at.key_span().is_empty()).collect()
    }

    /// The text, or other scalar, that the byte at this offset is part of; nothing for keys, comments and what stands
    /// between values.
    #[must_use]
    pub fn text_at(&self, offset: u32) -> Option<NodeId> {
        let last = self.nodes.partition_point(|node| node.span.start <= offset).checked_sub(1)?;
        let node = &self.nodes[last];
        let is_scalar = !matches!(node.shape, Shape::Map | Shape::Seq | Shape::Alias);
        (is_scalar && offset < node.span.end).then_some(NodeId(last as u32))
    }

    /// True where some node is an alias.
    #[must_use]
    pub fn has_aliases(&self) -> bool {
        self.aliased
    }

    /// The nodes that aliases stand for.
    fn alias_targets(&self) -> &FxHashSet<u32> {
        let aliases = || self.nodes.iter().filter(|n| n.shape == Shape::Alias);
        self.targets.get_or_init(|| aliases().map(|n| n.aux).collect())
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The node itself, or the one that an alias stands for. Aliases point backwards only.
    fn value_id(&self, mut id: NodeId) -> NodeId {
        while self.node(id).shape == Shape::Alias {
            id = NodeId(self.node(id).aux);
        }
        id
    }

    fn decoded(&self, n: u32) -> &str {
        let start = if n == 0 { 0 } else { self.decoded_ends[n as usize - 1] as usize };
        &self.decoded[start..self.decoded_ends[n as usize] as usize]
    }

    /// The own entry (merged ones are not looked at) of a mapping; the last one of duplicates.
    fn own_entry(&self, map: NodeId, key: Key) -> Option<NodeId> {
        let node = self.node(map);
        if node.aux >= INDEXED_FROM {
            return self.index().get(&(map.0, key)).map(|&n| NodeId(n));
        }
        let mut found = None;
        let mut child = map.0 + 1;
        while child < node.next {
            let entry = &self.nodes[child as usize];
            if entry.key == key {
                found = Some(NodeId(child));
                if self.duplicates.is_empty() {
                    break;
                }
            }
            child = entry.next;
        }
        found
    }

    /// The item of a list.
    fn item(&self, list: NodeId, index: u32) -> Option<NodeId> {
        let node = self.node(list);
        if index >= node.aux {
            return None;
        }
        if node.aux >= INDEXED_FROM {
            return self.index().get(&(list.0, Key(index))).map(|&n| NodeId(n));
        }
        let mut child = list.0 + 1;
        for _ in 0..index {
            child = self.nodes[child as usize].next;
        }
        Some(NodeId(child))
    }

    /// Makes ready what large mappings and lists are searched by. It is done when it is first needed, too.
    pub fn make_index(&self) {
        self.index();
    }

    fn index(&self) -> &FxHashMap<(u32, Key), u32> {
        self.index.get_or_init(|| {
            let is_large = |node: &&Node| matches!(node.shape, Shape::Map | Shape::Seq) && node.aux >= INDEXED_FROM;
            let count: u32 = self.nodes.iter().filter(is_large).map(|node| node.aux).sum();
            let mut index = FxHashMap::with_capacity_and_hasher(count as usize, FxBuildHasher);
            for (map, node) in self.nodes.iter().enumerate().filter(|(_, node)| is_large(node)) {
                let mut child = map as u32 + 1;
                while child < node.next {
                    let entry = &self.nodes[child as usize];
                    index.insert((map as u32, entry.key), child);
                    child = entry.next;
                }
            }
            index
        })
    }
}
