//! One page with all there is to say: findings with their lines, tables, evidence. Nothing from the network; what
//! documents hold stays text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use base64::Engine;

use super::markup::{head, html, marked_html};
use super::table::Table;
use super::{Report, advice};
use crate::digest::sha256;
use crate::finding::{Finding, Message, Severity};
use crate::source::Location;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What stands on a page besides the findings.
#[derive(Clone, Debug, Default)]
pub struct Extra {
    /// Tables: the access matrix, what changed.
    pub tables: Vec<Table>,
    /// What the page rests on: the version of the program, packs, files, with their hashes.
    pub evidence: Vec<Table>,
}

/// Writes the page.
///
/// # Errors
/// Where `out` fails.
pub fn write(title: &str, report: &Report<'_>, extra: &Extra, out: &mut dyn Write) -> io::Result<()> {
    // Only this very script may run: what a document smuggles in has another hash.
    let allowed = base64::engine::general_purpose::STANDARD.encode(sha256(SCRIPT));
    out.write_all(head(title, STYLE, &format!("'sha256-{allowed}'")).as_bytes())?;
    writeln!(out, "<body>\n<h1>{}</h1>", html(title))?;
    let counts: Vec<String> = report.counts().map(|(_, text)| text).collect();
    let counts = if counts.is_empty() { "nothing to report".to_owned() } else { counts.join(", ") };
    let hidden = if report.suppressed > 0 { format!("; {} accepted", report.suppressed) } else { String::new() };
    writeln!(out, "<p>{counts} in {}{hidden}</p>", report.judged())?;
    let sections: Vec<&Table> = extra.tables.iter().chain(&extra.evidence).filter(|t| !t.rows.is_empty()).collect();
    if !sections.is_empty() {
        write!(out, "<nav><a href=\"#findings\">Findings</a>")?;
        for (n, table) in sections.iter().enumerate() {
            write!(out, "<a href=\"#t{n}\">{}</a>", html(&table.title))?;
        }
        writeln!(out, "</nav>")?;
    }
    writeln!(out, "<main>\n<h2 id=\"findings\">Findings</h2>")?;
    if report.findings.is_empty() {
        writeln!(out, "<p>Nothing to report.</p>")?;
    } else {
        filter(report, out)?;
        // The gravest first, in the order of the files.
        let mut ordered: Vec<&Finding> = report.findings.iter().collect();
        ordered.sort_by_key(|d| d.severity);
        for found in ordered {
            article(found, out)?;
        }
    }
    for (n, table) in sections.iter().enumerate() {
        let text = table.html().replacen("<h2>", &format!("<h2 id=\"t{n}\">"), 1);
        writeln!(out, "<section class=\"table\">{text}</section>")?;
    }
    writeln!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>")
}

/// The controls that the script reads. Without a script, all is shown.
fn filter(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let mut operations: BTreeMap<String, usize> = BTreeMap::new();
    for found in report.findings {
        *rules.entry(found.rule.as_str()).or_default() += 1;
        *operations.entry(operation(&found.pointer)).or_default() += 1;
    }
    write!(
        out,
        "<form aria-label=\"Filter\"><input type=\"search\" name=\"words\" placeholder=\"Search ( / )\" aria-label=\"Search\">"
    )?;
    for severity in Severity::ALL.iter().filter(|s| report.count(**s) > 0) {
        let word = severity.word();
        write!(
            out,
            "<label><input type=\"checkbox\" value=\"{word}\" checked> {word} ({})</label>",
            report.count(*severity)
        )?;
    }
    write!(out, "<select name=\"rule\" aria-label=\"Rule\"><option value=\"\">every rule</option>")?;
    for (rule, n) in rules {
        write!(out, "<option value=\"{0}\">{0} ({n})</option>", html(rule))?;
    }
    write!(
        out,
        "</select><select name=\"operation\" aria-label=\"Operation\"><option value=\"\">every operation</option>"
    )?;
    for (operation, n) in operations.iter().filter(|(o, _)| !o.is_empty()) {
        write!(out, "<option value=\"{0}\">{0} ({n})</option>", html(operation))?;
    }
    writeln!(out, "</select><span id=\"count\" class=\"dim\" role=\"status\"></span></form>")
}

/// `GET /orders`, where a pointer leads into an operation.
fn operation(pointer: &str) -> String {
    let mut parts = pointer.split('/').skip(1);
    let (Some("paths"), Some(path)) = (parts.next(), parts.next()) else { return String::new() };
    let path = crate::tree::unescape_segment(path);
    match parts.next() {
        Some(method @ ("get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query")) => {
            format!("{} {path}", method.to_uppercase())
        }
        _ => path.into_owned(),
    }
}

fn article(found: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let level = found.severity.word();
    let operation = operation(&found.pointer);
    writeln!(
        out,
        "<article class=\"{level}\" tabindex=\"0\" data-level=\"{level}\" data-rule=\"{}\" data-operation=\"{}\">",
        html(found.rule.as_str()),
        html(&operation)
    )?;
    writeln!(out, "<h3><span class=\"level\">{level}</span> {}</h3>", marked_html(&found.message))?;
    let rule = match &found.url {
        Some(url) if url.starts_with("https://") => {
            format!("<a href=\"{}\" rel=\"noopener\">{}</a>", html(url), html(found.rule.as_str()))
        }
        _ => html(found.rule.as_str()),
    };
    let line = found.location.line();
    writeln!(out, "<p class=\"dim\">{rule} at <code>{}:{line}</code> {}</p>", html(found.file()), html(&operation))?;
    writeln!(out, "{}", snippet(&found.location, &found.label))?;
    for label in &found.labels {
        let line = label.location.line();
        writeln!(
            out,
            "<p class=\"dim\"><code>{}:{line}</code> {}</p>",
            html(label.location.source.shown()),
            marked_html(&label.message)
        )?;
        writeln!(out, "{}", snippet(&label.location, &Message::default()))?;
    }
    for advice in advice(found) {
        writeln!(out, "<p>{}</p>", marked_html(&advice))?;
    }
    if let Some(fix) = &found.fix {
        let options = fix.options();
        writeln!(out, "<p class=\"dim\">With <code>{options}</code>: {}</p>", marked_html(&fix.title))?;
    }
    writeln!(out, "</article>")
}

/// The longest part of a line that is shown.
const LINE: usize = 240;

/// The line before a place, its own, and the one after, with the place marked.
fn snippet(place: &Location, label: &Message) -> String {
    let source = &place.source;
    let own = source.line_of(place.span.start);
    let last = source.line_count().saturating_sub(1);
    let mut out = String::from("<pre>");
    for n in own.saturating_sub(1)..=(own + 1).min(last) {
        let span = source.line_span(n);
        let text = source.slice(span).trim_end_matches(['\n', '\r']);
        let _ = write!(out, "<span class=\"n\">{:>5} </span>", n + 1);
        if n == own {
            let start = (place.span.start - span.start) as usize;
            let end = ((place.span.end.max(place.span.start) - span.start) as usize)
                .min(text.len())
                .max(start.min(text.len()));
            let start = start.min(text.len());
            let before = cut(&text[..start], true);
            let _ = write!(
                out,
                "{}<mark>{}</mark>{}",
                html(&before),
                html(&cut(&text[start..end], false)),
                html(&cut(&text[end..], false))
            );
            if !label.is_empty() {
                let _ = write!(out, "  <span class=\"dim\">\u{2190} {}</span>", marked_html(label));
            }
        } else {
            out.push_str(&html(&cut(text, false)));
        }
        out.push('\n');
    }
    out.push_str("</pre>");
    out
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_lead_to_operations() {
        assert_eq!(operation("/paths/~1a~1{b}/get/responses"), "GET /a/{b}");
        assert_eq!(operation("/paths/~1a/parameters/0"), "/a");
        assert_eq!(operation("/components/schemas/A"), "");
    }
}
