//! Answers to questions about places.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::convert::{Encoding, uri_of};
use super::diagnostics::EXPLAIN;
use super::project::Project;
use super::server::{Server, document};
use super::{actions, completion, hover, lenses, naming, outline};
use crate::cli::rpc::code;
use crate::finding::Finding;
use crate::source::Location;
use crate::tree::Tree;

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

pub(super) type Answer = Result<Value, Refusal>;

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
        "workspace/symbol" => Ok(outline::workspace_symbols(server, params)),
        "workspace/executeCommand" => actions::command(server, params),
        "textDocument/codeAction" => actions::code_actions(server, params),
        "textDocument/hover" => at_place(server, params, hover::hover),
        "textDocument/definition" => at_place(server, params, naming::definition),
        "textDocument/references" => at_place(server, params, naming::references),
        "textDocument/prepareRename" => at_place(server, params, naming::prepare_rename),
        "textDocument/rename" => naming::rename(server, params),
        "textDocument/completion" => at_place(server, params, completion::complete),
        "textDocument/documentSymbol" => in_file(server, params, |file| Ok(outline::document_symbols(file))),
        "textDocument/foldingRange" => in_file(server, params, |file| Ok(outline::folds(file))),
        "textDocument/documentLink" => in_file(server, params, |file| Ok(outline::links(file))),
        "textDocument/codeLens" => in_file(server, params, |file| Ok(lenses::lenses(file))),
        "textDocument/inlayHint" if !server.shows_access => Ok(json!([])),
        "textDocument/inlayHint" => in_file(server, params, |file| Ok(lenses::hints(file))),
        other => Err(Refusal { code: code::UNKNOWN, message: format!("unknown method `{other}`") }),
    }
}

/// A file, in a document that it belongs to.
pub(super) struct InFile<'p> {
    pub(super) project: &'p Project,
    pub(super) tree: &'p Tree,
    pub(super) encoding: Encoding,
    pub(super) changes: &'p [Finding],
    pub(super) since: Option<&'p str>,
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

pub(super) fn wrong(message: &str) -> Refusal {
    Refusal { code: code::PARAMS, message: message.to_owned() }
}

pub(super) fn in_file(server: &mut Server, params: &Value, ask: impl Fn(&InFile<'_>) -> Answer) -> Answer {
    let path = document(params).ok_or_else(|| wrong("`textDocument.uri` is not the URI of a file"))?;
    let projects = server.projects(&path);
    let encoding = server.encoding();
    let found = projects.iter().find_map(|project| Some((project, project.tree(&path)?)));
    let Some((project, tree)) = found else { return Ok(Value::Null) };
    let latest = server.latest();
    let changes = if server.is_current() { latest.changes.get(&path).map_or(&[][..], Vec::as_slice) } else { &[] };
    ask(&InFile { project, tree, encoding, changes, since: latest.since.as_deref() })
}

pub(super) fn at_place(server: &mut Server, params: &Value, ask: impl Fn(&AtPlace<'_>) -> Answer) -> Answer {
    let path = document(params).ok_or_else(|| wrong("`textDocument.uri` is not the URI of a file"))?;
    let projects = server.projects(&path);
    let encoding = server.encoding();
    let Some(tree) = projects.iter().find_map(|project| project.tree(&path)) else { return Ok(Value::Null) };
    let position = params.get("position").ok_or_else(|| wrong("`position` is missing"))?;
    let offset = encoding.offset(tree.source(), position).ok_or_else(|| wrong("`position` is invalid"))?;
    let findings = if server.is_current() { server.findings(&path).collect() } else { Vec::new() };
    ask(&AtPlace { path: &path, projects: &projects, offset: offset as u32, encoding, findings })
}

pub(super) fn place_of(location: &Location, encoding: Encoding) -> Value {
    let path = super::analysis::absolute(location.source.name());
    json!({"uri": uri_of(&path), "range": encoding.range(location)})
}
