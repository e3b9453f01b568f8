//! Examples and defaults should match their schema.

use crate::model::{Direction, MediaRange, declared_type, validate};
use crate::rule::prelude::*;
use crate::tree::Shape;

/// The rule.
pub static RULE: Rule = Rule {
    id: "example-valid",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "examples and defaults should match their schema",
    why: "People copy examples, mocks return them, tests send them. One that the schema refuses is wrong itself, or shows that the schema is.",
    when_off: "Disable it if examples are shortened on purpose.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Media Type Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#media-type-object",
    }],
    aliases: &[
        "oas3-valid-media-example",
        "oas3-valid-schema-example",
        "oas2-valid-schema-example",
        "oas2-valid-media-example",
        "no-invalid-media-type-examples",
        "no-invalid-schema-examples",
    ],
    examples: examples!("structure", "example-valid"),
    check: Check::Node(&[Kind::MediaType, Kind::Parameter, Kind::Header, Kind::Schema, Kind::Response], check),
    ..Rule::BASE
};

fn check<'a>(cx: &mut Context<'a>, at: Cursor<'a>) {
    match cx.kind(at) {
        Kind::Schema => of_schema(cx, at),
        Kind::MediaType => of_media_type(cx, at),
        Kind::Response => of_2_0_response(cx, at),
        _ => of_parameter(cx, at),
    }
}

fn of_schema<'a>(cx: &mut Context<'a>, at: Cursor<'a>) {
    let listed = at.get(words::EXAMPLES).into_iter().flat_map(Cursor::items);
    let values: Vec<Cursor<'a>> =
        [words::EXAMPLE, words::DEFAULT].into_iter().filter_map(|key| at.get(key)).chain(listed).collect();
    for value in values {
        // Inside an object, the example of the whole tells about its parts too; null as a default is
        // how many generators say that there is none.
        if value.shape() != Shape::Null {
            judge(cx, at, value, Direction::Either);
        }
    }
}

fn of_media_type<'a>(cx: &mut Context<'a>, at: Cursor<'a>) {
    // A media type that is a component is that of what refers to it (3.2).
    let is_component = at.parent().and_then(Cursor::key) == Some(words::MEDIA_TYPES);
    let names: Vec<&str> = if is_component {
        cx.workspace.referrers(at).iter().map(|from| from.key_text()).collect()
    } else {
        vec![at.key_text()]
    };
    let ranges: Vec<MediaRange> = names.into_iter().map(MediaRange::parse).collect();
    let is_json = ranges.iter().any(MediaRange::is_json);
    let is_sequence = ranges.iter().any(MediaRange::is_sequence);
    let owner = at.parent().and_then(Cursor::parent).map(|o| cx.kind(o));
    let direction = match owner {
        Some(Kind::RequestBody) => Direction::Request,
        Some(Kind::Response) => Direction::Response,
        _ => Direction::Either,
    };
    let (whole, item) = (at.get(words::SCHEMA), at.get(words::ITEM_SCHEMA));
    for value in values_of(cx, at) {
        // In forms and other formats everything is text, or is written in a way of its own; so is a sequence of values
        // that stands in a text.
        if is_sequence && value.is_seq() {
            whole.filter(|_| cx.version(at) >= Version::V3_2).into_iter().for_each(|s| judge(cx, s, value, direction));
            if let Some(item) = item {
                value.items().for_each(|value| judge(cx, item, value, direction));
            }
        } else if is_json && let Some(schema) = whole {
            judge(cx, schema, value, direction);
        }
    }
}

fn of_parameter<'a>(cx: &mut Context<'a>, at: Cursor<'a>) {
    if let Some(schema) = at.get(words::SCHEMA) {
        for value in values_of(cx, at) {
            // A serialized list or object is text, and so may a number or boolean be.
            let types = declared_type(cx.workspace.resolve(schema));
            let as_text = |t: crate::model::SchemaTypes| {
                let text = value.text();
                let number = (t.has("number") || t.has("integer")) && text.parse::<f64>().is_ok();
                let boolean = t.has("boolean") && matches!(text.as_ref(), "true" | "false");
                !t.has("string") && (t.has("array") || t.has("object") || number || boolean)
            };
            let serialized = value.shape() == Shape::Str && types.is_some_and(as_text);
            if !serialized {
                judge(cx, schema, value, Direction::Request);
            }
        }
    } else if let Some(default) = at.get(words::DEFAULT).filter(|_| cx.version(at) == Version::V2_0) {
        judge(cx, at, default, Direction::Request);
    }
}

/// 2.0: `examples` of a response, by media type.
fn of_2_0_response<'a>(cx: &mut Context<'a>, at: Cursor<'a>) {
    if cx.version(at) != Version::V2_0 {
        return;
    }
    let (Some(schema), Some(examples)) = (at.get(words::SCHEMA), at.get(words::EXAMPLES)) else { return };
    for example in examples.entries().filter(|e| MediaRange::parse(e.name()).is_json()) {
        judge(cx, schema, example.value, Direction::Response);
    }
}

/// `example`, and the values of `examples`.
fn values_of<'a>(cx: &Context<'a>, at: Cursor<'a>) -> Vec<Cursor<'a>> {
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

/// Formats that few people mean otherwise; `uri` is written of paths, `duration` of `90s`.
const STRICT: [&str; 8] = ["date", "date-time", "time", "uuid", "ipv4", "ipv6", "int32", "int64"];

/// Further mismatches of an example that are shown with their places.
const PLACES: usize = 6;

fn judge<'a>(cx: &mut Context<'a>, schema: Cursor<'a>, value: Cursor<'a>, direction: Direction) {
    let version = cx.version(schema);
    let Err(mismatches) = validate(cx.workspace, schema, value, version, direction, true) else { return };
    let Some((first, rest)) = mismatches.split_first() else { return };
    let what = match value.key() {
        Some(words::DEFAULT) => "the default",
        _ => "the example",
    };
    let path = first.value.pointer();
    let inside = path.strip_prefix(&value.pointer()).unwrap_or("").trim_start_matches('/').replace('/', ".");
    let place = if inside.is_empty() { Message::from(what) } else { message!("`{}` of {}", inside, what) };
    let more = if rest.is_empty() { Message::default() } else { message!(" (and {} more)", rest.len()) };
    let message = message!("{} {}{}", place, Message::foreign(&first.message), more);
    let spot = if first.value.file() == value.file() { first.value } else { value };
    let finding = if spot.is_map() || spot.is_seq() || spot.span().is_empty() {
        cx.key(spot, message)
    } else {
        cx.value(spot, message)
    };
    finding.also(first.keyword.name_location(), "required by this keyword");
    if mismatches.iter().all(|m| m.keyword.key() == Some(words::FORMAT) && !STRICT.contains(&m.keyword.text().as_ref()))
    {
        finding.severity(Severity::Info);
    }
    for other in rest.iter().filter(|other| other.value.file() == value.file()).take(PLACES) {
        finding.also(other.value.location(), Message::foreign(&other.message));
    }
    if value.shape() == Shape::Str && value.text().trim_start().starts_with(['{', '[']) && first.value == value {
        finding.help("the string looks like JSON: write it as a value, not as a string");
    }
}
