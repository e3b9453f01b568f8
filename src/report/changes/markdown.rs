//! A changelog in Markdown: for pull requests and release notes.

use std::io::{self, Write};

use super::{ChangeReport, Group, Section, by_operation, counts, place, witness_words};
use crate::diff::Record;
use crate::report::markup::{code, escape, marked, sentence};

/// Changes without effect that are listed before the rest is counted only.
const COMPATIBLE: usize = 200;

pub(super) fn write(report: &ChangeReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let [base, revision] = report.names;
    writeln!(out, "# API changes: {} to {}\n", escape(base), escape(revision))?;
    writeln!(
        out,
        "**{}** for clients, security **{}**: {}.\n",
        report.verdict.compatibility_word(),
        report.verdict.security_word(),
        counts(report)
    )?;
    writeln!(out, "{}.", sentence(&escape(&report.verdict.sentence())))?;
    if report.suppressed > 0 {
        writeln!(out, "\n{} acknowledged in the configuration and left out here.", report.suppressed)?;
    }
    for section in Section::ALL {
        let groups = by_operation(report.records, section);
        if groups.is_empty() {
            continue;
        }
        let total: usize = groups.iter().map(|g| g.records.len()).sum();
        writeln!(out, "\n## {} ({total})", section.title())?;
        let mut left = if section == Section::Compatible { COMPATIBLE } else { usize::MAX };
        for Group { title, operations, records } in groups {
            if left == 0 {
                break;
            }
            writeln!(out, "\n### {}\n", code_title(&title))?;
            if !operations.is_empty() {
                let shown: Vec<String> = operations.iter().take(10).map(|o| code(o)).collect();
                let more = operations.len().saturating_sub(10);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                writeln!(out, "{}{more}\n", shown.join(", "))?;
            }
            for record in records.iter().take(left) {
                entry(report, record, section, out)?;
            }
            left = left.saturating_sub(records.len());
        }
        if section == Section::Compatible && total > COMPATIBLE {
            writeln!(out, "\n{} more are left out here; `--format json` has them all.", total - COMPATIBLE)?;
        }
    }
    Ok(())
}

fn entry(report: &ChangeReport<'_>, record: &Record, section: Section, out: &mut dyn Write) -> io::Result<()> {
    let places = [&record.base, &record.revision];
    let places: Vec<String> =
        places.into_iter().flatten().map(|s| format!("`{}`", place(report, s).replace('`', ""))).collect();
    writeln!(out, "- {} (`{}`, {})", sentence(&marked(&record.message)), record.id, places.join(" → "))?;
    if section == Section::Compatible {
        return Ok(());
    }
    if let Some(reason) = &record.reason {
        writeln!(out, "  {}.", sentence(&marked(reason)))?;
    }
    if let Some(witness) = &record.witness {
        let words = witness_words(witness);
        let (text, value) = words.split_once(": ").unwrap_or((&words, ""));
        writeln!(out, "  {}: {}", sentence(&escape(text)), code(value))?;
    }
    if let [first, _, ..] = record.operations.as_slice()
        && record.witness.is_some()
    {
        writeln!(out, "  As in {}.", code(first))?;
    }
    if let Some(help) = &record.help {
        writeln!(out, "  {}.", sentence(&marked(help)))?;
    }
    Ok(())
}

/// An operation's title as code; other titles as they are.
fn code_title(title: &str) -> String {
    if title.contains('/') || title.starts_with("webhook ") { code(title) } else { escape(title) }
}
