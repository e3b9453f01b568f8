//! For people: findings with their source lines, in groups or in a line each; then a summary with the next step.

mod grouped;
mod head;
mod lines;
mod snippet;
mod summary;

use std::io::{self, Write};

use textwrap::{Options, WordSeparator, WordSplitter};

pub(super) use head::{color_of, paint};
pub(super) use summary::write_statistics;

use super::Report;
use super::headline::headline;
use crate::finding::{Finding, Severity};

/// How much is shown of each finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Source lines for what matters, a line for the rest; groups where there are many.
    Auto,
    /// Source lines, in the order of the files.
    Full,
    /// A line each, under the names of the files.
    Compact,
    /// A line each, which names the file.
    Clickable,
    /// A block for each rule.
    Grouped,
}

/// What the terminal can do.
#[derive(Clone, Copy, Debug)]
pub struct TextOptions {
    /// How much is shown.
    pub style: Style,
    /// True where the rules that fired are counted, too.
    pub statistics: bool,
    /// No more findings than this are shown; the others are counted.
    pub most: Option<usize>,
    /// True where colours are shown.
    pub color: bool,
    /// True where links can be followed.
    pub links: bool,
    /// True where characters beyond ASCII are drawn.
    pub unicode: bool,
    /// Columns of the terminal; `None` elsewhere, where first lines are left in one piece.
    pub columns: Option<usize>,
    /// True where the recommended rules ran because nobody chose others: the end of the report names stricter ones.
    pub names_stricter: bool,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self {
            style: Style::Auto,
            statistics: false,
            most: None,
            color: false,
            links: false,
            unicode: true,
            columns: None,
            names_stricter: false,
        }
    }
}

impl TextOptions {
    /// A line in as many as the terminal needs, no word broken; elsewhere it stays one. Sequences that colour take no room.
    pub(super) fn wrap(&self, line: &str, indent: &str) -> String {
        let width = self.columns.map_or(usize::MAX, |columns| columns.max(60));
        let wrapping = Options::new(width)
            .subsequent_indent(indent)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        textwrap::fill(line, wrapping)
    }

    /// The width of what is drawn.
    fn width(&self) -> usize {
        self.columns.unwrap_or(100).clamp(60, 160)
    }
}

/// Above this number of findings, `Auto` shows groups.
const MANY: usize = 30;
/// Above this number of errors and warnings, too: with their source lines they would fill more than a screen.
const SCREENFUL: usize = 8;
/// Errors that `Auto` shows with their source lines where there are many findings.
const ERRORS: usize = 20;

/// How findings came to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    One,
    Grouped,
}

pub(super) fn write(report: &Report<'_>, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let layout = write_some(report.findings, options, out)?;
    summary::write_summary(report, options, layout, out)
}

/// Writes findings without the summary.
///
/// # Errors
/// Where `out` fails.
pub fn write_findings(report: &Report<'_>, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    write_some(report.findings, options, out).map(|_| ())
}

/// Writes findings under a heading that names their operations.
pub(super) fn write_snippets(findings: &[&Finding], options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    snippet::write_full(findings.iter().copied(), |finding| finding.message.clone(), options, out)
}

fn write_some(findings: &[Finding], options: &TextOptions, out: &mut dyn Write) -> io::Result<Layout> {
    let shown = &findings[..findings.len().min(options.most.unwrap_or(usize::MAX))];
    let layout = write_styled(shown, options, out)?;
    if shown.len() < findings.len() {
        writeln!(out, "{} more findings are not shown (`--max-findings`)\n", findings.len() - shown.len())?;
    }
    Ok(layout)
}

fn write_styled(findings: &[Finding], options: &TextOptions, out: &mut dyn Write) -> io::Result<Layout> {
    let of = |lowest: Severity, highest: Severity| {
        findings.iter().filter(move |f| f.severity.is_at_least(lowest) && highest.is_at_least(f.severity))
    };
    let errors = || of(Severity::Error, Severity::Error);
    match options.style {
        Style::Full => snippet::write_full(findings.iter(), headline, options, out)?,
        Style::Compact => lines::write_compact(findings, options, out)?,
        Style::Clickable => lines::write_clickable(findings.iter(), options, out)?,
        Style::Grouped => {
            grouped::write_grouped(&findings.iter().collect::<Vec<_>>(), options, out)?;
            return Ok(Layout::Grouped);
        }
        Style::Auto if findings.len() > MANY || of(Severity::Warn, Severity::Error).count() > SCREENFUL => {
            let in_full = errors().count() <= ERRORS;
            let grouped: Vec<&Finding> =
                findings.iter().filter(|f| !in_full || !f.severity.is_at_least(Severity::Error)).collect();
            grouped::write_grouped(&grouped, options, out)?;
            if in_full {
                snippet::write_blocks(errors(), options, out)?;
            }
            return Ok(Layout::Grouped);
        }
        // What matters most is the last before the prompt.
        Style::Auto if of(Severity::Warn, Severity::Error).next().is_some() => {
            let notes: Vec<&Finding> = of(Severity::Hint, Severity::Info).collect();
            lines::write_clickable(notes.iter().copied(), options, out)?;
            if !notes.is_empty() {
                writeln!(out)?;
            }
            snippet::write_blocks(of(Severity::Warn, Severity::Warn), options, out)?;
            snippet::write_blocks(errors(), options, out)?;
        }
        Style::Auto => snippet::write_blocks(findings.iter(), options, out)?,
    }
    Ok(Layout::One)
}
