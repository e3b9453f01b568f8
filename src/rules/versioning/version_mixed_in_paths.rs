//! The paths of one document should be of one version.

use crate::rule::prelude::*;
use std::collections::BTreeMap;

use crate::model::PathItem;
use crate::rules::support::{NEUTRAL, also_at, is_neutral};

/// An option.
const NEUTRAL_SEGMENTS: RuleOption<&[&str]> =
    RuleOption { name: "neutral-segments", summary: "Path segments that belong to no version", default: NEUTRAL };

/// The rule.
pub static RULE: Rule = Rule {
    id: "version-mixed-in-paths",
    category: Category::Versioning,
    severity: Severity::Warn,
    summary: "the paths of one document should be of one version",
    why: "When `/v1` and `/v2` are in one document, or versioned and unversioned paths, no one can retire, publish or review a version as a whole, and clients mix them by accident.",
    when_off: "Exempt paths that belong to no version with `policy.exempt`; health checks, `/.well-known` and token endpoints are exempt already.",
    references: &[Reference {
        title: "IBM Cloud API Handbook, URIs, Version",
        url: "https://cloud.ibm.com/docs/api-handbook?topic=api-handbook-uris#version",
    }],
    options: &[NEUTRAL_SEGMENTS.meta()],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let versions = api.path_versions();
    // A few paths with a version, as of a part of the API that is new, make no version of the others.
    if versions.is_empty() || versions.len() * 2 < api.paths.len() {
        return;
    }
    let neutral = cx.option(&NEUTRAL_SEGMENTS);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, token) in &versions {
        *counts.entry(&token.text).or_default() += 1;
    }
    let Some((common, _)) = counts.iter().max_by_key(|(text, n)| (**n, std::cmp::Reverse(**text))) else { return };
    let common = (*common).to_owned();
    let example = versions.iter().find(|(_, t)| t.text == common).map(|(_, t)| t.location.clone());
    let mut odd = Vec::new();
    for (n, item) in api.paths.iter().enumerate() {
        if is_neutral(item.path, &neutral.iter().map(String::as_str).collect::<Vec<_>>())
            || cx.is_exempt_path(item.path)
            || !has_operation(item)
        {
            continue;
        }
        match versions.iter().find(|(m, _)| *m == n) {
            Some((_, token)) if token.text == common => {}
            Some((_, token)) => {
                odd.push((
                    item,
                    token.location.clone(),
                    message!("has version {}", token.text),
                    message!("{}", token.text),
                ));
            }
            // With a version in the server, a path without one still has it.
            None if api.server_versions().is_empty() => {
                odd.push((item, item.entry.name_location(), message!("has no version"), message!("has no version")))
            }
            None => {}
        }
    }
    let Some((item, location, what, label)) = odd.first().cloned() else { return };
    let more = match odd.len() - 1 {
        0 => Message::default(),
        1 => Message::from(" (and 1 more path)"),
        n => message!(" (and {} more paths)", n),
    };
    let finding = cx
        .at(item.entry, location, message!("path `{}` {}, most paths have {}{}", item.path, what, common, more))
        .label(label);
    if let Some(example) = example {
        finding.also(example, message!("{} here", common));
    }
    also_at(finding, odd.iter().skip(1).map(|(_, l, ..)| l.clone()), "also different");
    finding.help("keep each version in a separate document");
}

fn has_operation(item: &PathItem<'_>) -> bool {
    [words::GET, words::PUT, words::POST, words::DELETE, words::PATCH, words::HEAD, words::OPTIONS, words::QUERY]
        .iter()
        .any(|k| item.get(*k).is_some())
}
