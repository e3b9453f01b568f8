//! The arguments: one definition for parsing, help, man pages and completions.

use std::path::PathBuf;

use super::rule_names::{RuleNames, pack_names};
use super::selection::{SelectionArgs, path_pattern};
use crate::diff::Profile;
use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use regex::Regex;

/// The version, and what a release was built from: `0.1.0 (0ad811a9c 2026-11-27)`.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), env!("APIVET_BUILD"));

/// apivet reads OpenAPI descriptions and shows the exact line that breaks security or a client, and why.
///
/// `apivet FILE` is short for `apivet lint FILE`. Exit status: 0 clean, 1 findings at or over the fail
/// level, 2 the run itself failed.
#[derive(Debug, Parser)]
#[command(name = "apivet", version, long_version = VERSION, max_term_width = 100, infer_subcommands = false)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The arguments of a command without the command, for what uses it otherwise than from the command line.
#[derive(Debug, Parser)]
pub(super) struct Alone {
    #[command(flatten)]
    pub(super) args: LintArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lint OpenAPI documents (the default command)
    Lint(Box<LintArgs>),
    /// Compare two versions: breaking changes, weaker security, the version bump that they require
    Diff(Box<DiffArgs>),
    /// Show who may call what: operations, credentials, scopes, rate limits, lifecycle
    Audit(AuditArgs),
    /// Check that a public API is a safe subset of an internal one
    Promote(PromoteArgs),
    /// Write an HTML report: findings, access matrix, evidence
    Report(ReportArgs),
    /// List all APIs with their versions: live, deprecated, sunset soon, past sunset
    Inventory(InventoryArgs),
    /// Explain a rule or a change: why it exists, examples, configuration
    Explain(ExplainArgs),
    /// List the rules
    Rules(RulesArgs),
    /// Write a commented apivet.yaml for the documents in this directory
    Init(InitArgs),
    /// Test rulesets against their good and bad examples
    Test(TestRulesArgs),
    /// Convert a ruleset in Spectral's format to an apivet.yaml, and list what differs
    Migrate(MigrateArgs),
    /// Print the JSON Schema of apivet.yaml, or of a JSON output
    Schema(SchemaArgs),
    /// Print a document as plain JSON, as apivet reads it
    DebugTree(DebugTreeArgs),
    /// Run the language server for editors, over standard input and output
    Lsp(LspArgs),
    /// Run a read-only server for agents (Model Context Protocol), over standard input and output
    Mcp(McpArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Write man pages
    Man(ManArgs),
}

#[derive(Debug, Args)]
pub(super) struct LspArgs {
    /// Compare open documents with a revision, `none` with nothing [default: the repository's main branch]
    #[arg(long, value_name = "REVISION")]
    pub(super) against: Option<String>,

    /// Suppress the findings in this file
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,

    /// Use standard input and output, as always: editors say so
    #[arg(long, hide = true)]
    pub(super) stdio: bool,

    #[command(flatten)]
    pub(super) session: SessionArgs,
}

#[derive(Debug, Args)]
pub(super) struct McpArgs {
    /// Configuration file [default: the nearest apivet.yaml of each document]
    #[arg(short, long, value_name = "FILE", env = "APIVET_CONFIG")]
    pub(super) config: Option<PathBuf>,

    /// Use no configuration file
    #[arg(long, conflicts_with = "config")]
    pub(super) isolated: bool,

    /// Do not read anything outside this directory [default: the repository, or this directory]
    #[arg(long, value_name = "DIRECTORY")]
    pub(super) root: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct LintArgs {
    /// Files, directories (searched for OpenAPI documents), `-` for standard input, or `REVISION:path` and `:path` for files of a git revision and of its index; with --allow-remote also URLs; default: this directory
    pub(super) paths: Vec<PathBuf>,

    /// Use a ruleset in Spectral's format (YAML, JSON or JavaScript) instead of apivet's own rules (repeatable)
    #[arg(short, long, value_name = "FILE")]
    pub(super) ruleset: Vec<PathBuf>,

    /// Run only these rules or categories
    #[arg(long, value_name = "RULE|CATEGORY", value_delimiter = ',', value_parser = RuleNames::OfRuns, hide_possible_values = true)]
    pub(super) select: Vec<String>,

    /// Skip these rules or categories
    #[arg(long, value_name = "RULE|CATEGORY", value_delimiter = ',', value_parser = RuleNames::OfRuns, hide_possible_values = true)]
    pub(super) ignore: Vec<String>,

    /// Output format (repeatable, in pairs with --output)
    #[arg(short, long, value_name = "FORMAT", env = "APIVET_FORMAT", value_parser = formats())]
    pub(super) format: Vec<String>,

    /// Write to a file instead of standard output (repeatable, in pairs with --format)
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Vec<PathBuf>,

    /// Fail on findings of this severity or higher [default: `fail-on` of the configuration, else error]
    #[arg(short = 'F', long, visible_alias = "fail-severity", value_name = "SEVERITY", env = "APIVET_FAIL_ON",
          value_parser = PossibleValuesParser::new(["error", "warn", "info", "hint", "never"]))]
    pub(super) fail_on: Option<String>,

    /// Show only findings of this severity or higher
    #[arg(long, value_name = "SEVERITY", default_value = "hint", value_parser = PossibleValuesParser::new(["error", "warn", "info", "hint"]))]
    pub(super) min_severity: String,

    /// Show only findings that fail the run
    #[arg(short = 'D', long)]
    pub(super) display_only_failures: bool,

    /// Print nothing when there are no findings
    #[arg(short, long)]
    pub(super) quiet: bool,

    /// Fail if a glob matches no file
    #[arg(long)]
    pub(super) fail_on_unmatched_globs: bool,

    /// Lint the documents that these files belong to, and ignore files that belong to none: for hooks that pass every
    /// changed file
    #[arg(long)]
    pub(super) affected: bool,

    /// Also compare with a previous version: a file, a directory, or a git revision (`origin/main`: the merge base
    /// with that branch)
    #[arg(long, value_name = "BASE")]
    pub(super) against: Option<String>,

    /// With --against: report only findings that the previous version does not have
    #[arg(long, requires = "against")]
    pub(super) new_only: bool,

    /// Write the findings of this run to a baseline; owners, reasons and dates in an existing one are kept
    #[arg(long, value_name = "FILE", help_heading = "Suppressions")]
    pub(super) write_baseline: Option<PathBuf>,

    /// Apply safe fixes and report the rest; a document from standard input is printed
    #[arg(long, conflicts_with_all = ["ruleset", "write_baseline"])]
    pub(super) fix: bool,

    /// With --fix: print what would change, and change nothing; exit with 1 if something would
    #[arg(long, requires = "fix")]
    pub(super) diff: bool,

    /// With --fix: also unsafe fixes, which change the contract or delete content
    #[arg(long, requires = "fix")]
    pub(super) unsafe_fixes: bool,

    /// File name for standard input, which its references are relative to
    #[arg(long, value_name = "NAME", visible_alias = "stdin-filepath")]
    pub(super) stdin_filename: Option<String>,

    /// Judge again whenever a file changes, until interrupted
    #[arg(long)]
    pub(super) watch: bool,

    /// Tell on standard error how long each phase and each rule took
    #[arg(long)]
    pub(super) timings: bool,

    #[command(flatten)]
    pub(super) display: DisplayArgs,

    #[command(flatten)]
    pub(super) waivers: WaiverArgs,

    #[command(flatten)]
    pub(super) session: SessionArgs,
}

/// How text is printed.
#[derive(Debug, Args)]
pub(super) struct DisplayArgs {
    /// Text style
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) style: StyleArg,

    /// Show every finding with its source lines (same as --style full)
    #[arg(short, long, conflicts_with = "style")]
    pub(super) verbose: bool,

    /// Count the findings of each rule
    #[arg(long)]
    pub(super) statistics: bool,

    /// Show at most N findings in text
    #[arg(long, value_name = "N")]
    pub(super) max_findings: Option<usize>,

    /// When to use colors
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) color: ColorArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum StyleArg {
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
pub(super) enum ColorArg {
    /// On terminals that support them, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The previous version: a file, `-` for standard input, or a file of a git revision (`origin/main:openapi.yaml`) or of its index (`:openapi.yaml`); with --allow-remote also a URL. A directory, a glob or a directory of a revision (`origin/main:apis/`) compares all documents in it
    pub(super) base: String,

    /// The new version, likewise
    #[arg(required_unless_present = "since")]
    pub(super) revision: Option<String>,

    /// Compare again whenever a file changes, until interrupted
    #[arg(long, conflicts_with = "since")]
    pub(super) watch: bool,

    /// Compare both sides as one API each, composed of all their documents: operations may move from one to another
    #[arg(long)]
    pub(super) composed: bool,

    /// List what each commit since this git revision changed in one document, instead of comparing two
    #[arg(long, value_name = "REVISION", conflicts_with_all = ["revision", "composed", "write_baseline"])]
    pub(super) since: Option<String>,

    /// With --since: the last revision
    #[arg(long, value_name = "REVISION", default_value = "HEAD", requires = "since")]
    pub(super) until: String,

    /// Also list which documentation changed: descriptions, summaries, titles, examples
    #[arg(long)]
    pub(super) docs: bool,

    /// Whom a change can break: clients that read and write messages (wire), or generated clients as well, which use the names of methods and types (sdk) [default: `policy.profile` of the configuration, else wire]
    #[arg(long, value_parser = PossibleValuesParser::new(Profile::WORDS))]
    pub(super) profile: Option<String>,

    #[command(flatten)]
    pub(super) selection: SelectionArgs,

    /// Output format (repeatable, in pairs with --output)
    #[arg(short, long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(crate::report::changes::ChangeFormat::ALL.map(|(_, word)| word)))]
    pub(super) format: Vec<String>,

    /// What fails the run
    #[arg(
        short = 'F',
        long,
        value_enum,
        value_name = "WHAT",
        value_delimiter = ',',
        default_value = "breaking,weakened,version"
    )]
    pub(super) fail_on: Vec<FailOn>,

    /// Severity levels of changes in the format of oasdiff: `id level` per line
    #[arg(long, value_name = "FILE")]
    pub(super) severity_levels: Option<PathBuf>,

    /// Write the changes to a baseline; owners, reasons and dates in an existing one are kept
    #[arg(long, value_name = "FILE", help_heading = "Suppressions")]
    pub(super) write_baseline: Option<PathBuf>,

    /// Write to a file instead of standard output (repeatable, in pairs with --format)
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) display: DisplayArgs,

    #[command(flatten)]
    pub(super) waivers: WaiverArgs,

    #[command(flatten)]
    pub(super) session: SessionArgs,
}

/// Which configuration is used.
#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    /// Configuration file [default: the nearest apivet.yaml of each document]
    #[arg(short, long, value_name = "FILE", env = "APIVET_CONFIG", help_heading = "Session")]
    pub(super) config: Option<PathBuf>,

    /// Read configuration, rulesets and baselines from a git revision instead of the checkout, so that a change does not judge itself
    #[arg(long, value_name = "REVISION", env = "APIVET_CONFIG_FROM", help_heading = "Session")]
    pub(super) config_from: Option<String>,

    /// Use no configuration file
    #[arg(long, conflicts_with = "config", help_heading = "Session")]
    pub(super) isolated: bool,

    /// Also use the rules of this pack, as if the configuration extended it too (repeatable)
    #[arg(long, value_name = "PACK", value_parser = pack_names(), help_heading = "Session")]
    pub(super) pack: Vec<String>,
}

/// What every command that reads documents takes.
#[derive(Debug, Args)]
pub(super) struct SessionArgs {
    #[command(flatten)]
    pub(super) configuration: ConfigArgs,

    /// Do not read anything outside this directory (references, `extends`, rulesets) [default: the repository, or `root` of the configuration]
    #[arg(long, value_name = "DIRECTORY", help_heading = "Session")]
    pub(super) root: Option<PathBuf>,

    /// Follow references to http and https URLs, fetched with `curl`
    #[arg(long, help_heading = "Session")]
    pub(super) allow_remote: bool,

    /// With --allow-remote: also fetch from this host with a private address (repeatable)
    #[arg(long, value_name = "HOST[:PORT]", requires = "allow_remote", help_heading = "Session")]
    pub(super) allow_host: Vec<String>,

    /// Also run a JavaScript ruleset that was found beside the documents and not named with --ruleset
    #[arg(long, help_heading = "Session")]
    pub(super) allow_scripts: bool,

    /// Reference date for lifecycle rules and suppressions [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", env = "APIVET_TODAY", help_heading = "Session")]
    pub(super) today: Option<String>,

    /// Number of threads [default: number of cores]
    #[arg(short, long, value_name = "N", help_heading = "Session")]
    pub(super) jobs: Option<usize>,
}

/// What commands with findings take about those that are accepted.
#[derive(Debug, Args)]
pub(super) struct WaiverArgs {
    /// Suppress the findings in this file
    #[arg(long, value_name = "FILE", help_heading = "Suppressions")]
    pub(super) baseline: Option<PathBuf>,

    /// Ignore suppressions in documents (`# apivet-ignore`, `x-apivet-ignore`)
    #[arg(long, help_heading = "Suppressions")]
    pub(super) no_inline_ignores: bool,
}

/// What fails a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
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

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Rule ids or categories
    #[arg(required = true, value_name = "RULE|CATEGORY", value_parser = RuleNames::Explained, hide_possible_values = true)]
    pub(super) names: Vec<String>,

    #[command(flatten)]
    pub(super) configuration: ConfigArgs,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// Only these categories
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',')]
    pub(super) category: Vec<String>,

    /// Output format
    #[arg(short, long, value_enum, default_value = "text")]
    pub(super) format: ListFormat,

    /// With `-f markdown`: write the index and a page for each rule into this directory
    #[arg(short, long, value_name = "DIRECTORY")]
    pub(super) output: Option<PathBuf>,

    #[command(flatten)]
    pub(super) configuration: ConfigArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// A table
    Text,
    /// A JSON array
    Json,
    /// The catalogue; with `--output`, also a page for each rule
    Markdown,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    Text,
    Json,
    Csv,
    Markdown,
    Html,
}

/// What commands that print tables have in common.
#[derive(Debug, Args)]
pub(super) struct TableOptions {
    /// Output format
    #[arg(short, long, value_enum, default_value = "text")]
    pub(super) format: TableFormat,

    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// The figure of least privilege is the average share of the other operations of an API that the weakest sufficient
/// credential for one operation cannot call; 0 % means that one credential opens all of them.
#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    /// Files or directories [default: this directory]
    pub(super) paths: Vec<PathBuf>,

    /// Only operations that a token with exactly this scope can call (repeatable: a token with all of them)
    #[arg(long = "scope", value_name = "SCOPE")]
    pub(super) scopes: Vec<String>,

    /// Only public operations; with --scope: these too
    #[arg(long)]
    pub(super) public: bool,

    /// Only operations whose path matches this regular expression (repeatable)
    #[arg(long, value_name = "REGEX", value_parser = path_pattern, visible_alias = "match-path")]
    pub(super) path: Vec<Regex>,

    /// Only operations with this tag (repeatable)
    #[arg(long, value_name = "TAG", visible_alias = "match-tag")]
    pub(super) tag: Vec<String>,

    /// Also show what changed since a previous version: a file, a directory or a git revision
    #[arg(long, value_name = "BASE")]
    pub(super) against: Option<String>,

    /// What fails the run; all operations count, whichever are listed
    #[arg(short = 'F', long, value_enum, value_name = "WHAT", value_delimiter = ',', default_value = "never")]
    pub(super) fail_on: Vec<AuditFailOn>,

    #[command(flatten)]
    pub(super) table: TableOptions,

    #[command(flatten)]
    pub(super) session: SessionArgs,
}

/// What fails an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum AuditFailOn {
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
pub(super) struct PromoteArgs {
    /// The internal API: a file, or a file of a git revision
    pub(super) internal: String,

    /// The public API, likewise
    pub(super) public: String,

    /// A file that maps public operations to internal ones with another operationId and path
    #[arg(long, value_name = "FILE")]
    pub(super) map: Option<PathBuf>,

    /// Fail on findings of this severity or higher
    #[arg(short = 'F', long, value_name = "SEVERITY", default_value = "error",
          value_parser = PossibleValuesParser::new(["error", "warn", "info", "hint", "never"]))]
    pub(super) fail_on: String,

    #[command(flatten)]
    pub(super) table: TableOptions,

    #[command(flatten)]
    pub(super) waivers: WaiverArgs,

    #[command(flatten)]
    pub(super) session: SessionArgs,
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Files or directories [default: this directory]
    pub(super) paths: Vec<PathBuf>,

    /// Title of the page
    #[arg(long, default_value = "API report")]
    pub(super) title: String,

    /// Also compare with a previous version: a file, a directory or a git revision
    #[arg(long, value_name = "BASE")]
    pub(super) against: Option<String>,

    /// Fail on findings of this severity or higher
    #[arg(short = 'F', long, value_name = "SEVERITY", default_value = "never",
          value_parser = PossibleValuesParser::new(["error", "warn", "info", "hint", "never"]))]
    pub(super) fail_on: String,

    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    #[command(flatten)]
    pub(super) waivers: WaiverArgs,

    #[command(flatten)]
    pub(super) session: SessionArgs,
}

/// How an inventory is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InventoryFormat {
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
pub(super) struct InventoryArgs {
    /// Directories, searched for OpenAPI documents [default: this directory]
    pub(super) folders: Vec<PathBuf>,

    /// Only a share of the documents, by a hash of their names: `3/16` is the third of sixteen
    #[arg(long, value_name = "N/OF", value_parser = share, conflicts_with = "merge")]
    pub(super) shard: Option<(u32, u32)>,

    /// Merge the output of other runs (`--format jsonl`) instead of reading documents
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "folders")]
    pub(super) merge: Vec<PathBuf>,

    /// Maximum number of live versions of an API
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(super) max_live: usize,

    /// Also judge the documents: findings by severity, waivers, the weakest credential
    #[arg(long, conflicts_with = "merge")]
    pub(super) findings: bool,

    /// Exit with 1 if an API is past sunset, left behind undeprecated, or has too many live versions
    #[arg(long)]
    pub(super) check: bool,

    /// Output format
    #[arg(short, long, value_enum, default_value = "text")]
    pub(super) format: InventoryFormat,

    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    #[command(flatten)]
    pub(super) session: SessionArgs,
}

/// `3/16`
fn share(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once('/').and_then(|(n, of)| Some((n.parse().ok()?, of.parse().ok()?)));
    match parts {
        Some((n, of)) if n >= 1 && n <= of => Ok((n, of)),
        _ => Err("a share is written `3/16`: the third of sixteen".to_owned()),
    }
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The directory
    #[arg(default_value = ".")]
    pub(super) folder: PathBuf,

    #[command(flatten)]
    pub(super) session: SessionArgs,

    /// Write .github/workflows/apivet.yml instead, to check pull requests
    #[arg(long, group = "what")]
    pub(super) github: bool,

    /// Write .gitlab-ci.yml instead, to check merge requests
    #[arg(long, group = "what")]
    pub(super) gitlab: bool,

    /// Write azure-pipelines.yml instead, to check pull requests in Azure Pipelines
    #[arg(long, group = "what")]
    pub(super) azure: bool,

    /// Write a Jenkinsfile instead, to check pull requests in Jenkins
    #[arg(long, group = "what")]
    pub(super) jenkins: bool,

    /// Write .pre-commit-config.yaml instead, to check commits
    #[arg(long, group = "what")]
    pub(super) pre_commit: bool,

    /// Write AGENTS.md instead, which tells agents how to work with apivet
    #[arg(long, group = "what")]
    pub(super) agents: bool,

    /// Print instead of writing
    #[arg(long)]
    pub(super) print: bool,

    /// Overwrite an existing file
    #[arg(long)]
    pub(super) force: bool,
}

/// The examples of `rules/team.yaml` are in `rules/team.examples/RULE/`: in files named good*.yaml the rule must report
/// nothing, in bad*.yaml something; if lines end in `# finds`, exactly there.
#[derive(Debug, Args)]
pub(super) struct TestRulesArgs {
    /// Configurations or rulesets
    #[arg(required = true)]
    pub(super) rulesets: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) session: SessionArgs,
}

#[derive(Debug, Args)]
pub(super) struct MigrateArgs {
    /// The ruleset [default: the nearest .spectral.yaml]
    pub(super) ruleset: Option<PathBuf>,

    /// Print instead of writing
    #[arg(long)]
    pub(super) print: bool,

    /// Overwrite an existing apivet.yaml
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct DebugTreeArgs {
    /// The file, or `-` for standard input
    pub(super) file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The directory to write to
    #[arg(long, value_name = "FOLDER", default_value = "man")]
    pub(super) out: PathBuf,
}

/// The formats of findings, with the names that other linters have for them.
fn formats() -> PossibleValuesParser {
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

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Which schema
    #[arg(value_enum, default_value_t = SchemaName::Config)]
    pub(super) name: SchemaName,
}

/// What has a JSON Schema.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum SchemaName {
    /// apivet.yaml
    Config,
    /// `apivet lint --format json`
    Lint,
    /// `apivet diff --format json`
    Diff,
    /// `apivet diff --since ... --format json`
    History,
    /// `apivet audit --format json`
    Audit,
    /// `apivet inventory --format json`
    Inventory,
}
