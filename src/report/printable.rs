//! What documents hold and terminals would obey: it is shown, not done.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::source::Source;

/// True for what steers a terminal, or turns the direction of what follows.
fn steers(c: char) -> bool {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || turns
}

/// The text in one line, with a sign in the place of what steers.
pub(super) fn printable(text: &str) -> String {
    let sign = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        c if steers(c) => '\u{fffd}',
        c => c,
    };
    text.chars().map(sign).collect()
}

/// The lines of a text, each printable.
fn lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}

/// Findings and sources without what steers; nothing where there is none of it. Places stay where they are: each sign is
/// as long as what it stands for. The texts of sources are looked at where they are shown.
pub(super) fn cleaned(
    sources: &[Arc<Source>],
    findings: &[Diagnostic],
    with_texts: bool,
) -> Option<(Vec<Arc<Source>>, Vec<Diagnostic>)> {
    // Most texts have no byte with which such a sign could begin.
    let first = |b: u8| (b < 0x20 && !matches!(b, b'\n' | b'\r' | b'\t')) || matches!(b, 0x7f | 0xc2 | 0xe2);
    let dirty = |text: &str| text.bytes().any(first) && text.chars().any(steers);
    let told = |d: &Diagnostic| {
        dirty(&d.message)
            || dirty(&d.label)
            || d.help.as_deref().is_some_and(dirty)
            || d.labels.iter().any(|l| dirty(&l.message))
    };
    if !findings.iter().any(told) && !sources.iter().any(|s| (with_texts && dirty(s.text())) || dirty(s.name())) {
        return None;
    }
    let source = |source: &Arc<Source>| {
        let text: String = source
            .text()
            .chars()
            .map(|c| match c.len_utf8() {
                _ if !steers(c) => c.to_string(),
                3 => '\u{fffd}'.to_string(),
                n => "?".repeat(n),
            })
            .collect();
        Arc::new(Source::new(printable(source.name()), text))
    };
    let finding = |d: &Diagnostic| {
        let mut clean = d.clone();
        clean.message = printable(&d.message);
        clean.label = printable(&d.label);
        clean.help = d.help.as_deref().map(lines);
        clean.labels.iter_mut().for_each(|l| l.message = printable(&l.message));
        clean
    };
    Some((sources.iter().map(source).collect(), findings.iter().map(finding).collect()))
}
