//! The ids of changes. Where another tool names the same change, its name is used.
//!
//! What happens to schemas is a table: a place ("request-property") and a change ("max-decreased") make
//! an id. What happens elsewhere has names of its own.

use super::Compatibility;

/// An id with what it means.
#[derive(Clone, Copy, Debug)]
pub struct Id {
    /// In kebab case.
    pub id: &'static str,
    /// One line.
    pub summary: &'static str,
    /// The gravest that a change of this id can be.
    pub worst: Compatibility,
    /// True where such a change can let someone do what they could not do before.
    pub weakens: bool,
}

/// Where in a message a schema stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Place {
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

impl Place {
    /// What the properties and items of a value at this place are.
    #[must_use]
    pub fn inside(self) -> Self {
        match self {
            Place::RequestBody => Place::RequestProperty,
            Place::RequestParameter => Place::RequestParameterProperty,
            Place::ResponseBody => Place::ResponseProperty,
            Place::ResponseHeader => Place::ResponseHeaderProperty,
            same => same,
        }
    }

    /// True for what servers send.
    #[must_use]
    pub fn is_response(self) -> bool {
        matches!(
            self,
            Place::ResponseBody
                | Place::ResponseProperty
                | Place::ResponseHeader
                | Place::ResponseHeaderProperty
                | Place::ResponseWriteOnlyProperty
        )
    }

    /// What stands there, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Place::RequestBody => "the request body",
            Place::RequestProperty => "the request property",
            Place::RequestParameter => "the parameter",
            Place::RequestParameterProperty => "the parameter's property",
            Place::ResponseBody => "the response body",
            Place::ResponseProperty => "the response property",
            Place::ResponseHeader => "the response header",
            Place::ResponseHeaderProperty => "the response header's property",
            Place::RequestReadOnlyProperty => "the read-only property",
            Place::ResponseWriteOnlyProperty => "the write-only property",
        }
    }

    fn row(self) -> &'static [Id] {
        let n = match self {
            Place::RequestBody => 0,
            Place::RequestProperty => 1,
            Place::RequestParameter => 2,
            Place::RequestParameterProperty => 3,
            Place::ResponseBody => 4,
            Place::ResponseProperty => 5,
            Place::ResponseHeader => 6,
            Place::ResponseHeaderProperty => 7,
            // Few of their changes have ids of their own.
            Place::RequestReadOnlyProperty => 1,
            Place::ResponseWriteOnlyProperty => 5,
        };
        ROWS[n]
    }
}

/// The id of a change to a schema at a place.
#[must_use]
pub fn id_of(place: Place, change: &str) -> &'static str {
    let own = match place {
        Place::RequestReadOnlyProperty => find(&format!("request-read-only-property-{change}")),
        Place::ResponseWriteOnlyProperty => find(&format!("response-write-only-property-{change}")),
        _ => None,
    };
    if let Some(own) = own {
        return own.id;
    }
    let row = place.row();
    let found = row.iter().find(|id| id.id.strip_suffix(change).is_some_and(|rest| PREFIXES.contains(&rest)));
    debug_assert!(found.is_some(), "`{change}` is no change of {place:?}");
    found.or(row.last()).map_or("contract-changed", |id| id.id)
}

/// An id by its text.
#[must_use]
pub fn find(id: &str) -> Option<&'static Id> {
    all().find(|known| known.id == id)
}

/// All ids.
pub fn all() -> impl Iterator<Item = &'static Id> {
    ID_LIST.iter()
}

/// How many ids there are.
pub const COUNT: usize = OTHERS.len() + ROWS.len() * ROWS[0].len();

/// All ids in one list: those with names of their own, then the table, place by place.
pub static ID_LIST: [Id; COUNT] = {
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
            list[n] = ROWS[row][column];
            n += 1;
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
pub fn parts() -> (&'static [Id], Vec<(&'static str, &'static str)>) {
    let table = ROWS[0].iter().map(|id| {
        let change = id.id.strip_prefix("request-body-").unwrap_or(id.id);
        (change, id.summary.strip_prefix("the request body: ").unwrap_or(id.summary))
    });
    (OTHERS, table.collect())
}

const PREFIXES: [&str; 8] = [
    "request-body-",
    "request-property-",
    "request-parameter-",
    "request-parameter-property-",
    "response-body-",
    "response-property-",
    "response-header-",
    "response-header-property-",
];

macro_rules! row {
    (($prefix:literal, $words:literal), $(($change:literal, $meaning:literal, $effect:ident))*) => {
        &[$(Id {
            id: concat!($prefix, "-", $change),
            summary: concat!($words, ": ", $meaning),
            worst: row!(@worst $prefix $effect),
            weakens: row!(@weakens $prefix $effect),
        }),*]
    };
    (@worst $prefix:literal note) => { Compatibility::Compatible };
    (@worst $prefix:literal risk) => { Compatibility::Risky };
    (@worst $prefix:literal any) => { Compatibility::Breaking };
    (@worst $prefix:literal bound) => { Compatibility::Breaking };
    (@weakens $prefix:literal bound) => { true };
    (@weakens $prefix:literal $other:ident) => { false };
}

/// Every change to a schema, by what it is: `any` can break one side or the other, `bound` can also open
/// the door to what was refused, `risk` can surprise, `note` is told and breaks nobody.
macro_rules! changes {
    ($place:tt) => {
        row! { $place,
            ("type-changed", "its type is another one", any)
            ("type-generalized", "more types or formats are admitted", bound)
            ("type-specialized", "fewer types or formats are admitted", any)
            ("type-compatible", "its type is another one that reads the same on the wire", note)
            ("list-of-types-widened", "a type joins the list", any)
            ("list-of-types-narrowed", "a type leaves the list", any)
            ("became-nullable", "null is admitted", any)
            ("became-not-nullable", "null is no longer admitted", any)
            ("became-enum", "its values are listed now", any)
            ("enum-removed", "its values are no longer listed", bound)
            ("enum-value-added", "a value joins the list", any)
            ("enum-value-removed", "a value leaves the list", any)
            ("x-extensible-enum-value-removed", "a value leaves the extensible list", risk)
            ("const-added", "it has one value now", any)
            ("const-removed", "it no longer has one value", any)
            ("const-changed", "its one value is another", any)
            ("max-set", "a maximum is set", any)
            ("max-unset", "the maximum is gone", bound)
            ("max-increased", "the maximum is higher", bound)
            ("max-decreased", "the maximum is lower", any)
            ("exclusive-max-set", "an exclusive maximum is set", any)
            ("exclusive-max-unset", "the exclusive maximum is gone", bound)
            ("exclusive-max-increased", "the exclusive maximum is higher", bound)
            ("exclusive-max-decreased", "the exclusive maximum is lower", any)
            ("min-set", "a minimum is set", any)
            ("min-unset", "the minimum is gone", any)
            ("min-increased", "the minimum is higher", any)
            ("min-decreased", "the minimum is lower", any)
            ("exclusive-min-set", "an exclusive minimum is set", any)
            ("exclusive-min-unset", "the exclusive minimum is gone", any)
            ("exclusive-min-increased", "the exclusive minimum is higher", any)
            ("exclusive-min-decreased", "the exclusive minimum is lower", any)
            ("multiple-of-set", "it must be a multiple now", any)
            ("multiple-of-unset", "it need not be a multiple any more", any)
            ("multiple-of-changed", "it must be a multiple of another number", any)
            ("max-length-set", "a greatest length is set", any)
            ("max-length-unset", "the greatest length is gone", bound)
            ("max-length-increased", "the greatest length is higher", bound)
            ("max-length-decreased", "the greatest length is lower", any)
            ("min-length-set", "a least length is set", any)
            ("min-length-unset", "the least length is gone", any)
            ("min-length-increased", "the least length is higher", any)
            ("min-length-decreased", "the least length is lower", any)
            ("max-items-set", "a greatest number of items is set", any)
            ("max-items-unset", "the greatest number of items is gone", bound)
            ("max-items-increased", "the greatest number of items is higher", bound)
            ("max-items-decreased", "the greatest number of items is lower", any)
            ("min-items-set", "a least number of items is set", any)
            ("min-items-unset", "the least number of items is gone", any)
            ("min-items-increased", "the least number of items is higher", any)
            ("min-items-decreased", "the least number of items is lower", any)
            ("unique-items-added", "items must differ now", any)
            ("unique-items-removed", "items need not differ any more", any)
            ("max-properties-set", "a greatest number of properties is set", any)
            ("max-properties-unset", "the greatest number of properties is gone", bound)
            ("max-properties-increased", "the greatest number of properties is higher", bound)
            ("max-properties-decreased", "the greatest number of properties is lower", any)
            ("min-properties-set", "a least number of properties is set", any)
            ("min-properties-unset", "the least number of properties is gone", any)
            ("min-properties-increased", "the least number of properties is higher", any)
            ("min-properties-decreased", "the least number of properties is lower", any)
            ("pattern-added", "it must match a pattern now", any)
            ("pattern-removed", "it need not match the pattern any more", bound)
            ("pattern-changed", "the pattern is another one", any)
            ("pattern-generalized", "the pattern admits more", bound)
            ("became-required", "it must be there now", any)
            ("became-required-with-default", "it must be there now, and has a default", any)
            ("became-optional", "it need not be there any more", any)
            ("removed", "it is gone", any)
            ("additional-properties-closed", "undeclared properties are refused now", any)
            ("additional-properties-restricted", "undeclared properties are restricted now", any)
            ("additional-properties-opened", "undeclared properties are admitted now", bound)
            ("pattern-property-added", "properties of a pattern are described now", any)
            ("pattern-property-removed", "properties of a pattern are no longer described", any)
            ("property-names-added", "the names of properties are restricted now", any)
            ("property-names-removed", "the names of properties are no longer restricted", any)
            ("property-names-changed", "the names of properties are restricted in another way", any)
            ("dependent-required-added", "a property demands others now", any)
            ("dependent-required-removed", "a property no longer demands others", any)
            ("dependent-required-changed", "a property demands other ones", any)
            ("dependent-schema-added", "a property demands a schema now", any)
            ("dependent-schema-removed", "a property no longer demands a schema", any)
            ("dependent-schema-changed", "a property demands another schema", any)
            ("prefix-items-added", "an item is described by its place now", any)
            ("prefix-items-removed", "an item is no longer described by its place", any)
            ("items-added", "its items are described now", any)
            ("items-removed", "its items are no longer described", any)
            ("contains-added", "some item must be of a kind now", any)
            ("contains-removed", "no item need be of a kind any more", any)
            ("contains-changed", "some item must be of another kind", any)
            ("min-contains-increased", "more items must be of a kind", any)
            ("min-contains-decreased", "fewer items must be of a kind", any)
            ("max-contains-increased", "more items may be of a kind", any)
            ("max-contains-decreased", "fewer items may be of a kind", any)
            ("if-added", "a condition is new", any)
            ("if-removed", "a condition is gone", any)
            ("if-changed", "a condition is another", any)
            ("then-added", "a condition demands something now", any)
            ("then-removed", "a condition no longer demands something", any)
            ("then-changed", "a condition demands something else", any)
            ("else-added", "a condition that fails demands something now", any)
            ("else-removed", "a condition that fails no longer demands something", any)
            ("else-changed", "a condition that fails demands something else", any)
            ("not-added", "some values are excluded now", any)
            ("not-removed", "some values are no longer excluded", any)
            ("not-changed", "other values are excluded", any)
            ("unevaluated-items-added", "items that nothing describes are restricted now", any)
            ("unevaluated-items-removed", "items that nothing describes are no longer restricted", any)
            ("unevaluated-properties-added", "properties that nothing describes are restricted now", any)
            ("unevaluated-properties-removed", "properties that nothing describes are no longer restricted", bound)
            ("all-of-added", "a part joins its `allOf`", any)
            ("all-of-removed", "a part leaves its `allOf`", any)
            ("all-of-added-annotation-only", "a part without effect joins its `allOf`", note)
            ("all-of-removed-annotation-only", "a part without effect leaves its `allOf`", note)
            ("any-of-added", "a branch joins its `anyOf`", any)
            ("any-of-removed", "a branch leaves its `anyOf`", any)
            ("one-of-added", "a branch joins its `oneOf`", any)
            ("one-of-removed", "a branch leaves its `oneOf`", any)
            ("wrapped-in-one-of", "it became one branch of a `oneOf`", any)
            ("discriminator-added", "a discriminator is new", risk)
            ("discriminator-removed", "the discriminator is gone", risk)
            ("discriminator-property-name-changed", "the discriminator is another property", risk)
            ("discriminator-mapping-added", "the discriminator knows a value more", any)
            ("discriminator-mapping-deleted", "the discriminator knows a value less", any)
            ("discriminator-mapping-changed", "a value of the discriminator means another schema", any)
            ("content-encoding-changed", "its content is encoded in another way", risk)
            ("content-media-type-changed", "its content is of another media type", risk)
            ("content-schema-added", "its content has a schema now", risk)
            ("content-schema-removed", "its content has no schema any more", risk)
            ("default-value-added", "a default is set", risk)
            ("default-value-removed", "the default is gone", risk)
            ("default-value-changed", "the default is another", risk)
            ("deprecated", "it is deprecated now", note)
            ("deprecated-with-sunset", "it is deprecated now, with a date", note)
            ("deprecated-sunset-missing", "it is deprecated without the date that the policy demands", risk)
            ("deprecated-sunset-invalid", "its sunset date cannot be read", risk)
            ("sunset-date-too-small", "it is deprecated with less notice than the policy demands", risk)
            ("reactivated", "it is no longer deprecated", note)
            ("stability-decreased", "it is less stable than promised", risk)
            ("stability-increased", "it is more stable now", note)
            ("values-narrowed", "fewer values are admitted", any)
            ("values-widened", "more values are admitted", any)
            ("values-changed", "other values are admitted", any)
        }
    };
}

const ROWS: [&[Id]; 8] = [
    changes!(("request-body", "the request body")),
    changes!(("request-property", "a property of a request")),
    changes!(("request-parameter", "a parameter")),
    changes!(("request-parameter-property", "a property of a parameter")),
    changes!(("response-body", "the response body")),
    changes!(("response-property", "a property of a response")),
    changes!(("response-header", "a response header")),
    changes!(("response-header-property", "a property of a response header")),
];

macro_rules! others {
    ($($id:literal $worst:ident $weakens:literal $summary:literal,)*) => {
        const OTHERS: &[Id] = &[$(Id {
            id: $id,
            summary: $summary,
            worst: Compatibility::$worst,
            weakens: $weakens,
        }),*];
    };
}

others! {
    "api-path-slash-changed" Risky false "a path gained or lost the slash at its end",
    "endpoint-added" Compatible false "an operation is new",
    "api-removed-without-deprecation" Breaking false "an operation is gone that was not deprecated",
    "api-removed-before-sunset" Breaking false "an operation is gone before its sunset date",
    "api-removed-with-deprecation" Compatible false "a deprecated operation is gone, as was announced",
    "api-path-removed-without-deprecation" Breaking false "a path is gone with an operation that was not deprecated",
    "api-path-removed-before-sunset" Breaking false "a path is gone before the sunset date of its operation",
    "api-path-removed-with-deprecation" Compatible false "a path is gone whose operation was deprecated",
    "api-path-sunset-parse" Risky false "an operation is gone whose sunset date cannot be read",
    "endpoint-deprecated" Compatible false "an operation is deprecated now",
    "endpoint-deprecated-with-sunset" Compatible false "an operation is deprecated now, with a date",
    "endpoint-reactivated" Compatible false "an operation is no longer deprecated",
    "api-deprecated-sunset-missing" Breaking false "an operation is deprecated without the date that the policy demands",
    "api-deprecated-sunset-parse" Risky false "the sunset date of a deprecated operation cannot be read",
    "api-sunset-date-too-small" Breaking false "an operation is deprecated with less notice than the policy demands",
    "api-sunset-date-changed-too-small" Breaking false "the sunset date moved to an earlier day",
    "sunset-deleted" Breaking false "the sunset date of a deprecated operation is gone",
    "request-parameter-sunset-deleted" Breaking false "the sunset date of a deprecated parameter is gone",
    "request-parameter-sunset-date-changed-too-small" Breaking false "the sunset date of a parameter moved to an earlier day",
    "request-parameter-sunset-parse" Risky false "the sunset date of a parameter cannot be read",
    "request-parameter-removed-with-deprecation" Compatible false "a deprecated parameter is gone, as was announced",
    "request-parameter-removed-before-sunset" Risky false "a parameter is gone before its sunset date",
    "api-stability-decreased" Breaking false "an operation is less stable than promised",
    "api-stability-increased" Compatible false "an operation is more stable now",
    "api-invalid-stability-level" Risky false "a stability level is none of draft, alpha, beta, stable",
    "api-operation-id-removed" Risky false "an operation's id is gone or another: generated clients rename their method",
    "api-operation-id-added" Compatible false "an operation has an id now",
    "api-tag-removed" Compatible false "an operation lost a tag",
    "api-tag-added" Compatible false "an operation has a tag more",
    "api-schema-removed" Compatible false "a reusable schema is gone",
    "webhook-added" Compatible false "a webhook is new",
    "webhook-removed" Breaking false "a webhook is gone",
    "callback-added" Compatible false "a callback is new",
    "callback-removed" Breaking false "a callback is gone",
    "new-required-request-parameter" Breaking false "a parameter is new and must be sent",
    "new-optional-request-parameter" Compatible false "a parameter is new and may be sent",
    "new-request-path-parameter" Breaking false "a path parameter is new",
    "new-required-request-default-parameter-to-existing-path" Breaking false "a path has a new parameter that all its operations demand",
    "new-optional-request-default-parameter-to-existing-path" Compatible false "a path has a new parameter that its operations accept",
    "new-required-request-header-property" Breaking false "an object in a header has a new property that must be sent",
    "request-header-property-became-required" Breaking false "a property of an object in a header must be sent now",
    "request-header-property-became-enum" Breaking false "the values of a property of an object in a header are listed now",
    "request-parameter-location-changed" Breaking true "a parameter travels in another place",
    "request-parameter-style-changed" Breaking false "a parameter is written in another style",
    "request-parameter-explode-changed" Breaking false "the parts of a parameter are separated in another way",
    "request-parameter-content-changed" Breaking false "a parameter is encoded as another media type",
    "request-parameter-allow-empty-value-removed" Breaking false "a parameter may no longer be empty",
    "request-parameter-allow-empty-value-added" Compatible false "a parameter may be empty now",
    "request-parameter-allow-reserved-removed" Risky false "reserved characters in a parameter must be escaped now",
    "request-parameter-allow-reserved-added" Compatible false "reserved characters in a parameter need not be escaped",
    "request-body-added-required" Breaking false "a request body is new and must be sent",
    "request-body-added-optional" Compatible false "a request body is new and may be sent",
    "request-body-media-type-added" Compatible false "a request body may be of a media type more",
    "request-body-media-type-removed" Breaking false "a request body may no longer be of a media type",
    "request-body-media-type-schema-added" Breaking false "a media type of a request body has a schema now",
    "request-body-media-type-schema-removed" Compatible true "a media type of a request body has no schema any more",
    "request-body-encoding-changed" Breaking false "a part of a form must be encoded in another way",
    "response-body-encoding-changed" Breaking false "a part of a response is encoded in another way",
    "response-body-media-type-schema-added" Compatible false "a media type of a response has a schema now",
    "response-body-media-type-schema-removed" Breaking false "a media type of a response has no schema any more",
    "response-media-type-added" Breaking false "a response may be of a media type more",
    "response-media-type-removed" Breaking false "a response is no longer of a media type",
    "response-media-type-name-changed" Compatible false "the parameters of a response's media type are others",
    "response-media-type-name-generalized" Breaking false "the media type of a response became a range",
    "response-media-type-name-specialized" Compatible false "the media range of a response became one type",
    "response-success-status-added" Compatible false "a success status is new",
    "response-success-status-removed" Breaking false "a success status is gone",
    "response-non-success-status-added" Compatible false "an error status is new",
    "response-non-success-status-removed" Compatible true "an error status is gone",
    "response-header-added" Compatible false "a response header is new",
    "required-response-header-removed" Breaking true "a response header is gone that each response had",
    "optional-response-header-removed" Risky true "a response header is gone",
    "response-mediatype-enum-value-removed" Compatible false "a value leaves the list of a response body",
    "new-required-request-property" Breaking false "a property of a request is new and must be sent",
    "new-required-request-property-with-default" Breaking false "a property of a request is new, must be sent, and has a default",
    "new-optional-request-property" Breaking false "a property of a request is new and may be sent",
    "response-required-property-added" Breaking false "a property is new in each response",
    "response-optional-property-added" Breaking false "a property is new in responses",
    "response-required-property-removed" Breaking false "a property is gone that each response had",
    "response-optional-property-removed" Breaking false "a property is gone that responses had",
    "response-optional-write-only-property-added" Compatible false "a write-only property is new in a schema of responses",
    "response-required-write-only-property-added" Compatible false "a required write-only property is new in a schema of responses",
    "response-optional-write-only-property-removed" Compatible false "a write-only property is gone from a schema of responses",
    "response-required-write-only-property-removed" Compatible false "a required write-only property is gone from a schema of responses",
    "request-optional-property-became-read-only" Compatible false "an optional property of requests is read-only now",
    "request-required-property-became-read-only" Compatible false "a required property of requests is read-only now",
    "request-optional-property-became-not-read-only" Compatible true "an optional property of requests is no longer read-only",
    "request-required-property-became-not-read-only" Breaking true "a required property of requests is no longer read-only",
    "request-optional-property-became-write-only" Compatible false "an optional property of requests is write-only now",
    "request-required-property-became-write-only" Compatible false "a required property of requests is write-only now",
    "request-optional-property-became-not-write-only" Compatible false "an optional property of requests is no longer write-only",
    "request-required-property-became-not-write-only" Compatible false "a required property of requests is no longer write-only",
    "response-optional-property-became-read-only" Compatible false "an optional property of responses is read-only now",
    "response-required-property-became-read-only" Compatible false "a required property of responses is read-only now",
    "response-optional-property-became-not-read-only" Compatible false "an optional property of responses is no longer read-only",
    "response-required-property-became-not-read-only" Compatible false "a required property of responses is no longer read-only",
    "response-optional-property-became-write-only" Risky false "an optional property of responses is write-only now",
    "response-required-property-became-write-only" Breaking false "a required property of responses is write-only now",
    "response-optional-property-became-not-write-only" Compatible true "an optional property is no longer write-only: responses show it",
    "response-required-property-became-not-write-only" Compatible true "a required property is no longer write-only: responses show it",
    "request-read-only-property-enum-value-removed" Compatible false "a read-only property, which requests do not carry: enum value removed",
    "request-read-only-property-max-decreased" Compatible false "a read-only property, which requests do not carry: max decreased",
    "request-read-only-property-exclusive-max-decreased" Compatible false "a read-only property, which requests do not carry: exclusive max decreased",
    "request-read-only-property-max-length-decreased" Compatible false "a read-only property, which requests do not carry: max length decreased",
    "request-read-only-property-min-increased" Compatible false "a read-only property, which requests do not carry: min increased",
    "request-read-only-property-exclusive-min-increased" Compatible false "a read-only property, which requests do not carry: exclusive min increased",
    "response-write-only-property-became-optional" Compatible false "a write-only property, which responses do not carry: became optional",
    "response-write-only-property-became-required" Compatible false "a write-only property, which responses do not carry: became required",
    "response-write-only-property-enum-value-added" Compatible false "a write-only property, which responses do not carry: enum value added",
    "format-password-removed" Compatible true "a secret is no longer marked as one",
    "api-security-added" Breaking false "an operation admits or demands credentials that it did not",
    "api-security-removed" Breaking true "an operation no longer admits or demands credentials",
    "api-security-changed" Breaking true "an operation admits or demands other credentials",
    "api-security-scope-added" Breaking false "an operation demands a scope more",
    "api-security-scope-removed" Compatible true "an operation demands a scope less",
    "api-security-became-optional" Compatible true "an operation can be called without credentials",
    "api-security-became-mandatory" Breaking false "an operation can no longer be called without credentials",
    "api-global-security-added" Breaking false "the document admits or demands credentials that it did not",
    "api-global-security-removed" Breaking true "the document no longer admits or demands credentials",
    "api-global-security-changed" Breaking true "the document admits or demands other credentials",
    "api-global-security-scope-added" Breaking false "the document demands a scope more",
    "api-global-security-scope-removed" Compatible true "the document demands a scope less",
    "api-global-security-became-optional" Compatible true "the document's operations can be called without credentials",
    "api-global-security-became-mandatory" Breaking false "the document's operations can no longer be called without credentials",
    "api-security-component-added" Compatible false "a security scheme is new",
    "api-security-component-removed" Compatible false "a security scheme is gone",
    "api-security-component-type-changed" Breaking true "a security scheme is of another type",
    "api-security-component-location-changed" Breaking true "a key travels in another place",
    "api-security-component-name-changed" Breaking false "a key has another name",
    "api-security-component-http-scheme-changed" Breaking true "another HTTP authentication scheme is used",
    "api-security-component-bearer-format-changed" Compatible false "a bearer token is of another format",
    "api-security-component-oauth-url-changed" Risky true "an authorization endpoint is another",
    "api-security-component-oauth-token-url-changed" Risky true "a token endpoint is another",
    "api-security-component-oauth-refresh-url-changed" Risky true "a refresh endpoint is another",
    "api-security-component-openid-url-changed" Risky true "a discovery document is another",
    "api-security-component-oauth-flow-added" Compatible true "a flow is new",
    "api-security-component-oauth-flow-removed" Breaking false "a flow is gone",
    "api-security-component-oauth-scope-added" Compatible false "a scheme declares a scope more",
    "api-security-component-oauth-scope-removed" Breaking true "a scheme declares a scope less",
    "api-security-component-oauth-scope-changed" Compatible false "a scope is described in another way",
    "api-server-added" Compatible true "a server is new",
    "api-server-removed" Breaking false "a server is gone",
    "api-server-url-changed" Breaking true "a server has another address",
    "gateway-policy-removed" Compatible true "a gateway extension that protects an operation is gone",
    "gateway-policy-changed" Risky true "a gateway extension that protects an operation is another",
    "gateway-policy-added" Compatible false "a gateway extension protects an operation now",
    "api-version-not-bumped" Risky false "the contract changed and `info.version` did not",
    "api-version-decreased" Breaking false "`info.version` went back",
    "api-major-version-not-bumped" Breaking false "a breaking change is declared as less than a major version",
    "contract-undecided" Undecided false "it could not be decided whether a change breaks clients",
    "contract-changed" Breaking false "a message accepts other values",
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
