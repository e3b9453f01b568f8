//! The types that a schema admits.

use crate::spec::{Version, Workspace};
use crate::tree::{Cursor, Key, Marks, Shape, words};

/// A set of JSON types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemaTypes(u8);

impl SchemaTypes {
    /// No type.
    pub const NONE: SchemaTypes = SchemaTypes(0);
    const NULL: SchemaTypes = SchemaTypes(1);
    const BOOLEAN: SchemaTypes = SchemaTypes(2);
    const INTEGER: SchemaTypes = SchemaTypes(4);
    const NUMBER: SchemaTypes = SchemaTypes(8);
    const STRING: SchemaTypes = SchemaTypes(16);
    const ARRAY: SchemaTypes = SchemaTypes(32);
    const OBJECT: SchemaTypes = SchemaTypes(64);

    /// The set of one named type; none where the name is unknown.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => Self::NONE,
        }
    }

    /// Both sets together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        SchemaTypes(self.0 | other.0)
    }

    /// True where some type is in both; an integer is a number.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        let widen = |bits: u8| if bits & 8 != 0 { bits | 4 } else { bits };
        widen(self.0) & widen(other.0) != 0
    }

    /// True for the empty set.
    #[must_use]
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// True where the named type is in the set.
    #[must_use]
    pub fn has(self, name: &str) -> bool {
        self.0 & Self::named(name).0 != 0
    }

    /// The set in words: "a string or null".
    #[must_use]
    pub fn words(self) -> String {
        let names = [
            ("an object", Self::OBJECT),
            ("an array", Self::ARRAY),
            ("a string", Self::STRING),
            ("a number", Self::NUMBER),
            ("an integer", Self::INTEGER),
            ("a boolean", Self::BOOLEAN),
            ("null", Self::NULL),
        ];
        let own: Vec<&str> = names.iter().filter(|(_, one)| self.0 & one.0 != 0).map(|(name, _)| *name).collect();
        own.join(" or ")
    }
}

/// The `type` of a schema with `nullable`; `None` where it names none, so that any type is admitted.
#[must_use]
pub fn declared_type(schema: Cursor<'_>) -> Option<SchemaTypes> {
    let at = schema.get(words::TYPE)?;
    let mut types = match at.shape() {
        Shape::Str => SchemaTypes::named(&at.text()),
        Shape::Seq => at.items().fold(SchemaTypes::NONE, |set, item| set.with(SchemaTypes::named(&item.text()))),
        _ => return None,
    };
    if types.is_none() {
        return None;
    }
    if is_nullable(schema) {
        types = types.with(SchemaTypes::NULL);
    }
    Some(types)
}

/// True for 3.0's `nullable: true` and 2.0's custom `x-nullable: true`. Beside an `enum` without null it has no effect
/// (OpenAPI 3.0.3, clarification of `nullable`).
#[must_use]
pub fn is_nullable(schema: Cursor<'_>) -> bool {
    const MARKS: Marks = Key::marks(&[words::NULLABLE, words::X_NULLABLE]);
    schema.may_have(MARKS) && is_marked_nullable(schema)
}

fn is_marked_nullable(schema: Cursor<'_>) -> bool {
    schema.get(words::NULLABLE).or_else(|| schema.get(words::X_NULLABLE)).is_some_and(Cursor::is_true)
}

/// True where a `$ref` stands for the whole schema, so that its siblings say nothing: up to 3.0
/// (Reference Object). From 3.1 on, siblings count (JSON Schema 2020-12, section 8.2.3.1).
#[must_use]
pub fn reference_replaces(workspace: &Workspace, schema: Cursor<'_>) -> bool {
    workspace.version(schema.file()) <= Version::V3_0
}

/// True where a value is of one of the types.
#[must_use]
pub fn type_matches(value: Cursor<'_>, types: SchemaTypes) -> bool {
    let has = |one: SchemaTypes| types.0 & one.0 != 0;
    match value.shape() {
        Shape::Null | Shape::Alias => has(SchemaTypes::NULL),
        Shape::Bool => has(SchemaTypes::BOOLEAN),
        Shape::Int => has(SchemaTypes::INTEGER) || has(SchemaTypes::NUMBER),
        Shape::Float => {
            has(SchemaTypes::NUMBER) || (has(SchemaTypes::INTEGER) && value.f64().is_some_and(|f| f.fract() == 0.0))
        }
        Shape::Str => has(SchemaTypes::STRING),
        Shape::Seq => has(SchemaTypes::ARRAY),
        Shape::Map => has(SchemaTypes::OBJECT),
    }
}
