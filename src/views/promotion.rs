//! Whether an API that outsiders see is a safe face of an internal one.

mod auth;
mod contract;
mod counterpart;
mod fields;
mod limits;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use self::contract::{Kept, Promise};
pub use self::counterpart::END;
use self::counterpart::Inside;
use crate::finding::message;
use crate::finding::{Finding, Message, RuleId, Severity, list};
use crate::model::{
    Api, Direction, Operation, OperationKind, Parameter, ParameterLocation, Server, Strength, is_internal,
};
use crate::rules;
use crate::source::Location;
use crate::text::{Day, counted};
use crate::tree::words;

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
    /// By what they were matched: `map`, `operationId`, `path`, `path without version`, `end of the path`.
    pub matched_by: Option<&'static str>,
    /// How the public one differs where it must not.
    pub why: Vec<Message>,
    /// What could not be decided.
    pub undecided: Vec<Message>,
    /// Where the public one stands: the file, and its line, from 1.
    pub place: Option<(String, u32)>,
}

/// What is compared of each pair, in words.
pub const COMPARED: [&str; 8] = [
    "credentials and scopes",
    "rate limits",
    "parameters",
    "request bodies",
    "statuses",
    "response bodies",
    "response headers",
    "internal marks",
];

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

/// What a promotion goes by.
pub struct PromotionPolicy<'p> {
    /// Which credentials are stronger.
    pub strength: &'p Strength,
    /// The throttling tiers, the narrowest first.
    pub tiers: &'p [String],
    /// The day.
    pub today: Day,
}

/// What is found, as the causes of findings: a rule with its words, and where that stands.
type Causes<'o, 'a> = BTreeMap<(&'static str, Message), Cause<'o, 'a>>;

/// Operations that differ in the same way, and what shows it.
#[derive(Default)]
struct Cause<'o, 'a> {
    operations: Vec<&'o Operation<'a>>,
    promise: Option<Promise>,
}

/// Compares a public description with the internal one behind it. It is called on a thread with a stack of
/// [`crate::diff::STACK`].
///
/// # Errors
/// Where the thread that compares messages cannot be started.
pub fn promote(
    internal: &Api<'_>,
    public: &Api<'_>,
    map: &Map,
    policy: &PromotionPolicy<'_>,
) -> std::io::Result<Promotion> {
    let mut out = Promotion::default();
    let inside = Inside::new(internal.path_operations().collect());
    out.mistakes = mistakes(&inside, public, map);
    let numbers = |api: &Api<'_>| -> FxHashMap<String, usize> {
        let of_paths = api.operations.iter().enumerate().filter(|(_, o)| o.place == OperationKind::Path);
        of_paths.map(|(n, o)| (o.entry.pointer(), n)).collect()
    };
    let (of_public, of_internal) = (numbers(public), numbers(internal));
    let matched: Vec<_> = public.path_operations().map(|o| (o, inside.counterpart(o, map))).collect();
    let number = |numbers: &FxHashMap<String, usize>, o: &Operation<'_>| numbers.get(&o.entry.pointer()).copied();
    let pairs: Vec<(usize, usize)> = matched
        .iter()
        .filter_map(|(o, found)| {
            let own = inside.operations[found.as_ref()?.0];
            Some((number(&of_public, o)?, number(&of_internal, own)?))
        })
        .collect();
    let promises = contract::compare(public, internal, &pairs, policy.today)?;
    let known = auth::known_scopes(internal);
    let mut used: FxHashSet<usize> = FxHashSet::default();
    // The same words about many operations have one cause: what stands at the root, or in what they share.
    let mut causes = Causes::new();
    for (operation, found) in matched {
        let title = operation.title();
        let place = operation.entry.name_location();
        let mut row = Surface {
            state: "new",
            public: Some(title.clone()),
            internal: None,
            matched_by: None,
            why: Vec::new(),
            undecided: Vec::new(),
            place: Some((place.source.name().to_owned(), place.line())),
        };
        let Some((number, matched_by)) = found else {
            let message = message!("`{}` has no counterpart in the internal API", title);
            out.findings.push(at_operation("promotion-drift", operation, message));
            out.surface.push(row);
            continue;
        };
        used.insert(number);
        let own = inside.operations[number];
        let mut say = |rule: &'static str, what: Message, promise: Option<Promise>| {
            let cause = causes.entry((rule, what.clone())).or_default();
            cause.operations.push(operation);
            cause.promise = cause.promise.take().or(promise);
            row.why.push(what);
        };
        for what in auth::weaker(internal, own, public, operation, policy.strength, &known) {
            say("promotion-weaker-auth", what, None);
        }
        for what in limits::wider(internal, own, public, operation, policy.tiers) {
            say("promotion-drift", what, None);
        }
        if own.is_read() && operation.is_write() {
            say("promotion-drift", message!("it writes, but `{}` only reads", own.title()), None);
        }
        if internal.is_internal(own) {
            say("promotion-drift", message!("`{}` is marked `x-internal`", own.title()), None);
        }
        for (rule, what) in surface_of(public, operation, internal, own) {
            say(rule, what, None);
        }
        let mut undecided = Vec::new();
        for promise in promises.get(&title).into_iter().flatten() {
            match promise.kept {
                Kept::No => say("promotion-drift", promise.what.clone(), Some(promise.clone())),
                Kept::Never => say("promotion-new-surface", promise.what.clone(), Some(promise.clone())),
                Kept::Undecided => undecided.push(promise.what.clone()),
            }
        }
        row.state = if row.why.is_empty() { "exposed" } else { "drifted" };
        out.surface.push(Surface { internal: Some(own.title()), matched_by: Some(matched_by), undecided, ..row });
    }
    for (_, own) in inside.operations.iter().enumerate().filter(|(n, _)| !used.contains(n)) {
        out.surface.push(Surface {
            state: "hidden",
            public: None,
            internal: Some(own.title()),
            matched_by: None,
            why: Vec::new(),
            undecided: Vec::new(),
            place: None,
        });
    }
    for ((rule, what), Cause { operations, promise }) in causes {
        let told = if operations.len() > FEW || promise.is_some() { 1 } else { operations.len() };
        for operation in &operations[..told] {
            let more = operations.len() - told;
            let more =
                if more > 0 { message!(" (and {})", counted(more, "more operation")) } else { Message::default() };
            let message = message!("`{}`: {}{}", operation.title(), what, more);
            let mut found = at_operation(rule, operation, message);
            if let Some(promise) = &promise {
                show(&mut found, promise);
            }
            found.operations = operations.iter().map(|o| Arc::new(public.reached(o))).collect();
            out.findings.push(found);
        }
    }
    servers(internal, public, &mut out.findings);
    marks(public, &mut out.findings);
    Ok(out)
}

/// Puts a finding where a promise is made, with where it is not kept, and what shows that.
fn show(found: &mut Finding, promise: &Promise) {
    if let Some(at) = &promise.public {
        found.location = at.location.clone();
        found.pointer.clone_from(&at.pointer);
        found.label("promised here");
    }
    if let Some(at) = &promise.internal {
        found.also(at.location.clone(), "internal");
    }
    found.help = promise.proof.clone().or(found.help.take());
}

/// What a public operation takes or returns that the internal one marks internal, or does not know.
fn surface_of(
    public: &Api<'_>,
    operation: &Operation<'_>,
    internal: &Api<'_>,
    own: &Operation<'_>,
) -> Vec<(&'static str, Message)> {
    let mut out = Vec::new();
    for (does, direction) in [("accepts", Direction::Request), ("returns", Direction::Response)] {
        let mut found = fields::compare(public, operation, internal, own, direction);
        if direction == Direction::Request {
            found.unknown.extend(fields::unknown_in_form(public, operation, internal, own));
        }
        if !found.internal.is_empty() {
            out.push(("promotion-drift", message!("it {} {}, which is internal", does, listed(&found.internal))));
        }
        if !found.unknown.is_empty() {
            let what = message!("it {} {}, which the internal one does not have", does, listed(&found.unknown));
            out.push(("promotion-new-surface", what));
        }
    }
    let headers = fields::internal_headers(public, operation, internal, own);
    if !headers.is_empty() {
        out.push(("promotion-drift", message!("it returns the header {}, which is internal", listed(&headers))));
    }
    let inner = parameters(own);
    let of_kind = |wanted: &dyn Fn(Option<&&Parameter<'_>>) -> bool| {
        let all = parameters(operation).into_iter().filter(|(key, _)| wanted(inner.get(key)));
        all.map(|((_, _), p)| p.name.to_string()).collect::<BTreeSet<String>>()
    };
    let marked = of_kind(&|inside| inside.is_some_and(|p| is_internal(p.node)));
    if !marked.is_empty() {
        out.push(("promotion-drift", message!("it accepts {}, which is internal", listed(&marked))));
    }
    let extra = of_kind(&|inside| inside.is_none());
    if !extra.is_empty() {
        let what = message!("it accepts {}, which the internal one does not accept", listed(&extra));
        out.push(("promotion-new-surface", what));
    }
    out
}

/// What the public document says of itself: that it is internal.
fn marks(public: &Api<'_>, out: &mut Vec<Finding>) {
    let info = public.root.get(words::INFO);
    let marked = [Some(public.root), info].into_iter().flatten().find(|at| is_internal(*at));
    let marked = marked.and_then(|at| at.get(words::X_INTERNAL));
    let audience = public.audience().filter(|a| a.text().contains("internal"));
    for at in marked.into_iter().chain(audience) {
        let message = message!("the public document says that it is internal: `{}: {}`", at.key_text(), at.text());
        out.push(finding("promotion-drift", at.name_location(), at.pointer(), message));
    }
}

/// Some names, and how many more.
fn listed(names: &BTreeSet<String>) -> Message {
    list(&names.iter().collect::<Vec<_>>())
}

/// The parameters that are told by name, by place and name: those of paths are told by their place in the path, and
/// names of headers have no case (RFC 9110, section 5.1).
fn parameters<'o, 'a>(operation: &'o Operation<'a>) -> BTreeMap<(ParameterLocation, String), &'o Parameter<'a>> {
    // Those of 2.0 that make a body are compared as one.
    let of_body = [ParameterLocation::Path, ParameterLocation::FormData, ParameterLocation::Body];
    let named = operation.parameters.iter().filter(|p| !of_body.contains(&p.place));
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

/// Public servers that are internal ones: of the same host, at or below the path of an internal server.
fn servers(internal: &Api<'_>, public: &Api<'_>, out: &mut Vec<Finding>) {
    let base = |server: &Server<'_>| server.path().trim_end_matches('/').to_owned();
    let inside: Vec<(String, String)> =
        internal.every_server().iter().map(|s| (s.host(), base(s))).filter(|(host, _)| !host.is_empty()).collect();
    for server in public.every_server() {
        let path = base(&server);
        let below = |outer: &str| path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let message = if inside.iter().any(|(host, path)| *host == server.host() && below(path)) {
            message!("server `{}` belongs to the internal API", server.url)
        } else if is_internal(server.node) {
            message!("server `{}` is marked internal", server.url)
        } else {
            continue;
        };
        out.push(finding("promotion-drift", server.at.name_location(), server.at.pointer(), message));
    }
}
