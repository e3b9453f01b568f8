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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::first_contained;
    use crate::source::Source;
    use crate::spec::{NoFiles, Workspace};
    use crate::tree::{Limits, Tree};

    /// Whether the first schema of a document lies within its second one.
    fn holds(schemas: &str) -> bool {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: a, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}"
        );
        let tree = Tree::parse(Arc::new(Source::new("a.yaml", text)), Limits::default());
        let workspace = Workspace::build(vec![tree], &NoFiles);
        let root = workspace.trees()[0].root();
        let schema = |name: &str| root.resolve_pointer(&format!("/components/schemas/{name}")).unwrap();
        first_contained(&workspace, 30_000, &[vec![(schema("A"), schema("B"))]]) == [Some(0)]
    }

    #[test]
    fn schemas_of_one_document_lie_within_others() {
        for (schemas, wanted) in [
            ("    A: {type: integer}\n    B: {type: number}\n", true),
            ("    A: {type: number}\n    B: {type: integer}\n", false),
            ("    A: {enum: [a]}\n    B: {anyOf: [{enum: [b]}, {type: string}]}\n", true),
            (
                "    A: {type: object, required: [n], properties: {n: {anyOf: [{type: string}, {type: integer}]}}}\n    B: {type: object, required: [n], properties: {n: {oneOf: [{type: string, maxLength: 3}, {type: number}]}}}\n",
                false,
            ),
            (
                "    A: {type: object, properties: {next: {$ref: '#/components/schemas/A'}, n: {type: integer}}}\n    B: {type: object, properties: {next: {$ref: '#/components/schemas/B'}, n: {type: number}}}\n",
                true,
            ),
            (
                "    A: {anyOf: [{type: object, required: [a], properties: {a: {const: x}}}, {type: array, items: {type: string}}]}\n    B: {anyOf: [{type: object, properties: {a: {enum: [x, y]}}}, {type: array}]}\n",
                true,
            ),
        ] {
            assert_eq!(holds(schemas), wanted, "{schemas}");
        }
    }
}
