//! What travels: request bodies, responses, headers and media types, in one form for every version.

use std::borrow::Cow;

use super::{Api, Operation, Parameter, ParameterLocation};
use crate::spec::Version;
use crate::text::Sorting;
use crate::tree::{Cursor, Key, words};

/// Where the values of a part of a message are described.
#[derive(Clone, Debug)]
pub enum BodyShape<'a> {
    /// By a schema. In 2.0 a parameter, header or array item is its own schema.
    Schema(Cursor<'a>),
    /// By the form parameters of a 2.0 operation: an object with a property for each.
    Form(Vec<Parameter<'a>>),
    /// Not at all: anything may travel.
    Any,
}

impl<'a> BodyShape<'a> {
    /// The schema, where one describes it.
    #[must_use]
    pub fn schema(&self) -> Option<Cursor<'a>> {
        match self {
            BodyShape::Schema(at) => Some(*at),
            _ => None,
        }
    }
}

/// A media type with what it carries.
#[derive(Clone, Debug)]
pub struct Content<'a> {
    /// The media type or range as written.
    pub media_type: Cow<'a, str>,
    /// Where it is named.
    pub at: Cursor<'a>,
    /// What it carries.
    pub shape: BodyShape<'a>,
    /// What each item of a stream carries (3.2, `itemSchema`).
    pub item: Option<Cursor<'a>>,
    /// How the parts of a form are sent: the `encoding` object.
    pub encoding: Option<Cursor<'a>>,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body<'a> {
    /// Where it stands: the `requestBody`, or 2.0's parameter.
    pub at: Cursor<'a>,
    /// True where a request must have it.
    pub required: bool,
    /// By media type.
    pub contents: Vec<Content<'a>>,
}

/// A header of a response.
#[derive(Clone, Debug)]
pub struct Header<'a> {
    /// Its name as written.
    pub name: &'a str,
    /// The header object, references resolved.
    pub node: Cursor<'a>,
    /// Its entry.
    pub at: Cursor<'a>,
    /// True where each response has it.
    pub required: bool,
    /// Its value.
    pub shape: BodyShape<'a>,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response<'a> {
    /// The code, range or `default`.
    pub code: &'a str,
    /// Its entry.
    pub at: Cursor<'a>,
    /// The response object, references resolved.
    pub node: Cursor<'a>,
    /// By media type.
    pub contents: Vec<Content<'a>>,
    /// Its headers.
    pub headers: Vec<Header<'a>>,
}

impl<'a> Parameter<'a> {
    /// True where a request must have it.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.node.get(words::REQUIRED).is_some_and(Cursor::is_true)
    }

    /// What its values are: the `schema`, the schema of its `content`, or in 2.0 the parameter itself.
    #[must_use]
    pub fn shape(&self) -> BodyShape<'a> {
        described(self.node)
    }
}

/// The shape of a parameter or header.
fn described(node: Cursor<'_>) -> BodyShape<'_> {
    if let Some(schema) = node.get(words::SCHEMA) {
        return BodyShape::Schema(schema);
    }
    if let Some(content) = node.get(words::CONTENT) {
        let first = content.entries().next().and_then(|e| e.value.get(words::SCHEMA));
        return first.map_or(BodyShape::Any, BodyShape::Schema);
    }
    if node.get(words::TYPE).is_some() { BodyShape::Schema(node) } else { BodyShape::Any }
}

/// The media types that 2.0 lists for an operation.
fn listed<'a>(api: &Api<'a>, operation: &Operation<'a>, key: Key) -> Vec<(Cow<'a, str>, Cursor<'a>)> {
    let own = operation.node.get(key).or_else(|| api.root.get(key));
    own.into_iter().flat_map(Cursor::items).filter_map(|i| Some((i.str()?, i))).collect()
}

fn contents<'a>(api: &Api<'a>, holder: Cursor<'a>) -> Vec<Content<'a>> {
    let entries = holder.get(words::CONTENT).map(Cursor::entries).into_iter().flatten();
    entries
        .filter(|e| !e.name().starts_with("x-"))
        .map(|e| {
            let node = api.workspace.resolve(e.value);
            Content {
                media_type: Cow::Borrowed(e.name()),
                at: e.value,
                shape: node.get(words::SCHEMA).map_or(BodyShape::Any, BodyShape::Schema),
                item: node.get(words::ITEM_SCHEMA),
                encoding: node.get(words::ENCODING),
            }
        })
        .collect()
}

impl<'a> Api<'a> {
    /// The body that requests of an operation have.
    #[must_use]
    pub fn body_of<'o>(&self, operation: &'o Operation<'a>) -> Option<&'o Body<'a>> {
        operation.body.as_ref()
    }

    /// The media types of that body.
    pub fn contents_of<'o>(&self, operation: &'o Operation<'a>) -> impl Iterator<Item = &'o Content<'a>> + use<'o, 'a> {
        operation.body.iter().flat_map(|body| &body.contents)
    }

    fn body(&self, operation: &Operation<'a>) -> Option<Body<'a>> {
        if self.version == Version::V2_0 {
            return self.old_body(operation);
        }
        let at = operation.node.get(words::REQUEST_BODY)?;
        let node = self.workspace.resolve(at);
        let required = node.get(words::REQUIRED).is_some_and(Cursor::is_true);
        Some(Body { at, required, contents: contents(self, node) })
    }

    fn old_body(&self, operation: &Operation<'a>) -> Option<Body<'a>> {
        let consumed = |otherwise: &'static str| {
            let list = listed(self, operation, words::CONSUMES);
            if list.is_empty() { vec![(Cow::Borrowed(otherwise), operation.node)] } else { list }
        };
        let content = |(media_type, at): (Cow<'a, str>, Cursor<'a>), shape: &BodyShape<'a>| Content {
            media_type,
            at,
            shape: shape.clone(),
            item: None,
            encoding: None,
        };
        if let Some(body) = operation.parameters.iter().find(|p| p.place == ParameterLocation::Body) {
            let shape = body.node.get(words::SCHEMA).map_or(BodyShape::Any, BodyShape::Schema);
            let contents = consumed("application/json").into_iter().map(|m| content(m, &shape)).collect();
            return Some(Body { at: body.listed, required: body.is_required(), contents });
        }
        let fields: Vec<Parameter<'a>> =
            operation.parameters.iter().filter(|p| p.place == ParameterLocation::FormData).cloned().collect();
        let at = fields.first()?.listed;
        let required = fields.iter().any(Parameter::is_required);
        let shape = BodyShape::Form(fields);
        let mut media_types = consumed("application/x-www-form-urlencoded");
        media_types.retain(|(m, _)| m.contains("form"));
        Some(Body { at, required, contents: media_types.into_iter().map(|m| content(m, &shape)).collect() })
    }

    /// The parameters that travel outside of the body.
    pub fn plain_parameters<'o>(&self, operation: &'o Operation<'a>) -> impl Iterator<Item = &'o Parameter<'a>> {
        operation
            .parameters
            .iter()
            .filter(|p| !matches!(p.place, ParameterLocation::Body | ParameterLocation::FormData))
    }

    /// The responses of an operation.
    #[must_use]
    pub fn responses_of<'o>(&self, operation: &'o Operation<'a>) -> &'o [Response<'a>] {
        &operation.responses
    }

    /// Reads the messages of all operations: most rules ask for them.
    pub(super) fn read_messages(&mut self) {
        let responses = |operation: &Operation<'a>| {
            let entries = operation.node.get(words::RESPONSES).map(|r| self.workspace.resolve(r).entries());
            let entries = entries.into_iter().flatten().filter(|e| !e.name().starts_with("x-"));
            entries.map(|e| self.response(operation, e.name(), e.value)).collect()
        };
        let read = |operation: &Operation<'a>| (self.body(operation), responses(operation));
        let all: Vec<(Option<Body<'a>>, Vec<Response<'a>>)> = self.operations.iter().map(read).collect();
        for (operation, (body, responses)) in self.operations.iter_mut().zip(all) {
            (operation.body, operation.responses) = (body, responses);
        }
    }

    fn response(&self, operation: &Operation<'a>, code: &'a str, at: Cursor<'a>) -> Response<'a> {
        let node = self.workspace.resolve(at);
        let contents = if self.version == Version::V2_0 {
            let shape = node.get(words::SCHEMA).map(BodyShape::Schema);
            let mut produced = listed(self, operation, words::PRODUCES);
            if produced.is_empty() {
                produced.push((Cow::Borrowed("application/json"), at));
            }
            let of = |shape: BodyShape<'a>| {
                let content = |(media_type, named): (Cow<'a, str>, Cursor<'a>)| Content {
                    media_type,
                    at: named,
                    shape: shape.clone(),
                    item: None,
                    encoding: None,
                };
                produced.into_iter().map(content).collect()
            };
            shape.map_or_else(Vec::new, of)
        } else {
            contents(self, node)
        };
        let headers = node.get(words::HEADERS).map(Cursor::entries).into_iter().flatten();
        let headers = headers.filter(|e| !e.name().starts_with("x-") || e.value.is_map()).map(|e| {
            let node = self.workspace.resolve(e.value);
            let required = node.get(words::REQUIRED).is_some_and(Cursor::is_true);
            Header { name: e.name(), node, at: e.value, required, shape: described(node) }
        });
        Response { code, at, node, contents, headers: headers.collect() }
    }
}

/// How a body of a media type carries what its schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Representation {
    /// With the types of JSON: JSON itself, YAML, CBOR and their kin.
    Typed,
    /// As elements and attributes, by the `xml` of its schemas (OpenAPI 3.0.4, XML Object).
    Xml,
    /// As the text of a form.
    Form,
    /// As one text.
    Text,
    /// As bytes, of which a schema says little: images, archives (OpenAPI 3.1.0, Media Type Object: their schema may be
    /// left out).
    Binary,
    /// By rules that the name does not tell.
    Unknown,
}

/// A media type or range in its parts: type, subtype, parameters; lower case, parameters sorted.
/// RFC 9110, section 8.3.1; ranges as in section 12.5.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaRange {
    /// `application`, `*`.
    pub ty: String,
    /// `json`, `vnd.acme+json`, `*`.
    pub subtype: String,
    /// `version=2`; `charset` is left out, since JSON and text differ by it only in their bytes.
    pub parameters: Vec<String>,
}

impl MediaRange {
    /// Reads one. A text that is none stands for itself alone.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let mut parts = lower.split(';').map(str::trim);
        let name = parts.next().unwrap_or("");
        let (ty, subtype) = name.split_once('/').unwrap_or((name, ""));
        let mut parameters: Vec<String> = parts
            .filter(|p| !p.is_empty() && !p.starts_with("charset") && !p.starts_with("q="))
            .map(|p| p.split_once('=').map_or(p.to_owned(), |(k, v)| format!("{}={}", k.trim(), v.trim_matches('"'))))
            .collect();
        parameters.order();
        Self { ty: ty.trim().to_owned(), subtype: subtype.trim().to_owned(), parameters }
    }

    /// True where each message of `other`'s type is of this range too.
    #[must_use]
    pub fn covers(&self, other: &MediaRange) -> bool {
        (self.ty == "*" || self.ty == other.ty)
            && (self.subtype == "*" || self.subtype == other.subtype)
            && self.parameters.iter().all(|p| other.parameters.contains(p))
    }

    /// True for HTML forms, whose values travel as text.
    #[must_use]
    pub fn is_form(&self) -> bool {
        matches!(self.subtype.as_str(), "x-www-form-urlencoded" | "form-data")
    }

    /// True for `*/*`.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.ty == "*"
    }

    /// True for a sequence of JSON values: JSON Lines, JSON text sequences (RFC 7464).
    #[must_use]
    pub fn is_sequence(&self) -> bool {
        ["jsonl", "x-jsonl", "jsonlines", "x-jsonlines", "ndjson", "x-ndjson", "json-seq"]
            .contains(&self.subtype.as_str())
            || ["+jsonl", "+ndjson", "+json-seq"].iter().any(|end| self.subtype.ends_with(end))
    }

    /// How its bodies carry what schemas describe.
    #[must_use]
    pub fn representation(&self) -> Representation {
        let name = self.subtype.as_str();
        let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| name.ends_with(suffix));
        let typed = ["yaml", "x-yaml", "cbor", "msgpack", "x-msgpack", "vnd.msgpack", "bson", "ubjson", "event-stream"];
        match self.ty.as_str() {
            _ if self.is_form() => Representation::Form,
            "*" => Representation::Typed,
            "image" | "audio" | "video" | "font" | "model" if !ends(&["+xml"]) => Representation::Binary,
            _ if self.is_json() || self.is_sequence() => Representation::Typed,
            _ if name == "xml" || ends(&["+xml"]) => Representation::Xml,
            _ if typed.contains(&name) || ends(&["+yaml", "+cbor", "+msgpack", "+bson"]) => Representation::Typed,
            "text" => Representation::Text,
            _ if ends(&[
                "octet-stream",
                "pdf",
                "zip",
                "gzip",
                "x-tar",
                "x-7z-compressed",
                "wasm",
                "x-bzip2",
                "zstd",
            ]) =>
            {
                Representation::Binary
            }
            _ => Representation::Unknown,
        }
    }

    /// True where a body is a sequence of items, each with the `itemSchema` (OpenAPI 3.2.0, Media Type Object).
    #[must_use]
    pub fn is_of_items(&self) -> bool {
        self.is_sequence() || self.subtype == "event-stream" || (self.ty == "multipart" && self.subtype == "mixed")
    }

    /// True where a body is JSON, or may be any type at all.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.subtype == "json" || self.subtype.ends_with("+json") || self.subtype == "*"
    }
}

/// The `charset` that a media type names, in lower case (RFC 9110, section 8.3.2).
#[must_use]
pub fn charset_of(media_type: &str) -> Option<String> {
    let parameters = media_type.split(';').skip(1).filter_map(|p| p.split_once('='));
    let mut named = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    named.next().map(|(_, value)| value.trim().trim_matches('"').to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_say_how_their_bodies_are_written() {
        let of = |text: &str| MediaRange::parse(text).representation();
        for (text, wanted) in [
            ("application/json", Representation::Typed),
            ("application/problem+json; charset=utf-8", Representation::Typed),
            ("application/vnd.acme+cbor", Representation::Typed),
            ("text/yaml", Representation::Typed),
            ("*/*", Representation::Typed),
            ("application/xml", Representation::Xml),
            ("text/xml", Representation::Xml),
            ("image/svg+xml", Representation::Xml),
            ("image/*", Representation::Binary),
            ("image/png", Representation::Binary),
            ("application/pdf", Representation::Binary),
            ("text/csv", Representation::Text),
            ("multipart/form-data", Representation::Form),
            ("application/vnd.acme.v3", Representation::Unknown),
        ] {
            assert_eq!(of(text), wanted, "{text}");
        }
        assert_eq!(charset_of("text/plain; Charset=\"UTF-8\"").as_deref(), Some("utf-8"));
        assert_eq!(charset_of("text/plain; format=flowed"), None);
    }

    #[test]
    fn ranges_cover_what_they_say() {
        let covers = |a: &str, b: &str| MediaRange::parse(a).covers(&MediaRange::parse(b));
        assert!(covers("application/*", "application/json"));
        assert!(!covers("application/json", "application/*"));
        assert!(covers("Application/JSON", "application/json; charset=utf-8"));
        assert!(!covers("application/json", "application/vnd.acme+json"));
        assert!(!covers("application/json;version=2", "application/json"));
        assert!(covers("*/*", "text/plain;version=1"));
    }
}
