//! Following references: to files, places in them and names, and saying which lead nowhere.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::grammar::{Grammar, Names};
use super::kind::Kind;
use super::reference::{RefText, resolve_fragment, target_name, without_credentials};
use super::version::Version;
use super::walk::{Pending, SpecWalk, Visit, Written, ids, problem};
use super::workspace::{LoadError, Loader};
use crate::finding::Severity;
use crate::finding::{Message, message};
use crate::source::FileId;
use crate::text::{Slips, Sorting, nearest};
use crate::tree::{Cursor, Key, NodeId, NodeRef, Shape, Tree, escape_segment, words};

impl<'t> SpecWalk<'t, '_> {
    /// Follows the references whose files are loaded; gives the names of the files that are not.
    pub(super) fn link(
        &mut self,
        names: &FxHashMap<String, Result<FileId, LoadError>>,
        loader: &dyn Loader,
    ) -> Vec<String> {
        let mut wanted = BTreeSet::new();
        let mut waiting = Vec::new();
        for pending in std::mem::take(&mut self.state.pending) {
            let at = self.at(pending.file, pending.node);
            let place = if pending.written == Written::Field { at.get(words::REF) } else { Some(at) };
            let Some(place) = place else { continue };
            let text = if pending.written == Written::Key { Cow::Borrowed(at.key_text()) } else { place.text() };
            let known = self.state.cache.get(&pending.file).and_then(|cache| cache.get(&*text));
            if let Some(&target) = known {
                self.edge(&pending, place, target);
                continue;
            }
            let reference = RefText::parse(&text);
            let base = self.trees[pending.file.0 as usize].source().name();
            let file = if reference.document.is_empty() {
                pending.file
            } else {
                match self.document_of(&reference, pending.file, base, names) {
                    Some(Ok(file)) => file,
                    Some(Err(_)) if pending.written == Written::Key => continue,
                    Some(Err(error)) => {
                        self.unreachable(place, &reference, base, &error, loader);
                        continue;
                    }
                    None => {
                        wanted.insert(target_name(base, &reference));
                        waiting.push(pending);
                        continue;
                    }
                }
            };
            if pending.written == Written::Value
                && reference.document.is_empty()
                && let Some(target) = self.in_an_entry(&reference, file)
            {
                self.edge(&pending, place, target);
                continue;
            }
            if let Some(target) = self.find(file, at, place, &reference, pending.written != Written::Key) {
                self.state.cache.entry(pending.file).or_default().insert(text.into_owned(), target);
                self.edge(&pending, place, target);
            }
        }
        self.state.pending.extend(waiting);
        wanted.into_iter().collect()
    }

    /// The file that a reference names: by `$self` or `$id`, else by its path. `None`: not loaded yet.
    fn document_of(
        &self,
        reference: &RefText<'_>,
        from: FileId,
        base: &str,
        names: &FxHashMap<String, Result<FileId, LoadError>>,
    ) -> Option<Result<FileId, LoadError>> {
        if let Some(&(file, _)) = self.state.names.ids.get(reference.document.as_ref()) {
            return Some(Ok(file));
        }
        let short = reference.document.trim_start_matches("./");
        if self.state.names.short_ids.contains_key(&(from, short.to_owned())) {
            return Some(Ok(from));
        }
        names.get(&target_name(base, reference)).cloned()
    }

    /// What a fragment names in an entry document, where it names nothing in its own file: mappings in parts are written for
    /// the bundled document.
    fn in_an_entry(&self, reference: &RefText<'_>, own: FileId) -> Option<NodeRef> {
        let in_file =
            |file: FileId| resolve_fragment(self.trees[file.0 as usize].root(), &reference.fragment, |_| None).ok();
        if in_file(own).is_some() {
            return None;
        }
        let found = self.state.entries.iter().filter(|entry| **entry != own).find_map(|entry| in_file(*entry))?;
        Some((found.file(), found.id()))
    }

    /// The node that a reference names in a loaded file.
    fn find(
        &mut self,
        file: FileId,
        at: Cursor<'t>,
        place: Cursor<'t>,
        reference: &RefText<'_>,
        report: bool,
    ) -> Option<NodeRef> {
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
        let mut found = problem(ids::UNRESOLVED_REF, place, place.location(), message!("cannot resolve `{}`", text));
        let whose = if deepest.parent().is_none() {
            Message::from("the document")
        } else {
            message!("`{}`", deepest.pointer())
        };
        let file = if deepest.file() == place.file() {
            Message::default()
        } else {
            message!(" in {}", self.trees[deepest.file().0 as usize].source().name())
        };
        found = found.with_words(message!("{} has no `{}`{}", whose, missing, file));
        if !fragment.is_empty() && !fragment.starts_with('/') {
            found = found
                .with_words(message!("no schema has the anchor `{}`", fragment))
                .with_help("a pointer starts with `#/`");
        } else if let Some((near, meant)) = self.near(deepest, missing) {
            found.help(message!("did you mean `{}`?", near));
            if let Some(meant) = meant.and_then(|meant| with_near(&text, fragment, deepest, meant)) {
                found.unsafe_fix(message!("use `{}`", meant), [place.replaced(&meant.as_str().into())]);
            }
            if let Some(near) = deepest.get_str(near) {
                found = found.with_label(near.name_location(), "similar name");
            }
        } else if let Some((section, _)) = self.elsewhere(place, missing) {
            found = found.with_help(message!("there is one under `{}`", section));
        }
        self.problems.push(found);
    }

    /// The nearest name in a map, and the one that is surely meant.
    fn near(&mut self, map: Cursor<'t>, missing: &str) -> Option<(&'t str, Option<&'t str>)> {
        let names = || map.entries().map(|e| e.name());
        let slips = self.state.slips.entry((map.file(), map.id())).or_insert_with(|| Slips::of(names()));
        let meant = slips.find(missing).and_then(|name| Some(map.get_str(name)?.key_text()));
        let near = self.state.near.find(missing, names());
        Some((near.or(meant.filter(|_| self.state.near.is_spent()))?, meant))
    }

    /// A component of this name in another section of the same document.
    fn elsewhere(&self, place: Cursor<'t>, name: &str) -> Option<(String, Cursor<'t>)> {
        let components = self.trees[place.file().0 as usize].root().get(words::COMPONENTS)?;
        components.entries().find_map(|section| Some((section.value.pointer(), section.value.get_str(name)?)))
    }

    fn unreachable(
        &mut self,
        place: Cursor<'t>,
        reference: &RefText<'_>,
        base: &str,
        error: &LoadError,
        loader: &dyn Loader,
    ) {
        let path = target_name(base, reference);
        // What many references miss is one cause.
        if let Some((finding, count)) = self.state.missing.get_mut(&path) {
            *count += 1;
            // It is said where a reader comes upon it first.
            let found = self.problems.get_mut(*finding);
            if let Some(found) =
                found.filter(|f| f.location.is_in_file_of(&place.location()) && f.location.span > place.span())
            {
                (found.location, found.pointer) = (place.location(), place.pointer());
            }
            return;
        }
        self.state.missing.insert(path.clone(), (self.problems.len(), 1));
        let document = without_credentials(&reference.document);
        let mut found = problem(ids::UNRESOLVED_REF, place, place.location(), Message::default());
        match error {
            LoadError::Missing => {
                found.message = message!("cannot resolve `{}`: there is no such file", document);
                found = found.with_words(message!("looked for {}", without_credentials(&path)));
                let siblings = loader.siblings(&path);
                let name = path.rsplit('/').next().unwrap_or(&path);
                if let Some(near) = nearest(name, siblings.iter().map(String::as_str)) {
                    found = found.with_help(message!("did you mean `{}`?", near));
                }
            }
            LoadError::Remote => {
                found.message = message!("reference to `{}` is not followed: it leads to the network", document);
                // It may well lead somewhere: that is not known.
                found.severity = Severity::Warn;
                found = found.with_help("refer to a local copy, or use `--allow-remote`");
            }
            LoadError::Outside(root) => {
                found.message = message!("reference to `{}` is not followed: it leads out of `{}`", document, root);
                found = found.with_help("use `--root` to name a directory that contains all files");
            }
            LoadError::Unreadable(why) => {
                found.message = message!("cannot resolve `{}`: the file cannot be read", document);
                found = found.with_words(Message::foreign(why));
            }
        }
        self.problems.push(found);
    }

    /// Says of each file that is missing how many more references lead to it.
    pub(super) fn count_missing(&mut self) {
        for (finding, count) in std::mem::take(&mut self.state.missing).into_values() {
            if let Some(found) = self.problems.get_mut(finding).filter(|_| count > 1) {
                found.message +=
                    message!(" (and {} more {} to it)", count - 1, if count == 2 { "reference" } else { "references" });
            }
        }
    }

    fn edge(&mut self, pending: &Pending, place: Cursor<'t>, target: NodeRef) {
        let at = self.at(pending.file, pending.node);
        let to = self.at(target.0, target.1);
        if pending.written == Written::Field && (to.file(), to.id()) == (at.file(), at.id()) {
            let message = message!("reference `{}` leads back to itself", place.text());
            self.problems.push(
                problem(ids::UNRESOLVED_REF, place, place.location(), message)
                    .with_help("one of the references in the cycle must lead to an object"),
            );
            return;
        }
        let label = self.notes[target.0.0 as usize].kinds.get(target.1);
        // What nothing took for anything yet may show what it is.
        let label =
            if label == Kind::None && pending.strict { looks_like(to, pending.kind, pending.version) } else { label };
        let fits = label == Kind::None || label == pending.kind;
        let object = to.is_map() || (pending.kind == Kind::Schema && to.shape() == Shape::Bool);
        if !object || !fits {
            if pending.strict && !to.is_broken() {
                let is = if object { label.words() } else { to.shape().words() };
                let what = match (pending.written, pending.kind) {
                    (Written::Value, Kind::Operation) => "`operationRef`",
                    (Written::Value, _) => "mapping",
                    _ => "`$ref`",
                };
                let (what, wanted) = (Message::from(what), pending.kind.words());
                let message = message!("{} must lead to {}, but its target is {}", what, wanted, is);
                let found = problem(ids::REF_WRONG_KIND, place, place.location(), message)
                    .with_label(to.name_location(), message!("this is {}", is));
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
    pub(super) fn report_circles(&mut self) {
        let mut done: FxHashSet<NodeRef> = FxHashSet::default();
        let mut starts: Vec<NodeRef> = Vec::new();
        // One that leads to no other reference is in no circle.
        let leads_on = |to: &NodeRef| self.notes[to.0.0 as usize].refs.contains_key(&to.1);
        for (n, notes) in self.notes.iter().enumerate() {
            let refs = notes.refs.iter().filter(|(_, to)| leads_on(to));
            starts.extend(refs.map(|(node, _)| (FileId(n as u32), *node)));
        }
        starts.sort_unstable();
        for start in starts {
            let mut way: Vec<NodeRef> = Vec::new();
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
                let message = message!("reference `{}` leads back to itself", place.text());
                self.problems.push(
                    problem(ids::UNRESOLVED_REF, place, place.location(), message)
                        .with_help("one of the references in the cycle must lead to an object"),
                );
            }
        }
    }

    /// One finding for each kind that was given by reference where the grammar allows none.
    pub(super) fn report_misplaced(&mut self) {
        let mut by_kind: FxHashMap<Kind, Vec<Cursor<'t>>> = FxHashMap::default();
        for (kind, file, node) in std::mem::take(&mut self.state.misplaced) {
            by_kind.entry(kind).or_default().push(self.at(file, node));
        }
        let mut kinds: Vec<_> = by_kind.into_iter().collect();
        kinds.order_by_key(|(kind, _)| *kind);
        for (kind, mut places) in kinds {
            places.order_by_key(|p| (p.file(), p.span()));
            let Some(first) = places.first() else { continue };
            let message = message!("{} cannot be given by `$ref`", kind.words());
            let mut found = problem(ids::REF_WRONG_KIND, *first, first.name_location(), message);
            if places.len() > 1 {
                found = found.with_words(message!("here and in {} more locations", places.len() - 1));
            }
            if kind == Kind::Operation {
                // Split descriptions do this, and bundlers understand it.
                found.severity = Severity::Warn;
                found = found.with_help("move the `$ref` to the path item, or bundle the files before publishing");
            } else {
                found = found.with_help("write the object here");
            }
            self.problems.push(found);
        }
    }
}

/// Places that are known by a name of their own rather than by a pointer.
#[derive(Clone, Default)]
pub(super) struct KnownNames {
    /// By `$self` or `$id`, as written.
    ids: FxHashMap<String, NodeRef>,
    /// By the last segment of an `$id`, in its file.
    short_ids: FxHashMap<(FileId, String), NodeId>,
    /// By `$anchor` or `$dynamicAnchor`, in its file.
    anchors: FxHashMap<(FileId, String), NodeId>,
}

impl KnownNames {
    /// What gives names.
    const KEYS: [Key; 4] = [words::ID, words::SELF, words::ANCHOR, words::DYNAMIC_ANCHOR];

    /// True where something in a file may have such a name.
    pub(super) fn are_in(tree: &Tree) -> bool {
        Self::KEYS.iter().any(|key| tree.has_key(*key))
    }

    /// The node with an anchor.
    pub(super) fn anchor(&self, file: FileId, name: &str) -> Option<NodeId> {
        self.anchors.get(&(file, name.to_owned())).copied()
    }

    pub(super) fn add(&mut self, tree: &Tree) {
        let file = tree.file();
        for at in (0..tree.len() as u32).map(|n| tree.at(NodeId(n))) {
            let Some(key) = at.key().filter(|key| Self::KEYS.contains(key)) else { continue };
            let (Some(text), Some(owner)) = (at.str(), at.parent()) else { continue };
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

/// What an object shows to be, where it cannot be what is wanted: it stands where objects of a kind stand, or it has a
/// field that the wanted kind does not have and another one has. [`Kind::None`] where it may be what is wanted.
fn looks_like(at: Cursor<'_>, wanted: Kind, version: Version) -> Kind {
    const SHOWN: [Kind; 7] = [
        Kind::Schema,
        Kind::Parameter,
        Kind::Response,
        Kind::RequestBody,
        Kind::PathItem,
        Kind::SecurityScheme,
        Kind::Example,
    ];
    if !at.is_map() || at.get(words::REF).is_some() {
        return Kind::None;
    }
    let grammar = Grammar::of(version);
    let object = grammar.object(wanted);
    // What takes any name takes these.
    if object.names != Names::None && wanted != Kind::PathItem {
        return Kind::None;
    }
    let own = |key: Key| grammar.field(wanted, key).is_some();
    if !at.entries().any(|e| !own(e.key) && !e.name().starts_with("x-")) {
        return Kind::None;
    }
    let fits = |kind: &Kind| {
        let object = grammar.object(*kind);
        *kind != wanted
            && object.fields.iter().all(|f| !f.required || at.get(f.key).is_some())
            && at.entries().all(|e| grammar.field(*kind, e.key).is_some() || e.name().starts_with("x-"))
    };
    // A schema takes any field from 3.1 on: it is no schema only where it is surely something else.
    let sure = |kind: &Kind| wanted != Kind::Schema || !version.has_json_schema() || *kind != Kind::Example;
    SHOWN.into_iter().find(|kind| fits(kind) && sure(kind)).unwrap_or(Kind::None)
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

/// A reference with the right name in the place of the one that `deepest` does not have.
fn with_near(reference: &str, fragment: &str, deepest: Cursor<'_>, near: &str) -> Option<String> {
    let rest = fragment.strip_prefix(&deepest.pointer())?.strip_prefix('/')?;
    let behind = rest.split_once('/').map_or(String::new(), |(_, behind)| format!("/{behind}"));
    // What is percent-encoded would have to be encoded again.
    let document = reference.strip_suffix(fragment).filter(|d| d.ends_with('#'))?;
    Some(format!("{document}{}/{}{behind}", deepest.pointer(), escape_segment(near)))
}
