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

/// What would run in a text: outside of code, as Markdown has it.
fn unsafe_part(text: &str) -> Option<&'static str> {
    if !text.contains('<') && !text.contains("](") && !text.contains("javascript:") {
        return None;
    }
    let prose = without_code(text).to_ascii_lowercase();
    let tag = |name: &str| {
        prose.match_indices(&format!("<{name}")).any(|(n, found)| {
            prose[n + found.len()..].starts_with([' ', '>', '/', '\n', '\t']) && !prose[..n].ends_with('\\')
        })
    };
    if tag("script") {
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
    let handlers = ["onerror=", "onload=", "onclick=", "onmouseover=", "onfocus="];
    let inside = |n: usize| {
        let open = prose[..n].rfind('<').filter(|open| !prose[*open..n].contains('>'));
        open.is_some_and(|open| prose[open + 1..].starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    handlers.iter().any(|h| prose.match_indices(h).any(|(n, _)| inside(n))).then_some("an event handler")
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
