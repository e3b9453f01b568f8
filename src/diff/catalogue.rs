//! The ids of changes. Where another tool names the same change, its name is used.
//!
//! What happens to schemas is a table: a part of a message ("request-property") and what changed of the schema there
//! ("max-decreased") make an id, whichever they are. What happens elsewhere has an id of its own. An id that no change
//! can have does not exist, and one that does not exist cannot be named.

use std::fmt;

use crate::finding::{Compatibility, RuleId};

/// The id of a change, in kebab case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChangeId(&'static str);

impl ChangeId {
    /// The id of what changed of a schema in a part of a message.
    #[must_use]
    pub fn of(part: MessagePart, change: SchemaChange) -> Self {
        own_id(part, change).unwrap_or(Self(ROWS[part.row()][change as usize].id))
    }

    /// The text.
    #[must_use]
    pub const fn text(self) -> &'static str {
        self.0
    }

    /// The same as the id of a rule.
    #[must_use]
    pub const fn rule(self) -> RuleId {
        RuleId::of(self.0)
    }
}

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl PartialEq<ChangeId> for RuleId {
    fn eq(&self, other: &ChangeId) -> bool {
        *self == *other.0
    }
}

/// An id with what it means.
#[derive(Clone, Copy, Debug)]
pub struct ChangeMeta {
    /// In kebab case.
    pub id: &'static str,
    /// One line.
    pub summary: &'static str,
    /// The worst that a change of this id can be.
    pub worst: Compatibility,
    /// True where such a change can let someone do what they could not do before.
    pub weakens: bool,
}

/// Where in a message a schema stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum MessagePart {
    RequestBody,
    RequestProperty,
    RequestParameter,
    RequestParameterProperty,
    ResponseBody,
    ResponseProperty,
    ResponseHeader,
    ResponseHeaderProperty,
    /// Does not travel in requests; what happens to it is told, and breaks nobody.
    RequestReadOnlyProperty,
    /// Does not travel in responses.
    ResponseWriteOnlyProperty,
}

impl MessagePart {
    /// What the properties and items of a value at this place are.
    #[must_use]
    pub fn inside(self) -> Self {
        match self {
            MessagePart::RequestBody => MessagePart::RequestProperty,
            MessagePart::RequestParameter => MessagePart::RequestParameterProperty,
            MessagePart::ResponseBody => MessagePart::ResponseProperty,
            MessagePart::ResponseHeader => MessagePart::ResponseHeaderProperty,
            same => same,
        }
    }

    /// True for what servers send.
    #[must_use]
    pub fn is_response(self) -> bool {
        matches!(
            self,
            MessagePart::ResponseBody
                | MessagePart::ResponseProperty
                | MessagePart::ResponseHeader
                | MessagePart::ResponseHeaderProperty
                | MessagePart::ResponseWriteOnlyProperty
        )
    }

    /// What stands there, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            MessagePart::RequestBody => "request body",
            MessagePart::RequestProperty => "request property",
            MessagePart::RequestParameter => "parameter",
            MessagePart::RequestParameterProperty => "parameter's property",
            MessagePart::ResponseBody => "response body",
            MessagePart::ResponseProperty => "response property",
            MessagePart::ResponseHeader => "response header",
            MessagePart::ResponseHeaderProperty => "response header's property",
            MessagePart::RequestReadOnlyProperty => "read-only property",
            MessagePart::ResponseWriteOnlyProperty => "write-only property",
        }
    }

    fn row(self) -> usize {
        match self {
            MessagePart::RequestBody => 0,
            MessagePart::RequestProperty => 1,
            MessagePart::RequestParameter => 2,
            MessagePart::RequestParameterProperty => 3,
            MessagePart::ResponseBody => 4,
            MessagePart::ResponseProperty => 5,
            MessagePart::ResponseHeader => 6,
            MessagePart::ResponseHeaderProperty => 7,
            // Few of their changes have ids of their own: see `own_id`.
            MessagePart::RequestReadOnlyProperty => 1,
            MessagePart::ResponseWriteOnlyProperty => 5,
        }
    }
}

/// The ids of changes to properties that do not travel.
fn own_id(part: MessagePart, change: SchemaChange) -> Option<ChangeId> {
    let id = match (part, change) {
        (MessagePart::RequestReadOnlyProperty, SchemaChange::EnumValueRemoved) => {
            ChangeId::REQUEST_READ_ONLY_PROPERTY_ENUM_VALUE_REMOVED
        }
        (MessagePart::RequestReadOnlyProperty, SchemaChange::MaxDecreased) => {
            ChangeId::REQUEST_READ_ONLY_PROPERTY_MAX_DECREASED
        }
        (MessagePart::RequestReadOnlyProperty, SchemaChange::ExclusiveMaxDecreased) => {
            ChangeId::REQUEST_READ_ONLY_PROPERTY_EXCLUSIVE_MAX_DECREASED
        }
        (MessagePart::RequestReadOnlyProperty, SchemaChange::MaxLengthDecreased) => {
            ChangeId::REQUEST_READ_ONLY_PROPERTY_MAX_LENGTH_DECREASED
        }
        (MessagePart::RequestReadOnlyProperty, SchemaChange::MinIncreased) => {
            ChangeId::REQUEST_READ_ONLY_PROPERTY_MIN_INCREASED
        }
        (MessagePart::RequestReadOnlyProperty, SchemaChange::ExclusiveMinIncreased) => {
            ChangeId::REQUEST_READ_ONLY_PROPERTY_EXCLUSIVE_MIN_INCREASED
        }
        (MessagePart::ResponseWriteOnlyProperty, SchemaChange::BecameOptional) => {
            ChangeId::RESPONSE_WRITE_ONLY_PROPERTY_BECAME_OPTIONAL
        }
        (MessagePart::ResponseWriteOnlyProperty, SchemaChange::BecameRequired) => {
            ChangeId::RESPONSE_WRITE_ONLY_PROPERTY_BECAME_REQUIRED
        }
        (MessagePart::ResponseWriteOnlyProperty, SchemaChange::EnumValueAdded) => {
            ChangeId::RESPONSE_WRITE_ONLY_PROPERTY_ENUM_VALUE_ADDED
        }
        _ => return None,
    };
    Some(id)
}

/// An id by its text.
#[must_use]
pub fn find(id: &str) -> Option<&'static ChangeMeta> {
    all().find(|known| known.id == id)
}

/// All ids.
pub fn all() -> impl Iterator<Item = &'static ChangeMeta> {
    ID_LIST.iter()
}

/// What cannot change of a schema in some places, or in any where none is named: the comparison has other ids for it
/// there, or the keyword says nothing there.
const NEVER: &[(&str, &[&str])] = &[
    ("became-optional", &["response-body"]),
    ("became-required", &["response-body", "response-header"]),
    (
        "became-required-with-default",
        &[
            "request-body",
            "request-parameter",
            "request-parameter-property",
            "response-body",
            "response-property",
            "response-header",
            "response-header-property",
        ],
    ),
    ("deprecated", &["request-body", "response-body"]),
    ("deprecated-sunset-invalid", &["request-body", "request-parameter", "response-body"]),
    ("deprecated-sunset-missing", &["request-body", "response-body"]),
    ("deprecated-with-sunset", &["request-body", "request-parameter", "response-body"]),
    ("enum-value-removed", &["response-body"]),
    ("min-items-set", &["response-body", "response-property", "response-header", "response-header-property"]),
    ("min-items-unset", &["request-body", "request-property", "request-parameter", "request-parameter-property"]),
    ("min-length-set", &[]),
    ("min-length-unset", &[]),
    ("min-properties-set", &[]),
    ("min-properties-unset", &[]),
    ("pattern-generalized", &["response-body", "response-property", "response-header", "response-header-property"]),
    ("reactivated", &["request-body", "response-body"]),
    ("removed", &["response-body", "response-property", "response-header", "response-header-property"]),
    ("stability-decreased", &["request-body", "request-parameter", "response-body"]),
    ("stability-increased", &["request-body", "request-parameter", "response-body"]),
    ("sunset-date-too-small", &["request-body", "response-body"]),
    (
        "type-compatible",
        &["request-body", "request-property", "request-parameter", "request-parameter-property", "response-property"],
    ),
    ("values-changed", &["response-header", "response-header-property"]),
    (
        "xml-changed",
        &["request-parameter", "request-parameter-property", "response-header", "response-header-property"],
    ),
    (
        "wrapped-in-one-of",
        &["request-parameter", "request-parameter-property", "response-header", "response-header-property"],
    ),
];

/// True for an id of the table that no change has.
const fn is_never(place: &str, change: &str) -> bool {
    let mut n = 0;
    while n < NEVER.len() {
        let (never, places) = NEVER[n];
        if is_same(never, change) {
            let mut m = 0;
            while m < places.len() {
                if is_same(places[m], place) {
                    return true;
                }
                m += 1;
            }
            return places.is_empty();
        }
        n += 1;
    }
    false
}

const fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut n = 0;
    while n < a.len() {
        if a[n] != b[n] {
            return false;
        }
        n += 1;
    }
    true
}

/// How many ids there are.
pub const COUNT: usize = {
    let mut count = OTHERS.len();
    let mut row = 0;
    while row < ROWS.len() {
        let mut column = 0;
        while column < ROWS[row].len() {
            count += !is_never(PLACES[row], CHANGES[column]) as usize;
            column += 1;
        }
        row += 1;
    }
    count
};

/// All ids in one list: those with names of their own, then the table, place by place.
pub static ID_LIST: [ChangeMeta; COUNT] = {
    let mut list = [OTHERS[0]; COUNT];
    let mut n = 0;
    while n < OTHERS.len() {
        list[n] = OTHERS[n];
        n += 1;
    }
    let mut row = 0;
    while row < ROWS.len() {
        let mut column = 0;
        while column < ROWS[row].len() {
            if !is_never(PLACES[row], CHANGES[column]) {
                list[n] = ROWS[row][column];
                n += 1;
            }
            column += 1;
        }
        row += 1;
    }
    list
};

/// The places whose names begin the ids of changes to schemas.
pub const PLACES: [&str; 8] = [
    "request-body",
    "request-property",
    "request-parameter",
    "request-parameter-property",
    "response-body",
    "response-property",
    "response-header",
    "response-header-property",
];

/// The ids with names of their own, and the table of changes to schemas with their meaning.
#[must_use]
pub fn parts() -> (&'static [ChangeMeta], Vec<(&'static str, &'static str)>) {
    let table = ROWS[0].iter().map(|id| {
        let change = id.id.strip_prefix("request-body-").unwrap_or(id.id);
        (change, id.summary.strip_prefix("request body: ").unwrap_or(id.summary))
    });
    (OTHERS, table.collect())
}

/// The kind of change that an id stands for: its own name, or what happens to a schema without the part of the message.
#[must_use]
pub fn kind_of(id: &str) -> &str {
    if OTHERS.iter().any(|other| other.id == id) {
        return id;
    }
    let rest = |place: &&str| id.strip_prefix(*place).and_then(|rest| rest.strip_prefix('-'));
    PLACES.iter().filter_map(rest).filter(|rest| CHANGES.contains(rest)).min_by_key(|rest| rest.len()).unwrap_or(id)
}

/// What can change of a schema: `any` can break one side or the other, `bound` can also open the door to what was
/// refused, `risk` can surprise, `note` is told and breaks nobody. Each row makes a variant, and an id for each part of a
/// message.
macro_rules! schema_changes {
    ($($name:ident $change:literal $effect:ident $meaning:literal,)*) => {
        /// What can change of a schema.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs)]
        pub enum SchemaChange {
            $($name,)*
        }

        const CHANGES: &[&str] = &[$($change),*];

        const ROWS: [&[ChangeMeta]; 8] = [
            schema_changes!(@row "request-body", "request body"; $($change $effect $meaning,)*),
            schema_changes!(@row "request-property", "a property of a request"; $($change $effect $meaning,)*),
            schema_changes!(@row "request-parameter", "a parameter"; $($change $effect $meaning,)*),
            schema_changes!(@row "request-parameter-property", "a property of a parameter"; $($change $effect $meaning,)*),
            schema_changes!(@row "response-body", "response body"; $($change $effect $meaning,)*),
            schema_changes!(@row "response-property", "a property of a response"; $($change $effect $meaning,)*),
            schema_changes!(@row "response-header", "a response header"; $($change $effect $meaning,)*),
            schema_changes!(@row "response-header-property", "a property of a response header"; $($change $effect $meaning,)*),
        ];
    };
    (@row $prefix:literal, $words:literal; $($change:literal $effect:ident $meaning:literal,)*) => {
        &[$(ChangeMeta {
            id: concat!($prefix, "-", $change),
            summary: concat!($words, ": ", $meaning),
            worst: schema_changes!(@worst $effect),
            weakens: schema_changes!(@weakens $effect),
        }),*]
    };
    (@worst note) => { Compatibility::Compatible };
    (@worst risk) => { Compatibility::Risky };
    (@worst any) => { Compatibility::Breaking };
    (@worst bound) => { Compatibility::Breaking };
    (@weakens bound) => { true };
    (@weakens $other:ident) => { false };
}

schema_changes! {
    TypeChanged "type-changed" any "its type is another one",
    TypeGeneralized "type-generalized" bound "more types or formats are admitted",
    TypeSpecialized "type-specialized" any "fewer types or formats are admitted",
    TypeCompatible "type-compatible" note "its type is another one that reads the same on the wire",
    ListOfTypesWidened "list-of-types-widened" any "a type joins the list",
    ListOfTypesNarrowed "list-of-types-narrowed" any "a type leaves the list",
    BecameNullable "became-nullable" any "null is admitted",
    BecameNotNullable "became-not-nullable" any "null is no longer admitted",
    BecameEnum "became-enum" any "its values are listed now",
    EnumRemoved "enum-removed" bound "`enum` was removed",
    EnumValueAdded "enum-value-added" any "an `enum` value was added",
    EnumValueRemoved "enum-value-removed" any "an `enum` value was removed",
    XExtensibleEnumValueAdded "x-extensible-enum-value-added" note "an `x-extensible-enum` value was added",
    XExtensibleEnumValueRemoved "x-extensible-enum-value-removed" risk "an `x-extensible-enum` value was removed",
    ConstAdded "const-added" any "`const` was added",
    ConstRemoved "const-removed" any "`const` was removed",
    ConstChanged "const-changed" any "`const` changed",
    MaxSet "max-set" any "`maximum` was added",
    MaxUnset "max-unset" bound "`maximum` was removed",
    MaxIncreased "max-increased" bound "`maximum` increased",
    MaxDecreased "max-decreased" any "`maximum` decreased",
    ExclusiveMaxSet "exclusive-max-set" any "`exclusiveMaximum` was added",
    ExclusiveMaxUnset "exclusive-max-unset" bound "`exclusiveMaximum` was removed",
    ExclusiveMaxIncreased "exclusive-max-increased" bound "`exclusiveMaximum` increased",
    ExclusiveMaxDecreased "exclusive-max-decreased" any "`exclusiveMaximum` decreased",
    MinSet "min-set" any "`minimum` was added",
    MinUnset "min-unset" any "`minimum` was removed",
    MinIncreased "min-increased" any "`minimum` increased",
    MinDecreased "min-decreased" any "`minimum` decreased",
    ExclusiveMinSet "exclusive-min-set" any "`exclusiveMinimum` was added",
    ExclusiveMinUnset "exclusive-min-unset" any "`exclusiveMinimum` was removed",
    ExclusiveMinIncreased "exclusive-min-increased" any "`exclusiveMinimum` increased",
    ExclusiveMinDecreased "exclusive-min-decreased" any "`exclusiveMinimum` decreased",
    MultipleOfSet "multiple-of-set" any "`multipleOf` was added",
    MultipleOfUnset "multiple-of-unset" any "`multipleOf` was removed",
    MultipleOfChanged "multiple-of-changed" any "`multipleOf` changed",
    MaxLengthSet "max-length-set" any "`maxLength` was added",
    MaxLengthUnset "max-length-unset" bound "`maxLength` was removed",
    MaxLengthIncreased "max-length-increased" bound "`maxLength` increased",
    MaxLengthDecreased "max-length-decreased" any "`maxLength` decreased",
    MinLengthSet "min-length-set" any "`minLength` was added",
    MinLengthUnset "min-length-unset" any "`minLength` was removed",
    MinLengthIncreased "min-length-increased" any "`minLength` increased",
    MinLengthDecreased "min-length-decreased" any "`minLength` decreased",
    MaxItemsSet "max-items-set" any "`maxItems` was added",
    MaxItemsUnset "max-items-unset" bound "`maxItems` was removed",
    MaxItemsIncreased "max-items-increased" bound "`maxItems` increased",
    MaxItemsDecreased "max-items-decreased" any "`maxItems` decreased",
    MinItemsSet "min-items-set" any "`minItems` was added",
    MinItemsUnset "min-items-unset" any "`minItems` was removed",
    MinItemsIncreased "min-items-increased" any "`minItems` increased",
    MinItemsDecreased "min-items-decreased" any "`minItems` decreased",
    UniqueItemsAdded "unique-items-added" any "`uniqueItems` was added",
    UniqueItemsRemoved "unique-items-removed" any "`uniqueItems` was removed",
    MaxPropertiesSet "max-properties-set" any "`maxProperties` was added",
    MaxPropertiesUnset "max-properties-unset" bound "`maxProperties` was removed",
    MaxPropertiesIncreased "max-properties-increased" bound "`maxProperties` increased",
    MaxPropertiesDecreased "max-properties-decreased" any "`maxProperties` decreased",
    MinPropertiesSet "min-properties-set" any "`minProperties` was added",
    MinPropertiesUnset "min-properties-unset" any "`minProperties` was removed",
    MinPropertiesIncreased "min-properties-increased" any "`minProperties` increased",
    MinPropertiesDecreased "min-properties-decreased" any "`minProperties` decreased",
    PatternAdded "pattern-added" any "`pattern` was added",
    PatternRemoved "pattern-removed" bound "`pattern` was removed",
    PatternChanged "pattern-changed" any "`pattern` changed",
    PatternGeneralized "pattern-generalized" bound "`pattern` accepts more",
    BecameRequired "became-required" any "became required",
    BecameRequiredWithDefault "became-required-with-default" any "became required, with a default",
    BecameOptional "became-optional" any "became optional",
    Removed "removed" any "was removed",
    AdditionalPropertiesClosed "additional-properties-closed" any "undeclared properties are now rejected",
    AdditionalPropertiesRestricted "additional-properties-restricted" any "undeclared properties are now restricted",
    AdditionalPropertiesOpened "additional-properties-opened" bound "undeclared properties are now accepted",
    PatternPropertyAdded "pattern-property-added" any "`patternProperties` was added",
    PatternPropertyRemoved "pattern-property-removed" any "`patternProperties` was removed",
    PropertyNamesAdded "property-names-added" any "`propertyNames` was added",
    PropertyNamesRemoved "property-names-removed" any "`propertyNames` was removed",
    PropertyNamesChanged "property-names-changed" any "`propertyNames` changed",
    DependentRequiredAdded "dependent-required-added" any "`dependentRequired` was added",
    DependentRequiredRemoved "dependent-required-removed" any "`dependentRequired` was removed",
    DependentRequiredChanged "dependent-required-changed" any "`dependentRequired` changed",
    DependentSchemaAdded "dependent-schema-added" any "`dependentSchemas` was added",
    DependentSchemaRemoved "dependent-schema-removed" any "`dependentSchemas` was removed",
    DependentSchemaChanged "dependent-schema-changed" any "`dependentSchemas` changed",
    PrefixItemsAdded "prefix-items-added" any "`prefixItems` was added",
    PrefixItemsRemoved "prefix-items-removed" any "`prefixItems` was removed",
    ItemsAdded "items-added" any "`items` was added",
    ItemsRemoved "items-removed" any "`items` was removed",
    ContainsAdded "contains-added" any "`contains` was added",
    ContainsRemoved "contains-removed" any "`contains` was removed",
    ContainsChanged "contains-changed" any "`contains` changed",
    MinContainsIncreased "min-contains-increased" any "`minContains` increased",
    MinContainsDecreased "min-contains-decreased" any "`minContains` decreased",
    MaxContainsIncreased "max-contains-increased" any "`maxContains` increased",
    MaxContainsDecreased "max-contains-decreased" any "`maxContains` decreased",
    IfAdded "if-added" any "`if` was added",
    IfRemoved "if-removed" any "`if` was removed",
    IfChanged "if-changed" any "`if` changed",
    ThenAdded "then-added" any "`then` was added",
    ThenRemoved "then-removed" any "`then` was removed",
    ThenChanged "then-changed" any "`then` changed",
    ElseAdded "else-added" any "`else` was added",
    ElseRemoved "else-removed" any "`else` was removed",
    ElseChanged "else-changed" any "`else` changed",
    NotAdded "not-added" any "`not` was added",
    NotRemoved "not-removed" any "`not` was removed",
    NotChanged "not-changed" any "`not` changed",
    UnevaluatedItemsAdded "unevaluated-items-added" any "`unevaluatedItems` was added",
    UnevaluatedItemsRemoved "unevaluated-items-removed" any "`unevaluatedItems` was removed",
    UnevaluatedPropertiesAdded "unevaluated-properties-added" any "`unevaluatedProperties` was added",
    UnevaluatedPropertiesRemoved "unevaluated-properties-removed" bound "`unevaluatedProperties` was removed",
    AllOfAdded "all-of-added" any "a schema was added to `allOf`",
    AllOfRemoved "all-of-removed" any "a schema was removed from `allOf`",
    AllOfAddedAnnotationOnly "all-of-added-annotation-only" note "a schema without effect was added to `allOf`",
    AllOfRemovedAnnotationOnly "all-of-removed-annotation-only" note "a schema without effect was removed from `allOf`",
    AnyOfAdded "any-of-added" any "a branch was added to `anyOf`",
    AnyOfRemoved "any-of-removed" any "a branch was removed from `anyOf`",
    OneOfAdded "one-of-added" any "a branch was added to `oneOf`",
    OneOfRemoved "one-of-removed" any "a branch was removed from `oneOf`",
    WrappedInOneOf "wrapped-in-one-of" any "became one branch of a `oneOf`",
    DiscriminatorAdded "discriminator-added" risk "a discriminator was added",
    DiscriminatorRemoved "discriminator-removed" risk "the discriminator was removed",
    DiscriminatorPropertyNameChanged "discriminator-property-name-changed" risk "the discriminator property changed",
    DiscriminatorMappingAdded "discriminator-mapping-added" any "a discriminator value was added",
    DiscriminatorMappingDeleted "discriminator-mapping-deleted" any "a discriminator value was removed",
    DiscriminatorMappingChanged "discriminator-mapping-changed" any "a discriminator value maps to another schema",
    ContentEncodingChanged "content-encoding-changed" risk "`contentEncoding` changed",
    ContentMediaTypeChanged "content-media-type-changed" risk "`contentMediaType` changed",
    ContentSchemaAdded "content-schema-added" risk "`contentSchema` was added",
    ContentSchemaRemoved "content-schema-removed" risk "`contentSchema` was removed",
    ContentSchemaChanged "content-schema-changed" risk "`contentSchema` changed",
    XmlChanged "xml-changed" any "it is written as other XML",
    DefaultValueAdded "default-value-added" risk "a default was added",
    DefaultValueRemoved "default-value-removed" risk "the default was removed",
    DefaultValueChanged "default-value-changed" risk "the default changed",
    Deprecated "deprecated" note "is now deprecated",
    DeprecatedWithSunset "deprecated-with-sunset" note "is now deprecated, with a sunset date",
    DeprecatedSunsetMissing "deprecated-sunset-missing" risk "is deprecated without the sunset date that the policy requires",
    DeprecatedSunsetInvalid "deprecated-sunset-invalid" risk "its sunset date is invalid",
    SunsetDateTooSmall "sunset-date-too-small" risk "is deprecated with less notice than the policy requires",
    Reactivated "reactivated" note "is no longer deprecated",
    StabilityDecreased "stability-decreased" risk "it is less stable than promised",
    StabilityIncreased "stability-increased" note "it is more stable",
    ValuesNarrowed "values-narrowed" any "fewer values are admitted",
    ValuesWidened "values-widened" any "more values are admitted",
    ValuesChanged "values-changed" any "other values are admitted",
}

macro_rules! others {
    ($($name:ident $id:literal $worst:ident $weakens:literal $summary:literal,)*) => {
        #[allow(missing_docs)]
        impl ChangeId {
            $(pub const $name: ChangeId = ChangeId($id);)*
        }

        const OTHERS: &[ChangeMeta] = &[$(ChangeMeta {
            id: $id,
            summary: $summary,
            worst: Compatibility::$worst,
            weakens: $weakens,
        }),*];
    };
}

others! {
    API_DOCUMENT_REMOVED "api-document-removed" Breaking false "a document is removed with all of its operations",
    API_PATH_SLASH_CHANGED "api-path-slash-changed" Risky false "a trailing slash of a path was added or removed",
    ENDPOINT_ADDED "endpoint-added" Compatible false "an operation was added",
    API_REMOVED_WITHOUT_DEPRECATION "api-removed-without-deprecation" Breaking false "an operation that was not deprecated was removed",
    API_REMOVED_BEFORE_SUNSET "api-removed-before-sunset" Breaking false "an operation was removed before its sunset date",
    API_REMOVED_WITH_DEPRECATION "api-removed-with-deprecation" Compatible false "a deprecated operation was removed, as announced",
    API_PATH_REMOVED_WITHOUT_DEPRECATION "api-path-removed-without-deprecation" Breaking false "a path with an operation that was not deprecated was removed",
    API_PATH_REMOVED_BEFORE_SUNSET "api-path-removed-before-sunset" Breaking false "a path was removed before the sunset date of its operation",
    API_PATH_REMOVED_WITH_DEPRECATION "api-path-removed-with-deprecation" Compatible false "a path whose operation was deprecated was removed",
    API_PATH_SUNSET_PARSE "api-path-sunset-parse" Risky false "an operation with an invalid sunset date was removed",
    ENDPOINT_DEPRECATED "endpoint-deprecated" Compatible false "an operation is now deprecated",
    ENDPOINT_DEPRECATED_WITH_SUNSET "endpoint-deprecated-with-sunset" Compatible false "an operation is now deprecated, with a sunset date",
    ENDPOINT_REACTIVATED "endpoint-reactivated" Compatible false "an operation is no longer deprecated",
    API_DEPRECATED_SUNSET_MISSING "api-deprecated-sunset-missing" Breaking false "an operation is deprecated without the sunset date that the policy requires",
    API_DEPRECATED_SUNSET_PARSE "api-deprecated-sunset-parse" Risky false "the sunset date of a deprecated operation is invalid",
    API_SUNSET_DATE_TOO_SMALL "api-sunset-date-too-small" Breaking false "an operation is deprecated with less notice than the policy requires",
    API_SUNSET_DATE_CHANGED_TOO_SMALL "api-sunset-date-changed-too-small" Breaking false "the sunset date moved to an earlier date",
    SUNSET_DELETED "sunset-deleted" Breaking false "the sunset date of a deprecated operation was removed",
    REQUEST_PARAMETER_SUNSET_DELETED "request-parameter-sunset-deleted" Breaking false "the sunset date of a deprecated parameter was removed",
    REQUEST_PARAMETER_SUNSET_DATE_CHANGED_TOO_SMALL "request-parameter-sunset-date-changed-too-small" Breaking false "the sunset date of a parameter moved to an earlier date",
    REQUEST_PARAMETER_SUNSET_PARSE "request-parameter-sunset-parse" Risky false "the sunset date of a parameter is invalid",
    REQUEST_PARAMETER_REMOVED_WITH_DEPRECATION "request-parameter-removed-with-deprecation" Compatible false "a deprecated parameter was removed, as announced",
    REQUEST_PARAMETER_REMOVED_BEFORE_SUNSET "request-parameter-removed-before-sunset" Risky false "a parameter was removed before its sunset date",
    API_STABILITY_DECREASED "api-stability-decreased" Breaking false "an operation is less stable than promised",
    API_STABILITY_INCREASED "api-stability-increased" Compatible false "an operation is more stable",
    API_INVALID_STABILITY_LEVEL "api-invalid-stability-level" Risky false "a stability level is none of draft, alpha, beta, stable",
    API_OPERATION_ID_REMOVED "api-operation-id-removed" Risky false "an operationId was removed or changed: generated clients rename their method",
    API_OPERATION_ID_ADDED "api-operation-id-added" Compatible false "an operationId was added",
    API_TAG_REMOVED "api-tag-removed" Compatible false "a tag of an operation was removed",
    API_TAG_ADDED "api-tag-added" Compatible false "a tag of an operation was added",
    API_SCHEMA_REMOVED "api-schema-removed" Compatible false "a reusable schema was removed",
    WEBHOOK_ADDED "webhook-added" Compatible false "a webhook was added",
    WEBHOOK_REMOVED "webhook-removed" Breaking false "a webhook was removed",
    CALLBACK_ADDED "callback-added" Compatible false "a callback was added",
    CALLBACK_REMOVED "callback-removed" Breaking false "a callback was removed",
    CALLBACK_URL_CHANGED "callback-url-changed" Breaking false "the URL of a callback is given in another way",
    NEW_REQUIRED_REQUEST_PARAMETER "new-required-request-parameter" Breaking false "a required parameter was added",
    NEW_OPTIONAL_REQUEST_PARAMETER "new-optional-request-parameter" Compatible false "an optional parameter was added",
    NEW_REQUEST_PATH_PARAMETER "new-request-path-parameter" Breaking false "a path parameter was added",
    NEW_REQUIRED_REQUEST_DEFAULT_PARAMETER_TO_EXISTING_PATH "new-required-request-default-parameter-to-existing-path" Breaking false "a required parameter was added to all operations of a path",
    NEW_OPTIONAL_REQUEST_DEFAULT_PARAMETER_TO_EXISTING_PATH "new-optional-request-default-parameter-to-existing-path" Compatible false "a path has a new parameter that its operations accept",
    NEW_REQUIRED_REQUEST_HEADER_PROPERTY "new-required-request-header-property" Breaking false "an object in a header has a new property that must be sent",
    REQUEST_HEADER_PROPERTY_BECAME_ENUM "request-header-property-became-enum" Breaking false "the values of a property of an object in a header are listed now",
    REQUEST_HEADER_PROPERTY_BECAME_REQUIRED "request-header-property-became-required" Breaking false "a property of an object in a header must be sent now",
    REQUEST_PARAMETER_LOCATION_CHANGED "request-parameter-location-changed" Breaking true "a parameter travels in another place",
    REQUEST_PARAMETER_STYLE_CHANGED "request-parameter-style-changed" Breaking false "a parameter is written in another style",
    REQUEST_PARAMETER_EXPLODE_CHANGED "request-parameter-explode-changed" Breaking false "`explode` of a parameter changed",
    REQUEST_PARAMETER_CONTENT_CHANGED "request-parameter-content-changed" Breaking false "a parameter is encoded as another media type",
    REQUEST_PARAMETER_ALLOW_EMPTY_VALUE_REMOVED "request-parameter-allow-empty-value-removed" Breaking false "a parameter can no longer be empty",
    REQUEST_PARAMETER_ALLOW_EMPTY_VALUE_ADDED "request-parameter-allow-empty-value-added" Compatible false "a parameter can now be empty",
    REQUEST_PARAMETER_ALLOW_RESERVED_REMOVED "request-parameter-allow-reserved-removed" Risky false "reserved characters in a parameter must be escaped now",
    REQUEST_PARAMETER_ALLOW_RESERVED_ADDED "request-parameter-allow-reserved-added" Compatible false "reserved characters in a parameter need not be escaped",
    REQUEST_BODY_ADDED_REQUIRED "request-body-added-required" Breaking false "a required request body was added",
    REQUEST_BODY_ADDED_OPTIONAL "request-body-added-optional" Compatible false "an optional request body was added",
    REQUEST_BODY_MEDIA_TYPE_ADDED "request-body-media-type-added" Compatible false "a media type of a request body was added",
    REQUEST_BODY_MEDIA_TYPE_REMOVED "request-body-media-type-removed" Breaking false "a media type of a request body was removed",
    REQUEST_BODY_MEDIA_TYPE_SCHEMA_ADDED "request-body-media-type-schema-added" Breaking false "a schema was added to a media type of a request body",
    REQUEST_BODY_MEDIA_TYPE_SCHEMA_REMOVED "request-body-media-type-schema-removed" Compatible true "the schema of a media type of a request body was removed",
    REQUEST_BODY_ENCODING_CHANGED "request-body-encoding-changed" Breaking false "the encoding of a form part changed",
    RESPONSE_BODY_ENCODING_CHANGED "response-body-encoding-changed" Breaking false "the encoding of a response part changed",
    RESPONSE_BODY_MEDIA_TYPE_SCHEMA_ADDED "response-body-media-type-schema-added" Compatible false "a schema was added to a media type of a response",
    RESPONSE_BODY_MEDIA_TYPE_SCHEMA_REMOVED "response-body-media-type-schema-removed" Breaking false "the schema of a media type of a response was removed",
    RESPONSE_MEDIA_TYPE_ADDED "response-media-type-added" Breaking false "a media type of a response was added",
    RESPONSE_MEDIA_TYPE_REMOVED "response-media-type-removed" Breaking false "a media type of a response was removed",
    RESPONSE_MEDIA_TYPE_NAME_CHANGED "response-media-type-name-changed" Compatible false "the parameters of a response's media type changed",
    REQUEST_BODY_MEDIA_TYPE_CHARSET_CHANGED "request-body-media-type-charset-changed" Breaking false "the charset of a request body changed",
    RESPONSE_MEDIA_TYPE_CHARSET_CHANGED "response-media-type-charset-changed" Risky false "the charset of a response changed",
    RESPONSE_MEDIA_TYPE_NAME_GENERALIZED "response-media-type-name-generalized" Breaking false "the media type of a response became a range",
    RESPONSE_MEDIA_TYPE_NAME_SPECIALIZED "response-media-type-name-specialized" Compatible false "the media range of a response became one type",
    RESPONSE_SUCCESS_STATUS_ADDED "response-success-status-added" Compatible false "a success status was added",
    RESPONSE_SUCCESS_STATUS_REMOVED "response-success-status-removed" Breaking false "a success status was removed",
    RESPONSE_NON_SUCCESS_STATUS_ADDED "response-non-success-status-added" Compatible false "an error status was added",
    RESPONSE_NON_SUCCESS_STATUS_REMOVED "response-non-success-status-removed" Compatible true "an error status was removed",
    RESPONSE_HEADER_ADDED "response-header-added" Compatible false "a response header was added",
    REQUIRED_RESPONSE_HEADER_REMOVED "required-response-header-removed" Breaking true "a required response header was removed",
    OPTIONAL_RESPONSE_HEADER_REMOVED "optional-response-header-removed" Risky true "a response header was removed",
    RESPONSE_HEADER_STYLE_CHANGED "response-header-style-changed" Breaking false "the list or object in a response header is written in another way",
    RESPONSE_LINK_ADDED "response-link-added" Compatible false "a link was added to a response",
    RESPONSE_LINK_REMOVED "response-link-removed" Risky false "a link of a response was removed",
    RESPONSE_LINK_CHANGED "response-link-changed" Risky false "a link of a response leads to another operation, or gives it other values",
    RESPONSE_MEDIATYPE_ENUM_VALUE_REMOVED "response-mediatype-enum-value-removed" Compatible false "an `enum` value of a response body was removed",
    NEW_REQUIRED_REQUEST_PROPERTY "new-required-request-property" Breaking false "a required property of requests was added",
    NEW_REQUIRED_REQUEST_PROPERTY_WITH_DEFAULT "new-required-request-property-with-default" Breaking false "a required property of requests was added, with a default",
    NEW_OPTIONAL_REQUEST_PROPERTY "new-optional-request-property" Breaking false "an optional property of requests was added",
    RESPONSE_REQUIRED_PROPERTY_ADDED "response-required-property-added" Breaking false "a required property of responses was added",
    RESPONSE_OPTIONAL_PROPERTY_ADDED "response-optional-property-added" Breaking false "an optional property of responses was added",
    RESPONSE_REQUIRED_PROPERTY_REMOVED "response-required-property-removed" Breaking false "a required property of responses was removed",
    RESPONSE_OPTIONAL_PROPERTY_REMOVED "response-optional-property-removed" Breaking false "an optional property of responses was removed",
    RESPONSE_OPTIONAL_WRITE_ONLY_PROPERTY_ADDED "response-optional-write-only-property-added" Compatible false "an optional write-only property was added to a response schema",
    RESPONSE_REQUIRED_WRITE_ONLY_PROPERTY_ADDED "response-required-write-only-property-added" Compatible false "a required write-only property was added to a response schema",
    RESPONSE_OPTIONAL_WRITE_ONLY_PROPERTY_REMOVED "response-optional-write-only-property-removed" Compatible false "an optional write-only property was removed from a response schema",
    RESPONSE_REQUIRED_WRITE_ONLY_PROPERTY_REMOVED "response-required-write-only-property-removed" Compatible false "a required write-only property was removed from a response schema",
    REQUEST_OPTIONAL_PROPERTY_BECAME_READ_ONLY "request-optional-property-became-read-only" Compatible false "an optional property of requests is now read-only",
    REQUEST_REQUIRED_PROPERTY_BECAME_READ_ONLY "request-required-property-became-read-only" Compatible false "a required property of requests is now read-only",
    REQUEST_OPTIONAL_PROPERTY_BECAME_NOT_READ_ONLY "request-optional-property-became-not-read-only" Compatible true "an optional property of requests is no longer read-only",
    REQUEST_REQUIRED_PROPERTY_BECAME_NOT_READ_ONLY "request-required-property-became-not-read-only" Breaking true "a required property of requests is no longer read-only",
    REQUEST_OPTIONAL_PROPERTY_BECAME_WRITE_ONLY "request-optional-property-became-write-only" Compatible false "an optional property of requests is now write-only",
    REQUEST_REQUIRED_PROPERTY_BECAME_WRITE_ONLY "request-required-property-became-write-only" Compatible false "a required property of requests is now write-only",
    REQUEST_OPTIONAL_PROPERTY_BECAME_NOT_WRITE_ONLY "request-optional-property-became-not-write-only" Compatible false "an optional property of requests is no longer write-only",
    REQUEST_REQUIRED_PROPERTY_BECAME_NOT_WRITE_ONLY "request-required-property-became-not-write-only" Compatible false "a required property of requests is no longer write-only",
    RESPONSE_OPTIONAL_PROPERTY_BECAME_READ_ONLY "response-optional-property-became-read-only" Compatible false "an optional property of responses is now read-only",
    RESPONSE_REQUIRED_PROPERTY_BECAME_READ_ONLY "response-required-property-became-read-only" Compatible false "a required property of responses is now read-only",
    RESPONSE_OPTIONAL_PROPERTY_BECAME_NOT_READ_ONLY "response-optional-property-became-not-read-only" Compatible false "an optional property of responses is no longer read-only",
    RESPONSE_REQUIRED_PROPERTY_BECAME_NOT_READ_ONLY "response-required-property-became-not-read-only" Compatible false "a required property of responses is no longer read-only",
    RESPONSE_OPTIONAL_PROPERTY_BECAME_WRITE_ONLY "response-optional-property-became-write-only" Risky false "an optional property of responses is now write-only",
    RESPONSE_REQUIRED_PROPERTY_BECAME_WRITE_ONLY "response-required-property-became-write-only" Breaking false "a required property of responses is now write-only",
    RESPONSE_OPTIONAL_PROPERTY_BECAME_NOT_WRITE_ONLY "response-optional-property-became-not-write-only" Compatible true "an optional property is no longer write-only: responses show it",
    RESPONSE_REQUIRED_PROPERTY_BECAME_NOT_WRITE_ONLY "response-required-property-became-not-write-only" Compatible true "a required property is no longer write-only: responses show it",
    REQUEST_READ_ONLY_PROPERTY_ENUM_VALUE_REMOVED "request-read-only-property-enum-value-removed" Compatible false "a read-only property, which is not part of requests: enum value removed",
    REQUEST_READ_ONLY_PROPERTY_MAX_DECREASED "request-read-only-property-max-decreased" Compatible false "a read-only property, which is not part of requests: max decreased",
    REQUEST_READ_ONLY_PROPERTY_EXCLUSIVE_MAX_DECREASED "request-read-only-property-exclusive-max-decreased" Compatible false "a read-only property, which is not part of requests: exclusive max decreased",
    REQUEST_READ_ONLY_PROPERTY_MAX_LENGTH_DECREASED "request-read-only-property-max-length-decreased" Compatible false "a read-only property, which is not part of requests: max length decreased",
    REQUEST_READ_ONLY_PROPERTY_MIN_INCREASED "request-read-only-property-min-increased" Compatible false "a read-only property, which is not part of requests: min increased",
    REQUEST_READ_ONLY_PROPERTY_EXCLUSIVE_MIN_INCREASED "request-read-only-property-exclusive-min-increased" Compatible false "a read-only property, which is not part of requests: exclusive min increased",
    RESPONSE_WRITE_ONLY_PROPERTY_BECAME_OPTIONAL "response-write-only-property-became-optional" Compatible false "a write-only property, which is not part of responses: became optional",
    RESPONSE_WRITE_ONLY_PROPERTY_BECAME_REQUIRED "response-write-only-property-became-required" Compatible false "a write-only property, which is not part of responses: became required",
    RESPONSE_WRITE_ONLY_PROPERTY_ENUM_VALUE_ADDED "response-write-only-property-enum-value-added" Compatible false "a write-only property, which is not part of responses: enum value added",
    FORMAT_PASSWORD_REMOVED "format-password-removed" Compatible true "format `password` was removed",
    API_SECURITY_ADDED "api-security-added" Breaking false "an operation accepts or requires new credentials",
    API_SECURITY_REMOVED "api-security-removed" Breaking true "an operation no longer accepts or requires credentials",
    API_SECURITY_SCOPE_ADDED "api-security-scope-added" Breaking false "an operation requires one more scope",
    API_SECURITY_SCOPE_REMOVED "api-security-scope-removed" Compatible true "an operation requires one scope less",
    API_SECURITY_BECAME_OPTIONAL "api-security-became-optional" Compatible true "an operation can be called without credentials",
    API_SECURITY_BECAME_MANDATORY "api-security-became-mandatory" Breaking false "an operation can no longer be called without credentials",
    API_GLOBAL_SECURITY_ADDED "api-global-security-added" Breaking false "root `security` accepts or requires new credentials",
    API_GLOBAL_SECURITY_REMOVED "api-global-security-removed" Breaking true "root `security` no longer accepts or requires credentials",
    API_GLOBAL_SECURITY_SCOPE_ADDED "api-global-security-scope-added" Breaking false "root `security` requires one more scope",
    API_GLOBAL_SECURITY_SCOPE_REMOVED "api-global-security-scope-removed" Compatible true "root `security` requires one scope less",
    API_GLOBAL_SECURITY_BECAME_OPTIONAL "api-global-security-became-optional" Compatible true "root `security` can be satisfied without credentials",
    API_GLOBAL_SECURITY_BECAME_MANDATORY "api-global-security-became-mandatory" Breaking false "root `security` can no longer be satisfied without credentials",
    API_SECURITY_COMPONENT_ADDED "api-security-component-added" Compatible false "a security scheme was added",
    API_SECURITY_COMPONENT_REMOVED "api-security-component-removed" Compatible false "a security scheme was removed",
    API_SECURITY_COMPONENT_TYPE_CHANGED "api-security-component-type-changed" Breaking true "the type of a security scheme changed",
    API_SECURITY_COMPONENT_LOCATION_CHANGED "api-security-component-location-changed" Breaking true "the location of an API key changed",
    API_SECURITY_COMPONENT_NAME_CHANGED "api-security-component-name-changed" Breaking false "the name of an API key changed",
    API_SECURITY_COMPONENT_HTTP_SCHEME_CHANGED "api-security-component-http-scheme-changed" Breaking true "an HTTP authentication scheme changed",
    API_SECURITY_COMPONENT_BEARER_FORMAT_CHANGED "api-security-component-bearer-format-changed" Compatible false "a bearer format changed",
    API_SECURITY_COMPONENT_OAUTH_URL_CHANGED "api-security-component-oauth-url-changed" Risky true "an authorization URL changed",
    API_SECURITY_COMPONENT_OAUTH_TOKEN_URL_CHANGED "api-security-component-oauth-token-url-changed" Risky true "a token URL changed",
    API_SECURITY_COMPONENT_OAUTH_REFRESH_URL_CHANGED "api-security-component-oauth-refresh-url-changed" Risky true "a refresh URL changed",
    API_SECURITY_COMPONENT_OPENID_URL_CHANGED "api-security-component-openid-url-changed" Risky true "an OpenID Connect URL changed",
    API_SECURITY_COMPONENT_OAUTH_METADATA_URL_CHANGED "api-security-component-oauth-metadata-url-changed" Risky true "the URL of an OAuth authorization server's metadata changed",
    API_SECURITY_COMPONENT_DEPRECATED "api-security-component-deprecated" Compatible false "a security scheme is now deprecated",
    API_SECURITY_COMPONENT_REACTIVATED "api-security-component-reactivated" Compatible false "a security scheme is no longer deprecated",
    API_SECURITY_COMPONENT_OAUTH_FLOW_ADDED "api-security-component-oauth-flow-added" Compatible true "a flow was added",
    API_SECURITY_COMPONENT_OAUTH_FLOW_REMOVED "api-security-component-oauth-flow-removed" Breaking false "a flow was removed",
    API_SECURITY_COMPONENT_OAUTH_SCOPE_ADDED "api-security-component-oauth-scope-added" Compatible false "a scope was added to a scheme",
    API_SECURITY_COMPONENT_OAUTH_SCOPE_REMOVED "api-security-component-oauth-scope-removed" Breaking true "a scope was removed from a scheme",
    API_SECURITY_COMPONENT_OAUTH_SCOPE_CHANGED "api-security-component-oauth-scope-changed" Compatible false "the description of a scope changed",
    API_SERVER_ADDED "api-server-added" Compatible true "a server was added",
    API_SERVER_REMOVED "api-server-removed" Breaking false "a server was removed",
    API_SERVER_URL_CHANGED "api-server-url-changed" Breaking true "a server URL changed",
    API_SERVER_VARIABLE_VALUE_ADDED "api-server-variable-value-added" Compatible false "a server variable has one more value",
    API_SERVER_VARIABLE_VALUE_REMOVED "api-server-variable-value-removed" Risky false "a server variable has one value less",
    API_SERVER_VARIABLE_DEFAULT_CHANGED "api-server-variable-default-changed" Risky false "the default of a server variable changed",
    API_PATH_PREFIX_MOVED "api-path-prefix-moved" Compatible false "a prefix moved between server URLs and paths; full URLs are the same",
    WEBHOOK_SECURITY_CHANGED "webhook-security-changed" Risky true "a webhook or callback is called with other credentials",
    EXTENSION_ADDED "extension-added" Compatible false "an extension was added",
    EXTENSION_REMOVED "extension-removed" Compatible false "an extension was removed",
    EXTENSION_CHANGED "extension-changed" Compatible false "an extension changed",
    GATEWAY_POLICY_REMOVED "gateway-policy-removed" Compatible true "a gateway extension that protects an operation was removed",
    GATEWAY_POLICY_CHANGED "gateway-policy-changed" Risky true "a gateway extension that protects an operation changed",
    GATEWAY_POLICY_ADDED "gateway-policy-added" Compatible false "a gateway extension that protects an operation was added",
    API_VERSION_NOT_BUMPED "api-version-not-bumped" Risky false "the API changed and `info.version` did not",
    API_VERSION_DECREASED "api-version-decreased" Breaking false "`info.version` decreased",
    API_MAJOR_VERSION_NOT_BUMPED "api-major-version-not-bumped" Breaking false "a breaking change is declared as less than a major version",
}

#[cfg(test)]
mod tests {
    #[test]
    fn ids_are_unique() {
        let mut seen = std::collections::BTreeSet::new();
        let twice: Vec<&str> = super::all().map(|i| i.id).filter(|id| !seen.insert(*id)).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
