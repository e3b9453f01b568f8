//! The examples that stand in a document, with the schemas that they are examples of.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::described::Described;
use super::own_holders;
use crate::model::{Api, Direction, MediaRange};
use crate::rule::Context;
use crate::source::FileId;
use crate::spec::{Kind, Version};
use crate::text::Sorting;
use crate::tree::{Cursor, NodeId, words};

/// A value with the schema that it should match.
#[derive(Clone, Copy, Debug)]
pub struct WrittenExample<'a> {
    /// The schema.
    pub schema: Cursor<'a>,
    /// The value.
    pub value: Cursor<'a>,
    /// Which way it travels.
    pub direction: Direction,
    /// True for a form: what is in it is sent as text.
    pub is_form: bool,
}

/// `example`, and the values of `examples` as a mapping.
pub fn example_values<'a>(cx: &Context<'a>, at: Cursor<'a>) -> Vec<Cursor<'a>> {
    let named = at
        .get(words::EXAMPLES)
        .filter(|e| e.is_map())
        .into_iter()
        .flat_map(Cursor::entries)
        .map(|e| cx.workspace.resolve(e.value));
    let given = named.filter_map(|e| e.get(words::VALUE).or_else(|| e.get(words::DATA_VALUE)));
    // `$ref` inside a value is data; people write it all the same, and mean the target.
    at.get(words::EXAMPLE).into_iter().chain(given).filter(|v| v.get(words::REF).is_none()).collect()
}

/// The examples of a schema, of a media type, or of a response of 2.0; `default` is one, too.
pub fn written_examples<'a>(cx: &Context<'a>, at: Cursor<'a>) -> Vec<WrittenExample<'a>> {
    match cx.kind(at) {
        Kind::Schema => of_schema(at),
        Kind::MediaType => of_media_type(cx, at),
        Kind::Response => of_2_0_response(cx, at),
        _ => Vec::new(),
    }
}

fn of_schema(at: Cursor<'_>) -> Vec<WrittenExample<'_>> {
    let listed = at.get(words::EXAMPLES).into_iter().flat_map(Cursor::items);
    let single = [words::EXAMPLE, words::DEFAULT].into_iter().filter_map(|key| at.get(key));
    single
        .chain(listed)
        .map(|value| WrittenExample { schema: at, value, direction: Direction::Either, is_form: false })
        .collect()
}

fn of_media_type<'a>(cx: &Context<'a>, at: Cursor<'a>) -> Vec<WrittenExample<'a>> {
    // A media type that is a component is that of what refers to it (3.2).
    let is_component = at.parent().and_then(Cursor::key) == Some(words::MEDIA_TYPES);
    let names: Vec<&str> = if is_component {
        cx.workspace.referrers(at).iter().map(|from| from.key_text()).collect()
    } else {
        vec![at.key_text()]
    };
    let ranges: Vec<MediaRange> = names.into_iter().map(MediaRange::parse).collect();
    let is_json = ranges.iter().any(MediaRange::is_json);
    let is_form = ranges.iter().any(MediaRange::is_form);
    let is_sequence = ranges.iter().any(MediaRange::is_sequence);
    let direction = match at.parent().and_then(Cursor::parent).map(|owner| cx.kind(owner)) {
        Some(Kind::RequestBody) => Direction::Request,
        Some(Kind::Response) => Direction::Response,
        _ => Direction::Either,
    };
    let (whole, item) = (at.get(words::SCHEMA), at.get(words::ITEM_SCHEMA));
    let mut found = Vec::new();
    let mut add = |schema, value| found.push(WrittenExample { schema, value, direction, is_form: is_form && !is_json });
    for value in example_values(cx, at) {
        // In other formats everything is text, or is written in a way of its own; so is a sequence of values that stands
        // in a text, and a form as it is sent.
        if is_sequence && value.is_seq() {
            if let Some(schema) = whole.filter(|_| cx.version(at) >= Version::V3_2) {
                add(schema, value);
            }
            if let Some(item) = item {
                value.items().for_each(|value| add(item, value));
            }
        } else if let Some(schema) = whole.filter(|_| is_json || (is_form && value.is_map())) {
            add(schema, value);
        }
    }
    found
}

/// 2.0: `examples` of a response, by media type.
fn of_2_0_response<'a>(cx: &Context<'a>, at: Cursor<'a>) -> Vec<WrittenExample<'a>> {
    let (Some(schema), Some(examples)) = (at.get(words::SCHEMA), at.get(words::EXAMPLES)) else { return Vec::new() };
    if cx.version(at) != Version::V2_0 {
        return Vec::new();
    }
    let json = examples.entries().filter(|e| MediaRange::parse(e.name()).is_json());
    json.map(|e| WrittenExample { schema, value: e.value, direction: Direction::Response, is_form: false }).collect()
}

/// The examples in the files that a document reaches, with the objects that hold them.
pub fn all_examples<'a>(cx: &Context<'a>, api: &Api<'_>, kinds: &[Kind]) -> Vec<(Cursor<'a>, WrittenExample<'a>)> {
    let fields = [words::EXAMPLE, words::EXAMPLES, words::DEFAULT];
    let mut holders: Vec<Cursor<'a>> = fields.into_iter().flat_map(|key| own_holders(cx, api, key, kinds)).collect();
    holders.order_by_key(|at| (at.file(), at.id()));
    holders.dedup();
    holders.into_iter().flat_map(|at| written_examples(cx, at).into_iter().map(move |e| (at, e))).collect()
}

/// The objects of examples, with what their schemas describe; schemas that many examples share are read once.
#[derive(Default)]
pub struct ExampleObjects<'a> {
    known: FxHashMap<Vec<(FileId, NodeId)>, Rc<Described<'a>>>,
}

impl<'a> ExampleObjects<'a> {
    /// Those of one example, in document order.
    pub fn of(&mut self, cx: &Context<'a>, example: WrittenExample<'a>) -> Vec<(Cursor<'a>, Rc<Described<'a>>)> {
        let mut found = Vec::new();
        let mut work = vec![(vec![example.schema], example.value)];
        while let Some((schemas, value)) = work.pop() {
            if schemas.is_empty() || !(value.is_map() || value.is_seq()) {
                continue;
            }
            let key: Vec<_> = schemas.iter().map(|s| (s.file(), s.id())).collect();
            let described = self.known.entry(key).or_insert_with(|| {
                let mut all = Described::default();
                schemas.iter().for_each(|schema| all.add(cx, *schema));
                Rc::new(all)
            });
            let described = described.clone();
            if value.is_map() {
                let nested = value.entries().filter(|e| e.value.is_map() || e.value.is_seq());
                work.extend(nested.map(|e| (described.schemas_of(e).collect(), e.value)));
                found.push((value, described));
            } else {
                let items = described.items();
                let nested = value.items().filter(|item| item.is_map() || item.is_seq());
                work.extend(nested.map(|item| (items.clone(), item)));
            }
        }
        found.order_by_key(|(value, _)| value.id());
        found
    }
}
