//! Addresses of the inside should not be told.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::model::{ADDRESS, CLUSTER, Sign};
use crate::rule::prelude::*;
use crate::rules::support::{and_more, is_kept_inside, shown};
use crate::text::Sorting;

/// The rule.
pub static RULE: Rule = Rule {
    id: "internal-host-leaked",
    category: Category::Exposure,
    severity: Severity::Warn,
    summary: "internal hosts should not be published",
    why: "Private addresses and cluster names reveal internal structure, and clients cannot reach them anyway.",
    when_off: "Disable it for descriptions that stay internal.",
    references: &[
        Reference {
            title: "RFC 1918, Address Allocation for Private Internets",
            url: "https://www.rfc-editor.org/rfc/rfc1918",
        },
        Reference {
            title: "CWE-200, Exposure of Sensitive Information",
            url: "https://cwe.mitre.org/data/definitions/200.html",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut found: Vec<(Cursor<'_>, String)> = Vec::new();
    // What only the inside reads may tell of it.
    if is_kept_inside(cx, api) {
        return;
    }
    let inside: Vec<_> =
        api.every_server().into_iter().filter(|s| s.is_internal() || s.is_local()).map(|s| s.at).collect();
    // 2.0 writes hosts without a scheme.
    let plain = api.root.get(words::HOST).filter(|at| at.shape() == crate::tree::Shape::Str);
    if let Some((at, host)) =
        plain.and_then(|at| Some((at, internal_host(&format!("{ADDRESS}{}", at.text()))?.to_owned())))
    {
        found.push((at, host));
    }
    for at in api.texts_with(&[Sign::Address, Sign::Cluster]).filter(|at| Some(*at) != plain) {
        let text = at.text();
        let Some(host) = internal_host(&text) else { continue };
        // Prose speaks of private addresses in general, and of the form of names: those of machines have no capitals.
        let prose = matches!(at.key_text(), "description" | "summary");
        let general = || is_private(host) || host.contains(|c: char| c.is_ascii_uppercase());
        // In what is published, examples are read, too: a private address in one is common, a name of a cluster is not.
        let data = is_data(at, api.root) && (!cx.policy.published || is_private(host));
        if inside.contains(&at) || data || (prose && general()) {
            continue;
        }
        found.push((at, host.to_owned()));
    }
    found.order_by_key(|(at, _)| (at.file(), at.id()));
    // The URL of a callback is a key.
    let keys = api.operations.iter().filter(|o| o.place == OperationKind::Callback).filter_map(|o| o.entry.parent());
    let mut seen = rustc_hash::FxHashSet::default();
    for at in keys.filter(|at| seen.insert((at.file(), at.id()))) {
        if let Some(host) = internal_host(at.key_text()) {
            found.push((at, host.to_owned()));
        }
    }
    let (few, more) = shown(&found);
    for (at, host) in few {
        let text = at.tree().source().slice(at.span());
        let part = text.find(host.as_str()).map(|n| {
            at.tree().location(crate::source::Span::new(
                at.span().start as usize + n,
                at.span().start as usize + n + host.len(),
            ))
        });
        cx.at(
            *at,
            part.unwrap_or_else(|| at.location()),
            message!("`{}` is an internal host{}", host, and_more(more, "place")),
        )
        .label("not reachable from outside")
        .help("remove it, or use the public address");
    }
}

/// True for examples and lists of values: they are data of the API, not addresses of it.
fn is_data(at: Cursor<'_>, root: Cursor<'_>) -> bool {
    let mut up = Some(at);
    while let Some(here) = up.filter(|h| *h != root) {
        if matches!(
            here.key_text(),
            "example" | "examples" | "default" | "enum" | "const" | "x-example" | "value" | "namespace"
        ) {
            return true;
        }
        up = here.parent();
    }
    false
}

/// A host in a text that only the inside can reach: a private address in a URL (RFC 1918), a name of a cluster or of
/// a private zone.
fn internal_host(text: &str) -> Option<&str> {
    const ZONES: [&str; 4] = [".internal", ".intranet", ".corp", ".lan"];
    // Names that mean the same on every machine tell nothing of this one.
    const COMMON: [&str; 2] = ["host.docker.internal", "metadata.google.internal"];
    let bytes = text.as_bytes();
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    let word = |start: usize| {
        let rest = &bytes[start..];
        let end = start + rest.iter().position(|b| !is_part(b)).unwrap_or(rest.len());
        text[start..end].trim_end_matches('.')
    };
    let ends = |word: &str, zone: &str| word.ends_with(zone) && word.len() > zone.len();
    static URLS: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(ADDRESS));
    static CLUSTERS: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(CLUSTER));
    let in_urls = URLS.find_iter(bytes).map(|n| n + ADDRESS.len()).find(|start| {
        let word = word(*start);
        let is_inside = ends(word, CLUSTER) || ZONES.iter().any(|zone| ends(word, zone));
        (is_inside || is_private(word) || word.ends_with(".local")) && !COMMON.contains(&word)
    });
    // Outside of URLs, names of clusters alone are told from others.
    let names = CLUSTERS.find_iter(bytes);
    let starts = names.map(|n| bytes[..n].iter().rposition(|b| !is_part(b)).map_or(0, |before| before + 1));
    let in_texts = starts.into_iter().find(|start| ends(word(*start), CLUSTER));
    in_urls.into_iter().chain(in_texts).min().map(word)
}

fn is_private(host: &str) -> bool {
    if !host.starts_with("10.") && !host.starts_with("172.") && !host.starts_with("192.") {
        return false;
    }
    let parts: Vec<u8> = host.split('.').filter_map(|p| p.parse().ok()).collect();
    host.split('.').count() == 4
        && match parts.as_slice() {
            [10, ..] if parts.len() == 4 => true,
            [172, second, _, _] => (16..32).contains(second),
            [192, 168, _, _] => true,
            _ => false,
        }
}
