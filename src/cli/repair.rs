//! `apivet lint --fix`: writing or showing what was repaired.

use std::io::{IsTerminal, Write};
use std::path::Path;

use similar::{ChangeTag, TextDiff};

use super::args::Lint;
use super::{Failure, Status, counted};
use crate::fix::{Repaired, Text};

/// Writes the repaired files, or shows how they would change. A status where nothing is to be reported after that.
pub(super) fn finish(args: &Lint, repaired: &Repaired) -> Result<Option<Status>, Failure> {
    if !args.fix {
        return Ok(None);
    }
    if args.diff {
        return show(repaired).map(Some);
    }
    let mut stdout = std::io::stdout().lock();
    let piped = args.paths.iter().any(|p| p == Path::new("-"));
    let stdin = args.stdin_filename.as_deref().unwrap_or("<stdin>");
    let mut files = 0;
    for (name, text) in repaired.files() {
        if piped && name == stdin {
            stdout.write_all(text.after.as_bytes())?;
            continue;
        }
        write(Path::new(name), text)?;
        files += 1;
    }
    if piped {
        return Ok(Some(Status::Clean));
    }
    if files > 0 {
        eprintln!("{} repaired in {}", counted(repaired.count, "finding"), counted(files, "file"));
    }
    Ok(None)
}

/// Writes a file, unless it is not what was read.
fn write(path: &Path, text: &Text) -> Result<(), Failure> {
    let shown = path.display();
    let now = std::fs::read(path).map_err(|e| Failure::new(format!("cannot repair `{shown}`: {e}")))?;
    if now != text.before.as_bytes() {
        return Err(Failure::new(format!("cannot repair `{shown}`: it changed meanwhile, or is not UTF-8")));
    }
    std::fs::write(path, text.after.as_bytes()).map_err(|e| Failure::new(format!("cannot write to `{shown}`: {e}")))
}

/// Prints what would change, as `diff -u` does.
fn show(repaired: &Repaired) -> Result<Status, Failure> {
    let colours = std::io::stdout().is_terminal();
    let mut out = anstream::AutoStream::auto(std::io::stdout()).lock();
    let mut files = 0;
    for (name, text) in repaired.files() {
        files += 1;
        let diff = TextDiff::from_lines(&*text.before, &*text.after);
        writeln!(out, "--- {name}\n+++ {name}")?;
        for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
            writeln!(out, "{}", hunk.header())?;
            for change in hunk.iter_changes() {
                let (sign, colour) = match change.tag() {
                    ChangeTag::Delete => ("-", "\u{1b}[31m"),
                    ChangeTag::Insert => ("+", "\u{1b}[32m"),
                    ChangeTag::Equal => (" ", ""),
                };
                let (colour, reset) = if colours && !colour.is_empty() { (colour, "\u{1b}[0m") } else { ("", "") };
                let line = change.value();
                write!(out, "{colour}{sign}{}{reset}", line.trim_end_matches(['\n', '\r']))?;
                // Carriage returns belong to the line, for tools that apply what is printed.
                let end = &line[line.trim_end_matches(['\n', '\r']).len()..];
                write!(out, "{}", if end.is_empty() { "\n\\ No newline at end of file\n" } else { end })?;
            }
        }
    }
    match files {
        0 => eprintln!("nothing to repair"),
        _ => eprintln!("{} would be repaired in {}", counted(repaired.count, "finding"), counted(files, "file")),
    }
    Ok(if files > 0 { Status::Findings } else { Status::Clean })
}
