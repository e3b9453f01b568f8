//! Texts must hold nothing that runs where they are shown.

use crate::model::Sign;
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "markdown-unsafe",
    category: Category::Docs,
    severity: Severity::Warn,
    summary: "text must not contain code that runs where it is rendered",
    why: "Descriptions are rendered in portals, often with the reader's session: a script in one of them runs as the reader.",
    when_off: "Disable it if every tool that renders descriptions cleans them.",
    references: &[
        Reference { title: "CWE-79, Cross-site Scripting", url: "https://cwe.mitre.org/data/definitions/79.html" },
        Reference {
            title: "OpenAPI 3.1.1, Rich Text Formatting",
            url: "https://spec.openapis.org/oas/v3.1.1.html#rich-text-formatting",
        },
    ],
    aliases: &["no-script-tags-in-markdown", "no-eval-in-markdown"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let is_prose = |at: &Cursor<'_>| matches!(at.key(), Some(words::DESCRIPTION | words::SUMMARY | words::TITLE));
    for at in api.texts_with(&[Sign::Markup]).filter(is_prose) {
        let text = at.text();
        if let Some(what) = unsafe_part(&text).filter(|_| !is_property(at)) {
            cx.value(at, message!("text contains {}, which runs where it is rendered", what))
                .label("runs in the reader's session")
                .help("remove it, or put it into a code span");
        }
    }
}

/// True for a property of that name in a schema's example or the like.
fn is_property(at: Cursor<'_>) -> bool {
    let mut up = at.parent();
    while let Some(here) = up {
        if matches!(here.key_text(), "example" | "examples" | "default" | "enum" | "value") {
            return true;
        }
        up = here.parent();
    }
    false
}

const SCRIPT: &str = "script";
/// Elements that run, or bring what runs.
const ELEMENTS: [&str; 4] = [SCRIPT, "iframe", "embed", "object"];
/// Handlers of events, as they are written in an element.
const HANDLERS: [&str; 5] = ["onerror=", "onload=", "onclick=", "onmouseover=", "onfocus="];

/// What would run in a text: outside of code, as Markdown has it.
fn unsafe_part(text: &str) -> Option<&'static str> {
    if !may_run(text.as_bytes()) {
        return None;
    }
    let prose = without_code(text).to_ascii_lowercase();
    let tag = |name: &str| {
        prose.match_indices(&format!("<{name}")).any(|(n, found)| {
            prose[n + found.len()..].starts_with([' ', '>', '/', '\n', '\t']) && !prose[..n].ends_with('\\')
        })
    };
    if tag(SCRIPT) {
        return Some("a script");
    }
    // `list<object>` is a type, and an object without attributes shows nothing.
    let object =
        prose.match_indices("<object").any(|(n, found)| prose[n + found.len()..].starts_with([' ', '\n', '\t']));
    if ["iframe", "embed"].iter().any(|t| tag(t)) || object {
        return Some("an embedded page");
    }
    let links = prose.match_indices("](").any(|(n, _)| prose[n + 2..].trim_start().starts_with("javascript:"));
    let hrefs = ["href=\"javascript:", "href='javascript:", "src=\"javascript:", "src='javascript:"]
        .iter()
        .any(|h| prose.contains(h));
    if links || hrefs {
        return Some("a `javascript:` link");
    }
    let elements = prose.split('<').skip(1).map(|behind| behind.split('>').next().unwrap_or(behind));
    let handles = |element: &str| {
        element.starts_with(|c: char| c.is_ascii_alphabetic()) && HANDLERS.iter().any(|h| element.contains(h))
    };
    elements.into_iter().any(handles).then_some("an event handler")
}

/// False for a text that surely has no element that runs, no handler of events and no `javascript:`: most have none.
fn may_run(text: &[u8]) -> bool {
    let begins = |at: usize, word: &str| {
        text.get(at..at + word.len()).is_some_and(|here| here.eq_ignore_ascii_case(word.as_bytes()))
    };
    let ends = |end: usize, word: &str| end >= word.len() && begins(end - word.len(), word);
    memchr::memchr_iter(b'<', text).any(|open| ELEMENTS.iter().any(|name| begins(open + 1, name)))
        || memchr::memchr_iter(b'=', text).any(|sign| HANDLERS.iter().any(|name| ends(sign + 1, name)))
        || memchr::memchr_iter(b':', text).any(|colon| ends(colon + 1, "javascript:"))
}

/// A text without its code spans, fenced and indented blocks (CommonMark 0.31, sections 4.4, 4.5 and 6.1).
fn without_code(text: &str) -> String {
    let mut lines = Vec::new();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let start = line.trim_start();
        match fence {
            Some(mark) => {
                if start.starts_with(mark) {
                    fence = None;
                }
                continue;
            }
            None if start.starts_with("```") => fence = Some("```"),
            None if start.starts_with("~~~") => fence = Some("~~~"),
            None if line.starts_with("    ") || line.starts_with('\t') => {}
            None => lines.push(line),
        }
    }
    let prose = lines.join("\n");
    let mut out = String::new();
    let mut rest = prose.as_str();
    while let Some(open) = rest.find('`') {
        out.push_str(&rest[..open]);
        let ticks = rest[open..].chars().take_while(|c| *c == '`').count();
        let after = &rest[open + ticks..];
        match after.find(&"`".repeat(ticks)) {
            Some(close) => rest = &after[close + ticks..],
            None => {
                rest = after;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::unsafe_part;

    #[test]
    fn code_is_no_script() {
        for text in
            ["<SCRIPT>x</SCRIPT>", "a [b](javascript:x)", "<img src=x onerror=alert(1)>", "``a`` <iframe src=x>"]
        {
            assert!(unsafe_part(text).is_some(), "{text}");
        }
        for text in [
            "`<script>`",
            "```\n<script>\n```",
            "    <script>",
            "a <scripted> b",
            "onerror= is a word",
            "eval(x)",
            "[b](https://x)",
        ] {
            assert!(unsafe_part(text).is_none(), "{text}");
        }
    }
}
