//! Which operation of one version is which of the other, and what is compared for each.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::composed::Share;
use super::documentation::{self, DocumentationChange};
use super::explain::{Root, Walk};
use super::fact::Carrier;
use super::policy::ComparisonPolicy;
use super::same::Sameness;
use super::schema::Graph;
use super::verdict::DeclaredVersions;
use super::{Compatibility, Fact, Impact, Side};
use crate::diff::catalogue::ChangeId;
use crate::finding::{Finding, Message, Reached, message};
use crate::model::{Api, Operation, OperationKind, ParameterLocation};
use crate::text::Sorting;
use crate::tree::{Cursor, unescape_segment, words};

/// What came of a comparison.
#[derive(Debug)]
pub struct Comparison {
    /// The changes: security first, then breaking ones, then the rest; without those of `info.version`, which depend on
    /// what of the others is acknowledged.
    pub findings: Vec<Finding>,
    /// What changed of the documentation, where that is asked for.
    pub documentation: Vec<DocumentationChange>,
    /// The versions that both documents declare.
    pub versions: DeclaredVersions,
    /// True where both say the same to the byte.
    pub same_text: bool,
    /// How many operations of both versions are selected.
    pub operations: usize,
}

/// The stack of a comparison, in bytes: deep schemas are compared by recursion, to a bound.
pub const STACK: usize = 512 << 20;

/// Compares two versions: all operations, or those that two documents of composed APIs share. It is called on a thread
/// with a stack of [`STACK`], and starts another.
///
/// # Errors
/// Where that thread cannot be started.
pub fn compare<'a>(
    base: &'a Api<'a>,
    revision: &'a Api<'a>,
    policy: &ComparisonPolicy,
    share: Option<&Share>,
) -> std::io::Result<Comparison> {
    let same = Sameness::new(base.workspace, revision.workspace);
    let same_text = same.texts();
    let versions = DeclaredVersions::of(base, revision);
    let of_side = |api: &'a Api<'a>| policy.selection.of(api).into_iter().filter(|selected| *selected).count();
    let operations = of_side(base) + of_side(revision);
    if same_text && share.is_none_or(Share::is_of_all) {
        return Ok(Comparison { findings: Vec::new(), documentation: Vec::new(), versions, same_text, operations });
    }
    let same = Arc::new(same);
    let walk = || {
        let graph = Graph::new(base.workspace, revision.workspace, same.clone());
        Walk::new(graph, policy.notice, policy.today)
    };
    let mut compare = Compare {
        base,
        revision,
        policy,
        share,
        same: same.clone(),
        walk: walk(),
        roots: Vec::new(),
        reached: Vec::new(),
        pairs: Vec::new(),
        found: Vec::new(),
        numbers: FxHashMap::default(),
        renamed: OnceCell::new(),
        demanded: FxHashMap::default(),
        moved_prefix: if policy.prefixes.is_empty() { MovedPrefix::find(base, revision) } else { None },
    };
    compare.operations();
    compare.document();
    let Compare { roots, reached, mut found, .. } = compare;
    found.iter_mut().for_each(|(fact, _)| policy.profile.judge(fact));
    if !policy.selection.is_everything() || share.is_some_and(|s| !s.whole) {
        // What reaches none of the operations that are compared is told where it can harm one all the same.
        let harms = |fact: &Fact<'a>| share.is_none_or(|s| s.whole || s.paired) && fact.harms();
        found.retain(|(fact, operations)| !operations.is_empty() || harms(fact));
    }
    let in_document_order = |(fact, mut operations): (Fact<'a>, Vec<usize>)| {
        operations.sort_unstable();
        operations.dedup();
        (fact, operations)
    };
    let mut facts: Vec<(Fact<'a>, Vec<usize>)> = found.into_iter().map(in_document_order).collect();
    // Requests and responses are questions of their own, and are answered side by side.
    let (responses, requests): (Vec<_>, Vec<_>) = roots.into_iter().partition(|r| r.place.is_response());
    let answer = |roots| walk().compare(roots);
    let answers = std::thread::scope(|scope| {
        let beside = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || answer(requests))?;
        let responses = answer(responses);
        let requests = beside.join().map_err(|_| std::io::Error::other("the comparison failed"))?;
        Ok::<_, std::io::Error>([requests, responses])
    })?;
    facts.extend(answers.into_iter().flatten());
    facts.iter_mut().for_each(|(fact, _)| policy.profile.judge(fact));
    facts.order_by_key(|(fact, _)| (std::cmp::Reverse(fact.impact), std::cmp::Reverse(fact.compatibility)));
    // What reaches many operations does so in many changes: their list is made once.
    let mut lists: FxHashMap<Vec<usize>, Arc<[Arc<Reached>]>> = FxHashMap::default();
    let told = |(fact, numbers): (Fact<'a>, Vec<usize>)| {
        let list = match lists.get(&numbers) {
            Some(list) => list.clone(),
            None => {
                let list: Arc<[_]> = numbers.iter().map(|n| reached[*n].clone()).collect();
                lists.insert(numbers, list.clone());
                list
            }
        };
        fact.into_finding(list)
    };
    let told_whole = policy.documentation && share.is_none_or(|s| s.whole);
    let documentation = if told_whole { documentation::changes(base, revision, &same, policy) } else { Vec::new() };
    Ok(Comparison {
        findings: facts.into_iter().filter_map(told).collect(),
        documentation,
        versions,
        same_text,
        operations,
    })
}

/// A comparison at work.
pub(super) struct Compare<'a, 'p> {
    pub base: &'a Api<'a>,
    pub revision: &'a Api<'a>,
    pub policy: &'p ComparisonPolicy,
    /// Which operations of composed APIs are compared here.
    share: Option<&'p Share>,
    same: Arc<Sameness>,
    /// Answers questions about single schemas.
    pub walk: Walk<'a>,
    /// The messages that are compared.
    pub roots: Vec<Root<'a>>,
    /// The operations that changes reach.
    reached: Vec<Arc<Reached>>,
    /// Numbers among the reached operations, with the operations of both versions.
    pairs: Vec<(usize, usize, usize)>,
    found: Vec<(Fact<'a>, Vec<usize>)>,
    numbers: FxHashMap<FactKey, usize>,
    /// Schemes of the revision that are those of the base under another name: found once.
    pub renamed: OnceCell<Rc<FxHashMap<&'a str, String>>>,
    /// The parameters that a request must have, with an example of each, by operation and place.
    pub demanded: FxHashMap<(u32, u32, &'static str), Rc<Vec<NamedExample>>>,
    /// What moved between the URLs of servers and the paths.
    pub moved_prefix: Option<MovedPrefix>,
}

/// A parameter's name with an example of its values.
type NamedExample = (String, serde_json::Value);

/// A node: its file and number.
type NodeNumbers = (u32, u32);

/// What makes two changes one: the id, both places, the words.
type FactKey = (ChangeId, Option<NodeNumbers>, Option<NodeNumbers>, Message);

/// An operation in both versions.
#[derive(Clone, Copy)]
pub(super) struct OperationPair<'a> {
    pub base: &'a Operation<'a>,
    pub revision: &'a Operation<'a>,
    /// Its number among the reached operations.
    pub number: usize,
    /// The status, range or `default` of the response that is compared.
    pub status: Option<&'a str>,
    /// The range, or `default`, that described this status before.
    pub formerly: Option<&'a str>,
    /// True where the provider calls it: in webhooks and callbacks.
    pub reversed: bool,
}

impl<'a> Compare<'a, '_> {
    /// Notes a change that reaches an operation, in the response that is compared, if it is one.
    pub fn note_in(&mut self, pair: OperationPair<'a>, mut change: Fact<'a>) {
        change.carriers.add(&Carrier { word: pair.status, media_type: None });
        if let Some(formerly) = pair.formerly {
            let before = message!("before, `{}` described this status", formerly);
            change.reason = Some(match change.reason {
                Some(reason) => message!("{}; {}", reason, before),
                None => before,
            });
        }
        self.note(Some(pair.number), change);
    }

    /// Notes a change that reaches an operation; the same change again adds the operation.
    pub fn note(&mut self, operation: Option<usize>, change: Fact<'a>) {
        let spot = |at: Option<Cursor<'a>>| at.map(|a| (a.file().0, a.place().0));
        let key = (change.id, spot(change.base), spot(change.revision), change.message.clone());
        let next = self.found.len();
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.found.push((change, Vec::new()));
        } else {
            self.found[number].0.carriers.join(change.carriers);
        }
        self.found[number].1.extend(operation);
    }

    /// An api of the two.
    pub fn api(&self, side: Side) -> &'a Api<'a> {
        match side {
            Side::Base => self.base,
            Side::Revision => self.revision,
        }
    }

    fn operations(&mut self) {
        let (base, revision) = (self.base, self.revision);
        let moved = self.moved_prefix.clone();
        let policy = self.policy;
        let matched = |side: Side, path: &str| {
            let prefix = moved.as_ref().filter(|m| m.in_servers_of != side).map_or("", |m| m.prefix.as_str());
            policy.prefixes.matched(side, without_prefix(path, prefix))
        };
        let identity =
            |side: Side, operation: &Operation<'_>, shape: bool| identity(operation, |path| matched(side, path), shape);
        let selected = [policy.selection.of(base), policy.selection.of(revision)];
        let share = self.share;
        let shared = |side: Side, n: usize| share.is_none_or(|s| s.operations[side as usize][n]);
        let mut exact: FxHashMap<Identity, Vec<usize>> = FxHashMap::default();
        let mut shaped: FxHashMap<Identity, Vec<usize>> = FxHashMap::default();
        for (n, operation) in revision.operations.iter().enumerate().filter(|(n, _)| shared(Side::Revision, *n)) {
            exact.entry(identity(Side::Revision, operation, false)).or_default().push(n);
            shaped.entry(identity(Side::Revision, operation, true)).or_default().push(n);
        }
        let mut taken: FxHashSet<usize> = FxHashSet::default();
        let mut partner: Vec<Option<usize>> =
            share.and_then(|s| s.partners.clone()).unwrap_or_else(|| vec![None; base.operations.len()]);
        let told = share.is_some_and(|s| s.partners.is_some());
        for (table, shape) in [(&exact, false), (&shaped, true)].into_iter().filter(|_| !told) {
            for (n, operation) in base.operations.iter().enumerate().filter(|(n, _)| shared(Side::Base, *n)) {
                if partner[n].is_none() {
                    let candidates = table.get(&identity(Side::Base, operation, shape)).into_iter().flatten();
                    let found = candidates.copied().find(|m| !taken.contains(m));
                    taken.extend(found);
                    partner[n] = found;
                }
            }
        }
        let paths: FxHashSet<String> =
            revision.paths.iter().map(|p| shape_of(&matched(Side::Revision, p.path))).collect();
        for (n, operation) in base.operations.iter().enumerate() {
            // What is selected in one version is compared: else a change could take itself out.
            let is_selected = selected[0][n] || partner[n].is_some_and(|m| selected[1][m]);
            if !is_selected || !shared(Side::Base, n) {
                continue;
            }
            match partner[n] {
                Some(m) => {
                    let number = self.reached.len();
                    let other = &revision.operations[m];
                    let whose = if told { (self.base, operation) } else { (self.revision, other) };
                    self.reached.push(reached(whose.0, whose.1));
                    let reversed = operation.place != OperationKind::Path;
                    self.pairs.push((number, n, m));
                    self.pair(OperationPair {
                        base: operation,
                        revision: other,
                        number,
                        status: None,
                        formerly: None,
                        reversed,
                    });
                }
                None => {
                    let number = self.reached.len();
                    self.reached.push(reached(self.base, operation));
                    let path_gone = !paths.contains(&shape_of(&matched(Side::Base, operation.path)));
                    self.removed(operation, number, path_gone);
                }
            }
        }
        for (m, operation) in revision.operations.iter().enumerate() {
            if !taken.contains(&m) && selected[1][m] && shared(Side::Revision, m) {
                let number = self.reached.len();
                self.reached.push(reached(self.revision, operation));
                let (id, what) = match operation.place {
                    OperationKind::Path => (ChangeId::ENDPOINT_ADDED, ""),
                    OperationKind::Webhook => (ChangeId::WEBHOOK_ADDED, "webhook "),
                    OperationKind::Callback => (ChangeId::CALLBACK_ADDED, "callback "),
                };
                let message = message!("{}`{}` was added", what, operation.title());
                self.note(Some(number), Fact::new(id, None, Some(operation.entry), message));
            }
        }
    }

    fn pair(&mut self, pair: OperationPair<'a>) {
        let (was, is) = (pair.base.path, pair.revision.path);
        if pair.base.place == OperationKind::Path && was.ends_with('/') != is.ends_with('/') {
            let message = message!("path `{}` -> `{}`", was, is);
            let change =
                Fact::new(ChangeId::API_PATH_SLASH_CHANGED, Some(pair.base.entry), Some(pair.revision.entry), message);
            let reason = "servers that distinguish the two no longer respond at the old path";
            self.note(Some(pair.number), change.compatibility(Compatibility::Risky).because(reason));
        }
        if pair.base.place == OperationKind::Callback && was != is {
            let message = message!("the URL of the callback is `{}` now, not `{}`", is, was);
            let at = |o: &Operation<'a>| o.entry.parent();
            let change = Fact::new(ChangeId::CALLBACK_URL_CHANGED, at(pair.base), at(pair.revision), message);
            let reason = "clients that give the URL in the old way are not called any more";
            self.note(Some(pair.number), change.compatibility(Compatibility::Breaking).because(reason));
        }
        self.lifecycle(pair);
        self.metadata(pair);
        self.extensions_of(pair);
        if pair.base.place == OperationKind::Path {
            self.security(pair);
            self.operation_servers(pair);
            self.gateway(pair);
        } else {
            self.sent_credentials(pair);
        }
        if !self.is_unchanged(pair) {
            self.messages(pair);
        }
    }

    /// True where neither the operation nor what it inherits changed.
    fn is_unchanged(&self, pair: OperationPair<'a>) -> bool {
        let same = self.walk_same();
        let (b, r) = (pair.base, pair.revision);
        let lists = [words::CONSUMES, words::PRODUCES].iter().all(|key| {
            match (self.base.root.get(*key), self.revision.root.get(*key)) {
                (Some(x), Some(y)) => same.equal(x, y),
                (None, None) => true,
                _ => false,
            }
        });
        lists
            && self.base.version == self.revision.version
            && same.unchanged(b.node, r.node)
            && !moves_path_parameters(b, r)
            && b.parameters.len() == r.parameters.len()
            && b.parameters.iter().zip(&r.parameters).all(|(x, y)| same.unchanged(x.listed, y.listed))
    }

    /// What is the same in both versions.
    pub fn walk_same(&self) -> &Sameness {
        &self.same
    }

    fn metadata(&mut self, pair: OperationPair<'a>) {
        let (b, r) = (pair.base, pair.revision);
        let at = |o: &Operation<'a>, key| o.node.get(key).or(Some(o.entry));
        if let (Some(was), is) = (b.id(), r.id())
            && is.as_ref() != Some(&was)
        {
            let message = match &is {
                Some(is) => message!("operationId `{}` -> `{}`", was, is),
                None => message!("operationId `{}` was removed", was),
            };
            let change = Fact::new(
                ChangeId::API_OPERATION_ID_REMOVED,
                at(b, words::OPERATION_ID),
                at(r, words::OPERATION_ID),
                message,
            );
            let reason = "generated clients name their methods after it";
            self.note(Some(pair.number), change.compatibility(Compatibility::Risky).because(reason));
        }
        if let (None, Some(is)) = (b.id(), r.id()) {
            let message = message!("operationId `{}` was added", is);
            self.note(
                Some(pair.number),
                Fact::new(ChangeId::API_OPERATION_ID_ADDED, Some(b.entry), at(r, words::OPERATION_ID), message),
            );
        }
        let tags = |o: &Operation<'a>| o.tags().map(|t| t.into_owned()).collect::<Vec<_>>();
        let (x, y) = (tags(b), tags(r));
        for tag in x.iter().filter(|t| !y.contains(t)) {
            let message = message!("tag `{}` was removed", tag);
            self.note(
                Some(pair.number),
                Fact::new(ChangeId::API_TAG_REMOVED, at(b, words::TAGS), at(r, words::TAGS), message),
            );
        }
        for tag in y.iter().filter(|t| !x.contains(t)) {
            let message = message!("tag `{}` was added", tag);
            self.note(
                Some(pair.number),
                Fact::new(ChangeId::API_TAG_ADDED, at(b, words::TAGS), at(r, words::TAGS), message),
            );
        }
    }

    /// Says that a prefix moved.
    fn prefix(&mut self) {
        let Some(moved) = self.moved_prefix.clone() else { return };
        let (from, to) = match moved.in_servers_of {
            Side::Base => ("the server URLs", "the paths"),
            Side::Revision => ("the paths", "the server URLs"),
        };
        let message = message!("prefix `{}` moved from {} to {}", moved.prefix, from, to);
        let at = |api: &Api<'a>, side: Side| {
            let servers = api.root.get(words::SERVERS).filter(|_| moved.in_servers_of == side);
            servers.or_else(|| api.root.get(words::PATHS)).or(Some(api.root))
        };
        let (b, r) = (at(self.base, Side::Base), at(self.revision, Side::Revision));
        let change = Fact::new(ChangeId::API_PATH_PREFIX_MOVED, b, r, message);
        self.note(None, change.because("the full URLs are the same"));
    }

    /// What is told of the document as a whole.
    fn document(&mut self) {
        self.global_security();
        self.schemes();
        self.servers();
        self.prefix();
        self.extensions_of_document();
        let names = |api: &Api<'a>| {
            let list = match api.root.get(words::COMPONENTS) {
                Some(components) => components.get(words::SCHEMAS),
                None => api.root.get(words::DEFINITIONS),
            };
            list.into_iter().flat_map(Cursor::entries).map(|e| (e.name(), e.value)).collect::<Vec<_>>()
        };
        let (x, y) = (names(self.base), names(self.revision));
        let known: FxHashSet<&str> = y.iter().map(|(n, _)| *n).collect();
        let revision = self.revision.root.get(words::COMPONENTS).and_then(|c| c.get(words::SCHEMAS));
        for (name, at) in x.into_iter().filter(|(n, _)| !known.contains(n)) {
            let message = message!("component schema `{}` was removed", name);
            self.note(None, Fact::new(ChangeId::API_SCHEMA_REMOVED, Some(at), revision, message));
        }
    }
}

/// What operations are matched by: where they stand, the method, the path.
pub(super) type Identity = (u8, String, String);

/// What an operation is matched by: its path as `matched` gives it; with `shape`, whatever its parameters are called.
pub(super) fn identity(operation: &Operation<'_>, matched: impl Fn(&str) -> String, shape: bool) -> Identity {
    let path = match operation.place {
        OperationKind::Callback => {
            let pointer = operation.entry.pointer();
            let below = pointer.strip_prefix("/paths/").and_then(|rest| rest.split_once('/'));
            match below {
                Some((path, rest)) => format!("{}/{rest}", matched(&unescape_segment(path))),
                None => pointer,
            }
        }
        OperationKind::Path => matched(operation.path),
        OperationKind::Webhook => operation.path.to_owned(),
    };
    let path = if shape { shape_of(&path) } else { path };
    (operation.place as u8, operation.method.text().to_ascii_uppercase(), path)
}

/// A path without a prefix that is followed by more.
fn without_prefix<'p>(path: &'p str, prefix: &str) -> &'p str {
    path.strip_prefix(prefix).filter(|rest| rest.starts_with('/')).unwrap_or(path)
}

/// A prefix that stands at the end of the URLs of all servers in one version, and at the beginning of paths in the other:
/// full URLs are the same.
#[derive(Clone, Debug)]
pub(super) struct MovedPrefix {
    /// `/v1`.
    pub prefix: String,
    /// The version that has it in the URLs of its servers.
    pub in_servers_of: Side,
}

impl MovedPrefix {
    fn find(base: &Api<'_>, revision: &Api<'_>) -> Option<Self> {
        let (x, y) = (common_path(base)?, common_path(revision)?);
        let (prefix, in_servers_of) = match () {
            () if x == y => return None,
            () if x.starts_with(y.as_str()) => (x[y.len()..].to_owned(), Side::Base),
            () if y.starts_with(x.as_str()) => (y[x.len()..].to_owned(), Side::Revision),
            () => return None,
        };
        if !prefix.starts_with('/') {
            return None;
        }
        // Most paths must have it where the servers have not.
        let (short, long) = if in_servers_of == Side::Base { (revision, base) } else { (base, revision) };
        let known: FxHashSet<String> = long.paths.iter().map(|p| shape_of(p.path)).collect();
        let moved = |p: &&crate::model::PathItem<'_>| {
            let rest = without_prefix(p.path, &prefix);
            rest.len() < p.path.len() && known.contains(&shape_of(rest))
        };
        let count = short.paths.iter().filter(moved).count();
        let same = short.paths.iter().filter(|p| known.contains(&shape_of(p.path))).count();
        (count > same).then_some(Self { prefix, in_servers_of })
    }
}

/// The path of the URLs of all servers, where it is one.
fn common_path(api: &Api<'_>) -> Option<String> {
    let mut paths = api.servers.iter().map(|s| s.path().trim_end_matches('/').to_owned());
    let first = paths.next().unwrap_or_default();
    paths.all(|path| path == first).then_some(first)
}

/// True where a path parameter is one at another place now: `/a/{x}/b/{y}` is another path than `/a/{y}/b/{x}`.
pub(super) fn moves_path_parameters(before: &Operation<'_>, after: &Operation<'_>) -> bool {
    let place = |path: &str, name: &str| path.find(&format!("{{{name}}}")).map(|at| path[..at].matches('{').count());
    before.path != after.path
        && before.parameters.iter().filter(|p| p.place == ParameterLocation::Path).any(|p| {
            let places = (place(before.path, &p.name), place(after.path, &p.name));
            matches!(places, (Some(before), Some(after)) if before != after)
        })
}

/// A path template without the names of its parameters.
pub(super) fn shape_of(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => {
                inside = true;
                out.push('{');
            }
            '}' => {
                inside = false;
                out.push('}');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    if out.len() > 1 && out.ends_with('/') {
        out.pop();
    }
    out
}

fn reached(api: &Api<'_>, operation: &Operation<'_>) -> Arc<Reached> {
    Arc::new(api.reached(operation))
}

/// What the parts about security ask of the collection.
impl<'a> Compare<'a, '_> {
    /// The numbers of the pairs of operations under `paths` that something holds for.
    pub(super) fn paired(&self, holds: impl Fn(&Operation<'a>, &Operation<'a>) -> bool) -> Vec<usize> {
        self.pairs
            .iter()
            .filter(|(_, b, r)| {
                let (b, r) = (&self.base.operations[*b], &self.revision.operations[*r]);
                b.place == OperationKind::Path && holds(b, r)
            })
            .map(|(n, ..)| *n)
            .collect()
    }

    /// How many changes there are.
    pub(super) fn count_found(&self) -> usize {
        self.found.len()
    }

    /// Says that the changes from a number on reach these operations.
    pub(super) fn reach(&mut self, from: usize, operations: &[usize]) {
        for (_, reached) in &mut self.found[from..] {
            reached.extend_from_slice(operations);
        }
    }

    /// Says that the changes from a number on break nobody, and that other credentials open nothing. An address without
    /// encryption is one for everybody who reads it.
    pub(super) fn disarm(&mut self, from: usize) {
        for (change, _) in &mut self.found[from..] {
            change.compatibility = Compatibility::Compatible;
            let of_credential =
                [ChangeId::API_SECURITY_COMPONENT_TYPE_CHANGED, ChangeId::API_SECURITY_COMPONENT_LOCATION_CHANGED];
            if of_credential.contains(&change.id) {
                change.impact = Impact::Neutral;
                change.reason = None;
            }
            change.reason.get_or_insert_with(|| "no operation uses it".into());
        }
    }

    /// The last change.
    pub(super) fn last_found(&mut self) -> Option<&mut (Fact<'a>, Vec<usize>)> {
        self.found.last_mut()
    }
}
