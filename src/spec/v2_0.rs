//! Swagger 2.0 (versions/2.0.md of the specification).

use super::common;
use super::grammar::{Constraint, Names, Refs, Tables, Type};
use super::kind::Kind;
use crate::tree::words::*;
use Type::{Any, Bool, Count, Number, Object, Objects, SomeObjects, SomeStrings, Str, Strings, Words};

const REFERENCE: Refs = Refs::RefText(&[]);

pub(super) fn define(t: &mut Tables<'_>) {
    t.object(Kind::Document)
        .must(SWAGGER, Str)
        .must(INFO, Object(Kind::Info))
        .may_all(&[HOST, BASE_PATH], Str)
        .may_all(&[SCHEMES, CONSUMES, PRODUCES], Strings)
        .must(PATHS, Object(Kind::Paths))
        .may(DEFINITIONS, Object(Kind::Schemas))
        .may(PARAMETERS, Object(Kind::ComponentParameters))
        .may(RESPONSES, Object(Kind::ComponentResponses))
        .may(SECURITY_DEFINITIONS, Object(Kind::SecuritySchemes))
        .may(SECURITY, Objects(Kind::SecurityRequirement))
        .may(TAGS, Objects(Kind::Tag))
        .may(EXTERNAL_DOCS, Object(Kind::ExternalDocs));
    common::define(t);
    paths(t);
    schema(t);
    security(t);
}

fn paths(t: &mut Tables<'_>) {
    t.object(Kind::Paths).named(Names::Path, Object(Kind::PathItem));
    t.object(Kind::PathItem)
        .may_all(&[GET, PUT, POST, DELETE, OPTIONS, HEAD, PATCH], Object(Kind::Operation))
        .may(PARAMETERS, Objects(Kind::Parameter))
        .refs(Refs::Field);
    t.object(Kind::Operation)
        .may(TAGS, Strings)
        .may_all(&[SUMMARY, DESCRIPTION, OPERATION_ID], Str)
        .may(EXTERNAL_DOCS, Object(Kind::ExternalDocs))
        .may_all(&[CONSUMES, PRODUCES, SCHEMES], Strings)
        .may(PARAMETERS, Objects(Kind::Parameter))
        // Its absence is the matter of `response-present`.
        .may(RESPONSES, Object(Kind::Responses))
        .may(DEPRECATED, Bool)
        .may(SECURITY, Objects(Kind::SecurityRequirement));
    t.object(Kind::Parameter)
        .must(NAME, Str)
        .must(IN, Words(&["query", "header", "path", "formData", "body"]))
        .may(DESCRIPTION, Str)
        .may(REQUIRED, Bool)
        .may(SCHEMA, Object(Kind::Schema))
        .may(ALLOW_EMPTY_VALUE, Bool)
        .rule(Constraint::When(IN, "body", &[SCHEMA]))
        .rule(Constraint::When(IN, "query", &[TYPE]))
        .rule(Constraint::When(IN, "header", &[TYPE]))
        .rule(Constraint::When(IN, "path", &[TYPE]))
        .rule(Constraint::When(IN, "formData", &[TYPE]))
        .refs(REFERENCE);
    t.object(Kind::Header).may(DESCRIPTION, Str);
    for kind in [Kind::Parameter, Kind::Header, Kind::Items] {
        let types: &[&str] = if kind == Kind::Parameter {
            &["string", "number", "integer", "boolean", "array", "file"]
        } else {
            &["string", "number", "integer", "boolean", "array"]
        };
        let formats: &[&str] = if kind == Kind::Parameter {
            &["csv", "ssv", "tsv", "pipes", "multi"]
        } else {
            &["csv", "ssv", "tsv", "pipes"]
        };
        t.object(kind)
            .may(TYPE, Words(types))
            .may(FORMAT, Str)
            .may(ITEMS, Object(Kind::Items))
            .may(COLLECTION_FORMAT, Words(formats))
            .may(DEFAULT, Any)
            .may_all(&[MAXIMUM, MINIMUM, MULTIPLE_OF], Number)
            .may_all(&[EXCLUSIVE_MAXIMUM, EXCLUSIVE_MINIMUM, UNIQUE_ITEMS], Bool)
            .may_all(&[MAX_LENGTH, MIN_LENGTH, MAX_ITEMS, MIN_ITEMS], Count)
            .may(PATTERN, Str)
            .may(ENUM, Type::SomeList);
    }
    for kind in [Kind::Header, Kind::Items] {
        t.object(kind).must(TYPE, Words(&["string", "number", "integer", "boolean", "array"]));
    }
    t.object(Kind::Responses).may(DEFAULT, Object(Kind::Response)).named(Names::Status, Object(Kind::Response));
    t.object(Kind::Response)
        .must(DESCRIPTION, Str)
        .may(SCHEMA, Object(Kind::Schema))
        .may(HEADERS, Object(Kind::Headers))
        .may(EXAMPLES, Object(Kind::Examples))
        .refs(REFERENCE);
    t.object(Kind::Headers).plain_map(Names::Any, Object(Kind::Header));
    // Examples by media type: plain values.
    t.object(Kind::Examples).plain_map(Names::Any, Any);
    t.object(Kind::ComponentResponses).plain_map(Names::Any, Object(Kind::Response));
    t.object(Kind::ComponentParameters).plain_map(Names::Any, Object(Kind::Parameter));
}

fn schema(t: &mut Tables<'_>) {
    t.object(Kind::Schemas).plain_map(Names::Any, Object(Kind::Schema));
    t.object(Kind::Schema)
        .may_all(&[TITLE, DESCRIPTION, FORMAT, PATTERN, DISCRIMINATOR], Str)
        .may_all(&[DEFAULT, EXAMPLE], Any)
        .may_all(&[MULTIPLE_OF, MAXIMUM, MINIMUM], Number)
        .may_all(&[EXCLUSIVE_MAXIMUM, EXCLUSIVE_MINIMUM, UNIQUE_ITEMS, READ_ONLY], Bool)
        .may_all(&[MAX_LENGTH, MIN_LENGTH, MAX_ITEMS, MIN_ITEMS, MAX_PROPERTIES, MIN_PROPERTIES], Count)
        .may(REQUIRED, SomeStrings)
        .may(ENUM, Type::SomeList)
        .may(TYPE, Type::TypeNames)
        .may(ITEMS, Type::SchemaOrSchemas)
        .may(ALL_OF, SomeObjects(Kind::Schema))
        .may(PROPERTIES, Object(Kind::Properties))
        .may(ADDITIONAL_PROPERTIES, Type::SchemaOrBool)
        .may(XML, Object(Kind::Xml))
        .may(EXTERNAL_DOCS, Object(Kind::ExternalDocs))
        .refs(REFERENCE);
    t.object(Kind::Properties).plain_map(Names::Any, Object(Kind::Schema));
    t.object(Kind::Xml).may_all(&[NAME, NAMESPACE, PREFIX], Str).may_all(&[ATTRIBUTE, WRAPPED], Bool);
}

fn security(t: &mut Tables<'_>) {
    t.object(Kind::SecuritySchemes).plain_map(Names::Any, Object(Kind::SecurityScheme));
    t.object(Kind::SecurityScheme)
        .must(TYPE, Words(&["basic", "apiKey", "oauth2"]))
        .may_all(&[DESCRIPTION, NAME], Str)
        .may(IN, Words(&["query", "header"]))
        .may(FLOW, Words(&["implicit", "password", "application", "accessCode"]))
        .may_all(&[AUTHORIZATION_URL, TOKEN_URL], Str)
        .may(SCOPES, Object(Kind::Scopes))
        .rule(Constraint::When(TYPE, "apiKey", &[NAME, IN]))
        .rule(Constraint::When(TYPE, "oauth2", &[FLOW, SCOPES]))
        .rule(Constraint::When(FLOW, "implicit", &[AUTHORIZATION_URL]))
        .rule(Constraint::When(FLOW, "accessCode", &[AUTHORIZATION_URL, TOKEN_URL]))
        .rule(Constraint::When(FLOW, "password", &[TOKEN_URL]))
        .rule(Constraint::When(FLOW, "application", &[TOKEN_URL]));
    t.object(Kind::Scopes).named(Names::Any, Str);
    t.object(Kind::SecurityRequirement).plain_map(Names::Any, Strings);
}
