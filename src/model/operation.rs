//! Path items, operations and their effective parameters.

use std::borrow::Cow;
use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::message::{Body, Response};
use super::security::{SchemeNumbers, Security};
use super::url::template_names;
use crate::spec::Workspace;
use crate::text::push_lower;
use crate::tree::{Cursor, Key, words};

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Method<'a> {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
    /// Safe, with a body (3.2).
    Query,
    /// Any other (3.2, `additionalOperations`), as written.
    Other(&'a str),
}

impl<'a> Method<'a> {
    /// The fields of a path item that hold operations (Path Item Object), with their methods.
    pub const FIELDS: [(Key, Method<'static>); 9] = [
        (words::GET, Method::Get),
        (words::PUT, Method::Put),
        (words::POST, Method::Post),
        (words::DELETE, Method::Delete),
        (words::OPTIONS, Method::Options),
        (words::HEAD, Method::Head),
        (words::PATCH, Method::Patch),
        (words::TRACE, Method::Trace),
        (words::QUERY, Method::Query),
    ];

    /// The method in capitals.
    #[must_use]
    pub fn text(self) -> &'a str {
        match self {
            Method::Get => "GET",
            Method::Put => "PUT",
            Method::Post => "POST",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
            Method::Head => "HEAD",
            Method::Patch => "PATCH",
            Method::Trace => "TRACE",
            Method::Query => "QUERY",
            Method::Other(text) => text,
        }
    }

    /// True where the method asks for a change: POST, PUT, PATCH, DELETE. Unknown ones do not count.
    #[must_use]
    pub fn writes(self) -> bool {
        matches!(self, Method::Post | Method::Put | Method::Patch | Method::Delete)
    }

    /// True for GET, HEAD and QUERY.
    #[must_use]
    pub fn reads(self) -> bool {
        matches!(self, Method::Get | Method::Head | Method::Query)
    }
}

/// Where an operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// Under `paths`: clients call it.
    Path,
    /// Under `webhooks`: the provider calls it.
    Webhook,
    /// In a callback: the provider calls it.
    Callback,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum ParameterLocation {
    Path,
    Query,
    QueryString,
    Header,
    Cookie,
    /// 2.0
    FormData,
    /// 2.0
    Body,
}

/// A parameter that applies to an operation.
#[derive(Clone, Debug)]
pub struct Parameter<'a> {
    /// The item in the list of parameters, perhaps a reference.
    pub listed: Cursor<'a>,
    /// The parameter itself.
    pub node: Cursor<'a>,
    /// Its name.
    pub name: Cow<'a, str>,
    /// Where it travels.
    pub place: ParameterLocation,
    /// True where the path item declares it.
    pub shared: bool,
}

/// A path item with the fields of its `$ref`.
#[derive(Clone, Debug)]
pub struct PathItem<'a> {
    /// The entry under `paths`.
    pub entry: Cursor<'a>,
    /// Where its `$ref` leads; itself where it has none.
    pub node: Cursor<'a>,
    /// The path template.
    pub path: &'a str,
    /// Its operations, by their number in `Api::operations`.
    pub operations: std::ops::Range<usize>,
}

impl<'a> PathItem<'a> {
    /// A field of the path item or of its target.
    #[must_use]
    pub fn get(&self, key: Key) -> Option<Cursor<'a>> {
        self.entry.get(key).or_else(|| self.node.get(key))
    }

    /// The names between braces in the path template, with their byte ranges, braces included.
    #[must_use]
    pub fn template_names(&self) -> Vec<(&'a str, std::ops::Range<usize>)> {
        template_names(self.path).collect()
    }
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation<'a> {
    /// Its method.
    pub method: Method<'a>,
    /// The path template, the webhook's name or the callback's expression.
    pub path: &'a str,
    /// Where it stands.
    pub place: OperationKind,
    /// The entry in the path item.
    pub entry: Cursor<'a>,
    /// The operation itself, behind a `$ref` that split descriptions write.
    pub node: Cursor<'a>,
    /// For [`OperationKind::Path`]: the number of its path item in `Api::paths`.
    pub path_item: usize,
    /// The parameters of the operation and of its path item; the operation's win.
    pub parameters: Vec<Parameter<'a>>,
    /// The operation's own `security`.
    pub own_security: Option<Security<'a>>,
    /// What its requests carry, once all operations are known.
    pub(super) body: Option<Body<'a>>,
    /// Its answers, likewise.
    pub(super) responses: Vec<Response<'a>>,
    /// True where its name or path is a question, once it was looked at.
    only_asks: OnceLock<bool>,
}

impl<'a> Operation<'a> {
    /// "POST /orders"
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.method.text(), self.path)
    }

    /// The `operationId`.
    #[must_use]
    pub fn id(&self) -> Option<Cow<'a, str>> {
        self.node.get_text(words::OPERATION_ID)
    }

    /// The tags.
    pub fn tags(&self) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
        self.node.get(words::TAGS).into_iter().flat_map(Cursor::items).filter_map(Cursor::str)
    }

    /// The segments of the path, without empty ones.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &'a str> + use<'a> {
        self.path.split('/').filter(|s| !s.is_empty())
    }

    /// The responses by their code, references resolved.
    pub fn responses<'w>(&self, workspace: &'w Workspace) -> impl Iterator<Item = (&'a str, Cursor<'w>)> + use<'a, 'w>
    where
        'a: 'w,
    {
        let entries = self.node.get(words::RESPONSES).map(Cursor::entries).into_iter().flatten();
        entries.filter(|e| !e.name().starts_with("x-")).map(move |e| (e.name(), workspace.resolve(e.value)))
    }

    /// True where the operation changes something: a writing method, unless its path says that the
    /// POST only asks (`/search`, `:query`, ...).
    #[must_use]
    pub fn is_write(&self) -> bool {
        self.method.writes() && !(self.method == Method::Post && self.only_asks())
    }

    /// True where the operation only looks: a reading method, or a POST whose path says so.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.method.reads() || (self.method == Method::Post && self.only_asks())
    }

    /// True where a POST's last segment, its custom verb or the name of the operation is a question.
    fn only_asks(&self) -> bool {
        *self.only_asks.get_or_init(|| self.is_question())
    }

    fn is_question(&self) -> bool {
        // `listOrders`, `orders_list_open`: the name of the operation says it.
        if self.id().is_some_and(|id| asks_by_name(&words_of(&id))) {
            return true;
        }
        let Some(last) = self.segments().rev().find(|s| !s.starts_with('{')) else { return false };
        let verb = last.rsplit([':', '.']).next().unwrap_or(last);
        asks_by_segment(&words_of(verb))
    }
}

/// Verbs that ask and change nothing, wherever they stand in a name.
const ASKING: [&str; 16] = [
    "search",
    "query",
    "validate",
    "preview",
    "find",
    "get",
    "list",
    "fetch",
    "retrieve",
    "lookup",
    "calculate",
    "aggregate",
    "convert",
    "estimate",
    "simulate",
    "evaluate",
];

/// Words that ask where they are a segment by themselves or stand behind `bulk`; elsewhere they may be the names of
/// things.
const ASKING_ALONE: [&str; 12] = [
    "filter",
    "count",
    "verify",
    "check",
    "dryrun",
    "quote",
    "export",
    "compute",
    "compare",
    "suggest",
    "autocomplete",
    "diff",
];

/// Verbs that change something, whatever stands beside them: `saveQuery`, `getOrCreate`.
const CHANGING: [&str; 16] = [
    "create", "save", "saved", "add", "new", "update", "delete", "remove", "set", "put", "insert", "upsert", "store",
    "register", "assign", "replace",
];

fn is_any(word: &str, lists: &[&[&str]]) -> bool {
    lists.iter().any(|list| list.contains(&word))
}

/// Behind `bulk` the verb comes second: `bulkRetrieve`.
fn is_many(word: &str) -> bool {
    matches!(word, "bulk" | "batch" | "multi")
}

/// True where the first two words of an `operationId` ask.
fn asks_by_name(words: &[String]) -> bool {
    let bulk = |n: usize| n > 0 && is_many(&words[n - 1]) && is_any(&words[n], &[&ASKING_ALONE]);
    let verbs = 0..words.len().min(2);
    let mut verbs = verbs.filter(|n| is_any(&words[*n], &[&ASKING]) || bulk(*n));
    verbs.next().is_some() && !words.iter().any(|w| is_any(w, &[&CHANGING]))
}

/// True where a segment asks: `search`, `bulk-retrieve`, `retrieve-profiles`, `advanced_search`.
fn asks_by_segment(words: &[String]) -> bool {
    let both: [&[&str]; 2] = [&ASKING, &ASKING_ALONE];
    let [first, rest @ ..] = words else { return false };
    let whole = is_any(&words.concat(), &both);
    let bulk = || rest.iter().any(|w| is_many(w)) || is_many(first);
    let last = || rest.last().is_some_and(|w| is_any(w, &[&["search", "query", "lookup", "retrieve"]]));
    let verb = || is_any(first, &[&ASKING]) || last() || (bulk() && words.iter().any(|w| is_any(w, &both)));
    whole || (verb() && !words.iter().any(|w| is_any(w, &[&CHANGING])))
}

/// The words of a name in camel, snake or kebab case, in lower case.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in name.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            push_lower(word, c);
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

/// The path items under `paths`, and all operations.
pub(super) fn operations<'a>(
    workspace: &'a Workspace,
    root: Cursor<'a>,
    schemes: &SchemeNumbers<'a>,
) -> (Vec<PathItem<'a>>, Vec<Operation<'a>>) {
    let mut reader = OperationReader {
        workspace,
        schemes,
        operations: Vec::new(),
        callbacks: Vec::new(),
        seen: FxHashSet::default(),
    };
    let mut paths: Vec<PathItem<'a>> = root.get(words::PATHS).map(|p| reader.items(p, true)).unwrap_or_default();
    for (n, item) in paths.iter_mut().enumerate() {
        let first = reader.operations.len();
        reader.path_item(item, OperationKind::Path, n);
        item.operations = first..reader.operations.len();
    }
    for item in root.get(words::WEBHOOKS).map(|w| reader.items(w, false)).unwrap_or_default() {
        reader.path_item(&item, OperationKind::Webhook, usize::MAX);
    }
    while let Some(callbacks) = reader.callbacks.pop() {
        for callback in callbacks.entries() {
            let callback = workspace.resolve(callback.value);
            if reader.seen.insert((callback.file(), callback.id())) {
                for item in reader.items(callback, false) {
                    reader.path_item(&item, OperationKind::Callback, usize::MAX);
                }
            }
        }
    }
    (paths, reader.operations)
}

struct OperationReader<'a, 's> {
    workspace: &'a Workspace,
    schemes: &'s SchemeNumbers<'a>,
    operations: Vec<Operation<'a>>,
    callbacks: Vec<Cursor<'a>>,
    seen: FxHashSet<(crate::source::FileId, crate::tree::NodeId)>,
}

impl<'a> OperationReader<'a, '_> {
    /// The path items in a map of them. A map given by `$ref` is looked through.
    fn items(&self, map: Cursor<'a>, only_paths: bool) -> Vec<PathItem<'a>> {
        let map = self.workspace.resolve(map);
        let is_item = |name: &str| if only_paths { name.starts_with('/') } else { !name.starts_with("x-") };
        let entries = map.entries().filter(|e| is_item(e.name()) && e.value.is_map());
        entries
            .map(|e| PathItem {
                entry: e.value,
                node: self.workspace.resolve(e.value),
                path: e.name(),
                operations: 0..0,
            })
            .collect()
    }

    fn path_item(&mut self, item: &PathItem<'a>, place: OperationKind, number: usize) {
        let shared = item.get(words::PARAMETERS);
        for (key, method) in Method::FIELDS {
            if let Some(entry) = item.get(key).filter(|e| e.is_map()) {
                self.operation(item, place, number, method, entry, shared);
            }
        }
        if let Some(others) = item.get(words::ADDITIONAL_OPERATIONS) {
            for other in others.entries().filter(|e| e.value.is_map()) {
                self.operation(item, place, number, Method::Other(other.name()), other.value, shared);
            }
        }
    }

    fn operation(
        &mut self,
        item: &PathItem<'a>,
        place: OperationKind,
        number: usize,
        method: Method<'a>,
        entry: Cursor<'a>,
        shared: Option<Cursor<'a>>,
    ) {
        let node = self.workspace.resolve(entry);
        // Of an operation whose reference leads nowhere, nothing is known.
        if entry.get(words::REF).is_some() && (node.file(), node.id()) == (entry.file(), entry.id()) && entry.len() == 1
        {
            return;
        }
        let listed = |list: Option<Cursor<'a>>| list.into_iter().flat_map(Cursor::items);
        let own = listed(node.get(words::PARAMETERS)).filter_map(|p| self.parameter(p, false));
        let mut parameters: Vec<Parameter<'a>> = own.collect();
        let known: FxHashSet<(String, ParameterLocation)> =
            parameters.iter().map(|p| (p.name.to_string(), p.place)).collect();
        let inherited = listed(shared).filter_map(|p| self.parameter(p, true));
        parameters.extend(inherited.filter(|p| !known.contains(&(p.name.to_string(), p.place))));
        let own_security = node.get(words::SECURITY).map(|at| Security::new(self.workspace, at, self.schemes));
        self.callbacks.extend(node.get(words::CALLBACKS).map(|c| self.workspace.resolve(c)));
        self.operations.push(Operation {
            method,
            path: item.path,
            place,
            entry,
            node,
            path_item: number,
            parameters,
            own_security,
            body: None,
            responses: Vec::new(),
            only_asks: OnceLock::new(),
        });
    }

    fn parameter(&self, listed: Cursor<'a>, shared: bool) -> Option<Parameter<'a>> {
        let node = self.workspace.resolve(listed);
        let place = match node.get_text(words::IN)?.as_ref() {
            "path" => ParameterLocation::Path,
            "query" => ParameterLocation::Query,
            "querystring" => ParameterLocation::QueryString,
            "header" => ParameterLocation::Header,
            "cookie" => ParameterLocation::Cookie,
            "formData" => ParameterLocation::FormData,
            "body" => ParameterLocation::Body,
            _ => return None,
        };
        Some(Parameter { listed, node, name: node.get_text(words::NAME)?, place, shared })
    }
}

#[cfg(test)]
mod tests {
    use super::{asks_by_name, asks_by_segment, words_of};

    #[test]
    fn verbs_that_ask_are_told_from_names_of_things() {
        for asking in [
            "search",
            "bulk-retrieve",
            "batch-retrieve-counts",
            "retrieve-qos-profiles",
            "advanced_search",
            "bulk_export",
            "calculate",
            "convert",
            "dryRun",
            "listItems",
            "export",
        ] {
            assert!(asks_by_segment(&words_of(asking)), "{asking}");
        }
        for changing in
            ["orders", "exports", "export-jobs", "saved-search", "price-list", "bulk", "bulk-delete", "get-or-create"]
        {
            assert!(!asks_by_segment(&words_of(changing)), "{changing}");
        }
        for asking in ["listOrders", "orders_list_open", "RetrieveGiftCardFromGAN", "BulkExportRules"] {
            assert!(asks_by_name(&words_of(asking)), "{asking}");
        }
        for changing in ["createList", "saveQuery", "getOrCreateCart", "exportOrders", "orders_refund"] {
            assert!(!asks_by_name(&words_of(changing)), "{changing}");
        }
    }
}
