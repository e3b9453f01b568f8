//! A version in the path should be a segment of its own.

use crate::rule::prelude::*;
use std::collections::BTreeSet;

use crate::model::segment_version;
use crate::source::Location;

/// The rule.
pub static RULE: Rule = Rule {
    id: "version-not-a-segment",
    category: Category::Versioning,
    severity: Severity::Warn,
    summary: "a version in the path should be a segment of its own",
    why: "`/apiv1/orders` hides the version inside another word: routers, gateways and tools that look for `/v1` do not find it.",
    when_off: "Disable it if such names are not versions.",
    references: &[
        Reference {
            title: "IBM Cloud API Handbook, URIs, Version",
            url: "https://cloud.ibm.com/docs/api-handbook?topic=api-handbook-uris#version",
        },
        Reference { title: "Google AIP-185, API Versioning", url: "https://google.aip.dev/185" },
    ],
    aliases: &["ibm-major-version-in-path"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for server in &api.servers {
        if let Some((segment, _)) = server.path().split('/').find_map(|s| Some((s, glued_version(s)?))) {
            let place = match server.url.find(segment).filter(|_| server.exact) {
                Some(at) => server.at.part(at..at + segment.len()),
                None => api.root.get(words::BASE_PATH).unwrap_or(server.at).location(),
            };
            report(cx, server.at, place, segment);
            return;
        }
    }
    // One finding for each way of writing it, not for each path.
    let mut seen = BTreeSet::new();
    for item in &api.paths {
        let mut at = 0;
        for segment in item.path.split('/').take(3) {
            if glued_version(segment).is_some_and(|v| !names_a_thing(api, segment, v)) && seen.insert(segment) {
                report(cx, item.entry, item.entry.key_part(at..at + segment.len()), segment);
            }
            at += segment.len() + 1;
        }
    }
}

/// True for `/v8-engines` where the server is of another version: the name of a thing.
fn names_a_thing(api: &Api<'_>, segment: &str, version: &str) -> bool {
    let others = api.server_versions();
    let of_api = segment.split(['-', '_']).any(|word| BEFORE.contains(&word.to_ascii_lowercase().as_str()));
    // Behind a name it is the version of what is named: `/orders-v10`.
    let is_first = segment.starts_with(version);
    is_first
        && !others.is_empty()
        && !of_api
        && others.iter().all(|(_, token)| !token.text.eq_ignore_ascii_case(version))
}

fn report(cx: &mut Context<'_>, at: Cursor<'_>, place: Location, segment: &str) {
    let version = glued_version(segment).unwrap_or_default();
    let other = segment.replacen(version, "", 1);
    let other = other.trim_matches(['-', '_']);
    cx.at(at, place, message!("version `{}` is part of the segment `{}`", version, segment)).help(message!(
        "use `/{}/{}` or `/{}/{}`",
        version,
        other,
        other,
        version
    ));
}

/// Words that APIs are called.
const BEFORE: [&str; 6] = ["api", "rest", "server", "service", "svc", "app"];

/// The version in a segment that holds more than it: `apiv1`, `api-v2`, `v1-orders`.
fn glued_version(segment: &str) -> Option<&str> {
    if segment.contains(['{', '}']) || segment_version(segment).is_some() {
        return None;
    }
    let number = |text: &str| {
        let digits = text.split('.').all(|n| !n.is_empty() && n.len() < 3 && n.bytes().all(|b| b.is_ascii_digit()));
        !text.is_empty() && digits
    };
    let version = |text: &str| text.strip_prefix(['v', 'V']).is_some_and(number);
    if let Some(part) = segment.split(['-', '_']).find(|part| version(part)) {
        return Some(part);
    }
    // Without a separator, only behind words that APIs are called: `ipv4` and the like are words.
    let lower = segment.to_ascii_lowercase();
    if let Some(word) = BEFORE.iter().find(|w| lower.starts_with(**w) && version(&segment[w.len()..])) {
        return Some(&segment[word.len()..]);
    }
    // `v1orders`
    let digits = segment.get(1..)?.bytes().take_while(u8::is_ascii_digit).count();
    let rest = segment.get(1 + digits..)?;
    let word = rest.len() > 4 && rest.bytes().all(|b| b.is_ascii_lowercase()) && !["alpha", "preview"].contains(&rest);
    (segment.starts_with(['v', 'V']) && (1..3).contains(&digits) && word).then(|| &segment[..1 + digits])
}
