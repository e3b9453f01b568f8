//! The one typed walk: it labels nodes with their kind, links references, and says where a document
//! leaves the grammar.
//!
//! Each node is visited once for each kind that something takes it for; references are edges.

mod complaints;
mod pieces;

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use self::complaints::{at_words, wrong_name};
use super::conditions;
use super::grammar::{Constraint, Grammar, Names, Object, Refs, Type};
use super::kind::Kind;
use super::labels::Labels;
use super::link::KnownNames;
use super::reference::resolve_fragment;
use super::version::Version;
use super::workspace::{LoadError, Loader, Notes, declared_version};
use crate::finding::message;
use crate::finding::{Finding, Message, RuleId, Severity, names};
use crate::source::{FileId, Location};
use crate::text::{NearNames, Slips, Sorting};
use crate::tree::{Cursor, Key, NodeId, NodeRef, Shape, Tree, words};

/// Rule ids of what the walk itself finds; their metadata stand with the other rules.
pub(super) mod ids {
    pub const SPEC_VALID: &str = "spec-valid";
    pub const UNKNOWN_VERSION: &str = "unknown-version";
    pub const UNRESOLVED_REF: &str = "unresolved-ref";
    pub const REF_WRONG_KIND: &str = "ref-wrong-kind";
    pub const REF_SIBLINGS: &str = "ref-siblings";
    pub const DUPLICATE_KEY: &str = "duplicate-key";
    pub const SYNTAX: &str = "syntax";
}

/// A finding of the walk at a place.
pub(super) fn problem(rule: &'static str, at: Cursor<'_>, location: Location, message: impl Into<Message>) -> Finding {
    Finding::new(RuleId::of(rule), Severity::Error, location, at.pointer(), message)
}

/// A `$ref` that waits until the files it may lead to are loaded and labelled.
#[derive(Clone)]
pub(super) struct Pending {
    pub(super) file: FileId,
    pub(super) node: NodeId,
    pub(super) kind: Kind,
    pub(super) version: Version,
    /// False where the grammar is not to be held against the target: the version is unknown.
    pub(super) strict: bool,
    /// Where its text stands.
    pub(super) written: Written,
}

/// Where the text of a reference stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// In the `$ref` of the node.
    Field,
    /// The key of the node is the reference, as in a security requirement of 3.2.
    Key,
    /// The node itself is, as in the mapping of a discriminator.
    Value,
}

/// A node to be visited.
#[derive(Clone, Copy)]
pub(super) struct Visit {
    pub(super) file: FileId,
    pub(super) node: NodeId,
    pub(super) kind: Kind,
    pub(super) version: Version,
    pub(super) strict: bool,
}

/// What the walk keeps between waves of loading.
pub(super) struct State {
    pub(super) started: bool,
    /// True where only that is looked for which the JSON Schemas of the specification say.
    pub(super) only_schemas: bool,
    pub(super) entries: Vec<FileId>,
    pub(super) stack: Vec<Visit>,
    pub(super) pending: Vec<Pending>,
    /// Nodes that were visited under another kind than their label.
    pub(super) again: FxHashSet<(FileId, NodeId, Kind)>,
    /// References where the grammar allows none, by kind.
    pub(super) misplaced: Vec<(Kind, FileId, NodeId)>,
    pub(super) checked_files: usize,
    pub(super) names: Arc<KnownNames>,
    pub(super) near: NearNames,
    /// Slips of the names in maps that references lead into.
    pub(super) slips: FxHashMap<NodeRef, Slips>,
    /// By file: where the references in it lead, as they are written.
    pub(super) cache: FxHashMap<FileId, FxHashMap<String, NodeRef>>,
    /// By file that is missing: the finding that says so, and how many references to it there are.
    pub(super) missing: FxHashMap<String, (usize, usize)>,
    /// By file: texts beside references.
    pub(super) texts_beside: BTreeMap<FileId, Vec<Finding>>,
}

impl State {
    pub(super) fn new(entries: &[FileId]) -> Self {
        Self {
            started: false,
            only_schemas: false,
            entries: entries.to_vec(),
            stack: Vec::new(),
            pending: Vec::new(),
            again: FxHashSet::default(),
            misplaced: Vec::new(),
            checked_files: 0,
            names: Arc::default(),
            near: NearNames::default(),
            slips: FxHashMap::default(),
            cache: FxHashMap::default(),
            missing: FxHashMap::default(),
            texts_beside: BTreeMap::new(),
        }
    }
}

/// Walks as far as the loaded files allow; gives the names of the files that are wanted next.
pub(super) fn run(
    trees: &[Tree],
    notes: &mut [Notes],
    state: &mut State,
    names: &FxHashMap<String, Result<FileId, LoadError>>,
    loader: &dyn Loader,
    problems: &mut Vec<Finding>,
) -> Vec<String> {
    let mut walk = SpecWalk { trees, notes, state, problems };
    walk.new_files();
    if !walk.state.started {
        walk.state.started = true;
        for entry in walk.state.entries.clone() {
            walk.document(entry);
        }
        walk.visit_in_pieces();
    }
    loop {
        walk.visit_all();
        let wanted = walk.link(names, loader);
        if walk.state.stack.is_empty() {
            if wanted.is_empty() {
                walk.report_misplaced();
                walk.report_texts_beside();
                walk.count_missing();
                walk.report_circles();
            }
            return wanted;
        }
        if !wanted.is_empty() {
            return wanted;
        }
    }
}

pub(super) struct SpecWalk<'t, 'n> {
    pub(super) trees: &'t [Tree],
    pub(super) notes: &'n mut [Notes],
    pub(super) state: &'n mut State,
    pub(super) problems: &'n mut Vec<Finding>,
}

impl<'t> SpecWalk<'t, '_> {
    pub(super) fn at(&self, file: FileId, node: NodeId) -> Cursor<'t> {
        self.trees[file.0 as usize].at(node)
    }

    /// Visits what waits, and what that leads to.
    fn visit_all(&mut self) {
        while let Some(visit) = self.state.stack.pop() {
            self.visit(visit);
        }
    }

    /// Syntax errors and duplicate keys of files that are new in this wave.
    fn new_files(&mut self) {
        for tree in &self.trees[self.state.checked_files..] {
            self.notes[tree.file().0 as usize].kinds = Labels::of(0..tree.len() as u32);
            if KnownNames::are_in(tree) {
                Arc::make_mut(&mut self.state.names).add(tree);
            }
            for error in tree.errors().iter().chain(tree.slips()) {
                let mut found =
                    problem(ids::SYNTAX, tree.root(), tree.location(error.span), Message::foreign(&error.message));
                found.help = error.help.as_deref().map(Message::foreign);
                if let Some((span, words)) = &error.related {
                    found = found.with_label(tree.location(*span), Message::foreign(words));
                }
                self.problems.push(found);
            }
            for (node, tag) in tree.tagged() {
                let at = tree.at(*node);
                // What extensions hold is for the tools that read them.
                if std::iter::successors(Some(at), |a| a.parent()).any(|a| a.key_text().starts_with("x-")) {
                    continue;
                }
                let found = problem(
                    ids::SPEC_VALID,
                    at,
                    at.location(),
                    message!("YAML tag `{}` is not allowed in OpenAPI: no tool knows what it stands for", tag),
                );
                let include = tag.trim_start_matches('!').to_ascii_lowercase().starts_with("inc");
                self.problems.push(if include && at.shape() == Shape::Str {
                    found.with_help(message!("use a reference: `$ref: {}`", at.text()))
                } else {
                    found.with_help("write the value itself")
                });
            }
            for duplicate in tree.duplicates() {
                let (first, second) = (tree.at(duplicate.first), tree.at(duplicate.second));
                // Keys that could not be read are not known to be equal.
                if second.key_text().is_empty() && !tree.errors().is_empty() {
                    continue;
                }
                let message = message!("duplicate key `{}`", second.key_text());
                let found = problem(ids::DUPLICATE_KEY, second, second.name_location(), message)
                    .with_words("the duplicate; most parsers use this one")
                    .with_label(first.name_location(), "first used here; most parsers ignore it")
                    .with_help("rename or remove one of them");
                self.problems.push(found);
            }
        }
        self.state.checked_files = self.trees.len();
    }

    fn document(&mut self, file: FileId) {
        let root = self.trees[file.0 as usize].root();
        let declared = root.get(words::OPENAPI).or_else(|| root.get(words::SWAGGER));
        let Some(declared) = declared else { return };
        let version = declared_version(root);
        if version.is_none() && !declared.is_broken() {
            let message = message!("unknown OpenAPI version `{}`", declared.text());
            let known = "supported are 2.0 (`swagger: \"2.0\"`), and 3.0, 3.1, 3.2 (`openapi: 3.1.1`)";
            self.problems.push(problem(ids::UNKNOWN_VERSION, declared, declared.location(), message).with_help(known));
        }
        // What claims to be a later 3.x is read as the latest that is known, but not held to it.
        let later = declared.key() == Some(words::OPENAPI) && declared.text().starts_with(['3', '4']);
        let read_as = version.or(later.then_some(Version::V3_2));
        let Some(read_as) = read_as else { return };
        self.notes[file.0 as usize].version = Some(read_as);
        self.state.stack.push(Visit {
            file,
            node: root.id(),
            kind: Kind::Document,
            version: read_as,
            strict: version.is_some(),
        });
    }

    fn visit(&mut self, mut visit: Visit) {
        let at = self.at(visit.file, visit.node);
        if visit.kind == Kind::Schema && visit.strict && visit.version.has_json_schema() {
            visit.strict = !is_of_another_dialect(at);
        }
        let notes = &mut self.notes[visit.file.0 as usize];
        let label = notes.kinds.get(at.id());
        if label == visit.kind {
            return;
        }
        if label == Kind::None {
            notes.kinds.set(at.id(), visit.kind);
        } else if !self.state.again.insert((visit.file, at.id(), visit.kind)) {
            return;
        }
        if notes.version.is_none() {
            notes.version = Some(visit.version);
        }
        if !at.is_map() {
            return;
        }
        let grammar = Grammar::of(visit.version);
        let object = grammar.object(visit.kind);
        let reference = at.get(words::REF).filter(|r| r.shape() == Shape::Str);
        if let Some(reference) = reference {
            self.state.pending.push(Pending {
                file: visit.file,
                node: at.id(),
                kind: visit.kind,
                version: visit.version,
                strict: visit.strict,
                written: Written::Field,
            });
            match object.refs {
                Refs::RefText(allowed) => {
                    self.siblings(at, reference, object, allowed, visit);
                    return;
                }
                Refs::No => {
                    self.state.misplaced.push((visit.kind, visit.file, reference.place()));
                    return;
                }
                Refs::Field => {}
            }
        }
        if visit.kind == Kind::SecurityRequirement && visit.version >= Version::V3_2 {
            self.scheme_uris(at, visit);
        }
        match visit.kind {
            Kind::Mapping => at.entries().for_each(|entry| self.mapping(entry.value, visit)),
            Kind::Discriminator => at.get(words::DEFAULT_MAPPING).into_iter().for_each(|to| self.mapping(to, visit)),
            Kind::Schema => self.dynamic_ref(at, visit),
            Kind::Link => self.operation_ref(at, visit),
            _ => {}
        }
        self.fields(at, visit, grammar, object);
        if visit.strict {
            conditions::check(at, visit.kind, visit.version, self.problems);
            if !self.state.only_schemas {
                conditions::check_beyond_schemas(at, visit.kind, visit.version, self.problems);
            }
        }
    }

    /// From 3.2 on, a security requirement may name a scheme by URI where no component has that name.
    fn scheme_uris(&mut self, at: Cursor<'t>, visit: Visit) {
        for entry in at.entries() {
            let named = self.state.entries.iter().any(|entry_file| {
                let components = self.trees[entry_file.0 as usize].root().get(words::COMPONENTS);
                components.and_then(|c| c.get(words::SECURITY_SCHEMES)).and_then(|s| s.get_str(entry.name())).is_some()
            });
            if !named && entry.name().contains(['/', '#', '.']) {
                let node = entry.value.place();
                self.state.pending.push(Pending {
                    file: visit.file,
                    node,
                    kind: Kind::SecurityScheme,
                    version: visit.version,
                    strict: visit.strict,
                    written: Written::Key,
                });
            }
        }
    }

    /// A value of a discriminator's mapping: the name of a schema, else a reference to one (OpenAPI 3.1.1, Discriminator
    /// Object).
    fn mapping(&mut self, to: Cursor<'t>, visit: Visit) {
        let Some(text) = to.str().filter(|text| !text.is_empty()) else { return };
        let schemas = |file: FileId| {
            let components = self.trees[file.0 as usize].root().get(words::COMPONENTS)?;
            components.get(words::SCHEMAS)?.get_str(&text)
        };
        let files = std::iter::once(visit.file).chain(self.state.entries.iter().copied());
        if let Some(schema) = files.filter_map(schemas).next() {
            self.notes[visit.file.0 as usize].refs.insert(to.id(), (schema.file(), schema.id()));
            return;
        }
        let is_name = !text.contains(['/', '#', ':']) && ![".json", ".yaml", ".yml"].iter().any(|e| text.ends_with(e));
        if !is_name {
            self.state.pending.push(Pending {
                file: visit.file,
                node: to.place(),
                kind: Kind::Schema,
                version: visit.version,
                strict: visit.strict,
                written: Written::Value,
            });
        } else if visit.strict {
            let message = message!("cannot resolve `{}`: no schema has this name", text);
            let mut found = problem(ids::UNRESOLVED_REF, to, to.location(), message);
            // It could be the relative reference to a file without an extension.
            found.severity = Severity::Warn;
            self.problems.push(found);
        }
    }

    /// The `operationRef` of a link into another file (OpenAPI 3.1.1, Link Object). What stands on the network is the
    /// other API's own matter.
    fn operation_ref(&mut self, at: Cursor<'t>, visit: Visit) {
        let Some(to) = at.get(words::OPERATION_REF) else { return };
        let leads_out =
            to.str().is_some_and(|text| !text.is_empty() && !text.starts_with('#') && !text.contains("://"));
        if leads_out {
            self.state.pending.push(Pending {
                file: visit.file,
                node: to.place(),
                kind: Kind::Operation,
                version: visit.version,
                strict: visit.strict,
                written: Written::Value,
            });
        }
    }

    /// A `$dynamicRef` leads somewhere at first, as a `$ref` does (JSON Schema 2020-12, section 8.2.3.2).
    fn dynamic_ref(&mut self, at: Cursor<'t>, visit: Visit) {
        let Some(reference) = at.get(words::DYNAMIC_REF).filter(|_| visit.version.has_json_schema()) else { return };
        let text = reference.text();
        let Some(fragment) = text.strip_prefix('#') else { return };
        let tree = &self.trees[visit.file.0 as usize];
        let anchor = |name: &str| self.state.names.anchor(visit.file, name).map(|node| tree.at(node));
        if resolve_fragment(tree.root(), fragment, anchor).is_err() && tree.errors().is_empty() {
            let message = message!("cannot resolve `{}`", text);
            self.problems.push(problem(ids::UNRESOLVED_REF, reference, reference.location(), message));
        }
    }

    /// Reports the texts beside references: each of a few in a file, or the first one for all.
    fn report_texts_beside(&mut self) {
        for (_, mut found) in std::mem::take(&mut self.state.texts_beside) {
            found.order_by_key(|f| f.location.span.start);
            if found.len() > 3 {
                let more = found.len() - 1;
                found.truncate(1);
                found[0].message += message!(" (and {} more texts beside references)", more);
            }
            self.problems.append(&mut found);
        }
    }

    /// Fields beside a `$ref` that takes no notice of them.
    fn siblings(&mut self, at: Cursor<'t>, reference: Cursor<'t>, object: &Object, allowed: &[Key], visit: Visit) {
        let ignored: Vec<_> = at
            .entries()
            .filter(|e| e.key != words::REF && !allowed.contains(&e.key) && !e.name().starts_with("x-"))
            .collect();
        let Some(first) = ignored.first() else { return };
        if !visit.strict || (object.refs == Refs::Field) {
            return;
        }
        let names = names(ignored.iter().map(|e| e.name()));
        let what = if ignored.len() == 1 { "is" } else { "are" };
        let mut found = problem(
            ids::REF_SIBLINGS,
            at,
            first.value.name_location(),
            message!("{} beside a `$ref` {} ignored", names, what),
        )
        .with_words("ignored beside `$ref`")
        .with_label(reference.name_location(), "replaced by the target of this reference");
        found.help = Some(if visit.kind == Kind::Schema && visit.version == Version::V3_0 {
            "wrap the reference: `allOf: [{$ref: …}]` with the other fields beside `allOf`".into()
        } else {
            "change the target, or write the object here instead of the reference".into()
        });
        // Texts are lost for readers, other fields for everybody.
        if ignored.iter().all(|e| matches!(e.key, words::DESCRIPTION | words::SUMMARY | words::TITLE)) {
            found.severity = Severity::Info;
            self.state.texts_beside.entry(visit.file).or_default().push(found);
        } else {
            found.severity = Severity::Warn;
            self.problems.push(found);
        }
    }

    fn fields(&mut self, at: Cursor<'t>, visit: Visit, grammar: &Grammar, object: &Object) {
        let mut seen: u128 = 0;
        for entry in at.entries() {
            if entry.key == words::REF && object.refs == Refs::Field {
                continue;
            }
            if let Some(number) = grammar.field_number(visit.kind, entry.key) {
                seen |= 1 << number;
                self.value(entry.value, object.fields[number].ty, visit);
                continue;
            }
            let name = entry.name();
            if name.starts_with("x-") && object.extensions {
                continue;
            }
            if let Some(wrong) = wrong_name(object.names, name) {
                if !object.open && visit.strict {
                    self.unknown(entry.value, name, wrong, visit, object);
                }
                continue;
            }
            if object.names != Names::None {
                self.value(entry.value, object.named, visit);
            }
        }
        // Of broken text nobody knows what was lost.
        if !visit.strict || at.get(words::REF).is_some() || !at.tree().errors().is_empty() {
            return;
        }
        if object.required & !seen != 0 {
            let missing: Vec<&str> = object
                .fields
                .iter()
                .enumerate()
                .filter(|(n, field)| field.required && seen & (1 << n) == 0)
                .filter_map(|(_, field)| field.key.known_text())
                .collect();
            let list = Message::joined(missing.iter().map(|m| Message::name(m)), " and ");
            let message = message!("{} must have {}", at_words(at, visit.kind), list);
            self.problems.push(problem(ids::SPEC_VALID, at, at.head(), message).with_words(message!(
                "{} {} missing",
                list,
                if missing.len() == 1 { "is" } else { "are" }
            )));
        }
        for constraint in &object.constraints {
            self.constraint(at, visit.kind, constraint);
        }
    }

    fn constraint(&mut self, at: Cursor<'t>, kind: Kind, constraint: &Constraint) {
        let list = |keys: &[Key], word: &'static str| {
            Message::joined(keys.iter().map(|k| Message::name(k.known_text().unwrap_or(""))), word)
        };
        match *constraint {
            Constraint::One(keys) => {
                let present: Vec<Cursor<'_>> = keys.iter().filter_map(|k| at.get(*k)).collect();
                if present.is_empty() {
                    let message = message!("{} must have {}", at_words(at, kind), list(keys, " or "));
                    self.problems.push(problem(ids::SPEC_VALID, at, at.head(), message));
                } else if present.len() > 1 {
                    self.exclusive(present[0], present[1], kind);
                }
            }
            Constraint::Some(keys) => {
                if keys.iter().all(|k| at.get(*k).is_none()) {
                    let message = message!("{} must have at least one of {}", at_words(at, kind), list(keys, ", "));
                    self.problems.push(problem(ids::SPEC_VALID, at, at.head(), message));
                }
            }
            Constraint::Excludes(key, others) => {
                let Some(first) = at.get(key) else { return };
                for other in others {
                    if let Some(second) = at.get(*other) {
                        self.exclusive(first, second, kind);
                    }
                }
            }
            Constraint::When(key, text, required) => {
                if at.get_text(key).is_none_or(|t| t != text) {
                    return;
                }
                let missing: Vec<Key> = required.iter().copied().filter(|k| at.get(*k).is_none()).collect();
                if let (false, Some(field)) = (missing.is_empty(), at.get(key)) {
                    let message = message!(
                        "{} with `{}: {}` must have {}",
                        Message::from(kind.words()),
                        field.key_text(),
                        text,
                        list(&missing, " and ")
                    );
                    self.problems.push(problem(ids::SPEC_VALID, at, field.location(), message));
                }
            }
        }
    }

    fn exclusive(&mut self, a: Cursor<'t>, b: Cursor<'t>, kind: Kind) {
        let (first, second) = if a.span().start < b.span().start { (a, b) } else { (b, a) };
        let message = message!(
            "{} must not have both `{}` and `{}`",
            Message::from(kind.words()),
            first.key_text(),
            second.key_text()
        );
        let found = problem(ids::SPEC_VALID, second, second.name_location(), message)
            .with_label(first.name_location(), message!("`{}` is set here", first.key_text()))
            .with_help("keep one of them");
        self.problems.push(found);
    }

    /// Checks a value against its type, and sends the objects in it on their way.
    fn value(&mut self, value: Cursor<'t>, ty: Type, visit: Visit) {
        let shape = value.shape();
        let mut go = |at: Cursor<'t>, kind: Kind| {
            self.state.stack.push(Visit { file: at.file(), node: at.place(), kind, ..visit });
        };
        let expected: &'static str = match (ty, shape) {
            _ if value.is_broken() => return,
            (Type::Any, _) => return,
            (Type::Str, Shape::Str) | (Type::Bool, Shape::Bool) | (Type::Number, Shape::Int | Shape::Float) => return,
            (Type::Count, Shape::Int | Shape::Float) if value.integer().is_some_and(|n| n >= 0) => return,
            (Type::Words(allowed), Shape::Str) => {
                let text = value.text();
                if !allowed.contains(&text.as_ref()) {
                    self.wrong_word(value, &text, allowed, visit);
                }
                return;
            }
            (Type::List, Shape::Seq) => return,
            (Type::SomeList, Shape::Seq) if !value.is_empty() => return,
            (Type::Strings, Shape::Seq) => return self.strings(value, visit),
            (Type::SomeStrings, Shape::Seq) if !value.is_empty() => return self.strings(value, visit),
            (Type::Object(kind), Shape::Map) => return go(value, kind),
            // `true` and `false` are schemas of JSON Schema.
            (Type::Object(Kind::Schema), Shape::Bool) if visit.version.has_json_schema() => return,
            (Type::SchemaOrBool | Type::SchemaOrSchemas | Type::Dependency, Shape::Map) => {
                return go(value, Kind::Schema);
            }
            (Type::SchemaOrBool, Shape::Bool) | (Type::Dependency, Shape::Seq) => return,
            (Type::Objects(kind) | Type::SomeObjects(kind), Shape::Seq)
                if !value.is_empty() || ty == Type::Objects(kind) =>
            {
                for item in value.items() {
                    let schema = kind == Kind::Schema && item.shape() == Shape::Bool && visit.version.has_json_schema();
                    if item.is_map() {
                        self.state.stack.push(Visit { file: item.file(), node: item.place(), kind, ..visit });
                    } else if !schema && !item.is_broken() {
                        self.wrong_shape(item, &message!("{} (an object)", Message::from(kind.words())), visit);
                    }
                }
                return;
            }
            (Type::SchemaOrSchemas, Shape::Seq) => {
                for item in value.items().filter(|i| i.is_map()) {
                    self.state.stack.push(Visit { file: item.file(), node: item.place(), kind: Kind::Schema, ..visit });
                }
                return;
            }
            (Type::TypeNames, Shape::Str | Shape::Seq) => return self.type_names(value, visit),
            (Type::SomeList | Type::SomeStrings | Type::SomeObjects(_), Shape::Seq) => {
                if visit.strict {
                    let message = message!("`{}` must have at least one item", value.key_text());
                    self.problems.push(problem(ids::SPEC_VALID, value, value.name_location(), message));
                }
                return;
            }
            (Type::Str | Type::Words(_), _) => "a string",
            (Type::Bool, _) => "a boolean",
            (Type::Number, _) => "a number",
            (Type::Count, _) => "a non-negative integer",
            (Type::Strings | Type::SomeStrings, _) => "an array of strings",
            (Type::List | Type::SomeList, _) => "an array",
            (Type::Object(_), _) => "an object",
            (Type::Objects(_) | Type::SomeObjects(_), _) => "an array",
            (Type::SchemaOrBool, _) => "a schema or a boolean",
            (Type::SchemaOrSchemas, _) => "a schema",
            (Type::TypeNames, _) => "a type name or an array of them",
            (Type::Dependency, _) => "a schema or an array of strings",
        };
        self.wrong_shape(value, &expected.into(), visit);
    }

    fn strings(&mut self, list: Cursor<'t>, visit: Visit) {
        for item in list.items() {
            if item.shape() != Shape::Str && !item.is_broken() {
                self.wrong_shape(item, &"a string".into(), visit);
            }
        }
    }

    fn type_names(&mut self, value: Cursor<'t>, visit: Visit) {
        const NAMES: &[&str] = &["array", "boolean", "integer", "null", "number", "object", "string"];
        const NAMES_2_0: &[&str] = &["array", "boolean", "integer", "null", "number", "object", "string", "file"];
        let allowed = if visit.version == Version::V2_0 { NAMES_2_0 } else { NAMES };
        let single = (value.shape() == Shape::Str).then_some(value);
        for item in single.into_iter().chain(value.items()) {
            match item.str() {
                Some(text) if allowed.contains(&text.as_ref()) => {}
                Some(text) => self.wrong_word(item, &text, allowed, visit),
                None => {
                    // YAML reads an unquoted `null` as the value of that name.
                    let quoted = if item.shape() == Shape::Null { " (quote it: `\"null\"`)" } else { "" };
                    self.wrong_shape(item, &message!("a string{}", quoted), visit);
                }
            }
        }
    }
}

/// True for a schema whose dialect is not the one of OpenAPI, nor JSON Schema 2020-12: by its own `$schema`, else by the
/// `jsonSchemaDialect` of its document. Its keywords have other rules.
fn is_of_another_dialect(schema: Cursor<'_>) -> bool {
    let own = schema.get(words::SCHEMA_DIALECT);
    let dialect = own.or_else(|| schema.tree().root().get(words::JSON_SCHEMA_DIALECT));
    let Some(text) = dialect.and_then(Cursor::str) else { return false };
    let text = text.trim_end_matches('#');
    !text.ends_with("/draft/2020-12/schema") && !text.starts_with("https://spec.openapis.org/oas/3.")
}
