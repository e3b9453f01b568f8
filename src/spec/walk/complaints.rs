//! What the walk says where a document leaves the grammar.

use super::{SpecWalk, Visit, ids, problem};
use crate::finding::{Message, message, names};
use crate::spec::conditions;
use crate::spec::grammar::{Grammar, Names, Object};
use crate::spec::kind::Kind;
use crate::text::{nearest, slip};
use crate::tree::{Cursor, Key, Shape, words};

/// What is wrong with a key.
pub(super) enum Wrong {
    Field,
    Path,
    Component,
    Token,
    Method,
}

impl<'t> SpecWalk<'t, '_> {
    pub(super) fn unknown(&mut self, at: Cursor<'t>, name: &str, wrong: Wrong, visit: Visit, object: &Object) {
        let (kind, version) = (visit.kind, visit.version);
        let mut found = problem(ids::SPEC_VALID, at, at.name_location(), "");
        match wrong {
            Wrong::Field => {
                let fields = object.fields.iter().filter_map(|f| f.key.known_text());
                found.message = message!("`{}` is not a field of {}", name, Message::from(kind.words()));
                let elsewhere = Key::of_known(name).map(|key| Grammar::versions_with(kind, key)).unwrap_or_default();
                if let Some(near) = nearest(name, fields) {
                    found.message.push(message!("; did you mean `{}`?", near));
                    found.label("unknown field");
                    // A field of another version has another shape.
                    let fields = object.fields.iter().filter_map(|f| f.key.known_text());
                    if let Some(meant) = slip(name, fields).filter(|_| elsewhere.is_empty()) {
                        found.unsafe_fix(message!("use `{}`", meant), [at.renamed(meant)]);
                    }
                } else if elsewhere.is_empty() {
                    found = found.with_words("unknown field");
                    if object.extensions {
                        found = found.with_help(message!("extensions start with `x-`: `x-{}`", name));
                    }
                } else {
                    let versions: Vec<&str> = elsewhere.iter().map(|v| v.text()).collect();
                    found.message += message!(" in OpenAPI {}", version.text());
                    found = found.with_words(message!("a field of OpenAPI {}", versions.join(", ")));
                }
                if object.names == Names::Status {
                    found.message = message!("`{}` is not a status code", name);
                    found = found.with_help("use a status code from 100 to 599, a range like `2XX`, or `default`");
                }
            }
            Wrong::Path => {
                found.message = message!("path `{}` must start with a slash", name);
                found = found.with_help(message!("use `/{}`", name));
            }
            Wrong::Component => {
                found.message = message!("`{}` is not a valid component name", name);
                found = found.with_help("component names consist of letters, digits, `.`, `_` and `-`");
            }
            Wrong::Token => found.message = message!("`{}` is not a valid header name", name),
            Wrong::Method => {
                found.message = message!("`{}` has its own field and is not allowed in `additionalOperations`", name);
                found = found.with_help(message!("move the operation to `{}`", name.to_ascii_lowercase()));
            }
        }
        self.problems.push(found);
    }

    pub(super) fn wrong_word(&mut self, value: Cursor<'t>, text: &str, allowed: &[&str], visit: Visit) {
        if !visit.strict {
            return;
        }
        let field = value.key().map_or_else(|| value.parent().map_or("", Cursor::key_text), |_| value.key_text());
        let message = message!("`{}` of {} cannot be `{}`", field, Message::from(visit.kind.words()), text);
        let list = names(allowed);
        let mut found = problem(ids::SPEC_VALID, value, value.location(), message);
        found.help(message!("expected {}", list));
        if let Some(near) = nearest(text, allowed.iter().copied()) {
            found.message.push(message!("; did you mean `{}`?", near));
            if let Some(meant) = slip(text, allowed.iter().copied()) {
                found.unsafe_fix(message!("use `{}`", meant), [value.replaced(&meant.into())]);
            }
        }
        self.problems.push(found);
    }

    pub(super) fn wrong_shape(&mut self, value: Cursor<'t>, expected: &Message, visit: Visit) {
        if !visit.strict {
            return;
        }
        let name = match value.index() {
            Some(_) => message!("an item of `{}`", value.parent().map_or("", Cursor::key_text)),
            None => message!("`{}`", value.key_text()),
        };
        let found = match value.shape() {
            Shape::Int | Shape::Float if expected.as_str() == "a non-negative integer" => {
                message!("`{}`", value.text())
            }
            shape => shape.words().into(),
        };
        let place = if value.span().is_empty() { value.name_location() } else { value.first_line() };
        let mut problem =
            problem(ids::SPEC_VALID, value, place, message!("{} must be {}, found {}", name, expected, found));
        if expected.as_str().starts_with("a string") && matches!(value.shape(), Shape::Int | Shape::Float | Shape::Bool)
        {
            problem = problem.with_help(message!("quote it: `\"{}\"`", value.text()));
        }
        self.problems.push(problem);
    }
}

/// The object in words, with its name where it has one: "the operation `get`".
pub(super) fn at_words(at: Cursor<'_>, kind: Kind) -> Message {
    match kind {
        Kind::Operation
        | Kind::PathItem
        | Kind::SecurityScheme
        | Kind::Response
        | Kind::OauthFlow
        | Kind::ServerVariable
        | Kind::Header
            if !at.key_text().is_empty() =>
        {
            message!("{} `{}`", kind.noun(), at.key_text())
        }
        Kind::Parameter => at
            .get_text(words::NAME)
            .map_or_else(|| Message::from(kind.words()), |name| message!("parameter `{}`", name)),
        _ => Message::from(kind.words()),
    }
}

pub(super) fn wrong_name(names: Names, name: &str) -> Option<Wrong> {
    match names {
        Names::None => Some(Wrong::Field),
        Names::Any => None,
        Names::Path => (!name.starts_with('/')).then_some(Wrong::Path),
        Names::Status => {
            let valid = matches!(name.as_bytes(), [b'1'..=b'5', b'X', b'X'] | [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9']);
            (!valid).then_some(Wrong::Field)
        }
        Names::Component => {
            let valid =
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
            (!valid).then_some(Wrong::Component)
        }
        Names::Token => (!conditions::is_token(name)).then_some(Wrong::Token),
        Names::OtherMethod => {
            const OWN: [&str; 9] = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY"];
            OWN.contains(&name).then_some(Wrong::Method)
        }
    }
}
