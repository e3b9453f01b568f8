//! The arguments of `apivet lsp` and `apivet mcp`.

use std::path::PathBuf;

use clap::Args;

use super::shared::SessionArgs;

#[derive(Debug, Args)]
pub(in crate::cli) struct LspArgs {
    /// Compare open documents with a revision, `none` with nothing [default: the repository's main branch]
    #[arg(long, value_name = "REVISION")]
    pub(in crate::cli) against: Option<String>,

    /// Suppress the findings in this file
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) baseline: Option<PathBuf>,

    /// Use standard input and output, as always: editors say so
    #[arg(long, hide = true)]
    pub(in crate::cli) stdio: bool,

    #[command(flatten)]
    pub(in crate::cli) session: SessionArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct McpArgs {
    /// Configuration file [default: the nearest apivet.yaml of each document]
    #[arg(short, long, value_name = "FILE", env = "APIVET_CONFIG")]
    pub(in crate::cli) config: Option<PathBuf>,

    /// Use no configuration file
    #[arg(long, conflicts_with = "config")]
    pub(in crate::cli) isolated: bool,

    /// Do not read anything outside this directory [default: the repository, or this directory]
    #[arg(long, value_name = "DIRECTORY")]
    pub(in crate::cli) root: Option<PathBuf>,
}
