//! What the grammar tables cannot say: rules about the values of several fields together.

use super::kind::Kind;
use super::version::Version;
use super::walk::{ids, problem};
use crate::finding::Finding;
use crate::finding::{Message, message, names};
use crate::tree::{Cursor, words};

/// Checks one object.
pub(super) fn check(at: Cursor<'_>, kind: Kind, version: Version, problems: &mut Vec<Finding>) {
    match kind {
        Kind::Parameter => parameter(at, version, problems),
        Kind::PathItem | Kind::Operation if version == Version::V3_2 => query_strings(at, problems),
        Kind::OauthFlow => flow(at, problems),
        _ => {}
    }
}

/// A `token` of RFC 9110 section 5.6.2.
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

fn parameter(at: Cursor<'_>, version: Version, problems: &mut Vec<Finding>) {
    let Some(place) = at.get_text(words::IN) else { return };
    let mut say =
        |at: Cursor<'_>, message: Message| problems.push(problem(ids::SPEC_VALID, at, at.location(), message));
    if let Some(style) = at.get(words::STYLE).filter(|_| version >= Version::V3_0) {
        let text = style.text();
        let allowed: &[&str] = match place.as_ref() {
            "path" => &["simple", "label", "matrix"],
            "header" => &["simple"],
            "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
            "cookie" if version >= Version::V3_2 => &["form", "cookie"],
            "cookie" => &["form"],
            _ => return,
        };
        if !allowed.contains(&text.as_ref()) {
            let list = names(allowed);
            say(style, message!("`style` of a {} parameter can be {}, not `{}`", place, list, text));
        }
    }
    if version == Version::V3_2 {
        let name = at.get(words::NAME);
        if let Some(name) = name.filter(|n| place == "header" && !is_token(&n.text())) {
            say(name, message!("`{}` is not a valid header name", name.text()));
        }
        if let Some(name) = name.filter(|n| place == "path" && n.text().contains(['{', '}'])) {
            say(name, "path parameter name has braces".into());
        }
        let percent_encodes =
            place != "header" && !(place == "cookie" && at.get_text(words::STYLE).is_some_and(|s| s == "cookie"));
        if let Some(field) = at.get(words::ALLOW_RESERVED).filter(|_| !percent_encodes) {
            say(field, "`allowReserved` applies only to percent-encoded values".into());
        }
        if let Some(schema) = at.get(words::SCHEMA).filter(|_| place == "querystring") {
            say(schema, "a querystring parameter needs `content` instead of `schema`".into());
        }
    }
    if let Some(empty) = at.get(words::ALLOW_EMPTY_VALUE).filter(|_| version >= Version::V3_1 && place != "query") {
        say(empty, message!("`allowEmptyValue` is only for query parameters, this one is in {}", place));
    }
    if let Some(content) = at.get(words::CONTENT).filter(|c| c.is_map() && c.len() != 1) {
        say(content, message!("`content` of a parameter must have exactly one media type, found {}", content.len()));
    }
}

/// 3.2: at most one querystring parameter, and none beside query parameters.
fn query_strings(at: Cursor<'_>, problems: &mut Vec<Finding>) {
    let Some(parameters) = at.get(words::PARAMETERS) else { return };
    let in_place = |place: &str| {
        parameters.items().filter(|p| p.get_text(words::IN).is_some_and(|i| i == place)).collect::<Vec<_>>()
    };
    let whole = in_place("querystring");
    if let [first, second, ..] = whole[..] {
        let found = problem(ids::SPEC_VALID, second, second.head(), "duplicate querystring parameter");
        problems.push(found.with_label(first.head(), "first declared here"));
    }
    if let (Some(whole), Some(query)) = (whole.first(), in_place("query").first()) {
        let message = "a query parameter cannot be combined with a querystring parameter";
        problems.push(
            problem(ids::SPEC_VALID, *query, query.head(), message)
                .with_label(whole.head(), "takes the whole query string"),
        );
    }
}

/// The URLs that a flow needs follow from its name (OAuth Flow Object, "Applies To").
fn flow(at: Cursor<'_>, problems: &mut Vec<Finding>) {
    let required: &[_] = match at.key_text() {
        "implicit" => &[words::AUTHORIZATION_URL],
        "password" | "clientCredentials" => &[words::TOKEN_URL],
        "authorizationCode" => &[words::AUTHORIZATION_URL, words::TOKEN_URL],
        "deviceAuthorization" => &[words::DEVICE_AUTHORIZATION_URL, words::TOKEN_URL],
        _ => return,
    };
    for key in required {
        if at.get(*key).is_none() {
            let name = key.known_text().unwrap_or("");
            problems.push(problem(
                ids::SPEC_VALID,
                at,
                at.head(),
                message!("flow `{}` has no `{}`", at.key_text(), name),
            ));
        }
    }
}
