//! Bodies by media type.

use super::*;
use crate::diff::catalogue::{ChangeId, MessagePart, SchemaChange};
use crate::diff::fact::Carrier;
use crate::finding::{Message, message};

impl<'a> Compare<'a, '_> {
    /// Compares what bodies may be. `side` says whose bodies: requests of the base must still be
    /// accepted; responses of the revision must still be understood.
    pub(super) fn contents(
        &mut self,
        pair: OperationPair<'a>,
        b: &[Content<'a>],
        r: &[Content<'a>],
        at: [Cursor<'a>; 2],
        side: Side,
    ) {
        let response = side == Side::Revision;
        let named = if response { "response" } else { "request body" };
        let x: Vec<(MediaRange, &Content<'a>)> = b.iter().map(|c| (range_of(c), c)).collect();
        let y: Vec<(MediaRange, &Content<'a>)> = r.iter().map(|c| (range_of(c), c)).collect();
        let mut matched = vec![false; y.len()];
        for (range, content) in &x {
            if let Some(n) = y.iter().position(|(other, _)| other == range) {
                matched[n] = true;
                if response
                    && content.media_type != y[n].1.media_type
                    && content.media_type.contains(';') != y[n].1.media_type.contains(';')
                {
                    let message = message!("response: media type `{}` -> `{}`", content.media_type, y[n].1.media_type);
                    let change = Fact::new(
                        ChangeId::RESPONSE_MEDIA_TYPE_NAME_CHANGED,
                        Some(content.at),
                        Some(y[n].1.at),
                        message,
                    );
                    self.note_in(pair, change);
                }
                self.content(pair, content, y[n].1, range, response);
                continue;
            }
            // Part of a range now, or a range that became narrower.
            if let Some(n) = y.iter().position(|(other, _)| other.covers(range)) {
                matched[n] = true;
                if response {
                    let message =
                        message!("{}: media type `{}` -> any of `{}`", named, content.media_type, y[n].1.media_type);
                    let mut change = Fact::new(
                        ChangeId::RESPONSE_MEDIA_TYPE_NAME_GENERALIZED,
                        Some(content.at),
                        Some(y[n].1.at),
                        message,
                    );
                    if !pair.reversed {
                        change.compatibility = Compatibility::Breaking;
                    }
                    self.note_in(pair, change);
                }
                self.content(pair, content, y[n].1, range, response);
                continue;
            }
            if let Some(n) =
                (response || pair.reversed).then(|| y.iter().position(|(other, _)| range.covers(other))).flatten()
            {
                matched[n] = true;
                if response {
                    let message =
                        message!("{}: media type any of `{}` -> `{}`", named, content.media_type, y[n].1.media_type);
                    let change = Fact::new(
                        ChangeId::RESPONSE_MEDIA_TYPE_NAME_SPECIALIZED,
                        Some(content.at),
                        Some(y[n].1.at),
                        message,
                    );
                    self.note_in(pair, change);
                }
                self.content(pair, content, y[n].1, &y[n].0, response);
                continue;
            }
            let id = if response {
                ChangeId::RESPONSE_MEDIA_TYPE_REMOVED
            } else {
                ChangeId::REQUEST_BODY_MEDIA_TYPE_REMOVED
            };
            let message = message!("{}: media type `{}` was removed", named, content.media_type);
            let mut change = Fact::new(id, Some(content.at), Some(at[1]), message);
            change.compatibility = if pair.reversed { Compatibility::Compatible } else { Compatibility::Breaking };
            self.note_in(pair, change);
        }
        for ((_, content), _) in y.iter().zip(&matched).filter(|(_, m)| !**m) {
            let id =
                if response { ChangeId::RESPONSE_MEDIA_TYPE_ADDED } else { ChangeId::REQUEST_BODY_MEDIA_TYPE_ADDED };
            let message = message!("{}: media type `{}` was added", named, content.media_type);
            let mut change = Fact::new(id, Some(at[0]), Some(content.at), message);
            if pair.reversed && !response {
                change = change.compatibility(Compatibility::Breaking).because("receivers may not understand it");
            }
            self.note_in(pair, change);
        }
    }

    /// Calls a change breaking where there is a message of one side that the other refuses; else undecided.
    fn break_by_schema(
        &mut self,
        change: &mut Fact<'a>,
        valid_in: Side,
        contents: [&Content<'a>; 2],
        range: &MediaRange,
        response: bool,
    ) {
        let shapes = contents.map(|c| &c.shape);
        change.witness = self.walk.outside(valid_in, shapes, range.is_form(), response);
        let proven = change.witness.is_some();
        change.compatibility = if proven { Compatibility::Breaking } else { Compatibility::Undecided };
    }

    fn content(
        &mut self,
        pair: OperationPair<'a>,
        b: &Content<'a>,
        r: &Content<'a>,
        range: &MediaRange,
        response: bool,
    ) {
        let sent_by_client = response == pair.reversed;
        self.encoding(pair, b, r, range, response);
        if let (Some(x), Some(y)) = (b.item, r.item) {
            self.root(pair, [BodyShape::Schema(x), BodyShape::Schema(y)], [b, r], false, response, "item");
        }
        let holder = |c: &Content<'a>| c.shape.schema().unwrap_or(c.at);
        match (&b.shape, &r.shape) {
            (BodyShape::Any, BodyShape::Any) => return,
            (BodyShape::Any, shape) => {
                // A schema that says nothing is none.
                if self.walk.is_open(Side::Revision, shape) {
                    return;
                }
                let (id, what) = if response {
                    (ChangeId::RESPONSE_BODY_MEDIA_TYPE_SCHEMA_ADDED, "response")
                } else {
                    (ChangeId::REQUEST_BODY_MEDIA_TYPE_SCHEMA_ADDED, "request")
                };
                let message = message!("{}: `{}` now has a schema", what, r.media_type);
                let mut change = Fact::new(id, Some(b.at), Some(holder(r)), message);
                if sent_by_client {
                    self.break_by_schema(&mut change, Side::Base, [b, r], range, response);
                }
                self.note_in(pair, change);
                return;
            }
            (shape, BodyShape::Any) => {
                if self.walk.is_open(Side::Base, shape) {
                    return;
                }
                let (id, what) = if response {
                    (ChangeId::RESPONSE_BODY_MEDIA_TYPE_SCHEMA_REMOVED, "response")
                } else {
                    (ChangeId::REQUEST_BODY_MEDIA_TYPE_SCHEMA_REMOVED, "request")
                };
                let message = message!("{}: `{}` no longer has a schema", what, r.media_type);
                let mut change = Fact::new(id, Some(holder(b)), Some(r.at), message);
                if sent_by_client {
                    change = change.impact(Impact::Weakened).because("invalid values are no longer specified");
                } else {
                    self.break_by_schema(&mut change, Side::Revision, [b, r], range, response);
                }
                self.note_in(pair, change);
                return;
            }
            _ => {}
        }
        // Outside of JSON and forms a text may be anything: only the words change.
        if !range.is_json() && !range.is_form() && self.is_loose(b, r) {
            let (place, kind) =
                if response { (MessagePart::ResponseBody, "response") } else { (MessagePart::RequestBody, "request") };
            let id = ChangeId::of(place, SchemaChange::TypeCompatible);
            let message = message!("{}: `{}` has another type with the same representation", kind, r.media_type);
            self.note_in(pair, Fact::new(id, Some(holder(b)), Some(holder(r)), message));
            return;
        }
        self.root(pair, [b.shape.clone(), r.shape.clone()], [b, r], range.is_form(), response, "");
    }

    fn is_loose(&self, b: &Content<'a>, r: &Content<'a>) -> bool {
        let types = |c: &Content<'a>| c.shape.schema().map(|s| self.base.workspace.resolve(s)).and_then(declared_type);
        let _ = r;
        let (x, y) = (types(b), r.shape.schema().map(|s| self.revision.workspace.resolve(s)).and_then(declared_type));
        matches!((x, y), (Some(x), Some(y)) if x != y && (x.has("string") || y.has("string")))
    }

    fn root(
        &mut self,
        pair: OperationPair<'a>,
        shapes: [BodyShape<'a>; 2],
        [b, r]: [&Content<'a>; 2],
        text: bool,
        response: bool,
        name: &str,
    ) {
        self.roots.push(Root {
            place: if response { MessagePart::ResponseBody } else { MessagePart::RequestBody },
            location: "body",
            shapes,
            at: [b.at, r.at],
            text,
            sent_by_client: response == pair.reversed,
            name: name.to_owned(),
            carrier: Carrier { word: pair.status, media_type: response.then(|| (*r.media_type).into()) },
            operation: pair.number,
        });
    }

    /// How the parts of a form are sent (OpenAPI 3.0, Encoding Object).
    fn encoding(
        &mut self,
        pair: OperationPair<'a>,
        b: &Content<'a>,
        r: &Content<'a>,
        range: &MediaRange,
        response: bool,
    ) {
        if range.ty != "multipart" && !range.is_form() {
            return;
        }
        let named = |c: &Content<'a>| {
            c.encoding.into_iter().flat_map(Cursor::entries).map(|e| e.name().to_owned()).collect::<Vec<_>>()
        };
        let mut names = named(b);
        names.extend(named(r));
        names.sort();
        names.dedup();
        for name in names {
            let of = |c: &Content<'a>| c.encoding.and_then(|e| e.get_str(&name));
            let (x, y) = (of(b), of(r));
            let types = |c: &Content<'a>, e: Option<Cursor<'a>>, side: Side| -> Vec<MediaRange> {
                match e.and_then(|e| e.get_text(words::CONTENT_TYPE)) {
                    Some(list) => list.split(',').map(MediaRange::parse).collect(),
                    None => vec![MediaRange::parse(self.usual_type(c, &name, side))],
                }
            };
            let (from, to) = (types(b, x, Side::Base), types(r, y, Side::Revision));
            let (inner, outer) = if response == pair.reversed { (&from, &to) } else { (&to, &from) };
            if range.ty == "multipart" && !inner.iter().all(|i| outer.iter().any(|o| o.covers(i))) {
                let id = if response {
                    ChangeId::RESPONSE_BODY_ENCODING_CHANGED
                } else {
                    ChangeId::REQUEST_BODY_ENCODING_CHANGED
                };
                let shown =
                    |l: &[MediaRange]| Message::joined(l.iter().map(|m| message!("`{}/{}`", m.ty, m.subtype)), ", ");
                let message = message!(
                    "{} part `{}`: encoding {} -> {}",
                    if response { "response" } else { "request" },
                    name,
                    shown(&from),
                    shown(&to)
                );
                let change = Fact::new(id, x.or(Some(b.at)), y.or(Some(r.at)), message);
                self.note_in(pair, change.compatibility(Compatibility::Breaking));
            }
        }
    }

    /// The media type of a part that does not say its own.
    fn usual_type(&self, content: &Content<'a>, name: &str, side: Side) -> &'static str {
        let workspace = self.api(side).workspace;
        let schema = content.shape.schema().map(|s| workspace.resolve(s));
        let Some(part) = schema.and_then(|s| s.get(words::PROPERTIES)).and_then(|p| p.get_str(name)) else {
            return "text/plain";
        };
        let part = workspace.resolve(part);
        let binary = part.get_text(words::FORMAT).is_some_and(|f| matches!(f.as_ref(), "binary" | "base64" | "byte"));
        match declared_type(part) {
            Some(t) if t.has("object") => "application/json",
            Some(t) if t.has("string") && binary => "application/octet-stream",
            Some(_) => "text/plain",
            None => "application/octet-stream",
        }
    }
}
