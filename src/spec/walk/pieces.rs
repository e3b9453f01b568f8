//! Large documents are walked in pieces, which several threads visit.
//!
//! How a document is divided follows from the document alone, so that what is found is the same on any number of cores.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::{SpecWalk, State, Visit};
use crate::finding::Finding;
use crate::source::FileId;
use crate::spec::labels::Labels;
use crate::spec::workspace::Notes;
use crate::text::Sorting;

/// Nodes of one piece, at least where more is left.
const PIECE: usize = 1 << 13;

/// Neighbours in a file that are visited together.
struct Piece {
    file: FileId,
    visits: Vec<Visit>,
    /// All nodes of the visits: what one visit leads to lies in its node, as long as no alias leads elsewhere.
    nodes: std::ops::Range<u32>,
}

/// What the visits of a piece came upon.
struct Walked {
    file: FileId,
    kinds: Labels,
    state: State,
    problems: Vec<Finding>,
}

impl SpecWalk<'_, '_> {
    /// Visits what waits in files of more than one piece, and what that leads to.
    pub(super) fn visit_in_pieces(&mut self) {
        let (mut large, others): (Vec<Visit>, Vec<Visit>) =
            std::mem::take(&mut self.state.stack).into_iter().partition(|visit| {
                let tree = &self.trees[visit.file.0 as usize];
                tree.len() > PIECE && !tree.has_aliases()
            });
        // What is larger than a piece is visited here, down to what is small enough in it.
        let mut small = Vec::new();
        while let Some(visit) = large.pop() {
            if self.nodes_of(visit).len() <= PIECE {
                small.push(visit);
            } else {
                self.visit(visit);
                large.append(&mut self.state.stack);
            }
        }
        self.state.stack = others;
        let pieces = self.pieces(small);
        let files: BTreeSet<FileId> = pieces.iter().map(|piece| piece.file).collect();
        let (walked, ()) = rayon::join(
            || pieces.into_par_iter().map(|piece| self.walked(piece)).collect::<Vec<Walked>>(),
            // Following references asks for it.
            || files.iter().for_each(|file| self.trees[file.0 as usize].make_index()),
        );
        for piece in walked {
            self.take_in(piece);
        }
    }

    fn nodes_of(&self, visit: Visit) -> std::ops::Range<u32> {
        let at = self.at(visit.file, visit.node);
        at.id().0..at.last_id().0 + 1
    }

    /// Groups of neighbours; their nodes do not overlap.
    fn pieces(&self, mut visits: Vec<Visit>) -> Vec<Piece> {
        visits.order_by_key(|visit| (visit.file, visit.node));
        let mut pieces: Vec<Piece> = Vec::new();
        for visit in visits {
            let nodes = self.nodes_of(visit);
            match pieces.last_mut() {
                Some(piece)
                    if piece.file == visit.file && (piece.nodes.len() < PIECE || nodes.start < piece.nodes.end) =>
                {
                    piece.nodes.end = piece.nodes.end.max(nodes.end);
                    piece.visits.push(visit);
                }
                _ => pieces.push(Piece { file: visit.file, visits: vec![visit], nodes }),
            }
        }
        pieces
    }

    fn walked(&self, piece: Piece) -> Walked {
        let Piece { file, visits, nodes } = piece;
        let mut state = State::new(&self.state.entries);
        state.only_schemas = self.state.only_schemas;
        state.names = Arc::clone(&self.state.names);
        state.stack = visits;
        let mut notes: Vec<Notes> = Vec::new();
        notes.resize_with(file.0 as usize + 1, Notes::default);
        let own = &mut notes[file.0 as usize];
        own.version = self.notes[file.0 as usize].version;
        own.kinds = Labels::of(nodes.clone());
        let mut problems = Vec::new();
        SpecWalk { trees: self.trees, notes: &mut notes, state: &mut state, problems: &mut problems }.visit_all();
        Walked { file, kinds: std::mem::take(&mut notes[file.0 as usize].kinds), state, problems }
    }

    fn take_in(&mut self, piece: Walked) {
        let Walked { file, kinds, mut state, mut problems } = piece;
        self.notes[file.0 as usize].kinds.take_in(&kinds);
        self.state.pending.append(&mut state.pending);
        self.state.again.extend(state.again);
        self.state.misplaced.append(&mut state.misplaced);
        for (file, mut found) in state.texts_beside {
            self.state.texts_beside.entry(file).or_default().append(&mut found);
        }
        self.problems.append(&mut problems);
    }
}
