//! Lines of YAML that are not indented as they must be, and that readers built on libyaml take all the same: a bracket
//! that is closed, or a quoted text that goes on, at the column of its key (YAML 1.2.2, sections 6.1 and 8.2: what stands
//! in a block is indented deeper than the block).

use super::{Cursor, NodeId, Shape, SyntaxError, Tree};
use crate::source::Span;
use crate::text::Sorting;

/// One for each flow collection and each quoted text, at the first line of it that is not indented enough.
pub(super) fn slips(tree: &Tree) -> Vec<SyntaxError> {
    // Each node once, whatever aliases lead to it; what stands in brackets itself is that value's matter.
    let nodes = (0..tree.len() as u32).map(|n| tree.at(NodeId(n)));
    let outer = nodes.filter(|at| at.parent().is_none_or(|up| style(up).is_none()));
    let mut found: Vec<SyntaxError> = outer.filter_map(|at| slip(at, style(at)?)).collect();
    found.order_by_key(|error| error.span);
    found
}

#[derive(Clone, Copy)]
enum Style {
    Flow,
    Quoted,
}

/// How a value is written that brackets or quotes enclose; nothing for a block and for plain text.
fn style(at: Cursor<'_>) -> Option<Style> {
    let text = at.tree().source().slice(at.span());
    match (at.shape(), text.chars().next()?) {
        (Shape::Map, '{') | (Shape::Seq, '[') => Some(Style::Flow),
        (Shape::Str, '"' | '\'') => Some(Style::Quoted),
        _ => None,
    }
}

fn slip(at: Cursor<'_>, style: Style) -> Option<SyntaxError> {
    let source = at.tree().source();
    let span = at.span();
    let column = |at: u32| at - source.line_span(source.line_of(at)).start;
    // The block that it stands in begins with its key, or with the dash of the list.
    let block = if at.key().is_some() && !at.key_span().is_empty() {
        column(at.key_span().start)
    } else {
        let line = source.line_span(source.line_of(span.start));
        source.text()[line.start as usize..span.start as usize].rfind('-')? as u32
    };
    let (first, last) = (source.line_of(span.start), source.line_of(span.end.saturating_sub(1)));
    let bad = (first + 1..=last).find_map(|line| {
        let line = source.line_span(line);
        let text = source.slice(line);
        let indent = text.len() - text.trim_start_matches(' ').len();
        let is_blank = text.trim().is_empty();
        (!is_blank && indent as u32 <= block).then(|| line.start + indent as u32)
    })?;
    let sign = source.text()[bad as usize..].chars().next().map_or(1, char::len_utf8);
    let place = Span::new(bad as usize, bad as usize + sign);
    let opening = Span::new(span.start as usize, span.start as usize + 1);
    let (message, words) = match style {
        Style::Flow => ("the value in brackets is not indented deeper than its key", "the bracket is opened here"),
        Style::Quoted => ("the quoted string is not indented deeper than its key", "the string starts here"),
    };
    let help = "indent this line by at least one more space; some parsers refuse it as it is";
    Some(SyntaxError::new(place, message).related(opening, words).help(help))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Limits, Tree};
    use crate::source::Source;

    fn read(text: &str) -> Tree {
        Tree::parse(Arc::new(Source::new("a.yaml", text)), Limits::default())
    }

    #[test]
    fn what_libyaml_reads_is_read_with_one_slip_for_each_value() {
        for (text, right, lines) in [
            ("a:\n  b: {\n    c: 1\n  }\n  d: 2\n", "a:\n  b: {\n    c: 1\n   }\n  d: 2\n", vec![3]),
            ("b: {\n\"c\": 1,\n\"d\": [\n1]\n}\n", "b: {\n \"c\": 1,\n \"d\": [\n 1]\n }\n", vec![1]),
            ("- [1,\n2]\n- [3,\n4]\n", "- [1,\n 2]\n- [3,\n 4]\n", vec![1, 3]),
            ("a:\n  b: 'one\n  two'\n", "a:\n  b: 'one\n    two'\n", vec![2]),
        ] {
            let (tree, wanted) = (read(text), read(right));
            assert!(tree.errors().is_empty(), "{text}: {:?}", tree.errors());
            assert!(wanted.errors().is_empty() && wanted.slips().is_empty(), "{right}: {:?}", wanted.slips());
            let at = |slip: &super::SyntaxError| tree.source().line_of(slip.span.start);
            assert_eq!(tree.slips().iter().map(at).collect::<Vec<_>>(), lines, "{text}");
            let json = |tree: &Tree| {
                let mut out = Vec::new();
                crate::tree::write_json(&mut out, tree.root(), 1_000).unwrap();
                String::from_utf8(out).unwrap()
            };
            assert_eq!(json(&tree), json(&wanted), "{text}");
        }
    }

    #[test]
    fn other_faults_are_faults_still() {
        for text in ["a: {\nb: 1\n", "a: 'b\nc\n", "a:\n  b: {\n    c: 1\n  }\n d: 2\n"] {
            assert!(!read(text).errors().is_empty(), "{text}");
        }
    }
}
