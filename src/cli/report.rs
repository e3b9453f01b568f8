//! `apivet report`: one page for people who have to sign: findings, the access matrix, evidence.

use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Parser;

use super::args::{Cli, Command, Report};
use super::baseline::Baseline;
use super::documents::{display_name, read_text};
use super::{Failure, Status, audit, lint, settings};
use crate::digest::sha256_hex;
use crate::engine::Outcome;
use crate::model::lifecycle::date_of;
use crate::report::page::{self, Extra};
use crate::report::table::Table;
use crate::ruleset::{Config, PACKS};
use crate::source::Source;
use crate::tree::Limits;

pub(super) fn run(args: &Report) -> Result<Status, Failure> {
    if args.paths.iter().any(|p| p == Path::new("-")) {
        return Err(Failure::new("a report is made of files: what comes from standard input has no name to sign for"));
    }
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
    let today = super::diff::today(args.today.as_deref())?;
    let configs = configurations(args, &paths, &outcome.sources)?;
    let tables = audit::tables(&paths, args.against.as_deref(), &configs[0].1, today)?;
    let baseline = args.baseline.as_deref().map(|path| Baseline::read(path, today)).transpose()?;
    let accepted = accepted(&configs, &outcome, baseline.as_ref(), today);
    let extra = Extra { tables, evidence: vec![accepted, evidence(&configs, &outcome.sources)] };
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

/// The configurations that the files follow, that of the first path first, with their paths.
fn configurations(
    args: &Report,
    paths: &[PathBuf],
    sources: &[Arc<Source>],
) -> Result<Vec<(Option<PathBuf>, Config)>, Failure> {
    let mut all = vec![settings::chosen(args.config.as_deref(), &paths[0])?];
    if args.config.is_none() {
        for source in sources {
            let path = settings::nearest(&settings::folder_of(Path::new(source.name())));
            if all.iter().all(|(known, _)| *known != path) {
                let config = path.as_deref().map(settings::read).transpose()?.unwrap_or_default();
                all.push((path, config));
            }
        }
    }
    Ok(all)
}

/// What the page rests on.
fn evidence(configs: &[(Option<PathBuf>, Config)], sources: &[Arc<Source>]) -> Table {
    let mut rows = vec![vec!["apivet".to_owned(), env!("CARGO_PKG_VERSION").to_owned(), "-".to_owned()]];
    for path in configs.iter().filter_map(|(path, _)| path.as_deref()) {
        let text = read_text(path, Limits::default()).unwrap_or_default();
        rows.push(vec!["configuration".to_owned(), display_name(path), sha256_hex(&text)]);
    }
    let mut packs: Vec<&str> = Vec::new();
    for (_, config) in configs {
        let own = || config.layers.iter().map(|l| l.origin.as_str()).filter(|o| o.starts_with("apivet:"));
        packs.extend(own());
        if own().next().is_none() {
            packs.push("apivet:recommended");
        }
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
    Table { title: "Evidence".to_owned(), heads: vec!["what", "name", "sha-256"], rows }
}

/// What is accepted although rules speak against it, with the reasons: ignores of the configuration and of documents,
/// exemptions of the policy, entries of the baseline.
fn accepted(
    configs: &[(Option<PathBuf>, Config)],
    outcome: &Outcome,
    baseline: Option<&Baseline>,
    today: i64,
) -> Table {
    let place = |source: &Source, offset: u32| format!("{}:{}", source.name(), source.position(offset).line + 1);
    let row = |rules: String, reason: &str, until: String, place: String| {
        let reason = if reason.is_empty() { "(no reason given)" } else { reason };
        vec![rules, reason.to_owned(), until, place]
    };
    let mut rows = Vec::new();
    for entry in configs.iter().flat_map(|(_, c)| &c.ignores) {
        let until = entry.expires.map_or_else(|| "-".to_owned(), date_of);
        let until = if entry.is_over(today) { format!("{until} (past)") } else { until };
        let at = if entry.at.is_empty() { String::new() } else { format!(" at {}", entry.at) };
        rows.push(row(entry.rules.join(", ") + &at, &entry.reason, until, place(&entry.source, entry.span.start)));
    }
    for exemption in configs.iter().flat_map(|(_, c)| &c.policy.exempt) {
        let rules = if exemption.rules.is_empty() { "every rule".to_owned() } else { exemption.rules.join(", ") };
        let paths = exemption.paths.iter().map(|glob| glob.glob().glob().replace("[{]", "{").replace("[}]", "}"));
        let whom: Vec<String> =
            paths.chain(exemption.tags.iter().cloned()).chain(exemption.operations.iter().cloned()).collect();
        let rules = format!("{rules} at {}", whom.join(", "));
        rows.push(row(rules, &exemption.reason, "-".to_owned(), "policy.exempt".to_owned()));
    }
    for waiver in &outcome.waivers {
        let source = &outcome.sources[waiver.place.file.0 as usize];
        rows.push(row(waiver.rules.join(", "), &waiver.reason, "-".to_owned(), place(source, waiver.place.span.start)));
    }
    for [rule, reason, until, place] in baseline.into_iter().flat_map(Baseline::accepted) {
        rows.push(row(rule, &reason, until, place));
    }
    rows.dedup();
    Table { title: "Accepted".to_owned(), heads: vec!["rules", "reason", "until", "place"], rows }
}
