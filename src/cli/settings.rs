//! Finding and reading configurations.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::documents::{Disk, display_name, read_text};
use super::{Failure, terminal};
use crate::diagnostic::Diagnostic;
use crate::report::{self, Format, Report};
use crate::ruleset::{Config, ConfigError};
use crate::source::Source;
use crate::tree::Limits;

/// The names of a configuration file, in the order in which they are looked for.
pub(super) const NAMES: [&str; 4] = ["apivet.yaml", ".apivet.yaml", "apivet.yml", ".apivet.yml"];

/// The nearest configuration upward from a folder.
pub(super) fn nearest(folder: &Path) -> Option<PathBuf> {
    upward(folder, &NAMES)
}

/// The paths of a run; the working folder where none is named.
pub(super) fn paths(named: &[PathBuf]) -> Vec<PathBuf> {
    if named.is_empty() { vec![PathBuf::from(".")] } else { named.to_vec() }
}

/// The folder itself, or that of a file.
pub(super) fn folder_of(path: &Path) -> PathBuf {
    if path.is_dir() { path.to_path_buf() } else { path.parent().map(Path::to_path_buf).unwrap_or_default() }
}

/// The configuration of a run with its path: the one that is given, else the nearest upward from the first path,
/// else that of a team that has none.
pub(super) fn chosen(given: Option<&Path>, first: &Path) -> Result<(Option<PathBuf>, Config), Failure> {
    let path = given.map(Path::to_path_buf).or_else(|| nearest(&folder_of(first)));
    let config = path.as_deref().map(read).transpose()?.unwrap_or_default();
    Ok((path, config))
}

/// The nearest file with one of some names, upward from a folder.
fn upward(folder: &Path, names: &[&str]) -> Option<PathBuf> {
    let start = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let here = names.iter().map(|n| folder.join(n)).find(|p| p.is_file());
    if let Some(here) = here {
        // One file has one name, whichever folder the search started in.
        return Some(PathBuf::from(display_name(&here)));
    }
    let absolute = start.canonicalize().ok()?;
    let current = std::env::current_dir().ok()?.canonicalize().ok()?;
    let found =
        absolute.ancestors().skip(1).flat_map(|f| names.iter().map(move |n| f.join(n))).find(|p| p.is_file())?;
    // Names relative to the working folder read better and make globs work.
    Some(found.strip_prefix(&current).map(Path::to_path_buf).unwrap_or(found))
}

/// The names of rulesets in Spectral's format, in the order in which they are looked for.
const RULESETS: [&str; 4] = [".spectral.yaml", ".spectral.yml", ".spectral.json", ".spectral.js"];

/// The nearest ruleset in Spectral's format upward from a folder.
pub(super) fn nearest_ruleset(folder: &Path) -> Option<PathBuf> {
    upward(folder, &RULESETS)
}

/// Reads a configuration; what is wrong with it is printed.
pub(super) fn read(path: &Path) -> Result<Config, Failure> {
    let text = read_text(path, Limits::default())
        .map_err(|why| Failure::new(format!("cannot read the configuration `{}`: {why}", path.display())))?;
    let source = Arc::new(Source::new(display_name(path), text));
    let files = Disk::new(Path::new("/"), Limits::default(), false);
    let here = std::env::current_dir().map(|d| display_name(&d)).unwrap_or_default();
    Config::read(source, &here, &files).map_err(|error| explain(&error, path))
}

fn explain(error: &ConfigError, path: &Path) -> Failure {
    print_problems(&error.sources, &error.diagnostics);
    Failure::new(format!("the configuration `{}` cannot be used", path.display()))
        .help("`apivet schema` prints its JSON Schema")
}

/// Shows what is wrong with files that steer a run, on standard error.
pub(super) fn print_problems(sources: &[Arc<Source>], diagnostics: &[Diagnostic]) {
    let report = Report { sources, diagnostics, files: sources.len(), suppressed: 0 };
    let options = report::TextOptions {
        style: report::Style::Full,
        ..terminal::text_options(super::args::ColorArg::Auto, super::args::StyleArg::Full, false)
    };
    let mut text = Vec::new();
    let written = report::write(Format::Text, &report, &options, &mut text);
    if written.is_ok() {
        let text = String::from_utf8_lossy(&text);
        // The summary is about documents.
        let end = text.rfind("\n\n").unwrap_or(text.len());
        eprintln!("{}\n", &text[..end]);
    }
}
