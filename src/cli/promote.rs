//! `apivet promote`: whether a public API is a safe subset of an internal one.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::args::{PromoteArgs, TableFormat};
use super::lint::baselines;
use super::{Status, tell_notes, terminal};
use crate::engine::{self, Outcome};
use crate::finding::{Finding, Message, Severity};
use crate::model::Api;
use crate::report::pages::{self, Body, Cell, Column, Page, PageTable, PageVerdict, Section};
use crate::report::table::Table;
use crate::report::{self, Format, Report};
use crate::rule::{Check, Rule};
use crate::rules;
use crate::session::{Configured, DocumentVersion, Failure, Run, Session, folder_of, syntax_errors};
use crate::spec::Workspace;
use crate::text::counted;
use crate::tree::{Limits, Tree};
use crate::views::promotion::{self, Map, Surface};

#[derive(Serialize)]
struct FindingJson<'f> {
    rule: &'f str,
    severity: &'static str,
    message: &'f str,
    file: &'f str,
    pointer: &'f str,
    line: u32,
    fingerprint: String,
}

#[derive(Serialize)]
struct Json<'r> {
    version: u32,
    surface: &'r [Surface],
    findings: Vec<FindingJson<'r>>,
    suppressed: usize,
}

pub(super) fn run(args: &PromoteArgs) -> Result<Status, Failure> {
    let session = super::open(&args.session, |options| options.no_inline = args.waivers.no_inline_ignores)?;
    let folder = folder_of(Path::new(&args.public));
    let configured = concerned(&session, &*session.configuration(&folder)?);
    let map = args.map.as_deref().map(|path| read_map(&session, path)).transpose()?.unwrap_or_default();
    let inside = workspace(session.version(&args.internal, &configured)?)?;
    let outside = workspace(session.version(&args.public, &configured)?)?;
    let internal = Api::new(&inside, inside.entries()[0]);
    let public = Api::new(&outside, outside.entries()[0]);
    let promotion = promotion::promote(&internal, &public, &map, &configured.config.policy.strength);
    if let (Some(path), false) = (&args.map, promotion.mistakes.is_empty()) {
        let mistakes = Message::joined(&promotion.mistakes, "; ");
        return Err(Failure::new(format!("the map `{}`: {mistakes}", path.display())));
    }
    let baselines = baselines(&session, args.waivers.baseline.as_deref(), None)?;
    let mut run = Run::new(&session, &configured, &baselines.iter().collect::<Vec<_>>());
    let mut outcome = engine::judge_with(&outside, &configured.ruleset, session.today(), promotion.findings);
    run.suppress(&mut outcome, &configured);
    outcome.findings.extend(run.about());
    outcome.sort();
    tell_notes(&session);
    let text = match args.table.format {
        TableFormat::Json => json(&promotion.surface, &outcome)?,
        TableFormat::Csv => surface(&promotion.surface).csv(),
        TableFormat::Markdown => format!(
            "# {}\n\n{}\n{}",
            lead(&promotion.surface),
            surface(&promotion.surface).markdown(),
            found(&outcome).markdown()
        ),
        TableFormat::Html => page(&promotion.surface, &outcome).text(),
        TableFormat::Text => text(&promotion.surface, &outcome)?,
    };
    super::deliver(&session, args.table.output.as_deref(), &text)?;
    let grave = outcome.findings.iter().any(|d| d.severity == Severity::Error);
    Ok(if grave { Status::Findings } else { Status::Clean })
}

/// The configuration with only the rules about what outsiders must not see, as far as it has them on; that they see it
/// is certain here.
fn concerned(session: &Session, configured: &Configured) -> Arc<Configured> {
    const LEAKS: [&str; 3] = ["internal-exposed", "backend-url-leaked", "internal-host-leaked"];
    let concerned =
        |rule: &Rule| LEAKS.contains(&rule.id) || matches!(rule.check, Check::View("promote") | Check::Ruleset);
    let own = &configured.ruleset;
    let on = rules::all().filter(|r| concerned(r) && own.runs(r)).map(|r| r.id.to_owned()).collect();
    session.reconfigured(configured, |config| {
        config.policy.exposed = true;
        config.only = on;
    })
}

/// A version with what it refers to. What cannot be read would look hidden.
fn workspace(version: DocumentVersion) -> Result<Workspace, Failure> {
    let workspace = Workspace::build(vec![version.tree], &version.files);
    version.files.failure(&version.shown).map_or(Ok(workspace), Err)
}

/// Reads which internal operations public ones stand for.
fn read_map(session: &Session, path: &Path) -> Result<Map, Failure> {
    let text = session
        .read(path, Limits::default())
        .map_err(|why| Failure::new(format!("cannot read the map `{}`: {why}", path.display())))?;
    let source = crate::source::Source::new(path.display().to_string(), text);
    let tree = Tree::parse(std::sync::Arc::new(source), Limits::default());
    if !tree.errors().is_empty() || !tree.root().is_map() {
        return Err(Failure::new(format!("`{}` is no map of operations", path.display()))
            .with_problems(syntax_errors(&tree))
            .help("it maps public operations to internal ones: `GET /orders: GET /internal/orders`, or by their ids"));
    }
    Ok(tree.root().entries().map(|e| (e.name().to_owned(), e.value.text().into_owned())).collect())
}

fn lead(all: &[Surface]) -> String {
    let count = |state: &str| all.iter().filter(|s| s.state == state).count();
    format!(
        "{} exposed, {} drifted, {} without an internal counterpart, {} hidden",
        counted(count("exposed"), "operation"),
        count("drifted"),
        count("new"),
        count("hidden")
    )
}

fn surface(all: &[Surface]) -> Table {
    let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let row = |s: &Surface| {
        vec![s.state.to_owned(), or(&s.public), or(&s.internal), Message::joined(&s.why, "; ").to_string()]
    };
    Table {
        title: "Operations".to_owned(),
        heads: vec!["state", "public", "internal", "why"],
        rows: all.iter().map(row).collect(),
    }
}

/// The page: whether it is safe, what is wrong, then all operations.
fn page(all: &[Surface], outcome: &Outcome) -> Page {
    let report = report_of(outcome);
    let grave = outcome.findings.iter().any(|d| d.severity == Severity::Error);
    let class = if grave { "error" } else { "good" };
    let decision = if grave { "Not safe to publish" } else { "Safe subset" };
    let (table, told) = (surface(all), lead(all));
    let page_row = |(one, cells): (&Surface, &Vec<String>)| {
        let class = match one.state {
            "drifted" | "new" => "error",
            _ => "",
        };
        let cell = |(n, text): (usize, &String)| Cell::text(text).badge(if n == 0 { class } else { "" });
        let data = vec![("state", one.state.to_owned())];
        pages::Row { class, data, cells: cells.iter().enumerate().map(cell).collect() }
    };
    let heads = table.heads.iter().map(|text| Column { text, number: false }).collect();
    let rows = all.iter().zip(&table.rows).map(page_row).collect();
    let operations = PageTable { filters: None, heads, rows }.filtered("surface", "", &[("state", "every state", &[])]);
    Page {
        title: "What is public".to_owned(),
        verdict: Some(PageVerdict::new(class, decision.to_owned(), &Message::foreign(&told))),
        figures: pages::figures(&report),
        lead: Vec::new(),
        filters: None,
        sections: vec![
            pages::findings(&report, &|_| String::new()),
            Section {
                id: "surface",
                title: table.title.clone(),
                count: Some(all.len()),
                lead: String::new(),
                body: Body::Table(operations),
            },
        ],
    }
}

fn report_of(outcome: &Outcome) -> Report<'_> {
    Report {
        findings: &outcome.findings,
        files: outcome.files,
        suppressed: outcome.suppressed.len(),
        ..Report::default()
    }
}

fn found(outcome: &Outcome) -> Table {
    let row = |d: &Finding| {
        let message: String = d.message.parts().map(|(_, text)| text).collect();
        let place = format!("{}:{}", d.file(), d.location.line());
        vec![d.severity.word().to_owned(), d.rule.to_string(), message, place]
    };
    Table {
        title: "Findings".to_owned(),
        heads: vec!["severity", "rule", "what", "place"],
        rows: outcome.findings.iter().map(row).collect(),
    }
}

fn json(surface: &[Surface], outcome: &Outcome) -> Result<String, Failure> {
    let findings = outcome.findings.iter().map(|d| FindingJson {
        rule: d.rule.as_str(),
        severity: d.severity.word(),
        message: d.message.as_str(),
        file: d.file(),
        pointer: &d.pointer,
        line: d.location.line(),
        fingerprint: d.fingerprint(),
    });
    let report = Json { version: 1, surface, findings: findings.collect(), suppressed: outcome.suppressed.len() };
    Ok(serde_json::to_string_pretty(&report).map_err(std::io::Error::from)? + "\n")
}

fn text(all: &[Surface], outcome: &Outcome) -> Result<String, Failure> {
    let mut out = format!("{}\n\n{}\n", lead(all), surface(all).text(terminal::width()));
    if outcome.findings.is_empty() && outcome.suppressed.is_empty() {
        let _ = writeln!(out, "The public API is a safe subset of the internal one.");
        return Ok(out);
    }
    let report = report_of(outcome);
    let options = terminal::text_options(super::args::ColorArg::Auto, super::args::StyleArg::Auto, true);
    let mut bytes = Vec::new();
    report::write(Format::Text, &report, &options, &mut bytes)?;
    out.push_str(&String::from_utf8_lossy(&bytes));
    Ok(out)
}
