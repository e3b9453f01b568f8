//! OpenAPI 3.1 (versions/3.1.1.md): what it changes in 3.0.

use super::grammar::{Constraint, Names, Refs, Tables, Type};
use super::kind::Kind;
use super::v3_0;
use crate::tree::words::*;
use Type::{Any, Count, Number, Object, SchemaOrBool, SomeObjects, SomeStrings, Str, Strings, Words};

/// Beside a `$ref`, `summary` and `description` override those of the target (RefText Object).
const REFERENCE: Refs = Refs::RefText(&[SUMMARY, DESCRIPTION]);

pub(super) fn define(t: &mut Tables<'_>) {
    v3_0::define(t);
    t.object(Kind::Document)
        .relax(PATHS)
        .may(WEBHOOKS, Object(Kind::Webhooks))
        .may(JSON_SCHEMA_DIALECT, Str)
        .rule(Constraint::Some(&[PATHS, COMPONENTS, WEBHOOKS]));
    t.object(Kind::Webhooks).plain_map(Names::Any, Object(Kind::PathItem));
    t.object(Kind::Info).may(SUMMARY, Str);
    t.object(Kind::License).may(IDENTIFIER, Str).rule(Constraint::Excludes(IDENTIFIER, &[URL]));
    t.object(Kind::ServerVariable).may(ENUM, SomeStrings);
    t.object(Kind::Components).may(PATH_ITEMS, Object(Kind::PathItems));
    t.object(Kind::PathItems).plain_map(Names::Component, Object(Kind::PathItem));
    t.object(Kind::SecurityScheme).must(TYPE, Words(&["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"]));
    t.object(Kind::Discriminator).extensions = true;
    for kind in [
        Kind::Parameter,
        Kind::Header,
        Kind::RequestBody,
        Kind::Response,
        Kind::Callback,
        Kind::Example,
        Kind::Link,
        Kind::SecurityScheme,
    ] {
        t.object(kind).refs(REFERENCE);
    }
    t.object(Kind::Header).drop(ALLOW_RESERVED).drop(ALLOW_EMPTY_VALUE);
    schema(t);
}

/// JSON Schema 2020-12 with the OpenAPI base vocabulary (Schema Object, 3.1.1).
fn schema(t: &mut Tables<'_>) {
    let s = t.object(Kind::Schema);
    s.open = true;
    s.refs(Refs::Field)
        .drop(NULLABLE)
        .may(TYPE, Type::TypeNames)
        .may_all(&[EXCLUSIVE_MAXIMUM, EXCLUSIVE_MINIMUM], Number)
        .may(REQUIRED, Strings)
        .may(ENUM, Type::List)
        .may(CONST, Any)
        .may(EXAMPLES, Type::List)
        .may_all(
            &[
                NOT,
                ITEMS,
                IF,
                THEN,
                ELSE,
                CONTAINS,
                PROPERTY_NAMES,
                UNEVALUATED_ITEMS,
                UNEVALUATED_PROPERTIES,
                CONTENT_SCHEMA,
            ],
            SchemaOrBool,
        )
        .may(PREFIX_ITEMS, SomeObjects(Kind::Schema))
        .may_all(&[MIN_CONTAINS, MAX_CONTAINS], Count)
        .may(PATTERN_PROPERTIES, Object(Kind::PatternProperties))
        .may_all(&[DEFS, DEFINITIONS], Object(Kind::Definitions))
        .may(DEPENDENT_SCHEMAS, Object(Kind::Definitions))
        .may(DEPENDENT_REQUIRED, Object(Kind::DependentRequired))
        .may(DEPENDENCIES, Any)
        .may_all(
            &[CONTENT_ENCODING, CONTENT_MEDIA_TYPE, ID, SCHEMA_DIALECT, ANCHOR, DYNAMIC_REF, DYNAMIC_ANCHOR, COMMENT],
            Str,
        )
        .may(VOCABULARY, Any);
    t.object(Kind::PatternProperties).plain_map(Names::Any, Object(Kind::Schema));
    t.object(Kind::Definitions).plain_map(Names::Any, Object(Kind::Schema));
    t.object(Kind::DependentRequired).plain_map(Names::Any, Strings);
}
