//! A changelog as one HTML page: no script, nothing from the network, light and dark.

use std::io::{self, Write};

use super::{ChangeReport, Group, Section, by_operation, counts, place, witness_words};
use crate::diff::Record;
use crate::report::markup;

const STYLE: &str = "\
:root{color-scheme:light dark;--line:#d0d7de;--soft:#f6f8fa;--ink:#1f2328;--dim:#59636e;--bad:#cf222e;--warn:#9a6700;--good:#1a7f37}\
@media (prefers-color-scheme:dark){:root{--line:#3d444d;--soft:#161b22;--ink:#e6edf3;--dim:#9198a1;--bad:#ff7b72;--warn:#d29922;--good:#3fb950}}\
body{margin:0 auto;max-width:60rem;padding:1.5rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink)}\
h1{font-size:1.5rem}h2{border-bottom:1px solid var(--line);padding-bottom:.3rem;margin-top:2rem}h3{font-size:1rem;margin-bottom:.3rem}\
code{font:.875em ui-monospace,monospace;background:var(--soft);padding:.1em .3em;border-radius:4px;overflow-wrap:anywhere}\
ul{padding-left:1.2rem}li{margin:.5rem 0}.dim{color:var(--dim);font-size:.9em}.proof{display:block;margin:.3rem 0}\
.security h2,.breaking h2{color:var(--bad)}.undecided h2,.risky h2{color:var(--warn)}.compatible h2{color:var(--good)}";

pub(super) fn write(report: &ChangeReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let [base, revision] = report.names;
    out.write_all(markup::head(&format!("API changes: {base} to {revision}"), STYLE, "").as_bytes())?;
    let (base, revision) = (markup::html(base), markup::html(revision));
    writeln!(out, "<body>\n<h1>API changes: <code>{base}</code> to <code>{revision}</code></h1>")?;
    writeln!(
        out,
        "<p><strong>{}</strong> for clients, security <strong>{}</strong>: {}.</p>\n<p>{}.</p>",
        report.verdict.compatibility_word(),
        report.verdict.security_word(),
        counts(report),
        markup::marked_html(&report.verdict.sentence())
    )?;
    if report.suppressed > 0 {
        writeln!(
            out,
            "<p class=\"dim\">{} acknowledged in the configuration and left out here.</p>",
            report.suppressed
        )?;
    }
    for section in Section::ALL {
        let groups = by_operation(report.records, section);
        if groups.is_empty() {
            continue;
        }
        let total: usize = groups.iter().map(|g| g.records.len()).sum();
        let class = format!("{section:?}").to_lowercase();
        writeln!(out, "<section class=\"{class}\">\n<h2>{} ({total})</h2>", section.title())?;
        for Group { title, operations, records } in groups {
            writeln!(out, "<h3>{}</h3>", markup::html(&title))?;
            if !operations.is_empty() {
                let list: Vec<String> =
                    operations.iter().map(|o| format!("<code>{}</code>", markup::html(o))).collect();
                writeln!(out, "<details><summary>which</summary>{}</details>", list.join(" "))?;
            }
            writeln!(out, "<ul>")?;
            for record in records {
                entry(report, record, out)?;
            }
            writeln!(out, "</ul>")?;
        }
        writeln!(out, "</section>")?;
    }
    writeln!(out, "</body>\n</html>")
}

fn entry(report: &ChangeReport<'_>, record: &Record, out: &mut dyn Write) -> io::Result<()> {
    let places: Vec<String> =
        [&record.base, &record.revision].into_iter().flatten().map(|s| markup::html(&place(report, s))).collect();
    writeln!(
        out,
        "<li>{} <span class=\"dim\">{}, {}</span>",
        markup::marked_html(&record.message),
        record.id,
        places.join(" → ")
    )?;
    if let Some(reason) = &record.reason {
        writeln!(out, "<br>{}", markup::marked_html(reason))?;
    }
    if let Some(witness) = &record.witness {
        let words = witness_words(witness);
        let (text, value) = words.split_once(": ").unwrap_or((&words, ""));
        writeln!(out, "<span class=\"proof\">{}: <code>{}</code></span>", markup::html(text), markup::html(value))?;
    }
    if let [first, _, ..] = record.operations.as_slice()
        && record.witness.is_some()
    {
        writeln!(out, "<br>as in <code>{}</code>", markup::html(first))?;
    }
    if let Some(help) = &record.help {
        writeln!(out, "<br>{}", markup::marked_html(help))?;
    }
    writeln!(out, "</li>")
}
