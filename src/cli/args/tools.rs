//! The arguments of `init`, `schema` and what packagers and developers use.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::shared::SessionArgs;

#[derive(Debug, Args)]
pub(in crate::cli) struct InitArgs {
    /// The directory
    #[arg(default_value = ".")]
    pub(in crate::cli) folder: PathBuf,

    #[command(flatten)]
    pub(in crate::cli) session: SessionArgs,

    /// Write .github/workflows/apivet.yml instead, to check pull requests
    #[arg(long, group = "what")]
    pub(in crate::cli) github: bool,

    /// Write .gitlab-ci.yml instead, to check merge requests
    #[arg(long, group = "what")]
    pub(in crate::cli) gitlab: bool,

    /// Write azure-pipelines.yml instead, to check pull requests in Azure Pipelines
    #[arg(long, group = "what")]
    pub(in crate::cli) azure: bool,

    /// Write a Jenkinsfile instead, to check pull requests in Jenkins
    #[arg(long, group = "what")]
    pub(in crate::cli) jenkins: bool,

    /// Write .pre-commit-config.yaml instead, to check commits
    #[arg(long, group = "what")]
    pub(in crate::cli) pre_commit: bool,

    /// Write AGENTS.md instead, which tells agents how to work with apivet
    #[arg(long, group = "what")]
    pub(in crate::cli) agents: bool,

    /// Print instead of writing
    #[arg(long)]
    pub(in crate::cli) print: bool,

    /// Overwrite an existing file
    #[arg(long)]
    pub(in crate::cli) force: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct DebugTreeArgs {
    /// The file, or `-` for standard input
    pub(in crate::cli) file: PathBuf,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct CompletionsArgs {
    /// The shell
    pub(in crate::cli) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ManArgs {
    /// The directory to write to
    #[arg(long, value_name = "FOLDER", default_value = "man")]
    pub(in crate::cli) out: PathBuf,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SchemaArgs {
    /// Which schema
    #[arg(value_enum, default_value_t = SchemaName::Config)]
    pub(in crate::cli) name: SchemaName,
}

/// What has a JSON Schema.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum SchemaName {
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
