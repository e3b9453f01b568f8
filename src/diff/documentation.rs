//! What changed of the texts that only speak to people: descriptions, summaries, titles, examples, links to documentation.
//!
//! Both documents are walked side by side. Objects are matched by their keys, paths whatever their parameters are called,
//! parameters and tags by their names, other lists by place. Each node of the base is visited once.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Side;
use super::align::shape_of;
use super::policy::ComparisonPolicy;
use super::same::{Sameness, is_documentation};
use crate::finding::NodeLocation;
use crate::model::Api;
use crate::spec::{Kind, Workspace};
use crate::tree::{Cursor, Key, NodeId, Shape, words};

/// A text, or an example, that differs between two versions.
#[derive(Clone, Debug)]
pub struct DocumentationChange {
    /// What it is about: `POST /orders`, `schema Order`, `info`.
    pub subject: String,
    /// The place below the subject and the field: `parameter limit: description`.
    pub field: String,
    /// By side: the text, or an example as it is written; nothing where there is none.
    pub texts: [Option<String>; 2],
    /// By side: where it stands.
    pub at: [Option<NodeLocation>; 2],
}

impl DocumentationChange {
    /// `added`, `removed` or `changed`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match &self.texts {
            [None, _] => "added",
            [_, None] => "removed",
            _ => "changed",
        }
    }
}

/// The most levels of objects within each other that are walked.
const DEPTH: usize = 200;

/// Finds what changed of the documentation of two versions, in the order of the revision.
pub(super) fn changes<'a>(
    base: &'a Api<'a>,
    revision: &'a Api<'a>,
    same: &Sameness,
    policy: &ComparisonPolicy,
) -> Vec<DocumentationChange> {
    let mut walk = Walk {
        workspaces: [base.workspace, revision.workspace],
        same,
        policy,
        visited: FxHashSet::default(),
        subject: None,
        below: Vec::new(),
        found: Vec::new(),
    };
    walk.objects(base.root, revision.root, 0);
    let mut found = walk.found;
    if !policy.selection.is_everything() {
        let mut selected: FxHashSet<String> = FxHashSet::default();
        for api in [base, revision] {
            let of = policy.selection.of(api);
            selected.extend(api.operations.iter().zip(of).filter(|(_, s)| *s).map(|(o, _)| o.title()));
        }
        found.retain(|change| selected.contains(&change.subject));
    }
    found
}

struct Walk<'a, 'p> {
    workspaces: [&'a Workspace; 2],
    same: &'p Sameness,
    policy: &'p ComparisonPolicy,
    /// Places of the base.
    visited: FxHashSet<(u32, NodeId)>,
    /// What the nodes at hand belong to.
    subject: Option<String>,
    /// The way from there.
    below: Vec<String>,
    found: Vec<DocumentationChange>,
}

impl<'a> Walk<'a, '_> {
    fn objects(&mut self, base: Cursor<'a>, revision: Cursor<'a>, depth: usize) {
        if depth > DEPTH || !self.visited.insert((base.file().0, base.id())) {
            return;
        }
        match (base.shape(), revision.shape()) {
            (Shape::Map, Shape::Map) => self.maps(base, revision, depth),
            (Shape::Seq, Shape::Seq) => self.lists(base, revision, depth),
            _ => {}
        }
    }

    fn maps(&mut self, base: Cursor<'a>, revision: Cursor<'a>, depth: usize) {
        let kind = self.workspaces[1].kind(revision);
        // What a reference into another file leads to is part of the same description.
        let target = |side: Side, at: Cursor<'a>| {
            let target = self.workspaces[side as usize].target(at.get(words::REF)?)?;
            (target.file() != at.file()).then_some(target)
        };
        if let (Some(x), Some(y)) = (target(Side::Base, base), target(Side::Revision, revision)) {
            self.objects(x, y, depth + 1);
        }
        let key = |side: Side, name: &str| match kind {
            Kind::Paths => shape_of(&self.policy.prefixes.matched(side, name)),
            _ => name.to_owned(),
        };
        let mut before: FxHashMap<String, Cursor<'a>> =
            base.entries().map(|e| (key(Side::Base, e.name()), e.value)).collect();
        let mut steps: Vec<(&'a str, Option<Cursor<'a>>, Option<Cursor<'a>>)> = revision
            .entries()
            .map(|e| (e.name(), before.remove(&key(Side::Revision, e.name())), Some(e.value)))
            .collect();
        steps.extend(base.entries().filter_map(|e| {
            let left = before.remove(&key(Side::Base, e.name()))?;
            Some((e.name(), Some(left), None))
        }));
        for (name, x, y) in steps {
            let at = x.or(y).and_then(Cursor::key);
            if at.is_some_and(|key| is_text(kind, key)) {
                self.text(name, x, y);
            } else if let (Some(x), Some(y)) = (x, y)
                && !name.starts_with("x-")
            {
                self.inside(kind, name, y, |walk| walk.objects(x, y, depth + 1));
            }
        }
    }

    fn lists(&mut self, base: Cursor<'a>, revision: Cursor<'a>, depth: usize) {
        let name = |at: Cursor<'a>| {
            let text = |key| at.get(key).and_then(Cursor::str);
            let by = text(words::NAME).or_else(|| text(words::URL)).or_else(|| text(words::REF));
            by.map(|name| format!("{} {name}", text(words::IN).unwrap_or_default()))
        };
        let mut named: FxHashMap<String, Cursor<'a>> =
            base.items().filter_map(|item| Some((name(item)?, item))).collect();
        for (n, y) in revision.items().enumerate() {
            let x = match name(y) {
                Some(name) => named.remove(&name),
                None => base.item(n as u32).filter(|x| name(*x).is_none()),
            };
            let Some(x) = x else { continue };
            let step = y.get(words::NAME).and_then(Cursor::str);
            let step = match (self.workspaces[1].kind(y), step) {
                (Kind::Parameter, Some(name)) => Some(format!("parameter {name}")),
                (Kind::Tag, Some(name)) => Some(name.into_owned()),
                _ => Some(format!("{n}")),
            };
            self.below.extend(step);
            self.objects(x, y, depth + 1);
            self.below.pop();
        }
    }

    /// Walks on with the name of what is entered: an operation and a reusable part are subjects of their own.
    fn inside(&mut self, kind: Kind, name: &str, at: Cursor<'a>, walk: impl FnOnce(&mut Self)) {
        let inner = self.workspaces[1].kind(at);
        let subject = match (kind, inner) {
            (Kind::Document | Kind::Components, _) => Some(singular(name).to_owned()),
            (Kind::Paths, _) => Some(name.to_owned()),
            (Kind::PathItem | Kind::AdditionalOperations, Kind::Operation) => {
                let path = self.subject.clone().unwrap_or_default();
                Some(format!("{} {path}", name.to_ascii_uppercase()))
            }
            _ => None,
        };
        // A path item within a callback stays what its operation has.
        let nested = kind != Kind::Document && self.below.iter().any(|step| step == "callbacks");
        match subject.filter(|_| !nested) {
            Some(subject) => {
                let outer = self.subject.replace(subject);
                let below = std::mem::take(&mut self.below);
                walk(self);
                self.below = below;
                self.subject = outer;
            }
            None if !is_plain(kind) => {
                let outer = self.subject.clone();
                self.subject = outer.as_ref().map(|kind| format!("{kind} {name}"));
                walk(self);
                self.subject = outer;
            }
            None => {
                self.below.push(name.to_owned());
                walk(self);
                self.below.pop();
            }
        }
    }

    fn text(&mut self, name: &str, x: Option<Cursor<'a>>, y: Option<Cursor<'a>>) {
        let written = |side: Side, at: Cursor<'a>| match at.str() {
            Some(text) => text.into_owned(),
            None => {
                let source = self.workspaces[side as usize].source(at.file());
                let span = at.span();
                source.text().get(span.start as usize..span.end as usize).unwrap_or_default().to_owned()
            }
        };
        let texts = [x.map(|x| written(Side::Base, x)), y.map(|y| written(Side::Revision, y))];
        if texts[0] == texts[1] || matches!((x, y), (Some(x), Some(y)) if self.same.equal(x, y)) {
            return;
        }
        let place = self.below.iter().map(String::as_str).filter(|step| !is_structure(step)).collect::<Vec<_>>();
        let field = if place.is_empty() { name.to_owned() } else { format!("{}: {name}", place.join(" ")) };
        let node = |at: Cursor<'_>| NodeLocation { location: at.head(), pointer: at.pointer() };
        self.found.push(DocumentationChange {
            subject: self.subject.clone().unwrap_or_else(|| "document".to_owned()),
            field,
            texts,
            at: [x.map(node), y.map(node)],
        });
    }
}

/// Steps that say nothing to a reader.
fn is_structure(step: &str) -> bool {
    ["schema", "properties", "content", "schemas", "responses", "parameters", "headers", "tags"].contains(&step)
}

/// True for fields that only speak to people, wherever they are.
fn is_text(kind: Kind, key: Key) -> bool {
    let own = match kind {
        Kind::Info => matches!(key, words::CONTACT | words::LICENSE | words::TERMS_OF_SERVICE),
        Kind::Example => true,
        Kind::Link | Kind::ServerVariable | Kind::ExternalDocs => key == words::DESCRIPTION,
        _ => false,
    };
    own || is_documentation(kind, key)
}

/// False for the maps of `components`, whose entries are subjects of their own.
fn is_plain(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Schemas
            | Kind::ComponentResponses
            | Kind::ComponentParameters
            | Kind::RequestBodies
            | Kind::ComponentHeaders
            | Kind::ComponentExamples
            | Kind::ComponentLinks
            | Kind::ComponentCallbacks
            | Kind::PathItems
            | Kind::MediaTypes
            | Kind::SecuritySchemes
    )
}

/// What an entry of a map of `components`, or of the root in 2.0, is called.
fn singular(name: &str) -> &str {
    match name {
        "schemas" | "definitions" => "schema",
        "responses" => "response",
        "parameters" => "parameter",
        "requestBodies" => "request body",
        "headers" => "header",
        "examples" => "example",
        "securitySchemes" | "securityDefinitions" => "security scheme",
        "links" => "link",
        "callbacks" => "callback",
        "pathItems" => "path item",
        other => other,
    }
}
