//! What has a name in a description, where it is declared, and where it is used: targets of references, schemes, scopes, tags
//! and operations.

use serde_json::json;

use crate::finding::Message;
use crate::model::{Api, Operation};
use crate::source::{Edit, Span};
use crate::spec::{Kind, Workspace};
use crate::tree::{Cursor, Tree, escape_segment, words};

/// Something that other places name.
pub(super) enum Symbol<'a> {
    /// What references and mappings lead to.
    Target(Cursor<'a>),
    /// A security scheme.
    Scheme(String),
    /// A scope of a scheme.
    Scope(String, String),
    /// A tag.
    Tag(String),
    /// An operation, by its `operationId`.
    Operation(String),
}

/// A place that declares a symbol or uses it.
pub(super) struct Occurrence<'a> {
    /// The entry whose name it is, or the text.
    pub(super) at: Cursor<'a>,
    /// How the name is written there.
    pub(super) form: Form,
    /// True where it is declared there.
    pub(super) declares: bool,
}

/// How a name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As a key.
    Key,
    /// As a text.
    Text,
    /// As the last part of a reference.
    Reference,
}

impl Occurrence<'_> {
    /// The bytes of the name, or of the reference.
    pub(super) fn span(&self) -> Span {
        if self.form == Form::Key { self.at.key_span() } else { self.at.span() }
    }

    /// The edit that gives the symbol another name here; nothing where the name is not written here, as in references to
    /// whole files.
    pub(super) fn renamed(&self, new: &str) -> Option<Edit> {
        match self.form {
            Form::Key => self.at.renamed(new),
            Form::Text => self.at.replaced(&json!(new)),
            Form::Reference => {
                let text = self.at.str()?;
                let (before, _) = text.rsplit_once('/').filter(|(before, _)| before.contains('#'))?;
                self.at.replaced(&json!(format!("{before}/{}", escape_segment(new))))
            }
        }
    }
}

/// The deepest node around a byte.
pub(super) fn node_at(tree: &Tree, offset: u32) -> Cursor<'_> {
    let covers = |at: &Cursor<'_>| {
        let (name, value) = (at.name_span(), at.span());
        name.start.min(value.start) <= offset && offset <= value.end.max(name.end)
    };
    let mut at = tree.root();
    while let Some(inner) = at.children().filter(covers).last() {
        at = inner;
    }
    at
}

/// True where a byte is in the key of a node.
fn is_on_key(at: Cursor<'_>, offset: u32) -> bool {
    at.key().is_some() && at.key_span().start <= offset && offset <= at.key_span().end
}

/// The symbol at a place.
pub(super) fn symbol_at<'a>(api: &Api<'a>, at: Cursor<'a>, offset: u32) -> Option<Symbol<'a>> {
    let workspace = api.workspace;
    let on_key = is_on_key(at, offset);
    if !on_key {
        let reference = if at.key() == Some(words::REF) { at.parent().and_then(|o| workspace.target(o)) } else { None };
        if let Some(target) = reference.or_else(|| workspace.target(at).filter(|_| !at.is_map())) {
            return Some(Symbol::Target(target));
        }
    }
    for (scheme, requirement, scopes) in requirements(api) {
        if on_key && requirement == at {
            return Some(Symbol::Scheme(scheme.to_owned()));
        }
        if let Some(scope) = scopes.into_iter().find(|s| *s == at) {
            return Some(Symbol::Scope(scheme.to_owned(), scope.text().into_owned()));
        }
    }
    for scheme in &api.schemes {
        if on_key && scheme.entry == at {
            return Some(Symbol::Scheme(scheme.name.to_owned()));
        }
        let mut scopes = scheme.flows.iter().flat_map(|f| &f.scopes);
        if let Some(scope) = scopes.find(|s| on_key && s.at == at) {
            return Some(Symbol::Scope(scheme.name.to_owned(), scope.name.to_owned()));
        }
    }
    if !on_key && (is_tag_use(workspace, at) || is_tag_name(workspace, at)) {
        return Some(Symbol::Tag(at.text().into_owned()));
    }
    if !on_key && at.key() == Some(words::OPERATION_ID) {
        let of = at.parent().map(|p| workspace.kind(p));
        if matches!(of, Some(Kind::Operation | Kind::Link)) {
            return Some(Symbol::Operation(at.text().into_owned()));
        }
    }
    (on_key && workspace.is_referred_to(at)).then_some(Symbol::Target(at))
}

fn is_tag_use(workspace: &Workspace, at: Cursor<'_>) -> bool {
    let list = at.parent().filter(|list| list.key() == Some(words::TAGS) && list.is_seq());
    list.and_then(Cursor::parent).is_some_and(|of| workspace.kind(of) == Kind::Operation)
}

fn is_tag_name(workspace: &Workspace, at: Cursor<'_>) -> bool {
    at.key() == Some(words::NAME) && at.parent().is_some_and(|of| workspace.kind(of) == Kind::Tag)
}

/// Every requirement of an API: the name of the scheme, the entry, the scopes.
fn requirements<'s, 'a>(
    api: &'s Api<'a>,
) -> impl Iterator<Item = (&'a str, Cursor<'a>, Vec<Cursor<'a>>)> + use<'s, 'a> {
    let all = api.security.iter().chain(api.operations.iter().filter_map(|o| o.own_security.as_ref()));
    all.flat_map(|s| &s.alternatives)
        .flat_map(|a| &a.requirements)
        .map(|r| (r.name, r.at, r.scopes.iter().map(|(_, at)| *at).collect()))
}

/// All places of a symbol in an API, in the order of files and bytes.
pub(super) fn occurrences<'a>(api: &Api<'a>, symbol: &Symbol<'a>) -> Vec<Occurrence<'a>> {
    let mut found: Vec<Occurrence<'a>> = Vec::new();
    let mut add = |at: Cursor<'a>, form: Form, declares: bool| found.push(Occurrence { at, form, declares });
    match symbol {
        Symbol::Target(target) => {
            add(*target, if target.key().is_some() { Form::Key } else { Form::Text }, true);
            for from in api.workspace.referrers(*target) {
                match from.get(words::REF) {
                    Some(reference) => add(reference, Form::Reference, false),
                    // A mapping names a schema, or refers to it.
                    None if from.str().is_some_and(|text| text.contains(['/', '#'])) => {
                        add(from, Form::Reference, false)
                    }
                    None => add(from, Form::Text, false),
                }
            }
        }
        Symbol::Scheme(name) => {
            api.schemes.iter().filter(|s| s.name == name).for_each(|s| add(s.entry, Form::Key, true));
            requirements(api).filter(|(n, ..)| n == name).for_each(|(_, at, _)| add(at, Form::Key, false));
        }
        Symbol::Scope(scheme, name) => {
            let flows = api.schemes.iter().filter(|s| s.name == scheme).flat_map(|s| &s.flows);
            flows.flat_map(|f| &f.scopes).filter(|s| s.name == name).for_each(|s| add(s.at, Form::Key, true));
            for scope in requirements(api).filter(|(n, ..)| n == scheme).flat_map(|(.., scopes)| scopes) {
                if scope.str().is_some_and(|text| text == *name) {
                    add(scope, Form::Text, false);
                }
            }
        }
        Symbol::Tag(name) => {
            let declared = api.root.get(words::TAGS).into_iter().flat_map(Cursor::items);
            for at in declared.filter_map(|tag| tag.get(words::NAME)).filter(|at| at.text() == *name) {
                add(at, Form::Text, true);
            }
            let used = api.operations.iter().filter_map(|o| o.node.get(words::TAGS)).flat_map(Cursor::items);
            used.filter(|at| at.text() == *name).for_each(|at| add(at, Form::Text, false));
        }
        Symbol::Operation(name) => {
            let all = api.workspace.trees().iter().flat_map(|tree| api.workspace.labelled(tree.file()));
            for (kind, at) in all.filter(|(kind, _)| matches!(kind, Kind::Operation | Kind::Link)) {
                if let Some(id) = at.get(words::OPERATION_ID).filter(|id| id.text() == *name) {
                    add(id, Form::Text, kind == Kind::Operation);
                }
            }
        }
    }
    found.sort_unstable_by_key(|o| (o.at.file(), o.span(), !o.declares));
    found.dedup_by_key(|o| (o.at.file(), o.span()));
    found
}

/// The name of a symbol, and what it is.
pub(super) fn described(symbol: &Symbol<'_>) -> (String, &'static str) {
    match symbol {
        Symbol::Target(at) if at.key().is_none() => (at.tree().source().name().to_owned(), "file"),
        Symbol::Target(at) => (at.key_text().to_owned(), "component"),
        Symbol::Scheme(name) => (name.clone(), "security scheme"),
        Symbol::Scope(_, name) => (name.clone(), "scope"),
        Symbol::Tag(name) => (name.clone(), "tag"),
        Symbol::Operation(name) => (name.clone(), "operation"),
    }
}

/// Why something cannot have a name.
pub(super) fn refused(symbol: &Symbol<'_>, new: &str) -> Option<Message> {
    let is_component = matches!(symbol, Symbol::Target(_) | Symbol::Scheme(_));
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    match () {
        () if new.is_empty() => Some("the new name is empty".into()),
        () if is_component && !new.chars().all(fits) => {
            Some("names of components have letters, digits, `.`, `-` and `_` only".into())
        }
        () if matches!(symbol, Symbol::Scope(..)) && new.contains([' ', '"', '\\']) => {
            Some("scopes have no spaces, quotes and backslashes (RFC 6749, section 3.3)".into())
        }
        () => None,
    }
}

/// The operation that a place lies in.
pub(super) fn operation_at<'s, 'a>(api: &'s Api<'a>, at: Cursor<'a>) -> Option<&'s Operation<'a>> {
    let above = std::iter::successors(Some(at), |at| at.parent());
    above.into_iter().find_map(|at| api.operations.iter().find(|o| o.node == at || o.entry == at))
}

/// The end of the file in lines of text: what a hover shows of a node.
pub(super) fn excerpt(at: Cursor<'_>, most: usize) -> String {
    let source = at.tree().source();
    let first = source.line_of(at.name_span().start);
    let last = source.line_of(at.span().end.saturating_sub(1)).max(first);
    let indent = source.slice(source.line_span(first)).chars().take_while(|c| *c == ' ').count();
    let lines = (first..=last).take(most).map(|line| {
        let text = source.slice(source.line_span(line));
        text.get(indent.min(text.len() - text.trim_start().len())..).unwrap_or(text).to_owned()
    });
    let mut text = lines.collect::<Vec<_>>().join("\n");
    if last - first >= most as u32 {
        text.push_str("\n...");
    }
    text
}
