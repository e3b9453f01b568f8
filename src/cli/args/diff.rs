//! The arguments of `apivet diff`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use super::shared::{DisplayArgs, SessionArgs, WaiverArgs};
use crate::cli::selection::SelectionArgs;
use crate::diff::Profile;

#[derive(Debug, Args)]
pub(in crate::cli) struct DiffArgs {
    /// The previous version: a file, `-` for standard input, or a file of a git revision (`origin/main:openapi.yaml`) or of its index (`:openapi.yaml`); with --allow-remote also a URL. A directory, a glob or a directory of a revision (`origin/main:apis/`) compares all documents in it
    pub(in crate::cli) base: String,

    /// The new version, likewise
    #[arg(required_unless_present = "since")]
    pub(in crate::cli) revision: Option<String>,

    /// Compare again whenever a file changes, until interrupted
    #[arg(long, conflicts_with = "since")]
    pub(in crate::cli) watch: bool,

    /// Compare both sides as one API each, composed of all their documents: operations may move from one to another
    #[arg(long)]
    pub(in crate::cli) composed: bool,

    /// List what each commit since this git revision changed in one document, instead of comparing two
    #[arg(long, value_name = "REVISION", conflicts_with_all = ["revision", "composed", "write_baseline"])]
    pub(in crate::cli) since: Option<String>,

    /// With --since: the last revision
    #[arg(long, value_name = "REVISION", default_value = "HEAD", requires = "since")]
    pub(in crate::cli) until: String,

    /// Also list which documentation changed: descriptions, summaries, titles, examples
    #[arg(long)]
    pub(in crate::cli) docs: bool,

    /// Whom a change can break: clients that read and write messages (wire), or generated clients as well, which use the names of methods and types (sdk) [default: `policy.profile` of the configuration, else wire]
    #[arg(long, value_parser = PossibleValuesParser::new(Profile::WORDS))]
    pub(in crate::cli) profile: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) selection: SelectionArgs,

    /// Output format (repeatable, in pairs with --output)
    #[arg(short, long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(crate::report::changes::ChangeFormat::ALL.map(|(_, word)| word)))]
    pub(in crate::cli) format: Vec<String>,

    /// What fails the run
    #[arg(
        short = 'F',
        long,
        value_enum,
        value_name = "WHAT",
        value_delimiter = ',',
        default_value = "breaking,weakened,version"
    )]
    pub(in crate::cli) fail_on: Vec<FailOn>,

    /// Severity levels of changes in the format of oasdiff: `id level` per line
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) severity_levels: Option<PathBuf>,

    /// Write the changes to a baseline; owners, reasons and dates in an existing one are kept
    #[arg(long, value_name = "FILE", help_heading = "Suppressions")]
    pub(in crate::cli) write_baseline: Option<PathBuf>,

    /// Write to a file instead of standard output (repeatable, in pairs with --format)
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Vec<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) display: DisplayArgs,

    #[command(flatten)]
    pub(in crate::cli) waivers: WaiverArgs,

    #[command(flatten)]
    pub(in crate::cli) session: SessionArgs,
}

/// What fails a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FailOn {
    /// A change that breaks clients
    Breaking,
    /// A change that weakens security and is not acknowledged
    Weakened,
    /// A declared version lower than the changes require
    Version,
    /// An undecided change
    Undecided,
    /// A risky change
    Risky,
    /// Any change
    Any,
    /// Nothing
    Never,
}
