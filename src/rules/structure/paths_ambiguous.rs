//! No request should match two paths.

use crate::rule::prelude::*;
use std::collections::BTreeMap;

use crate::model::{Method, ParameterLocation, PathItem, declared_type};
use crate::rules::support::{also_at, and_more};

/// The rule.
pub static RULE: Rule = Rule {
    id: "paths-ambiguous",
    category: Category::Structure,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "no request should match two paths",
    why: "`/{kind}/new` and `/orders/{id}` both match `/orders/new`, and the specification leaves open which one is meant. Servers and mocks choose by their own order.",
    when_off: "It is off by default: most routers take the more concrete path segment by segment, and requests that meet two paths are rarely sensible ones.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Path Templating Matching",
        url: "https://spec.openapis.org/oas/v3.1.1.html#path-templating-matching",
    }],
    aliases: &["no-ambiguous-paths"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut found = Trie::of(api).meeting();
    found.retain(|&(a, b)| {
        share_method(&api.paths[a], &api.paths[b]) && !kept_apart(api, a, b) && !kept_apart(api, b, a)
    });
    report(cx, api, &found);
}

/// So many pairs are enough to see what is wrong; n paths can have n² of them.
const MOST: usize = 5_000;

/// The paths by their segments. Only branches that can meet are ever compared.
#[derive(Default)]
struct Trie<'a> {
    nodes: Vec<SegmentTree<'a>>,
}

#[derive(Default)]
struct SegmentTree<'a> {
    /// Segments that are text, or a parameter in part only.
    texts: BTreeMap<&'a str, usize>,
    /// A segment that is a parameter as a whole.
    parameter: Option<usize>,
    /// The path that ends here.
    path: Option<usize>,
}

impl<'a> Trie<'a> {
    fn of(api: &Api<'a>) -> Self {
        let mut trie = Self { nodes: vec![SegmentTree::default()] };
        for (n, item) in api.paths.iter().enumerate() {
            let mut at = 0;
            for segment in item.path.split('/') {
                let next = trie.nodes.len();
                let branch = &mut trie.nodes[at];
                let known = if is_parameter(segment) {
                    *branch.parameter.get_or_insert(next)
                } else {
                    *branch.texts.entry(segment).or_insert(next)
                };
                if known == next {
                    trie.nodes.push(SegmentTree::default());
                }
                at = known;
            }
            // Paths that differ only in the names of parameters are `paths-identical`.
            trie.nodes[at].path.get_or_insert(n);
        }
        trie
    }

    /// Pairs of paths that match a common request while each has a parameter where the other has a
    /// text, so that neither is the more concrete one (OpenAPI 3.1.1, Path Templating Matching).
    fn meeting(&self) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        // Two branches with: does the first, does the second have a parameter against a text?
        let mut stack = vec![(0, 0, false, false)];
        while let Some((a, b, a_open, b_open)) = stack.pop() {
            if found.len() >= MOST {
                break;
            }
            let (x, y) = (&self.nodes[a], &self.nodes[b]);
            if let (Some(p), Some(q), true, true) = (x.path, y.path, a_open, b_open) {
                found.push((p.min(q), p.max(q)));
            }
            // What a parameter in part matches cannot be told.
            let plain = |branch: &'_ SegmentTree<'a>| {
                branch.texts.iter().filter(|(t, _)| !t.contains('{')).map(|(_, n)| *n).collect::<Vec<_>>()
            };
            if let Some(parameter) = x.parameter {
                stack.extend(plain(y).into_iter().map(|text| (parameter, text, true, b_open)));
            }
            if let (Some(parameter), true) = (y.parameter, a != b) {
                stack.extend(plain(x).into_iter().map(|text| (text, parameter, a_open, true)));
            }
            if let (Some(p), Some(q)) = (x.parameter, y.parameter) {
                stack.push((p, q, a_open, b_open));
            }
            let (few, many) = if x.texts.len() <= y.texts.len() { (x, y) } else { (y, x) };
            for text in few.texts.keys().filter(|t| many.texts.contains_key(*t)) {
                stack.push((x.texts[text], y.texts[text], a_open, b_open));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// One finding for each path that stands in the way of others: each pair counts for the path that
/// meets more.
fn report(cx: &mut Context<'_>, api: &Api<'_>, pairs: &[(usize, usize)]) {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for n in pairs.iter().flat_map(|(a, b)| [a, b]) {
        *counts.entry(*n).or_default() += 1;
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &(a, b) in pairs {
        let (worst, other) = if (counts[&b], b) >= (counts[&a], a) { (b, a) } else { (a, b) };
        groups.entry(worst).or_default().push(other);
    }
    for (worst, others) in groups {
        let (item, first) = (&api.paths[worst], &api.paths[others[0]]);
        let more = and_more(others.len() - 1, "path");
        let finding =
            cx.key(item.entry, message!("`{}` and `{}`{} match the same requests", item.path, first.path, more));
        finding.label(message!("also matches `{}`", common_request(first.path, item.path)));
        also_at(finding, others.iter().map(|n| api.paths[*n].entry.name_location()), "also matches the same requests");
        finding.help("give one of them a segment that the other cannot match");
    }
}

/// True where a parameter of path `a` cannot be the text that path `b` has in its place: a number,
/// one of a few values, or a text of a certain form.
fn kept_apart(api: &Api<'_>, a: usize, b: usize) -> bool {
    let segments = api.paths[a].path.split('/').zip(api.paths[b].path.split('/'));
    segments.filter(|(x, y)| is_parameter(x) && !y.contains('{')).any(|(x, text)| {
        let name = &x[1..x.len() - 1];
        let operations = api.operations_of(&api.paths[a]);
        let refuses = |o: &Operation<'_>| {
            o.parameters
                .iter()
                .any(|p| p.place == ParameterLocation::Path && p.name == name && refuses(api, p.node, text))
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

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}') && segment.matches('{').count() == 1
}

fn common_request(a: &str, b: &str) -> String {
    let pick = |(x, y): (&'_ str, &'_ str)| if is_parameter(x) { y.to_owned() } else { x.to_owned() };
    a.split('/').zip(b.split('/')).map(pick).collect::<Vec<_>>().join("/")
}

fn share_method(a: &PathItem<'_>, b: &PathItem<'_>) -> bool {
    Method::FIELDS.iter().any(|(key, _)| a.get(*key).is_some() && b.get(*key).is_some())
}
