//! Parameters, bodies, responses and headers of an operation in both versions.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map, Value};

use super::align::{Compare, OperationPair, moves_path_parameters};
use super::explain::Root;
use super::fact::Carrier;
use super::{Compatibility, Fact, Impact, Side, Witness};
use crate::diff::catalogue::{ChangeId, MessagePart, SchemaChange};
use crate::finding::{Message, message};
use crate::model::{
    BodyShape, Content, Header, MediaRange, Operation, Parameter, ParameterLocation, Response, declared_type,
};
use crate::text::plain_name;
use crate::tree::{Cursor, words};

mod content;
mod encoding;
mod links;
mod style;

/// Error statuses that say that a request was refused to protect the server.
const PROTECTING: [&str; 3] = ["401", "403", "429"];

impl<'a> Compare<'a, '_> {
    pub(super) fn messages(&mut self, pair: OperationPair<'a>) {
        self.parameters(pair);
        self.body(pair);
        self.responses(pair);
    }

    fn parameters(&mut self, pair: OperationPair<'a>) {
        let list = |api: &crate::model::Api<'a>, o: &'a Operation<'a>| -> Vec<(ParameterKey, &'a Parameter<'a>)> {
            api.plain_parameters(o).filter(|p| !is_ignored(p)).map(|p| (key_of(o, p), p)).collect()
        };
        let (x, y) = (list(self.base, pair.base), list(self.revision, pair.revision));
        let by_key: FxHashMap<&ParameterKey, &Parameter<'a>> = y.iter().map(|(k, p)| (k, *p)).collect();
        let known: FxHashMap<&ParameterKey, &Parameter<'a>> = x.iter().map(|(k, p)| (k, *p)).collect();
        for (key, parameter) in &x {
            match by_key.get(key) {
                Some(other) => self.parameter(pair, parameter, other),
                None => self.parameter_removed(pair, parameter, &y),
            }
        }
        for (key, parameter) in &y {
            if !known.contains_key(key) {
                self.parameter_added(pair, parameter, &x);
            }
        }
    }

    fn parameter(&mut self, pair: OperationPair<'a>, b: &Parameter<'a>, r: &Parameter<'a>) {
        let what = words_of(r);
        self.parameter_notes(pair, b, r, &what);
        self.extensions(Some(pair.number), &message!("{}: ", what), Some(b.node), Some(r.node));
        let path = r.place == ParameterLocation::Path;
        if b.is_required() != r.is_required() && !path {
            let now = r.is_required();
            let at = |p: &Parameter<'a>| p.node.get(words::REQUIRED).or(Some(p.listed));
            let (id, word) = if now {
                (ChangeId::of(MessagePart::RequestParameter, SchemaChange::BecameRequired), "required")
            } else {
                (ChangeId::of(MessagePart::RequestParameter, SchemaChange::BecameOptional), "optional")
            };
            let mut change = Fact::new(id, at(b), at(r), message!("{} became {}", what, word));
            let breaks = now != pair.reversed;
            if breaks {
                change = change.compatibility(Compatibility::Breaking);
                let api = self.api(if pair.reversed { Side::Revision } else { Side::Base });
                let operation = if pair.reversed { pair.revision } else { pair.base };
                change.witness = Some(self.without(api, operation, r, pair.reversed));
            }
            self.note_in(pair, change);
        }
        self.style(pair, b, r, &what);
        let (x, y) = (b.shape(), r.shape());
        self.roots.push(Root {
            place: MessagePart::RequestParameter,
            location: location(r.place),
            shapes: [x, y],
            at: [b.listed, r.listed],
            text: b.node.get(words::CONTENT).is_none() && r.node.get(words::CONTENT).is_none(),
            xml: false,
            moved: path && moves_path_parameters(pair.base, pair.revision),
            sent_by_client: !pair.reversed,
            name: r.name.to_string(),
            carrier: Carrier { word: Some(location(r.place)), media_type: None },
            operation: pair.number,
        });
    }

    /// The parameters of a place, without one: a request that was accepted.
    fn without(
        &mut self,
        api: &crate::model::Api<'a>,
        operation: &'a Operation<'a>,
        left_out: &Parameter<'a>,
        reversed: bool,
    ) -> Witness {
        let side = if reversed { Side::Revision } else { Side::Base };
        let key = (operation.entry.file().0, operation.entry.id().0, location(left_out.place));
        let demanded = match self.demanded.get(&key) {
            Some(known) => known.clone(),
            None => {
                let required = api.plain_parameters(operation);
                let required = required.into_iter().filter(|p| p.place == left_out.place && p.is_required());
                let with_example = required.map(|p| {
                    let value = self.walk.example(side, &p.shape(), true);
                    (p.name.to_string(), value.unwrap_or(Value::Null))
                });
                let demanded = Rc::new(with_example.collect::<Vec<_>>());
                self.demanded.insert(key, demanded.clone());
                demanded
            }
        };
        let others = demanded.iter().filter(|(name, _)| *name != left_out.name);
        let values: Map<String, Value> = others.cloned().collect();
        Witness {
            response: false,
            location: location(left_out.place),
            value: Value::Object(values),
            part: None,
            valid_in: side,
        }
    }

    fn parameter_removed(
        &mut self,
        pair: OperationPair<'a>,
        p: &Parameter<'a>,
        others: &[(ParameterKey, &'a Parameter<'a>)],
    ) {
        let what = words_of(p);
        let there = pair.revision.node.get(words::PARAMETERS).unwrap_or(pair.revision.entry);
        if let Some((_, moved)) = others.iter().find(|(_, o)| o.name.eq_ignore_ascii_case(&p.name)) {
            let message = message!("{} is now sent in the {}", what, location(moved.place));
            let open = |place: ParameterLocation| {
                matches!(place, ParameterLocation::Query | ParameterLocation::Path | ParameterLocation::QueryString)
            };
            let mut change =
                Fact::new(ChangeId::REQUEST_PARAMETER_LOCATION_CHANGED, Some(p.listed), Some(moved.listed), message);
            change.compatibility = if moved.is_required() { Compatibility::Breaking } else { Compatibility::Risky };
            if !open(p.place) && open(moved.place) && is_secret(&p.name) {
                change =
                    change.impact(Impact::Weakened).because("URLs are logged and cached; a secret in them is exposed");
            }
            self.note_in(pair, change);
            return;
        }
        if p.place == ParameterLocation::Path {
            return;
        }
        let deprecated = p.node.get(words::DEPRECATED).is_some_and(Cursor::is_true);
        let sunset = super::lifecycle::sunset_date(p.node);
        let (id, level, text) = match (deprecated, sunset) {
            (true, Some(Ok(day))) if day > self.policy.today => (
                ChangeId::REQUEST_PARAMETER_REMOVED_BEFORE_SUNSET,
                Compatibility::Risky,
                "was removed before its sunset date",
            ),
            (true, Some(Err(_))) => (
                ChangeId::REQUEST_PARAMETER_SUNSET_PARSE,
                Compatibility::Risky,
                "was removed, and its sunset date is invalid",
            ),
            (true, _) => (
                ChangeId::REQUEST_PARAMETER_REMOVED_WITH_DEPRECATION,
                Compatibility::Compatible,
                "was removed, as announced",
            ),
            (false, _) => (
                ChangeId::of(MessagePart::RequestParameter, SchemaChange::Removed),
                // What the provider promised to send, receivers count on.
                if pair.reversed && p.is_required() { Compatibility::Breaking } else { Compatibility::Risky },
                "was removed",
            ),
        };
        let change = Fact::new(id, Some(p.listed), Some(there), message!("{} {}", what, text)).compatibility(level);
        let change = match level {
            Compatibility::Breaking => change.because("receivers count on it, and it is no longer sent"),
            Compatibility::Risky if pair.reversed => change.because("receivers may count on it"),
            Compatibility::Risky => change.because("it is now silently ignored in requests"),
            _ => change,
        };
        self.note_in(pair, change);
    }

    fn parameter_added(
        &mut self,
        pair: OperationPair<'a>,
        p: &Parameter<'a>,
        others: &[(ParameterKey, &'a Parameter<'a>)],
    ) {
        if others.iter().any(|(_, o)| o.name.eq_ignore_ascii_case(&p.name)) && p.place != ParameterLocation::Path {
            // Told as the move of the old one.
            let moved = others.iter().any(|(k, _)| *k == key_of(pair.revision, p));
            if !moved {
                return;
            }
        }
        let what = words_of(p);
        let here = pair.base.node.get(words::PARAMETERS).unwrap_or(pair.base.entry);
        let required = p.is_required();
        let (id, kind) = match (p.place, required, p.shared) {
            (ParameterLocation::Path, ..) => (ChangeId::NEW_REQUEST_PATH_PARAMETER, "new"),
            (_, true, true) => (ChangeId::NEW_REQUIRED_REQUEST_DEFAULT_PARAMETER_TO_EXISTING_PATH, "required"),
            (_, false, true) => (ChangeId::NEW_OPTIONAL_REQUEST_DEFAULT_PARAMETER_TO_EXISTING_PATH, "optional"),
            (_, true, false) => (ChangeId::NEW_REQUIRED_REQUEST_PARAMETER, "required"),
            (_, false, false) => (ChangeId::NEW_OPTIONAL_REQUEST_PARAMETER, "optional"),
        };
        let mut change = Fact::new(id, Some(here), Some(p.listed), message!("{} {} was added", kind, what));
        if (required || p.place == ParameterLocation::Path) && !pair.reversed {
            change.compatibility = Compatibility::Breaking;
            change = change.because("existing requests do not send it");
        }
        self.note_in(pair, change);
    }

    fn body(&mut self, pair: OperationPair<'a>) {
        let (b, r) = (self.base.body_of(pair.base), self.revision.body_of(pair.revision));
        match (b, r) {
            (None, Some(body)) => {
                let (id, kind) = if body.required {
                    (ChangeId::REQUEST_BODY_ADDED_REQUIRED, "required")
                } else {
                    (ChangeId::REQUEST_BODY_ADDED_OPTIONAL, "optional")
                };
                let message = message!("{} request body was added", kind);
                let mut change = Fact::new(id, Some(pair.base.entry), Some(body.at), message);
                if body.required && !pair.reversed {
                    change.compatibility = Compatibility::Breaking;
                }
                self.note_in(pair, change);
            }
            (Some(body), None) => {
                let message = "request body was removed";
                let change = Fact::new(
                    ChangeId::of(MessagePart::RequestBody, SchemaChange::Removed),
                    Some(body.at),
                    Some(pair.revision.entry),
                    message,
                );
                self.note_in(pair, change.compatibility(Compatibility::Breaking));
            }
            (Some(b), Some(r)) => {
                if b.required != r.required {
                    let at = |x: Cursor<'a>| x.get(words::REQUIRED).unwrap_or(x);
                    let (id, word) = if r.required {
                        (ChangeId::of(MessagePart::RequestBody, SchemaChange::BecameRequired), "required")
                    } else {
                        (ChangeId::of(MessagePart::RequestBody, SchemaChange::BecameOptional), "optional")
                    };
                    let mut change =
                        Fact::new(id, Some(at(b.at)), Some(at(r.at)), message!("request body became {}", word));
                    if r.required != pair.reversed {
                        change.compatibility = Compatibility::Breaking;
                        change = change.because("requests without a body are now rejected");
                    }
                    self.note_in(pair, change);
                }
                self.contents(pair, &b.contents, &r.contents, [b.at, r.at], Side::Base);
            }
            (None, None) => {}
        }
    }

    fn responses(&mut self, pair: OperationPair<'a>) {
        let (b, r) = (self.base.responses_of(pair.base), self.revision.responses_of(pair.revision));
        let numbers = |list: &[Response<'a>]| -> FxHashMap<String, usize> {
            list.iter().enumerate().rev().map(|(n, x)| (x.code.to_ascii_lowercase(), n)).collect()
        };
        let (of_base, of_revision) = (numbers(b), numbers(r));
        let exact = |known: &FxHashMap<String, usize>, code: &str| known.get(&code.to_ascii_lowercase()).copied();
        // Statuses stand in ranges, and only there.
        let ranges = |list: &[Response<'a>]| -> Vec<usize> {
            (0..list.len()).filter(|n| !list[*n].code.bytes().all(|b| b.is_ascii_digit())).collect()
        };
        let (ranges_of_base, ranges_of_revision) = (ranges(b), ranges(r));
        let at = |o: &Operation<'a>| o.node.get(words::RESPONSES).unwrap_or(o.entry);
        let replaced = replaced(b, r);
        for response in b {
            if let Some(n) = exact(&of_revision, response.code) {
                self.response(pair, response, &r[n]);
                continue;
            }
            if response.code == "default" {
                let id = ChangeId::RESPONSE_NON_SUCCESS_STATUS_REMOVED;
                let message = "the `default` response was removed";
                self.note_in(pair, Fact::new(id, Some(response.at), Some(at(pair.revision)), message));
                continue;
            }
            // Of a range, single statuses are left: nothing new can come.
            let is_range = !response.code.bytes().all(|b| b.is_ascii_digit());
            if is_range && r.iter().any(|x| covers(response.code, x.code)) {
                let message = message!("only the listed statuses of {} can now be returned", response.code);
                let id = ChangeId::RESPONSE_SUCCESS_STATUS_ADDED;
                self.note_in(pair, Fact::new(id, Some(response.at), Some(at(pair.revision)), message));
                continue;
            }
            let success = is_success(response.code);
            let id = if success {
                ChangeId::RESPONSE_SUCCESS_STATUS_REMOVED
            } else {
                ChangeId::RESPONSE_NON_SUCCESS_STATUS_REMOVED
            };
            let range = ranges_of_revision.iter().map(|n| &r[*n]).find(|x| covers(x.code, response.code));
            // `default` stands for what is not listed (OpenAPI 3.0.4, Responses Object).
            let range = range.or_else(|| default_for(response.code, r));
            let instead = replaced.filter(|(x, _)| *x == response.code).map(|(_, y)| y);
            let message = match range {
                None if instead.is_some() => {
                    message!("success status {} -> {}", response.code, instead.map_or("", |y| y.code))
                }
                Some(range) => message!("status {} is now part of {}", response.code, range.code),
                None => message!("{} status {} was removed", if success { "success" } else { "error" }, response.code),
            };
            let there = range.or(instead).map_or(at(pair.revision), |x| x.at);
            let mut change = Fact::new(id, Some(response.at), Some(there), message);
            if success && !pair.reversed {
                change =
                    change.compatibility(Compatibility::Breaking).because("clients that expect it no longer get it");
            } else if success {
                change.compatibility = Compatibility::Risky;
            }
            if PROTECTING.contains(&response.code) && range.is_none() && !r.iter().any(|x| x.code == "default") {
                change = change.impact(Impact::Weakened).because("the operation no longer documents this error");
            }
            self.note_in(pair, change);
            // What the range or the other status says is compared with what the status said.
            if let Some(other) = range.or(instead) {
                self.response(pair, response, other);
            }
        }
        for response in r {
            if exact(&of_base, response.code).is_some() {
                continue;
            }
            if response.code == "default" {
                let id = ChangeId::RESPONSE_NON_SUCCESS_STATUS_ADDED;
                let message = "a `default` response was added";
                self.note_in(pair, Fact::new(id, Some(at(pair.base)), Some(response.at), message));
                continue;
            }
            if let Some(range) = ranges_of_base.iter().map(|n| &b[*n]).find(|x| covers(x.code, response.code)) {
                self.response(pair, range, response);
                continue;
            }
            // Told as what the old one became.
            let told = replaced.is_some_and(|(_, y)| y.code == response.code);
            let success = is_success(response.code);
            let id = if success {
                ChangeId::RESPONSE_SUCCESS_STATUS_ADDED
            } else {
                ChangeId::RESPONSE_NON_SUCCESS_STATUS_ADDED
            };
            let mut message =
                message!("{} status {} was added", if success { "success" } else { "error" }, response.code);
            if told {
                message += ", in place of another";
            }
            self.note_in(pair, Fact::new(id, Some(at(pair.base)), Some(response.at), message));
            if let Some(default) = default_for(response.code, b).filter(|_| !told) {
                self.response(pair, default, response);
            }
        }
    }

    fn response(&mut self, pair: OperationPair<'a>, b: &Response<'a>, r: &Response<'a>) {
        // 2.0 names the media types elsewhere.
        let names =
            |response: &Response<'a>| response.contents.iter().map(|c| c.media_type.clone()).collect::<Vec<_>>();
        if self.walk_same().unchanged(b.node, r.node)
            && self.base.version == self.revision.version
            && names(b) == names(r)
        {
            return;
        }
        let stands_for_more = |code: &&str| *code == "default" || is_range(code);
        let formerly = Some(b.code).filter(|code| stands_for_more(code) && !code.eq_ignore_ascii_case(r.code));
        let pair = OperationPair { status: Some(r.code), formerly, ..pair };
        self.contents(pair, &b.contents, &r.contents, [b.at, r.at], Side::Revision);
        self.links(pair, b, r);
        let numbers = |list: &[Header<'a>]| -> FxHashMap<String, usize> {
            list.iter().enumerate().rev().map(|(n, h)| (h.name.to_ascii_lowercase(), n)).collect()
        };
        let (before, after) = (numbers(&b.headers), numbers(&r.headers));
        for header in b.headers.iter().filter(|h| !h.name.eq_ignore_ascii_case("content-type")) {
            match after.get(&header.name.to_ascii_lowercase()) {
                Some(n) => self.header(pair, header, &r.headers[*n]),
                None => self.header_removed(pair, header, r),
            }
        }
        for header in r.headers.iter().filter(|h| !before.contains_key(&h.name.to_ascii_lowercase())) {
            let message = message!("response header `{}` was added", header.name);
            self.note_in(pair, Fact::new(ChangeId::RESPONSE_HEADER_ADDED, Some(b.at), Some(header.at), message));
        }
    }

    fn header(&mut self, pair: OperationPair<'a>, b: &Header<'a>, r: &Header<'a>) {
        if b.required && !r.required {
            let at = |h: &Header<'a>| h.node.get(words::REQUIRED).unwrap_or(h.at);
            let message = message!("response header `{}` became optional", r.name);
            let change = Fact::new(
                ChangeId::of(MessagePart::ResponseHeader, SchemaChange::BecameOptional),
                Some(at(b)),
                Some(at(r)),
                message,
            );
            let level = if pair.reversed { Compatibility::Compatible } else { Compatibility::Breaking };
            self.note_in(pair, change.compatibility(level));
        }
        self.header_style(pair, b, r);
        let is_deprecated = |h: &Header<'a>| h.node.get(words::DEPRECATED).is_some_and(Cursor::is_true);
        if is_deprecated(b) != is_deprecated(r) {
            let (change, verb) = if is_deprecated(r) {
                (SchemaChange::Deprecated, "is now")
            } else {
                (SchemaChange::Reactivated, "is no longer")
            };
            let at = |h: &Header<'a>| h.node.get(words::DEPRECATED).or(Some(h.at));
            let message = message!("response header `{}` {} deprecated", r.name, verb);
            self.note_in(pair, Fact::new(ChangeId::of(MessagePart::ResponseHeader, change), at(b), at(r), message));
        }
        self.roots.push(Root {
            place: MessagePart::ResponseHeader,
            location: "header",
            shapes: [b.shape.clone(), r.shape.clone()],
            at: [b.at, r.at],
            text: true,
            xml: false,
            moved: false,
            sent_by_client: pair.reversed,
            name: r.name.to_owned(),
            carrier: Carrier { word: pair.status, media_type: None },
            operation: pair.number,
        });
    }

    fn header_removed(&mut self, pair: OperationPair<'a>, header: &Header<'a>, r: &Response<'a>) {
        let (id, level) = if header.required {
            (ChangeId::REQUIRED_RESPONSE_HEADER_REMOVED, Compatibility::Breaking)
        } else {
            (ChangeId::OPTIONAL_RESPONSE_HEADER_REMOVED, Compatibility::Risky)
        };
        let message = message!("response header `{}` was removed", header.name);
        let mut change = Fact::new(id, Some(header.at), Some(r.at), message).compatibility(level);
        if is_protecting_header(header.name) {
            change = change.impact(Impact::Weakened).because("it announced a limit or a security policy to clients");
        }
        self.note_in(pair, change);
    }
}

/// What parameters are matched by: the place, and the name or, in a path, the position.
type ParameterKey = (ParameterLocation, String);

fn key_of(operation: &Operation<'_>, parameter: &Parameter<'_>) -> ParameterKey {
    let name = match parameter.place {
        ParameterLocation::Path => {
            let wanted = format!("{{{}}}", parameter.name);
            let position = operation.path.find(&wanted).map(|at| operation.path[..at].matches('{').count());
            position.map_or_else(|| parameter.name.to_string(), |n| format!("#{n}"))
        }
        ParameterLocation::Header => parameter.name.to_ascii_lowercase(),
        _ => parameter.name.to_string(),
    };
    (parameter.place, name)
}

/// Header parameters that descriptions ignore (OpenAPI 3.0, Parameter Object).
fn is_ignored(parameter: &Parameter<'_>) -> bool {
    parameter.place == ParameterLocation::Header
        && ["accept", "content-type", "authorization"].contains(&parameter.name.to_ascii_lowercase().as_str())
}

fn words_of(parameter: &Parameter<'_>) -> Message {
    message!("{} parameter `{}`", location(parameter.place), parameter.name)
}

/// Where a parameter travels, in a word.
pub(super) fn location(place: ParameterLocation) -> &'static str {
    match place {
        ParameterLocation::Path => "path",
        ParameterLocation::Query | ParameterLocation::QueryString => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
        ParameterLocation::FormData | ParameterLocation::Body => "body",
    }
}

/// True for names of credentials.
fn is_secret(name: &str) -> bool {
    let plain = plain_name(name);
    ["token", "secret", "password", "apikey", "auth", "session", "credential", "signature", "passwd"]
        .iter()
        .any(|w| plain.contains(w))
        || plain.ends_with("key")
}

fn is_success(code: &str) -> bool {
    code.starts_with('2') || code.starts_with('3')
}

/// The `default` response, where it stands for a status: for errors, and for a success where no other one is listed.
fn default_for<'r, 'a>(code: &str, listed: &'r [Response<'a>]) -> Option<&'r Response<'a>> {
    let others = || listed.iter().any(|r| is_success(r.code));
    listed.iter().find(|r| r.code == "default").filter(|_| !is_success(code) || !others())
}

/// True where a range of statuses holds a code.
fn covers(range: &str, code: &str) -> bool {
    is_range(range) && code.len() == 3 && code.get(..1) == range.get(..1) && !is_range(code)
}

/// True for a range of status codes: `2XX`.
fn is_range(code: &str) -> bool {
    code.len() == 3 && code.get(1..).is_some_and(|end| end.eq_ignore_ascii_case("XX"))
}

/// True for headers that tell a limit or switch on a impact.
fn is_protecting_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("ratelimit")
        || name.contains("rate-limit")
        || [
            "retry-after",
            "strict-transport-security",
            "content-security-policy",
            "x-frame-options",
            "x-content-type-options",
            "www-authenticate",
        ]
        .contains(&name.as_str())
}

/// A media type in its parts.
pub(super) fn range_of(content: &Content<'_>) -> MediaRange {
    MediaRange::parse(&content.media_type)
}

/// A success status that another one took the place of: the only one that went, for the only one that came.
fn replaced<'r, 'a>(old: &'r [Response<'a>], new: &'r [Response<'a>]) -> Option<(&'a str, &'r Response<'a>)> {
    let only = |some: &'r [Response<'a>], others: &[Response<'a>]| {
        let named: FxHashSet<String> = others.iter().map(|o| o.code.to_ascii_lowercase()).collect();
        let ranges: Vec<&str> = others.iter().map(|o| o.code).filter(|code| is_range(code)).collect();
        let mut apart = some.iter().filter(|x| {
            is_success(x.code)
                && !named.contains(&x.code.to_ascii_lowercase())
                && !ranges.iter().any(|range| covers(range, x.code))
        });
        apart.next().filter(|_| apart.next().is_none())
    };
    Some((only(old, new)?.code, only(new, old)?))
}
