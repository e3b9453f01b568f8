//! A changelog in Markdown: for pull requests and release notes.

use std::io::{self, Write};

use super::{ChangeGroup, ChangeReport, Section, accepted, by_operation, counts, place, proof, title};
use crate::finding::Finding;
use crate::report::markup::{COMMENT, MARKER, code, escape, marked, sentence};
use crate::text::counted;

/// Acknowledged changes that are listed; their number is in the heading.
const ACKNOWLEDGED: usize = 20;
/// Operations that are named where a change reaches many.
const NAMED: usize = 10;

pub(super) fn write(report: &ChangeReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    write_up_to(report, &mut text)?;
    out.write_all(&text)
}

/// Writes what fits into a comment, and how much does not.
fn write_up_to(report: &ChangeReport<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    let mut left_out = 0;
    writeln!(out, "{MARKER}\n# {}\n", escape(&title(report)))?;
    let [base, revision] = report.names.map(code);
    writeln!(out, "{base} \u{2192} {revision}\n")?;
    if report.changes.is_empty() && !report.acknowledged.is_empty() {
        writeln!(out, "{}.", sentence(&marked(&report.verdict.sentence())))?;
    } else {
        let decision = sentence(&report.verdict.decision());
        writeln!(out, "**{decision}**: {}.\n\n{}.", marked(&report.verdict.sentence()), sentence(&counts(report)))?;
    }
    if !report.documents.is_empty() {
        writeln!(out)?;
    }
    for document in report.documents {
        let verdict = sentence(&marked(&document.verdict.line()));
        writeln!(out, "- {}: {verdict}", code(&document.name()))?;
    }
    for change in report.changes.iter().filter(|c| Section::of(c) == Section::Version) {
        let place = change.change().and_then(|c| c.revision.as_ref()).map(place).unwrap_or_default();
        let (message, rule) = (sentence(&marked(&change.message)), code(change.rule.as_str()));
        writeln!(out, "\n> {message} ({rule}, {})", code(&place))?;
    }
    for section in Section::OF_CHANGES {
        let groups = by_operation(report.changes, section);
        if groups.is_empty() {
            continue;
        }
        let total: usize = groups.iter().map(|g| g.changes.len()).sum();
        let folded = section == Section::Compatible && total < report.changes.len();
        if folded {
            writeln!(out, "\n<details>\n<summary>{}</summary>", counted(total, "compatible change"))?;
        } else {
            writeln!(out, "\n## {} ({total})", section.title())?;
        }
        for group in groups {
            if out.len() > COMMENT {
                left_out += group.changes.len();
                continue;
            }
            left_out += write_group(&group, section, out)?;
        }
        if folded {
            writeln!(out, "\n</details>")?;
        }
    }
    if left_out > 0 {
        let verb = if left_out == 1 { "is" } else { "are" };
        let left_out = counted(left_out, "more change");
        writeln!(out, "\n{left_out} {verb} left out to fit into a comment; `--format html` lists all of them.")?;
    }
    if !report.acknowledged.is_empty() {
        writeln!(out, "\n## Acknowledged ({})\n", report.acknowledged.len())?;
        for one in report.acknowledged.iter().take(ACKNOWLEDGED) {
            writeln!(out, "- {} ({})", sentence(&marked(&accepted(one))), code(one.change.rule.as_str()))?;
        }
    }
    match report.documentation {
        Some(changes) if out.len() <= COMMENT => super::documentation::write_markdown(changes, out),
        _ => Ok(()),
    }
}

/// Writes the changes of a group; gives how many are left out.
fn write_group(group: &ChangeGroup<'_>, section: Section, out: &mut Vec<u8>) -> io::Result<usize> {
    writeln!(out, "\n### {}\n", code_title(&group.title))?;
    if !group.operations.is_empty() {
        let shown: Vec<String> = group.operations.iter().take(NAMED).map(|o| code(&o.title)).collect();
        let more = group.operations.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        writeln!(out, "{}{more}\n", shown.join(", "))?;
    }
    for (n, change) in group.changes.iter().enumerate() {
        if out.len() > COMMENT {
            return Ok(group.changes.len() - n);
        }
        entry(change, section, out)?;
    }
    Ok(0)
}

fn entry(finding: &Finding, section: Section, out: &mut dyn Write) -> io::Result<()> {
    let Some(change) = finding.change() else { return Ok(()) };
    let places = [&change.base, &change.revision];
    let places: Vec<String> = places.into_iter().flatten().map(|at| code(&place(at))).collect();
    let rule = code(finding.rule.as_str());
    writeln!(out, "- {} ({rule}, {})", sentence(&marked(&finding.message)), places.join(" → "))?;
    if section == Section::Compatible {
        return Ok(());
    }
    if let Some(reason) = &change.reason {
        writeln!(out, "  {}.", sentence(&marked(reason)))?;
    }
    if let Some(witness) = &change.witness {
        let proof = proof(witness);
        writeln!(out, "  {}: {}", sentence(&marked(&proof.sentence)), code(&proof.value))?;
    }
    if let [first, _, ..] = &*finding.operations
        && change.witness.is_some()
    {
        writeln!(out, "  As in {}.", code(&first.title))?;
    }
    if let Some(help) = &finding.help {
        writeln!(out, "  {}.", sentence(&marked(help)))?;
    }
    Ok(())
}

/// An operation's title as code; other titles as they are.
fn code_title(title: &str) -> String {
    if title.contains('/') || title.starts_with("webhook ") { code(title) } else { escape(title) }
}
