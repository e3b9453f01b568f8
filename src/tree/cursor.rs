//! Reading a tree: a node together with its tree.

use std::borrow::Cow;

use super::{BROKEN, ESCAPED, Key, MERGES, Marks, Node, NodeId, QUOTED, Shape, Tree, join_pointer, json};
use crate::source::{FileId, Location, Span};

/// A place in a tree. Values behind a YAML alias are read through it; the key and its span stay
/// those of the place itself.
#[derive(Clone, Copy)]
pub struct Cursor<'a> {
    tree: &'a Tree,
    /// The entry or item.
    place: NodeId,
    /// Its value: the same node, or the target of the alias.
    value: NodeId,
}

impl PartialEq for Cursor<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.place == other.place
    }
}

impl Eq for Cursor<'_> {}

impl std::fmt::Debug for Cursor<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {}", self.shape(), self.pointer())
    }
}

/// An entry of a mapping.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Its key.
    pub key: Key,
    /// Its value.
    pub value: Cursor<'a>,
}

impl<'a> Entry<'a> {
    /// The text of the key.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.value.tree.key_text(self.key)
    }
}

impl<'a> Cursor<'a> {
    pub(super) fn new(tree: &'a Tree, place: NodeId) -> Self {
        Self { tree, place, value: tree.value_id(place) }
    }

    fn node(&self) -> &'a Node {
        self.tree.node(self.value)
    }

    /// The tree.
    #[must_use]
    pub fn tree(self) -> &'a Tree {
        self.tree
    }

    /// The node of the value; aliases are followed.
    #[must_use]
    pub fn id(self) -> NodeId {
        self.value
    }

    /// The node of the entry or item itself.
    #[must_use]
    pub fn place(self) -> NodeId {
        self.place
    }

    /// What the value is; never [`Shape::Alias`].
    #[must_use]
    pub fn shape(self) -> Shape {
        self.node().shape
    }

    /// True for a mapping.
    #[must_use]
    pub fn is_map(self) -> bool {
        self.shape() == Shape::Map
    }

    /// True for a list.
    #[must_use]
    pub fn is_seq(self) -> bool {
        self.shape() == Shape::Seq
    }

    /// True where the text was broken and this value only stands in for it.
    #[must_use]
    pub fn is_broken(self) -> bool {
        self.node().flags & BROKEN != 0
    }

    /// The bytes of the value as written at this place (an alias: the `*name`).
    #[must_use]
    pub fn span(self) -> Span {
        self.tree.node(self.place).span
    }

    /// The bytes of the key, quotes included; empty for list items and the root.
    #[must_use]
    pub fn key_span(self) -> Span {
        self.tree.node(self.place).key_span
    }

    /// The key's bytes, or the value's where there is no key.
    #[must_use]
    pub fn name_span(self) -> Span {
        if self.key_span().is_empty() { self.span() } else { self.key_span() }
    }

    /// The file.
    #[must_use]
    pub fn file(self) -> FileId {
        self.tree.file()
    }

    /// Where the value stands.
    #[must_use]
    pub fn location(self) -> Location {
        self.tree.location(self.span())
    }

    /// Where the key stands, or the value where there is no key.
    #[must_use]
    pub fn name_location(self) -> Location {
        self.tree.location(self.name_span())
    }

    /// The first line of the value, without the white space at its end.
    #[must_use]
    pub fn first_line(self) -> Location {
        let span = self.span();
        let source = self.tree.source();
        let end = source.line_span(source.line_of(span.start)).end.min(span.end).max(span.start);
        let line = source.slice(Span::new(span.start as usize, end as usize)).trim_end().len();
        self.tree.location(Span::new(span.start as usize, span.start as usize + line))
    }

    /// What is pointed at where the value as a whole is meant: its key, or its first line where it has none.
    #[must_use]
    pub fn head(self) -> Location {
        if self.key_span().is_empty() { self.first_line() } else { self.name_location() }
    }

    /// The key in its mapping; `None` for items and the root.
    #[must_use]
    pub fn key(self) -> Option<Key> {
        let parent = self.parent()?;
        parent.is_map().then(|| self.tree.node(self.place).key)
    }

    /// The text of the key; empty for list items and the root.
    #[must_use]
    pub fn key_text(self) -> &'a str {
        self.key().map_or("", |key| self.tree.key_text(key))
    }

    /// The place in a list, from 0.
    #[must_use]
    pub fn index(self) -> Option<u32> {
        let parent = self.parent()?;
        parent.is_seq().then(|| self.tree.node(self.place).key.0)
    }

    /// The list or mapping that the place lies in.
    #[must_use]
    pub fn parent(self) -> Option<Cursor<'a>> {
        let parent = self.tree.node(self.place).parent;
        (parent != u32::MAX).then_some(Cursor { tree: self.tree, place: NodeId(parent), value: NodeId(parent) })
    }

    /// Number of own entries or items.
    #[must_use]
    pub fn len(self) -> usize {
        match self.shape() {
            Shape::Map | Shape::Seq => self.node().aux as usize,
            _ => 0,
        }
    }

    /// True for a list or mapping without entries, and for scalars.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The value at a known key of a mapping; `None` where this is no mapping or has no such key.
    #[must_use]
    pub fn get(self, key: Key) -> Option<Cursor<'a>> {
        let node = self.node();
        // Other shapes have no marks.
        if node.marks & key.mark() == 0 && node.flags & MERGES == 0 { None } else { self.look_for(key) }
    }

    fn look_for(self, key: Key) -> Option<Cursor<'a>> {
        if self.shape() != Shape::Map {
            return None;
        }
        if let Some(entry) = self.tree.own_entry(self.value, key) {
            return Some(Cursor::new(self.tree, entry));
        }
        if self.node().flags & MERGES != 0 {
            return self.entries().find(|e| e.key == key).map(|e| e.value);
        }
        None
    }

    /// The value at a key given as text.
    #[must_use]
    pub fn get_str(self, key: &str) -> Option<Cursor<'a>> {
        self.get(self.tree.find_key(key)?)
    }

    /// False for what surely has none of the keys that the marks are of.
    #[must_use]
    #[inline]
    pub fn may_have(self, marks: Marks) -> bool {
        let node = self.node();
        node.marks & marks.0 != 0 || node.flags & MERGES != 0
    }

    /// The value at the key of an entry, of this tree or another one.
    #[must_use]
    pub fn get_like(self, entry: Entry<'_>) -> Option<Cursor<'a>> {
        if std::ptr::eq(self.tree, entry.value.tree) { self.get(entry.key) } else { self.get_str(entry.name()) }
    }

    /// An item of a list.
    #[must_use]
    pub fn item(self, index: u32) -> Option<Cursor<'a>> {
        if self.shape() != Shape::Seq {
            return None;
        }
        self.tree.item(self.value, index).map(|id| Cursor::new(self.tree, id))
    }

    /// The entries of a mapping in document order, merged ones after its own; none for other shapes.
    #[must_use]
    pub fn entries(self) -> Entries<'a> {
        let node = self.node();
        if node.shape != Shape::Map {
            return Entries::Own { tree: self.tree, at: 0, end: 0 };
        }
        if node.flags & MERGES != 0 {
            return Entries::Merged(self.merged().into_iter());
        }
        Entries::Own { tree: self.tree, at: self.value.0 + 1, end: node.next }
    }

    /// The items of a list in order; none for other shapes.
    pub fn items(self) -> impl Iterator<Item = Cursor<'a>> + use<'a> {
        let node = self.node();
        let end = if node.shape == Shape::Seq { node.next } else { 0 };
        let (tree, mut at) = (self.tree, self.value.0 + 1);
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            let place = NodeId(at);
            at = tree.node(place).next;
            Some(Cursor::new(tree, place))
        })
    }

    /// The children of a list or mapping.
    pub fn children(self) -> impl Iterator<Item = Cursor<'a>> + use<'a> {
        self.entries().map(|e| e.value).chain(self.items())
    }

    /// All nodes inside of the value, in document order; aliases are not followed.
    pub fn descendants(self) -> impl Iterator<Item = Cursor<'a>> + use<'a> {
        let (tree, end) = (self.tree, self.node().next);
        (self.value.0 + 1..end).map(move |n| Cursor::new(tree, NodeId(n)))
    }

    /// The last node inside of the value, or its own where it holds none: what lies in it has the numbers up to there.
    #[must_use]
    pub fn last_id(self) -> NodeId {
        NodeId(self.node().next - 1)
    }

    /// True where the other place lies in this value, or is it.
    #[must_use]
    pub fn contains(self, other: Cursor<'_>) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.value <= other.place && other.place.0 < self.node().next
    }

    /// Own entries, then those of the merged mappings (YAML 1.1 merge keys, which people use in
    /// YAML 1.2 files all the same): what stands nearer wins, each mapping is visited once.
    fn merged(self) -> Vec<Entry<'a>> {
        let mut out: Vec<Entry<'a>> = Vec::new();
        let mut keys = rustc_hash::FxHashSet::default();
        let mut visited = rustc_hash::FxHashSet::default();
        let mut stack = vec![self.value];
        while let Some(map) = stack.pop() {
            if !visited.insert(map) {
                continue;
            }
            let node = self.tree.node(map);
            let mut merges = Vec::new();
            let mut child = map.0 + 1;
            while child < node.next {
                let place = NodeId(child);
                let entry = self.tree.node(place);
                child = entry.next;
                let value = Cursor::new(self.tree, place);
                if entry.key == super::words::MERGE && node.flags & MERGES != 0 {
                    if value.is_map() {
                        merges.push(value.value);
                    } else {
                        merges.extend(value.items().filter(|i| i.is_map()).map(|i| i.value));
                    }
                } else if keys.insert(entry.key) {
                    out.push(Entry { key: entry.key, value });
                }
            }
            stack.extend(merges.into_iter().rev());
        }
        out
    }

    /// The text of a string; `None` for other shapes.
    #[must_use]
    pub fn str(self) -> Option<Cow<'a, str>> {
        (self.shape() == Shape::Str).then(|| self.text())
    }

    /// Where a part of the text of a scalar stands; the whole value where the text is written with
    /// escapes or folded. `part` counts bytes of [`Cursor::text`].
    #[must_use]
    pub fn part(self, part: std::ops::Range<usize>) -> Location {
        part_of(self.tree, self.span(), &self.text(), part)
    }

    /// Where a part of the key stands, likewise.
    #[must_use]
    pub fn key_part(self, part: std::ops::Range<usize>) -> Location {
        part_of(self.tree, self.key_span(), self.key_text(), part)
    }

    /// The text of any scalar as written, quotes and escapes resolved; empty for lists and mappings.
    #[must_use]
    pub fn text(self) -> Cow<'a, str> {
        let node = self.node();
        if matches!(node.shape, Shape::Seq | Shape::Map | Shape::Alias) {
            return Cow::Borrowed("");
        }
        if let Some(n) = node.aux.checked_sub(1) {
            return Cow::Borrowed(self.tree.decoded(n));
        }
        let mut range = node.span.range();
        if node.flags & QUOTED != 0 && range.len() >= 2 {
            range = range.start + 1..range.end - 1;
        }
        let raw = self.tree.source.text().get(range).unwrap_or("");
        if node.flags & ESCAPED != 0 { Cow::Owned(json::unescape(raw)) } else { Cow::Borrowed(raw) }
    }

    /// A boolean's value.
    #[must_use]
    pub fn bool(self) -> Option<bool> {
        (self.shape() == Shape::Bool).then(|| self.text().eq_ignore_ascii_case("true"))
    }

    /// True for a boolean `true`.
    #[must_use]
    pub fn is_true(self) -> bool {
        self.bool() == Some(true)
    }

    /// A number's value; integers beyond 2^53 lose digits.
    #[must_use]
    pub fn f64(self) -> Option<f64> {
        match self.shape() {
            Shape::Int => {
                let text = self.text();
                match text.as_bytes() {
                    [b'0', b'x', ..] => u64::from_str_radix(&text[2..], 16).ok().map(|n| n as f64),
                    [b'0', b'o', ..] => u64::from_str_radix(&text[2..], 8).ok().map(|n| n as f64),
                    _ => text.parse().ok(),
                }
            }
            Shape::Float => {
                let text = self.text();
                match text.trim_start_matches(['+', '-']) {
                    t if t.eq_ignore_ascii_case(".inf") => {
                        Some(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY })
                    }
                    t if t.eq_ignore_ascii_case(".nan") => Some(f64::NAN),
                    _ => text.parse().ok(),
                }
            }
            _ => None,
        }
    }

    /// A whole number's value; `1.0` is one, as JSON Schema counts.
    #[must_use]
    pub fn integer(self) -> Option<i64> {
        let value = self.f64()?;
        if self.shape() == Shape::Int
            && let Ok(exact) = self.text().parse()
        {
            return Some(exact);
        }
        (value.fract() == 0.0 && value.abs() < 9.3e18).then_some(value as i64)
    }

    /// The text of a string at a known key.
    #[must_use]
    pub fn get_text(self, key: Key) -> Option<Cow<'a, str>> {
        self.get(key)?.str()
    }

    /// RFC 6901 pointer from the root of the file to this place.
    #[must_use]
    pub fn pointer(self) -> String {
        join_pointer(&self.segments())
    }

    /// Keys and indexes from the root to this place.
    #[must_use]
    pub fn segments(self) -> Vec<Cow<'a, str>> {
        let mut segments = Vec::new();
        let mut at = self;
        while let Some(parent) = at.parent() {
            segments.push(match at.index() {
                Some(index) => Cow::Owned(index.to_string()),
                None => Cow::Borrowed(at.key_text()),
            });
            at = parent;
        }
        segments.reverse();
        segments
    }

    /// The place that an RFC 6901 pointer names, seen from here. `Err` gives the deepest place that
    /// exists and the segment that it lacks.
    ///
    /// # Errors
    /// Where a segment names nothing.
    pub fn resolve_pointer(self, pointer: &str) -> Result<Cursor<'a>, (Cursor<'a>, String)> {
        let mut at = self;
        if pointer.is_empty() {
            return Ok(at);
        }
        for raw in pointer.strip_prefix('/').unwrap_or(pointer).split('/') {
            let segment = super::unescape_segment(raw);
            let next = match at.shape() {
                Shape::Seq => segment.parse().ok().and_then(|n| at.item(n)),
                _ => at.get_str(&segment),
            };
            match next {
                Some(next) => at = next,
                None => return Err((at, segment.into_owned())),
            }
        }
        Ok(at)
    }
}

/// Iterator over the entries of a mapping.
pub enum Entries<'a> {
    /// The usual case: neighbours in the arena.
    Own {
        /// The tree.
        tree: &'a Tree,
        /// The next entry's node.
        at: u32,
        /// One past the mapping's last node.
        end: u32,
    },
    /// A mapping with merge keys.
    Merged(std::vec::IntoIter<Entry<'a>>),
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        match self {
            Entries::Own { tree, at, end } => {
                if *at >= *end {
                    return None;
                }
                let place = NodeId(*at);
                let node = tree.node(place);
                *at = node.next;
                Some(Entry { key: node.key, value: Cursor::new(tree, place) })
            }
            Entries::Merged(entries) => entries.next(),
        }
    }
}

fn part_of(tree: &Tree, span: Span, text: &str, part: std::ops::Range<usize>) -> Location {
    let raw = tree.source().slice(span);
    let quotes = usize::from(raw.len() == text.len() + 2);
    let exact = raw.get(quotes..quotes + text.len()) == Some(text) && part.end <= text.len();
    if !exact {
        return tree.location(span);
    }
    let start = span.start as usize + quotes;
    tree.location(Span::new(start + part.start, start + part.end))
}
