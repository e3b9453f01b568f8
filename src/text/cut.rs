//! Texts of documents made fit to be shown: short, in one line, without what steers a terminal.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A text cut to a number of characters; the last one says that there was more.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// A text cut in its middle, so that what it begins and ends with stays.
#[must_use]
pub fn cut_in_the_middle(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    let (first, last) = (most / 3, most - most / 3 - 1);
    text.chars().take(first).chain(['…']).chain(text.chars().skip(length - last)).collect()
}

/// A text cut to a number of characters around the one of a number: what matters there is in sight.
#[must_use]
pub fn cut_around(text: &str, at: usize, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    // What stands before it says where it is.
    let first = at.saturating_sub(most / 3).min(length.saturating_sub(most));
    let start = if first == 0 { "" } else { "…" };
    format!("{start}{}", cut(&text.chars().skip(first).collect::<String>(), most))
}

/// True for a text with a character that [`steers`].
#[must_use]
pub fn any_steers(text: &str) -> bool {
    // Most characters are printable ASCII.
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| !(0x20..0x7f).contains(&b)) {
        let Some(c) = rest.get(at..).and_then(|rest| rest.chars().next()) else { return false };
        if steers(c) {
            return true;
        }
        rest = &rest[at + c.len_utf8()..];
    }
    false
}

/// True for what steers a terminal, or turns the direction of what follows.
#[must_use]
pub fn steers(c: char) -> bool {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || turns
}

/// The text with `*` in the place of the user and password of URLs in it, byte for byte: offsets stay.
#[must_use]
pub fn without_passwords(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let (mut out, mut masked) = (String::new(), false);
    let mut rest = text;
    while let Some(start) = rest.find("://").map(|n| n + 3) {
        let authority =
            rest[start..].find(|c: char| matches!(c, '/' | '?' | '#' | '"' | '\'' | '`') || c.is_whitespace());
        let end = authority.map_or(rest.len(), |n| start + n);
        out.push_str(&rest[..start]);
        // Only what looks like a password: a name alone is none.
        match rest[start..end].rfind('@').filter(|at| rest[start..start + at].contains(':')) {
            Some(at) => {
                masked = true;
                out.push_str(&"*".repeat(at));
                out.push_str(&rest[start + at..end]);
            }
            None => out.push_str(&rest[start..end]),
        }
        rest = &rest[end..];
    }
    if masked { Cow::Owned(out + rest) } else { Cow::Borrowed(text) }
}

/// The text with a sign in the place of what steers a terminal, and without passwords in URLs; line breaks and tabs stay.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let text = without_passwords(text);
    if any_steers(&text) {
        Cow::Owned(text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect())
    } else {
        text
    }
}

/// A web address that may be linked to: one of `https`, with what could end a link or an attribute percent-encoded.
/// Nothing for others.
#[must_use]
pub fn web_address(text: &str) -> Option<String> {
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~')
        .remove(b'/')
        .remove(b'?')
        .remove(b'#')
        .remove(b'=')
        .remove(b'&')
        .remove(b'%')
        .remove(b':')
        .remove(b'@')
        .remove(b'+')
        .remove(b',')
        .remove(b';');
    let rest = text.trim().strip_prefix("https://").filter(|rest| !rest.is_empty())?;
    Some(format!("https://{}", utf8_percent_encode(rest, PLAIN)))
}

/// A log of GitHub Actions obeys lines that begin with `::`, and what stands behind `##[` anywhere in a line. Here both
/// are shown: in JSON and XML by an escape that stands for the same letter, elsewhere with a space of no width in them.
#[must_use]
pub fn without_commands(text: &str) -> Cow<'_, str> {
    if !text.contains("##[") && !text.contains("::") {
        return Cow::Borrowed(text);
    }
    let instead = match text.trim_start().bytes().next() {
        Some(b'{' | b'[') => "#\\u0023[",
        Some(b'<') => "#&#35;[",
        _ => "##\u{200b}[",
    };
    let mut out = String::with_capacity(text.len());
    // Some logs end a line at a lone carriage return, too.
    for line in text.split_inclusive(['\n', '\r']) {
        let indent = line.len() - line.trim_start().len();
        let (indent, rest) = line.split_at(indent);
        out.push_str(indent);
        if rest.starts_with("::") {
            out.push('\u{200b}');
        }
        out.push_str(&rest.replace("##[", instead));
    }
    Cow::Owned(out)
}

/// The text in one line, with a sign in the place of what steers, and without passwords in URLs.
#[must_use]
pub fn printable(text: &str) -> String {
    let sign = |c: char| match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        c if steers(c) => '\u{fffd}',
        c => c,
    };
    without_passwords(text).chars().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_at_characters() {
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(cut("äöüß", 3), "äö…");
        assert_eq!(cut_in_the_middle("/a/very/long/path", 9), "/a/…/path");
    }

    #[test]
    fn no_line_is_a_workflow_command() {
        assert_eq!(
            without_commands("a\n  ::error::x\n##[add-mask]y ::z"),
            "a\n  \u{200b}::error::x\n##\u{200b}[add-mask]y ::z"
        );
        assert_eq!(without_commands("{\"a\": \"##[x]\"}"), "{\"a\": \"#\\u0023[x]\"}");
        assert_eq!(without_commands("<a b=\"##[x]\"/>"), "<a b=\"#&#35;[x]\"/>");
        assert_eq!(without_commands("x\r::stop-commands::t"), "x\r\u{200b}::stop-commands::t");
    }

    #[test]
    fn passwords_in_urls_are_not_shown() {
        let shown = "see http://*******@a.b/c@d and https://e.f, mailto:x@y";
        assert_eq!(without_passwords("see http://user:pw@a.b/c@d and https://e.f, mailto:x@y"), shown);
        assert_eq!(without_passwords("https://{tenant}@a.b"), "https://{tenant}@a.b");
        assert_eq!(printable("ftp://a:b@c"), "ftp://***@c");
    }

    #[test]
    fn only_web_addresses_are_linked_to() {
        assert_eq!(web_address("https://a.b/c(d)<e>").as_deref(), Some("https://a.b/c%28d%29%3Ce%3E"));
        assert_eq!(web_address("javascript:alert(1)"), None);
        assert_eq!(web_address("http://a.b"), None);
    }

    #[test]
    fn what_steers_is_shown_and_not_done() {
        assert_eq!(printable("a\u{1b}[2J\u{202e}b\nc"), "a\u{fffd}[2J\u{fffd}b c");
    }
}
