//! Dates of deprecation and sunset, and what they belong to.

use std::borrow::Cow;

use crate::finding::{Message, message};
use crate::model::lifecycle::{self, Dated};
use crate::model::{Api, Server};
use crate::rule::Context;
use crate::source::FileId;
use crate::spec::{Kind, component_name};
use crate::tree::{Cursor, Tree, words};

/// All dates of deprecation and sunset in a document: the document's own, those of operations and parameters.
pub fn dates<'a>(api: &Api<'a>) -> Vec<Dated<'a>> {
    let document = lifecycle::document_sunset(api);
    let mut all: Vec<Dated<'a>> = document.into_iter().collect();
    for operation in &api.operations {
        all.extend(lifecycle::dated_sunset_of(api, operation));
        all.extend(lifecycle::deprecation_of(api, operation));
        let nodes = operation.parameters.iter().map(|p| p.node);
        all.extend(nodes.flat_map(|n| [lifecycle::own_sunset(n), lifecycle::own_deprecation(n)]).flatten());
    }
    for (_, schema) in component_schemas(api) {
        all.extend([lifecycle::own_sunset(schema), lifecycle::own_deprecation(schema)].into_iter().flatten());
    }
    let mut seen = rustc_hash::FxHashSet::default();
    all.retain(|d| seen.insert((d.at.file(), d.at.id())));
    all
}

/// The reusable schemas of a document, by name: those that it lists, and those in its parts that references lead to.
pub fn component_schemas<'a>(api: &Api<'a>) -> Vec<(Cow<'a, str>, Cursor<'a>)> {
    let reusable = api.root.get(words::COMPONENTS).and_then(|c| c.get(words::SCHEMAS));
    let map = reusable.or_else(|| api.root.get(words::DEFINITIONS));
    let listed = map.into_iter().flat_map(Cursor::entries).filter(|e| e.value.is_map());
    let mut all: Vec<_> = listed.map(|e| (Cow::Borrowed(e.name()), e.value)).collect();
    let workspace = api.workspace;
    let is_part =
        |file: &FileId| !workspace.entries().contains(file) && workspace.reached_from(*file).contains(&api.entry);
    for file in workspace.trees().iter().map(Tree::file).filter(is_part) {
        let schemas = workspace.labelled(file).filter(|(kind, at)| *kind == Kind::Schema && at.is_map());
        all.extend(
            schemas.filter(|(_, at)| workspace.is_referred_to(*at)).map(|(_, at)| (component_name(workspace, at), at)),
        );
    }
    all
}

/// "yesterday", "12 days ago"
pub fn ago(days: i64) -> Message {
    if days == 1 { Message::from("yesterday") } else { message!("{} days ago", days) }
}

/// True where a document says that only the inside reads it, and may be right.
pub fn is_kept_inside(cx: &Context<'_>, api: &Api<'_>) -> bool {
    !cx.policy.published && api.audience().is_some_and(|a| a.text().contains("internal"))
}

/// True where outsiders read a document: the policy says so, or its audience is external.
pub fn is_exposed(cx: &Context<'_>, api: &Api<'_>) -> bool {
    let external = api.audience().is_some_and(|a| a.text().starts_with("external"));
    external || (cx.policy.exposed && !is_kept_inside(cx, api))
}

/// True for servers on which an API is tried.
pub fn is_sandbox(server: &Server<'_>) -> bool {
    // What a description says of tests may be about production.
    let place = format!("{} {}", server.host(), server.path());
    crate::model::has_word(&place, &["sandbox", "test", "testing", "trial", "playground", "demo", "uat"])
        || crate::model::has_word(&server.description(), &["sandbox", "playground"])
}
