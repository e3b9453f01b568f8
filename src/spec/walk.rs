//! The one typed walk: it labels nodes with their kind, links references, and says where a document
//! leaves the grammar.
//!
//! Each node is visited once for each kind that something takes it for; references are edges.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::conditions;
use super::grammar::{Constraint, Grammar, Names, Object, Refs, Type};
use super::kind::Kind;
use super::reference::{Reference, join_path, resolve_fragment};
use super::version::Version;
use super::workspace::{LoadError, Loader, Notes, declared_version};
use crate::diagnostic::{Diagnostic, NearNames, Severity, nearest};
use crate::source::{FileId, Location};
use crate::tree::{Cursor, Key, NodeId, Shape, Tree, words};

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
pub(super) fn problem(rule: &'static str, at: Cursor<'_>, location: Location, message: String) -> Diagnostic {
    Diagnostic::new(rule, Severity::Error, location, at.pointer(), message)
}

/// A `$ref` that waits until the files it may lead to are loaded and labelled.
#[derive(Clone)]
struct Pending {
    file: FileId,
    node: NodeId,
    kind: Kind,
    version: Version,
    /// False where the grammar is not to be held against the target: the version is unknown.
    strict: bool,
    /// True where the key of the node is the reference, as in a security requirement of 3.2.
    by_key: bool,
}

/// A node to be visited.
#[derive(Clone, Copy)]
struct Visit {
    file: FileId,
    node: NodeId,
    kind: Kind,
    version: Version,
    strict: bool,
}

/// What the walk keeps between waves of loading.
pub(super) struct State {
    started: bool,
    entries: Vec<FileId>,
    stack: Vec<Visit>,
    pending: Vec<Pending>,
    /// Nodes that were visited under another kind than their label.
    again: FxHashSet<(FileId, NodeId, Kind)>,
    /// References where the grammar allows none, by kind.
    misplaced: Vec<(Kind, FileId, NodeId)>,
    checked_files: usize,
    names: KnownNames,
    near: NearNames,
    cache: FxHashMap<(FileId, String), (FileId, NodeId)>,
}

impl State {
    pub(super) fn new(entries: &[FileId]) -> Self {
        Self {
            started: false,
            entries: entries.to_vec(),
            stack: Vec::new(),
            pending: Vec::new(),
            again: FxHashSet::default(),
            misplaced: Vec::new(),
            checked_files: 0,
            names: KnownNames::default(),
            near: NearNames::default(),
            cache: FxHashMap::default(),
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
    problems: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let mut walk = Walk { trees, notes, state, problems };
    walk.new_files();
    if !walk.state.started {
        walk.state.started = true;
        for entry in walk.state.entries.clone() {
            walk.document(entry);
        }
    }
    loop {
        while let Some(visit) = walk.state.stack.pop() {
            walk.visit(visit);
        }
        let wanted = walk.link(names, loader);
        if walk.state.stack.is_empty() {
            if wanted.is_empty() {
                walk.report_misplaced();
                walk.report_circles();
            }
            return wanted;
        }
        if !wanted.is_empty() {
            return wanted;
        }
    }
}

struct Walk<'t, 'n> {
    trees: &'t [Tree],
    notes: &'n mut [Notes],
    state: &'n mut State,
    problems: &'n mut Vec<Diagnostic>,
}

impl<'t> Walk<'t, '_> {
    fn at(&self, file: FileId, node: NodeId) -> Cursor<'t> {
        self.trees[file.0 as usize].at(node)
    }

    /// Syntax errors and duplicate keys of files that are new in this wave.
    fn new_files(&mut self) {
        for tree in &self.trees[self.state.checked_files..] {
            self.notes[tree.file().0 as usize].kinds = vec![0; tree.len()];
            self.state.names.add(tree);
            for error in tree.errors() {
                let mut found = problem(ids::SYNTAX, tree.root(), tree.location(error.span), error.message.clone());
                found.help.clone_from(&error.help);
                if let Some((span, words)) = &error.related {
                    found = found.with_label(tree.location(*span), words.clone());
                }
                self.problems.push(found);
            }
            for duplicate in tree.duplicates() {
                let (first, second) = (tree.at(duplicate.first), tree.at(duplicate.second));
                let message = format!("the key `{}` stands twice in one mapping", second.key_text());
                let found = problem(ids::DUPLICATE_KEY, second, second.name_location(), message)
                    .with_words("the second one; most readers let it win")
                    .with_label(first.name_location(), "the first one, which is lost")
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
            let message = format!("`{}` is no version of the OpenAPI Specification that is known", declared.text());
            let known = "known are 2.0 (`swagger: \"2.0\"`), and 3.0, 3.1, 3.2 (`openapi: 3.1.1`)";
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

    fn visit(&mut self, visit: Visit) {
        let at = self.at(visit.file, visit.node);
        let notes = &mut self.notes[visit.file.0 as usize];
        let label = &mut notes.kinds[at.id().0 as usize];
        if *label == visit.kind as u8 {
            return;
        }
        if *label == 0 {
            *label = visit.kind as u8;
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
                by_key: false,
            });
            match object.refs {
                Refs::Reference(allowed) => {
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
        self.fields(at, visit, grammar, object);
        if visit.strict {
            conditions::check(at, visit.kind, visit.version, self.problems);
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
                    by_key: true,
                });
            }
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
        let names = ignored.iter().map(|e| format!("`{}`", e.name())).collect::<Vec<_>>().join(", ");
        let what = if ignored.len() == 1 { "is" } else { "are" };
        let mut found = problem(
            ids::REF_SIBLINGS,
            at,
            first.value.name_location(),
            format!("{names} beside a `$ref` {what} ignored"),
        )
        .with_words("has no effect here")
        .with_label(reference.name_location(), "everything comes from the target of this reference");
        found.severity = Severity::Warn;
        found.help = Some(if visit.kind == Kind::Schema && visit.version == Version::V3_0 {
            "wrap the reference: `allOf: [{$ref: …}]` with the other fields beside `allOf`".to_owned()
        } else {
            "change the target, or write the object out here instead of the reference".to_owned()
        });
        self.problems.push(found);
    }

    fn fields(&mut self, at: Cursor<'t>, visit: Visit, grammar: &Grammar, object: &Object) {
        let mut seen: u128 = 0;
        for entry in at.entries() {
            if entry.key == words::REF && object.refs == Refs::Field {
                continue;
            }
            if let Some(field) = grammar.field(visit.kind, entry.key) {
                let number = object.fields.iter().position(|f| f.key == entry.key).unwrap_or(0);
                seen |= 1 << number;
                self.value(entry.value, field.ty, visit);
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
        let missing: Vec<&str> = object
            .fields
            .iter()
            .enumerate()
            .filter(|(n, field)| field.required && seen & (1 << n) == 0)
            .filter_map(|(_, field)| field.key.known_text())
            .collect();
        if !missing.is_empty() {
            let list = missing.iter().map(|m| format!("`{m}`")).collect::<Vec<_>>().join(" and ");
            let message = format!("{} must have {list}", at_words(at, visit.kind));
            self.problems.push(
                problem(ids::SPEC_VALID, at, head_of(at), message)
                    .with_words(format!("{list} {} missing", if missing.len() == 1 { "is" } else { "are" })),
            );
        }
        for constraint in &object.constraints {
            self.constraint(at, visit.kind, constraint);
        }
    }

    fn constraint(&mut self, at: Cursor<'t>, kind: Kind, constraint: &Constraint) {
        let list = |keys: &[Key], word: &str| {
            let names: Vec<String> = keys.iter().map(|k| format!("`{}`", k.known_text().unwrap_or(""))).collect();
            names.join(word)
        };
        match *constraint {
            Constraint::One(keys) => {
                let present: Vec<Cursor<'_>> = keys.iter().filter_map(|k| at.get(*k)).collect();
                if present.is_empty() {
                    let message = format!("{} must have {}", at_words(at, kind), list(keys, " or "));
                    self.problems.push(problem(ids::SPEC_VALID, at, head_of(at), message));
                } else if present.len() > 1 {
                    self.exclusive(present[0], present[1], kind);
                }
            }
            Constraint::Some(keys) => {
                if keys.iter().all(|k| at.get(*k).is_none()) {
                    let message = format!("{} must have at least one of {}", at_words(at, kind), list(keys, ", "));
                    self.problems.push(problem(ids::SPEC_VALID, at, head_of(at), message));
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
                    let message = format!(
                        "{} with `{}: {text}` must have {}",
                        kind.words(),
                        field.key_text(),
                        list(&missing, " and ")
                    );
                    self.problems.push(problem(ids::SPEC_VALID, at, field.location(), message));
                }
            }
        }
    }

    fn exclusive(&mut self, a: Cursor<'t>, b: Cursor<'t>, kind: Kind) {
        let (first, second) = if a.span().start < b.span().start { (a, b) } else { (b, a) };
        let message = format!("{} must not have both `{}` and `{}`", kind.words(), first.key_text(), second.key_text());
        let found = problem(ids::SPEC_VALID, second, second.name_location(), message)
            .with_label(first.name_location(), format!("`{}` stands here", first.key_text()))
            .with_help("keep one of the two");
        self.problems.push(found);
    }

    fn unknown(&mut self, at: Cursor<'t>, name: &str, wrong: Wrong, visit: Visit, object: &Object) {
        let (kind, version) = (visit.kind, visit.version);
        let mut found = problem(ids::SPEC_VALID, at, at.name_location(), String::new());
        match wrong {
            Wrong::Field => {
                let fields = object.fields.iter().filter_map(|f| f.key.known_text());
                found.message = format!("`{name}` is not a field of {}", kind.words());
                let elsewhere = Key::of_known(name).map(|key| Grammar::versions_with(kind, key)).unwrap_or_default();
                if let Some(near) = nearest(name, fields) {
                    found.message += &format!("; did you mean `{near}`?");
                    found = found.with_words("no such field");
                } else if elsewhere.is_empty() {
                    found = found.with_words("no such field");
                    if object.extensions {
                        found = found.with_help(format!("a field of your own starts with `x-`: `x-{name}`"));
                    }
                } else {
                    let versions: Vec<&str> = elsewhere.iter().map(|v| v.text()).collect();
                    found.message += &format!(" in OpenAPI {}", version.text());
                    found = found.with_words(format!("a field of OpenAPI {}", versions.join(", ")));
                }
                if object.names == Names::Status {
                    found.message = format!("`{name}` is no status code");
                    found = found
                        .with_help("a response stands under a code from 100 to 599, a range like `2XX`, or `default`");
                }
            }
            Wrong::Path => {
                found.message = format!("the path `{name}` must start with a slash");
                found = found.with_help(format!("write `/{name}`"));
            }
            Wrong::Component => {
                found.message = format!("`{name}` cannot be the name of a component");
                found = found.with_help("names of components consist of letters, digits, `.`, `_` and `-`");
            }
            Wrong::Token => found.message = format!("`{name}` cannot be the name of a header field"),
            Wrong::Method => {
                found.message = format!("`{name}` must stand in its own field, not in `additionalOperations`");
                found = found.with_help(format!("write the operation under `{}`", name.to_ascii_lowercase()));
            }
        }
        self.problems.push(found);
    }

    /// Checks a value against its type, and sends the objects in it on their way.
    fn value(&mut self, value: Cursor<'t>, ty: Type, visit: Visit) {
        let shape = value.shape();
        let mut go = |at: Cursor<'t>, kind: Kind| {
            self.state.stack.push(Visit { file: at.file(), node: at.place(), kind, ..visit });
        };
        let expected: Cow<'static, str> = match (ty, shape) {
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
                        self.wrong_shape(item, &format!("{} (a mapping)", kind.words()), visit);
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
                    let message = format!("`{}` must have at least one item", value.key_text());
                    self.problems.push(problem(ids::SPEC_VALID, value, value.name_location(), message));
                }
                return;
            }
            (Type::Str | Type::Words(_), _) => "a string".into(),
            (Type::Bool, _) => "a boolean".into(),
            (Type::Number, _) => "a number".into(),
            (Type::Count, _) => "a whole number from 0".into(),
            (Type::Strings | Type::SomeStrings, _) => "a list of strings".into(),
            (Type::List | Type::SomeList, _) => "a list".into(),
            (Type::Object(_), _) => "a mapping".into(),
            (Type::Objects(_) | Type::SomeObjects(_), _) => "a list".into(),
            (Type::SchemaOrBool, _) => "a schema or a boolean".into(),
            (Type::SchemaOrSchemas, _) => "a schema".into(),
            (Type::TypeNames, _) => "a type name or a list of them".into(),
            (Type::Dependency, _) => "a schema or a list of strings".into(),
        };
        self.wrong_shape(value, &expected, visit);
    }

    fn strings(&mut self, list: Cursor<'t>, visit: Visit) {
        for item in list.items() {
            if item.shape() != Shape::Str && !item.is_broken() {
                self.wrong_shape(item, "a string", visit);
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
                    self.wrong_shape(item, &format!("a string{quoted}"), visit);
                }
            }
        }
    }

    fn wrong_word(&mut self, value: Cursor<'t>, text: &str, allowed: &[&str], visit: Visit) {
        if !visit.strict {
            return;
        }
        let field = value.key().map_or_else(|| value.parent().map_or("", Cursor::key_text), |_| value.key_text());
        let mut message = format!("`{field}` of {} cannot be `{text}`", visit.kind.words());
        if let Some(near) = nearest(text, allowed.iter().copied()) {
            message += &format!("; did you mean `{near}`?");
        }
        let list = allowed.iter().map(|a| format!("`{a}`")).collect::<Vec<_>>().join(", ");
        self.problems
            .push(problem(ids::SPEC_VALID, value, value.location(), message).with_help(format!("it can be {list}")));
    }

    fn wrong_shape(&mut self, value: Cursor<'t>, expected: &str, visit: Visit) {
        if !visit.strict {
            return;
        }
        let name = match value.index() {
            Some(_) => format!("an item of `{}`", value.parent().map_or("", Cursor::key_text)),
            None => format!("`{}`", value.key_text()),
        };
        let found = match value.shape() {
            Shape::Int | Shape::Float if expected == "a whole number from 0" => format!("`{}`", value.text()),
            shape => shape.words().to_owned(),
        };
        let place = if value.span().is_empty() { value.name_location() } else { first_line(value) };
        let mut problem = problem(ids::SPEC_VALID, value, place, format!("{name} must be {expected}, found {found}"));
        if expected.starts_with("a string") && matches!(value.shape(), Shape::Int | Shape::Float | Shape::Bool) {
            problem = problem.with_help(format!("quote it: `\"{}\"`", value.text()));
        }
        self.problems.push(problem);
    }

    /// Follows the references whose files are loaded; gives the names of the files that are not.
    fn link(&mut self, names: &FxHashMap<String, Result<FileId, LoadError>>, loader: &dyn Loader) -> Vec<String> {
        let mut wanted = BTreeSet::new();
        let mut waiting = Vec::new();
        for pending in std::mem::take(&mut self.state.pending) {
            let at = self.at(pending.file, pending.node);
            let place = if pending.by_key { Some(at) } else { at.get(words::REF) };
            let Some(place) = place else { continue };
            let text = if pending.by_key { Cow::Borrowed(at.key_text()) } else { place.text() };
            let key = (pending.file, text.into_owned());
            if let Some(&target) = self.state.cache.get(&key) {
                self.edge(&pending, place, target);
                continue;
            }
            let reference = Reference::parse(&key.1);
            let base = self.trees[pending.file.0 as usize].source().name();
            let file = if reference.document.is_empty() {
                pending.file
            } else {
                match self.document_of(&reference, pending.file, base, names) {
                    Some(Ok(file)) => file,
                    Some(Err(_)) if pending.by_key => continue,
                    Some(Err(error)) => {
                        self.unreachable(place, &reference, base, &error, loader);
                        continue;
                    }
                    None => {
                        wanted.insert(join_path(base, &reference.document));
                        waiting.push(pending);
                        continue;
                    }
                }
            };
            if let Some(target) = self.find(file, at, place, &reference, !pending.by_key) {
                self.state.cache.insert(key, target);
                self.edge(&pending, place, target);
            }
        }
        self.state.pending.extend(waiting);
        wanted.into_iter().collect()
    }

    /// The file that a reference names: by `$self` or `$id`, else by its path. `None`: not loaded yet.
    fn document_of(
        &self,
        reference: &Reference<'_>,
        from: FileId,
        base: &str,
        names: &FxHashMap<String, Result<FileId, LoadError>>,
    ) -> Option<Result<FileId, LoadError>> {
        if let Some(&(file, _)) = self.state.names.ids.get(reference.document.as_ref()) {
            return Some(Ok(file));
        }
        if reference.is_remote() {
            return Some(Err(LoadError::Remote));
        }
        let short = reference.document.trim_start_matches("./");
        if self.state.names.short_ids.contains_key(&(from, short.to_owned())) {
            return Some(Ok(from));
        }
        names.get(&join_path(base, &reference.document)).cloned()
    }

    /// The node that a reference names in a loaded file.
    fn find(
        &mut self,
        file: FileId,
        at: Cursor<'t>,
        place: Cursor<'t>,
        reference: &Reference<'_>,
        report: bool,
    ) -> Option<(FileId, NodeId)> {
        let tree = &self.trees[file.0 as usize];
        let known = &self.state.names;
        let mut root = tree.root();
        if !reference.document.is_empty() {
            let short = reference.document.trim_start_matches("./").to_owned();
            let by_id = known
                .ids
                .get(reference.document.as_ref())
                .map(|(_, node)| *node)
                .or_else(|| known.short_ids.get(&(file, short)).copied());
            root = by_id.map_or(root, |node| tree.at(node));
        } else if file == at.file() && !reference.fragment.starts_with("/components/") {
            root = resource_of(at).unwrap_or(root);
        }
        let found = resolve_fragment(root, &reference.fragment, |name| {
            known.anchors.get(&(file, name.to_owned())).map(|&node| tree.at(node))
        })
        .or_else(|error| {
            // Inside a schema with an `$id` of its own, people still point from the document's root.
            if root == tree.root() { Err(error) } else { resolve_fragment(tree.root(), &reference.fragment, |_| None) }
        });
        match found {
            Ok(target) => Some((target.file(), target.id())),
            Err((deepest, _)) if !report || !deepest.tree().errors().is_empty() => None,
            Err((deepest, missing)) => {
                self.dangling(place, &reference.fragment, deepest, &missing);
                None
            }
        }
    }

    fn dangling(&mut self, place: Cursor<'t>, fragment: &str, deepest: Cursor<'t>, missing: &str) {
        let text = place.text();
        let mut found =
            problem(ids::UNRESOLVED_REF, place, place.location(), format!("the reference `{text}` leads nowhere"));
        let whose =
            if deepest.parent().is_none() { "the document".to_owned() } else { format!("`{}`", deepest.pointer()) };
        let file = if deepest.file() == place.file() {
            String::new()
        } else {
            format!(" in {}", self.trees[deepest.file().0 as usize].source().name())
        };
        found = found.with_words(format!("{whose} has no `{missing}`{file}"));
        if !fragment.is_empty() && !fragment.starts_with('/') {
            found = found
                .with_words(format!("no schema has the anchor `{fragment}`"))
                .with_help("a pointer starts with `#/`");
        } else if let Some(near) = self.state.near.find(missing, deepest.entries().map(|e| e.name())) {
            found = found.with_help(format!("did you mean `{near}`?"));
            if let Some(near) = deepest.get_str(near) {
                found = found.with_label(near.name_location(), "the nearest name");
            }
        } else if let Some((section, _)) = self.elsewhere(place, missing) {
            found = found.with_help(format!("there is one under `{section}`"));
        }
        self.problems.push(found);
    }

    /// A component of this name in another section of the same document.
    fn elsewhere(&self, place: Cursor<'t>, name: &str) -> Option<(String, Cursor<'t>)> {
        let components = self.trees[place.file().0 as usize].root().get(words::COMPONENTS)?;
        components.entries().find_map(|section| Some((section.value.pointer(), section.value.get_str(name)?)))
    }

    fn unreachable(
        &mut self,
        place: Cursor<'t>,
        reference: &Reference<'_>,
        base: &str,
        error: &LoadError,
        loader: &dyn Loader,
    ) {
        let path = join_path(base, &reference.document);
        let mut found = problem(ids::UNRESOLVED_REF, place, place.location(), String::new());
        match error {
            LoadError::Missing => {
                found.message = format!("the file `{}` that this reference names does not exist", reference.document);
                found = found.with_words(format!("looked for {path}"));
                let siblings = loader.siblings(&path);
                let name = path.rsplit('/').next().unwrap_or(&path);
                if let Some(near) = nearest(name, siblings.iter().map(String::as_str)) {
                    found = found.with_help(format!("did you mean `{near}`?"));
                }
            }
            LoadError::Remote => {
                found.message =
                    format!("the reference to `{}` is not followed: it leads to the network", reference.document);
                // It may well lead somewhere: that is not known.
                found.severity = Severity::Warn;
                found = found.with_help(
                    "keep a copy of the document beside this one and refer to that; apivet never opens the network",
                );
            }
            LoadError::Outside(root) => {
                found.message =
                    format!("the reference to `{}` is not followed: it leads out of `{root}`", reference.document);
                found = found.with_help("name a folder that holds all files with `--root`");
            }
            LoadError::Unreadable(why) => {
                found.message = format!("the file `{}` that this reference names cannot be read", reference.document);
                found = found.with_words(why.clone());
            }
        }
        self.problems.push(found);
    }

    fn edge(&mut self, pending: &Pending, place: Cursor<'t>, target: (FileId, NodeId)) {
        let at = self.at(pending.file, pending.node);
        let to = self.at(target.0, target.1);
        if !pending.by_key && (to.file(), to.id()) == (at.file(), at.id()) {
            let message = format!("the reference `{}` leads back to itself", place.text());
            self.problems.push(
                problem(ids::UNRESOLVED_REF, place, place.location(), message)
                    .with_help("one of the references in the circle must lead to an object"),
            );
            return;
        }
        let label = Kind::from_number(self.notes[target.0.0 as usize].kinds[target.1.0 as usize]);
        let fits = label == Kind::None || label == pending.kind;
        let object = to.is_map() || (pending.kind == Kind::Schema && to.shape() == Shape::Bool);
        if !object || !fits {
            if pending.strict && !to.is_broken() {
                let is = if object { label.words() } else { to.shape().words() };
                let message = format!("this `$ref` must lead to {}, but its target is {is}", pending.kind.words());
                let found = problem(ids::REF_WRONG_KIND, place, place.location(), message)
                    .with_label(to.name_location(), format!("this is {is}"));
                self.problems.push(found);
            }
            if !object {
                return;
            }
        }
        self.notes[pending.file.0 as usize].refs.insert(at.id(), target);
        if fits {
            self.state.stack.push(Visit {
                file: target.0,
                node: target.1,
                kind: pending.kind,
                version: pending.version,
                strict: pending.strict,
            });
        }
    }

    /// References that lead in a circle without an object between. Each reference is followed once.
    fn report_circles(&mut self) {
        let mut done: FxHashSet<(FileId, NodeId)> = FxHashSet::default();
        let mut starts: Vec<(FileId, NodeId)> = Vec::new();
        for (n, notes) in self.notes.iter().enumerate() {
            starts.extend(notes.refs.keys().map(|node| (FileId(n as u32), *node)));
        }
        starts.sort_unstable();
        for start in starts {
            let mut way: Vec<(FileId, NodeId)> = Vec::new();
            let mut at = start;
            while done.insert(at) {
                // What stands beside the reference makes an object of it.
                if self.at(at.0, at.1).len() > 1 {
                    break;
                }
                way.push(at);
                match self.notes[at.0.0 as usize].refs.get(&at.1) {
                    Some(next) => at = *next,
                    None => break,
                }
            }
            if let Some(first) = way.iter().position(|w| *w == at).filter(|n| *n + 1 < way.len() || way.len() == 1) {
                let place = way[first..].iter().min().copied().unwrap_or(at);
                let Some(place) = self.at(place.0, place.1).get(words::REF) else { continue };
                let message = format!("the reference `{}` leads back to itself", place.text());
                self.problems.push(
                    problem(ids::UNRESOLVED_REF, place, place.location(), message)
                        .with_help("one of the references in the circle must lead to an object"),
                );
            }
        }
    }

    /// One finding for each kind that was given by reference where the grammar allows none.
    fn report_misplaced(&mut self) {
        let mut by_kind: FxHashMap<Kind, Vec<Cursor<'t>>> = FxHashMap::default();
        for (kind, file, node) in std::mem::take(&mut self.state.misplaced) {
            by_kind.entry(kind).or_default().push(self.at(file, node));
        }
        let mut kinds: Vec<_> = by_kind.into_iter().collect();
        kinds.sort_by_key(|(kind, _)| *kind);
        for (kind, mut places) in kinds {
            places.sort_by_key(|p| (p.file(), p.span()));
            let Some(first) = places.first() else { continue };
            let message = format!("{} cannot be given by `$ref`", kind.words());
            let mut found = problem(ids::REF_WRONG_KIND, *first, first.name_location(), message);
            if places.len() > 1 {
                found = found.with_words(format!("here and in {} more places", places.len() - 1));
            }
            if kind == Kind::Operation {
                // Split descriptions do this, and bundlers understand it.
                found.severity = Severity::Warn;
                found = found.with_help(
                    "put the `$ref` on the path item, which may have one, or bundle the files before others read them",
                );
            } else {
                found = found.with_help("write the object out here");
            }
            self.problems.push(found);
        }
    }
}

/// Where an object is pointed at that lacks something: its key, or the first line of it.
pub(super) fn head_of(at: Cursor<'_>) -> Location {
    if at.key_span().is_empty() { first_line(at) } else { at.name_location() }
}

/// The first line of a value.
fn first_line(at: Cursor<'_>) -> Location {
    let source = at.tree().source();
    let span = at.span();
    let line = source.slice(span).split(['\n', '\r']).next().map_or(0, |l| l.trim_end().len());
    at.tree().location(crate::source::Span::new(span.start as usize, span.start as usize + line))
}

/// The object in words, with its name where it has one: "the operation `get`".
fn at_words(at: Cursor<'_>, kind: Kind) -> String {
    match kind {
        Kind::Operation
        | Kind::PathItem
        | Kind::SecurityScheme
        | Kind::Response
        | Kind::OauthFlow
        | Kind::ServerVariable
        | Kind::Header
            if !at.key_text().is_empty() =>
        {
            format!("the {} `{}`", kind.noun(), at.key_text())
        }
        Kind::Parameter => {
            at.get_text(words::NAME).map_or_else(|| kind.words().to_owned(), |name| format!("the parameter `{name}`"))
        }
        _ => kind.words().to_owned(),
    }
}

/// What is wrong with a key.
enum Wrong {
    Field,
    Path,
    Component,
    Token,
    Method,
}

fn wrong_name(names: Names, name: &str) -> Option<Wrong> {
    match names {
        Names::None => Some(Wrong::Field),
        Names::Any => None,
        Names::Path => (!name.starts_with('/')).then_some(Wrong::Path),
        Names::Status => {
            let valid = matches!(name.as_bytes(), [b'1'..=b'5', b'X', b'X'] | [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9']);
            (!valid).then_some(Wrong::Field)
        }
        Names::Component => {
            let valid =
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
            (!valid).then_some(Wrong::Component)
        }
        Names::Token => (!conditions::is_token(name)).then_some(Wrong::Token),
        Names::OtherMethod => {
            const OWN: [&str; 9] = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY"];
            OWN.contains(&name).then_some(Wrong::Method)
        }
    }
}

/// Places that are known by a name of their own rather than by a pointer.
#[derive(Default)]
struct KnownNames {
    /// By `$self` or `$id`, as written.
    ids: FxHashMap<String, (FileId, NodeId)>,
    /// By the last segment of an `$id`, in its file.
    short_ids: FxHashMap<(FileId, String), NodeId>,
    /// By `$anchor` or `$dynamicAnchor`, in its file.
    anchors: FxHashMap<(FileId, String), NodeId>,
}

impl KnownNames {
    fn add(&mut self, tree: &Tree) {
        if ![words::ID, words::SELF, words::ANCHOR, words::DYNAMIC_ANCHOR].iter().any(|k| tree.has_key(*k)) {
            return;
        }
        let file = tree.file();
        for at in (0..tree.len() as u32).map(|n| tree.at(NodeId(n))) {
            let (Some(key), Some(text), Some(owner)) = (at.key(), at.str(), at.parent()) else { continue };
            // What stands among the values of an `enum` or in an example is data.
            let mut up = Some(owner);
            let data = std::iter::from_fn(|| {
                up = up.and_then(Cursor::parent);
                up
            })
            .any(|a| matches!(a.key(), Some(words::ENUM | words::CONST | words::EXAMPLE | words::DEFAULT)));
            if data {
                continue;
            }
            if key == words::ID || key == words::SELF {
                let id = text.trim_end_matches('#');
                self.ids.entry(id.to_owned()).or_insert((file, owner.id()));
                let short = id.rsplit('/').next().unwrap_or(id);
                self.short_ids.entry((file, short.to_owned())).or_insert(owner.id());
            } else if key == words::ANCHOR || key == words::DYNAMIC_ANCHOR {
                self.anchors.entry((file, text.into_owned())).or_insert(owner.id());
            }
        }
    }
}

/// The nearest enclosing schema with an `$id`: the root that its references are relative to.
fn resource_of(at: Cursor<'_>) -> Option<Cursor<'_>> {
    if !at.tree().has_key(words::ID) {
        return None;
    }
    let mut now = Some(at);
    while let Some(c) = now {
        if c.get(words::ID).is_some_and(|id| id.shape() == Shape::Str) {
            return Some(c);
        }
        now = c.parent();
    }
    None
}
