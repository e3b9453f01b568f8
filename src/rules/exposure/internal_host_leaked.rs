//! Addresses of the inside should not be told.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, is_kept_inside, shown};

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
    for at in api.root.descendants().filter(|at| at.shape() == crate::tree::Shape::Str) {
        let text = at.text();
        // 2.0 writes hosts without a scheme.
        let plain = (at.key() == Some(words::HOST) && at.parent() == Some(api.root)).then(|| format!("://{text}"));
        let Some(host) = plain.as_deref().map_or_else(|| internal_host(&text), internal_host) else { continue };
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
    const ZONES: [&str; 6] = [".svc.cluster.local", ".cluster.local", ".internal", ".intranet", ".corp", ".lan"];
    // Outside of URLs, names of clusters alone are told from others.
    let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    if !has("://") && !has(".cluster.local") {
        return None;
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let mut rest = text;
    let mut offset = 0;
    while let Some(start) = rest.find(is_part) {
        let end = rest[start..].find(|c: char| !is_part(c)).map_or(rest.len(), |n| start + n);
        let word = rest[start..end].trim_end_matches('.');
        let in_url = text[..offset + start].ends_with("://");
        let zone = ZONES.iter().any(|z| {
            word.ends_with(z) && word.len() > z.len() && (in_url || z.starts_with(".svc") || z.starts_with(".cluster"))
        });
        // Names that mean the same on every machine tell nothing of this one.
        let common = ["host.docker.internal", "metadata.google.internal"].contains(&word);
        if common {
            offset += end;
            rest = &rest[end..];
            continue;
        }
        if zone || (in_url && (is_private(word) || word.ends_with(".local"))) {
            return Some(word);
        }
        offset += end;
        rest = &rest[end..];
    }
    None
}

fn is_private(host: &str) -> bool {
    let parts: Vec<u8> = host.split('.').filter_map(|p| p.parse().ok()).collect();
    host.split('.').count() == 4
        && match parts.as_slice() {
            [10, ..] if parts.len() == 4 => true,
            [172, second, _, _] => (16..32).contains(second),
            [192, 168, _, _] => true,
            _ => false,
        }
}
