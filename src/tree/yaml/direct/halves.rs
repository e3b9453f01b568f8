//! YAML in two halves ([`crate::tree::halves`]).

use std::sync::Arc;

use super::{Open, Reader, Sure, is_odd};
use crate::source::Source;
use crate::tree::build::Builder;
use crate::tree::halves::{Cut, at_once};
use crate::tree::{Limits, Shape, Syntax, Tree};

/// Reads a text in two halves, the second one where a core is free or `always`. Nothing, too, where the text must be read as a
/// whole.
pub(super) fn read(source: &Arc<Source>, limits: Limits, cut: Cut, always: bool) -> Sure<Tree> {
    let text = source.text();
    let columns: Vec<usize> = (0..=cut.column).step_by(cut.step).collect();
    let first = || {
        let half = &text[..cut.at];
        let builder = Builder::new(source.clone(), limits, text.len() / 24 + 8);
        let mut reader = Reader::new(half, builder);
        if is_odd(half.as_bytes()) {
            return None;
        }
        reader.start_of_document()?;
        reader.lines()?;
        reader.leave_deeper(cut.column)?;
        let is_so = reader.open.iter().map(|open| open.column).eq(columns.iter().copied());
        (is_so && reader.builder.is_inside(columns.len())).then_some(reader)
    };
    let second = || {
        let builder = Builder::inside(columns.len(), source.clone(), limits, (text.len() - cut.at) / 24 + 8);
        let mut reader = Reader::new(text, builder);
        reader.at = cut.at;
        reader.open = columns.iter().map(|&column| Open { column, shape: Shape::Map }).collect();
        if is_odd(&text.as_bytes()[cut.at..]) {
            return None;
        }
        reader.line(cut.column)?;
        reader.lines()?;
        reader.end_of_document()?;
        Some(reader.builder)
    };
    let (first, second) = at_once(first, second, always);
    let mut first = first?;
    match second {
        Some(second) => first.builder.join(second).then(|| first.builder.finish(Syntax::Yaml)),
        None if is_odd(&text.as_bytes()[cut.at..]) => None,
        None => {
            (first.text, first.bytes) = (text, text.as_bytes());
            first.line(cut.column)?;
            first.lines()?;
            first.end_of_document()?;
            Some(first.builder.finish(Syntax::Yaml))
        }
    }
}
