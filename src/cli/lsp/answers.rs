//! Answers to questions about places.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::completion;
use super::convert::{Encoding, uri_of};
use super::diagnostics::{EXPLAIN, actions, changes, fix_all, meets};
use super::project::Project;
use super::server::{Server, document};
use super::symbols::{described, excerpt, node_at, occurrences, operation_at, refused, symbol_at};
use crate::cli::rpc::code;
use crate::finding::{Compatibility, Finding, Impact};
use crate::model::OperationKind;
use crate::rules;
use crate::source::{Edit, Location};
use crate::spec::Kind;
use crate::tree::{Cursor, Tree, words};
use crate::views::access::{AccessEntry, shown};

/// A question.
pub(super) struct Asked<'m> {
    pub(super) method: &'m str,
    pub(super) params: &'m Value,
}

/// Why it has no answer.
pub(super) struct Refusal {
    pub(super) code: i32,
    pub(super) message: String,
}

type Answer = Result<Value, Refusal>;

/// What the server can do.
pub(super) fn capabilities(encoding: Encoding) -> Value {
    json!({
        "capabilities": {
            "positionEncoding": encoding.word(),
            "textDocumentSync": {"openClose": true, "change": 2, "save": true},
            "diagnosticProvider": {"identifier": "apivet", "interFileDependencies": true, "workspaceDiagnostics": false},
            "codeActionProvider": {"codeActionKinds": ["quickfix", "source.fixAll.apivet"]},
            "hoverProvider": true,
            "definitionProvider": true,
            "referencesProvider": true,
            "renameProvider": {"prepareProvider": true},
            "completionProvider": {"triggerCharacters": ["#", "/", "[", "'", "\"", " "]},
            "documentSymbolProvider": true,
            "workspaceSymbolProvider": true,
            "foldingRangeProvider": true,
            "documentLinkProvider": {},
            "codeLensProvider": {},
            "inlayHintProvider": true,
            "executeCommandProvider": {"commands": [EXPLAIN]},
            "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
        },
        "serverInfo": {"name": "apivet", "version": env!("CARGO_PKG_VERSION")},
    })
}

/// Answers a question.
pub(super) fn answer(server: &mut Server, asked: &Asked<'_>) -> Answer {
    let params = asked.params;
    match asked.method {
        "workspace/symbol" => Ok(workspace_symbols(server, params)),
        "workspace/executeCommand" => command(server, params),
        "textDocument/codeAction" => code_actions(server, params),
        "textDocument/hover" => at_place(server, params, hover),
        "textDocument/definition" => at_place(server, params, definition),
        "textDocument/references" => at_place(server, params, references),
        "textDocument/prepareRename" => at_place(server, params, prepare_rename),
        "textDocument/rename" => rename(server, params),
        "textDocument/completion" => at_place(server, params, completion::complete),
        "textDocument/documentSymbol" => in_file(server, params, |file| Ok(document_symbols(file))),
        "textDocument/foldingRange" => in_file(server, params, |file| Ok(folds(file))),
        "textDocument/documentLink" => in_file(server, params, |file| Ok(links(file))),
        "textDocument/codeLens" => in_file(server, params, |file| Ok(lenses(file))),
        "textDocument/inlayHint" if !server.shows_access => Ok(json!([])),
        "textDocument/inlayHint" => in_file(server, params, |file| Ok(hints(file))),
        other => Err(Refusal { code: code::UNKNOWN, message: format!("there is no method {other}") }),
    }
}

/// A file, in a document that it belongs to.
pub(super) struct InFile<'p> {
    pub(super) project: &'p Project,
    pub(super) tree: &'p Tree,
    pub(super) encoding: Encoding,
    changes: &'p [Finding],
    since: Option<&'p str>,
}

/// A place in a file, in each document that the file belongs to.
pub(super) struct AtPlace<'p> {
    pub(super) path: &'p Path,
    pub(super) projects: &'p [Arc<Project>],
    /// The byte.
    pub(super) offset: u32,
    pub(super) encoding: Encoding,
    pub(super) findings: Vec<&'p Finding>,
}

fn wrong(message: &str) -> Refusal {
    Refusal { code: code::PARAMS, message: message.to_owned() }
}

fn in_file(server: &mut Server, params: &Value, ask: impl Fn(&InFile<'_>) -> Answer) -> Answer {
    let path = document(params).ok_or_else(|| wrong("no file is named"))?;
    let projects = server.projects(&path);
    let encoding = server.encoding();
    let found = projects.iter().find_map(|project| Some((project, project.tree(&path)?)));
    let Some((project, tree)) = found else { return Ok(Value::Null) };
    let latest = server.latest();
    let changes = if server.is_current() { latest.changes.get(&path).map_or(&[][..], Vec::as_slice) } else { &[] };
    ask(&InFile { project, tree, encoding, changes, since: latest.since.as_deref() })
}

fn at_place(server: &mut Server, params: &Value, ask: impl Fn(&AtPlace<'_>) -> Answer) -> Answer {
    let path = document(params).ok_or_else(|| wrong("no file is named"))?;
    let projects = server.projects(&path);
    let encoding = server.encoding();
    let Some(tree) = projects.iter().find_map(|project| project.tree(&path)) else { return Ok(Value::Null) };
    let position = params.get("position").ok_or_else(|| wrong("no place is named"))?;
    let offset = encoding.offset(tree.source(), position).ok_or_else(|| wrong("the place is none"))?;
    let findings = if server.is_current() { server.findings(&path).collect() } else { Vec::new() };
    ask(&AtPlace { path: &path, projects: &projects, offset: offset as u32, encoding, findings })
}

fn place_of(location: &Location, encoding: Encoding) -> Value {
    let path = super::analysis::absolute(location.source.name());
    json!({"uri": uri_of(&path), "range": encoding.range(location)})
}

/// Where the symbol at the place is declared.
fn definition(place: &AtPlace<'_>) -> Answer {
    Ok(json!(occurrences_at(place, |occurrence| occurrence.declares)))
}

/// All places of the symbol.
fn references(place: &AtPlace<'_>) -> Answer {
    Ok(json!(occurrences_at(place, |_| true)))
}

fn occurrences_at(place: &AtPlace<'_>, wanted: impl Fn(&super::symbols::Occurrence<'_>) -> bool) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for project in place.projects {
        let (Some(tree), api) = (project.tree(place.path), project.api()) else { continue };
        let Some(symbol) = symbol_at(&api, node_at(tree, place.offset), place.offset) else { continue };
        for occurrence in occurrences(&api, &symbol).iter().filter(|o| wanted(o)) {
            let tree = occurrence.at.tree();
            let at = place_of(&tree.location(occurrence.span()), place.encoding);
            if !found.contains(&at) {
                found.push(at);
            }
        }
    }
    found
}

fn prepare_rename(place: &AtPlace<'_>) -> Answer {
    for project in place.projects {
        let (Some(tree), api) = (project.tree(place.path), project.api()) else { continue };
        let Some(symbol) = symbol_at(&api, node_at(tree, place.offset), place.offset) else { continue };
        let all = occurrences(&api, &symbol);
        let here = all.iter().find(|o| {
            let span = o.span();
            std::ptr::eq(o.at.tree(), tree) && span.start <= place.offset && place.offset <= span.end
        });
        if let Some(here) = here {
            let range = place.encoding.range_of(tree.source(), here.span());
            return Ok(json!({"range": range, "placeholder": described(&symbol).0}));
        }
    }
    Ok(Value::Null)
}

fn rename(server: &mut Server, params: &Value) -> Answer {
    let new = params.get("newName").and_then(Value::as_str).ok_or_else(|| wrong("no name is given"))?.to_owned();
    at_place(server, params, |place| {
        let mut edits: Vec<Edit> = Vec::new();
        for project in place.projects {
            let (Some(tree), api) = (project.tree(place.path), project.api()) else { continue };
            let Some(symbol) = symbol_at(&api, node_at(tree, place.offset), place.offset) else { continue };
            if let Some(why) = refused(&symbol, &new) {
                return Err(Refusal { code: code::FAILED, message: why.as_str().to_owned() });
            }
            for occurrence in occurrences(&api, &symbol) {
                let Some(edit) = occurrence.renamed(&new) else {
                    let message = "a reference leads to the whole file, and not to a name in it".to_owned();
                    return Err(Refusal { code: code::FAILED, message });
                };
                let is_known = |e: &Edit| {
                    e.location.span == edit.location.span && e.location.source.name() == edit.location.source.name()
                };
                if !edits.iter().any(is_known) {
                    edits.push(edit);
                }
            }
        }
        if edits.is_empty() {
            return Err(Refusal { code: code::FAILED, message: "nothing here has a name".to_owned() });
        }
        Ok(changes(&edits, place.encoding).unwrap_or_default())
    })
}

fn hover(place: &AtPlace<'_>) -> Answer {
    let mut parts: Vec<String> = Vec::new();
    for finding in place.findings.iter().filter(|f| {
        let span = f.location.span;
        span.start <= place.offset && place.offset <= span.end
    }) {
        if let Some(rule) = rules::find(finding.rule.as_str()) {
            let more = finding.url.as_ref().map(|url| format!(" [More]({url})")).unwrap_or_default();
            parts.push(format!("**{}**: {}\n\n{}{more}", rule.id, rule.summary, rule.why));
        }
    }
    let mut range = Value::Null;
    for project in place.projects.iter().take(1) {
        let (Some(tree), api) = (project.tree(place.path), project.api()) else { continue };
        let at = node_at(tree, place.offset);
        if let Some(symbol) = symbol_at(&api, at, place.offset) {
            let all = occurrences(&api, &symbol);
            let (name, what) = described(&symbol);
            let uses = all.iter().filter(|o| !o.declares).count();
            let declared: Vec<String> = all
                .iter()
                .filter(|o| o.declares)
                .map(|o| {
                    let source = o.at.tree().source();
                    format!("{}:{}", source.name(), source.line_of(o.span().start) + 1)
                })
                .collect();
            let declared = if declared.is_empty() { "declared nowhere".to_owned() } else { declared.join(", ") };
            let used = crate::text::counted(uses, "use");
            let mut text = format!("{what} `{}`: {declared}, {used}", plain(&name));
            if let Some(one) = all.iter().find(|o| o.declares && o.at != at) {
                let block = fenced(&excerpt(one.at, 16));
                text.push_str(&format!("\n\n{block}"));
            }
            parts.push(text);
            range = place
                .encoding
                .range_of(tree.source(), if at.span().start <= place.offset { at.span() } else { at.key_span() });
        }
        // Of an operation, where the cursor is on its head.
        let on_head =
            operation_at(&api, at).filter(|o| o.node == at || o.entry == at || at.key() == Some(words::OPERATION_ID));
        if let Some(operation) = on_head {
            let access = project.access(&api);
            if let Some(row) = access.iter().find(|row| row.title() == operation.title()) {
                parts.push(who_may_call(row));
            }
        }
    }
    if parts.is_empty() {
        return Ok(Value::Null);
    }
    let mut hover = json!({"contents": {"kind": "markdown", "value": parts.join("\n\n---\n\n")}});
    if !range.is_null() {
        hover["range"] = range;
    }
    Ok(hover)
}

/// A text of a document as text of Markdown: what would begin code or end it is gone.
fn plain(text: &str) -> String {
    text.replace(['`', '\n', '\r'], " ")
}

/// A text of a document as a block of code; it cannot end the block.
fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}yaml\n{text}\n{fence}")
}

/// Who may call an operation, in a few lines.
fn who_may_call(row: &AccessEntry) -> String {
    let mut lines = vec![format!("**{}** {}", plain(&row.title()), row.lifecycle)];
    let ways: Vec<String> = row.alternatives.iter().map(|way| format!("`{}`", plain(&shown(way)))).collect();
    lines.push(match row.access {
        "undeclared" => "requires: nothing is declared".to_owned(),
        _ => format!("requires: {}", ways.join(" or ")),
    });
    lines.push(format!("weakest credential: {}", row.weakest));
    lines.push(format!("limit: {}", row.limit.as_deref().map_or("none is declared".to_owned(), plain)));
    if let Some(extension) = row.opened_by() {
        lines.push(format!("the gateway lets everyone in: `{}`", plain(extension)));
    }
    lines.join("  \n")
}

fn code_actions(server: &mut Server, params: &Value) -> Answer {
    let path = document(params).ok_or_else(|| wrong("no file is named"))?;
    let range = params.get("range").ok_or_else(|| wrong("no range is named"))?;
    // Edits of another state of the file would be made in the wrong place.
    if !server.is_current() {
        return Ok(json!([]));
    }
    let only: Option<Vec<String>> = params
        .pointer("/context/only")
        .and_then(Value::as_array)
        .map(|all| all.iter().filter_map(|k| k.as_str().map(str::to_owned)).collect());
    let wants = |kind: &str| {
        only.as_ref().is_none_or(|only| only.iter().any(|o| kind == o || kind.starts_with(&format!("{o}."))))
    };
    let projects = server.projects(&path);
    let tree = projects.iter().find_map(|project| project.tree(&path));
    let encoding = server.encoding();
    let since = server.latest().since.clone();
    let mut all: Vec<Value> = Vec::new();
    if wants("quickfix") {
        for finding in server.findings(&path).filter(|f| meets(&f.location.source, f, encoding, range)) {
            all.extend(actions(finding, tree, encoding, since.as_deref()));
        }
        // What is preferred comes first.
        all.sort_by_key(|action| action["isPreferred"] != json!(true));
    }
    if wants("source.fixAll.apivet") {
        let edits = fix_all(server.findings(&path), &path);
        if !edits.is_empty()
            && let Some(edit) = changes(edits, encoding)
        {
            all.push(json!({"title": "apivet: make all safe fixes", "kind": "source.fixAll.apivet", "edit": edit}));
        }
    }
    Ok(json!(all))
}

fn command(server: &Server, params: &Value) -> Answer {
    if params.get("command").and_then(Value::as_str) != Some(EXPLAIN) {
        return Err(wrong("there is no such command"));
    }
    let id = params.pointer("/arguments/0").and_then(Value::as_str).unwrap_or_default();
    let rule = rules::find(id).ok_or_else(|| wrong("there is no such rule"))?;
    server.show(&rule.url());
    Ok(json!(format!("{}: {}\n\n{}\n\n{}", rule.id, rule.summary, rule.why, rule.url())))
}

/// The kind of a symbol of the protocol.
mod kind {
    pub(super) const MODULE: u32 = 2;
    pub(super) const METHOD: u32 = 6;
    pub(super) const STRUCT: u32 = 23;
}

fn symbol(name: &str, kind: u32, at: Cursor<'_>, encoding: Encoding, children: Vec<Value>) -> Value {
    let (source, value, key) = (at.tree().source(), at.span(), at.name_span());
    let whole = crate::source::Span { start: key.start.min(value.start), end: value.end.max(key.end) };
    json!({
        "name": if name.is_empty() { " " } else { name },
        "kind": kind,
        "range": encoding.range_of(source, whole),
        "selectionRange": encoding.range_of(source, key),
        "children": children,
    })
}

fn document_symbols(file: &InFile<'_>) -> Value {
    let api = file.project.api();
    let mut all: Vec<Value> = Vec::new();
    for operation in api.operations.iter().filter(|o| std::ptr::eq(o.entry.tree(), file.tree)) {
        all.push(symbol(&operation.title(), kind::METHOD, operation.entry, file.encoding, Vec::new()));
    }
    let components = api.root.get(words::COMPONENTS).filter(|_| std::ptr::eq(api.root.tree(), file.tree));
    for group in
        components.into_iter().flat_map(Cursor::entries).filter(|e| e.value.is_map() && !e.name().starts_with("x-"))
    {
        let inner = group.value.entries();
        let inner = inner.map(|e| symbol(e.name(), kind::STRUCT, e.value, file.encoding, Vec::new())).collect();
        all.push(symbol(group.name(), kind::MODULE, group.value, file.encoding, inner));
    }
    json!(all)
}

fn workspace_symbols(server: &mut Server, params: &Value) -> Value {
    const MOST: usize = 200;
    let query = params.get("query").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let documents: Vec<PathBuf> = server.latest().documents.clone();
    let encoding = server.encoding();
    let mut all: Vec<Value> = Vec::new();
    for document in documents {
        for project in server.projects(&document) {
            let api = project.api();
            let operations = api.operations.iter().map(|o| (o.title(), kind::METHOD, o.entry));
            let schemas = api.workspace.trees().iter().flat_map(|t| api.workspace.labelled(t.file()));
            let schemas = schemas.filter(|(k, at)| {
                *k == Kind::Schema && at.parent().is_some_and(|p| matches!(p.key_text(), "schemas" | "definitions"))
            });
            let schemas = schemas.map(|(_, at)| (at.key_text().to_owned(), kind::STRUCT, at));
            for (name, kind, at) in operations.chain(schemas).filter(|(name, ..)| name.to_lowercase().contains(&query))
            {
                if all.len() == MOST {
                    return json!(all);
                }
                let location = place_of(&at.name_location(), encoding);
                let one = json!({"name": name, "kind": kind, "location": location});
                if !all.contains(&one) {
                    all.push(one);
                }
            }
        }
    }
    json!(all)
}

fn folds(file: &InFile<'_>) -> Value {
    let api = file.project.api();
    let source = file.tree.source();
    let of_operations = api.operations.iter().map(|o| o.entry);
    let of_components = api
        .root
        .get(words::COMPONENTS)
        .into_iter()
        .flat_map(Cursor::entries)
        .flat_map(|e| std::iter::once(e.value).chain(e.value.children()));
    let mut all: Vec<(u32, u32)> = of_operations
        .chain(of_components)
        .filter(|at| std::ptr::eq(at.tree(), file.tree))
        .map(|at| (source.line_of(at.name_span().start), source.line_of(at.span().end.saturating_sub(1))))
        .filter(|(first, last)| first < last)
        .collect();
    all.sort_unstable();
    all.dedup();
    json!(all.into_iter().map(|(first, last)| json!({"startLine": first, "endLine": last})).collect::<Vec<_>>())
}

fn links(file: &InFile<'_>) -> Value {
    let workspace = &file.project.workspace;
    let found = workspace.references(file.tree.file()).filter_map(|(from, to)| {
        let text = from.get(words::REF).unwrap_or(from);
        let other = to.file() != file.tree.file();
        let line = to.tree().source().line_of(to.name_span().start) + 1;
        let target = format!("{}#L{line}", uri_of(&file.project.path(to.file())));
        other.then(|| json!({"range": file.encoding.range(&text.location()), "target": target}))
    });
    json!(found.collect::<Vec<_>>())
}

/// Beside each operation: what opens it, how often it is referred to, what broke.
fn lenses(file: &InFile<'_>) -> Value {
    let api = file.project.api();
    let access = file.project.access(&api);
    let mut all: Vec<Value> = Vec::new();
    for operation in api.operations.iter().filter(|o| std::ptr::eq(o.entry.tree(), file.tree)) {
        let range = file.encoding.range(&operation.entry.name_location());
        let mut lens = |title: String| {
            all.push(json!({"range": range, "command": {"title": title, "command": ""}}));
        };
        if operation.place == OperationKind::Path
            && let Some(row) = access.iter().find(|row| row.title() == operation.title())
        {
            lens(ways(row));
        }
        let uses = operation.id().map_or(0, |id| {
            let symbol = super::symbols::Symbol::Operation(id.into_owned());
            occurrences(&api, &symbol).iter().filter(|o| !o.declares).count()
        });
        if uses > 0 {
            lens(crate::text::counted(uses, "reference"));
        }
        let mine = |f: &&Finding| f.operations.iter().any(|o| o.title == operation.title());
        let changed: Vec<&Finding> = file.changes.iter().filter(mine).collect();
        let count = |wanted: fn(&crate::finding::Change) -> bool| {
            changed.iter().filter(|f| f.change().is_some_and(wanted)).count()
        };
        let since = file.since.unwrap_or("the version before");
        let breaking = count(|c| c.compatibility == Compatibility::Breaking && c.impact != Impact::Weakened);
        if breaking > 0 {
            lens(format!("{} since {since}", crate::text::counted(breaking, "breaking change")));
        }
        let weakened = count(|c| c.impact == Impact::Weakened);
        if weakened > 0 {
            lens(format!("{} since {since}", crate::text::counted(weakened, "weakening")));
        }
    }
    json!(all)
}

/// What opens an operation, in a line.
fn ways(row: &AccessEntry) -> String {
    match (row.opened_by(), row.access) {
        (Some(_), _) => "open at the gateway".to_owned(),
        (None, "undeclared") => "no security is declared".to_owned(),
        (None, _) => row.alternatives.iter().map(shown).collect::<Vec<_>>().join(" or "),
    }
}

fn hints(file: &InFile<'_>) -> Value {
    let api = file.project.api();
    let access = file.project.access(&api);
    let mut all: Vec<Value> = Vec::new();
    for operation in api.operations.iter().filter(|o| std::ptr::eq(o.entry.tree(), file.tree)) {
        if let Some(row) = access.iter().find(|row| row.title() == operation.title()) {
            // Behind the colon.
            let position = file.encoding.position(file.tree.source(), operation.entry.name_span().end + 1);
            all.push(json!({"position": position, "label": format!(" {}", ways(row)), "paddingLeft": true}));
        }
    }
    json!(all)
}
