//! The grammar of one OpenAPI version as tables.

use std::sync::LazyLock;

use super::kind::Kind;
use super::version::Version;
use super::{v2_0, v3_0, v3_1, v3_2};
use crate::tree::Key;

/// What may stand at a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Type {
    /// Anything.
    Any,
    /// A string.
    Str,
    /// A boolean.
    Bool,
    /// A number.
    Number,
    /// A whole number from 0.
    Count,
    /// One of these strings.
    Words(&'static [&'static str]),
    /// A list of strings.
    Strings,
    /// A list of strings that has at least one.
    SomeStrings,
    /// A list of anything.
    List,
    /// A list of anything that has at least one.
    SomeList,
    /// An object of this kind.
    Object(Kind),
    /// A list of objects of this kind.
    Objects(Kind),
    /// A list of at least one object of this kind.
    SomeObjects(Kind),
    /// A schema or a boolean.
    SchemaOrBool,
    /// A schema or a list of schemas.
    SchemaOrSchemas,
    /// The `type` of JSON Schema: a name or a list of names.
    TypeNames,
    /// JSON Schema's `dependencies` of old: a schema or a list of strings each.
    Dependency,
}

/// Where a `$ref` may stand in for the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refs {
    /// Nowhere.
    No,
    /// As a RefText Object: what stands beside is ignored, but for these fields.
    RefText(&'static [Key]),
    /// As a field of the object itself: what stands beside it applies too.
    Field,
}

/// A rule about several fields of one object.
#[derive(Clone, Copy, Debug)]
pub enum Constraint {
    /// Exactly one of these.
    One(&'static [Key]),
    /// At least one of these.
    Some(&'static [Key]),
    /// The first one excludes each of the others.
    Excludes(Key, &'static [Key]),
    /// Where the field has this text, those are required.
    When(Key, &'static str, &'static [Key]),
}

/// A field of an object.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub key: Key,
    /// What may stand there.
    pub ty: Type,
    /// True where it must be present.
    pub required: bool,
}

/// Which keys a map-like object takes beside its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// None.
    None,
    /// Any.
    Any,
    /// Those that start with `/`.
    Path,
    /// A status code or a range like `2XX`.
    Status,
    /// `[a-zA-Z0-9._-]+`
    Component,
    /// An HTTP header's field name (RFC 9110 section 5.1).
    Token,
    /// An HTTP method that has no field of its own.
    OtherMethod,
}

/// The grammar of one kind of object.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its fields, in the order of the specification.
    pub fields: Vec<Field>,
    /// Other keys that it takes.
    pub names: Names,
    /// What stands at those.
    pub named: Type,
    /// True where `x-` fields may be added.
    pub extensions: bool,
    /// True where unknown fields are legal: JSON Schema from 3.1.
    pub open: bool,
    /// Where a `$ref` may stand.
    pub refs: Refs,
    /// Rules about several fields.
    pub constraints: Vec<Constraint>,
    /// A bit for each field that is required, by its number.
    pub(super) required: u128,
}

impl Default for Object {
    fn default() -> Self {
        Self {
            fields: Vec::new(),
            names: Names::None,
            named: Type::Any,
            extensions: true,
            open: false,
            refs: Refs::No,
            constraints: Vec::new(),
            required: 0,
        }
    }
}

impl Object {
    fn set(&mut self, key: Key, ty: Type, required: bool) -> &mut Self {
        match self.fields.iter_mut().find(|f| f.key == key) {
            Some(field) => *field = Field { key, ty, required },
            None => self.fields.push(Field { key, ty, required }),
        }
        self
    }

    /// Adds or replaces an optional field.
    pub(super) fn may(&mut self, key: Key, ty: Type) -> &mut Self {
        self.set(key, ty, false)
    }

    /// Adds or replaces optional fields of one type.
    pub(super) fn may_all(&mut self, keys: &[Key], ty: Type) -> &mut Self {
        for &key in keys {
            self.set(key, ty, false);
        }
        self
    }

    /// Adds or replaces a required field.
    pub(super) fn must(&mut self, key: Key, ty: Type) -> &mut Self {
        self.set(key, ty, true)
    }

    /// Makes a field optional that was required.
    pub(super) fn relax(&mut self, key: Key) -> &mut Self {
        if let Some(field) = self.fields.iter_mut().find(|f| f.key == key) {
            field.required = false;
        }
        self
    }

    /// Removes a field.
    pub(super) fn drop(&mut self, key: Key) -> &mut Self {
        self.fields.retain(|f| f.key != key);
        self
    }

    /// Takes other keys.
    pub(super) fn named(&mut self, names: Names, ty: Type) -> &mut Self {
        self.names = names;
        self.named = ty;
        self
    }

    /// Takes no `x-` fields: maps whose keys are all names.
    pub(super) fn plain_map(&mut self, names: Names, ty: Type) -> &mut Self {
        self.extensions = false;
        self.named(names, ty)
    }

    pub(super) fn refs(&mut self, refs: Refs) -> &mut Self {
        self.refs = refs;
        self
    }

    pub(super) fn rule(&mut self, constraint: Constraint) -> &mut Self {
        self.constraints.push(constraint);
        self
    }

    /// The field with this name.
    #[must_use]
    pub fn field(&self, key: Key) -> Option<&Field> {
        self.fields.iter().find(|f| f.key == key)
    }
}

/// The grammar of one version.
#[derive(Debug)]
pub struct Grammar {
    version: Version,
    objects: Vec<Object>,
    /// By kind and known word: 1 + the number of the field, or 0.
    index: Vec<u8>,
}

impl Grammar {
    fn new(version: Version) -> Self {
        let mut objects = vec![Object::default(); Kind::COUNT];
        {
            let mut tables = Tables { objects: &mut objects };
            match version {
                Version::V2_0 => v2_0::define(&mut tables),
                Version::V3_0 => v3_0::define(&mut tables),
                Version::V3_1 => v3_1::define(&mut tables),
                Version::V3_2 => v3_2::define(&mut tables),
            }
        }
        let width = Key::known_count();
        let mut index = vec![0; width * Kind::COUNT];
        for (kind, object) in objects.iter_mut().enumerate() {
            for (n, field) in object.fields.iter().enumerate() {
                object.required |= u128::from(field.required) << n;
                if let Some(word) = field.key.known() {
                    index[kind * width + word] = n as u8 + 1;
                }
            }
        }
        Self { version, objects, index }
    }

    /// The grammar of a version.
    #[must_use]
    pub fn of(version: Version) -> &'static Grammar {
        static GRAMMARS: [LazyLock<Grammar>; 4] = [
            LazyLock::new(|| Grammar::new(Version::V2_0)),
            LazyLock::new(|| Grammar::new(Version::V3_0)),
            LazyLock::new(|| Grammar::new(Version::V3_1)),
            LazyLock::new(|| Grammar::new(Version::V3_2)),
        ];
        &GRAMMARS[version as usize]
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The grammar of a kind.
    #[must_use]
    pub fn object(&self, kind: Kind) -> &Object {
        &self.objects[kind as usize]
    }

    /// The field of a kind.
    #[must_use]
    pub fn field(&self, kind: Kind, key: Key) -> Option<&Field> {
        self.objects[kind as usize].fields.get(self.field_number(kind, key)?)
    }

    /// The number of a field among those of its kind; one table look-up.
    #[must_use]
    pub fn field_number(&self, kind: Kind, key: Key) -> Option<usize> {
        let n = self.index[kind as usize * Key::known_count() + key.known()?];
        (n as usize).checked_sub(1)
    }

    /// The versions in which a kind has a field.
    #[must_use]
    pub fn versions_with(kind: Kind, key: Key) -> Vec<Version> {
        Version::ALL.into_iter().filter(|v| Grammar::of(*v).field(kind, key).is_some()).collect()
    }
}

/// The tables while a version defines them.
pub(super) struct Tables<'a> {
    objects: &'a mut Vec<Object>,
}

impl Tables<'_> {
    pub(super) fn object(&mut self, kind: Kind) -> &mut Object {
        &mut self.objects[kind as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::words;

    #[test]
    fn later_versions_overlay_earlier_ones() {
        let has = |v, k, key| Grammar::of(v).field(k, key).is_some();
        assert!(!has(Version::V3_0, Kind::Document, words::WEBHOOKS));
        assert!(has(Version::V3_1, Kind::Document, words::WEBHOOKS));
        assert!(has(Version::V3_2, Kind::PathItem, words::QUERY));
        assert!(!has(Version::V3_1, Kind::PathItem, words::QUERY));
        assert!(has(Version::V2_0, Kind::Document, words::HOST));
        assert_eq!(Grammar::versions_with(Kind::Schema, words::NULLABLE), [Version::V3_0]);
    }

    #[test]
    fn every_object_that_a_field_names_is_defined() {
        for version in Version::ALL {
            let grammar = Grammar::of(version);
            for object in &grammar.objects {
                for ty in object.fields.iter().map(|f| f.ty).chain([object.named]) {
                    if let Type::Object(kind) | Type::Objects(kind) | Type::SomeObjects(kind) = ty {
                        let target = grammar.object(kind);
                        assert!(!target.fields.is_empty() || target.names != Names::None, "{version:?} {kind:?}");
                    }
                }
            }
        }
    }
}
