//! Whether an API that outsiders see is a safe face of an internal one.

mod fields;

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;
use serde::Serialize;

use self::fields::Direction;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Api, Operation, Strength, gateway};
use crate::rules;
use crate::source::Location;
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
    /// What is wrong, in the public description, by the rules `promotion-*`.
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
            out.findings.push(at_operation("promotion-drift", operation, message));
            out.surface.push(Surface { state: "new", public: Some(title), internal: None, why: Vec::new() });
            continue;
        };
        used.insert(number);
        let own = inside[number];
        let mut why = Vec::new();
        let mut say = |rule: &'static str, what: String| {
            out.findings.push(at_operation(rule, operation, format!("`{title}`: {what}")));
            why.push(what);
        };
        for what in weaker(internal, own, public, operation, order) {
            say("promotion-weaker-auth", what);
        }
        if gateway::limit_of(internal, own).is_some() && gateway::limit_of(public, operation).is_none() {
            say("promotion-drift", "the internal operation is limited, this one is not".to_owned());
        }
        if own.is_read() && operation.is_write() {
            say("promotion-drift", format!("it writes, and `{}` only reads", own.title()));
        }
        if is_internal(own.node) {
            say("promotion-drift", format!("`{}` is marked `x-internal`", own.title()));
        }
        for (does, direction) in [("sends", Direction::Sent), ("answers", Direction::Answered)] {
            let new = fields::unknown(public, operation, internal, own, direction);
            if !new.is_empty() {
                let list = new.iter().take(5).map(|f| format!("`{f}`")).collect::<Vec<_>>().join(", ");
                let more = if new.len() > 5 { format!(" and {} more", new.len() - 5) } else { String::new() };
                let what = format!("it {does} {list}{more}, which the internal one does not know");
                say("promotion-new-surface", what);
            }
        }
        let names = |o: &Operation<'_>| o.parameters.iter().map(|p| p.name.to_string()).collect::<BTreeSet<_>>();
        let extra: Vec<String> = names(operation).difference(&names(own)).cloned().collect();
        if !extra.is_empty() {
            let list = extra.iter().map(|p| format!("`{p}`")).collect::<Vec<_>>().join(", ");
            say("promotion-new-surface", format!("it takes {list}, which the internal one does not take"));
        }
        let state = if why.is_empty() { "exposed" } else { "drifted" };
        out.surface.push(Surface { state, public: Some(title), internal: Some(own.title()), why });
    }
    for (_, own) in inside.iter().enumerate().filter(|(n, _)| !used.contains(n)) {
        out.surface.push(Surface { state: "hidden", public: None, internal: Some(own.title()), why: Vec::new() });
    }
    servers(internal, public, &mut out.findings);
    out
}

fn at_operation(rule: &'static str, operation: &Operation<'_>, message: String) -> Diagnostic {
    finding(rule, operation.entry.name_location(), operation.entry.pointer(), message)
}

/// A finding of a rule, as grave as the rule says.
fn finding(rule: &'static str, place: Location, pointer: String, message: String) -> Diagnostic {
    let severity = rules::find(rule).map_or(Severity::Error, |r| r.severity);
    Diagnostic::new(rule, severity, place, pointer, message)
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

/// Public servers that are internal ones.
fn servers(internal: &Api<'_>, public: &Api<'_>, out: &mut Vec<Diagnostic>) {
    let inside: FxHashSet<String> = internal.servers.iter().map(|s| s.host()).filter(|h| !h.is_empty()).collect();
    for server in public.servers.iter().filter(|s| inside.contains(&s.host()) || is_internal(s.node)) {
        let message = format!("the server `{}` is one of the internal API", server.url);
        out.push(finding("promotion-drift", server.at.name_location(), server.at.pointer(), message));
    }
}
