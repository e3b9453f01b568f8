//! How parameters are written.

use super::*;
use crate::diff::catalogue::ChangeId;
use crate::finding::{Message, message};

/// How lists and objects are written as text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ParameterStyle {
    name: String,
    explode: bool,
}

/// The style in effect; 2.0's `collectionFormat` in the terms of 3.x.
fn style_of(parameter: &Parameter<'_>) -> ParameterStyle {
    let plain =
        if matches!(parameter.place, ParameterLocation::Query | ParameterLocation::Cookie) { "form" } else { "simple" };
    if let Some(format) = parameter.node.get_text(words::COLLECTION_FORMAT) {
        let (name, explode) = match format.as_ref() {
            "multi" => ("form", true),
            "ssv" => ("spaceDelimited", false),
            "pipes" => ("pipeDelimited", false),
            "tsv" => ("tabDelimited", false),
            _ => (plain, false),
        };
        return ParameterStyle { name: name.to_owned(), explode };
    }
    let old = parameter.node.get(words::SCHEMA).is_none() && parameter.node.get(words::TYPE).is_some();
    let name = parameter.node.get_text(words::STYLE).map_or_else(|| plain.to_owned(), |s| s.into_owned());
    let explode = parameter.node.get(words::EXPLODE).and_then(Cursor::bool).unwrap_or(!old && name == "form");
    ParameterStyle { name, explode }
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
        let plain = is_scalar(&self.resolved(Side::Base, b)) && is_scalar(&self.resolved(Side::Revision, r));
        let matrix = |s: &ParameterStyle| matches!(s.name.as_str(), "matrix" | "label");
        if x.name != y.name && (!plain || matrix(&x) || matrix(&y)) {
            let message = message!("{}: style `{}` -> `{}`", what, x.name, y.name);
            let change = Fact::new(
                ChangeId::REQUEST_PARAMETER_STYLE_CHANGED,
                field(b, words::STYLE),
                field(r, words::STYLE),
                message,
            );
            self.note_in(pair, change.compatibility(Compatibility::Breaking));
        } else if x.explode != y.explode && !plain {
            let word = |e: bool| if e { "each on its own" } else { "joined" };
            let message = message!("{}: explode {} -> {}", what, word(x.explode), word(y.explode));
            let change = Fact::new(
                ChangeId::REQUEST_PARAMETER_EXPLODE_CHANGED,
                field(b, words::EXPLODE),
                field(r, words::EXPLODE),
                message,
            );
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

    fn resolved(&self, side: Side, parameter: &Parameter<'a>) -> BodyShape<'a> {
        match parameter.shape() {
            BodyShape::Schema(at) => BodyShape::Schema(self.api(side).workspace.resolve(at)),
            other => other,
        }
    }
}
