//! The arguments: one definition for parsing, help, man pages and completions.

mod diff;
mod lint;
mod rules;
mod servers;
mod shared;
mod tools;
mod views;

pub(super) use diff::{DiffArgs, FailOn};
pub(super) use lint::LintArgs;
pub(super) use rules::{ExplainArgs, ListFormat, MigrateArgs, RulesArgs, TestRulesArgs};
pub(super) use servers::{LspArgs, McpArgs};
pub(super) use shared::{ColorArg, ConfigArgs, DisplayArgs, SessionArgs, StyleArg, TableFormat};
pub(super) use tools::{CompletionsArgs, DebugTreeArgs, InitArgs, ManArgs, SchemaArgs, SchemaName};
pub(super) use views::{AuditArgs, AuditFailOn, InventoryArgs, InventoryFormat, PromoteArgs, ReportArgs};

use clap::{Parser, Subcommand};

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
