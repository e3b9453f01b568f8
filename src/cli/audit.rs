//! `apivet audit`: who may call what.

pub(super) mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::{AuditArgs, AuditFailOn, TableFormat};
use super::{Status, tell_notes, terminal};
use crate::model::Api;
use crate::report::table::Table;
use crate::session::{
    Configured, Document, DocumentVersion, Failure, Session, display_name, folder_of, inside, paths_or_here, searched,
};
use crate::spec::Workspace;
use crate::text::{Day, counted, nearest};
use crate::views::access::{self, AccessChange, AccessEntry, Figures, LEAST_PRIVILEGE, Matrix, OutgoingEntry};
use crate::views::inventory::{self, Row};

/// What an audit found.
#[derive(Debug, Serialize)]
struct AuditJson<'r> {
    version: u32,
    figures: &'r Figures,
    /// The figures of the operations that are listed, where only some are.
    #[serde(skip_serializing_if = "Option::is_none")]
    shown: Option<&'r Figures>,
    operations: &'r [AccessEntry],
    outgoing: &'r [OutgoingEntry],
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<&'r [AccessChange]>,
}

pub(super) fn run(args: &AuditArgs) -> Result<Status, Failure> {
    let session = super::open(&args.session, |_| {})?;
    let paths = paths_or_here(&args.paths);
    let Access { mut matrix, changes, whole, .. } = read(&session, &paths, args.against.as_deref())?;
    tell_notes(&session);
    let figures = matrix.figures();
    unknown_scopes(&args.scopes, &matrix);
    let fails = args.fail_on.iter().any(|what| what.holds(&matrix, changes.as_deref()));
    if !args.scopes.is_empty() {
        matrix.operations.retain(|e| e.opens_with(&args.scopes) || (args.public && e.is_public()));
    } else if args.public {
        matrix.operations.retain(AccessEntry::is_public);
    }
    let selected = |e: &AccessEntry| {
        (args.path.is_empty() || args.path.iter().any(|pattern| pattern.is_match(&e.path)))
            && (args.tag.is_empty() || e.tags.iter().any(|tag| args.tag.contains(tag)))
    };
    matrix.operations.retain(selected);
    if !args.path.is_empty() || !args.tag.is_empty() {
        if matrix.operations.is_empty() {
            super::warn("note: no operation is selected: check `--path` and `--tag`");
        }
        matrix.outgoing.clear();
    }
    let shown = matrix.figures();
    let text = match args.table.format {
        TableFormat::Json => {
            let report = AuditJson {
                version: 1,
                figures: &figures,
                shown: (shown.operations < figures.operations).then_some(&shown),
                operations: &matrix.operations,
                outgoing: &matrix.outgoing,
                changes: changes.as_deref(),
            };
            serde_json::to_string_pretty(&report).map_err(std::io::Error::from)? + "\n"
        }
        TableFormat::Csv => all(&matrix, changes.as_deref()).csv(),
        format => {
            let lead = lead(args, &figures, matrix.operations.len());
            let mut tables: Vec<Table> = changes.iter().map(|c| changed(c)).collect();
            match format {
                TableFormat::Text => {
                    let definition = terminal::wrap(&definition(&figures));
                    format!("{}\n{definition}", text(&lead, changes.as_deref(), tables, &matrix))
                }
                TableFormat::Markdown => {
                    tables.extend(by_file(&matrix).into_iter().chain(outgoing(&matrix)));
                    let parts: Vec<String> = tables.iter().map(Table::markdown).collect();
                    format!("# Access\n\n{}\n\n{}\n{}\n", lead.join("\n\n"), parts.join("\n"), definition(&figures))
                }
                _ => {
                    // The figures stand above: of what is said in words the rest is shown.
                    let lead = lead.into_iter().skip(1).chain([definition(&figures)]).filter(|l| !l.is_empty());
                    page::page(&matrix, &figures, lead.collect(), tables.first()).text()
                }
            }
        }
    };
    let status = super::deliver(&session, args.table.output.as_deref(), &text)?;
    Ok(match status {
        _ if !whole => Status::Failed,
        Status::Clean if fails => Status::Findings,
        status => status,
    })
}

impl AuditFailOn {
    /// True where a matrix, or what changed in it, is what the run must fail on.
    fn holds(self, matrix: &Matrix, changes: Option<&[AccessChange]>) -> bool {
        let any = |holds: &dyn Fn(&AccessEntry) -> bool| matrix.operations.iter().any(holds);
        let kinds = |wanted: &[&str]| changes.into_iter().flatten().any(|c| wanted.contains(&c.kind));
        match self {
            Self::Public => any(&|e| e.public),
            Self::PublicWrite => any(&|e| e.public && e.writes),
            Self::Undeclared => any(&|e| e.access == "undeclared"),
            Self::Gateway => any(&|e| e.opened_by().is_some()),
            Self::Cleartext => any(&AccessEntry::is_over_http),
            Self::Unlimited => any(&|e| e.limit.is_none()),
            Self::Opened => kinds(&["opened", "changed"]),
            Self::Never => false,
        }
    }
}

/// A scope that no operation requires is most often a mistake.
fn unknown_scopes(wanted: &[String], matrix: &Matrix) {
    let all = matrix.operations.iter().flat_map(|e| e.alternatives.iter()).flatten().flat_map(|s| &s.scopes);
    let known: BTreeSet<&str> = all.map(String::as_str).collect();
    for scope in wanted.iter().filter(|s| !known.contains(s.as_str())) {
        let near = nearest(scope, known.iter().copied());
        let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        super::warn(&format!("note: no operation requires the scope `{scope}`{hint}"));
    }
}

/// Adds what a document says. One that cannot be read in full would leave operations out.
fn add(
    matrix: &mut Matrix,
    version: DocumentVersion,
    configured: &Configured,
    today: Day,
) -> Result<Vec<Row>, Failure> {
    let DocumentVersion { tree, files, shown } = version;
    let workspace = Workspace::build(vec![tree], &files);
    let mut rows = Vec::new();
    for entry in workspace.entries() {
        let api = Api::new(&workspace, *entry);
        matrix.add(&api, &configured.config.policy.strength, today);
        rows.extend(Row::read(workspace.tree(*entry), inventory::count_in(&api), today));
    }
    files.failure(&shown).map_or(Ok(rows), Err)
}

/// Who may call what, and what changed in it since a version before.
pub(super) struct Access {
    pub(super) matrix: Matrix,
    /// What an inventory says of the documents.
    pub(super) documents: Vec<Row>,
    changes: Option<Vec<AccessChange>>,
    /// False where a document could not be read in full.
    whole: bool,
}

/// The access matrix of the documents that paths lead to, and what changed in it since a version before. Each document is
/// read by its own configuration.
pub(super) fn read(session: &Session, paths: &[PathBuf], against: Option<&str>) -> Result<Access, Failure> {
    let folder = folder_of(&paths[0]);
    let config = &session.configuration(&folder)?.config;
    let found = session.find(paths, None, &config.exclude, config.limits, false)?;
    if found.documents.is_empty() {
        return Err(super::none_found(paths));
    }
    // What can be said of the others is said; the run has failed all the same.
    let skipped = found.all_skipped();
    let mut whole = super::tell_skipped(&skipped).is_empty();
    let skipped = skipped.into_iter().map(|s| s.file).collect();
    let before = against.map(|base| earlier(session, base, &folder, paths, &found.documents, &skipped)).transpose()?;
    let (mut matrix, mut all) = (Matrix::default(), Vec::new());
    for document in found.documents {
        let added = session.configuration(&document.folder).and_then(|configured| {
            let version = session.version_of_document(document, &configured)?;
            add(&mut matrix, version, &configured, session.today())
        });
        match added {
            Ok(rows) => all.extend(rows),
            Err(failure) => {
                super::tell(&failure);
                whole = false;
            }
        }
    }
    let changes = before.map(|base| access::compare(&base, &matrix));
    Ok(Access { matrix, documents: all, changes, whole })
}

impl Access {
    /// What changed in who may call what, as a table.
    pub(super) fn changed(&self) -> Option<Table> {
        self.changes.as_deref().map(changed)
    }
}

/// The matrix of the version before.
fn earlier(
    session: &Session,
    base: &str,
    folder: &Path,
    paths: &[PathBuf],
    documents: &[Document],
    skipped: &BTreeSet<String>,
) -> Result<Matrix, Failure> {
    let bases = session.bases(base)?;
    bases.check(documents.len())?;
    let mut matrix = Matrix::default();
    for document in documents {
        let name = PathBuf::from(document.tree.source().document());
        let configured = session.configuration(&document.folder)?;
        match bases.before(session, &name, searched(paths, &name), &configured)? {
            // The same document, wherever its version before lies.
            Some(version) => {
                earlier_as(&mut matrix, version, document.tree.source().name(), &configured, session.today())?;
            }
            None => session.note(format!("`{}` is new: there is nothing to compare it with", name.display())),
        }
    }
    // What was there and is not any more.
    let names: BTreeSet<PathBuf> = documents.iter().map(|d| PathBuf::from(d.tree.source().document())).collect();
    let configured = session.configuration(folder)?;
    for version in bases.removed(session, &names, skipped, paths, &configured)? {
        let name = PathBuf::from(version.tree.source().document());
        let name = match bases.whole_folder(paths) {
            Some(base) => display_name(inside(&name, Some(base))),
            None => display_name(&name),
        };
        earlier_as(&mut matrix, version, &name, &configured, session.today())?;
    }
    Ok(matrix)
}

/// Adds a version before, under the name of its document.
fn earlier_as(
    matrix: &mut Matrix,
    version: DocumentVersion,
    name: &str,
    configured: &Configured,
    today: Day,
) -> Result<(), Failure> {
    let first = matrix.operations.len();
    let added = add(matrix, version, configured, today);
    matrix.rename(first, name);
    added.map(|_| ())
}

/// What stands above the tables.
fn lead(args: &AuditArgs, figures: &Figures, shown: usize) -> Vec<String> {
    let mut lead = Vec::new();
    let mut line = counted(figures.operations, "operation");
    if figures.public > 0 {
        let _ = write!(line, ", {} public", figures.public);
    }
    if figures.opened_by_gateway > 0 {
        let _ = write!(line, " ({} only by the gateway)", figures.opened_by_gateway);
    }
    if figures.undeclared > 0 {
        let _ = write!(line, ", {} without defined access", figures.undeclared);
    }
    if figures.public + figures.undeclared == 0 {
        line.push_str(", none public");
    }
    if figures.over_http > 0 {
        let _ = write!(line, ", {} with credentials over http", figures.over_http);
    }
    if figures.demands > 0 {
        let _ = write!(line, ", {}", counted(figures.demands, "distinct requirement"));
    }
    if let Some(figure) = figures.least_privilege {
        let _ = write!(line, ", least privilege {:.0} %", figure * 100.0);
    }
    lead.push(line);
    if !args.scopes.is_empty() {
        let with = if args.public { ", or no token," } else { "" };
        lead.push(format!("A token with {}{with} can call {shown} of them:", args.scopes.join(" ")));
        if !args.public && figures.public + figures.undeclared > 0 {
            lead.push("Public operations are not listed; add `--public`.".to_owned());
        }
    } else if args.public {
        lead.push(format!("{shown} of them are public:"));
    }
    lead
}

/// What the figure of least privilege means, where it is shown.
fn definition(figures: &Figures) -> String {
    figures.least_privilege.map_or(String::new(), |_| LEAST_PRIVILEGE.to_owned())
}

/// What the provider calls, with the credentials that it sends.
fn outgoing(matrix: &Matrix) -> Option<Table> {
    let several = matrix.operations.windows(2).any(|pair| pair[0].file != pair[1].file);
    let row = |e: &OutgoingEntry| {
        let sent = e.alternatives.iter().map(|c| if c.is_empty() { "nothing".to_owned() } else { access::shown(c) });
        let name = format!("{} {} {}", e.kind, e.method, e.name);
        let file = several.then(|| e.file.clone());
        file.into_iter().chain([name, sent.collect::<Vec<_>>().join("  or  ")]).collect()
    };
    let heads =
        several.then_some("file").into_iter().chain(["called by the provider", "credentials it sends"]).collect();
    let rows: Vec<Vec<String>> = matrix.outgoing.iter().map(row).collect();
    (!rows.is_empty()).then(|| Table { title: "Webhooks and callbacks".to_owned(), heads, rows })
}

const HEADS: [&str; 5] = ["operation", "requires", "weakest", "limit", "lifecycle"];

fn cells(entry: &AccessEntry, most: usize) -> Vec<String> {
    let mut by = entry.alternatives.iter().take(most).map(access::shown).collect::<Vec<_>>().join("  or  ");
    let more = entry.alternatives.len().saturating_sub(most);
    if more > 0 {
        let _ = write!(by, "  or  one of {more} more");
    }
    let mut by = if entry.access == "undeclared" { "(no security defined)".to_owned() } else { by };
    if let Some(extension) = entry.opened_by() {
        let _ = write!(by, " (open at the gateway: {extension})");
    }
    vec![
        entry.title(),
        by,
        entry.weakest.to_owned(),
        entry.limit.clone().unwrap_or_else(|| "-".to_owned()),
        entry.lifecycle.clone(),
    ]
}

/// How many alternatives are shown of an operation where people read; CSV and JSON have all of them.
const ALTERNATIVES: usize = 8;

/// A table for each document.
fn by_file(matrix: &Matrix) -> Vec<Table> {
    let mut files: Vec<(&str, Vec<Vec<String>>)> = Vec::new();
    for entry in &matrix.operations {
        match files.last_mut().filter(|(name, _)| *name == entry.file) {
            Some((_, rows)) => rows.push(cells(entry, ALTERNATIVES)),
            None => files.push((&entry.file, vec![cells(entry, ALTERNATIVES)])),
        }
    }
    files.into_iter().map(|(name, rows)| Table { title: name.to_owned(), heads: HEADS.to_vec(), rows }).collect()
}

/// One table with all there is; with a base, also what changed, and what is gone.
fn all(matrix: &Matrix, changes: Option<&[AccessChange]>) -> Table {
    let mut heads = vec!["file", "source", "line", "method", "path", "operation_id", "access"];
    heads.extend(&HEADS[1..]);
    heads.extend(["writes", "internal", "public", "gateway", "transport", "tags"]);
    let row = |e: &AccessEntry| {
        let mut row = vec![
            e.file.clone(),
            e.source.clone(),
            e.line.to_string(),
            e.method.clone(),
            e.path.clone(),
            e.id.clone().unwrap_or_default(),
            e.access.to_owned(),
        ];
        row.extend(cells(e, usize::MAX).into_iter().skip(1));
        let gateway = e.gateway.as_ref().map(|g| format!("{} ({})", g.state, g.extension)).unwrap_or_default();
        row.extend([e.writes.to_string(), e.internal.to_string(), e.public.to_string(), gateway]);
        row.extend([e.transport.unwrap_or_default().to_owned(), e.tags.join(" ")]);
        row
    };
    let mut rows: Vec<Vec<String>> = matrix.operations.iter().map(row).collect();
    if let Some(changes) = changes {
        let width = heads.len();
        heads.extend(["change", "newly_allowed", "no_longer_allowed"]);
        let told = |c: &AccessChange| [c.kind.to_owned(), c.newly.join("  or  "), c.no_longer.join("  or  ")];
        let by_operation: BTreeMap<(&str, &str), &AccessChange> =
            changes.iter().map(|c| ((c.file.as_str(), c.operation.as_str()), c)).collect();
        for (row, entry) in rows.iter_mut().zip(&matrix.operations) {
            let title = entry.title();
            let change = by_operation.get(&(entry.file.as_str(), title.as_str())).filter(|c| c.kind != "removed");
            row.extend(change.map_or_else(Default::default, |c| told(c)));
        }
        for gone in changes.iter().filter(|c| c.kind == "removed") {
            let (method, path) = gone.operation.split_once(' ').unwrap_or((&gone.operation, ""));
            let mut row = vec![String::new(); width];
            (row[0], row[3], row[4]) = (gone.file.clone(), method.to_owned(), path.to_owned());
            row.extend(told(gone));
            rows.push(row);
        }
    }
    Table { title: "Access".to_owned(), heads, rows }
}

fn changed(changes: &[AccessChange]) -> Table {
    let or = |list: &[String]| if list.is_empty() { "-".to_owned() } else { list.join("  or  ") };
    let row = |c: &AccessChange| vec![c.operation.clone(), c.kind.to_owned(), or(&c.newly), or(&c.no_longer)];
    let mut heads = vec!["operation", "change", "newly allowed", "no longer allowed"];
    let mut rows: Vec<Vec<String>> = changes.iter().map(row).collect();
    // Which document, where there are several.
    if changes.windows(2).any(|pair| pair[0].file != pair[1].file) {
        heads.insert(0, "file");
        rows.iter_mut().zip(changes).for_each(|(row, change)| row.insert(0, change.file.clone()));
    }
    Table { title: "Changes of access".to_owned(), heads, rows }
}

fn text(lead: &[String], changes: Option<&[AccessChange]>, changed: Vec<Table>, matrix: &Matrix) -> String {
    let width = terminal::width();
    let mut out = format!("{}\n", lead.join("\n"));
    if let Some(changes) = changes {
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        changes.iter().for_each(|c| *kinds.entry(c.kind).or_default() += 1);
        let list = kinds.iter().map(|(kind, n)| format!("{n} {kind}")).collect::<Vec<_>>().join(", ");
        let _ = match changes {
            [] => writeln!(out, "\nNobody can call more or less than before."),
            _ => writeln!(out, "\nWho can call what changed for {}: {list}", counted(changes.len(), "operation")),
        };
        changed.iter().for_each(|t| out.push_str(&t.text(width)));
    }
    for table in by_file(matrix).into_iter().chain(outgoing(matrix)) {
        let _ = write!(out, "\n{}\n{}", table.title, table.text(width));
    }
    out
}
