//! The arguments of `audit`, `promote`, `report` and `inventory`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use regex::Regex;

use super::shared::{SessionArgs, TableOptions, WaiverArgs};
use crate::cli::selection::path_pattern;

/// The figure of least privilege is the average share of the other operations of an API that the weakest sufficient
/// credential for one operation cannot call; 0 % means that one credential opens all of them.
#[derive(Debug, Args)]
pub(in crate::cli) struct AuditArgs {
    /// Files or directories [default: this directory]
    pub(in crate::cli) paths: Vec<PathBuf>,

    /// Only operations that a token with exactly this scope can call (repeatable: a token with all of them)
    #[arg(long = "scope", value_name = "SCOPE")]
    pub(in crate::cli) scopes: Vec<String>,

    /// Only public operations; with --scope: these too
    #[arg(long)]
    pub(in crate::cli) public: bool,

    /// Only operations whose path matches this regular expression (repeatable)
    #[arg(long, value_name = "REGEX", value_parser = path_pattern, visible_alias = "match-path")]
    pub(in crate::cli) path: Vec<Regex>,

    /// Only operations with this tag (repeatable)
    #[arg(long, value_name = "TAG", visible_alias = "match-tag")]
    pub(in crate::cli) tag: Vec<String>,

    /// Also show what changed since a previous version: a file, a directory or a git revision
    #[arg(long, value_name = "BASE")]
    pub(in crate::cli) against: Option<String>,

    /// What fails the run; all operations count, whichever are listed
    #[arg(short = 'F', long, value_enum, value_name = "WHAT", value_delimiter = ',', default_value = "never")]
    pub(in crate::cli) fail_on: Vec<AuditFailOn>,

    #[command(flatten)]
    pub(in crate::cli) table: TableOptions,

    #[command(flatten)]
    pub(in crate::cli) session: SessionArgs,
}

/// What fails an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AuditFailOn {
    /// A public operation
    Public,
    /// A public write
    PublicWrite,
    /// An operation without defined access
    Undeclared,
    /// An operation that the gateway opens in spite of the contract
    Gateway,
    /// An operation that takes credentials over http
    Cleartext,
    /// An operation without a limit
    Unlimited,
    /// With --against: an operation that somebody can call who could not before
    Opened,
    /// Nothing
    Never,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PromoteArgs {
    /// The internal API: a file, or a file of a git revision
    pub(in crate::cli) internal: String,

    /// The public API, likewise
    pub(in crate::cli) public: String,

    /// A file that maps public operations to internal ones with another operationId and path
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) map: Option<PathBuf>,

    /// Fail on findings of this severity or higher
    #[arg(short = 'F', long, value_name = "SEVERITY", default_value = "error",
          value_parser = PossibleValuesParser::new(["error", "warn", "info", "hint", "never"]))]
    pub(in crate::cli) fail_on: String,

    #[command(flatten)]
    pub(in crate::cli) table: TableOptions,

    #[command(flatten)]
    pub(in crate::cli) waivers: WaiverArgs,

    #[command(flatten)]
    pub(in crate::cli) session: SessionArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ReportArgs {
    /// Files or directories [default: this directory]
    pub(in crate::cli) paths: Vec<PathBuf>,

    /// Title of the page
    #[arg(long, default_value = "API report")]
    pub(in crate::cli) title: String,

    /// Also compare with a previous version: a file, a directory or a git revision
    #[arg(long, value_name = "BASE")]
    pub(in crate::cli) against: Option<String>,

    /// Fail on findings of this severity or higher
    #[arg(short = 'F', long, value_name = "SEVERITY", default_value = "never",
          value_parser = PossibleValuesParser::new(["error", "warn", "info", "hint", "never"]))]
    pub(in crate::cli) fail_on: String,

    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) waivers: WaiverArgs,

    #[command(flatten)]
    pub(in crate::cli) session: SessionArgs,
}

/// How an inventory is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum InventoryFormat {
    Text,
    Json,
    /// One JSON row per line, written while documents are read
    Jsonl,
    Csv,
    Markdown,
    Html,
    /// A calendar of the sunsets (iCalendar)
    Ics,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct InventoryArgs {
    /// Directories, searched for OpenAPI documents [default: this directory]
    pub(in crate::cli) folders: Vec<PathBuf>,

    /// Only a share of the documents, by a hash of their names: `3/16` is the third of sixteen
    #[arg(long, value_name = "N/OF", value_parser = share, conflicts_with = "merge")]
    pub(in crate::cli) shard: Option<(u32, u32)>,

    /// Merge the output of other runs (`--format jsonl`) instead of reading documents
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "folders")]
    pub(in crate::cli) merge: Vec<PathBuf>,

    /// Maximum number of live versions of an API
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(in crate::cli) max_live: usize,

    /// Also judge the documents: findings by severity, waivers, the weakest credential
    #[arg(long, conflicts_with = "merge")]
    pub(in crate::cli) findings: bool,

    /// Exit with 1 if an API is past sunset, left behind undeprecated, or has too many live versions
    #[arg(long)]
    pub(in crate::cli) check: bool,

    /// Output format
    #[arg(short, long, value_enum, default_value = "text")]
    pub(in crate::cli) format: InventoryFormat,

    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) session: SessionArgs,
}

/// `3/16`
fn share(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once('/').and_then(|(n, of)| Some((n.parse().ok()?, of.parse().ok()?)));
    match parts {
        Some((n, of)) if n >= 1 && n <= of => Ok((n, of)),
        _ => Err("a share is written `3/16`: the third of sixteen".to_owned()),
    }
}
