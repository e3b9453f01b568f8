//! Whether one schema of a document lies within another one of it.

use super::schema::{Answer, Engine, Graph, Mode};
use super::{STACK, Side};
use crate::spec::Workspace;
use crate::tree::Cursor;

/// For each list of pairs the number of the first one whose left schema is proven to lie within its right one: that
/// accepts each value that the left one accepts, in requests and in responses. What takes more than `steps` of about a
/// microsecond in all is not proven.
#[must_use]
pub fn first_contained<'a>(
    workspace: &'a Workspace,
    steps: u64,
    lists: &[Vec<(Cursor<'a>, Cursor<'a>)>],
) -> Vec<Option<usize>> {
    let answer = || {
        let mut engine = Engine::new(Graph::alone(workspace, steps));
        lists.iter().map(|pairs| pairs.iter().position(|(a, b)| is_within(&mut engine, *a, *b))).collect()
    };
    let answered = std::thread::scope(|scope| {
        // Schemas refer to others as deep as they like.
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, answer).ok()?;
        thread.join().ok()
    });
    answered.unwrap_or_else(|| vec![None; lists.len()])
}

fn is_within<'a>(engine: &mut Engine<'a>, a: Cursor<'a>, b: Cursor<'a>) -> bool {
    let (left, right) = (engine.graph.schema(Side::Base, a), engine.graph.schema(Side::Base, b));
    [false, true].into_iter().all(|response| {
        // Every value counts here, also what nobody sends.
        let mode = Mode { response, text: false, literal: true };
        matches!(engine.within(left, right, mode), Answer::Yes)
    })
}
