//! Whether an API that outsiders see is a safe face of an internal one.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;
use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Api, Operation, Strength, gateway};
use crate::tree::{Cursor, words};

/// Which internal operations public ones stand for, where neither id nor path tells it: `GET /orders` to
/// `GET /internal/orders`.
pub type Map = BTreeMap<String, String>;

/// What became of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Surface {
    /// `exposed`, `hidden` (internal only), `drifted` (exposed, and not as it is inside), `new` (public only)
    pub state: &'static str,
    /// The public operation.
    pub public: Option<String>,
    /// The internal operation.
    pub internal: Option<String>,
    /// How the public one differs where it must not.
    pub why: Vec<String>,
}

/// What a promotion comes to.
#[derive(Debug, Default)]
pub struct Promotion {
    /// The operations of both.
    pub surface: Vec<Surface>,
    /// What is wrong, in the public description, by rules `promotion-*`, `internal-exposed` and `backend-url-leaked`.
    pub findings: Vec<Diagnostic>,
}

/// Compares a public description with the internal one behind it.
#[must_use]
pub fn promote(internal: &Api<'_>, public: &Api<'_>, map: &Map, order: &Strength) -> Promotion {
    let mut out = Promotion::default();
    let inside: Vec<&Operation<'_>> = internal.path_operations().collect();
    let mut used: FxHashSet<usize> = FxHashSet::default();
    for operation in public.path_operations() {
        let title = operation.title();
        let Some(number) = counterpart(&inside, operation, map) else {
            let message = format!("`{title}` has no counterpart in the internal API");
            out.findings.push(at_operation("promotion-drift", Severity::Error, operation, message));
            out.surface.push(Surface { state: "new", public: Some(title), internal: None, why: Vec::new() });
            continue;
        };
        used.insert(number);
        let own = inside[number];
        let mut why = Vec::new();
        let mut say = |rule: &'static str, severity: Severity, what: String| {
            let message = format!("`{title}`: {what}");
            out.findings.push(at_operation(rule, severity, operation, message));
            why.push(what);
        };
        for what in weaker(internal, own, public, operation, order) {
            say("promotion-weaker-auth", Severity::Error, what);
        }
        if gateway::limit_of(internal, own).is_some() && gateway::limit_of(public, operation).is_none() {
            say("promotion-drift", Severity::Error, "the internal operation is limited, this one is not".to_owned());
        }
        if own.is_read() && operation.is_write() {
            say("promotion-drift", Severity::Error, format!("it writes, and `{}` only reads", own.title()));
        }
        if is_internal(own.node) {
            say("promotion-drift", Severity::Error, format!("`{}` is marked `x-internal`", own.title()));
        }
        for (direction, new) in [
            ("sends", beyond(&fields(public, operation, false), &fields(internal, own, false))),
            ("answers", beyond(&fields(public, operation, true), &fields(internal, own, true))),
        ] {
            if !new.is_empty() {
                let list = new.iter().take(5).map(|f| format!("`{f}`")).collect::<Vec<_>>().join(", ");
                let more = if new.len() > 5 { format!(" and {} more", new.len() - 5) } else { String::new() };
                say(
                    "promotion-new-surface",
                    Severity::Warn,
                    format!("it {direction} {list}{more}, which the internal one does not know"),
                );
            }
        }
        let names = |o: &Operation<'_>| o.parameters.iter().map(|p| p.name.to_string()).collect::<BTreeSet<_>>();
        let extra: Vec<String> = names(operation).difference(&names(own)).cloned().collect();
        if !extra.is_empty() {
            let list = extra.iter().map(|p| format!("`{p}`")).collect::<Vec<_>>().join(", ");
            say(
                "promotion-new-surface",
                Severity::Warn,
                format!("it takes {list}, which the internal one does not take"),
            );
        }
        let state = if why.is_empty() { "exposed" } else { "drifted" };
        out.surface.push(Surface { state, public: Some(title), internal: Some(own.title()), why });
    }
    for (_, own) in inside.iter().enumerate().filter(|(n, _)| !used.contains(n)) {
        out.surface.push(Surface { state: "hidden", public: None, internal: Some(own.title()), why: Vec::new() });
    }
    leaks(internal, public, &mut out.findings);
    out
}

fn at_operation(rule: &'static str, severity: Severity, operation: &Operation<'_>, message: String) -> Diagnostic {
    Diagnostic::new(rule, severity, operation.entry.name_location(), operation.entry.pointer(), message)
}

fn is_internal(at: Cursor<'_>) -> bool {
    at.get(words::X_INTERNAL).is_some_and(Cursor::is_true)
}

/// The path without what gateways put before it: a version, the names of parameters.
fn plain(path: &str) -> String {
    let segments = path.split('/').filter(|s| !s.is_empty() && crate::model::segment_version(s).is_none());
    segments.map(|s| if s.starts_with('{') { "{}" } else { s }).collect::<Vec<_>>().join("/")
}

/// The internal operation that a public one stands for: by the map, by its id, by its path.
fn counterpart(inside: &[&Operation<'_>], public: &Operation<'_>, map: &Map) -> Option<usize> {
    let named = |wanted: &str| inside.iter().position(|o| o.title() == wanted || o.id().is_some_and(|id| id == wanted));
    let by_map = map.get(&public.title()).or_else(|| map.get(&*public.id()?));
    if let Some(wanted) = by_map {
        return named(wanted);
    }
    if let Some(id) = public.id()
        && let Some(found) = inside.iter().position(|o| o.id().is_some_and(|own| own == id))
    {
        return Some(found);
    }
    let wanted = plain(public.path);
    let same = |o: &&Operation<'_>| o.method == public.method && plain(o.path) == wanted;
    let exact = inside.iter().position(same);
    // A prefix of the inside, such as `/internal`, is no part of the face.
    let behind = |o: &&Operation<'_>| o.method == public.method && plain(o.path).ends_with(&format!("/{wanted}"));
    exact.or_else(|| {
        let mut found = inside.iter().enumerate().filter(|(_, o)| behind(o));
        let first = found.next()?;
        found.next().is_none().then_some(first.0)
    })
}

/// How a public operation asks for less than the internal one.
fn weaker(
    internal: &Api<'_>,
    own: &Operation<'_>,
    public: &Api<'_>,
    operation: &Operation<'_>,
    order: &Strength,
) -> Vec<String> {
    let before = internal.security_of(own);
    let after = public.security_of(operation);
    let mut out = Vec::new();
    let guarded = before.is_some_and(|s| !s.is_public());
    match after {
        None if guarded => {
            out.push("nothing says who may call it, and the internal one demands credentials".to_owned())
        }
        Some(s) if guarded && s.is_public() => {
            out.push("anybody may call it, and the internal one demands credentials".to_owned());
        }
        Some(s) if guarded => {
            let rank = |api: &Api<'_>, s: &crate::model::Security<'_>| s.weakest(&api.schemes, order);
            if let (Some(was), Some(is)) = (before.and_then(|b| rank(internal, b)), rank(public, s))
                && is < was
            {
                out.push("weaker credentials are enough than inside".to_owned());
            }
        }
        _ => {}
    }
    out
}

/// The names of the fields that travel, as paths.
fn fields<'a>(api: &Api<'a>, operation: &Operation<'a>, answers: bool) -> BTreeSet<String> {
    let mut roots = Vec::new();
    if answers {
        let contents = api.responses_of(operation).into_iter().flat_map(|r| r.contents);
        roots.extend(contents.filter_map(|c| c.shape.schema()));
    } else {
        roots.extend(api.body_of(operation).into_iter().flat_map(|b| b.contents).filter_map(|c| c.shape.schema()));
    }
    let mut names = BTreeSet::new();
    let mut seen = FxHashSet::default();
    let mut work: Vec<(Cursor<'a>, String)> = roots.into_iter().map(|r| (api.resolve(r), String::new())).collect();
    while let Some((schema, prefix)) = work.pop() {
        if !seen.insert((schema.file(), schema.id())) {
            continue;
        }
        for entry in schema.get(words::PROPERTIES).into_iter().flat_map(Cursor::entries) {
            let name = if prefix.is_empty() { entry.name().to_owned() } else { format!("{prefix}.{}", entry.name()) };
            work.push((api.resolve(entry.value), name.clone()));
            names.insert(name);
        }
        for key in [words::ITEMS, words::ADDITIONAL_PROPERTIES] {
            work.extend(schema.get(key).filter(|i| i.is_map()).map(|i| (api.resolve(i), prefix.clone())));
        }
        for key in [words::ALL_OF, words::ANY_OF, words::ONE_OF] {
            let parts = schema.get(key).into_iter().flat_map(Cursor::items);
            work.extend(parts.map(|p| (api.resolve(p), prefix.clone())));
        }
    }
    names
}

fn beyond(these: &BTreeSet<String>, those: &BTreeSet<String>) -> Vec<String> {
    // Where the inside describes nothing, nothing can be compared.
    if those.is_empty() { Vec::new() } else { these.difference(those).cloned().collect() }
}

/// What is internal and stands in the public description: marks, servers of the inside, addresses behind the gateway.
fn leaks(internal: &Api<'_>, public: &Api<'_>, out: &mut Vec<Diagnostic>) {
    let mut say = |rule: &'static str, at: Cursor<'_>, message: String| {
        out.push(Diagnostic::new(rule, Severity::Error, at.name_location(), at.pointer(), message));
    };
    let inside: FxHashSet<String> = internal.servers.iter().map(|s| s.host()).filter(|h| !h.is_empty()).collect();
    let outside: Vec<_> = public.servers.iter().filter(|s| inside.contains(&s.host()) || is_internal(s.node)).collect();
    for server in outside {
        say("promotion-drift", server.at, format!("the server `{}` is one of the internal API", server.url));
    }
    for at in public.root.descendants() {
        if at.is_map() && is_internal(at) && at.parent().is_some_and(|p| p.key() != Some(words::SERVERS)) {
            say("internal-exposed", at, format!("`{}` is marked internal and published", at.key_text()));
        }
        if gateway::BACKENDS.contains(&at.key_text()) {
            say("backend-url-leaked", at, format!("`{}` tells outsiders what is behind the gateway", at.key_text()));
        }
    }
}
