//! Sets of nodes of any number of files: a bit for each node that lies before the last one of the set.

use rustc_hash::FxHashMap;

use super::Cursor;
use crate::source::FileId;

/// Which nodes were met.
#[derive(Clone, Debug, Default)]
pub struct NodeSet {
    files: FxHashMap<FileId, Vec<u64>>,
    /// The file of the node that was added last: mostly the next one is of the same.
    last: (FileId, Vec<u64>),
}

impl NodeSet {
    /// Adds the value that a cursor is at; false where it was there before.
    pub fn insert(&mut self, at: Cursor<'_>) -> bool {
        self.turn_to(at.file());
        let (word, bit) = place(at);
        let bits = &mut self.last.1;
        if word >= bits.len() {
            bits.resize((word + 1).next_power_of_two(), 0);
        }
        let is_new = bits[word] & bit == 0;
        bits[word] |= bit;
        is_new
    }

    /// True where it was added.
    #[must_use]
    pub fn contains(&self, at: Cursor<'_>) -> bool {
        let (word, bit) = place(at);
        let bits = if self.last.0 == at.file() { Some(&self.last.1) } else { self.files.get(&at.file()) };
        bits.and_then(|bits| bits.get(word)).is_some_and(|bits| bits & bit != 0)
    }

    fn turn_to(&mut self, file: FileId) {
        if self.last.0 != file {
            let next = self.files.remove(&file).unwrap_or_default();
            let (before, bits) = std::mem::replace(&mut self.last, (file, next));
            self.files.insert(before, bits);
        }
    }
}

fn place(at: Cursor<'_>) -> (usize, u64) {
    let node = at.id().0;
    (node as usize / 64, 1 << (node % 64))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;
    use crate::tree::{Limits, NodeId, Tree};

    #[test]
    fn a_node_is_new_once_in_each_file() {
        let text = format!("[{}]", vec!["1"; 200].join(","));
        let tree = |file| {
            let mut tree = Tree::parse(Arc::new(Source::new("x.json", text.as_str())), Limits::default());
            tree.set_file(FileId(file));
            tree
        };
        let trees = [tree(0), tree(7)];
        let mut set = NodeSet::default();
        for node in [3, 200, 64, 3, 0] {
            for tree in &trees {
                let at = tree.at(NodeId(node));
                assert_eq!(set.contains(at), !set.clone().insert(at));
                set.insert(at);
                assert!(set.contains(at) && !set.insert(at));
                assert!(!set.contains(tree.at(NodeId(63))));
            }
        }
    }
}
