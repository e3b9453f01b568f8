//! Examples and defaults should match their schema.

use crate::model::{Direction, Mismatch, declared_type, validate};
use crate::rule::prelude::*;
use crate::rules::support::{WrittenExample, example_values, written_examples};
use std::sync::Arc;

use crate::source::Source;
use crate::tree::{Limits, Shape, Tree};

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
    asks: &[words::EXAMPLE, words::EXAMPLES, words::DEFAULT],
    check: Check::Node(&[Kind::MediaType, Kind::Parameter, Kind::Header, Kind::Schema, Kind::Response], check),
    ..Rule::BASE
};

fn check<'a>(cx: &mut Context<'a>, at: Cursor<'a>) {
    if matches!(cx.kind(at), Kind::Parameter | Kind::Header) {
        return of_parameter(cx, at);
    }
    for example in written_examples(cx, at) {
        // Up to 3.0, null is how many generators say that there is no value; so it is as a default.
        let is_null = example.value.shape() == Shape::Null && example.schema == at;
        let says_none = cx.version(at) < Version::V3_1 || example.value.key() == Some(words::DEFAULT);
        // An empty object as a default is filled with the defaults of its properties.
        let is_empty =
            example.value.key() == Some(words::DEFAULT) && example.value.is_map() && example.value.is_empty();
        let is_no_value = is_null && says_none;
        if !is_no_value && !is_empty {
            judge_as(cx, example);
        }
    }
}

fn of_parameter<'a>(cx: &mut Context<'a>, at: Cursor<'a>) {
    if let Some(schema) = at.get(words::SCHEMA) {
        for value in example_values(cx, at) {
            // A serialized list or object is text, and so may a number or boolean be.
            let types = declared_type(cx.workspace.resolve(schema));
            let as_text = |t: crate::model::SchemaTypes| {
                let text = value.text();
                let number = (t.has("number") || t.has("integer")) && text.parse::<f64>().is_ok();
                let boolean = t.has("boolean") && matches!(text.as_ref(), "true" | "false");
                !t.has("string") && (t.has("array") || t.has("object") || number || boolean)
            };
            let is_text = value.shape() == Shape::Str;
            if is_text && types.is_some_and(|t| t.has("array") && !t.has("string") && !t.has("object")) {
                judge_list(cx, at, schema, value);
            } else if !(is_text && types.is_some_and(as_text)) {
                judge(cx, schema, value, Direction::Request);
            }
        }
    } else if let Some(default) = at.get(words::DEFAULT).filter(|_| cx.version(at) == Version::V2_0) {
        judge(cx, at, default, Direction::Request);
    }
}

/// An array that stands in the text of an example as it is sent: the items between commas, or what the style separates
/// them by (Parameter Object, `style`). A text that is one item, as `explode` sends each, is right, too.
fn judge_list<'a>(cx: &mut Context<'a>, at: Cursor<'a>, schema: Cursor<'a>, value: Cursor<'a>) {
    let text = value.text();
    // JSON in a text is read as one.
    if text.trim_start().starts_with('[') || text.is_empty() {
        return;
    }
    let separator = match at.get(words::STYLE).map(|s| s.text().into_owned()).as_deref() {
        Some("spaceDelimited") => [" ", "%20"].into_iter().find(|s| text.contains(s)).unwrap_or(" "),
        Some("pipeDelimited") => ["|", "%7C"].into_iter().find(|s| text.contains(s)).unwrap_or("|"),
        Some("form" | "simple") | None => ",",
        Some(_) => return,
    };
    // `?ids=1,2` or `ids=1&ids=2`: the whole as it stands in a URL.
    if text.contains('=') {
        return;
    }
    let typed = |part: &str| match serde_json::from_str::<serde_json::Value>(part) {
        Ok(read) if !read.is_string() => read,
        _ => serde_json::Value::from(part),
    };
    let lists = |parts: Vec<&str>| {
        let as_written = parts.iter().map(|part| typed(part.trim())).collect::<Vec<_>>();
        let as_texts = parts.iter().map(|part| json!(part.trim())).collect::<Vec<_>>();
        [as_written, as_texts].map(|items| serde_json::Value::from(items).to_string())
    };
    let readings = lists(text.split(separator).collect()).into_iter().chain(lists(vec![&*text]));
    let trees: Vec<Tree> =
        readings.map(|json| Tree::parse(Arc::new(Source::new("example.json", json)), Limits::default())).collect();
    let version = cx.version(schema);
    let workspace = cx.workspace;
    let mut refused = None;
    for tree in &trees {
        match validate(workspace, schema, tree.root(), version, Direction::Request, true) {
            Ok(()) => return,
            Err(mismatches) => {
                let first = mismatches.into_iter().next().map(|m| (m.message, m.keyword.name_location()));
                refused = refused.or(first);
            }
        }
    }
    if let Some((why, keyword)) = refused {
        cx.value(value, message!("an item of the example {}", Message::foreign(why)))
            .also(keyword, "required by this keyword");
    }
}

/// Formats that few people mean otherwise; `uri` is written of paths, `duration` of `90s`.
const STRICT: [&str; 8] = ["date", "date-time", "time", "uuid", "ipv4", "ipv6", "int32", "int64"];

/// Further mismatches of an example that are shown with their places.
const PLACES: usize = 6;

fn judge<'a>(cx: &mut Context<'a>, schema: Cursor<'a>, value: Cursor<'a>, direction: Direction) {
    judge_as(cx, WrittenExample { schema, value, direction, is_form: false });
}

/// In a form a number, a boolean and the only item of a list may be written as the text that is sent.
fn is_sent_as_text(mismatch: &Mismatch<'_>) -> bool {
    let types = mismatch.keyword.parent().and_then(declared_type);
    let (Some(types), true) = (types, mismatch.value.shape() == Shape::Str) else { return false };
    let text = mismatch.value.text();
    let number = (types.has("number") || types.has("integer")) && text.parse::<f64>().is_ok();
    let boolean = types.has("boolean") && matches!(text.as_ref(), "true" | "false");
    mismatch.keyword.key() == Some(words::TYPE) && (number || boolean || types.has("array"))
}

fn judge_as<'a>(cx: &mut Context<'a>, example: WrittenExample<'a>) {
    let WrittenExample { schema, value, direction, is_form } = example;
    let version = cx.version(schema);
    let Err(mut mismatches) = validate(cx.workspace, schema, value, version, direction, true) else { return };
    mismatches.retain(|m| !(is_form && is_sent_as_text(m)));
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
