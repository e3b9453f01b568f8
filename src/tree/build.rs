//! What both readers share: appending nodes to the arena.

use std::sync::{Arc, OnceLock};

use super::keys::{Key, Keys, RecentKeys};
use super::{DuplicateKey, Limits, MERGES, Node, NodeId, Shape, Syntax, SyntaxError, Tree, words};
use crate::source::{Source, Span};
use crate::text::Sorting;

/// More errors than this are not told apart in one file.
pub(super) const MAX_ERRORS: usize = 20;

struct Open {
    node: u32,
    shape: Shape,
    /// Where the keys of this mapping start in `open_keys`.
    keys_from: usize,
    entries: u32,
}

/// An arena under construction.
pub(super) struct Builder {
    pub(super) source: Arc<Source>,
    pub(super) limits: Limits,
    pub(super) keys: Keys,
    recent: RecentKeys,
    pub(super) comments: Vec<Span>,
    pub(super) errors: Vec<SyntaxError>,
    /// True where `<<` is a merge key: in YAML.
    pub(super) merges: bool,
    nodes: Vec<Node>,
    decoded: String,
    decoded_ends: Vec<u32>,
    duplicates: Vec<DuplicateKey>,
    /// True where some node is an alias.
    pub(super) aliased: bool,
    /// Values with a tag that is not one of the core schema, with the tag as written.
    pub(super) tagged: Vec<(NodeId, String)>,
    open: Vec<Open>,
    /// Keys (with their node) of the mappings that are open, innermost last.
    open_keys: Vec<(Key, u32)>,
    /// By key: the mapping that was last seen to have it. Meaningful during one `close` only.
    /// With it the key's first entry there.
    seen: Vec<(u32, u32)>,
    pending: Option<(Key, Span)>,
}

impl Builder {
    pub(super) fn new(source: Arc<Source>, limits: Limits, expected_nodes: usize) -> Self {
        Self {
            source,
            limits,
            keys: Keys::default(),
            recent: RecentKeys::default(),
            comments: Vec::new(),
            errors: Vec::new(),
            merges: false,
            nodes: Vec::with_capacity(expected_nodes),
            decoded: String::new(),
            decoded_ends: Vec::new(),
            duplicates: Vec::new(),
            aliased: false,
            tagged: Vec::new(),
            open: Vec::new(),
            open_keys: Vec::new(),
            seen: Vec::new(),
            pending: None,
        }
    }

    /// A builder for what stands in so many mappings that another builder has open; it begins with stand-ins for them.
    pub(super) fn inside(depth: usize, source: Arc<Source>, limits: Limits, expected_nodes: usize) -> Self {
        let mut builder = Self::new(source, limits, expected_nodes);
        for _ in 0..depth {
            builder.open(Shape::Map, Span::new(0, 0));
        }
        builder
    }

    /// True between two entries of a mapping that stands in nothing but mappings, so many with itself.
    pub(super) fn is_inside(&self, depth: usize) -> bool {
        self.open.len() == depth && self.open.iter().all(|open| open.shape == Shape::Map) && !self.has_key()
    }

    /// Number of open containers.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// True where the arena has as many nodes as the limit allows.
    pub(super) fn is_full(&self) -> bool {
        self.nodes.len() >= self.limits.nodes
    }

    /// True before the first node.
    pub(super) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The innermost open container.
    pub(super) fn top(&self) -> Option<(NodeId, Shape)> {
        self.open.last().map(|open| (NodeId(open.node), open.shape))
    }

    /// The open container that is `up` levels outside of the innermost one.
    pub(super) fn outer(&self, up: usize) -> Option<Shape> {
        let at = self.open.len().checked_sub(up + 1)?;
        Some(self.open[at].shape)
    }

    pub(super) fn is_open(&self, node: NodeId) -> bool {
        self.open.iter().any(|o| o.node == node.0)
    }

    pub(super) fn span(&self, node: NodeId) -> Span {
        self.nodes[node.0 as usize].span
    }

    /// The key of this text.
    pub(super) fn intern(&mut self, text: &str) -> Key {
        self.recent.find(text, &self.keys).unwrap_or_else(|| {
            let key = self.keys.intern(text);
            self.recent.note(text, key);
            key
        })
    }

    /// Sets the key of the next value.
    pub(super) fn key(&mut self, key: Key, span: Span) {
        self.pending = Some((key, span));
    }

    /// True between a key and its value.
    pub(super) fn has_key(&self) -> bool {
        self.pending.is_some()
    }

    pub(super) fn push(&mut self, shape: Shape, span: Span, aux: u32, flags: u8) -> NodeId {
        let id = self.nodes.len() as u32;
        let no_key = Span { start: span.start, end: span.start };
        let (key, key_span, parent) = match self.open.last_mut() {
            None => (Key::NONE, no_key, u32::MAX),
            Some(open) => {
                let number = open.entries;
                open.entries += 1;
                match self.pending.take() {
                    None => (Key(number), no_key, open.node),
                    Some((key, key_span)) => {
                        self.open_keys.push((key, id));
                        (key, key_span, open.node)
                    }
                }
            }
        };
        self.nodes.push(Node { key, key_span, span, next: id + 1, parent, aux, shape, flags, marks: 0 });
        NodeId(id)
    }

    /// Stores the value of a scalar whose text in the source is written otherwise; gives its `aux`.
    pub(super) fn decode(&mut self, text: &str) -> u32 {
        self.decoded.push_str(text);
        self.decoded_ends.push(self.decoded.len() as u32);
        self.decoded_ends.len() as u32
    }

    pub(super) fn open(&mut self, shape: Shape, span: Span) -> NodeId {
        let id = self.push(shape, span, 0, 0);
        self.open.push(Open { node: id.0, shape, keys_from: self.open_keys.len(), entries: 0 });
        id
    }

    /// Closes the innermost container. Its span ends at `end`, or with its last entry.
    pub(super) fn close(&mut self, end: Option<u32>) {
        let Some(open) = self.open.pop() else { return };
        let id = open.node as usize;
        let next = self.nodes.len() as u32;
        let end = end.unwrap_or_else(|| {
            // The last node of the arena lies deepest; its ancestors up to here were closed before.
            if next as usize > id + 1 {
                self.nodes[self.last_child(open.node)].span.end
            } else {
                self.nodes[id].span.end
            }
        });
        let node = &mut self.nodes[id];
        node.next = next;
        node.aux = open.entries;
        node.span.end = end.max(node.span.start);
        if open.shape == Shape::Map {
            self.check_keys(open.node, open.keys_from);
        }
        self.open_keys.truncate(open.keys_from);
    }

    fn last_child(&self, container: u32) -> usize {
        let mut at = self.nodes.len() as u32 - 1;
        while self.nodes[at as usize].parent != container {
            at = self.nodes[at as usize].parent;
        }
        at as usize
    }

    fn check_keys(&mut self, map: u32, from: usize) {
        self.seen.resize(self.keys.len(), (u32::MAX, u32::MAX));
        let marks = self.open_keys[from..].iter().fold(0, |marks, (key, _)| marks | key.mark());
        self.nodes[map as usize].marks = marks;
        for n in from..self.open_keys.len() {
            let (key, second) = self.open_keys[n];
            if self.merges && key == words::MERGE && self.is_plain_key(second) && self.can_merge(second) {
                self.nodes[map as usize].flags |= MERGES;
                continue;
            }
            let seen = &mut self.seen[key.0 as usize];
            if seen.0 == map {
                self.duplicates.push(DuplicateKey { first: NodeId(seen.1), second: NodeId(second) });
            } else {
                *seen = (map, second);
            }
        }
    }

    /// True for a key without quotes: in quotes, `<<` is a word like any other (YAML 1.1, merge key type).
    fn is_plain_key(&self, entry: u32) -> bool {
        !self.source.slice(self.nodes[entry as usize].key_span).starts_with(['"', '\''])
    }

    /// True where the value of a `<<` key is a mapping or a list of mappings.
    fn can_merge(&self, entry: u32) -> bool {
        let shape_of = |mut id: u32| {
            while self.nodes[id as usize].shape == Shape::Alias {
                id = self.nodes[id as usize].aux;
            }
            (id, self.nodes[id as usize].shape)
        };
        match shape_of(entry) {
            (_, Shape::Map) => true,
            (list, Shape::Seq) => {
                let end = self.nodes[list as usize].next;
                let mut item = list + 1;
                while item < end {
                    if shape_of(item).1 != Shape::Map {
                        return false;
                    }
                    item = self.nodes[item as usize].next;
                }
                true
            }
            _ => false,
        }
    }

    pub(super) fn error(&mut self, error: SyntaxError) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(error);
        }
    }

    /// Takes in what was read [`Builder::inside`] of the mappings that are open here, up to their ends. False where both
    /// together have more nodes than the limit allows.
    pub(super) fn join(&mut self, rest: Builder) -> bool {
        let (own, depth) = (self.nodes.len(), self.open.len());
        if own + rest.nodes.len() - depth > self.limits.nodes {
            return false;
        }
        let known = Key::known_count();
        let keys: Vec<Key> = rest.keys.own_texts().map(|text| self.keys.intern(text)).collect();
        self.keys.use_known(&rest.keys);
        let key_of = |key: Key| (key.0 as usize).checked_sub(known).map_or(key, |n| keys[n]);
        let open: Vec<u32> = self.open.iter().map(|open| open.node).collect();
        let moved = |id: u32| (id as usize - depth + own) as u32;
        let decoded = self.decoded_ends.len() as u32;
        for node in &rest.nodes[depth..] {
            let mut node = Node { next: moved(node.next), marks: 0, ..*node };
            node.parent = open.get(node.parent as usize).copied().unwrap_or_else(|| moved(node.parent));
            // Items of lists have no text that would be their key.
            if !node.key_span.is_empty() {
                node.key = key_of(node.key);
                // The marks follow the numbers of the keys.
                self.nodes[node.parent as usize].marks |= node.key.mark();
            }
            if node.aux > 0 && !matches!(node.shape, Shape::Map | Shape::Seq) {
                node.aux += decoded;
            }
            self.nodes.push(node);
        }
        let offset = self.decoded.len() as u32;
        self.decoded.push_str(&rest.decoded);
        self.decoded_ends.extend(rest.decoded_ends.iter().map(|end| end + offset));
        self.comments.extend(rest.comments);
        let inner = rest.duplicates.iter().filter(|pair| rest.nodes[pair.second.0 as usize].parent as usize >= depth);
        self.duplicates.extend(
            inner.map(|pair| DuplicateKey { first: NodeId(moved(pair.first.0)), second: NodeId(moved(pair.second.0)) }),
        );
        for level in (0..depth).rev() {
            let Some(open) = self.open.pop() else { break };
            let stand_in = rest.nodes[level];
            let is_outer = level + 1 < depth;
            let mut child = if is_outer { rest.nodes[level + 1].next } else { depth as u32 };
            while child < stand_in.next {
                let entry = &rest.nodes[child as usize];
                self.open_keys.push((key_of(entry.key), moved(child)));
                child = entry.next;
            }
            let node = &mut self.nodes[open.node as usize];
            node.next = moved(stand_in.next);
            node.aux = open.entries + stand_in.aux - u32::from(is_outer);
            node.span.end = stand_in.span.end.max(node.span.start);
            self.check_keys(open.node, open.keys_from);
            self.open_keys.truncate(open.keys_from);
        }
        true
    }

    /// Closes what is open and gives the tree. An arena without a root gets a null.
    pub(super) fn finish(mut self, syntax: Syntax) -> Tree {
        while !self.open.is_empty() {
            if self.has_key() {
                let at = self.pending.map_or(0, |(_, s)| s.end as usize);
                self.push(Shape::Null, Span::new(at, at), 0, super::BROKEN);
            }
            self.close(None);
        }
        if self.nodes.is_empty() {
            let end = self.source.text().len();
            self.push(Shape::Null, Span::new(end, end), 0, 0);
        }
        self.errors.order_by_key(|e| (e.span, e.message.clone()));
        self.errors.dedup();
        self.duplicates.order_by_key(|pair| pair.second);
        self.nodes.shrink_to_fit();
        Tree {
            file: crate::source::FileId::default(),
            source: self.source,
            syntax,
            nodes: self.nodes,
            keys: self.keys,
            decoded: self.decoded,
            decoded_ends: self.decoded_ends,
            comments: self.comments,
            duplicates: self.duplicates,
            aliased: self.aliased,
            tagged: self.tagged,
            slips: Vec::new(),
            errors: self.errors,
            index: OnceLock::new(),
            keyed: OnceLock::new(),
            targets: OnceLock::new(),
        }
    }
}

impl Builder {
    /// The text of a scalar node; `None` for lists and mappings. `text` is what spans count in.
    pub(super) fn scalar_text(&self, node: NodeId, text: &str) -> Option<String> {
        let node = &self.nodes[node.0 as usize];
        if matches!(node.shape, Shape::Seq | Shape::Map | Shape::Alias) {
            return None;
        }
        if let Some(n) = node.aux.checked_sub(1) {
            let start = if n == 0 { 0 } else { self.decoded_ends[n as usize - 1] as usize };
            return self.decoded.get(start..self.decoded_ends[n as usize] as usize).map(str::to_owned);
        }
        let range = node.span.range();
        let range = if node.flags & super::QUOTED != 0 { range.start + 1..range.end - 1 } else { range };
        text.get(range).map(str::to_owned)
    }
}
