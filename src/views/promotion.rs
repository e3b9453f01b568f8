//! Whether an API that outsiders see is a safe face of an internal one.

mod auth;
mod counterpart;
mod fields;

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;
use serde::Serialize;

use self::counterpart::Inside;
use crate::finding::message;
use crate::finding::{Finding, Message, RuleId, Severity, list};
use crate::model::{Api, Direction, Operation, Parameter, ParameterLocation, Strength, is_internal, throttling};
use crate::rules;
use crate::source::Location;

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
    pub why: Vec<Message>,
}

/// What a promotion comes to.
#[derive(Debug, Default)]
pub struct Promotion {
    /// The operations of both.
    pub surface: Vec<Surface>,
    /// What is wrong, in the public description, by the rules `promotion-*`.
    pub findings: Vec<Finding>,
    /// What is wrong with the map.
    pub mistakes: Vec<Message>,
}

/// Above this number, findings of one cause are one finding.
const FEW: usize = 3;

/// Compares a public description with the internal one behind it.
#[must_use]
pub fn promote(internal: &Api<'_>, public: &Api<'_>, map: &Map, order: &Strength) -> Promotion {
    let mut out = Promotion::default();
    let inside = Inside::new(internal.path_operations().collect());
    out.mistakes = mistakes(&inside, public, map);
    let mut used: FxHashSet<usize> = FxHashSet::default();
    // The same words about many operations have one cause: what stands at the root, or in what they share.
    let mut causes: BTreeMap<(&'static str, Message), Vec<&Operation<'_>>> = BTreeMap::new();
    for operation in public.path_operations() {
        let title = operation.title();
        let Some(number) = inside.counterpart(operation, map) else {
            let message = message!("`{}` has no counterpart in the internal API", title);
            out.findings.push(at_operation("promotion-drift", operation, message));
            out.surface.push(Surface { state: "new", public: Some(title), internal: None, why: Vec::new() });
            continue;
        };
        used.insert(number);
        let own = inside.operations[number];
        let mut why = Vec::new();
        let mut say = |rule: &'static str, what: Message| {
            causes.entry((rule, what.clone())).or_default().push(operation);
            why.push(what);
        };
        for what in auth::weaker(internal, own, public, operation, order) {
            say("promotion-weaker-auth", what);
        }
        if throttling::limit_of(internal, own).is_some() && throttling::limit_of(public, operation).is_none() {
            say("promotion-drift", Message::from("the internal operation has a rate limit, this one has none"));
        }
        if own.is_read() && operation.is_write() {
            say("promotion-drift", message!("it writes, but `{}` only reads", own.title()));
        }
        if internal.is_internal(own) {
            say("promotion-drift", message!("`{}` is marked `x-internal`", own.title()));
        }
        for (does, direction) in [("accepts", Direction::Request), ("returns", Direction::Response)] {
            let found = fields::compare(public, operation, internal, own, direction);
            if !found.internal.is_empty() {
                say("promotion-drift", message!("it {} {}, which is internal", does, listed(&found.internal)));
            }
            if !found.unknown.is_empty() {
                let what = message!("it {} {}, which the internal one does not have", does, listed(&found.unknown));
                say("promotion-new-surface", what);
            }
        }
        let inner = parameters(own);
        let of_kind = |wanted: &dyn Fn(Option<&&Parameter<'_>>) -> bool| {
            let all = parameters(operation).into_iter().filter(|(key, _)| wanted(inner.get(key)));
            all.map(|((_, _), p)| p.name.to_string()).collect::<BTreeSet<String>>()
        };
        let marked = of_kind(&|inside| inside.is_some_and(|p| is_internal(p.node)));
        if !marked.is_empty() {
            say("promotion-drift", message!("it accepts {}, which is internal", listed(&marked)));
        }
        let extra = of_kind(&|inside| inside.is_none());
        if !extra.is_empty() {
            say(
                "promotion-new-surface",
                message!("it accepts {}, which the internal one does not accept", listed(&extra)),
            );
        }
        let state = if why.is_empty() { "exposed" } else { "drifted" };
        out.surface.push(Surface { state, public: Some(title), internal: Some(own.title()), why });
    }
    for (_, own) in inside.operations.iter().enumerate().filter(|(n, _)| !used.contains(n)) {
        out.surface.push(Surface { state: "hidden", public: None, internal: Some(own.title()), why: Vec::new() });
    }
    for ((rule, what), operations) in causes {
        let told = if operations.len() > FEW { 1 } else { operations.len() };
        for operation in &operations[..told] {
            let more = operations.len() - told;
            let more = if more > 0 { message!(" (and {} more operations)", more) } else { Message::default() };
            out.findings.push(at_operation(rule, operation, message!("`{}`: {}{}", operation.title(), what, more)));
        }
    }
    servers(internal, public, &mut out.findings);
    out
}

/// Some names, and how many more.
fn listed(names: &BTreeSet<String>) -> Message {
    list(&names.iter().collect::<Vec<_>>())
}

/// The parameters that are told by name, by place and name: those of paths are told by their place in the path, and
/// names of headers have no case (RFC 9110, section 5.1).
fn parameters<'o, 'a>(operation: &'o Operation<'a>) -> BTreeMap<(ParameterLocation, String), &'o Parameter<'a>> {
    let named = operation.parameters.iter().filter(|p| p.place != ParameterLocation::Path);
    let key = |p: &Parameter<'_>| {
        (p.place, if p.place == ParameterLocation::Header { p.name.to_lowercase() } else { p.name.to_string() })
    };
    named.map(|p| (key(p), p)).collect()
}

/// What the map says that neither document knows.
fn mistakes(inside: &Inside<'_, '_>, public: &Api<'_>, map: &Map) -> Vec<Message> {
    let outside = Inside::new(public.path_operations().collect());
    let mut out = Vec::new();
    for (from, to) in map {
        for (side, word, whose) in [(&outside, from, "public"), (inside, to, "internal")] {
            if side.named(word).is_none() {
                let near = side.near(word).map_or(Message::default(), |near| message!("; did you mean `{}`?", near));
                out.push(message!("`{}` is not an operation of the {} API{}", word, whose, near));
            }
        }
    }
    out
}

fn at_operation(rule: &'static str, operation: &Operation<'_>, message: Message) -> Finding {
    finding(rule, operation.entry.name_location(), operation.entry.pointer(), message)
}

/// A finding of a rule, as grave as the rule says.
fn finding(rule: &'static str, location: Location, pointer: String, message: Message) -> Finding {
    let severity = rules::find(rule).map_or(Severity::Error, |r| r.severity);
    Finding::new(RuleId::of(rule), severity, location, pointer, message)
}

/// Public servers that are internal ones.
fn servers(internal: &Api<'_>, public: &Api<'_>, out: &mut Vec<Finding>) {
    let inside: FxHashSet<String> =
        internal.every_server().iter().map(|s| s.host()).filter(|h| !h.is_empty()).collect();
    for server in public.every_server() {
        let message = if inside.contains(&server.host()) {
            message!("server `{}` belongs to the internal API", server.url)
        } else if is_internal(server.node) {
            message!("server `{}` is marked internal", server.url)
        } else {
            continue;
        };
        out.push(finding("promotion-drift", server.at.name_location(), server.at.pointer(), message));
    }
}
