//! What changed of the documentation, for people: under what it is about, each text with what it was and is.

use std::io::{self, Write};

use super::place;
use crate::diff::DocumentationChange;
use crate::finding::{Message, message};
use crate::report::TextOptions;
use crate::report::markup::{code, escape};
use crate::text::{counted, cut, cut_around, printable};

/// Characters of a text that are shown.
const SHOWN: usize = 60;
/// Changes that Markdown lists before the rest is counted only.
const LISTED: usize = 100;

/// Changes that are about the same, in the order of the first of each.
fn by_subject(changes: &[DocumentationChange]) -> Vec<(&str, Vec<&DocumentationChange>)> {
    let mut places: rustc_hash::FxHashMap<&str, usize> = rustc_hash::FxHashMap::default();
    let mut groups: Vec<(&str, Vec<&DocumentationChange>)> = Vec::new();
    for change in changes {
        let place = *places.entry(&change.subject).or_insert(groups.len());
        if place == groups.len() {
            groups.push((&change.subject, Vec::new()));
        }
        groups[place].1.push(change);
    }
    groups
}

/// Both texts, each from where they begin to differ.
fn texts(change: &DocumentationChange) -> [Option<String>; 2] {
    let clean = |text: &String| printable(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    match change.texts.each_ref().map(|text| text.as_ref().map(clean)) {
        [Some(before), Some(after)] => {
            let same = before.chars().zip(after.chars()).take_while(|(a, b)| a == b).count();
            [Some(cut_around(&before, same, SHOWN)), Some(cut_around(&after, same, SHOWN))]
        }
        one => one.map(|text| text.map(|text| cut(&text, SHOWN))),
    }
}

/// A change in a line, for pages.
pub(in crate::report) fn documentation_line(change: &DocumentationChange) -> Message {
    let what = match texts(change) {
        [Some(before), Some(after)] => message!("{} -> {}", Message::code(&before), Message::code(&after)),
        [Some(text), None] | [None, Some(text)] => Message::code(&text),
        [None, None] => Message::default(),
    };
    message!("{}: {} {}: {}", change.subject.as_str(), change.field.as_str(), change.word(), what)
}

fn line_of(change: &DocumentationChange) -> String {
    let at = change.at[1].as_ref().or(change.at[0].as_ref());
    at.map(place).unwrap_or_default()
}

pub(super) fn write_text(
    changes: &[DocumentationChange],
    options: &TextOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "documentation: {}", counted(changes.len(), "change"))?;
    for (subject, changes) in by_subject(changes) {
        writeln!(out, "  {}", printable(subject))?;
        for change in changes {
            let what = match texts(change) {
                [Some(before), Some(after)] => format!("\"{before}\" -> \"{after}\""),
                [Some(text), None] | [None, Some(text)] => format!("\"{text}\""),
                [None, None] => String::new(),
            };
            let line =
                format!("    {} {}: {what} ({})", printable(&change.field), change.word(), printable(&line_of(change)));
            writeln!(out, "{}", options.wrap(&line, "      "))?;
        }
    }
    writeln!(out)
}

pub(super) fn write_markdown(changes: &[DocumentationChange], out: &mut Vec<u8>) -> io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n<details>\n<summary>{} of the documentation</summary>", counted(changes.len(), "change"))?;
    let mut left = LISTED;
    for (subject, changes) in by_subject(changes) {
        if left == 0 {
            break;
        }
        writeln!(out, "\n**{}**\n", escape(subject))?;
        for change in changes.into_iter().take(left) {
            left -= 1;
            let what = match texts(change) {
                [Some(before), Some(after)] => format!("{} \u{2192} {}", code(&before), code(&after)),
                [Some(text), None] | [None, Some(text)] => code(&text),
                [None, None] => String::new(),
            };
            writeln!(out, "- {} {}: {what}", escape(&change.field), change.word())?;
        }
    }
    if changes.len() > LISTED {
        writeln!(out, "\nand {} more; `--format json` has them all", changes.len() - LISTED)?;
    }
    writeln!(out, "\n</details>")
}
