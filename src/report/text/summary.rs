//! The end of a report: how many, of which rules, and what to do next.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::head::{color_of, paint};
use super::{Layout, Style, TextOptions};
use crate::finding::{Finding, Severity};
use crate::report::Report;
use crate::rules;
use crate::text::{Sorting, printable};

/// Rules that are named before the rest is counted only.
const NAMED: usize = 5;

pub(super) fn write_summary(
    report: &Report<'_>,
    options: &TextOptions,
    layout: Layout,
    out: &mut dyn Write,
) -> io::Result<()> {
    let files = report.judged();
    let suppressed = if report.suppressed > 0 { format!("; {} suppressed", report.suppressed) } else { String::new() };
    if report.findings.is_empty() {
        writeln!(out, "{} nothing to report in {files}{suppressed}", paint("ok:", "32", options))?;
        return write_stricter(options, out);
    }
    if options.statistics {
        write_statistics(report.findings, out)?;
    }
    let counts: Vec<String> =
        report.counts().map(|(severity, text)| paint(&text, color_of(severity), options)).collect();
    let mut say = |line: String| writeln!(out, "{}", options.wrap(&line, "  "));
    say(format!("{} in {files}{suppressed}", counts.join(", ")))?;
    let worst = report.findings.iter().map(|f| f.severity).min().unwrap_or(Severity::Hint);
    let rules = by_rule(report.findings, |severity| severity == worst);
    if report.findings.len() > 1 && worst.is_at_least(Severity::Warn) {
        let named: Vec<String> = rules.iter().take(NAMED).map(|(id, n)| format!("{} ({n})", printable(id))).collect();
        let more = rules.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(", and {more} more rules") } else { String::new() };
        say(format!("{}s: {}{more}", if worst == Severity::Warn { "warning" } else { "error" }, named.join(", ")))?;
    }
    let of_kind =
        |safe: bool| report.findings.iter().filter(|d| d.fix.as_ref().is_some_and(|f| f.is_safe() == safe)).count();
    match (of_kind(true), of_kind(false)) {
        (0, 0) => {}
        (0, other) => say(format!("{other} fixable with `--fix --unsafe-fixes`; preview with `--fix --diff`"))?,
        (safe, 0) => say(format!("{safe} fixable with `--fix`; preview with `--fix --diff`"))?,
        (safe, other) => say(format!(
            "{safe} fixable with `--fix`, {other} more with `--unsafe-fixes`; preview with `--fix --diff`"
        ))?,
    }
    // Only rules of apivet's own are explained; those of rulesets say what they say in their messages.
    let explained = report.findings.iter().filter(|d| rules::find(d.rule.as_str()).is_some());
    if let Some(worst) = explained.min_by_key(|d| d.severity) {
        say(format!("run `apivet explain {}` for the reason and the fix", worst.rule))?;
    }
    if layout == Layout::Grouped && options.style == Style::Auto {
        say("use `-v` for all locations with their source lines, `--select <rule>` for one rule".to_owned())?;
    }
    write_stricter(options, out)
}

/// What else could be asked for, where nobody chose.
fn write_stricter(options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    if !options.names_stricter {
        return Ok(());
    }
    let line = "limits of input, documented errors, throttling and more are checked with `--pack strict`";
    writeln!(out, "{}", options.wrap(line, "  "))
}

/// The rules of some severities with how often they fired, the most frequent first.
fn by_rule(findings: &[Finding], wanted: impl Fn(Severity) -> bool) -> Vec<(&str, usize)> {
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings.iter().filter(|f| wanted(f.severity)) {
        *counted.entry(finding.rule.as_str()).or_default() += 1;
    }
    let mut rules: Vec<_> = counted.into_iter().collect();
    rules.order_by_key(|(id, n)| (std::cmp::Reverse(*n), *id));
    rules
}

/// A line for each rule that fired: how often, severity, rule.
pub(in crate::report) fn write_statistics(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    for severity in Severity::ALL {
        for (rule, n) in by_rule(findings, |s| s == severity) {
            writeln!(out, "{n:>6}  {:<5}  {}", severity.word(), printable(rule))?;
        }
    }
    writeln!(out)
}
