//! How parameters are written.

use super::*;
use crate::diff::catalogue::ChangeId;
use crate::finding::{Message, message};
use crate::spec::Version;

/// How lists and objects are written as text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ParameterStyle {
    name: String,
    explode: bool,
}

/// The style in effect; 2.0's `collectionFormat` in the terms of 3.x.
fn style_of(parameter: &Parameter<'_>) -> ParameterStyle {
    let form = matches!(parameter.place, ParameterLocation::Query | ParameterLocation::Cookie);
    let old = parameter.node.get(words::SCHEMA).is_none() && parameter.node.get(words::TYPE).is_some();
    style_at(parameter.node, if form { "form" } else { "simple" }, old)
}

/// The style that an object says, or that is usual there.
fn style_at(node: Cursor<'_>, usual: &str, old: bool) -> ParameterStyle {
    if let Some(format) = node.get_text(words::COLLECTION_FORMAT) {
        let (name, explode) = match format.as_ref() {
            "multi" => ("form", true),
            "ssv" => ("spaceDelimited", false),
            "pipes" => ("pipeDelimited", false),
            "tsv" => ("tabDelimited", false),
            _ => (usual, false),
        };
        return ParameterStyle { name: name.to_owned(), explode };
    }
    let name = node.get_text(words::STYLE).map_or_else(|| usual.to_owned(), |s| s.into_owned());
    let explode = node.get(words::EXPLODE).and_then(Cursor::bool).unwrap_or(!old && name == "form");
    ParameterStyle { name, explode }
}

impl ParameterStyle {
    /// True where both write a value of these types alike (OpenAPI 3.0.4, Style Examples).
    fn writes_as(&self, other: &Self, types: Types) -> bool {
        let marked = |s: &Self| matches!(s.name.as_str(), "matrix" | "label");
        match types {
            Types::Scalars => self.name == other.name || !(marked(self) || marked(other)),
            // `a,b` of a list is the same whether it is exploded or not.
            Types::Lists if self.name == "simple" && other.name == "simple" => true,
            _ => self == other,
        }
    }
}

/// Which values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Types {
    /// Of one version, or of both: what is sent as one value is read as a list of one.
    Scalars,
    /// Lists, and nothing else.
    Lists,
    /// Objects, or what is not known.
    Any,
}

/// What a change of style says.
fn style_words(x: &ParameterStyle, y: &ParameterStyle) -> Message {
    let word = |e: bool| if e { "`true`" } else { "`false`" };
    if x.name == y.name {
        message!("`explode` {} -> {}", word(x.explode), word(y.explode))
    } else {
        message!("style `{}` -> `{}`", x.name, y.name)
    }
}

impl<'a> Compare<'a, '_> {
    pub(super) fn style(&mut self, pair: OperationPair<'a>, b: &Parameter<'a>, r: &Parameter<'a>, what: &Message) {
        let media = |p: &Parameter<'a>| {
            let content = p.node.get(words::CONTENT)?;
            content.entries().next().map(|e| (MediaRange::parse(e.name()), e.value))
        };
        match (media(b), media(r)) {
            (None, None) => {}
            (x, y) => {
                if x.as_ref().map(|m| &m.0) != y.as_ref().map(|m| &m.0) {
                    let shown = |m: &Option<(MediaRange, Cursor<'a>)>| {
                        m.as_ref()
                            .map_or(Message::from("by its schema"), |(m, _)| message!("as `{}/{}`", m.ty, m.subtype))
                    };
                    let message = message!("{}: serialization {} -> {}", what, shown(&x), shown(&y));
                    let at = |m: &Option<(MediaRange, Cursor<'a>)>, p: &Parameter<'a>| {
                        Some(m.as_ref().map_or(p.listed, |m| m.1))
                    };
                    let change = Fact::new(ChangeId::REQUEST_PARAMETER_CONTENT_CHANGED, at(&x, b), at(&y, r), message);
                    self.note_in(pair, change.compatibility(Compatibility::Breaking));
                }
                return;
            }
        }
        let (x, y) = (style_of(b), style_of(r));
        let field = |p: &Parameter<'a>, key| p.node.get(key).or(Some(p.listed));
        let types = self.written_types(&b.shape(), &r.shape());
        if !x.writes_as(&y, types) {
            let (id, key) = if x.name == y.name {
                (ChangeId::REQUEST_PARAMETER_EXPLODE_CHANGED, words::EXPLODE)
            } else {
                (ChangeId::REQUEST_PARAMETER_STYLE_CHANGED, words::STYLE)
            };
            let change = Fact::new(id, field(b, key), field(r, key), message!("{}: {}", what, style_words(&x, &y)));
            self.note_in(pair, change.compatibility(Compatibility::Breaking));
        }
        if let Some((x, y, message)) = self.inner_style(b.node, r.node) {
            let id = ChangeId::REQUEST_PARAMETER_STYLE_CHANGED;
            let change = Fact::new(id, Some(x), Some(y), message!("{}: {}", what, message));
            self.note_in(pair, change.compatibility(Compatibility::Breaking));
        }
        for (key, removed, added, level) in [
            (
                words::ALLOW_EMPTY_VALUE,
                ChangeId::REQUEST_PARAMETER_ALLOW_EMPTY_VALUE_REMOVED,
                ChangeId::REQUEST_PARAMETER_ALLOW_EMPTY_VALUE_ADDED,
                Compatibility::Breaking,
            ),
            (
                words::ALLOW_RESERVED,
                ChangeId::REQUEST_PARAMETER_ALLOW_RESERVED_REMOVED,
                ChangeId::REQUEST_PARAMETER_ALLOW_RESERVED_ADDED,
                Compatibility::Risky,
            ),
        ] {
            let of = |p: &Parameter<'a>| p.node.get(key).is_some_and(Cursor::is_true);
            let name = key.known_text().unwrap_or_default();
            match (of(b), of(r)) {
                (true, false) => {
                    let message = message!("{}: `{}` was removed", what, name);
                    let level = if pair.reversed { Compatibility::Compatible } else { level };
                    self.note_in(pair, Fact::new(removed, field(b, key), field(r, key), message).compatibility(level));
                }
                (false, true) => {
                    let message = message!("{}: `{}` was added", what, name);
                    self.note_in(pair, Fact::new(added, field(b, key), field(r, key), message));
                }
                _ => {}
            }
        }
    }

    /// How the list or object in a response header is written: always in the style `simple` (OpenAPI 3.0.4, Header Object).
    pub(super) fn header_style(&mut self, pair: OperationPair<'a>, b: &Header<'a>, r: &Header<'a>) {
        let style = |h: &Header<'a>| style_at(h.node, "simple", h.node.get(words::SCHEMA).is_none());
        let (x, y) = (style(b), style(r));
        if !x.writes_as(&y, self.written_types(&b.shape, &r.shape)) {
            let at = |h: &Header<'a>| h.node.get(words::EXPLODE).or(h.node.get(words::STYLE)).or(Some(h.at));
            let message = message!("response header `{}`: {}", r.name, style_words(&x, &y));
            let change = Fact::new(ChangeId::RESPONSE_HEADER_STYLE_CHANGED, at(b), at(r), message);
            let level = if pair.reversed { Compatibility::Risky } else { Compatibility::Breaking };
            self.note_in(pair, change.compatibility(level));
        }
        if let Some((x, y, message)) = self.inner_style(b.node, r.node) {
            let message = message!("response header `{}`: {}", r.name, message);
            let change = Fact::new(ChangeId::RESPONSE_HEADER_STYLE_CHANGED, Some(x), Some(y), message);
            let level = if pair.reversed { Compatibility::Risky } else { Compatibility::Breaking };
            self.note_in(pair, change.compatibility(level));
        }
    }

    /// How lists within a list are written, where that changed: 2.0's `collectionFormat` of `items` (Items Object).
    fn inner_style(&self, base: Cursor<'a>, revision: Cursor<'a>) -> Option<(Cursor<'a>, Cursor<'a>, Message)> {
        if self.base.version != Version::V2_0 || self.revision.version != Version::V2_0 {
            return None;
        }
        let inner = |at: Cursor<'a>| at.get(words::ITEMS).filter(|items| items.get_text(words::TYPE).is_some());
        let is_list = |at: Cursor<'a>| at.get_text(words::TYPE).is_some_and(|ty| ty == "array");
        let format = |at: Cursor<'a>| at.get_text(words::COLLECTION_FORMAT).unwrap_or("csv".into());
        let (mut x, mut y) = (inner(base)?, inner(revision)?);
        while is_list(x) && is_list(y) {
            let (was, is) = (format(x), format(y));
            if was != is {
                let message = message!("lists within it: `collectionFormat` `{}` -> `{}`", was, is);
                let at = |at: Cursor<'a>| at.get(words::COLLECTION_FORMAT).unwrap_or(at);
                return Some((at(x), at(y), message));
            }
            (x, y) = (inner(x)?, inner(y)?);
        }
        None
    }

    /// How a part of a form is written (OpenAPI 3.0.4, Encoding Object): its words, where it is written in another way.
    pub(super) fn part_style(
        &self,
        usual: Option<&str>,
        encodings: [Option<Cursor<'a>>; 2],
        shapes: [&BodyShape<'a>; 2],
    ) -> Option<Message> {
        let style = |encoding: Option<Cursor<'a>>| match (encoding, usual) {
            (Some(e), _) if [words::STYLE, words::EXPLODE].iter().any(|key| e.get(*key).is_some()) => {
                Some(style_at(e, "form", false))
            }
            (_, Some(usual)) => Some(ParameterStyle { name: usual.to_owned(), explode: usual == "form" }),
            // Without any of its fields the media type of the part says how it is written.
            (_, None) => None,
        };
        match (style(encodings[0]), style(encodings[1])) {
            (Some(x), Some(y)) => {
                (!x.writes_as(&y, self.written_types(shapes[0], shapes[1]))).then(|| style_words(&x, &y))
            }
            (None, None) => None,
            (x, y) => {
                let shown = |s: &Option<ParameterStyle>| {
                    s.as_ref().map_or(Message::from("by its media type"), |s| message!("style `{}`", s.name))
                };
                Some(message!("written {} -> {}", shown(&x), shown(&y)))
            }
        }
    }

    /// Which values of a parameter, header or part both versions write.
    fn written_types(&self, b: &BodyShape<'a>, r: &BodyShape<'a>) -> Types {
        let types = |side: Side, shape: &BodyShape<'a>| {
            shape.schema().and_then(|at| declared_type(self.api(side).workspace.resolve(at)))
        };
        let (Some(x), Some(y)) = (types(Side::Base, b), types(Side::Revision, r)) else { return Types::Any };
        let (list, object) = ("array", "object");
        if [&x, &y].iter().any(|t| !t.has(list) && !t.has(object)) {
            Types::Scalars
        } else if x.has(object) || y.has(object) {
            Types::Any
        } else {
            Types::Lists
        }
    }
}
