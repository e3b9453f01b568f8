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
            MessagePart::RequestBody => "the request body",
            MessagePart::RequestProperty => "the request property",
            MessagePart::RequestParameter => "the parameter",
            MessagePart::RequestParameterProperty => "the parameter's property",
            MessagePart::ResponseBody => "the response body",
            MessagePart::ResponseProperty => "the response property",
            MessagePart::ResponseHeader => "the response header",
            MessagePart::ResponseHeaderProperty => "the response header's property",
            MessagePart::RequestReadOnlyProperty => "the read-only property",
            MessagePart::ResponseWriteOnlyProperty => "the write-only property",
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
    ("type-compatible", &["request-property", "request-parameter", "request-parameter-property", "response-property"]),
    ("values-changed", &["response-header", "response-header-property"]),
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
        (change, id.summary.strip_prefix("the request body: ").unwrap_or(id.summary))
    });
    (OTHERS, table.collect())
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
            schema_changes!(@row "request-body", "the request body"; $($change $effect $meaning,)*),
            schema_changes!(@row "request-property", "a property of a request"; $($change $effect $meaning,)*),
            schema_changes!(@row "request-parameter", "a parameter"; $($change $effect $meaning,)*),
            schema_changes!(@row "request-parameter-property", "a property of a parameter"; $($change $effect $meaning,)*),
            schema_changes!(@row "response-body", "the response body"; $($change $effect $meaning,)*),
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
    EnumRemoved "enum-removed" bound "its values are no longer listed",
    EnumValueAdded "enum-value-added" any "a value joins the list",
    EnumValueRemoved "enum-value-removed" any "a value leaves the list",
    XExtensibleEnumValueRemoved "x-extensible-enum-value-removed" risk "a value leaves the extensible list",
    ConstAdded "const-added" any "it has one value now",
    ConstRemoved "const-removed" any "it no longer has one value",
    ConstChanged "const-changed" any "its one value is another",
    MaxSet "max-set" any "a maximum is set",
    MaxUnset "max-unset" bound "the maximum is gone",
    MaxIncreased "max-increased" bound "the maximum is higher",
    MaxDecreased "max-decreased" any "the maximum is lower",
    ExclusiveMaxSet "exclusive-max-set" any "an exclusive maximum is set",
    ExclusiveMaxUnset "exclusive-max-unset" bound "the exclusive maximum is gone",
    ExclusiveMaxIncreased "exclusive-max-increased" bound "the exclusive maximum is higher",
    ExclusiveMaxDecreased "exclusive-max-decreased" any "the exclusive maximum is lower",
    MinSet "min-set" any "a minimum is set",
    MinUnset "min-unset" any "the minimum is gone",
    MinIncreased "min-increased" any "the minimum is higher",
    MinDecreased "min-decreased" any "the minimum is lower",
    ExclusiveMinSet "exclusive-min-set" any "an exclusive minimum is set",
    ExclusiveMinUnset "exclusive-min-unset" any "the exclusive minimum is gone",
    ExclusiveMinIncreased "exclusive-min-increased" any "the exclusive minimum is higher",
    ExclusiveMinDecreased "exclusive-min-decreased" any "the exclusive minimum is lower",
    MultipleOfSet "multiple-of-set" any "it must be a multiple now",
    MultipleOfUnset "multiple-of-unset" any "it need not be a multiple any more",
    MultipleOfChanged "multiple-of-changed" any "it must be a multiple of another number",
    MaxLengthSet "max-length-set" any "a greatest length is set",
    MaxLengthUnset "max-length-unset" bound "the greatest length is gone",
    MaxLengthIncreased "max-length-increased" bound "the greatest length is higher",
    MaxLengthDecreased "max-length-decreased" any "the greatest length is lower",
    MinLengthSet "min-length-set" any "a least length is set",
    MinLengthUnset "min-length-unset" any "the least length is gone",
    MinLengthIncreased "min-length-increased" any "the least length is higher",
    MinLengthDecreased "min-length-decreased" any "the least length is lower",
    MaxItemsSet "max-items-set" any "a greatest number of items is set",
    MaxItemsUnset "max-items-unset" bound "the greatest number of items is gone",
    MaxItemsIncreased "max-items-increased" bound "the greatest number of items is higher",
    MaxItemsDecreased "max-items-decreased" any "the greatest number of items is lower",
    MinItemsSet "min-items-set" any "a least number of items is set",
    MinItemsUnset "min-items-unset" any "the least number of items is gone",
    MinItemsIncreased "min-items-increased" any "the least number of items is higher",
    MinItemsDecreased "min-items-decreased" any "the least number of items is lower",
    UniqueItemsAdded "unique-items-added" any "items must differ now",
    UniqueItemsRemoved "unique-items-removed" any "items need not differ any more",
    MaxPropertiesSet "max-properties-set" any "a greatest number of properties is set",
    MaxPropertiesUnset "max-properties-unset" bound "the greatest number of properties is gone",
    MaxPropertiesIncreased "max-properties-increased" bound "the greatest number of properties is higher",
    MaxPropertiesDecreased "max-properties-decreased" any "the greatest number of properties is lower",
    MinPropertiesSet "min-properties-set" any "a least number of properties is set",
    MinPropertiesUnset "min-properties-unset" any "the least number of properties is gone",
    MinPropertiesIncreased "min-properties-increased" any "the least number of properties is higher",
    MinPropertiesDecreased "min-properties-decreased" any "the least number of properties is lower",
    PatternAdded "pattern-added" any "it must match a pattern now",
    PatternRemoved "pattern-removed" bound "it need not match the pattern any more",
    PatternChanged "pattern-changed" any "the pattern is another one",
    PatternGeneralized "pattern-generalized" bound "the pattern admits more",
    BecameRequired "became-required" any "it must be there now",
    BecameRequiredWithDefault "became-required-with-default" any "it must be there now, and has a default",
    BecameOptional "became-optional" any "it need not be there any more",
    Removed "removed" any "it is gone",
    AdditionalPropertiesClosed "additional-properties-closed" any "undeclared properties are refused now",
    AdditionalPropertiesRestricted "additional-properties-restricted" any "undeclared properties are restricted now",
    AdditionalPropertiesOpened "additional-properties-opened" bound "undeclared properties are admitted now",
    PatternPropertyAdded "pattern-property-added" any "properties of a pattern are described now",
    PatternPropertyRemoved "pattern-property-removed" any "properties of a pattern are no longer described",
    PropertyNamesAdded "property-names-added" any "the names of properties are restricted now",
    PropertyNamesRemoved "property-names-removed" any "the names of properties are no longer restricted",
    PropertyNamesChanged "property-names-changed" any "the names of properties are restricted in another way",
    DependentRequiredAdded "dependent-required-added" any "a property demands others now",
    DependentRequiredRemoved "dependent-required-removed" any "a property no longer demands others",
    DependentRequiredChanged "dependent-required-changed" any "a property demands other ones",
    DependentSchemaAdded "dependent-schema-added" any "a property demands a schema now",
    DependentSchemaRemoved "dependent-schema-removed" any "a property no longer demands a schema",
    DependentSchemaChanged "dependent-schema-changed" any "a property demands another schema",
    PrefixItemsAdded "prefix-items-added" any "an item is described by its place now",
    PrefixItemsRemoved "prefix-items-removed" any "an item is no longer described by its place",
    ItemsAdded "items-added" any "its items are described now",
    ItemsRemoved "items-removed" any "its items are no longer described",
    ContainsAdded "contains-added" any "some item must be of a kind now",
    ContainsRemoved "contains-removed" any "no item need be of a kind any more",
    ContainsChanged "contains-changed" any "some item must be of another kind",
    MinContainsIncreased "min-contains-increased" any "more items must be of a kind",
    MinContainsDecreased "min-contains-decreased" any "fewer items must be of a kind",
    MaxContainsIncreased "max-contains-increased" any "more items may be of a kind",
    MaxContainsDecreased "max-contains-decreased" any "fewer items may be of a kind",
    IfAdded "if-added" any "a condition is new",
    IfRemoved "if-removed" any "a condition is gone",
    IfChanged "if-changed" any "a condition is another",
    ThenAdded "then-added" any "a condition demands something now",
    ThenRemoved "then-removed" any "a condition no longer demands something",
    ThenChanged "then-changed" any "a condition demands something else",
    ElseAdded "else-added" any "a condition that fails demands something now",
    ElseRemoved "else-removed" any "a condition that fails no longer demands something",
    ElseChanged "else-changed" any "a condition that fails demands something else",
    NotAdded "not-added" any "some values are excluded now",
    NotRemoved "not-removed" any "some values are no longer excluded",
    NotChanged "not-changed" any "other values are excluded",
    UnevaluatedItemsAdded "unevaluated-items-added" any "items that nothing describes are restricted now",
    UnevaluatedItemsRemoved "unevaluated-items-removed" any "items that nothing describes are no longer restricted",
    UnevaluatedPropertiesAdded "unevaluated-properties-added" any "properties that nothing describes are restricted now",
    UnevaluatedPropertiesRemoved "unevaluated-properties-removed" bound "properties that nothing describes are no longer restricted",
    AllOfAdded "all-of-added" any "a part joins its `allOf`",
    AllOfRemoved "all-of-removed" any "a part leaves its `allOf`",
    AllOfAddedAnnotationOnly "all-of-added-annotation-only" note "a part without effect joins its `allOf`",
    AllOfRemovedAnnotationOnly "all-of-removed-annotation-only" note "a part without effect leaves its `allOf`",
    AnyOfAdded "any-of-added" any "a branch joins its `anyOf`",
    AnyOfRemoved "any-of-removed" any "a branch leaves its `anyOf`",
    OneOfAdded "one-of-added" any "a branch joins its `oneOf`",
    OneOfRemoved "one-of-removed" any "a branch leaves its `oneOf`",
    WrappedInOneOf "wrapped-in-one-of" any "it became one branch of a `oneOf`",
    DiscriminatorAdded "discriminator-added" risk "a discriminator is new",
    DiscriminatorRemoved "discriminator-removed" risk "the discriminator is gone",
    DiscriminatorPropertyNameChanged "discriminator-property-name-changed" risk "the discriminator is another property",
    DiscriminatorMappingAdded "discriminator-mapping-added" any "the discriminator knows a value more",
    DiscriminatorMappingDeleted "discriminator-mapping-deleted" any "the discriminator knows a value less",
    DiscriminatorMappingChanged "discriminator-mapping-changed" any "a value of the discriminator means another schema",
    ContentEncodingChanged "content-encoding-changed" risk "its content is encoded in another way",
    ContentMediaTypeChanged "content-media-type-changed" risk "its content is of another media type",
    ContentSchemaAdded "content-schema-added" risk "its content has a schema now",
    ContentSchemaRemoved "content-schema-removed" risk "its content has no schema any more",
    DefaultValueAdded "default-value-added" risk "a default is set",
    DefaultValueRemoved "default-value-removed" risk "the default is gone",
    DefaultValueChanged "default-value-changed" risk "the default is another",
    Deprecated "deprecated" note "it is deprecated now",
    DeprecatedWithSunset "deprecated-with-sunset" note "it is deprecated now, with a date",
    DeprecatedSunsetMissing "deprecated-sunset-missing" risk "it is deprecated without the date that the policy demands",
    DeprecatedSunsetInvalid "deprecated-sunset-invalid" risk "its sunset date cannot be read",
    SunsetDateTooSmall "sunset-date-too-small" risk "it is deprecated with less notice than the policy demands",
    Reactivated "reactivated" note "it is no longer deprecated",
    StabilityDecreased "stability-decreased" risk "it is less stable than promised",
    StabilityIncreased "stability-increased" note "it is more stable now",
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
    API_PATH_SLASH_CHANGED "api-path-slash-changed" Risky false "a path gained or lost the slash at its end",
    ENDPOINT_ADDED "endpoint-added" Compatible false "an operation is new",
    API_REMOVED_WITHOUT_DEPRECATION "api-removed-without-deprecation" Breaking false "an operation is gone that was not deprecated",
    API_REMOVED_BEFORE_SUNSET "api-removed-before-sunset" Breaking false "an operation is gone before its sunset date",
    API_REMOVED_WITH_DEPRECATION "api-removed-with-deprecation" Compatible false "a deprecated operation is gone, as was announced",
    API_PATH_REMOVED_WITHOUT_DEPRECATION "api-path-removed-without-deprecation" Breaking false "a path is gone with an operation that was not deprecated",
    API_PATH_REMOVED_BEFORE_SUNSET "api-path-removed-before-sunset" Breaking false "a path is gone before the sunset date of its operation",
    API_PATH_REMOVED_WITH_DEPRECATION "api-path-removed-with-deprecation" Compatible false "a path is gone whose operation was deprecated",
    API_PATH_SUNSET_PARSE "api-path-sunset-parse" Risky false "an operation is gone whose sunset date cannot be read",
    ENDPOINT_DEPRECATED "endpoint-deprecated" Compatible false "an operation is deprecated now",
    ENDPOINT_DEPRECATED_WITH_SUNSET "endpoint-deprecated-with-sunset" Compatible false "an operation is deprecated now, with a date",
    ENDPOINT_REACTIVATED "endpoint-reactivated" Compatible false "an operation is no longer deprecated",
    API_DEPRECATED_SUNSET_MISSING "api-deprecated-sunset-missing" Breaking false "an operation is deprecated without the date that the policy demands",
    API_DEPRECATED_SUNSET_PARSE "api-deprecated-sunset-parse" Risky false "the sunset date of a deprecated operation cannot be read",
    API_SUNSET_DATE_TOO_SMALL "api-sunset-date-too-small" Breaking false "an operation is deprecated with less notice than the policy demands",
    API_SUNSET_DATE_CHANGED_TOO_SMALL "api-sunset-date-changed-too-small" Breaking false "the sunset date moved to an earlier day",
    SUNSET_DELETED "sunset-deleted" Breaking false "the sunset date of a deprecated operation is gone",
    REQUEST_PARAMETER_SUNSET_DELETED "request-parameter-sunset-deleted" Breaking false "the sunset date of a deprecated parameter is gone",
    REQUEST_PARAMETER_SUNSET_DATE_CHANGED_TOO_SMALL "request-parameter-sunset-date-changed-too-small" Breaking false "the sunset date of a parameter moved to an earlier day",
    REQUEST_PARAMETER_SUNSET_PARSE "request-parameter-sunset-parse" Risky false "the sunset date of a parameter cannot be read",
    REQUEST_PARAMETER_REMOVED_WITH_DEPRECATION "request-parameter-removed-with-deprecation" Compatible false "a deprecated parameter is gone, as was announced",
    REQUEST_PARAMETER_REMOVED_BEFORE_SUNSET "request-parameter-removed-before-sunset" Risky false "a parameter is gone before its sunset date",
    API_STABILITY_DECREASED "api-stability-decreased" Breaking false "an operation is less stable than promised",
    API_STABILITY_INCREASED "api-stability-increased" Compatible false "an operation is more stable now",
    API_INVALID_STABILITY_LEVEL "api-invalid-stability-level" Risky false "a stability level is none of draft, alpha, beta, stable",
    API_OPERATION_ID_REMOVED "api-operation-id-removed" Risky false "an operation's id is gone or another: generated clients rename their method",
    API_OPERATION_ID_ADDED "api-operation-id-added" Compatible false "an operation has an id now",
    API_TAG_REMOVED "api-tag-removed" Compatible false "an operation lost a tag",
    API_TAG_ADDED "api-tag-added" Compatible false "an operation has a tag more",
    API_SCHEMA_REMOVED "api-schema-removed" Compatible false "a reusable schema is gone",
    WEBHOOK_ADDED "webhook-added" Compatible false "a webhook is new",
    WEBHOOK_REMOVED "webhook-removed" Breaking false "a webhook is gone",
    CALLBACK_ADDED "callback-added" Compatible false "a callback is new",
    CALLBACK_REMOVED "callback-removed" Breaking false "a callback is gone",
    NEW_REQUIRED_REQUEST_PARAMETER "new-required-request-parameter" Breaking false "a parameter is new and must be sent",
    NEW_OPTIONAL_REQUEST_PARAMETER "new-optional-request-parameter" Compatible false "a parameter is new and may be sent",
    NEW_REQUEST_PATH_PARAMETER "new-request-path-parameter" Breaking false "a path parameter is new",
    NEW_REQUIRED_REQUEST_DEFAULT_PARAMETER_TO_EXISTING_PATH "new-required-request-default-parameter-to-existing-path" Breaking false "a path has a new parameter that all its operations demand",
    NEW_OPTIONAL_REQUEST_DEFAULT_PARAMETER_TO_EXISTING_PATH "new-optional-request-default-parameter-to-existing-path" Compatible false "a path has a new parameter that its operations accept",
    NEW_REQUIRED_REQUEST_HEADER_PROPERTY "new-required-request-header-property" Breaking false "an object in a header has a new property that must be sent",
    REQUEST_HEADER_PROPERTY_BECAME_ENUM "request-header-property-became-enum" Breaking false "the values of a property of an object in a header are listed now",
    REQUEST_HEADER_PROPERTY_BECAME_REQUIRED "request-header-property-became-required" Breaking false "a property of an object in a header must be sent now",
    REQUEST_PARAMETER_LOCATION_CHANGED "request-parameter-location-changed" Breaking true "a parameter travels in another place",
    REQUEST_PARAMETER_STYLE_CHANGED "request-parameter-style-changed" Breaking false "a parameter is written in another style",
    REQUEST_PARAMETER_EXPLODE_CHANGED "request-parameter-explode-changed" Breaking false "the parts of a parameter are separated in another way",
    REQUEST_PARAMETER_CONTENT_CHANGED "request-parameter-content-changed" Breaking false "a parameter is encoded as another media type",
    REQUEST_PARAMETER_ALLOW_EMPTY_VALUE_REMOVED "request-parameter-allow-empty-value-removed" Breaking false "a parameter may no longer be empty",
    REQUEST_PARAMETER_ALLOW_EMPTY_VALUE_ADDED "request-parameter-allow-empty-value-added" Compatible false "a parameter may be empty now",
    REQUEST_PARAMETER_ALLOW_RESERVED_REMOVED "request-parameter-allow-reserved-removed" Risky false "reserved characters in a parameter must be escaped now",
    REQUEST_PARAMETER_ALLOW_RESERVED_ADDED "request-parameter-allow-reserved-added" Compatible false "reserved characters in a parameter need not be escaped",
    REQUEST_BODY_ADDED_REQUIRED "request-body-added-required" Breaking false "a request body is new and must be sent",
    REQUEST_BODY_ADDED_OPTIONAL "request-body-added-optional" Compatible false "a request body is new and may be sent",
    REQUEST_BODY_MEDIA_TYPE_ADDED "request-body-media-type-added" Compatible false "a request body may be of a media type more",
    REQUEST_BODY_MEDIA_TYPE_REMOVED "request-body-media-type-removed" Breaking false "a request body may no longer be of a media type",
    REQUEST_BODY_MEDIA_TYPE_SCHEMA_ADDED "request-body-media-type-schema-added" Breaking false "a media type of a request body has a schema now",
    REQUEST_BODY_MEDIA_TYPE_SCHEMA_REMOVED "request-body-media-type-schema-removed" Compatible true "a media type of a request body has no schema any more",
    REQUEST_BODY_ENCODING_CHANGED "request-body-encoding-changed" Breaking false "a part of a form must be encoded in another way",
    RESPONSE_BODY_ENCODING_CHANGED "response-body-encoding-changed" Breaking false "a part of a response is encoded in another way",
    RESPONSE_BODY_MEDIA_TYPE_SCHEMA_ADDED "response-body-media-type-schema-added" Compatible false "a media type of a response has a schema now",
    RESPONSE_BODY_MEDIA_TYPE_SCHEMA_REMOVED "response-body-media-type-schema-removed" Breaking false "a media type of a response has no schema any more",
    RESPONSE_MEDIA_TYPE_ADDED "response-media-type-added" Breaking false "a response may be of a media type more",
    RESPONSE_MEDIA_TYPE_REMOVED "response-media-type-removed" Breaking false "a response is no longer of a media type",
    RESPONSE_MEDIA_TYPE_NAME_CHANGED "response-media-type-name-changed" Compatible false "the parameters of a response's media type are others",
    RESPONSE_MEDIA_TYPE_NAME_GENERALIZED "response-media-type-name-generalized" Breaking false "the media type of a response became a range",
    RESPONSE_MEDIA_TYPE_NAME_SPECIALIZED "response-media-type-name-specialized" Compatible false "the media range of a response became one type",
    RESPONSE_SUCCESS_STATUS_ADDED "response-success-status-added" Compatible false "a success status is new",
    RESPONSE_SUCCESS_STATUS_REMOVED "response-success-status-removed" Breaking false "a success status is gone",
    RESPONSE_NON_SUCCESS_STATUS_ADDED "response-non-success-status-added" Compatible false "an error status is new",
    RESPONSE_NON_SUCCESS_STATUS_REMOVED "response-non-success-status-removed" Compatible true "an error status is gone",
    RESPONSE_HEADER_ADDED "response-header-added" Compatible false "a response header is new",
    REQUIRED_RESPONSE_HEADER_REMOVED "required-response-header-removed" Breaking true "a response header is gone that each response had",
    OPTIONAL_RESPONSE_HEADER_REMOVED "optional-response-header-removed" Risky true "a response header is gone",
    RESPONSE_MEDIATYPE_ENUM_VALUE_REMOVED "response-mediatype-enum-value-removed" Compatible false "a value leaves the list of a response body",
    NEW_REQUIRED_REQUEST_PROPERTY "new-required-request-property" Breaking false "a property of a request is new and must be sent",
    NEW_REQUIRED_REQUEST_PROPERTY_WITH_DEFAULT "new-required-request-property-with-default" Breaking false "a property of a request is new, must be sent, and has a default",
    NEW_OPTIONAL_REQUEST_PROPERTY "new-optional-request-property" Breaking false "a property of a request is new and may be sent",
    RESPONSE_REQUIRED_PROPERTY_ADDED "response-required-property-added" Breaking false "a property is new in each response",
    RESPONSE_OPTIONAL_PROPERTY_ADDED "response-optional-property-added" Breaking false "a property is new in responses",
    RESPONSE_REQUIRED_PROPERTY_REMOVED "response-required-property-removed" Breaking false "a property is gone that each response had",
    RESPONSE_OPTIONAL_PROPERTY_REMOVED "response-optional-property-removed" Breaking false "a property is gone that responses had",
    RESPONSE_OPTIONAL_WRITE_ONLY_PROPERTY_ADDED "response-optional-write-only-property-added" Compatible false "a write-only property is new in a schema of responses",
    RESPONSE_REQUIRED_WRITE_ONLY_PROPERTY_ADDED "response-required-write-only-property-added" Compatible false "a required write-only property is new in a schema of responses",
    RESPONSE_OPTIONAL_WRITE_ONLY_PROPERTY_REMOVED "response-optional-write-only-property-removed" Compatible false "a write-only property is gone from a schema of responses",
    RESPONSE_REQUIRED_WRITE_ONLY_PROPERTY_REMOVED "response-required-write-only-property-removed" Compatible false "a required write-only property is gone from a schema of responses",
    REQUEST_OPTIONAL_PROPERTY_BECAME_READ_ONLY "request-optional-property-became-read-only" Compatible false "an optional property of requests is read-only now",
    REQUEST_REQUIRED_PROPERTY_BECAME_READ_ONLY "request-required-property-became-read-only" Compatible false "a required property of requests is read-only now",
    REQUEST_OPTIONAL_PROPERTY_BECAME_NOT_READ_ONLY "request-optional-property-became-not-read-only" Compatible true "an optional property of requests is no longer read-only",
    REQUEST_REQUIRED_PROPERTY_BECAME_NOT_READ_ONLY "request-required-property-became-not-read-only" Breaking true "a required property of requests is no longer read-only",
    REQUEST_OPTIONAL_PROPERTY_BECAME_WRITE_ONLY "request-optional-property-became-write-only" Compatible false "an optional property of requests is write-only now",
    REQUEST_REQUIRED_PROPERTY_BECAME_WRITE_ONLY "request-required-property-became-write-only" Compatible false "a required property of requests is write-only now",
    REQUEST_OPTIONAL_PROPERTY_BECAME_NOT_WRITE_ONLY "request-optional-property-became-not-write-only" Compatible false "an optional property of requests is no longer write-only",
    REQUEST_REQUIRED_PROPERTY_BECAME_NOT_WRITE_ONLY "request-required-property-became-not-write-only" Compatible false "a required property of requests is no longer write-only",
    RESPONSE_OPTIONAL_PROPERTY_BECAME_READ_ONLY "response-optional-property-became-read-only" Compatible false "an optional property of responses is read-only now",
    RESPONSE_REQUIRED_PROPERTY_BECAME_READ_ONLY "response-required-property-became-read-only" Compatible false "a required property of responses is read-only now",
    RESPONSE_OPTIONAL_PROPERTY_BECAME_NOT_READ_ONLY "response-optional-property-became-not-read-only" Compatible false "an optional property of responses is no longer read-only",
    RESPONSE_REQUIRED_PROPERTY_BECAME_NOT_READ_ONLY "response-required-property-became-not-read-only" Compatible false "a required property of responses is no longer read-only",
    RESPONSE_OPTIONAL_PROPERTY_BECAME_WRITE_ONLY "response-optional-property-became-write-only" Risky false "an optional property of responses is write-only now",
    RESPONSE_REQUIRED_PROPERTY_BECAME_WRITE_ONLY "response-required-property-became-write-only" Breaking false "a required property of responses is write-only now",
    RESPONSE_OPTIONAL_PROPERTY_BECAME_NOT_WRITE_ONLY "response-optional-property-became-not-write-only" Compatible true "an optional property is no longer write-only: responses show it",
    RESPONSE_REQUIRED_PROPERTY_BECAME_NOT_WRITE_ONLY "response-required-property-became-not-write-only" Compatible true "a required property is no longer write-only: responses show it",
    REQUEST_READ_ONLY_PROPERTY_ENUM_VALUE_REMOVED "request-read-only-property-enum-value-removed" Compatible false "a read-only property, which requests do not carry: enum value removed",
    REQUEST_READ_ONLY_PROPERTY_MAX_DECREASED "request-read-only-property-max-decreased" Compatible false "a read-only property, which requests do not carry: max decreased",
    REQUEST_READ_ONLY_PROPERTY_EXCLUSIVE_MAX_DECREASED "request-read-only-property-exclusive-max-decreased" Compatible false "a read-only property, which requests do not carry: exclusive max decreased",
    REQUEST_READ_ONLY_PROPERTY_MAX_LENGTH_DECREASED "request-read-only-property-max-length-decreased" Compatible false "a read-only property, which requests do not carry: max length decreased",
    REQUEST_READ_ONLY_PROPERTY_MIN_INCREASED "request-read-only-property-min-increased" Compatible false "a read-only property, which requests do not carry: min increased",
    REQUEST_READ_ONLY_PROPERTY_EXCLUSIVE_MIN_INCREASED "request-read-only-property-exclusive-min-increased" Compatible false "a read-only property, which requests do not carry: exclusive min increased",
    RESPONSE_WRITE_ONLY_PROPERTY_BECAME_OPTIONAL "response-write-only-property-became-optional" Compatible false "a write-only property, which responses do not carry: became optional",
    RESPONSE_WRITE_ONLY_PROPERTY_BECAME_REQUIRED "response-write-only-property-became-required" Compatible false "a write-only property, which responses do not carry: became required",
    RESPONSE_WRITE_ONLY_PROPERTY_ENUM_VALUE_ADDED "response-write-only-property-enum-value-added" Compatible false "a write-only property, which responses do not carry: enum value added",
    FORMAT_PASSWORD_REMOVED "format-password-removed" Compatible true "a secret is no longer marked as one",
    API_SECURITY_ADDED "api-security-added" Breaking false "an operation admits or demands credentials that it did not",
    API_SECURITY_REMOVED "api-security-removed" Breaking true "an operation no longer admits or demands credentials",
    API_SECURITY_SCOPE_ADDED "api-security-scope-added" Breaking false "an operation demands a scope more",
    API_SECURITY_SCOPE_REMOVED "api-security-scope-removed" Compatible true "an operation demands a scope less",
    API_SECURITY_BECAME_OPTIONAL "api-security-became-optional" Compatible true "an operation can be called without credentials",
    API_SECURITY_BECAME_MANDATORY "api-security-became-mandatory" Breaking false "an operation can no longer be called without credentials",
    API_GLOBAL_SECURITY_ADDED "api-global-security-added" Breaking false "the document admits or demands credentials that it did not",
    API_GLOBAL_SECURITY_REMOVED "api-global-security-removed" Breaking true "the document no longer admits or demands credentials",
    API_GLOBAL_SECURITY_SCOPE_ADDED "api-global-security-scope-added" Breaking false "the document demands a scope more",
    API_GLOBAL_SECURITY_SCOPE_REMOVED "api-global-security-scope-removed" Compatible true "the document demands a scope less",
    API_GLOBAL_SECURITY_BECAME_OPTIONAL "api-global-security-became-optional" Compatible true "the document's operations can be called without credentials",
    API_GLOBAL_SECURITY_BECAME_MANDATORY "api-global-security-became-mandatory" Breaking false "the document's operations can no longer be called without credentials",
    API_SECURITY_COMPONENT_ADDED "api-security-component-added" Compatible false "a security scheme is new",
    API_SECURITY_COMPONENT_REMOVED "api-security-component-removed" Compatible false "a security scheme is gone",
    API_SECURITY_COMPONENT_TYPE_CHANGED "api-security-component-type-changed" Breaking true "a security scheme is of another type",
    API_SECURITY_COMPONENT_LOCATION_CHANGED "api-security-component-location-changed" Breaking true "a key travels in another place",
    API_SECURITY_COMPONENT_NAME_CHANGED "api-security-component-name-changed" Breaking false "a key has another name",
    API_SECURITY_COMPONENT_HTTP_SCHEME_CHANGED "api-security-component-http-scheme-changed" Breaking true "another HTTP authentication scheme is used",
    API_SECURITY_COMPONENT_BEARER_FORMAT_CHANGED "api-security-component-bearer-format-changed" Compatible false "a bearer token is of another format",
    API_SECURITY_COMPONENT_OAUTH_URL_CHANGED "api-security-component-oauth-url-changed" Risky true "an authorization endpoint is another",
    API_SECURITY_COMPONENT_OAUTH_TOKEN_URL_CHANGED "api-security-component-oauth-token-url-changed" Risky true "a token endpoint is another",
    API_SECURITY_COMPONENT_OAUTH_REFRESH_URL_CHANGED "api-security-component-oauth-refresh-url-changed" Risky true "a refresh endpoint is another",
    API_SECURITY_COMPONENT_OPENID_URL_CHANGED "api-security-component-openid-url-changed" Risky true "a discovery document is another",
    API_SECURITY_COMPONENT_OAUTH_FLOW_ADDED "api-security-component-oauth-flow-added" Compatible true "a flow is new",
    API_SECURITY_COMPONENT_OAUTH_FLOW_REMOVED "api-security-component-oauth-flow-removed" Breaking false "a flow is gone",
    API_SECURITY_COMPONENT_OAUTH_SCOPE_ADDED "api-security-component-oauth-scope-added" Compatible false "a scheme declares a scope more",
    API_SECURITY_COMPONENT_OAUTH_SCOPE_REMOVED "api-security-component-oauth-scope-removed" Breaking true "a scheme declares a scope less",
    API_SECURITY_COMPONENT_OAUTH_SCOPE_CHANGED "api-security-component-oauth-scope-changed" Compatible false "a scope is described in another way",
    API_SERVER_ADDED "api-server-added" Compatible true "a server is new",
    API_SERVER_REMOVED "api-server-removed" Breaking false "a server is gone",
    API_SERVER_URL_CHANGED "api-server-url-changed" Breaking true "a server has another address",
    GATEWAY_POLICY_REMOVED "gateway-policy-removed" Compatible true "a gateway extension that protects an operation is gone",
    GATEWAY_POLICY_CHANGED "gateway-policy-changed" Risky true "a gateway extension that protects an operation is another",
    GATEWAY_POLICY_ADDED "gateway-policy-added" Compatible false "a gateway extension protects an operation now",
    API_VERSION_NOT_BUMPED "api-version-not-bumped" Risky false "the contract changed and `info.version` did not",
    API_VERSION_DECREASED "api-version-decreased" Breaking false "`info.version` went back",
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
