//! Large texts are read in two halves at once, where a second core is free.
//!
//! The second half begins at a key that stands on a line of its own near the middle. Which mappings it stands in is guessed
//! from its indentation; the first half, read up to there, tells whether it is so. If it is not, or if anything is wrong
//! with either half, the text is read as a whole: a guess costs the time of a core that had nothing to do, and decides
//! nothing.

use crate::source::Source;

/// Texts below this size are read in less time than it takes to wake another core.
const WORTHWHILE: usize = 256 << 10;
/// The most levels that a cut lies below the root.
const DEEPEST: usize = 64;
/// How far behind the middle a cut is looked for, in bytes.
const WINDOW: usize = 256 << 10;

/// Where a text is cut, and what is guessed of that place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// The offset of a key, behind its indentation.
    pub(super) at: usize,
    /// The column of the key, in bytes.
    pub(super) column: usize,
    /// By how many columns each level of the text is indented.
    pub(super) step: usize,
}

impl Cut {
    /// A cut of a text that is large enough, where there is a core for the second half. What is open in an editor is read
    /// after every key: there, the memory that each of several threads keeps counts for more.
    pub(super) fn worthwhile(source: &Source, begins_key: impl Fn(u8) -> bool) -> Option<Self> {
        let text = source.text().as_bytes();
        let is_large = text.len() >= WORTHWHILE && rayon::current_num_threads() > 1;
        if is_large && !source.is_shared() { Self::near_middle(text, WINDOW, begins_key) } else { None }
    }

    /// At the outermost of the keys in a piece of the text behind its middle, and the first of these.
    pub(super) fn near_middle(text: &[u8], window: usize, begins_key: impl Fn(u8) -> bool) -> Option<Self> {
        let step = lines(text, 0).map(|(_, column)| column).take(100).find(|column| *column > 0)?;
        let middle = text.len() / 2;
        let candidates = lines(text, middle)
            .take_while(|(at, _)| *at < middle + window)
            .filter(|(at, column)| column % step == 0 && text.get(at + column).is_some_and(|byte| begins_key(*byte)));
        let (line, column) = candidates.min_by_key(|(at, column)| (*column, *at))?;
        // A stand-in is made for each level, and descriptions are not so deep.
        (column / step <= DEEPEST).then_some(Self { at: line + column, column, step })
    }
}

/// The lines behind an offset that hold more than white space: where they begin, and by how many bytes they are indented.
fn lines(text: &[u8], offset: usize) -> impl Iterator<Item = (usize, usize)> {
    let breaks = memchr::memchr_iter(b'\n', &text[offset..]);
    breaks.filter_map(move |at| {
        let line = offset + at + 1;
        let column = text[line..].iter().position(|byte| !matches!(byte, b' ' | b'\t'))?;
        (!matches!(text[line + column], b'\n' | b'\r')).then_some((line, column))
    })
}

/// Does both at once; the second only where another core takes it, or `always`.
pub(super) fn at_once<A: Send, B: Send>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> Option<B> + Send,
    always: bool,
) -> (A, Option<B>) {
    rayon::join_context(|_| first(), |context| if always || context.migrated() { second() } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_at_the_outermost_key_behind_the_middle() {
        let text = "a:\n  b: 1\n\n  # long long long long long long long long\n    c: 1\n  d:\n    e: 2\nf: 3\n";
        let cut = |window| Cut::near_middle(text.as_bytes(), window, |b| b.is_ascii_alphabetic());
        assert_eq!(cut(25).map(|cut| (&text[cut.at..=cut.at], cut.column, cut.step)), Some(("d", 2, 2)));
        assert_eq!(cut(100).map(|cut| (&text[cut.at..=cut.at], cut.column, cut.step)), Some(("f", 0, 2)));
        assert_eq!(cut(1), None);
        assert_eq!(Cut::near_middle(b"a: 1", 100, |_| true), None);
        let deep = |levels| format!("a:\n b:\n{}\n{}c: 1\n", "#".repeat(levels), " ".repeat(levels));
        assert!(Cut::near_middle(deep(60).as_bytes(), 1_000, |_| true).is_some());
        assert_eq!(Cut::near_middle(deep(70).as_bytes(), 1_000, |_| true), None);
    }
}
