//! What the nodes of a file are.

use std::ops::Range;

use super::kind::Kind;
use crate::tree::NodeId;

/// The kinds of the nodes of a file, or of some neighbours in it.
#[derive(Debug, Default)]
pub(super) struct Labels {
    /// The first of the nodes.
    from: u32,
    kinds: Vec<Kind>,
}

impl Labels {
    /// Nodes that are of no kind yet.
    pub(super) fn of(nodes: Range<u32>) -> Self {
        Self { from: nodes.start, kinds: vec![Kind::None; nodes.len()] }
    }

    /// The kind of a node.
    pub(super) fn get(&self, node: NodeId) -> Kind {
        self.kinds.get((node.0 - self.from) as usize).copied().unwrap_or(Kind::None)
    }

    /// Gives a node its kind.
    pub(super) fn set(&mut self, node: NodeId, kind: Kind) {
        self.kinds[(node.0 - self.from) as usize] = kind;
    }

    /// Takes over the kinds of neighbours that are among these.
    pub(super) fn take_in(&mut self, part: &Labels) {
        let start = (part.from - self.from) as usize;
        self.kinds[start..start + part.kinds.len()].copy_from_slice(&part.kinds);
    }

    /// Those of some nodes that have a kind, in document order.
    pub(super) fn labelled(&self, nodes: Range<u32>) -> impl Iterator<Item = (Kind, NodeId)> {
        let place = |node: u32| (node.saturating_sub(self.from) as usize).min(self.kinds.len());
        let range = place(nodes.start)..place(nodes.end);
        let all = self.kinds[range.clone()].iter().copied().zip(self.from + range.start as u32..);
        all.filter(|(kind, _)| *kind != Kind::None).map(|(kind, node)| (kind, NodeId(node)))
    }
}
