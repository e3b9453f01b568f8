//! No request should match two paths.

use crate::rule::prelude::*;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::model::{ParameterPlace, PathItem, declared_type};
use crate::rules::support::{also_at, and_more};

/// The rule.
pub static RULE: Rule = Rule {
    id: "paths-ambiguous",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "no request should match two paths",
    why: "`/{kind}/new` and `/orders/{id}` both match `/orders/new`, and the specification leaves open which one is meant. Servers and mocks choose by their own order.",
    when_off: "Switch it off where a server with a documented order of matching is the only one that matters.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Path Templating Matching",
        url: "https://spec.openapis.org/oas/v3.1.1.html#path-templating-matching",
    }],
    aliases: &["no-ambiguous-paths"],
    examples: examples!("structure", "paths-ambiguous"),
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    // Only paths of the same length can meet. Within a length, those are compared that share the
    // text of a segment or have a parameter there.
    let mut by_length: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (n, item) in api.paths.iter().enumerate() {
        if item.path.contains('{') {
            by_length.entry(item.path.split('/').count()).or_default().push(n);
        }
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    for group in by_length.values() {
        // Paths whose first segment is a parameter meet any; the others meet only their namesakes.
        let mut by_first: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        let first_of = |n: usize| api.paths[n].path.split('/').nth(1).unwrap_or("");
        for &n in group {
            let first = first_of(n);
            by_first.entry(if first.contains('{') { "{" } else { first }).or_default().push(n);
        }
        for &open in by_first.get("{").map_or(&[][..], Vec::as_slice) {
            found.extend(
                group
                    .iter()
                    .filter(|n| **n < open || !first_of(**n).contains('{'))
                    .filter(|n| meet(api.paths[**n].path, api.paths[open].path))
                    .map(|n| (*n.min(&open), *n.max(&open))),
            );
        }
        for (_, same) in by_first.iter().filter(|(first, _)| **first != "{") {
            for (k, &a) in same.iter().enumerate() {
                found.extend(
                    same[k + 1..].iter().filter(|b| meet(api.paths[a].path, api.paths[**b].path)).map(|b| (a, *b)),
                );
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|&(a, b)| {
        share_method(&api.paths[a], &api.paths[b]) && !kept_apart(api, a, b) && !kept_apart(api, b, a)
    });
    report(cx, api, found);
}

/// One finding for each path that stands in the way of others, starting with the worst.
fn report(cx: &mut Context<'_>, api: &Api<'_>, mut pairs: Vec<(usize, usize)>) {
    while !pairs.is_empty() {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for &(a, b) in &pairs {
            *counts.entry(a).or_default() += 1;
            *counts.entry(b).or_default() += 1;
        }
        let Some(worst) = counts.into_iter().max_by_key(|&(n, count)| (count, n)).map(|(n, _)| n) else { return };
        let others: Vec<usize> = pairs
            .iter()
            .filter(|(a, b)| *a == worst || *b == worst)
            .map(|&(a, b)| if a == worst { b } else { a })
            .collect();
        pairs.retain(|(a, b)| *a != worst && *b != worst);
        let (item, first) = (&api.paths[worst], &api.paths[others[0]]);
        let more = and_more(others.len() - 1, "path");
        let finding = cx.key(item.entry, format!("`{}` and `{}`{more} match the same requests", item.path, first.path));
        finding.label(format!("also matches `{}`", common_request(first.path, item.path)));
        also_at(finding, others.iter().map(|n| api.paths[*n].entry.name_location()), "so does this path");
        finding.help("give one of them a segment that the other cannot match");
    }
}

/// True where a parameter of path `a` cannot be the text that path `b` has in its place: a number,
/// one of a few values, or a text of a certain form.
fn kept_apart(api: &Api<'_>, a: usize, b: usize) -> bool {
    let segments = api.paths[a].path.split('/').zip(api.paths[b].path.split('/'));
    segments.filter(|(x, y)| is_parameter(x) && !y.contains('{')).any(|(x, text)| {
        let name = &x[1..x.len() - 1];
        let operations: Vec<&Operation<'_>> = api.path_operations().filter(|o| o.path_item == a).collect();
        let refuses = |o: &&Operation<'_>| {
            o.parameters.iter().any(|p| p.place == ParameterPlace::Path && p.name == name && refuses(api, p.node, text))
        };
        !operations.is_empty() && operations.iter().all(refuses)
    })
}

fn refuses(api: &Api<'_>, parameter: Cursor<'_>, text: &str) -> bool {
    let schema = parameter.get(words::SCHEMA).map_or(parameter, |s| api.workspace.resolve(s));
    let types = declared_type(schema);
    let number = types.is_some_and(|t| !t.has("string") && (t.has("integer") || t.has("number")));
    if number {
        return text.parse::<f64>().is_err();
    }
    if let Some(values) = schema.get(words::ENUM).filter(|e| e.is_seq()) {
        return values.items().all(|v| v.text() != text);
    }
    schema.get(words::FORMAT).is_some_and(|f| f.text() == "uuid") && text.len() != 36
}

/// True where both have a parameter that the other has a text for, so that neither is more concrete,
/// and no segment keeps them apart. Paths that differ only in names are `paths-identical`.
fn meet(a: &str, b: &str) -> bool {
    let (mut a_open, mut b_open) = (false, false);
    for (x, y) in a.split('/').zip(b.split('/')) {
        match (is_parameter(x), is_parameter(y)) {
            (true, true) => {}
            (true, false) if !y.contains('{') => a_open = true,
            (false, true) if !x.contains('{') => b_open = true,
            // A segment that is a parameter in part matches what cannot be told.
            _ if x.contains('{') || y.contains('{') => return false,
            _ if x == y => {}
            _ => return false,
        }
    }
    a_open && b_open
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}') && segment.matches('{').count() == 1
}

fn common_request(a: &str, b: &str) -> String {
    let pick = |(x, y): (&'_ str, &'_ str)| if is_parameter(x) { y.to_owned() } else { x.to_owned() };
    a.split('/').zip(b.split('/')).map(pick).collect::<Vec<_>>().join("/")
}

fn share_method(a: &PathItem<'_>, b: &PathItem<'_>) -> bool {
    [
        words::GET,
        words::PUT,
        words::POST,
        words::DELETE,
        words::OPTIONS,
        words::HEAD,
        words::PATCH,
        words::TRACE,
        words::QUERY,
    ]
    .iter()
    .any(|m| a.get(*m).is_some() && b.get(*m).is_some())
}
