//! A finding with its source lines.
//!
//! The only module that knows miette. It is given windows of lines, never whole files.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents, ThemeCharacters, ThemeStyles,
};

use super::TextOptions;
use super::head::{line_of, place_of, write_head};

use crate::finding::{Finding, Message, Severity};
use crate::report::advice_without_reach;
use crate::report::headline::headline;
use crate::source::{Source, Span};
use crate::text::{printable, steers, without_passwords};

/// Writes findings one after the other, each with the lines around its locations. `sentence` is what their heads say.
pub(super) fn write_full<'f>(
    findings: impl Iterator<Item = &'f Finding>,
    sentence: impl Fn(&Finding) -> Message,
    options: &TextOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = Writer::new(options);
    for finding in findings {
        writer.write(finding, &sentence(finding), out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Findings of a rule that are shown with their source lines before the others only have a line each.
const ALIKE: usize = 3;

/// The same with a block for each rule that fires often: its first finding, then the places of the others.
pub(super) fn write_blocks<'f>(
    findings: impl Iterator<Item = &'f Finding>,
    options: &TextOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut blocks: Vec<(&str, Vec<&Finding>)> = Vec::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for finding in findings {
        let rule = finding.rule.as_str();
        let number = *numbers.entry(rule).or_insert(blocks.len());
        if number == blocks.len() {
            blocks.push((rule, Vec::new()));
        }
        blocks[number].1.push(finding);
    }
    let mut writer = Writer::new(options);
    for (_, found) in blocks {
        let whole = if found.len() > ALIKE { 1 } else { found.len() };
        for finding in &found[..whole] {
            writer.write(finding, &headline(finding), out)?;
            if found.len() <= ALIKE {
                writeln!(out)?;
            }
        }
        for finding in &found[whole..] {
            let line = format!("  --> {}: {}", place_of(finding), headline(finding));
            writeln!(out, "{}", options.wrap(&line, "      "))?;
        }
        if found.len() > ALIKE {
            writeln!(out)?;
        }
    }
    Ok(())
}

/// Writes findings with their source lines.
struct Writer<'o> {
    options: &'o TextOptions,
    /// Each file is looked through once.
    clean: HashMap<*const Source, Arc<Source>>,
}

impl<'o> Writer<'o> {
    fn new(options: &'o TextOptions) -> Self {
        Self { options, clean: HashMap::new() }
    }

    fn write(&mut self, finding: &Finding, sentence: &Message, out: &mut dyn Write) -> io::Result<()> {
        let options = self.options;
        let source = &finding.location.source;
        let source = self.clean.entry(Arc::as_ptr(source)).or_insert_with(|| cleaned(source));
        let shown = Shown::new(finding, source.clone(), options);
        write_head(finding, sentence, options, out)?;
        let mut text = String::new();
        if handler(options, shown.context_lines()).render_report(&mut text, &shown).is_err() {
            writeln!(out, "{}", line_of(finding))?;
        }
        // The first line is that of the message, which stands in the head.
        let text = text.split_once('\n').map_or("", |(_, rest)| rest);
        writeln!(out, "{}", text.trim_matches('\n'))?;
        for label in others(finding) {
            let source = &label.location.source;
            let position = label.location.start();
            let (line, column) = (position.line + 1, position.character + 1);
            writeln!(out, "  also: {}:{line}:{column}: {}", printable(source.shown()), label.message)?;
            let text = source.slice(source.line_span(position.line)).trim_end();
            let text = printable(&text.chars().take(options.width() - GUTTER).collect::<String>());
            let bar = if options.unicode { "\u{2502}" } else { "|" };
            writeln!(out, "        {line} {bar} {text}")?;
        }
        if !finding.reached_from.is_empty() {
            writeln!(out, "  reached from: {}", entry_names(finding))?;
        }
        Ok(())
    }
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

fn handler(options: &TextOptions, context_lines: usize) -> GraphicalReportHandler {
    let theme = GraphicalTheme {
        characters: if options.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
        styles: if options.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(options.width())
        .with_links(options.links)
        .with_context_lines(context_lines)
        .with_wrap_lines(true)
        .without_primary_span_start()
        // Rule ids and field names stay in one piece.
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
}

/// A finding as miette wants it.
struct Shown<'a> {
    finding: &'a Finding,
    severity: Severity,
    /// The text of the file, without what steers.
    source: Arc<Source>,
    /// The words of each place, which miette wants to own.
    advice: String,
    /// Characters of a line that fit beside its number.
    room: usize,
}

impl<'a> Shown<'a> {
    fn new(finding: &'a Finding, source: Arc<Source>, options: &TextOptions) -> Self {
        let advice: Vec<String> = advice_without_reach(finding).iter().map(Message::to_string).collect();
        Self { finding, severity: finding.severity, source, advice: advice.join("\n"), room: options.width() - GUTTER }
    }

    fn source(&self) -> &Source {
        &self.source
    }

    /// How many lines are shown before each place and after it: one, or as many as bring places that are near each other
    /// into one frame.
    fn context_lines(&self) -> usize {
        let own = self.finding.labels.iter().filter(|l| l.location.is_in_file_of(&self.finding.location));
        let places = own.map(|l| l.location.line()).chain([self.finding.location.line()]);
        let mut lines: Vec<u32> = places.collect();
        lines.sort_unstable();
        let gaps = lines.windows(2).map(|pair| (pair[1] - pair[0]) as usize).filter(|gap| *gap <= 2 * NEAR);
        gaps.map(|gap| gap.div_ceil(2)).max().unwrap_or(1).max(1)
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.finding)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The message stands in the head.
        Ok(())
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
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

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let primary = &self.finding.location;
        let text = (!self.finding.label.is_empty()).then(|| self.finding.label.to_string());
        let source = self.source();
        let first = LabeledSpan::new_primary_with_span(text, clamp(source, primary.span, self.room));
        let more = self.finding.labels.iter().filter(move |l| l.location.is_in_file_of(primary));
        let more = more.map(move |l| {
            LabeledSpan::new_with_span(Some(l.message.to_string()), clamp(source, l.location.span, self.room))
        });
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

/// Lines around a place, at most, that are shown to have another one in the same frame.
const NEAR: usize = 3;
/// What stands before a line: its number and the bar.
const GUTTER: usize = 12;
/// More of a long line than this is not shown on either side of a label, and no more than a quarter of the room.
const MARGIN: usize = 60;
/// More than this of a marked text is not underlined, and no more than there is room.
const MARKED: usize = 100;

/// The first line of a span, and not too much of it.
fn clamp(source: &Source, span: Span, room: usize) -> SourceSpan {
    let text = source.slice(span);
    let mut end = text.find(['\n', '\r']).unwrap_or(text.len()).min(MARKED.min(room));
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
            _ => window(source, span, before, after, self.room),
        };
        let window = window.ok_or(MietteError::OutOfBounds)?;
        let text = source.slice(window);
        let start = source.position(window.start);
        Ok(Box::new(MietteSpanContents::new(
            text.as_bytes(),
            SourceSpan::from((window.start as usize, window.len())),
            start.line as usize,
            start.character as usize,
            text.lines().count().max(1),
        )))
    }
}

/// The lines around a span; of very long lines only what is near it.
fn window(source: &Source, span: &SourceSpan, before: usize, after: usize, room: usize) -> Option<Span> {
    let margin = MARGIN.min(room / 4);
    let length = source.text().len();
    let (start, end) = (span.offset(), span.offset() + span.len());
    if end > length {
        return None;
    }
    let (first, last) = (source.line_of(start as u32), source.line_of(end as u32));
    // Around several places in one frame a line is enough: more only brought them together.
    let (before, after) = if first == last { (before, after) } else { (before.min(1), after.min(1)) };
    let from = source.line_span(first.saturating_sub(before as u32)).start as usize;
    let to = source.line_span((last + after as u32).min(source.line_count() - 1)).end as usize;
    let long = (first..=last).any(|line| source.line_span(line).len() > 240) || to - from > 4000;
    if !long {
        return Some(Span::new(from, to.max(end)));
    }
    let text = source.text();
    let mut left = from.max(start.saturating_sub(margin)).max(source.line_span(first).start as usize);
    let mut right = to.max(end).min(end + margin).min((source.line_span(last).end as usize).max(end));
    while !text.is_char_boundary(left) {
        left -= 1;
    }
    while !text.is_char_boundary(right) {
        right += 1;
    }
    Some(Span::new(left, right))
}
