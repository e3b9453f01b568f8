//! For people: snippets with labels, or a line each; then a summary with the next step.
//!
//! The only module that knows miette. It is given windows of lines, never whole files.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents, ThemeCharacters, ThemeStyles,
};

use super::Report;
use super::advice;
use crate::finding::{Finding, Message, Severity};
use crate::rules;
use crate::source::{Source, Span};
use crate::text::{printable, steers, web_address, without_passwords};

/// How much is shown of each finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Snippets, unless there are very many findings.
    Auto,
    /// Snippets.
    Full,
    /// A line each.
    Compact,
}

/// What the terminal can do.
#[derive(Clone, Copy, Debug)]
pub struct TextOptions {
    /// How much is shown.
    pub style: Style,
    /// True where colours are shown.
    pub color: bool,
    /// True where links can be followed.
    pub links: bool,
    /// True where characters beyond ASCII are drawn.
    pub unicode: bool,
    /// Columns.
    pub width: usize,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self { style: Style::Auto, color: false, links: false, unicode: true, width: 100 }
    }
}

/// Above this number, `Auto` shows a line each.
const MANY: usize = 30;

pub(super) fn write(report: &Report<'_>, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let compact = write_findings(report, options, out)?;
    summary(report, options, compact, out)
}

/// Writes findings without the summary; true where each has a line only.
///
/// # Errors
/// Where `out` fails.
pub fn write_findings(report: &Report<'_>, options: &TextOptions, out: &mut dyn Write) -> io::Result<bool> {
    let compact = options.style == Style::Compact || (options.style == Style::Auto && report.findings.len() > MANY);
    if compact {
        compact_lines(report, options, out)?;
    } else {
        let handler = handler(options);
        // Each file is looked through once.
        let mut clean: HashMap<*const Source, Arc<Source>> = HashMap::new();
        for finding in report.findings {
            let mut text = String::new();
            let source =
                clean.entry(Arc::as_ptr(&finding.location.source)).or_insert_with(|| cleaned(&finding.location.source));
            let shown = Shown::new(finding, source.clone());
            if handler.render_report(&mut text, &shown).is_err() {
                text = line_of(finding);
            }
            writeln!(out, "{}", text.trim_end_matches('\n'))?;
            for label in others(finding) {
                let source = &label.location.source;
                let position = label.location.start();
                let (line, column) = (position.line + 1, position.character + 1);
                writeln!(out, "  also: {}:{line}:{column}: {}", printable(source.shown()), label.message)?;
                let text = source.slice(source.line_span(position.line)).trim_end();
                let text = printable(&text.chars().take(options.width.clamp(60, 160) - 12).collect::<String>());
                let bar = if options.unicode { "\u{2502}" } else { "|" };
                writeln!(out, "        {line} {bar} {text}")?;
            }
            if !finding.reached_from.is_empty() {
                writeln!(out, "  reached from: {}", entry_names(finding))?;
            }
            writeln!(out)?;
        }
    }
    Ok(compact)
}

/// Labels in other files than the finding itself.
fn others(d: &Finding) -> impl Iterator<Item = &crate::finding::Label> {
    d.labels.iter().filter(|l| !l.location.is_in_file_of(&d.location))
}

fn entry_names(d: &Finding) -> String {
    const SHOWN: usize = 3;
    let names: Vec<String> = d.reached_from.iter().take(SHOWN).map(|f| printable(f.shown())).collect();
    let more = d.reached_from.len().saturating_sub(SHOWN);
    if more > 0 { format!("{} and {more} more", names.join(", ")) } else { names.join(", ") }
}

fn handler(options: &TextOptions) -> GraphicalReportHandler {
    let theme = GraphicalTheme {
        characters: if options.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
        styles: if options.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(options.width.clamp(60, 160))
        .with_links(options.links)
        .with_context_lines(1)
        .with_wrap_lines(true)
        // Rule ids and field names stay in one piece.
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
}

fn paint(text: &str, code: &str, options: &TextOptions) -> String {
    if options.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn color_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "31",
        Severity::Warn => "33",
        Severity::Info => "36",
        Severity::Hint => "2",
    }
}

/// `file:line:column`, counted from 1.
fn place_of(d: &Finding) -> String {
    let position = d.location.start();
    format!("{}:{}:{}", printable(d.file()), position.line + 1, position.character + 1)
}

fn line_of(d: &Finding) -> String {
    format!("{}: {}[{}]: {}", place_of(d), d.severity.word(), printable(d.rule.as_str()), d.message)
}

/// A line each, under the name of their file.
fn compact_lines(report: &Report<'_>, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let mut file = None;
    for d in report.findings {
        if file != Some(d.file()) {
            if file.is_some() {
                writeln!(out)?;
            }
            file = Some(d.file());
            writeln!(out, "{}", paint(&printable(d.file()), "1", options))?;
        }
        let p = d.location.start();
        let place = format!("{}:{}", p.line + 1, p.character + 1);
        let severity = paint(&format!("{:<5}", d.severity.word()), color_of(d.severity), options);
        writeln!(
            out,
            "  {place:>9}  {severity}  {}  {}",
            d.message,
            paint(&format!("[{}]", printable(d.rule.as_str())), "2", options)
        )?;
    }
    if file.is_some() {
        writeln!(out)?;
    }
    Ok(())
}

fn summary(report: &Report<'_>, options: &TextOptions, compact: bool, out: &mut dyn Write) -> io::Result<()> {
    let files = report.judged();
    let hidden = if report.suppressed > 0 { format!("; {} suppressed", report.suppressed) } else { String::new() };
    if report.findings.is_empty() {
        return writeln!(out, "{} nothing to report in {files}{hidden}", paint("ok:", "32", options));
    }
    let counts: Vec<String> =
        report.counts().map(|(severity, text)| paint(&text, color_of(severity), options)).collect();
    writeln!(out, "{} in {files}{hidden}", counts.join(", "))?;
    let mut by_rule: BTreeMap<&str, (Severity, usize)> = BTreeMap::new();
    for d in report.findings {
        let (worst, count) = by_rule.entry(d.rule.as_str()).or_insert((d.severity, 0));
        *worst = d.severity.min(*worst);
        *count += 1;
    }
    let mut rules: Vec<_> = by_rule.into_iter().collect();
    if rules.len() > 1 && rules.iter().any(|(_, (_, n))| *n > 1) {
        rules.sort_by_key(|(id, (severity, n))| (std::cmp::Reverse(*n), *severity, *id));
        let most: Vec<String> = rules.iter().take(5).map(|(id, (_, n))| format!("{} ({n})", printable(id))).collect();
        writeln!(out, "most: {}", most.join(", "))?;
    }
    let of_kind =
        |safe: bool| report.findings.iter().filter(|d| d.fix.as_ref().is_some_and(|f| f.is_safe() == safe)).count();
    match (of_kind(true), of_kind(false)) {
        (0, 0) => {}
        (0, other) => writeln!(out, "{other} fixable with `--fix --unsafe-fixes`; preview with `--fix --diff`")?,
        (safe, 0) => writeln!(out, "{safe} fixable with `--fix`; preview with `--fix --diff`")?,
        (safe, other) => writeln!(
            out,
            "{safe} fixable with `--fix`, {other} more with `--unsafe-fixes`; preview with `--fix --diff`"
        )?,
    }
    // Only rules of apivet's own are explained; those of rulesets say what they say in their messages.
    let explained = report.findings.iter().filter(|d| rules::find(d.rule.as_str()).is_some());
    if let Some(worst) = explained.min_by_key(|d| d.severity) {
        writeln!(out, "run `apivet explain {}` for the reason and the fix", worst.rule)?;
    }
    if compact && options.style == Style::Auto {
        writeln!(out, "use `--style full` for source lines, `--select <rule>` for one rule")?;
    }
    Ok(())
}

/// A finding as miette wants it.
struct Shown<'a> {
    finding: &'a Finding,
    severity: Severity,
    /// The text of the file, without what steers.
    source: Arc<Source>,
    /// The words of each place, which miette wants to own.
    advice: String,
}

impl<'a> Shown<'a> {
    fn new(finding: &'a Finding, source: Arc<Source>) -> Self {
        let advice: Vec<String> = advice(finding).iter().map(Message::to_string).collect();
        Self { finding, severity: finding.severity, source, advice: advice.join("\n") }
    }

    fn source(&self) -> &Source {
        &self.source
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.finding)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.finding.message.as_str())
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        // miette shows places in the order of the document; where another one comes first, the
        // finding's own place is named at once.
        let d = self.finding;
        let above =
            d.labels.iter().any(|l| l.location.is_in_file_of(&d.location) && l.location.line() + 2 < d.location.line());
        let place = if above { format!(" {}", place_of(d)) } else { String::new() };
        Some(Box::new(format!("{}[{}]{place}", self.severity.word(), printable(d.rule.as_str()))))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warn => miette::Severity::Warning,
            Severity::Info | Severity::Hint => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let Some(fix) = &self.finding.fix else {
            return (!self.advice.is_empty()).then(|| Box::new(&self.advice) as Box<dyn fmt::Display>);
        };
        let options = fix.options();
        let help = if self.advice.is_empty() || self.advice == fix.title.as_str() {
            format!("{} (`{options}` does it)", fix.title)
        } else {
            format!("{}\nwith `{options}`: {}", self.advice, fix.title)
        };
        Some(Box::new(help))
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let url = self.finding.url.as_deref().and_then(web_address)?;
        Some(Box::new(url))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let primary = &self.finding.location;
        let text = (!self.finding.label.is_empty()).then(|| self.finding.label.to_string());
        let source = self.source();
        let first = LabeledSpan::new_primary_with_span(text, clamp(source, primary.span));
        let more = self.finding.labels.iter().filter(move |l| l.location.is_in_file_of(primary));
        let more =
            more.map(move |l| LabeledSpan::new_with_span(Some(l.message.to_string()), clamp(source, l.location.span)));
        Some(Box::new(std::iter::once(first).chain(more)))
    }
}

/// The source without what steers a terminal. Offsets stay: each sign is as long as
/// what it stands for.
fn cleaned(source: &Arc<Source>) -> Arc<Source> {
    // Most texts have no byte with which such a sign could begin.
    let first = |b: u8| (b < 0x20 && !matches!(b, b'\n' | b'\r' | b'\t')) || matches!(b, 0x7f | 0xc2 | 0xe2);
    let masked = without_passwords(source.text());
    if !masked.bytes().any(first) || !masked.chars().any(steers) {
        return match masked {
            Cow::Borrowed(_) => source.clone(),
            Cow::Owned(text) => Arc::new(Source::new(source.shown(), text)),
        };
    }
    let sign = |c: char| match c.len_utf8() {
        _ if !steers(c) => c.to_string(),
        3 => '\u{fffd}'.to_string(),
        n => "?".repeat(n),
    };
    let text: String = masked.chars().map(sign).collect();
    Arc::new(Source::new(source.shown(), text))
}

/// More of a line than this is not shown on either side of a label.
const MARGIN: usize = 60;
/// More than this of a marked text is not underlined.
const MARKED: usize = 100;

/// The first line of a span, and not too much of it.
fn clamp(source: &Source, span: Span) -> SourceSpan {
    let text = source.slice(span);
    let mut end = text.find(['\n', '\r']).unwrap_or(text.len()).min(MARKED);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    SourceSpan::from((span.start as usize, end))
}

impl SourceCode for Shown<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let source = self.source();
        // Without lines around it, only the place itself is asked for: its line and column.
        let window = match before + after {
            0 => Some(Span::new(span.offset(), span.offset() + span.len()))
                .filter(|s| s.end as usize <= source.text().len()),
            _ => window(source, span, before, after),
        };
        let window = window.ok_or(MietteError::OutOfBounds)?;
        let text = source.slice(window);
        let start = source.position(window.start);
        Ok(Box::new(MietteSpanContents::new_named(
            printable(source.shown()),
            text.as_bytes(),
            SourceSpan::from((window.start as usize, window.len())),
            start.line as usize,
            start.character as usize,
            text.lines().count().max(1),
        )))
    }
}

/// The lines around a span; of very long lines only what is near it.
fn window(source: &Source, span: &SourceSpan, before: usize, after: usize) -> Option<Span> {
    let length = source.text().len();
    let (start, end) = (span.offset(), span.offset() + span.len());
    if end > length {
        return None;
    }
    let (first, last) = (source.line_of(start as u32), source.line_of(end as u32));
    let from = source.line_span(first.saturating_sub(before as u32)).start as usize;
    let to = source.line_span((last + after as u32).min(source.line_count() - 1)).end as usize;
    let long = (first..=last).any(|line| source.line_span(line).len() > 240) || to - from > 4000;
    if !long {
        return Some(Span::new(from, to.max(end)));
    }
    let text = source.text();
    let mut left = from.max(start.saturating_sub(MARGIN)).max(source.line_span(first).start as usize);
    let mut right = to.max(end).min(end + MARGIN).min((source.line_span(last).end as usize).max(end));
    while !text.is_char_boundary(left) {
        left -= 1;
    }
    while !text.is_char_boundary(right) {
        right += 1;
    }
    Some(Span::new(left, right))
}
