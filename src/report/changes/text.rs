//! For a terminal: the changes under their operations, the gravest nearest to the prompt, then the verdict.

use std::io::{self, Write};

use super::{ChangeGroup, ChangeReport, Section, accepted, counts, grouped, names, place, proof, title};
use crate::finding::{Finding, Message};
use crate::report::text::{color_of, paint, write_snippets};
use crate::report::{Report, Style, TextOptions};
use crate::text::{Sorting, cut, printable};

/// From how many changes on they have a line each instead of their source lines.
const MANY: usize = 12;
/// Changes of the same kind in the same operations that are listed before the rest is counted only.
const ALIKE: usize = 4;
/// Accepted changes that are listed before the rest is counted only.
const LISTED: usize = 20;
/// Characters of a proof or a reason that are shown in a line.
const WHY: usize = 200;
/// The longest word for what a change does.
const WORD: usize = 9;
/// What stands before the text of a change.
const INDENT: &str = "             ";
/// Operations that a heading names.
const NAMED: usize = 3;

pub(super) fn write(report: &ChangeReport<'_>, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let all = options.style == Style::Full || report.changes.len() <= MANY;
    let shown = |change: &&Finding| {
        let section = Section::of(change);
        section != Section::Version && (all || section != Section::Compatible)
    };
    let shown: Vec<&Finding> = report.changes.iter().filter(shown).collect();
    let left_out = report.changes.iter().filter(|c| Section::of(c) == Section::Compatible).count();
    let left_out = if all { 0 } else { left_out };
    match options.style {
        // One line for each, or a block for each rule: as of findings.
        Style::Clickable | Style::Grouped => {
            let shown: Vec<Finding> = shown.iter().copied().cloned().collect();
            let findings = Report { findings: &shown, files: report.files, ..Report::default() };
            crate::report::text::write_findings(&findings, options, out)?;
        }
        _ => write_groups(&format!("{}: {}", title(report), names(report)), &shown, options, out)?,
    }
    for one in report.acknowledged.iter().take(LISTED) {
        writeln!(out, "{}", options.wrap(&format!("acknowledged: {}  [{}]", accepted(one), one.change.rule), "  "))?;
    }
    if report.acknowledged.len() > LISTED {
        writeln!(out, "and {} more; `--format json` has them all", report.acknowledged.len() - LISTED)?;
    }
    if options.statistics {
        crate::report::text::write_statistics(report.changes, out)?;
    }
    for change in report.changes.iter().filter(|c| Section::of(c) == Section::Version) {
        writeln!(out, "{}\n  --> {}\n", change.message, printable(&place_now(change)))?;
    }
    if let Some(changes) = report.documentation {
        super::documentation::write_text(changes, options, out)?;
    }
    for document in report.documents {
        let verdict = &document.verdict;
        writeln!(out, "{}", options.wrap(&printable(&format!("{}: {}", document.name(), verdict.line())), "  "))?;
    }
    if !report.documents.is_empty() {
        writeln!(out)?;
    }
    let left_out = if left_out > 0 { " (not listed; `-v` lists them)" } else { "" };
    writeln!(out, "{}", options.wrap(&format!("{}{left_out}", counts(report)), "  "))?;
    writeln!(out, "{}", options.wrap(report.verdict.line().as_str(), "  "))
}

fn write_groups(title: &str, changes: &[&Finding], options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}\n", options.wrap(&printable(title), "  "))?;
    let most = options.most.unwrap_or(usize::MAX);
    let mut groups = grouped(changes.iter().copied());
    // What matters most is the last before the prompt.
    groups.order_by_key(|group| std::cmp::Reverse(group.first_section()));
    let in_full = options.style == Style::Full || options.style == Style::Auto && changes.len() <= MANY;
    let mut left = most;
    for group in &groups {
        if left == 0 {
            break;
        }
        writeln!(out, "{}", options.wrap(&paint(&heading(group), "1", options), "  "))?;
        let listed = &group.changes[..group.changes.len().min(left)];
        left -= listed.len();
        if in_full {
            write_snippets(listed, options, out)?;
        } else {
            write_lines(listed, options, out)?;
            writeln!(out)?;
        }
    }
    if changes.len() > most {
        writeln!(out, "{} more changes are not shown (`--max-findings`)\n", changes.len() - most)?;
    }
    Ok(())
}

/// The operations of a group in a line.
fn heading(group: &ChangeGroup<'_>) -> String {
    let names: Vec<String> = group.operations.iter().take(NAMED).map(|o| printable(&o.title)).collect();
    let more = group.operations.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    if names.is_empty() { printable(&group.title) } else { format!("{}{more}", names.join(", ")) }
}

/// A line for each change, and below it where it is and what proves it; of many that are alike the first ones.
fn write_lines(changes: &[&Finding], options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let kind = |change: &Finding| (Section::of(change), change.rule.clone());
    let mut told = 0;
    for (n, change) in changes.iter().enumerate() {
        let first = n == 0 || kind(changes[n - 1]) != kind(change);
        told = if first { 1 } else { told + 1 };
        let alike = changes[n..].iter().take_while(|c| kind(c) == kind(change)).count();
        // One more takes no more room than to say that there is one more.
        if told > ALIKE && !(told == ALIKE + 1 && alike == 1) {
            if told == ALIKE + 1 {
                writeln!(out, "{INDENT}and {alike} more of `{}`", change.rule)?;
            }
            continue;
        }
        let word = Section::of(change).word();
        let rest = " ".repeat(WORD.saturating_sub(word.len()));
        let word = paint(word, &format!("1;{}", color_of(change.severity)), options);
        let text = format!("  {word}{rest}  {}  [{}]", change.message, printable(change.rule.as_str()));
        writeln!(out, "{}", options.wrap(&text, INDENT))?;
        if options.style == Style::Compact {
            continue;
        }
        let below = match why(change) {
            Some(why) => format!("{INDENT}{}: {}", place_now(change), cut(why.as_str(), WHY)),
            None => format!("{INDENT}{}", place_now(change)),
        };
        writeln!(out, "{}", options.wrap(&printable(&below), INDENT))?;
    }
    Ok(())
}

/// The proof of a change, or why it matters.
fn why(finding: &Finding) -> Option<Message> {
    let change = finding.change()?;
    change.witness.as_ref().map(|witness| proof(witness).whole()).or_else(|| change.reason.clone())
}

/// Where a change is seen: in the new version, or in the old one where it has no place in the new.
fn place_now(finding: &Finding) -> String {
    let change = finding.change();
    change.and_then(|c| c.revision.as_ref().or(c.base.as_ref())).map(place).unwrap_or_default()
}
