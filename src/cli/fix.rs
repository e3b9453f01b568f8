//! `apivet lint --fix`: writing or showing what was fixed.

use std::fmt::Write;
use std::path::Path;

use similar::{ChangeTag, TextDiff};

use super::args::LintArgs;
use super::{Status, tell, terminal};
use crate::engine::Outcome;
use crate::fix::{Repaired, Text};
use crate::report::without_steering;
use crate::session::{Failure, Session};
use crate::spec::normalize_path;
use crate::text::{counted, printable};

/// What came of writing fixes.
pub(super) enum Finished {
    /// Nothing is to be reported after that.
    With(Status),
    /// What is left is reported.
    Report {
        /// True where a file could not be written.
        failed: bool,
    },
}

/// Writes the fixed files, or shows how they would change.
/// Of a document on standard input, the fixed text is printed, and nothing is written.
pub(super) fn finish(
    session: &Session,
    args: &LintArgs,
    outcome: &Outcome,
    repaired: &Repaired,
) -> Result<Finished, Failure> {
    if !args.fix {
        return Ok(Finished::Report { failed: false });
    }
    if args.diff {
        return show(args, repaired).map(Finished::With);
    }
    if is_piped(args) {
        let name = normalize_path(args.stdin_filename.as_deref().unwrap_or("<stdin>"));
        // What was not fixed is printed as it came.
        let whole = outcome.sources.iter().find(|s| normalize_path(s.name()) == name);
        let text = repaired.files().find(|(file, _)| *file == name).map(|(_, text)| &*text.after);
        if let Some(text) = text.or(whole.map(|s| s.text())) {
            super::print_data(text)?;
        }
        return Ok(Finished::Report { failed: false });
    }
    let (mut files, mut failed) = (0, 0);
    for (name, text) in repaired.files() {
        // One file that cannot be written does not keep the others from it.
        match write(session, Path::new(name), text) {
            Ok(()) => files += 1,
            Err(failure) => {
                tell(&failure);
                failed += 1;
            }
        }
    }
    if failed > 0 {
        eprintln!("fixed {}; {} could not be written", counted(files, "file"), counted(failed, "file"));
    } else if files > 0 {
        eprintln!("fixed {} in {}", counted(repaired.count, "finding"), counted(files, "file"));
    }
    Ok(Finished::Report { failed: failed > 0 })
}

/// True where the fixed document goes to standard output, and what is found to standard error.
pub(super) fn is_piped(args: &LintArgs) -> bool {
    args.fix && !args.diff && args.paths.iter().any(|p| p == Path::new("-"))
}

/// Writes a file, unless it is not what was read.
fn write(session: &Session, path: &Path, text: &Text) -> Result<(), Failure> {
    let shown = path.display();
    let now = std::fs::read(path).map_err(|e| Failure::new(format!("cannot fix `{shown}`: {e}")))?;
    // One file may have two names.
    if now == text.after.as_bytes() {
        return Ok(());
    }
    if now != text.before.as_bytes() {
        return Err(Failure::new(format!("cannot fix `{shown}`: it changed meanwhile, or is not UTF-8")));
    }
    session.write(path, text.after.as_bytes())
}

/// Prints what would change, as `diff -u` does.
fn show(args: &LintArgs, repaired: &Repaired) -> Result<Status, Failure> {
    let colours = terminal::text_options(args.display.color, args.display.style, true).color;
    let mut out = String::new();
    let mut files = 0;
    for (name, text) in repaired.files() {
        files += 1;
        let diff = TextDiff::from_lines(&*text.before, &*text.after);
        let name = printable(name);
        let _ = writeln!(out, "--- {name}\n+++ {name}");
        for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
            let _ = writeln!(out, "{}", hunk.header());
            for change in hunk.iter_changes() {
                let (sign, colour) = match change.tag() {
                    ChangeTag::Delete => ("-", "\u{1b}[31m"),
                    ChangeTag::Insert => ("+", "\u{1b}[32m"),
                    ChangeTag::Equal => (" ", ""),
                };
                let (colour, reset) = if colours && !colour.is_empty() { (colour, "\u{1b}[0m") } else { ("", "") };
                let line = change.value();
                let text = line.trim_end_matches(['\n', '\r']);
                // Carriage returns belong to the line, for tools that apply what is printed.
                let end =
                    if text.len() == line.len() { "\n\\ No newline at end of file\n" } else { &line[text.len()..] };
                let text = without_steering(text.as_bytes().to_vec(), false);
                let text = String::from_utf8_lossy(&text);
                let _ = write!(out, "{colour}{sign}{text}{reset}{end}");
            }
        }
    }
    super::print_data(&terminal::for_log(&out))?;
    match files {
        0 => eprintln!("nothing to fix"),
        _ => eprintln!("would fix {} in {}", counted(repaired.count, "finding"), counted(files, "file")),
    }
    Ok(if files > 0 { Status::Findings } else { Status::Clean })
}
