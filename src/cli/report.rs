//! `apivet report`: one page for people who have to sign: findings, the access matrix, evidence.

use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use clap::Parser;

use super::args::{Cli, Command, Report};
use super::documents::{display_name, read_text};
use super::{Failure, Status, audit, lint, settings};
use crate::digest::sha256_hex;
use crate::report::page::{self, Extra};
use crate::report::table::Table;
use crate::ruleset::{Config, PACKS};
use crate::source::Source;
use crate::tree::Limits;

pub(super) fn run(args: &Report) -> Result<Status, Failure> {
    // The findings are those of the linter, with its own ways to find files and configurations.
    let mut arguments: Vec<String> = ["apivet", "lint"].map(str::to_owned).to_vec();
    let mut option = |name: &str, value: Option<String>| arguments.extend(value.map(|v| format!("--{name}={v}")));
    option("config", args.config.as_ref().map(|c| c.display().to_string()));
    option("against", args.against.clone());
    option("today", args.today.clone());
    option("baseline", args.baseline.as_ref().map(|b| b.display().to_string()));
    // A path may start with a dash.
    arguments.push("--".to_owned());
    arguments.extend(args.paths.iter().map(|p| p.display().to_string()));
    let parsed = Cli::try_parse_from(arguments).map_err(|e| Failure::new(e.to_string()))?;
    let Command::Lint(lint_args) = parsed.command else { return Err(Failure::new("the report cannot be made")) };
    let (outcome, _, failed) = lint::outcome(&lint_args)?;
    if failed {
        return Ok(Status::Failed);
    }
    let paths = settings::paths(&args.paths);
    let (path, config) = settings::chosen(args.config.as_deref(), &paths[0])?;
    let today = super::diff::today(args.today.as_deref())?;
    let tables = audit::tables(&paths, args.against.as_deref(), &config, today)?;
    let extra = Extra { tables, evidence: evidence(path.as_deref(), &config, &outcome.sources) };
    let found = crate::report::Report {
        sources: &outcome.sources,
        diagnostics: &outcome.diagnostics,
        files: outcome.files,
        suppressed: outcome.suppressed,
    };
    let mut text = BufWriter::new(Vec::new());
    page::write(&args.title, &found, &extra, &mut text)?;
    let text = text.into_inner().map_err(|e| Failure::from(e.into_error()))?;
    super::deliver(args.output.as_deref(), &String::from_utf8_lossy(&text))
}

/// What the page rests on.
fn evidence(path: Option<&Path>, config: &Config, sources: &[Arc<Source>]) -> Vec<Table> {
    let mut rows = vec![vec!["apivet".to_owned(), env!("CARGO_PKG_VERSION").to_owned(), "-".to_owned()]];
    if let Some(path) = path {
        let text = read_text(path, Limits::default()).unwrap_or_default();
        rows.push(vec!["configuration".to_owned(), display_name(path), sha256_hex(&text)]);
    }
    let mut packs: Vec<&str> =
        config.layers.iter().map(|l| l.origin.as_str()).filter(|o| o.starts_with("apivet:")).collect();
    if packs.is_empty() {
        packs.push("apivet:recommended");
    }
    packs.sort_unstable();
    packs.dedup();
    for name in packs {
        let hash = PACKS.iter().find(|p| p.name == name).map_or_else(|| "-".to_owned(), |p| p.hash());
        rows.push(vec!["pack".to_owned(), name.to_owned(), hash]);
    }
    for source in sources {
        let row = vec!["file".to_owned(), source.name().to_owned(), sha256_hex(source.text())];
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    let accepted = config.ignores.iter().map(|e| {
        let line = e.source.position(e.span.start).line + 1;
        vec![e.rules.join(", "), e.at.clone(), e.reason.clone(), format!("{}:{line}", e.source.name())]
    });
    vec![
        Table { title: "Evidence".to_owned(), heads: vec!["what", "name", "sha-256"], rows },
        Table {
            title: "Accepted".to_owned(),
            heads: vec!["rules", "place", "reason", "where"],
            rows: accepted.collect(),
        },
    ]
}
