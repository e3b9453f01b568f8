//! Arguments that several commands have.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use crate::cli::rule_names::pack_names;

/// How text is printed.
#[derive(Debug, Args)]
pub(in crate::cli) struct DisplayArgs {
    /// Text style
    #[arg(long, value_enum, default_value = "auto")]
    pub(in crate::cli) style: StyleArg,

    /// Show every finding with its source lines (same as --style full)
    #[arg(short, long, conflicts_with = "style")]
    pub(in crate::cli) verbose: bool,

    /// Count the findings of each rule
    #[arg(long)]
    pub(in crate::cli) statistics: bool,

    /// Show at most N findings in text
    #[arg(long, value_name = "N")]
    pub(in crate::cli) max_findings: Option<usize>,

    /// When to use colors
    #[arg(long, value_enum, default_value = "auto")]
    pub(in crate::cli) color: ColorArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum StyleArg {
    /// Source lines for errors and warnings; groups if there are many findings
    Auto,
    /// Each finding with its source lines
    Full,
    /// One line per finding, grouped by file
    Compact,
    /// One line per finding, with the file name
    Clickable,
    /// One block per rule
    Grouped,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ColorArg {
    /// On terminals that support them, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Which configuration is used.
#[derive(Debug, Args)]
pub(in crate::cli) struct ConfigArgs {
    /// Configuration file [default: the nearest apivet.yaml of each document]
    #[arg(short, long, value_name = "FILE", env = "APIVET_CONFIG", help_heading = "Session")]
    pub(in crate::cli) config: Option<PathBuf>,

    /// Read configuration, rulesets and baselines from a git revision instead of the checkout, so that a change does not judge itself
    #[arg(long, value_name = "REVISION", env = "APIVET_CONFIG_FROM", help_heading = "Session")]
    pub(in crate::cli) config_from: Option<String>,

    /// Use no configuration file
    #[arg(long, conflicts_with = "config", help_heading = "Session")]
    pub(in crate::cli) isolated: bool,

    /// Also use the rules of this pack, as if the configuration extended it too (repeatable)
    #[arg(long, value_name = "PACK", value_parser = pack_names(), help_heading = "Session")]
    pub(in crate::cli) pack: Vec<String>,
}

/// What every command that reads documents takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct SessionArgs {
    #[command(flatten)]
    pub(in crate::cli) configuration: ConfigArgs,

    /// Do not read anything outside this directory (references, `extends`, rulesets) [default: the repository, or `root` of the configuration]
    #[arg(long, value_name = "DIRECTORY", help_heading = "Session")]
    pub(in crate::cli) root: Option<PathBuf>,

    /// Follow references to http and https URLs, fetched with `curl`
    #[arg(long, help_heading = "Session")]
    pub(in crate::cli) allow_remote: bool,

    /// With --allow-remote: also fetch from this host with a private address (repeatable)
    #[arg(long, value_name = "HOST[:PORT]", requires = "allow_remote", help_heading = "Session")]
    pub(in crate::cli) allow_host: Vec<String>,

    /// Also run a JavaScript ruleset that was found beside the documents and not named with --ruleset
    #[arg(long, help_heading = "Session")]
    pub(in crate::cli) allow_scripts: bool,

    /// Reference date for lifecycle rules and suppressions [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", env = "APIVET_TODAY", help_heading = "Session")]
    pub(in crate::cli) today: Option<String>,

    /// Number of threads [default: number of cores]
    #[arg(short, long, value_name = "N", help_heading = "Session")]
    pub(in crate::cli) jobs: Option<usize>,
}

/// What commands with findings take about those that are accepted.
#[derive(Debug, Args)]
pub(in crate::cli) struct WaiverArgs {
    /// Suppress the findings in this file
    #[arg(long, value_name = "FILE", help_heading = "Suppressions")]
    pub(in crate::cli) baseline: Option<PathBuf>,

    /// Ignore suppressions in documents (`# apivet-ignore`, `x-apivet-ignore`)
    #[arg(long, help_heading = "Suppressions")]
    pub(in crate::cli) no_inline_ignores: bool,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TableFormat {
    Text,
    Json,
    Csv,
    Markdown,
    Html,
}

/// What commands that print tables have in common.
#[derive(Debug, Args)]
pub(in crate::cli) struct TableOptions {
    /// Output format
    #[arg(short, long, value_enum, default_value = "text")]
    pub(in crate::cli) format: TableFormat,

    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

/// The formats of findings, with the names that other linters have for them.
pub(super) fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(crate::report::Format::ALL.map(|(format, word)| {
        let aliases: &[&str] = match format {
            crate::report::Format::Text => &["stylish", "pretty"],
            crate::report::Format::Github => &["github-actions"],
            crate::report::Format::Gitlab => &["code-climate"],
            _ => &[],
        };
        clap::builder::PossibleValue::new(word).aliases(aliases.iter().copied())
    }))
}
