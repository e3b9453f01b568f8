//! How the parts of bodies are sent: their media types, styles and headers.

use super::*;
use crate::diff::catalogue::ChangeId;
use crate::finding::{Message, message};
use crate::text::Sorting;

/// One part of a body in both versions.
struct Part<'c, 'a> {
    /// What it is called.
    subject: Message,
    encodings: [Option<Cursor<'a>>; 2],
    contents: [&'c Content<'a>; 2],
    /// Its media types where no encoding says them.
    usual_types: [&'static str; 2],
    shapes: [BodyShape<'a>; 2],
    /// How it is written where no encoding says it.
    usual_style: Option<&'static str>,
    response: bool,
}

impl<'c, 'a> Part<'c, 'a> {
    /// One of which only the encoding says something: where a version has none, it leaves it to the schemas.
    fn bare(
        subject: Message,
        encodings: [Option<Cursor<'a>>; 2],
        contents: [&'c Content<'a>; 2],
        response: bool,
    ) -> Self {
        let shapes = [BodyShape::Any, BodyShape::Any];
        Part { subject, encodings, contents, usual_types: ["*/*"; 2], shapes, usual_style: None, response }
    }
}

impl<'a> Compare<'a, '_> {
    /// How the parts of a body are sent (OpenAPI 3.0.4 and 3.2.0, Encoding Object): by name, and in 3.2 by place.
    pub(super) fn encoding(
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
        names.order();
        names.dedup();
        let usual_style = (range.subtype == "x-www-form-urlencoded").then_some("form");
        for name in names {
            let of = |c: &Content<'a>| c.encoding.and_then(|e| e.get_str(&name));
            let part = Part {
                subject: message!("{} part `{}`", if response { "response" } else { "request" }, name),
                encodings: [of(b), of(r)],
                contents: [b, r],
                usual_types: [self.usual_type(b, &name, Side::Base), self.usual_type(r, &name, Side::Revision)],
                shapes: [self.part_shape(b, &name, Side::Base), self.part_shape(r, &name, Side::Revision)],
                usual_style,
                response,
            };
            self.part(pair, &part);
        }
        let node = |c: &Content<'a>, side: Side| self.api(side).workspace.resolve(c.at);
        let holders = [Some(node(b, Side::Base)), Some(node(r, Side::Revision))];
        let whose = Message::from(if response { "response" } else { "request" });
        self.placed_parts(pair, holders, [b, r], &whose, response);
    }

    /// The parts that have their encodings by place (3.2): the first ones, and the others.
    fn placed_parts(
        &mut self,
        pair: OperationPair<'a>,
        holders: [Option<Cursor<'a>>; 2],
        contents: [&Content<'a>; 2],
        whose: &Message,
        response: bool,
    ) {
        let first = |n: usize| -> Vec<Cursor<'a>> {
            let list = holders[n].and_then(|holder| holder.get(words::PREFIX_ENCODING));
            list.map(Cursor::items).into_iter().flatten().collect()
        };
        let (before, after) = (first(0), first(1));
        let mut parts: Vec<(Message, [Option<Cursor<'a>>; 2])> = Vec::new();
        for n in 0..before.len().max(after.len()) {
            parts.push((message!("{} part {}", whose, n + 1), [before.get(n).copied(), after.get(n).copied()]));
        }
        let others = holders.map(|holder| holder.and_then(|holder| holder.get(words::ITEM_ENCODING)));
        parts.push((message!("{}: each other part", whose), others));
        for (subject, encodings) in parts {
            self.part(pair, &Part::bare(subject, encodings, contents, response));
        }
    }

    /// The parts of a part (3.2): by name, and by place.
    fn inner_parts(&mut self, pair: OperationPair<'a>, part: &Part<'_, 'a>) {
        let named = part.encodings.map(|encoding| encoding.and_then(|e| e.get(words::ENCODING)));
        let mut names: Vec<&'a str> =
            named.iter().flatten().flat_map(|list| list.entries()).map(|e| e.name()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let encodings = named.map(|list| list.and_then(|list| list.get_str(name)));
            let subject = message!("{} part `{}`", part.subject, name);
            self.part(pair, &Part::bare(subject, encodings, part.contents, part.response));
        }
        self.placed_parts(pair, part.encodings, part.contents, &part.subject, part.response);
    }

    /// One part of a body: its media types, its style, and its headers.
    fn part(&mut self, pair: OperationPair<'a>, part: &Part<'_, 'a>) {
        let [x, y] = part.encodings;
        let is_same = match (x, y) {
            (Some(x), Some(y)) => self.walk_same().equal(x, y),
            (None, None) => true,
            _ => false,
        };
        if is_same && part.usual_types[0] == part.usual_types[1] {
            return;
        }
        let response = part.response;
        let types = |encoding: Option<Cursor<'a>>, usual: &'static str| -> Vec<MediaRange> {
            match encoding.and_then(|e| e.get_text(words::CONTENT_TYPE)) {
                Some(list) => list.split(',').map(MediaRange::parse).collect(),
                None => vec![MediaRange::parse(usual)],
            }
        };
        let id =
            if response { ChangeId::RESPONSE_BODY_ENCODING_CHANGED } else { ChangeId::REQUEST_BODY_ENCODING_CHANGED };
        let at = |n: usize, key| {
            let encoding = part.encodings[n];
            encoding.map(|e| e.get(key).unwrap_or(e)).or(Some(part.contents[n].at))
        };
        let (from, to) = (types(x, part.usual_types[0]), types(y, part.usual_types[1]));
        let (inner, outer) = if response == pair.reversed { (&from, &to) } else { (&to, &from) };
        if from != to {
            let covered = inner.iter().all(|i| outer.iter().any(|o| o.covers(i)));
            let level = if covered { Compatibility::Compatible } else { Compatibility::Breaking };
            let shown =
                |l: &[MediaRange]| Message::joined(l.iter().map(|m| message!("`{}/{}`", m.ty, m.subtype)), ", ");
            let message = message!("{}: encoding {} -> {}", part.subject, shown(&from), shown(&to));
            let key = words::CONTENT_TYPE;
            self.note_in(pair, Fact::new(id, at(0, key), at(1, key), message).compatibility(level));
        }
        if let Some(style) = self.part_style(part.usual_style, part.encodings, [&part.shapes[0], &part.shapes[1]]) {
            let message = message!("{}: {}", part.subject, style);
            let change = Fact::new(id, at(0, words::STYLE), at(1, words::STYLE), message);
            self.note_in(pair, change.compatibility(Compatibility::Breaking));
        }
        let reserved =
            |e: Option<Cursor<'a>>| e.and_then(|e| e.get(words::ALLOW_RESERVED)).is_some_and(Cursor::is_true);
        if reserved(x) != reserved(y) {
            let verb = if reserved(y) { "added" } else { "removed" };
            let message = message!("{}: `allowReserved` was {}", part.subject, verb);
            let key = words::ALLOW_RESERVED;
            self.note_in(pair, Fact::new(id, at(0, key), at(1, key), message).compatibility(Compatibility::Risky));
        }
        self.part_headers(pair, part, id);
        self.inner_parts(pair, part);
    }

    /// The headers of a part: those that a sender must write, and those that a reader counts on.
    fn part_headers(&mut self, pair: OperationPair<'a>, part: &Part<'_, 'a>, id: ChangeId) {
        let headers = |n: usize| part.encodings[n].and_then(|e| e.get(words::HEADERS));
        let (before, after) = (headers(0), headers(1));
        let entries = |list: Option<Cursor<'a>>| list.map(Cursor::entries).into_iter().flatten();
        let sent_by_client = part.response == pair.reversed;
        let required = |side: Side, at: Cursor<'a>| {
            self.api(side).workspace.resolve(at).get(words::REQUIRED).is_some_and(Cursor::is_true)
        };
        let mut found = Vec::new();
        for old in entries(before) {
            match after.and_then(|l| l.get_str(old.name())) {
                Some(new) if !self.walk_same().unchanged(old.value, new) => {
                    let message = message!("{}: header `{}` changed", part.subject, old.name());
                    let stricter = required(Side::Revision, new) && !required(Side::Base, old.value);
                    let looser = required(Side::Base, old.value) && !required(Side::Revision, new);
                    let breaks = if sent_by_client { stricter } else { looser };
                    let level = if breaks { Compatibility::Breaking } else { Compatibility::Risky };
                    found.push(Fact::new(id, Some(old.value), Some(new), message).compatibility(level));
                }
                Some(_) => {}
                None => {
                    let message = message!("{}: header `{}` was removed", part.subject, old.name());
                    let level = match (sent_by_client, required(Side::Base, old.value)) {
                        (true, _) => Compatibility::Compatible,
                        (false, true) => Compatibility::Breaking,
                        (false, false) => Compatibility::Risky,
                    };
                    let there = after.or(part.encodings[1]).unwrap_or(part.contents[1].at);
                    found.push(Fact::new(id, Some(old.value), Some(there), message).compatibility(level));
                }
            }
        }
        for new in entries(after).filter(|new| before.and_then(|l| l.get_str(new.name())).is_none()) {
            let message = message!("{}: header `{}` was added", part.subject, new.name());
            let breaks = sent_by_client && required(Side::Revision, new.value);
            let level = if breaks { Compatibility::Breaking } else { Compatibility::Compatible };
            let here = before.or(part.encodings[0]).unwrap_or(part.contents[0].at);
            found.push(Fact::new(id, Some(here), Some(new.value), message).compatibility(level));
        }
        found.into_iter().for_each(|change| self.note_in(pair, change));
    }

    /// What a part of a form is.
    fn part_shape(&self, content: &Content<'a>, name: &str, side: Side) -> BodyShape<'a> {
        match &content.shape {
            BodyShape::Form(fields) => {
                fields.iter().find(|f| f.name == name).map_or(BodyShape::Any, |field| field.shape())
            }
            BodyShape::Schema(at) => {
                let schema = self.api(side).workspace.resolve(*at);
                let part = schema.get(words::PROPERTIES).and_then(|p| p.get_str(name));
                part.map_or(BodyShape::Any, BodyShape::Schema)
            }
            BodyShape::Any => BodyShape::Any,
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
