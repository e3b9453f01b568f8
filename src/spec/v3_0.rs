//! OpenAPI 3.0 (versions/3.0.4.md of the specification).

use super::common;
use super::grammar::{Constraint, Names, Refs, Tables, Type};
use super::kind::Kind;
use crate::tree::words::*;
use Type::{Any, Bool, Count, Number, Object, Objects, SomeObjects, SomeStrings, Str, Strings, Words};

/// What may stand beside a `$ref`: nothing (RefText Object).
const REFERENCE: Refs = Refs::RefText(&[]);

pub(super) fn define(t: &mut Tables<'_>) {
    document(t);
    paths(t);
    bodies(t);
    components(t);
    schema(t);
    security(t);
}

fn document(t: &mut Tables<'_>) {
    t.object(Kind::Document)
        .must(OPENAPI, Str)
        .must(INFO, Object(Kind::Info))
        .may(SERVERS, Objects(Kind::Server))
        .must(PATHS, Object(Kind::Paths))
        .may(COMPONENTS, Object(Kind::Components))
        .may(SECURITY, Objects(Kind::SecurityRequirement))
        .may(TAGS, Objects(Kind::Tag))
        .may(EXTERNAL_DOCS, Object(Kind::ExternalDocs));
    common::define(t);
    t.object(Kind::Server).must(URL, Str).may(DESCRIPTION, Str).may(VARIABLES, Object(Kind::ServerVariables));
    t.object(Kind::ServerVariables).plain_map(Names::Any, Object(Kind::ServerVariable));
    t.object(Kind::ServerVariable).may(ENUM, Strings).must(DEFAULT, Str).may(DESCRIPTION, Str);
}

fn paths(t: &mut Tables<'_>) {
    t.object(Kind::Paths).named(Names::Path, Object(Kind::PathItem));
    t.object(Kind::PathItem)
        .may_all(&[SUMMARY, DESCRIPTION], Str)
        .may_all(&[GET, PUT, POST, DELETE, OPTIONS, HEAD, PATCH, TRACE], Object(Kind::Operation))
        .may(SERVERS, Objects(Kind::Server))
        .may(PARAMETERS, Objects(Kind::Parameter))
        .refs(Refs::Field);
    t.object(Kind::Operation)
        .may(TAGS, Strings)
        .may_all(&[SUMMARY, DESCRIPTION], Str)
        .may(EXTERNAL_DOCS, Object(Kind::ExternalDocs))
        .may(OPERATION_ID, Str)
        .may(PARAMETERS, Objects(Kind::Parameter))
        .may(REQUEST_BODY, Object(Kind::RequestBody))
        // Its absence is the matter of `response-present`.
        .may(RESPONSES, Object(Kind::Responses))
        .may(CALLBACKS, Object(Kind::Callbacks))
        .may(DEPRECATED, Bool)
        .may(SECURITY, Objects(Kind::SecurityRequirement))
        .may(SERVERS, Objects(Kind::Server));
    t.object(Kind::Parameter)
        .must(NAME, Str)
        .must(IN, Words(&["query", "header", "path", "cookie"]))
        .may(DESCRIPTION, Str)
        .may_all(&[REQUIRED, DEPRECATED, ALLOW_EMPTY_VALUE], Bool)
        .may(STYLE, Words(&["matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"]))
        .may_all(&[EXPLODE, ALLOW_RESERVED], Bool)
        .may(SCHEMA, Object(Kind::Schema))
        .may(EXAMPLE, Any)
        .may(EXAMPLES, Object(Kind::Examples))
        .may(CONTENT, Object(Kind::Content))
        .rule(Constraint::One(&[SCHEMA, CONTENT]))
        .rule(Constraint::Excludes(EXAMPLE, &[EXAMPLES]))
        .refs(REFERENCE);
    t.object(Kind::Header)
        .may(DESCRIPTION, Str)
        .may_all(&[REQUIRED, DEPRECATED, ALLOW_EMPTY_VALUE], Bool)
        .may(STYLE, Words(&["simple"]))
        .may_all(&[EXPLODE, ALLOW_RESERVED], Bool)
        .may(SCHEMA, Object(Kind::Schema))
        .may(EXAMPLE, Any)
        .may(EXAMPLES, Object(Kind::Examples))
        .may(CONTENT, Object(Kind::Content))
        .rule(Constraint::One(&[SCHEMA, CONTENT]))
        .rule(Constraint::Excludes(EXAMPLE, &[EXAMPLES]))
        .refs(REFERENCE);
}

fn bodies(t: &mut Tables<'_>) {
    t.object(Kind::RequestBody)
        .may(DESCRIPTION, Str)
        .must(CONTENT, Object(Kind::Content))
        .may(REQUIRED, Bool)
        .refs(REFERENCE);
    t.object(Kind::Content).plain_map(Names::Any, Object(Kind::MediaType));
    t.object(Kind::MediaType)
        .may(SCHEMA, Object(Kind::Schema))
        .may(EXAMPLE, Any)
        .may(EXAMPLES, Object(Kind::Examples))
        .may(ENCODING, Object(Kind::Encodings))
        .rule(Constraint::Excludes(EXAMPLE, &[EXAMPLES]));
    t.object(Kind::Encodings).plain_map(Names::Any, Object(Kind::Encoding));
    t.object(Kind::Encoding)
        .may(CONTENT_TYPE, Str)
        .may(HEADERS, Object(Kind::Headers))
        .may(STYLE, Words(&["form", "spaceDelimited", "pipeDelimited", "deepObject"]))
        .may_all(&[EXPLODE, ALLOW_RESERVED], Bool);
    t.object(Kind::Responses).may(DEFAULT, Object(Kind::Response)).named(Names::Status, Object(Kind::Response));
    t.object(Kind::Response)
        .must(DESCRIPTION, Str)
        .may(HEADERS, Object(Kind::Headers))
        .may(CONTENT, Object(Kind::Content))
        .may(LINKS, Object(Kind::Links))
        .refs(REFERENCE);
    t.object(Kind::Callbacks).plain_map(Names::Any, Object(Kind::Callback));
    t.object(Kind::Callback).named(Names::Any, Object(Kind::PathItem)).refs(REFERENCE);
    t.object(Kind::Examples).plain_map(Names::Any, Object(Kind::Example));
    t.object(Kind::Example)
        .may_all(&[SUMMARY, DESCRIPTION], Str)
        .may(VALUE, Any)
        .may(EXTERNAL_VALUE, Str)
        .rule(Constraint::Excludes(VALUE, &[EXTERNAL_VALUE]))
        .refs(REFERENCE);
    t.object(Kind::Links).plain_map(Names::Any, Object(Kind::Link));
    t.object(Kind::Link)
        .may_all(&[OPERATION_REF, OPERATION_ID], Str)
        .may(PARAMETERS, Object(Kind::LinkParameters))
        .may(REQUEST_BODY, Any)
        .may(DESCRIPTION, Str)
        .may(SERVER, Object(Kind::Server))
        .rule(Constraint::One(&[OPERATION_REF, OPERATION_ID]))
        .refs(REFERENCE);
    t.object(Kind::LinkParameters).plain_map(Names::Any, Any);
    t.object(Kind::Headers).plain_map(Names::Any, Object(Kind::Header));
}

fn components(t: &mut Tables<'_>) {
    let c = t.object(Kind::Components);
    for (key, kind) in [
        (SCHEMAS, Kind::Schemas),
        (RESPONSES, Kind::ComponentResponses),
        (PARAMETERS, Kind::ComponentParameters),
        (EXAMPLES, Kind::ComponentExamples),
        (REQUEST_BODIES, Kind::RequestBodies),
        (HEADERS, Kind::ComponentHeaders),
        (SECURITY_SCHEMES, Kind::SecuritySchemes),
        (LINKS, Kind::ComponentLinks),
        (CALLBACKS, Kind::ComponentCallbacks),
    ] {
        c.may(key, Object(kind));
    }
    for (map, kind) in [
        (Kind::Schemas, Kind::Schema),
        (Kind::ComponentResponses, Kind::Response),
        (Kind::ComponentParameters, Kind::Parameter),
        (Kind::ComponentExamples, Kind::Example),
        (Kind::RequestBodies, Kind::RequestBody),
        (Kind::ComponentHeaders, Kind::Header),
        (Kind::SecuritySchemes, Kind::SecurityScheme),
        (Kind::ComponentLinks, Kind::Link),
        (Kind::ComponentCallbacks, Kind::Callback),
    ] {
        t.object(map).plain_map(Names::Component, Object(kind));
    }
}

/// The names that `type` takes, without those that a version adds.
pub(super) const TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];

fn schema(t: &mut Tables<'_>) {
    t.object(Kind::Schema)
        .may_all(&[TITLE, DESCRIPTION, FORMAT, PATTERN], Str)
        .may_all(&[MULTIPLE_OF, MAXIMUM, MINIMUM], Number)
        .may_all(
            &[EXCLUSIVE_MAXIMUM, EXCLUSIVE_MINIMUM, UNIQUE_ITEMS, NULLABLE, READ_ONLY, WRITE_ONLY, DEPRECATED],
            Bool,
        )
        .may_all(&[MAX_LENGTH, MIN_LENGTH, MAX_ITEMS, MIN_ITEMS, MAX_PROPERTIES, MIN_PROPERTIES], Count)
        .may(REQUIRED, SomeStrings)
        .may(ENUM, Type::SomeList)
        .may(TYPE, Words(TYPES))
        .may_all(&[ALL_OF, ONE_OF, ANY_OF], SomeObjects(Kind::Schema))
        .may_all(&[NOT, ITEMS], Object(Kind::Schema))
        .may(PROPERTIES, Object(Kind::Properties))
        .may(ADDITIONAL_PROPERTIES, Type::SchemaOrBool)
        .may_all(&[DEFAULT, EXAMPLE], Any)
        .may(DISCRIMINATOR, Object(Kind::Discriminator))
        .may(XML, Object(Kind::Xml))
        .may(EXTERNAL_DOCS, Object(Kind::ExternalDocs))
        .refs(REFERENCE);
    t.object(Kind::Properties).plain_map(Names::Any, Object(Kind::Schema));
    t.object(Kind::Discriminator).must(PROPERTY_NAME, Str).may(MAPPING, Object(Kind::Mapping));
    t.object(Kind::Discriminator).extensions = false;
    t.object(Kind::Mapping).plain_map(Names::Any, Str);
    t.object(Kind::Xml).may_all(&[NAME, NAMESPACE, PREFIX], Str).may_all(&[ATTRIBUTE, WRAPPED], Bool);
}

fn security(t: &mut Tables<'_>) {
    t.object(Kind::SecurityScheme)
        .must(TYPE, Words(&["apiKey", "http", "oauth2", "openIdConnect"]))
        .may_all(&[DESCRIPTION, NAME], Str)
        .may(IN, Words(&["query", "header", "cookie"]))
        .may_all(&[SCHEME, BEARER_FORMAT], Str)
        .may(FLOWS, Object(Kind::OauthFlows))
        .may(OPEN_ID_CONNECT_URL, Str)
        .rule(Constraint::When(TYPE, "apiKey", &[NAME, IN]))
        .rule(Constraint::When(TYPE, "http", &[SCHEME]))
        .rule(Constraint::When(TYPE, "oauth2", &[FLOWS]))
        .rule(Constraint::When(TYPE, "openIdConnect", &[OPEN_ID_CONNECT_URL]))
        .refs(REFERENCE);
    t.object(Kind::OauthFlows)
        .may_all(&[IMPLICIT, PASSWORD, CLIENT_CREDENTIALS, AUTHORIZATION_CODE], Object(Kind::OauthFlow));
    t.object(Kind::OauthFlow)
        .may_all(&[AUTHORIZATION_URL, TOKEN_URL, REFRESH_URL], Str)
        .must(SCOPES, Object(Kind::Scopes));
    t.object(Kind::Scopes).plain_map(Names::Any, Str);
    t.object(Kind::SecurityRequirement).plain_map(Names::Any, Strings);
}
