//! The arguments of `apivet lint`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::shared::{DisplayArgs, SessionArgs, WaiverArgs, formats};
use crate::cli::rule_names::RuleNames;

#[derive(Debug, Args)]
pub(in crate::cli) struct LintArgs {
    /// Files, directories (searched for OpenAPI documents), `-` for standard input, or `REVISION:path` and `:path` for files of a git revision and of its index; with --allow-remote also URLs; default: this directory
    pub(in crate::cli) paths: Vec<PathBuf>,

    /// Use a ruleset in Spectral's format (YAML, JSON or JavaScript) instead of apivet's own rules (repeatable)
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) ruleset: Vec<PathBuf>,

    /// Run only these rules or categories
    #[arg(long, value_name = "RULE|CATEGORY", value_delimiter = ',', value_parser = RuleNames::OfRuns, hide_possible_values = true)]
    pub(in crate::cli) select: Vec<String>,

    /// Skip these rules or categories
    #[arg(long, value_name = "RULE|CATEGORY", value_delimiter = ',', value_parser = RuleNames::OfRuns, hide_possible_values = true)]
    pub(in crate::cli) ignore: Vec<String>,

    /// Output format (repeatable, in pairs with --output)
    #[arg(short, long, value_name = "FORMAT", env = "APIVET_FORMAT", value_parser = formats())]
    pub(in crate::cli) format: Vec<String>,

    /// Write to a file instead of standard output (repeatable, in pairs with --format)
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Vec<PathBuf>,

    /// Fail on findings of this severity or higher [default: `fail-on` of the configuration, else error]
    #[arg(short = 'F', long, visible_alias = "fail-severity", value_name = "SEVERITY", env = "APIVET_FAIL_ON",
          value_parser = PossibleValuesParser::new(["error", "warn", "info", "hint", "never"]))]
    pub(in crate::cli) fail_on: Option<String>,

    /// Show only findings of this severity or higher
    #[arg(long, value_name = "SEVERITY", default_value = "hint", value_parser = PossibleValuesParser::new(["error", "warn", "info", "hint"]))]
    pub(in crate::cli) min_severity: String,

    /// Show only findings that fail the run
    #[arg(short = 'D', long)]
    pub(in crate::cli) display_only_failures: bool,

    /// Print nothing when there are no findings
    #[arg(short, long)]
    pub(in crate::cli) quiet: bool,

    /// Fail if a glob matches no file
    #[arg(long)]
    pub(in crate::cli) fail_on_unmatched_globs: bool,

    /// Lint the documents that these files belong to, and ignore files that belong to none: for hooks that pass every
    /// changed file
    #[arg(long)]
    pub(in crate::cli) affected: bool,

    /// Also compare with a previous version: a file, a directory, or a git revision (`origin/main`: the merge base
    /// with that branch)
    #[arg(long, value_name = "BASE")]
    pub(in crate::cli) against: Option<String>,

    /// With --against: report only findings that the previous version does not have
    #[arg(long, requires = "against")]
    pub(in crate::cli) new_only: bool,

    /// Write the findings of this run to a baseline; owners, reasons and dates in an existing one are kept
    #[arg(long, value_name = "FILE", help_heading = "Suppressions")]
    pub(in crate::cli) write_baseline: Option<PathBuf>,

    /// Apply safe fixes and report the rest; a document from standard input is printed
    #[arg(long, conflicts_with_all = ["ruleset", "write_baseline"])]
    pub(in crate::cli) fix: bool,

    /// With --fix: print what would change, and change nothing; exit with 1 if something would
    #[arg(long, requires = "fix")]
    pub(in crate::cli) diff: bool,

    /// With --fix: also unsafe fixes, which change the contract or delete content
    #[arg(long, requires = "fix")]
    pub(in crate::cli) unsafe_fixes: bool,

    /// File name for standard input, which its references are relative to
    #[arg(long, value_name = "NAME", visible_alias = "stdin-filepath")]
    pub(in crate::cli) stdin_filename: Option<String>,

    /// Judge again whenever a file changes, until interrupted
    #[arg(long)]
    pub(in crate::cli) watch: bool,

    /// Tell on standard error how long each phase and each rule took
    #[arg(long)]
    pub(in crate::cli) timings: bool,

    #[command(flatten)]
    pub(in crate::cli) display: DisplayArgs,

    #[command(flatten)]
    pub(in crate::cli) waivers: WaiverArgs,

    #[command(flatten)]
    pub(in crate::cli) session: SessionArgs,
}
