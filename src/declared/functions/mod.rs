//! The functions that rules apply to what their paths lead to.

mod casing;
mod formats;
mod openapi;
mod schema;
mod values;

#[cfg(feature = "javascript")]
pub(super) use values::{unreferenced, used};

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::inventory::View;
use super::pattern::CompiledPattern;
use crate::tree::{Cursor, Shape};

/// What a function is applied to.
#[derive(Clone, Debug)]
pub enum Target<'a> {
    /// Nothing is there.
    Missing,
    /// The name of a property.
    Name(Cow<'a, str>),
    /// A value.
    Node(Cursor<'a>),
}

impl<'a> Target<'a> {
    /// The text of a name or of a value that is a text.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'a, str>> {
        match self {
            Target::Name(name) => Some(name.clone()),
            Target::Node(at) if at.shape() == Shape::Str => Some(at.text()),
            _ => None,
        }
    }

    fn node(&self) -> Option<Cursor<'a>> {
        match self {
            Target::Node(at) => Some(*at),
            _ => None,
        }
    }

    /// True for what JavaScript takes for true.
    fn is_true(&self) -> bool {
        match self {
            Target::Missing => false,
            Target::Name(name) => !name.is_empty(),
            Target::Node(at) => match at.shape() {
                Shape::Null => false,
                Shape::Bool => at.is_true(),
                Shape::Int | Shape::Float => at.f64().is_some_and(|n| n != 0.0 && !n.is_nan()),
                Shape::Str => !at.text().is_empty(),
                Shape::Seq | Shape::Map | Shape::Alias => true,
            },
        }
    }

    /// The value as messages show it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Target::Missing => "undefined".to_owned(),
            Target::Name(name) => format!("\"{name}\""),
            Target::Node(at) => match at.shape() {
                Shape::Str => format!("\"{}\"", at.text()),
                Shape::Map => "Object{}".to_owned(),
                Shape::Seq => "Array[]".to_owned(),
                _ => at.text().into_owned(),
            },
        }
    }
}

/// Something that a function has to say of its target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// What is wrong.
    pub message: String,
    /// Where, below the target.
    pub below: Vec<String>,
    /// True where the place counts from the root of the document.
    pub from_root: bool,
    /// True where what is said begins with the name of the property that it is about.
    pub about_property: bool,
    /// True where the function itself failed: then its words are shown, not those of the rule.
    pub failed: bool,
}

impl Said {
    pub(super) fn here(message: impl Into<String>) -> Self {
        Self { message: message.into(), below: Vec::new(), from_root: false, about_property: false, failed: false }
    }

    /// Of the property that the target is.
    pub(super) fn of_property(message: impl Into<String>) -> Self {
        Self { about_property: true, ..Self::here(message) }
    }

    /// At a place that counts from the root of the document.
    pub(super) fn from_root(below: Vec<String>, message: impl Into<String>) -> Self {
        Self { message: message.into(), below, from_root: true, about_property: false, failed: false }
    }

    /// A failure of the function itself.
    #[cfg(feature = "javascript")]
    pub(super) fn failure(message: impl Into<String>) -> Self {
        Self { failed: true, ..Self::here(message) }
    }

    fn at(below: Vec<String>, message: impl Into<String>) -> Self {
        Self { message: message.into(), below, from_root: false, about_property: false, failed: false }
    }
}

/// A function with its options, read and ready.
#[derive(Debug)]
pub enum Function {
    /// Entries follow the alphabet.
    Alphabetical { keyed_by: Option<String> },
    /// Names follow a way to write them.
    Casing(casing::Casing),
    /// Something is there.
    Defined,
    /// One of some values.
    Enumeration(Vec<Value>),
    /// Nothing, false, zero or empty.
    Falsy,
    /// A length, count or number between bounds.
    Length { min: Option<f64>, max: Option<f64> },
    /// At least one of some properties.
    Or(Vec<String>),
    /// A text that matches, and does not match.
    CompiledPattern { wanted: Option<(String, CompiledPattern)>, unwanted: Option<(String, CompiledPattern)> },
    /// Valid by a JSON Schema.
    Schema(schema::Schema),
    /// Neither nothing, false, zero nor empty.
    Truthy,
    /// The values of `enum` are of its `type`.
    TypedEnum,
    /// Nothing is there.
    Undefined,
    /// Each definition of a place is referred to.
    Unreferenced { location: String },
    /// Exactly one of some properties.
    Xor(Vec<String>),
    /// One of those about OpenAPI.
    OpenApi(openapi::OpenApiCheck),
}

/// The names of the functions for all documents.
pub const NAMES: [&str; 14] = [
    "alphabetical",
    "casing",
    "defined",
    "enumeration",
    "falsy",
    "length",
    "or",
    "pattern",
    "schema",
    "truthy",
    "typedEnum",
    "undefined",
    "unreferencedReusableObject",
    "xor",
];

/// FunctionOptions as they are written; nothing where there are none.
type FunctionOptions = Option<serde_json::Map<String, Value>>;

impl Function {
    /// Reads the options of a function; `None` where there is no such function.
    pub fn read(name: &str, options: Option<&Value>) -> Option<Result<Self, String>> {
        let options = match options {
            None | Some(Value::Null) => None,
            Some(Value::Object(map)) => Some(map.clone()),
            Some(_) => return Some(Err(format!("the options of `{name}` must be an object"))),
        };
        if let Some(check) = openapi::OpenApiCheck::read(name, options.as_ref()) {
            return Some(check.map(Self::OpenApi));
        }
        NAMES.contains(&name).then(|| Self::with(name, options))
    }

    /// The names of all functions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.into_iter().chain(openapi::NAMES)
    }

    fn with(name: &str, options: FunctionOptions) -> Result<Self, String> {
        let allowed: &[&str] = match name {
            "alphabetical" => &["keyedBy"],
            "casing" => &["type", "disallowDigits", "separator"],
            "enumeration" => &["values"],
            "length" => &["min", "max"],
            "or" | "xor" => &["properties"],
            "pattern" => &["match", "notMatch"],
            "schema" => &["schema", "dialect", "allErrors", "prepareResults"],
            "unreferencedReusableObject" => &["reusableObjectsLocation"],
            _ => &[],
        };
        if let Some(options) = &options {
            if allowed.is_empty() {
                return Err(format!("`{name}` takes no options"));
            }
            if let Some(strange) = options.keys().find(|k| !allowed.contains(&k.as_str())) {
                return Err(format!("`{name}` has no option `{strange}`"));
            }
        }
        let get = |key: &str| options.as_ref().and_then(|o| o.get(key));
        let need = || format!("`{name}` needs options");
        Ok(match name {
            "alphabetical" => Self::Alphabetical {
                keyed_by: match get("keyedBy") {
                    None if options.as_ref().is_some_and(serde_json::Map::is_empty) => return Err(need()),
                    None => None,
                    Some(Value::String(key)) => Some(key.clone()),
                    Some(_) => return Err("`keyedBy` must be a string".to_owned()),
                },
            },
            "casing" => Self::Casing(casing::Casing::read(options.as_ref().ok_or_else(need)?)?),
            "defined" => Self::Defined,
            "enumeration" => match get("values") {
                Some(Value::Array(values)) if values.iter().all(|v| !v.is_object() && !v.is_array()) => {
                    Self::Enumeration(values.clone())
                }
                _ => return Err("`enumeration` needs `values`, a list of plain values".to_owned()),
            },
            "falsy" => Self::Falsy,
            "length" => {
                let number = |key: &str| match get(key) {
                    None => Ok(None),
                    Some(Value::Number(n)) => Ok(n.as_f64()),
                    Some(_) => Err(format!("`{key}` must be a number")),
                };
                let (min, max) = (number("min")?, number("max")?);
                if min.is_none() && max.is_none() {
                    return Err("`length` needs `min` or `max`".to_owned());
                }
                Self::Length { min, max }
            }
            "or" | "xor" => {
                let names = match get("properties") {
                    Some(Value::Array(names)) => names.iter().map(|n| n.as_str().map(str::to_owned)).collect(),
                    _ => None,
                };
                let names: Vec<String> =
                    names.ok_or_else(|| format!("`{name}` needs `properties`, a list of names"))?;
                if names.is_empty() || (name == "xor" && names.len() < 2) {
                    return Err(format!("`properties` of `{name}` names too few"));
                }
                if name == "or" { Self::Or(names) } else { Self::Xor(names) }
            }
            "pattern" => {
                let pattern = |key: &str| match get(key) {
                    None => Ok(None),
                    Some(Value::String(text)) => match CompiledPattern::read(text) {
                        Some(pattern) => Ok(Some((text.clone(), pattern))),
                        None => Err(format!("`{text}` is no regular expression")),
                    },
                    Some(_) => Err(format!("`{key}` must be a string")),
                };
                let (wanted, unwanted) = (pattern("match")?, pattern("notMatch")?);
                if wanted.is_none() && unwanted.is_none() {
                    return Err("`pattern` needs `match` or `notMatch`".to_owned());
                }
                Self::CompiledPattern { wanted, unwanted }
            }
            "schema" => Self::Schema(schema::Schema::read(options.as_ref().ok_or_else(need)?)?),
            "truthy" => Self::Truthy,
            "typedEnum" => Self::TypedEnum,
            "undefined" => Self::Undefined,
            _ => match get("reusableObjectsLocation") {
                Some(Value::String(location)) if location.starts_with('#') => {
                    Self::Unreferenced { location: location.clone() }
                }
                _ => {
                    return Err(format!(
                        "`{name}` needs `reusableObjectsLocation`, a pointer such as `#/components/schemas`"
                    ));
                }
            },
        })
    }

    /// Applies it.
    #[must_use]
    pub fn apply(&self, target: &Target<'_>, view: View<'_>) -> Vec<Said> {
        let when = |wrong: bool, message: &str| if wrong { vec![Said::of_property(message)] } else { Vec::new() };
        match self {
            Self::Defined => when(matches!(target, Target::Missing), "must be defined"),
            Self::Undefined => when(!matches!(target, Target::Missing), "must not be defined"),
            Self::Truthy => when(!target.is_true(), "must be there and not be empty"),
            Self::Falsy => when(target.is_true(), "must not be there, or be empty"),
            Self::Casing(casing) => casing.apply(target),
            Self::Schema(schema) => schema.apply(target, view),
            Self::Alphabetical { keyed_by } => values::alphabetical(target, keyed_by.as_deref(), view),
            Self::Enumeration(listed) => values::enumeration(target, listed),
            Self::Length { min, max } => values::length(target, *min, *max),
            Self::Or(names) => values::properties(target, names, false, view),
            Self::Xor(names) => values::properties(target, names, true, view),
            Self::CompiledPattern { wanted, unwanted } => values::pattern(target, wanted.as_ref(), unwanted.as_ref()),
            Self::TypedEnum => values::typed_enum(target, view),
            Self::OpenApi(check) => check.apply(target, view),
            Self::Unreferenced { location } => {
                let Some(at) = target.node().filter(|a| a.is_map()) else { return Vec::new() };
                let used = values::used(view.inventory(), at.file());
                values::unreferenced(at.entries().map(|e| e.name()), location, &used)
            }
        }
    }
}
