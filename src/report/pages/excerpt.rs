//! A few lines of a file, with a place in them marked.

use crate::finding::Message;
use crate::report::markup::marked_html;
use crate::source::{Location, Source, Span};
use crate::text::without_passwords;

/// The longest part of a line that is shown on either side of a place.
const LINE: usize = 240;

/// Bytes of a line that are looked at on either side of a place: more than [`LINE`] characters.
const REACH: u32 = 4096;

/// The next boundary of a character.
fn near(source: &Source, at: u32) -> u32 {
    let text = source.text();
    (at..=text.len() as u32).find(|at| text.is_char_boundary(*at as usize)).unwrap_or(at)
}

/// Lines of a file.
pub struct Excerpt {
    /// `own`, `before` or `after`: how the line of the place is shown.
    pub class: &'static str,
    /// What it shows, as HTML; nothing where that is said above.
    pub title: String,
    /// `file:line`, from 1.
    pub place: String,
    /// The lines.
    pub lines: Vec<Line>,
    /// What is said beside the place, as HTML.
    pub label: String,
}

/// A line of an excerpt, taken apart at the place in it.
pub struct Line {
    /// Its number, from 1.
    pub number: u32,
    /// True where the place is in it.
    pub own: bool,
    /// The text before the place; the whole text of other lines.
    pub before: String,
    /// The text at the place.
    pub marked: String,
    /// The text after it.
    pub after: String,
}

impl Excerpt {
    /// The lines around a place: `context` of them before it and after it.
    pub fn of(place: &Location, context: u32, class: &'static str, label: &Message) -> Self {
        let source = &place.source;
        let own = source.line_of(place.span.start);
        let last = source.line_count().saturating_sub(1);
        let line = |n: u32| {
            let span = source.line_span(n);
            let start = if n == own { place.span.start } else { span.start };
            // A line may be as long as its file: no more of it is looked at than can be shown.
            let from = near(source, start.saturating_sub(REACH).max(span.start));
            let to = near(source, start.saturating_add(REACH).min(span.end));
            // Signs in the place of passwords are as long as these: places stay.
            let text = without_passwords(source.slice(Span { start: from, end: to }));
            let text = text.trim_end_matches(['\n', '\r']);
            if n != own {
                let before = cut(text, false);
                return Line { number: n + 1, own: false, before, marked: String::new(), after: String::new() };
            }
            let start = ((start - from) as usize).min(text.len());
            let end = (place.span.end.saturating_sub(from) as usize).clamp(start, text.len());
            Line {
                number: n + 1,
                own: true,
                before: cut(&text[..start], true),
                marked: cut(&text[start..end], false),
                after: cut(&text[end..], false),
            }
        };
        Self {
            class,
            title: String::new(),
            place: place_of(place),
            lines: (own.saturating_sub(context)..=(own + context).min(last)).map(line).collect(),
            label: marked_html(label),
        }
    }
}

/// `file:line`, from 1.
pub(super) fn place_of(place: &Location) -> String {
    format!("{}:{}", place.source.shown(), place.line())
}

/// A text of no more than [`LINE`] characters; the end is kept, or the beginning.
fn cut(text: &str, end: bool) -> String {
    // Lines may be as long as files: no more is looked at than is shown.
    let mut places = text.char_indices();
    let at = if end {
        places.nth_back(LINE).map(|_| text.char_indices().nth_back(LINE - 1))
    } else {
        Some(places.nth(LINE))
    };
    match at.flatten() {
        None => text.to_owned(),
        Some((at, _)) if end => format!("\u{2026}{}", &text[at..]),
        Some((at, _)) => format!("{}\u{2026}", &text[..at]),
    }
}
