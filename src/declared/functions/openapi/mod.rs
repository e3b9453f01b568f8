//! Functions of the rules for OpenAPI that no path and no schema can express.

mod document;
mod example_schema;
mod examples;
mod operations;
mod references;
mod security;
mod servers;

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Said, Target};
use crate::declared::inventory::View;
use crate::tree::{Cursor, words};

/// A function with its options.
#[derive(Debug)]
pub enum OpenApiCheck {
    /// The document follows the grammar of its version.
    DocumentSchema,
    /// Examples and defaults are valid by their schemas.
    Example(examples::ExampleOptions),
    /// An operation with form data consumes a form.
    FormDataConsumed,
    /// Discriminators are required properties.
    Discriminator,
    /// No operation id is used twice.
    OperationIdUnique,
    /// No parameter is listed twice.
    OperationParameters,
    /// Some answer is a success.
    SuccessResponse,
    /// Templates and path parameters agree.
    PathParameters,
    /// Nothing stands beside `$ref`.
    RefSiblings,
    /// Required schemes and scopes are declared.
    SecurityDefined,
    /// Operations demand authentication.
    OperationSecured(security::Secured),
    /// Operations of administrators demand something of their own: what is in their paths.
    AdminSecurityUnique(String),
    /// Variables of servers are declared, and used.
    ServerVariables,
    /// Tags of operations are declared.
    TagDefined,
    /// No tag is declared twice.
    TagsUnique,
    /// Components are referred to.
    UnusedComponent,
}

/// The names of the functions.
pub(super) const NAMES: [&str; 16] = [
    "oasDocumentSchema",
    "oasExample",
    "oasOpFormDataConsumeCheck",
    "oasDiscriminator",
    "oasOpIdUnique",
    "oasOpParams",
    "oasOpSuccessResponse",
    "oasPathParam",
    "refSiblings",
    "oasSecurityDefined",
    "oasOperationSecured",
    "oasAdminSecurityUnique",
    "serverVariables",
    "oasTagDefined",
    "uniquenessTags",
    "oasUnusedComponent",
];

impl OpenApiCheck {
    /// The function of this name.
    pub(super) fn read(name: &str, options: Option<&Map<String, Value>>) -> Option<Result<Self, String>> {
        Some(Ok(match name {
            "oasDocumentSchema" => Self::DocumentSchema,
            "oasExample" => return Some(examples::ExampleOptions::read(options).map(Self::Example)),
            "oasOpFormDataConsumeCheck" => Self::FormDataConsumed,
            "oasDiscriminator" => Self::Discriminator,
            "oasOpIdUnique" => Self::OperationIdUnique,
            "oasOpParams" => Self::OperationParameters,
            "oasOpSuccessResponse" => Self::SuccessResponse,
            "oasPathParam" => Self::PathParameters,
            "refSiblings" => Self::RefSiblings,
            "oasSecurityDefined" => Self::SecurityDefined,
            "oasOperationSecured" => Self::OperationSecured(security::Secured::read(options)),
            "oasAdminSecurityUnique" => {
                let part = options.and_then(|o| o.get("adminUrl")).and_then(Value::as_str);
                Self::AdminSecurityUnique(part.unwrap_or("/admin").to_owned())
            }
            "serverVariables" => Self::ServerVariables,
            "oasTagDefined" => Self::TagDefined,
            "uniquenessTags" => Self::TagsUnique,
            "oasUnusedComponent" => Self::UnusedComponent,
            _ => return None,
        }))
    }

    pub(super) fn apply(&self, target: &Target<'_>, view: View<'_>) -> Vec<Said> {
        let Target::Node(at) = target else { return Vec::new() };
        let at = *at;
        match self {
            Self::RefSiblings => return references::siblings(at),
            Self::OperationParameters => return operations::parameters(at, view),
            Self::TagsUnique => return operations::tags_unique(at, view),
            _ if !at.is_map() => return Vec::new(),
            _ => {}
        }
        match self {
            Self::DocumentSchema => document::grammar(at, view),
            Self::Example(options) => examples::check(at, options, view),
            Self::FormDataConsumed => operations::form_consumed(at, view),
            Self::Discriminator => references::discriminator(at, view),
            Self::OperationIdUnique => operations::ids_unique(at, view),
            Self::SuccessResponse => operations::success(at, view),
            Self::PathParameters => operations::path_parameters(at, view),
            Self::SecurityDefined => security::defined(at, view),
            Self::OperationSecured(options) => security::secured(at, options, view),
            Self::AdminSecurityUnique(part) => security::admin_unique(at, part, view),
            Self::ServerVariables => servers::variables(at, view),
            Self::TagDefined => operations::tags_defined(at, view),
            Self::UnusedComponent => references::unused_components(target, view),
            Self::RefSiblings | Self::OperationParameters | Self::TagsUnique => Vec::new(),
        }
    }
}

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation with the names that lead to it below the paths.
struct Occurrence<'a> {
    path: String,
    method: Cow<'a, str>,
    node: Cursor<'a>,
}

/// The operations of a Paths Object.
fn operations<'a>(paths: Cursor<'a>, view: View<'a>) -> impl Iterator<Item = Occurrence<'a>> {
    let items = view.children(paths).filter(|(_, item)| item.is_map());
    items.flat_map(move |(path, item)| operations_of(&path.text(), item, view))
}

/// The operations of a Path Item Object.
fn operations_of<'a>(path: &str, item: Cursor<'a>, view: View<'a>) -> Vec<Occurrence<'a>> {
    let own = view.children(item).filter(|(method, node)| METHODS.contains(&&*method.text()) && node.is_map());
    own.map(|(method, node)| Occurrence { path: path.to_owned(), method: method.text(), node }).collect()
}

fn names(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|p| (*p).to_owned()).collect()
}

fn root_of(view: View<'_>) -> Cursor<'_> {
    view.root()
}

/// The items of a list that a node has under a name.
fn list<'a>(at: Cursor<'a>, name: &str, view: View<'a>) -> Vec<Cursor<'a>> {
    let list = view.child(at, name).filter(|l| l.is_seq());
    list.map(|l| view.children(l).map(|(_, item)| item).collect()).unwrap_or_default()
}

/// The text that a node has under a name.
fn text<'a>(at: Cursor<'a>, key: crate::tree::Key) -> Option<Cow<'a, str>> {
    at.get(key).and_then(Cursor::str)
}

/// `in` and `name` of a parameter.
fn identity<'a>(parameter: Cursor<'a>) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
    Some((text(parameter, words::IN)?, text(parameter, words::NAME)?))
}
