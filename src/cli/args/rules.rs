//! The arguments of commands about rules: `explain`, `rules`, `test`, `migrate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::shared::{ConfigArgs, SessionArgs};
use crate::cli::rule_names::RuleNames;

#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainArgs {
    /// Rule ids or categories
    #[arg(required = true, value_name = "RULE|CATEGORY", value_parser = RuleNames::Explained, hide_possible_values = true)]
    pub(in crate::cli) names: Vec<String>,

    #[command(flatten)]
    pub(in crate::cli) configuration: ConfigArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct RulesArgs {
    /// Only these categories
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',')]
    pub(in crate::cli) category: Vec<String>,

    /// Output format
    #[arg(short, long, value_enum, default_value = "text")]
    pub(in crate::cli) format: ListFormat,

    /// With `-f markdown`: write the index and a page for each rule into this directory
    #[arg(short, long, value_name = "DIRECTORY")]
    pub(in crate::cli) output: Option<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) configuration: ConfigArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ListFormat {
    /// A table
    Text,
    /// A JSON array
    Json,
    /// The catalogue; with `--output`, also a page for each rule
    Markdown,
}

/// The examples of `rules/team.yaml` are in `rules/team.examples/RULE/`: in files named good*.yaml the rule must report
/// nothing, in bad*.yaml something; if lines end in `# finds`, exactly there.
#[derive(Debug, Args)]
pub(in crate::cli) struct TestRulesArgs {
    /// Configurations or rulesets
    #[arg(required = true)]
    pub(in crate::cli) rulesets: Vec<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) session: SessionArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct MigrateArgs {
    /// The ruleset [default: the nearest .spectral.yaml]
    pub(in crate::cli) ruleset: Option<PathBuf>,

    /// Print instead of writing
    #[arg(long)]
    pub(in crate::cli) print: bool,

    /// Overwrite an existing apivet.yaml
    #[arg(long)]
    pub(in crate::cli) force: bool,
}
