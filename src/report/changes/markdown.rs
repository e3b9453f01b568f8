//! A changelog in Markdown: for pull requests and release notes.

use std::io::{self, Write};

use super::{ChangeGroup, ChangeReport, Section, accepted, by_operation, counts, place, proof};
use crate::finding::Finding;
use crate::report::markup::{code, escape, marked, sentence};
use crate::text::counted;

/// Changes without effect that are listed before the rest is counted only.
const COMPATIBLE: usize = 200;
/// Acknowledged changes that are listed; their number is in the heading.
const ACKNOWLEDGED: usize = 20;
/// Bytes after which changes are counted only: GitHub takes comments of 65,536 characters.
const LIMIT: usize = 60_000;

pub(super) fn write(report: &ChangeReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    write_up_to(report, &mut text)?;
    out.write_all(&text)
}

fn write_up_to(report: &ChangeReport<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    let mut left_out = 0;
    let [base, revision] = report.names;
    writeln!(out, "# API changes: {} to {}\n", escape(base), escape(revision))?;
    if report.changes.is_empty() && !report.acknowledged.is_empty() {
        writeln!(out, "Nothing unacknowledged is left.\n")?;
    } else {
        writeln!(
            out,
            "**{}** for clients, security **{}**: {}.\n",
            report.verdict.compatibility_word(),
            report.verdict.security_word(),
            counts(report)
        )?;
    }
    writeln!(out, "{}.", sentence(&marked(&report.verdict.sentence())))?;
    for section in Section::ALL {
        let groups = by_operation(report.changes, section);
        if groups.is_empty() {
            continue;
        }
        let total: usize = groups.iter().map(|g| g.changes.len()).sum();
        writeln!(out, "\n## {} ({total})", section.title())?;
        let mut left = if section == Section::Compatible { COMPATIBLE } else { usize::MAX };
        for ChangeGroup { title, operations, changes } in groups {
            if left == 0 {
                break;
            }
            if out.len() > LIMIT {
                left_out += changes.len().min(left);
                left = left.saturating_sub(changes.len());
                continue;
            }
            writeln!(out, "\n### {}\n", code_title(&title))?;
            if !operations.is_empty() {
                let shown: Vec<String> = operations.iter().take(10).map(|o| code(&o.title)).collect();
                let more = operations.len().saturating_sub(10);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                writeln!(out, "{}{more}\n", shown.join(", "))?;
            }
            for change in changes.iter().take(left) {
                if out.len() > LIMIT {
                    left_out += 1;
                } else {
                    entry(change, section, out)?;
                }
            }
            left = left.saturating_sub(changes.len());
        }
        if section == Section::Compatible && total > COMPATIBLE {
            writeln!(out, "\n{} more are left out here; `--format json` has them all.", total - COMPATIBLE)?;
        }
    }
    if left_out > 0 {
        let verb = if left_out == 1 { "is" } else { "are" };
        let left_out = counted(left_out, "more change");
        writeln!(out, "\n{left_out} {verb} left out, as comments have a limit; `--format json` has all of them.")?;
    }
    if !report.acknowledged.is_empty() {
        writeln!(out, "\n## Acknowledged ({})\n", report.acknowledged.len())?;
        for one in report.acknowledged.iter().take(ACKNOWLEDGED) {
            writeln!(out, "- {} ({})", sentence(&marked(&accepted(one))), code(one.change.rule.as_str()))?;
        }
    }
    Ok(())
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
