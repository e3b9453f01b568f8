//! Writing findings. A reporter sees texts, findings and what rules say of themselves; nothing else.

pub mod changes;
mod github;
mod json;
mod sarif;
mod spectral_json;
mod text;

use std::io::{self, Write};
use std::sync::Arc;

pub use text::{Style, TextOptions};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Location, Source};

/// What is reported.
pub struct Report<'a> {
    /// The files, by the `FileId` of the locations.
    pub sources: &'a [Arc<Source>],
    /// The findings, in order.
    pub diagnostics: &'a [Diagnostic],
    /// Number of files that were read.
    pub files: usize,
    /// Number of findings that ignores hid.
    pub suppressed: usize,
}

impl Report<'_> {
    fn source(&self, location: Location) -> &Source {
        &self.sources[location.file.0 as usize]
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == severity).count()
    }
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people, with the lines around each place.
    Text,
    /// One JSON object (CLI contract).
    Json,
    /// A JSON object in each line.
    Jsonl,
    /// The array that Spectral prints.
    SpectralJson,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
}

impl Format {
    /// All formats, with the word on the command line.
    pub const ALL: [(Format, &'static str); 6] = [
        (Format::Text, "text"),
        (Format::Json, "json"),
        (Format::Jsonl, "jsonl"),
        (Format::SpectralJson, "spectral-json"),
        (Format::Sarif, "sarif"),
        (Format::Github, "github"),
    ];
}

/// Writes a report.
///
/// # Errors
/// Where `out` fails.
pub fn write(format: Format, report: &Report<'_>, text: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::write(report, text, out),
        Format::Json => json::write(report, out),
        Format::Jsonl => json::write_lines(report, out),
        Format::SpectralJson => spectral_json::write(report, out),
        Format::Sarif => sarif::write(report, out),
        Format::Github => github::write(report, out),
    }
}
