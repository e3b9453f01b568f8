//! `apivet promote`: whether a public API is a safe face of an internal one.

use std::fmt::Write;
use std::path::Path;

use serde::Serialize;

use super::args::{Promote, TableFormat};
use super::documents::read_text;
use super::versions::{Places, Version};
use super::{Failure, Status, counted, settings, terminal};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::{self, Outcome};
use crate::model::Api;
use crate::report::table::{self, Table};
use crate::report::{self, Format, Report};
use crate::rule::{Check, Rule};
use crate::rules;
use crate::ruleset::{Config, Ruleset};
use crate::spec::Workspace;
use crate::tree::{Limits, Tree};
use crate::views::promotion::{self, Map, Surface};

#[derive(Serialize)]
struct Found<'f> {
    rule: &'f str,
    severity: &'static str,
    message: &'f str,
    file: &'f str,
    pointer: &'f str,
    line: u32,
}

#[derive(Serialize)]
struct Json<'r> {
    version: u32,
    surface: &'r [Surface],
    findings: Vec<Found<'r>>,
}

pub(super) fn run(args: &Promote) -> Result<Status, Failure> {
    let (_, config) = settings::chosen(args.table.config.as_deref(), Path::new(&args.public))?;
    let map = args.map.as_deref().map(read_map).transpose()?.unwrap_or_default();
    let places = Places { root: None, limits: config.limits, allow_remote: false };
    let inside = workspace(places.read(&args.internal)?)?;
    let outside = workspace(places.read(&args.public)?)?;
    let internal = Api::new(&inside, inside.entries()[0]);
    let public = Api::new(&outside, outside.entries()[0]);
    let promotion = promotion::promote(&internal, &public, &map, &config.policy.strength);
    if let (Some(path), false) = (&args.map, promotion.mistakes.is_empty()) {
        return Err(Failure::new(format!("the map `{}`: {}", path.display(), promotion.mistakes.join("; "))));
    }
    let mut outcome = engine::judge_with(&outside, &ruleset(config), terminal::today(), promotion.findings);
    outcome.sort();
    let text = match args.table.format {
        TableFormat::Json => json(&promotion.surface, &outcome)?,
        TableFormat::Csv => surface(&promotion.surface).csv(),
        TableFormat::Markdown => format!(
            "# {}\n\n{}\n{}",
            lead(&promotion.surface),
            surface(&promotion.surface).markdown(),
            found(&outcome).markdown()
        ),
        TableFormat::Html => {
            let tables = [surface(&promotion.surface), found(&outcome)];
            table::page("What outsiders see", &[lead(&promotion.surface)], &tables)
        }
        TableFormat::Text => text(&promotion.surface, &outcome)?,
    };
    super::deliver(args.table.output.as_deref(), &text)?;
    let grave = outcome.diagnostics.iter().any(|d| d.severity == Severity::Error);
    Ok(if grave { Status::Findings } else { Status::Clean })
}

/// The rules about what outsiders must not see, as far as the configuration has them on; that they see it is certain
/// here.
fn ruleset(mut config: Config) -> Ruleset {
    const LEAKS: [&str; 3] = ["internal-exposed", "backend-url-leaked", "internal-host-leaked"];
    config.policy.exposed = true;
    let own = Ruleset::new(config.clone(), &[], &[]);
    let concerned = |rule: &&Rule| LEAKS.contains(&rule.id) || matches!(rule.check, Check::View("promote"));
    let select: Vec<String> = rules::all().filter(concerned).filter(|r| own.runs(r)).map(|r| r.id.to_owned()).collect();
    Ruleset::new(config, &select, &[])
}

/// A version with what it refers to. What cannot be read would look hidden.
fn workspace(version: Version) -> Result<Workspace, Failure> {
    let workspace = Workspace::build(vec![version.tree], &version.files);
    match version.files.failure(&version.shown) {
        Some(failure) => Err(failure),
        None => Ok(workspace),
    }
}

/// Reads which internal operations public ones stand for.
fn read_map(path: &Path) -> Result<Map, Failure> {
    let text = read_text(path, Limits::default())
        .map_err(|why| Failure::new(format!("cannot read the map `{}`: {why}", path.display())))?;
    let source = crate::source::Source::new(path.display().to_string(), text);
    let tree = Tree::parse(std::sync::Arc::new(source), Limits::default());
    if !tree.errors().is_empty() || !tree.root().is_map() {
        if !tree.errors().is_empty() {
            let _ = super::debug_tree::print_errors(&tree);
        }
        return Err(Failure::new(format!("`{}` is no map of operations", path.display()))
            .help("it maps public operations to internal ones: `GET /orders: GET /internal/orders`, or by their ids"));
    }
    Ok(tree.root().entries().map(|e| (e.name().to_owned(), e.value.text().into_owned())).collect())
}

fn lead(all: &[Surface]) -> String {
    let count = |state: &str| all.iter().filter(|s| s.state == state).count();
    format!(
        "{} exposed, {} drifted, {} without a counterpart inside, {} hidden",
        counted(count("exposed"), "operation"),
        count("drifted"),
        count("new"),
        count("hidden")
    )
}

fn surface(all: &[Surface]) -> Table {
    let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let row = |s: &Surface| vec![s.state.to_owned(), or(&s.public), or(&s.internal), s.why.join("; ")];
    Table {
        title: "The surface".to_owned(),
        heads: vec!["state", "public", "internal", "why"],
        rows: all.iter().map(row).collect(),
    }
}

fn line(outcome: &Outcome, found: &Diagnostic) -> u32 {
    outcome.sources[found.primary.file.0 as usize].position(found.primary.span.start).line + 1
}

fn found(outcome: &Outcome) -> Table {
    let row = |d: &Diagnostic| {
        let file = outcome.sources[d.primary.file.0 as usize].name();
        vec![
            d.severity.word().to_owned(),
            d.rule.to_string(),
            d.message.replace('`', ""),
            format!("{file}:{}", line(outcome, d)),
        ]
    };
    Table {
        title: "What is wrong".to_owned(),
        heads: vec!["severity", "rule", "what", "place"],
        rows: outcome.diagnostics.iter().map(row).collect(),
    }
}

fn json(surface: &[Surface], outcome: &Outcome) -> Result<String, Failure> {
    let findings = outcome.diagnostics.iter().map(|d| Found {
        rule: &d.rule,
        severity: d.severity.word(),
        message: &d.message,
        file: outcome.sources[d.primary.file.0 as usize].name(),
        pointer: &d.pointer,
        line: line(outcome, d),
    });
    let report = Json { version: 1, surface, findings: findings.collect() };
    Ok(serde_json::to_string_pretty(&report).map_err(std::io::Error::from)? + "\n")
}

fn text(all: &[Surface], outcome: &Outcome) -> Result<String, Failure> {
    let mut out = format!("{}\n\n{}\n", lead(all), surface(all).text(terminal::width()));
    if outcome.diagnostics.is_empty() {
        let _ = writeln!(out, "The public API is a safe face of the internal one.");
        return Ok(out);
    }
    let report =
        Report { sources: &outcome.sources, diagnostics: &outcome.diagnostics, files: outcome.files, suppressed: 0 };
    let options = terminal::text_options(super::args::ColorArg::Auto, super::args::StyleArg::Auto, true);
    let mut bytes = Vec::new();
    report::write(Format::Text, &report, &options, &mut bytes)?;
    out.push_str(&String::from_utf8_lossy(&bytes));
    Ok(out)
}
