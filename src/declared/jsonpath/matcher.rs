//! All paths of a ruleset at once, in one traversal of the document.
//!
//! A path at work is a state: how many of its steps have been taken. At each node stands a set of states;
//! references are edges, and a node is visited with each state once, so that no ruleset and no cycle makes
//! the work grow beyond nodes times states.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::frame::{Edge, Frame};
use super::value::{ValueScope, is_of_type};
use super::{Path, PathStep, SegmentSelector};
use crate::declared::inventory::View;
use crate::source::FileId;
use crate::tree::{Cursor, Key, NodeId};

/// A node that a path leads to.
pub struct Match<'m, 'f, 'a> {
    /// Which path.
    pub path: usize,
    /// The node with the way to it.
    pub frame: &'m Frame<'f, 'a>,
}

type StateSetId = u32;

/// What a set of states does at a node.
struct Set {
    states: Vec<u32>,
    /// Paths that lead here.
    done: Vec<u32>,
    /// Paths that lead here if it is a container.
    done_deep: Vec<u32>,
    /// States that stay for all that is below.
    deep: Vec<u32>,
    /// States that go on by name, with the set that is behind it once it was asked for.
    named: FxHashMap<String, (Vec<u32>, Option<StateSetId>)>,
    /// True where one of the names is a number.
    numbered: bool,
    /// The set behind all other names and numbers, but for the states that ask.
    other: Option<StateSetId>,
    /// States that go on to all children.
    any: Vec<u32>,
    /// States that go on where something holds for the child: by the state, which says what.
    asking: Vec<u32>,
    /// States that go back to the parent.
    back: Vec<u32>,
    /// States that go on here, where the value is of a type.
    typed: Vec<u32>,
}

/// Many paths, ready for a document.
pub struct Matcher<'p> {
    paths: &'p [Path],
    /// For each state: its path, and the steps taken.
    states: Vec<(u32, u32)>,
    /// The first state of each path.
    first: Vec<u32>,
    /// The properties without which filters cannot hold, at most as many as a mask has bits.
    needed: Vec<Arc<str>>,
    /// For each state: groups of bits, for the properties of which a child must have one.
    needs: Vec<Vec<u64>>,
}

/// A traversal at work.
struct MatcherWalk<'w, 'p, 'a, F> {
    matcher: &'w Matcher<'p>,
    view: View<'a>,
    sets: Vec<Set>,
    numbers: FxHashMap<Vec<u32>, StateSetId>,
    /// For each file, the keys of the needed properties with their bits.
    keys: FxHashMap<FileId, Vec<(Key, u64)>>,
    /// The states that each node was visited with, as one set.
    seen: FxHashMap<(FileId, NodeId, u64), StateSetId>,
    /// Of two sets: what the first has beyond the second, and both together.
    beyond: FxHashMap<(StateSetId, StateSetId), (StateSetId, StateSetId)>,
    given: FxHashSet<(u32, FileId, NodeId, u64)>,
    found: F,
}

/// How deep a document is looked into.
const DEPTH: u32 = 2_000;

impl<'p> Matcher<'p> {
    /// Makes paths ready.
    #[must_use]
    pub fn new(paths: &'p [Path]) -> Self {
        let mut states = Vec::new();
        let mut first = Vec::new();
        for (n, path) in paths.iter().enumerate() {
            first.push(states.len() as u32);
            states.extend((0..=path.steps.len()).map(|taken| (n as u32, taken as u32)));
        }
        let mut matcher = Self { paths, states, first, needed: Vec::new(), needs: Vec::new() };
        for state in 0..matcher.states.len() as u32 {
            let groups = match matcher.step(state) {
                Some(PathStep::Child(selectors)) => match selectors.as_slice() {
                    [SegmentSelector::Filter(filter)] => filter.needs.clone(),
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            };
            let masks = groups.iter().filter_map(|group| matcher.mask(group)).collect();
            matcher.needs.push(masks);
        }
        matcher
    }

    /// The bits of properties; nothing where no bit is left for one.
    fn mask(&mut self, names: &[Arc<str>]) -> Option<u64> {
        let mut mask = 0;
        for name in names {
            let place = self.needed.iter().position(|n| n == name).unwrap_or_else(|| {
                self.needed.push(name.clone());
                self.needed.len() - 1
            });
            mask |= 1u64.checked_shl(place as u32)?;
        }
        Some(mask)
    }

    /// Walks through a document, and tells of each node that one of the paths leads to, once.
    pub fn walk<'a>(&self, view: View<'a>, found: impl FnMut(Match<'_, '_, 'a>)) {
        self.walk_from(view, view.root(), found);
    }

    /// The same from a node on, which stands for `$`.
    pub fn walk_from<'a>(&self, view: View<'a>, node: Cursor<'a>, found: impl FnMut(Match<'_, '_, 'a>)) {
        let mut walk = MatcherWalk {
            matcher: self,
            view,
            sets: Vec::new(),
            numbers: FxHashMap::default(),
            keys: FxHashMap::default(),
            seen: FxHashMap::default(),
            beyond: FxHashMap::default(),
            given: FxHashSet::default(),
            found,
        };
        let root = Frame { parent: None, node, edge: Edge::Root };
        let first = walk.set(self.first.clone());
        walk.visit(&root, first, 0);
    }

    fn step(&self, state: u32) -> Option<&PathStep> {
        let (path, taken) = self.states[state as usize];
        self.paths[path as usize].steps.get(taken as usize)
    }
}

impl<'a, F: FnMut(Match<'_, '_, 'a>)> MatcherWalk<'_, '_, 'a, F> {
    fn set(&mut self, mut states: Vec<u32>) -> StateSetId {
        states.sort_unstable();
        states.dedup();
        if let Some(known) = self.numbers.get(&states) {
            return *known;
        }
        let mut set = Set {
            states: states.clone(),
            done: Vec::new(),
            done_deep: Vec::new(),
            deep: Vec::new(),
            named: FxHashMap::default(),
            numbered: false,
            other: None,
            any: Vec::new(),
            asking: Vec::new(),
            back: Vec::new(),
            typed: Vec::new(),
        };
        let mut work = states.clone();
        let mut seen: FxHashSet<u32> = work.iter().copied().collect();
        while let Some(state) = work.pop() {
            match self.matcher.step(state) {
                None => set.done.push(self.matcher.states[state as usize].0),
                Some(PathStep::Deep) => {
                    set.deep.push(state);
                    // What comes after may be met here already.
                    match self.matcher.step(state + 1) {
                        None => set.done_deep.push(self.matcher.states[state as usize].0),
                        Some(_) if seen.insert(state + 1) => work.push(state + 1),
                        Some(_) => {}
                    }
                }
                Some(PathStep::Parent) => set.back.push(state),
                Some(PathStep::Type(_)) => set.typed.push(state),
                Some(PathStep::Child(selectors)) => {
                    for selector in selectors {
                        match selector {
                            SegmentSelector::Name(name) => {
                                set.numbered |= name.bytes().all(|b| b.is_ascii_digit());
                                set.named.entry(name.clone()).or_default().0.push(state + 1);
                            }
                            SegmentSelector::Any => set.any.push(state),
                            _ if set.asking.contains(&state) => {}
                            _ => set.asking.push(state),
                        }
                    }
                }
            }
        }
        let id = self.sets.len() as StateSetId;
        self.sets.push(set);
        self.numbers.insert(states, id);
        id
    }

    fn beyond(&mut self, first: StateSetId, second: StateSetId) -> (StateSetId, StateSetId) {
        if let Some(known) = self.beyond.get(&(first, second)) {
            return *known;
        }
        let (a, b) = (&self.sets[first as usize].states, &self.sets[second as usize].states);
        let new: Vec<u32> = a.iter().filter(|s| b.binary_search(s).is_err()).copied().collect();
        let union: Vec<u32> = a.iter().chain(b).copied().collect();
        let found = (self.set(new), self.set(union));
        self.beyond.insert((first, second), found);
        found
    }

    /// A node is another one under another name, where a reference leads to it.
    fn name_of(&self, frame: &Frame<'_, 'a>) -> u64 {
        use std::hash::{Hash, Hasher};
        let own = match frame.edge {
            Edge::Root => true,
            Edge::Name(name) => frame.node.index().is_none() && frame.node.key_text() == name,
            Edge::Index(n) => frame.node.index() == Some(n),
        };
        if own {
            return 0;
        }
        let mut hasher = rustc_hash::FxHasher::default();
        frame.edge.hash(&mut hasher);
        // Where other things stand beside a reference, findings are about that place.
        let parent = frame.parent.and_then(|p| self.view.written_child(p.node, &frame.edge.text()));
        if let Some(written) = parent.filter(|w| w.is_map() && w.len() > 1) {
            (written.file(), written.id()).hash(&mut hasher);
        }
        hasher.finish() | 1
    }

    fn visit(&mut self, frame: &Frame<'_, 'a>, mut id: StateSetId, depth: u32) {
        if depth > DEPTH {
            return;
        }
        let container = frame.node.is_map() || frame.node.is_seq();
        let set = &self.sets[id as usize];
        if set.states.is_empty() || (!container && set.done.is_empty() && set.back.is_empty() && set.typed.is_empty()) {
            return;
        }
        let (file, node, name) = (frame.node.file(), frame.node.id(), self.name_of(frame));
        // States do not know of each other: only those that are new here have something to do.
        if let Some(known) = self.seen.get(&(file, node, name)).copied() {
            let (new, union) = self.beyond(id, known);
            if self.sets[new as usize].states.is_empty() {
                return;
            }
            self.seen.insert((file, node, name), union);
            id = new;
        } else {
            self.seen.insert((file, node, name), id);
        }
        let set = &self.sets[id as usize];
        let here = set.done.len();
        let deep = if container { set.done_deep.len() } else { 0 };
        for n in 0..here + deep {
            let set = &self.sets[id as usize];
            let path = if n < here { set.done[n] } else { set.done_deep[n - here] };
            if self.given.insert((path, file, node, name)) {
                (self.found)(Match { path: path as usize, frame });
            }
        }
        let set = &self.sets[id as usize];
        if !set.typed.is_empty() {
            let is =
                |s: &u32| matches!(self.matcher.step(*s), Some(PathStep::Type(kind)) if is_of_type(frame.node, *kind));
            let holds = set.typed.iter().copied().filter(is).map(|s| s + 1).collect();
            let holds = self.set(holds);
            self.visit(frame, holds, depth + 1);
        }
        let set = &self.sets[id as usize];
        if let Some(parent) = frame.parent
            && !set.back.is_empty()
        {
            let back = set.back.iter().map(|s| s + 1).collect();
            let back = self.set(back);
            self.visit(parent, back, depth + 1);
        }
        if container {
            self.below(frame, id, depth);
        }
    }

    /// Goes on to the children of a container.
    fn below(&mut self, frame: &Frame<'_, 'a>, id: StateSetId, depth: u32) {
        let set = &self.sets[id as usize];
        if set.deep.is_empty() && set.any.is_empty() && set.asking.is_empty() && frame.node.is_map() {
            // Few names, and nothing else: they are looked up.
            let mut names: Vec<Cursor<'a>> =
                set.named.keys().filter_map(|name| self.view.written_child(frame.node, name)).collect();
            names.sort_unstable_by_key(|written| written.id());
            for written in names {
                let edge = Edge::Name(written.key_text());
                let child = Frame { parent: Some(frame), node: self.view.enter(written), edge };
                let next = self.after(id, edge);
                self.visit(&child, next, depth + 1);
            }
            return;
        }
        let length = frame.node.len();
        for (edge, node) in self.view.children(frame.node) {
            let child = Frame { parent: Some(frame), node, edge };
            let mut next = self.after(id, edge);
            let asking = self.sets[id as usize].asking.len();
            if asking > 0 {
                let has = self.has(node);
                let mut more: Vec<u32> = Vec::new();
                // Rules often ask the same.
                let mut answers: Vec<(&str, bool)> = Vec::new();
                for n in 0..asking {
                    let state = self.sets[id as usize].asking[n];
                    if self.matcher.needs[state as usize].iter().all(|group| group & has != 0)
                        && self.sets[next as usize].states.binary_search(&(state + 1)).is_err()
                        && asks(self.matcher, self.view, state, [frame, &child], length, &mut answers)
                    {
                        more.push(state + 1);
                    }
                }
                if !more.is_empty() {
                    more.extend_from_slice(&self.sets[next as usize].states);
                    next = self.set(more);
                }
            }
            self.visit(&child, next, depth + 1);
        }
    }

    /// Which of the needed properties a node has.
    fn has(&mut self, node: Cursor<'a>) -> u64 {
        if !node.is_map() || self.matcher.needed.is_empty() {
            return 0;
        }
        let keys = self.keys.entry(node.file()).or_insert_with(|| {
            let bit = |n: usize| 1u64.checked_shl(n as u32).unwrap_or(0);
            let known = self.matcher.needed.iter().enumerate();
            known.filter_map(|(n, name)| Some((node.tree().find_key(name)?, bit(n)))).collect()
        });
        let bits = |key: Key| keys.iter().find(|(k, _)| *k == key).map_or(0, |(_, bit)| *bit);
        node.entries().fold(0, |mask, entry| mask | bits(entry.key))
    }

    /// The states behind an edge, but for those that ask.
    fn after(&mut self, id: StateSetId, edge: Edge<'a>) -> StateSetId {
        let set = &self.sets[id as usize];
        let text = match edge {
            Edge::Index(_) if !set.numbered => None,
            other => Some(other.text()),
        };
        let named = text.as_deref().and_then(|text| set.named.get(text));
        if let Some(known) = named.map_or(set.other, |(_, known)| *known) {
            return known;
        }
        let mut next = set.deep.clone();
        next.extend(set.any.iter().map(|s| s + 1));
        next.extend(named.into_iter().flat_map(|(states, _)| states));
        let next = self.set(next);
        let set = &mut self.sets[id as usize];
        match text.as_deref().and_then(|text| set.named.get_mut(text)) {
            Some((_, known)) => *known = Some(next),
            None => set.other = Some(next),
        }
        next
    }
}

/// True where one of a state's selectors that ask selects the second frame, a child of the first.
fn asks<'m>(
    matcher: &'m Matcher<'_>,
    view: View<'_>,
    state: u32,
    [frame, child]: [&Frame<'_, '_>; 2],
    length: usize,
    answers: &mut Vec<(&'m str, bool)>,
) -> bool {
    let Some(PathStep::Child(selectors)) = matcher.step(state) else { return false };
    selectors.iter().any(|selector| match selector {
        SegmentSelector::Filter(filter) => {
            if let Some((_, known)) = answers.iter().find(|(t, _)| **t == *filter.text) {
                return *known;
            }
            let holds = ValueScope { view, frame: child }.evaluate(&filter.expression).is_ok_and(|v| v.is_true());
            answers.push((&filter.text, holds));
            holds
        }
        SegmentSelector::Computed(name) => {
            ValueScope { view, frame }.evaluate(name).is_ok_and(|v| v.text() == child.edge.text())
        }
        SegmentSelector::Slice { start, end, step } => match child.edge {
            Edge::Index(n) => in_slice(i64::from(n), length as i64, *start, *end, *step),
            _ => false,
        },
        SegmentSelector::Name(_) | SegmentSelector::Any => false,
    })
}

/// True for an item of a slice; steps back take nothing.
fn in_slice(n: i64, length: i64, start: Option<i64>, end: Option<i64>, step: i64) -> bool {
    if step <= 0 {
        return false;
    }
    let place = |i: i64| if i < 0 { (length + i).max(0) } else { i.min(length) };
    let (start, end) = (place(start.unwrap_or(0)), place(end.unwrap_or(length)));
    n >= start && n < end && (n - start) % step == 0
}
