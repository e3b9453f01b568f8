//! A changelog as one HTML page: no script, nothing from the network, light and dark.

use std::io::{self, Write};

use super::{ChangeGroup, ChangeReport, Section, accepted, by_operation, counts, place, proof};
use crate::finding::Finding;
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
    if report.changes.is_empty() && !report.acknowledged.is_empty() {
        writeln!(out, "<p>Nothing unacknowledged is left.</p>")?;
    } else {
        writeln!(
            out,
            "<p><strong>{}</strong> for clients, security <strong>{}</strong>: {}.</p>",
            report.verdict.compatibility_word(),
            report.verdict.security_word(),
            counts(report)
        )?;
    }
    writeln!(out, "<p>{}.</p>", markup::marked_html(&report.verdict.sentence()))?;
    for section in Section::OF_CHANGES {
        let groups = by_operation(report.changes, section);
        if groups.is_empty() {
            continue;
        }
        let total: usize = groups.iter().map(|g| g.changes.len()).sum();
        let class = format!("{section:?}").to_lowercase();
        writeln!(out, "<section class=\"{class}\">\n<h2>{} ({total})</h2>", section.title())?;
        for ChangeGroup { title, operations, changes } in groups {
            writeln!(out, "<h3>{}</h3>", markup::html(&title))?;
            if !operations.is_empty() {
                let list: Vec<String> =
                    operations.iter().map(|o| format!("<code>{}</code>", markup::html(&o.title))).collect();
                writeln!(out, "<details><summary>which</summary>{}</details>", list.join(" "))?;
            }
            writeln!(out, "<ul>")?;
            for change in changes {
                entry(change, out)?;
            }
            writeln!(out, "</ul>")?;
        }
        writeln!(out, "</section>")?;
    }
    if !report.acknowledged.is_empty() {
        writeln!(out, "<section>\n<h2>Acknowledged ({})</h2>\n<ul>", report.acknowledged.len())?;
        for one in report.acknowledged {
            let id = markup::html(one.change.rule.as_str());
            writeln!(out, "<li>{} <span class=\"dim\">{id}</span></li>", markup::marked_html(&accepted(one)))?;
        }
        writeln!(out, "</ul>\n</section>")?;
    }
    writeln!(out, "</body>\n</html>")
}

fn entry(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let Some(change) = finding.change() else { return Ok(()) };
    let places: Vec<String> =
        [&change.base, &change.revision].into_iter().flatten().map(|at| markup::html(&place(at))).collect();
    writeln!(
        out,
        "<li>{} <span class=\"dim\">{}, {}</span>",
        markup::marked_html(&finding.message),
        finding.rule,
        places.join(" → ")
    )?;
    if let Some(reason) = &change.reason {
        writeln!(out, "<br>{}", markup::marked_html(reason))?;
    }
    if let Some(witness) = &change.witness {
        let proof = proof(witness);
        let (text, value) = (markup::marked_html(&proof.sentence), markup::html(&proof.value));
        writeln!(out, "<span class=\"proof\">{text}: <code>{value}</code></span>")?;
    }
    if let [first, _, ..] = &*finding.operations
        && change.witness.is_some()
    {
        writeln!(out, "<br>as in <code>{}</code>", markup::html(&first.title))?;
    }
    if let Some(help) = &finding.help {
        writeln!(out, "<br>{}", markup::marked_html(help))?;
    }
    writeln!(out, "</li>")
}
