//! Bodies by media type.

use super::*;
use crate::diff::catalogue::{ChangeId, MessagePart};
use crate::diff::explain::Travels;
use crate::diff::fact::Carrier;
use crate::finding::{Message, message};
use crate::model::{Representation, charset_of};

/// What a body carries.
struct Carried<'a> {
    /// As a whole.
    shape: BodyShape<'a>,
    /// Each item of a sequence.
    item: Option<Cursor<'a>>,
}

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
            let charset = charset_of(&content.media_type);
            let equal = |n: &usize| !matched[*n] && y[*n].0 == *range;
            let same_charset = (0..y.len()).filter(equal).find(|n| charset_of(&y[*n].1.media_type) == charset);
            if let Some(n) = same_charset.or_else(|| (0..y.len()).find(equal)) {
                matched[n] = true;
                if !matches!(range.representation(), Representation::Typed | Representation::Binary)
                    && self.charset(pair, content, y[n].1, response)
                {
                    // Told.
                } else if response
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
            let from = if response && y.is_empty() { at[0] } else { content.at };
            let mut change = Fact::new(id, Some(from), Some(at[1]), message);
            change.compatibility = if pair.reversed { Compatibility::Compatible } else { Compatibility::Breaking };
            if response && y.is_empty() {
                change = change.because("the response has no body now");
            }
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
        shapes: &[BodyShape<'a>; 2],
        range: &MediaRange,
        response: bool,
    ) {
        let representation = range.representation();
        let travels = Travels {
            text: matches!(representation, Representation::Form | Representation::Text),
            only_texts: matches!(representation, Representation::Text | Representation::Binary),
            response,
        };
        change.witness = self.walk.outside(valid_in, shapes, travels);
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
        self.encoding(pair, b, r, range, response);
        let representation = range.representation();
        let [x, y] = self.carried(b, r, range);
        let items = [x.item, y.item].map(|item| item.map_or(BodyShape::Any, BodyShape::Schema));
        self.shapes(pair, items, [b, r], range, response, "item");
        let shapes = [x.shape, y.shape];
        let opaque = matches!(representation, Representation::Text | Representation::Binary)
            || (representation == Representation::Unknown
                && [Side::Base, Side::Revision]
                    .into_iter()
                    .zip(&shapes)
                    .all(|(side, shape)| !self.is_structured(side, shape)));
        if !opaque {
            self.shapes(pair, shapes, [b, r], range, response, "");
            return;
        }
        // A body is one text, or bytes, also where no schema says it: what says no more says nothing.
        let [x, y] = &shapes;
        let open = self.walk.is_open(Side::Base, x) || self.walk.is_open(Side::Revision, y);
        let says_nothing = [
            open && self.walk.is_any_text(Side::Base, x, &b.media_type),
            open && self.walk.is_any_text(Side::Revision, y, &r.media_type),
        ];
        let [x, y] = shapes;
        let said = |shape: BodyShape<'a>, nothing: bool| if nothing { BodyShape::Any } else { shape };
        self.shapes(pair, [said(x, says_nothing[0]), said(y, says_nothing[1])], [b, r], range, response, "");
    }

    /// What the bodies of both versions carry. A sequence is described item by item, or as a list (OpenAPI 3.2.0, Media
    /// Type Object, Sequential Media Types): where one version says it in one way and the other in the other, both are
    /// compared item by item.
    fn carried(&self, b: &Content<'a>, r: &Content<'a>, range: &MediaRange) -> [Carried<'a>; 2] {
        let mut out = [b, r].map(|c| Carried { shape: c.shape.clone(), item: c.item });
        if b.item.is_some() == r.item.is_some() || !range.is_of_items() {
            return out;
        }
        let (n, side) = if b.item.is_some() { (1, Side::Revision) } else { (0, Side::Base) };
        if let Some(schema) = out[n].shape.schema() {
            let list = self.api(side).workspace.resolve(schema);
            let is_list = declared_type(list).is_some_and(|t| t.has("array"));
            out[n].item = if is_list { list.get(words::ITEMS) } else { Some(schema) };
            out[n].shape = BodyShape::Any;
        }
        out
    }

    /// True for a shape of objects or lists.
    fn is_structured(&self, side: Side, shape: &BodyShape<'a>) -> bool {
        match shape {
            BodyShape::Schema(at) => {
                declared_type(self.api(side).workspace.resolve(*at)).is_some_and(|t| t.has("object") || t.has("array"))
            }
            BodyShape::Form(_) => true,
            BodyShape::Any => false,
        }
    }

    /// Compares what two bodies carry, or an item of each.
    fn shapes(
        &mut self,
        pair: OperationPair<'a>,
        shapes: [BodyShape<'a>; 2],
        [b, r]: [&Content<'a>; 2],
        range: &MediaRange,
        response: bool,
        name: &str,
    ) {
        let sent_by_client = response == pair.reversed;
        let holder = |shape: &BodyShape<'a>, c: &Content<'a>| shape.schema().unwrap_or(c.at);
        let whose = if name.is_empty() { Message::default() } else { message!("{} of ", name) };
        match &shapes {
            [BodyShape::Any, BodyShape::Any] => {}
            [BodyShape::Any, shape] => {
                // A schema that says nothing is none.
                if self.walk.is_open(Side::Revision, shape) {
                    return;
                }
                let (id, what) = if response {
                    (ChangeId::RESPONSE_BODY_MEDIA_TYPE_SCHEMA_ADDED, "response")
                } else {
                    (ChangeId::REQUEST_BODY_MEDIA_TYPE_SCHEMA_ADDED, "request")
                };
                let message = message!("{}: {}`{}` now has a schema", what, whose, r.media_type);
                let mut change = Fact::new(id, Some(b.at), Some(holder(shape, r)), message);
                if sent_by_client {
                    self.break_by_schema(&mut change, Side::Base, &shapes, range, response);
                }
                self.note_in(pair, change);
            }
            [shape, BodyShape::Any] => {
                if self.walk.is_open(Side::Base, shape) {
                    return;
                }
                let (id, what) = if response {
                    (ChangeId::RESPONSE_BODY_MEDIA_TYPE_SCHEMA_REMOVED, "response")
                } else {
                    (ChangeId::REQUEST_BODY_MEDIA_TYPE_SCHEMA_REMOVED, "request")
                };
                let message = message!("{}: {}`{}` no longer has a schema", what, whose, r.media_type);
                let mut change = Fact::new(id, Some(holder(shape, b)), Some(r.at), message);
                if sent_by_client {
                    change = change.impact(Impact::Weakened).because("invalid values are no longer specified");
                } else {
                    self.break_by_schema(&mut change, Side::Revision, &shapes, range, response);
                }
                self.note_in(pair, change);
            }
            _ => self.root(pair, shapes, [b, r], range, response, name),
        }
    }

    /// A `charset` that is another one, where bodies differ by it: those of JSON do not (RFC 8259, section 8.1). True
    /// where it is.
    fn charset(&mut self, pair: OperationPair<'a>, b: &Content<'a>, r: &Content<'a>, response: bool) -> bool {
        let (was, is) = (charset_of(&b.media_type), charset_of(&r.media_type));
        if was == is {
            return false;
        }
        let shown = |c: &Option<String>| c.as_ref().map_or(Message::from("any"), |c| message!("`{}`", c));
        let (id, what) = if response {
            (ChangeId::RESPONSE_MEDIA_TYPE_CHARSET_CHANGED, "response")
        } else {
            (ChangeId::REQUEST_BODY_MEDIA_TYPE_CHARSET_CHANGED, "request body")
        };
        let message = message!("{}: charset {} -> {}", what, shown(&was), shown(&is));
        let sent_by_client = response == pair.reversed;
        let (level, reason) = match (&was, &is) {
            (Some(_), Some(_)) if sent_by_client => {
                (Compatibility::Breaking, "a body in the old charset is no longer accepted")
            }
            (None, Some(_)) if sent_by_client => (Compatibility::Risky, "bodies in another charset may be refused now"),
            (_, None) if sent_by_client => (Compatibility::Compatible, "more charsets are accepted"),
            (None, Some(_)) => (Compatibility::Compatible, "it is now said which one it is"),
            _ => (Compatibility::Risky, "readers that expect the old charset read other letters"),
        };
        let change = Fact::new(id, Some(b.at), Some(r.at), message).compatibility(level).because(reason);
        self.note_in(pair, change);
        true
    }

    fn root(
        &mut self,
        pair: OperationPair<'a>,
        shapes: [BodyShape<'a>; 2],
        [b, r]: [&Content<'a>; 2],
        range: &MediaRange,
        response: bool,
        name: &str,
    ) {
        let representation = range.representation();
        self.roots.push(Root {
            place: if response { MessagePart::ResponseBody } else { MessagePart::RequestBody },
            location: "body",
            shapes,
            at: [b.at, r.at],
            text: matches!(representation, Representation::Form | Representation::Text),
            xml: representation == Representation::Xml,
            moved: false,
            sent_by_client: response == pair.reversed,
            name: name.to_owned(),
            carrier: Carrier { word: pair.status, media_type: response.then(|| (*r.media_type).into()) },
            operation: pair.number,
        });
    }
}
