//! Text of documents in Markdown and HTML, where it must not become markup.

use crate::finding::{Message, Part};
use crate::text::{printable, visible};

/// Bytes after which a text that becomes a comment only counts what is left: GitHub takes 65,536 characters, GitLab more.
pub(super) const COMMENT: usize = 60_000;

/// The first line of what becomes a comment: by it the comment of the run before is found, and written over.
pub(super) const MARKER: &str = "<!-- apivet -->";

/// Code in a line, whatever it holds.
pub(super) fn code(text: &str) -> String {
    let text = printable(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if text.is_empty() {
        // Two fences side by side are one longer fence, which would swallow what follows.
        return "` `".to_owned();
    }
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A message with its code as code and the rest made safe.
pub(super) fn marked(message: &Message) -> String {
    message.parts().map(|(part, text)| if part == Part::Words { escape(text) } else { code(text) }).collect()
}

/// Text that must not become markup.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::new();
    let text = printable(text);
    for (at, c) in text.char_indices() {
        match c {
            // Without markup, addresses and names are links, too: a space of no width keeps them from it.
            '@' => out.push_str("@\u{200b}"),
            ':' if text[at..].starts_with("://") => out.push_str(":\u{200b}"),
            'w' | 'W' if text[at..].get(..4).is_some_and(|t| t.eq_ignore_ascii_case("www.")) => {
                out.push(c);
                out.push('\u{200b}');
            }
            '<' => out.push_str("&lt;"),
            // Without `<` it is a sign like others, but for quotes at the beginning of a line.
            '>' if text[..at].trim().is_empty() => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '!' | '(' | ')' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '{' | '}' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// The text with a capital letter first.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(c) => c.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// Text in HTML: between tags, or as the value of an attribute in quotes.
pub(super) fn html(text: &str) -> String {
    visible(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// A message in HTML, its code as code.
pub(super) fn marked_html(message: &Message) -> String {
    let part = |(part, text): (Part, &str)| match part {
        Part::Words => html(text),
        Part::Code | Part::Name => format!("<code>{}</code>", html(text)),
    };
    message.parts().map(part).collect()
}
