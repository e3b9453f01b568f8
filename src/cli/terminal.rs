//! What the terminal and the environment can do.

use std::borrow::Cow;
use std::io::{self, IsTerminal};

use textwrap::{Options, WordSplitter};

use super::args::{ColorArg, DisplayArgs, StyleArg};
use crate::report::{Style, TextOptions};
use crate::text::{Day, without_commands};

/// What the arguments ask of text on standard output.
pub(super) fn display_options(display: &DisplayArgs, to_stdout: bool) -> TextOptions {
    let style = if display.verbose { StyleArg::Full } else { display.style };
    TextOptions {
        statistics: display.statistics,
        most: display.max_findings,
        ..text_options(display.color, style, to_stdout)
    }
}

/// Options for text on standard output; for a file, plain.
pub(super) fn text_options(color: ColorArg, style: StyleArg, to_stdout: bool) -> TextOptions {
    let choice = anstream::AutoStream::choice(&io::stdout());
    let terminal = to_stdout && io::stdout().is_terminal();
    let color = match color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => to_stdout && choice != anstream::ColorChoice::Never,
    };
    let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|_| terminal);
    TextOptions {
        style: match style {
            StyleArg::Auto => Style::Auto,
            StyleArg::Full => Style::Full,
            StyleArg::Compact => Style::Compact,
            StyleArg::Clickable => Style::Clickable,
            StyleArg::Grouped => Style::Grouped,
        },
        statistics: false,
        most: None,
        color,
        links: terminal
            && std::env::var_os("CI").is_none()
            && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        unicode: !terminal || supports_unicode::on(supports_unicode::Stream::Stdout),
        columns: width,
        names_stricter: false,
    }
}

/// True in a step of GitHub Actions.
pub(super) fn on_github_actions() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|v| v == "true")
}

/// A text as it may stand in the log of a step: what GitHub Actions would obey in it is only shown.
pub(super) fn for_log(text: &str) -> Cow<'_, str> {
    if on_github_actions() { without_commands(text) } else { Cow::Borrowed(text) }
}

/// The day of the clock, in UTC.
pub(super) fn today() -> Day {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Day::from_epoch(now.map_or(0, |d| i64::try_from(d.as_secs() / 86_400).unwrap_or(0)))
}

/// The columns of the terminal that standard output goes to; nothing where it goes elsewhere.
pub(super) fn width() -> Option<usize> {
    let terminal = io::stdout().is_terminal();
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|_| terminal)
}

/// A text in lines of at most 96 columns, or of the terminal's width where that is less.
pub(super) fn wrap(text: &str) -> String {
    let most = width().unwrap_or(96).min(96);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let options = Options::new(most).break_words(false).word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(&words, options) + "\n"
}

/// Clears the terminal, where standard output is one, and what was scrolled away with it.
pub(super) fn clear() {
    if std::io::stdout().is_terminal() {
        print!("\u{1b}[2J\u{1b}[3J\u{1b}[H");
    }
}
