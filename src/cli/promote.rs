//! `apivet promote`: whether a public API is a safe subset of an internal one.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::args::{PromoteArgs, TableFormat};
use super::lint::baselines;
use super::{Status, tell_notes, terminal};
use crate::engine::{self, Outcome};
use crate::finding::{Finding, Message, Severity, message};
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
use crate::views::promotion::{self, COMPARED, END, Map, PromotionPolicy, Surface};

#[derive(Serialize)]
struct FindingJson<'f> {
    rule: &'f str,
    severity: &'static str,
    message: &'f str,
    file: &'f str,
    pointer: &'f str,
    line: u32,
    fingerprint: String,
    operations: Vec<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'f str>,
    /// Other places: of the internal description.
    also: Vec<AlsoJson<'f>>,
}

#[derive(Serialize)]
struct AlsoJson<'f> {
    file: &'f str,
    line: u32,
    text: String,
}

#[derive(Serialize)]
struct Json<'r> {
    version: u32,
    /// True where nothing is wrong and nothing undecided.
    safe: bool,
    /// What was compared of each pair.
    compared: [&'static str; 8],
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
    let policy = &configured.config.policy;
    let policy = PromotionPolicy { strength: &policy.strength, tiers: &policy.tiers, today: session.today() };
    // What is promised is compared by the engine of `diff`, which goes deep.
    let promotion = std::thread::scope(|scope| {
        let work = || {
            let [internal, public] = [&inside, &outside].map(|w| Api::new(w, w.entries()[0]));
            promotion::promote(&internal, &public, &map, &policy)
        };
        let thread = std::thread::Builder::new().stack_size(crate::diff::STACK).spawn_scoped(scope, work)?;
        thread.join().map_err(|_| std::io::Error::other("the comparison failed"))?
    })
    .map_err(|e| Failure::new(format!("the descriptions cannot be compared: {e}")))?;
    if let (Some(path), false) = (&args.map, promotion.mistakes.is_empty()) {
        let mistakes = Message::joined(&promotion.mistakes, "; ");
        return Err(Failure::new(format!("the map `{}`: {mistakes}", path.display())));
    }
    let baselines = baselines(&session, args.waivers.baseline.as_deref(), None)?;
    let mut run = Run::new(&session, &configured, &baselines.iter().collect::<Vec<_>>());
    let mut outcome =
        engine::judge_with(&outside, &configured.ruleset, session.today(), promotion.findings, session.timings());
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
    let level = Severity::from_word(&args.fail_on);
    let fails = level.is_some_and(|level| outcome.findings.iter().any(|d| d.severity.is_at_least(level)));
    Ok(if fails { Status::Findings } else { Status::Clean })
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
        config.policy.published = true;
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
        let undecided = s.undecided.iter().map(|what| message!("undecided: {}", what));
        let why = Message::joined(s.why.iter().cloned().chain(undecided), "; ").to_string();
        let by = s.matched_by.map_or_else(|| "-".to_owned(), str::to_owned);
        vec![s.state.to_owned(), or(&s.public), or(&s.internal), by, why]
    };
    Table {
        title: "Operations".to_owned(),
        heads: vec!["state", "public", "internal", "matched by", "why"],
        rows: all.iter().map(row).collect(),
    }
}

/// The page: whether it is safe, what is wrong, then all operations.
fn page(all: &[Surface], outcome: &Outcome) -> Page {
    let report = report_of(outcome);
    let grave = outcome.findings.iter().any(|d| d.severity == Severity::Error);
    let (class, decision) = match (grave, is_safe(all, outcome)) {
        (true, _) => ("error", "Not safe to publish"),
        (false, true) => ("good", "Safe subset"),
        (false, false) => ("warn", "To be looked at"),
    };
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

/// True where nothing is wrong, nothing undecided, and each pair is certain.
fn is_safe(all: &[Surface], outcome: &Outcome) -> bool {
    outcome.findings.is_empty() && all.iter().all(|s| s.undecided.is_empty() && s.matched_by != Some(END))
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
        operations: d.operations.iter().map(|o| o.title.as_str()).collect(),
        help: d.help.as_ref().map(Message::as_str),
        also: d
            .labels
            .iter()
            .map(|r| AlsoJson {
                file: r.location.source.shown(),
                line: r.location.line(),
                text: r.message.as_str().to_owned(),
            })
            .collect(),
    });
    let safe = is_safe(surface, outcome);
    let report = Json {
        version: 1,
        safe,
        compared: COMPARED,
        surface,
        findings: findings.collect(),
        suppressed: outcome.suppressed.len(),
    };
    Ok(serde_json::to_string_pretty(&report).map_err(std::io::Error::from)? + "\n")
}

fn text(all: &[Surface], outcome: &Outcome) -> Result<String, Failure> {
    let mut out = format!("{}\n\n{}\n", lead(all), surface(all).text(terminal::width()));
    let compared = COMPARED.join(", ");
    let _ = writeln!(
        out,
        "{}",
        terminal::wrap(&format!("Compared: {compared}; servers, hosts and marks of the document."))
    );
    let by_end = all.iter().filter(|s| s.matched_by == Some(END)).count();
    if by_end > 0 {
        let note = format!(
            "{} matched by the end of the path only; a map (`--map`) says which internal operation is meant",
            counted(by_end, "operation")
        );
        let _ = writeln!(out, "{}", terminal::wrap(&note).trim_end());
    }
    let undecided = all.iter().map(|s| s.undecided.len()).sum::<usize>();
    if undecided > 0 {
        let _ = writeln!(out, "{} could not be decided: see the table", counted(undecided, "difference"));
    }
    out.push('\n');
    if outcome.findings.is_empty() && outcome.suppressed.is_empty() {
        let told = if is_safe(all, outcome) {
            "The public API is a safe subset of the internal one."
        } else {
            "Nothing is wrong in what could be decided."
        };
        let _ = writeln!(out, "{told}");
        return Ok(out);
    }
    let report = report_of(outcome);
    let options = terminal::text_options(super::args::ColorArg::Auto, super::args::StyleArg::Auto, true);
    let mut bytes = Vec::new();
    report::write(Format::Text, &report, &options, &mut bytes)?;
    out.push_str(&String::from_utf8_lossy(&bytes));
    Ok(out)
}
