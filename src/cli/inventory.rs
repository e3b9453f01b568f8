//! `apivet inventory`: all APIs of a folder with their versions.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;

use super::args::{InventoryArgs, InventoryFormat};
use super::progress::Progress;
use super::{Status, terminal};
use crate::finding::Severity;
use crate::fix::Repaired;
use crate::model::Api;
use crate::report::pages::{self, Body, Cell, Column, Figure, Page, PageTable, Section};
use crate::report::table::Table;
use crate::report::without_steering;
use crate::session::{Failure, Run, Session, Watched, display_name, folder_of};
use crate::spec::Workspace;
use crate::text::{Day, Sorting, counted};
use crate::tree::Limits;
use crate::views::inventory::{self, InventoryFinding, Judged, Row};

/// A row, if there is one, and why not all of its document could be read.
type ReadRow = Result<(Option<Row>, Option<Failure>), Failure>;

/// Documents that are read before their rows are written: enough for all cores, few enough for little memory.
const PIECE: usize = 256;

#[derive(Serialize)]
struct InventoryJson<'r> {
    version: u32,
    apis: &'r [Row],
    findings: &'r [InventoryFinding],
}

pub(super) fn run(args: &InventoryArgs) -> Result<Status, Failure> {
    let session = super::open(&args.session, |_| {})?;
    let today = session.today();
    if !args.merge.is_empty() {
        let mut rows = Vec::new();
        for path in &args.merge {
            rows.extend(read_rows(&session, path, today)?);
        }
        return finish(&session, args, rows, false);
    }
    let folders = if args.folders.is_empty() { vec![PathBuf::from(".")] } else { args.folders.clone() };
    let mut files: Vec<PathBuf> = Vec::new();
    let mut broken = false;
    for folder in &folders {
        if !folder.exists() {
            return Err(Failure::new(format!("cannot read `{}`: there is no such directory", folder.display())));
        }
        if folder.is_dir() {
            let searched = session.search(folder, &[]);
            broken |= !super::tell_skipped(&searched.skipped).is_empty();
            files.extend(searched.files);
        } else {
            files.push(folder.clone());
        }
    }
    if let Some((number, shares)) = args.shard {
        files.retain(|f| inventory::is_in_share(&display_name(f), number, shares));
    }
    let stream = args.format == InventoryFormat::Jsonl;
    if stream && args.findings {
        return Err(Failure::new(
            "`--findings` judges all documents together, and `--format jsonl` writes them one by one",
        )
        .help("`--format json` or csv have them"));
    }
    if stream && args.check {
        return Err(Failure::new("`--check` looks at all APIs together, and `--format jsonl` writes them one by one")
            .help("check what is merged: `apivet inventory --check --merge FILE...`"));
    }
    let (repository, commit) = (session.repository(), session.commit());
    // A file is written whole, at the end.
    let (mut whole, mut stdout) = (Vec::new(), BufWriter::new(std::io::stdout()));
    let progress = Progress::new(files.len());
    let mut rows = Vec::new();
    for piece in files.chunks(PIECE) {
        let read: Vec<ReadRow> = piece
            .par_iter()
            .map(|path| {
                let (row, unread) = read(&session, path)?;
                let row = row.map(|row| Row { repository: repository.clone(), commit: commit.clone(), ..row });
                Ok((row, unread))
            })
            .collect();
        progress.done(piece.len());
        for row in read {
            let (row, unread) = match row {
                Ok((row, unread)) => (row, unread),
                Err(failure) => (None, Some(failure)),
            };
            if let Some(failure) = unread {
                super::tell(&failure);
                broken = true;
            }
            match row {
                Some(row) if stream => {
                    let line = serde_json::to_string(&row).map_err(std::io::Error::from)?;
                    let line = String::from_utf8(without_steering(line.into_bytes(), true)).unwrap_or_default();
                    let line = if args.output.is_some() { line.into() } else { super::terminal::for_log(&line) };
                    let out: &mut dyn Write = if args.output.is_some() { &mut whole } else { &mut stdout };
                    match writeln!(out, "{line}") {
                        // A reader that has seen enough is no failure.
                        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(Status::Clean),
                        result => result?,
                    }
                }
                Some(row) => rows.push(row),
                None => {}
            }
        }
    }
    progress.finish();
    if args.findings && !rows.is_empty() {
        judge(&session, &folders, &mut rows)?;
    }
    if !stream {
        return finish(&session, args, rows, broken);
    }
    stdout.flush()?;
    if let Some(path) = &args.output {
        session.write(path, &whole)?;
    }
    Ok(if broken { Status::Failed } else { Status::Clean })
}

/// The row of a file; nothing for one that is no OpenAPI document. Where not all of it can be read, that is told with it.
fn read(session: &Session, path: &Path) -> ReadRow {
    let configured = session.configuration(&folder_of(path))?;
    let limits = configured.config.limits;
    let read = session.read_searched(path, limits).map_err(|skipped| skipped.failure)?;
    let Some(tree) = read else { return Ok((None, None)) };
    let broken = tree.errors().first().map(|error| {
        let line = tree.source().position(error.span.start).line + 1;
        Failure::new(format!("`{}` cannot be read in full: line {line}: {}", path.display(), error.message))
    });
    let owned = |row: Option<Row>| {
        row.map(|row| if row.owner.is_some() { row } else { Row { owner: session.owners_of(path), ..row } })
    };
    if let Some(counts) = inventory::count(&tree).filter(|_| broken.is_none()) {
        return Ok((owned(Row::read(&tree, counts, session.today())), None));
    }
    // Its operations stand elsewhere, or not all of them can be read.
    let files = Watched::new(Box::new(session.disk(path.parent().unwrap_or(Path::new("")), &configured)));
    let workspace = Workspace::build(vec![tree], &files);
    let failure = broken.or_else(|| files.failure(&path.display().to_string()));
    let counts = workspace.entries().iter().map(|e| inventory::count_in(&Api::new(&workspace, *e))).next();
    let tree = workspace.trees().first();
    let row = tree.and_then(|tree| Row::read(tree, counts.unwrap_or_default(), session.today()));
    let unread = failure.as_ref().map(ToString::to_string);
    Ok((owned(row.map(|row| Row { unread, ..row })), failure))
}

/// Judges the documents, and notes on each row what came of it.
fn judge(session: &Session, folders: &[PathBuf], rows: &mut [Row]) -> Result<(), Failure> {
    let configured = session.configuration(&folder_of(&folders[0]))?;
    let found = session.find(folders, None, &configured.config.exclude, configured.config.limits, false)?;
    let mut run = Run::new(session, &configured, &[]);
    let outcome = run.lint(found.documents, None, &mut Repaired::default(), &|_| {});
    let mut judged: BTreeMap<&str, Judged> = BTreeMap::new();
    for finding in &outcome.findings {
        let of_document = judged.entry(finding.document()).or_default();
        match finding.severity {
            Severity::Error => of_document.errors += 1,
            Severity::Warn => of_document.warnings += 1,
            Severity::Info | Severity::Hint => of_document.infos += 1,
        }
    }
    for one in &outcome.suppressed {
        judged.entry(one.finding.document()).or_default().waived += 1;
    }
    let matrix = super::audit::read(session, folders, None)?.matrix;
    let weakest = matrix.weakest();
    for row in rows {
        let known = judged.get(row.file.as_str()).cloned().unwrap_or_default();
        let weakest = weakest.get(row.file.as_str()).map(|word| (*word).to_owned());
        row.judged = Some(Judged { weakest, ..known });
    }
    Ok(())
}

/// Rows of another run, as they are today.
fn read_rows(session: &Session, path: &Path, today: Day) -> Result<Vec<Row>, Failure> {
    let text = session
        .read(path, Limits::default())
        .map_err(|why| Failure::new(format!("cannot read `{}`: {why}", path.display())))?;
    let lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
    let row = |(n, line): (usize, &str)| {
        let read = serde_json::from_str::<Row>(line).map_err(|why| why.to_string());
        read.and_then(|mut row| row.on_day(today).map(|()| row)).map_err(|why| {
            Failure::new(format!("`{}`, line {}: this is no row of an inventory: {why}", path.display(), n + 1))
                .help("`apivet inventory --format jsonl` writes them")
        })
    };
    lines.map(row).collect()
}

fn finish(session: &Session, args: &InventoryArgs, mut rows: Vec<Row>, broken: bool) -> Result<Status, Failure> {
    // A share may be empty, the whole may not.
    if rows.is_empty() && args.shard.is_none() && !broken {
        return Err(super::none_found(&args.folders));
    }
    // Rows of an earlier version have no group.
    rows.iter_mut().filter(|row| row.group.is_empty()).for_each(|row| row.group = row.api.to_lowercase());
    inventory::sort(&mut rows);
    rows.dedup();
    inventory::place(&mut rows);
    let findings = inventory::findings(&rows, args.max_live);
    let text = match args.format {
        InventoryFormat::Json => {
            let report = InventoryJson { version: 1, apis: &rows, findings: &findings };
            serde_json::to_string_pretty(&report).map_err(std::io::Error::from)? + "\n"
        }
        InventoryFormat::Jsonl => {
            let lines: Result<Vec<String>, _> = rows.iter().map(serde_json::to_string).collect();
            lines.map_err(std::io::Error::from)?.iter().map(|l| format!("{l}\n")).collect()
        }
        InventoryFormat::Csv => whole(&rows).csv(),
        InventoryFormat::Ics => inventory::calendar(&rows),
        InventoryFormat::Text => text(&rows, &findings),
        InventoryFormat::Markdown => {
            let tables = [short(&rows), found(&findings)];
            let shown = tables.iter().filter(|t| !t.rows.is_empty()).map(Table::markdown).collect::<Vec<_>>();
            format!("# APIs\n\n{}\n\n{}", summary(&rows), shown.join("\n"))
        }
        InventoryFormat::Html => page(&rows, &findings).text(),
    };
    super::deliver(session, args.output.as_deref(), &text)?;
    Ok(match (broken, args.check && !findings.is_empty()) {
        (true, _) => Status::Failed,
        (false, true) => Status::Findings,
        (false, false) => Status::Clean,
    })
}

/// The page: what is to be looked at, then all APIs.
fn page(rows: &[Row], findings: &[InventoryFinding]) -> Page {
    let table = short(rows);
    let page_row = |(row, cells): (&Row, &Vec<String>)| {
        let class = match row.state.as_str() {
            "ended" => "error",
            "sunset" | "deprecated" => "warn",
            _ => "",
        };
        let owner = row.owner.clone().unwrap_or_default();
        let data = vec![("state", row.state.clone()), ("owner", owner)];
        // The file stands under the name of the API.
        let cell = |(n, text): (usize, &String)| match n {
            0 => Cell::text(text).with_note(row.file.clone()),
            2 => Cell::text(text).badge(class),
            _ => Cell::text(text),
        };
        let cells = cells.iter().take(table.heads.len() - 1).enumerate().map(cell).collect();
        pages::Row { class, data, cells }
    };
    let heads = table
        .heads
        .iter()
        .filter(|text| **text != "file")
        .map(|text| Column { text, number: *text == "operations" })
        .collect();
    let all = PageTable { filters: None, heads, rows: rows.iter().zip(&table.rows).map(page_row).collect() };
    let all = all.filtered("apis", "", &[("state", "every state", &[]), ("owner", "every owner", &[])]);
    let section = |id, title: &str, n, table| Section {
        id,
        title: title.to_owned(),
        count: Some(n),
        lead: String::new(),
        body: Body::Table(table),
    };
    let found = found(findings);
    let mut sections = vec![section("apis", "APIs", rows.len(), all)];
    if !findings.is_empty() {
        sections.push(section("findings", &found.title, findings.len(), PageTable::plain(&found)));
    }
    Page {
        title: "APIs and their versions".to_owned(),
        verdict: None,
        figures: figures(rows),
        lead: Vec::new(),
        filters: None,
        sections,
    }
}

/// The states that a document can be in, with their words and how they are shown.
const STATES: [(&str, &str, &str); 5] = [
    ("live", "live", "good"),
    ("preview", "in preview", ""),
    ("deprecated", "deprecated", "warn"),
    ("sunset", "with a sunset", "warn"),
    ("ended", "past the sunset", "error"),
];

/// How many documents are in each state.
fn figures(rows: &[Row]) -> Vec<Figure> {
    let of_state = |(state, noun, class): (&str, &str, &'static str)| {
        let n = rows.iter().filter(|r| r.state == state).count();
        (n > 0).then(|| Figure { class, value: n.to_string(), noun: noun.to_owned() })
    };
    let all = [Figure::counted("", rows.len(), "document")];
    all.into_iter().chain(STATES.into_iter().filter_map(of_state)).collect()
}

fn summary(rows: &[Row]) -> String {
    let mut apis: Vec<&str> = rows.iter().map(|r| r.group.as_str()).collect();
    apis.order();
    apis.dedup();
    let told = |(state, words, _): (&str, &str, &str)| {
        let n = rows.iter().filter(|r| r.state == state).count();
        (n > 0).then(|| format!("{n} {words}"))
    };
    let states: Vec<String> = STATES.into_iter().filter_map(told).collect();
    format!("{} in {}: {}", counted(apis.len(), "API"), counted(rows.len(), "document"), states.join(", "))
}

/// The state in words.
fn state(row: &Row) -> String {
    if row.unread.is_some() {
        return format!("{}, read in part", row.state);
    }
    match (row.state.as_str(), row.days_left) {
        ("sunset", Some(0)) => "sunset today".to_owned(),
        ("sunset", Some(1)) => "sunset tomorrow".to_owned(),
        ("sunset", Some(days)) => format!("sunset in {}", counted(days.unsigned_abs() as usize, "day")),
        ("ended", Some(days)) => format!("past sunset by {}", counted(days.unsigned_abs() as usize, "day")),
        (state, _) => state.to_owned(),
    }
}

fn short(rows: &[Row]) -> Table {
    let row = |r: &Row| {
        let deprecated = (r.deprecated > 0).then(|| format!("{} deprecated", r.deprecated));
        let next = r.next_sunset().map(|next| match next.days_left {
            ..0 => format!("{} past sunset", r.operation_sunsets.len()),
            _ => format!("next sunset {}", next.sunset),
        });
        let told: Vec<String> = deprecated.into_iter().chain(next).collect();
        let told = if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) };
        let gone = format!("{}{told}", r.operations);
        vec![
            r.api.clone(),
            r.version.clone(),
            state(r),
            gone,
            r.audience.clone().unwrap_or_else(|| "-".to_owned()),
            r.owner.clone().unwrap_or_else(|| "-".to_owned()),
            r.file.clone(),
        ]
    };
    Table {
        title: "APIs".to_owned(),
        heads: vec!["api", "version", "state", "operations", "audience", "owner", "file"],
        rows: rows.iter().map(row).collect(),
    }
}

fn whole(rows: &[Row]) -> Table {
    let or = |text: &Option<String>| text.clone().unwrap_or_default();
    let row = |r: &Row| {
        let count = |of: fn(&Judged) -> String| r.judged.as_ref().map(of).unwrap_or_default();
        vec![
            r.file.clone(),
            r.api.clone(),
            r.version.clone(),
            r.major.map(|m| m.to_string()).unwrap_or_default(),
            r.openapi.clone(),
            r.state.clone(),
            or(&r.sunset),
            r.days_left.map(|d| d.to_string()).unwrap_or_default(),
            r.operations.to_string(),
            r.deprecated.to_string(),
            or(&r.audience),
            or(&r.server),
            or(&r.owner),
            r.operation_sunsets.len().to_string(),
            r.next_sunset().map(|next| next.sunset.clone()).unwrap_or_default(),
            r.group.clone(),
            or(&r.behind),
            or(&r.hash),
            or(&r.repository),
            or(&r.commit),
            or(&r.unread),
            count(|j| j.errors.to_string()),
            count(|j| j.warnings.to_string()),
            count(|j| j.infos.to_string()),
            count(|j| j.waived.to_string()),
            count(|j| j.weakest.clone().unwrap_or_default()),
        ]
    };
    Table {
        title: "APIs".to_owned(),
        heads: vec![
            "file",
            "api",
            "version",
            "major",
            "openapi",
            "state",
            "sunset",
            "days_left",
            "operations",
            "deprecated",
            "audience",
            "server",
            "owner",
            "operation_sunsets",
            "next_sunset",
            "group",
            "behind",
            "hash",
            "repository",
            "commit",
            "unread",
            "errors",
            "warnings",
            "infos",
            "waived",
            "weakest",
        ],
        rows: rows.iter().map(row).collect(),
    }
}

fn found(findings: &[InventoryFinding]) -> Table {
    let row = |f: &InventoryFinding| {
        vec![f.severity.to_owned(), f.rule.to_owned(), f.api.clone(), f.message.clone(), f.file.clone()]
    };
    Table {
        title: "Findings".to_owned(),
        heads: vec!["severity", "rule", "api", "what", "file"],
        rows: findings.iter().map(row).collect(),
    }
}

fn text(rows: &[Row], findings: &[InventoryFinding]) -> String {
    let width = terminal::width();
    let mut out = format!("{}\n\n{}", summary(rows), short(rows).text(width));
    if !findings.is_empty() {
        let _ = write!(out, "\n{}", found(findings).text(width));
    }
    out
}
