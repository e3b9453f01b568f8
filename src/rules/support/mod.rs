//! Questions that several rules ask.

mod answers;
mod bounds;
mod described;
mod examples;
mod formats;
mod lifetimes;
mod limits;
mod names;
mod schemas;

pub(super) use answers::{absent, count, declares, error_responses};
pub(super) use bounds::{Unbounded, report_unbounded};
pub(super) use described::Described;
pub(super) use examples::{ExampleObjects, WrittenExample, all_examples, example_values, written_examples};
pub(super) use formats::FORMATS_OF_ONE_TYPE;
pub(super) use lifetimes::{ago, component_schemas, dates, is_exposed, is_kept_inside, is_sandbox};
pub(super) use limits::{is_login, is_open, limits, own_tiers, rate_headers};
pub(super) use names::{declared_tags, outliers};
pub(super) use schemas::{
    SchemaPart, each_input, inputs, is_of, parameter_schemas, property_names, request_roots, response_roots,
    walk_schemas,
};

use crate::finding::Finding;
use crate::finding::{Message, message};
use crate::model::{Api, Flow, Operation, OperationKind, Requirement, Security, VersionToken, gateway};
use crate::rule::Context;
use crate::source::Location;
use crate::spec::Kind;
use crate::tree::{Cursor, Key, words};

pub(super) use crate::model::has_word;
pub(super) use crate::text::plain_name;

/// The words of a name in camel, snake or kebab case, in lower case.
pub(super) fn words_in(name: &str) -> Vec<String> {
    crate::rule::words_of(name).into_iter().map(|(word, _)| word).collect()
}

/// Adds up to three more places with the same words, then a count.
pub(super) fn also_at(finding: &mut Finding, places: impl IntoIterator<Item = Location>, words: &'static str) {
    const SHOWN: usize = 3;
    let places: Vec<Location> = places.into_iter().collect();
    for (n, place) in places.iter().take(SHOWN).enumerate() {
        let last = n + 1 == SHOWN && places.len() > SHOWN;
        finding.also(
            place.clone(),
            if last { message!("{} (and {} more locations)", words, places.len() - SHOWN) } else { words.into() },
        );
    }
}

/// Above this number, findings of one cause are one finding.
const FEW: usize = 3;

/// What is reported of places that share a cause: each of a few, or the first one for all. The
/// number tells how many are not reported by themselves.
pub(super) fn shown<T>(places: &[T]) -> (&[T], usize) {
    if places.len() > FEW { (&places[..1], places.len() - 1) } else { (places, 0) }
}

/// " (and 3 more operations)"; empty for none.
pub(super) fn and_more(n: usize, what: &str) -> String {
    match n {
        0 => String::new(),
        1 => format!(" (and 1 more {what})"),
        n => match what.strip_suffix('y') {
            Some(stem) => format!(" (and {n} more {stem}ies)"),
            None => format!(" (and {n} more {what}s)"),
        },
    }
}

/// Every `security` list of a document once: that of the root, with no owner, and those of operations.
pub(super) fn security_lists<'s, 'a>(api: &'s Api<'a>) -> Vec<(Option<&'s Operation<'a>>, &'s Security<'a>)> {
    let mut seen = rustc_hash::FxHashSet::default();
    let own = api.operations.iter().filter_map(|o| Some((Some(o), o.own_security.as_ref()?)));
    let all = api.security.iter().map(|s| (None, s)).chain(own);
    // Operations that share a path item by reference share its lists.
    all.filter(|(_, s)| seen.insert((s.at.file(), s.at.place()))).collect()
}

/// Where each scheme is required: by its number in `Api::schemes`, with the list's owner.
pub(super) fn requirements_by_scheme<'s, 'a>(
    api: &'s Api<'a>,
) -> Vec<Vec<(Option<&'s Operation<'a>>, &'s Requirement<'a>)>> {
    let mut places: Vec<Vec<_>> = vec![Vec::new(); api.schemes.len()];
    for (owner, security) in security_lists(api) {
        for requirement in security.alternatives.iter().flat_map(|a| &a.requirements) {
            if let Some(list) = requirement.scheme.and_then(|n| places.get_mut(n)) {
                list.push((owner, requirement));
            }
        }
    }
    places
}

/// The operations under `paths` that a list governs: its owner, or all that have none of their own.
pub(super) fn governed<'s, 'a>(
    api: &'s Api<'a>,
    owner: Option<&'s Operation<'a>>,
) -> impl Iterator<Item = &'s Operation<'a>> + use<'s, 'a> {
    let all = owner.is_none().then(|| api.path_operations());
    let inherit = all.into_iter().flatten().filter(|o| o.own_security.is_none());
    owner.into_iter().filter(|o| o.place == OperationKind::Path).chain(inherit)
}

/// True where the operation is public on purpose: `x-apivet-public` gives a reason, or it is marked so for 42Crunch.
pub(super) fn is_marked_public(operation: &Operation<'_>) -> bool {
    let reason = operation.node.get_text(words::X_APIVET_PUBLIC);
    reason.is_some_and(|reason| !reason.trim().is_empty()) || gateway::is_declared_open(operation.node)
}

/// Reports at the place that names a flow: its key, or in 2.0 the value of `flow`.
pub(super) fn report_flow<'c>(
    cx: &'c mut Context<'_>,
    flow: &Flow<'_>,
    message: Message,
    label: &'static str,
) -> &'c mut Finding {
    let finding = if flow.named.is_map() { cx.key(flow.named, message) } else { cx.value(flow.named, message) };
    finding.label(label)
}

/// The versions in servers, paths, parameters and media types.
pub(super) fn all_version_tokens<'a>(cx: &Context<'_>, api: &Api<'a>) -> Vec<VersionToken<'a>> {
    let mut tokens: Vec<VersionToken<'a>> = api.server_versions().into_iter().map(|(_, t)| t).collect();
    tokens.extend(api.path_versions().into_iter().map(|(_, t)| t));
    tokens.extend(api.inner_server_versions());
    tokens.extend(api.version_parameters(cx.policy.versioning.parameter.as_deref()));
    tokens.extend(api.media_type_versions());
    tokens
}

/// True for paths that belong to no version: health checks, discovery, token endpoints.
pub(super) fn is_neutral(path: &str, words: &[&str]) -> bool {
    path == "/" || path.split('/').any(|s| words.iter().any(|w| s.eq_ignore_ascii_case(w)))
}

/// Segments of paths that belong to no version.
pub(super) const NEUTRAL: &[&str] = &[
    "health",
    "healthz",
    "healthcheck",
    "ready",
    "readyz",
    "live",
    "livez",
    "status",
    "ping",
    "metrics",
    "version",
    "versions",
    ".well-known",
    "token",
    "authorize",
    "oauth",
    "oauth2",
    "openapi",
    "openapi.json",
    "openapi.yaml",
    "docs",
];

/// Reports what holds for all operations: at `paths`, once.
pub(super) fn at_paths<'c>(cx: &'c mut Context<'_>, api: &Api<'_>, message: Message) -> &'c mut Finding {
    cx.key(api.root.get(words::PATHS).unwrap_or(api.root), message)
}

/// Reports operations that lack a text for people: all at once where all do, each of a few, or the first of many.
pub(super) fn report_untold(
    cx: &mut Context<'_>,
    api: &Api<'_>,
    lacks: impl Fn(&Operation<'_>) -> bool,
    [none_has, has_none]: [&str; 2],
) {
    let all: Vec<_> = api.path_operations().filter(|o| !cx.is_exempt(o)).collect();
    let silent: Vec<_> = all.iter().copied().filter(|o| lacks(o)).collect();
    if silent.len() == all.len() && all.len() > 1 {
        at_paths(cx, api, message!("none of the {} operations {}", all.len(), none_has))
            .label("description is missing")
            .help("describe in a line what each operation does");
        return;
    }
    let (few, more) = shown(&silent);
    for operation in few {
        let message = message!("`{}` {}{}", operation.title(), has_none, and_more(more, "operation"));
        cx.operation(operation, message).label("description is missing").help("describe in a line what it does");
    }
}

/// The nodes of some kinds that have a field, in the files that a document reaches; files that several documents share
/// count for the first of them.
pub(super) fn own_holders<'a>(cx: &Context<'a>, api: &Api<'_>, field: Key, kinds: &[Kind]) -> Vec<Cursor<'a>> {
    let workspace = cx.workspace;
    let fields = workspace.trees_of(api.entry).filter(|tree| tree.has_key(field)).flat_map(|tree| tree.keyed(field));
    fields.filter_map(Cursor::parent).filter(|at| kinds.contains(&workspace.kind(*at))).collect()
}
