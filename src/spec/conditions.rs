//! What the grammar tables cannot say: rules about the values of several fields together.

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::kind::Kind;
use super::version::Version;
use super::walk::{ids, problem};
use crate::finding::{Finding, Severity};
use crate::finding::{Message, message, names};
use crate::tree::{Cursor, Key, Shape, words};

/// Checks one object for what the JSON Schemas of the specification say, too.
pub(super) fn check(at: Cursor<'_>, kind: Kind, version: Version, problems: &mut Vec<Finding>) {
    match kind {
        Kind::Parameter => parameter(at, version, problems),
        Kind::PathItem | Kind::Operation if version == Version::V3_2 => query_strings(at, problems),
        Kind::OauthFlow => flow(at, problems),
        Kind::Schema => schema(at, version, problems),
        Kind::Contact => contact(at, problems),
        _ => {}
    }
}

/// Checks one object for what only the text of the specification says.
pub(super) fn check_beyond_schemas(at: Cursor<'_>, kind: Kind, version: Version, problems: &mut Vec<Finding>) {
    match kind {
        Kind::Parameter => ignored_header(at, version, problems),
        Kind::Document => {
            unique_names(at, words::TAGS, "tag", problems);
            unique_names(at, words::SERVERS, "server", problems);
            tags(at, version, problems);
        }
        Kind::AdditionalOperations => methods(at, problems),
        Kind::Callback => expressions(at, problems),
        _ => {}
    }
}

/// What the keywords of a schema require of their values.
fn schema(at: Cursor<'_>, version: Version, problems: &mut Vec<Finding>) {
    // A schema of another dialect has rules of its own.
    if at.get(words::SCHEMA_DIALECT).is_some() {
        return;
    }
    let mut say =
        |at: Cursor<'_>, message: Message| problems.push(problem(ids::SPEC_VALID, at, at.location(), message));
    if let Some(step) = at.get(words::MULTIPLE_OF).filter(|step| step.f64().is_some_and(|step| step <= 0.0)) {
        say(step, "`multipleOf` must be greater than 0".into());
    }
    let mut unique = |list: Cursor<'_>, what: Message| {
        if let Some(second) = repeated_text(list) {
            say(second, message!("duplicate `{}` in {}", second.text(), what));
        }
    };
    if let Some(list) = at.get(words::REQUIRED).filter(|r| r.is_seq()) {
        unique(list, "`required`".into());
    }
    for list in at.get(words::DEPENDENT_REQUIRED).into_iter().flat_map(Cursor::entries) {
        unique(list.value, message!("`dependentRequired` of `{}`", list.name()));
    }
    if let Some(types) = at.get(words::TYPE).filter(|t| t.is_seq()) {
        unique(types, "`type`".into());
        if types.is_empty() {
            say(types, "`type` is an empty list: no value is valid".into());
        }
    }
    let both = [words::READ_ONLY, words::WRITE_ONLY].map(|key| at.get(key).filter(|flag| flag.is_true()));
    if let ([Some(read), Some(write)], true) = (both, version < Version::V3_1) {
        let found = problem(ids::SPEC_VALID, write, write.name_location(), "schema is both `readOnly` and `writeOnly`");
        problems.push(found.with_label(read.name_location(), "read-only here"));
    }
    // 2.0: the property is declared and required.
    if let Some(property) = at.get(words::DISCRIMINATOR).filter(|_| version == Version::V2_0) {
        let name = property.text();
        let required = at.get(words::REQUIRED).is_some_and(|r| r.items().any(|item| item.text() == name));
        if property.shape() == Shape::Str && !required {
            let message = message!("discriminator `{}` is not in `required`", name);
            problems.push(problem(ids::SPEC_VALID, property, property.location(), message));
        }
    }
}

/// The first text of a list that stands there before.
fn repeated_text(list: Cursor<'_>) -> Option<Cursor<'_>> {
    // Most lists are so short that looking at all before is faster than remembering them.
    if list.len() <= 8 {
        return list
            .items()
            .enumerate()
            .find(|(n, item)| list.items().take(*n).any(|one| one.text() == item.text()))
            .map(|(_, item)| item);
    }
    let mut seen = FxHashSet::with_capacity_and_hasher(list.len(), FxBuildHasher);
    list.items().find(|item| !seen.insert(item.text()))
}

/// `email` is an address (Contact Object).
fn contact(at: Cursor<'_>, problems: &mut Vec<Finding>) {
    let Some(email) = at.get(words::EMAIL).filter(|e| e.shape() == Shape::Str) else { return };
    let text = email.text();
    let is_address = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !host.contains('@') && !text.contains(char::is_whitespace)
    });
    if !is_address {
        problems.push(problem(
            ids::SPEC_VALID,
            email,
            email.location(),
            message!("`{}` is not an email address", text),
        ));
    }
}

/// The names of tags are unique (OpenAPI Object, `tags`), and those that servers have (3.2, Server Object).
fn unique_names(at: Cursor<'_>, list: Key, what: &'static str, problems: &mut Vec<Finding>) {
    let mut first: FxHashMap<String, Cursor<'_>> = FxHashMap::default();
    let names = at.get(list).into_iter().flat_map(Cursor::items).filter_map(|item| item.get(words::NAME));
    for name in names.filter(|name| name.str().is_some()) {
        match first.get(name.text().as_ref()) {
            Some(first) => {
                let message = message!("{} `{}` is declared twice", Message::from(what), name.text());
                let found = problem(ids::SPEC_VALID, name, name.location(), message);
                problems.push(found.with_label(first.location(), "first declared here"));
            }
            None => {
                first.insert(name.text().into_owned(), name);
            }
        }
    }
}

/// 3.2: the parent of a tag exists, and is not below it (Tag Object).
fn tags(at: Cursor<'_>, version: Version, problems: &mut Vec<Finding>) {
    let Some(tags) = at.get(words::TAGS).filter(|_| version == Version::V3_2) else { return };
    let parents: FxHashMap<String, Cursor<'_>> = tags
        .items()
        .filter_map(|tag| Some((tag.get_text(words::NAME)?.into_owned(), tag.get(words::PARENT)?)))
        .collect();
    let names: FxHashSet<String> = tags.items().filter_map(|t| Some(t.get_text(words::NAME)?.into_owned())).collect();
    // Each tag is followed upward once: what was followed from another start leads nowhere new.
    let mut followed_from: FxHashMap<String, usize> = FxHashMap::default();
    for (start, tag) in tags.items().enumerate() {
        let Some(name) = tag.get_text(words::NAME) else { continue };
        let mut now = name.into_owned();
        while let Some(parent) = parents.get(&now) {
            match followed_from.get(&now) {
                Some(from) if *from == start => {
                    let message = message!("the parents of tag `{}` form a cycle", now);
                    problems.push(problem(ids::SPEC_VALID, *parent, parent.location(), message));
                    break;
                }
                Some(_) => break,
                None => {}
            }
            let above = parent.text().into_owned();
            if !names.contains(&above) {
                let message = message!("parent tag `{}` is not declared", above);
                problems.push(problem(ids::SPEC_VALID, *parent, parent.location(), message));
                followed_from.insert(now, start);
                break;
            }
            followed_from.insert(std::mem::replace(&mut now, above), start);
        }
    }
}

/// 3.2: the keys of `additionalOperations` are sent as methods (RFC 9110, section 9.1).
fn methods(at: Cursor<'_>, problems: &mut Vec<Finding>) {
    for entry in at.entries().filter(|e| !is_token(e.name()) && !e.name().starts_with("x-")) {
        let message = message!("`{}` is not a valid HTTP method", entry.name());
        problems.push(problem(ids::SPEC_VALID, entry.value, entry.value.name_location(), message));
    }
}

/// The keys of a callback are URLs with runtime expressions (Callback Object): one that is neither is called nowhere.
fn expressions(at: Cursor<'_>, problems: &mut Vec<Finding>) {
    for entry in at.entries().filter(|e| !e.name().starts_with("x-") && e.key != words::REF) {
        let name = entry.name();
        let is_url = name.contains("://") || name.starts_with('/');
        let is_expression =
            ["$url", "$method", "$statusCode", "$request.", "$response."].iter().any(|e| name.contains(e));
        if !is_url && !is_expression {
            let message = message!("callback `{}` is neither a URL nor a runtime expression", name);
            let found = problem(ids::SPEC_VALID, entry.value, entry.value.name_location(), message);
            problems.push(found.with_help("use an expression such as `{$request.body#/callbackUrl}`"));
        }
    }
}

/// A `token` of RFC 9110 section 5.6.2.
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

/// A header that other fields describe.
fn ignored_header(at: Cursor<'_>, version: Version, problems: &mut Vec<Finding>) {
    let Some(place) = at.get_text(words::IN) else { return };
    // OpenAPI 3.0.4, Parameter Object: the media types of `content` and responses say it.
    let name = at.get(words::NAME);
    let ignored = name.filter(|n| {
        let text = n.text();
        place == "header" && ["accept", "content-type"].iter().any(|known| text.eq_ignore_ascii_case(known))
    });
    if let Some(name) = ignored.filter(|_| version >= Version::V3_0) {
        let message = message!("header parameter `{}` is ignored", name.text());
        let mut found = problem(ids::SPEC_VALID, name, name.location(), message);
        found.severity = Severity::Warn;
        problems.push(found.with_help("remove it: the media types under `content` say the same"));
    }
}

fn parameter(at: Cursor<'_>, version: Version, problems: &mut Vec<Finding>) {
    let Some(place) = at.get_text(words::IN) else { return };
    let mut say =
        |at: Cursor<'_>, message: Message| problems.push(problem(ids::SPEC_VALID, at, at.location(), message));
    let is_file = at.get(words::TYPE).filter(|ty| version == Version::V2_0 && ty.text() == "file");
    if let Some(ty) = is_file.filter(|_| place != "formData") {
        say(ty, message!("`type: file` is only for parameters in formData, this one is in {}", place));
    }
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
