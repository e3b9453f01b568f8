//! OpenAPI 3.2 (versions/3.2.0.md): what it adds to 3.1.

use super::grammar::{Constraint, Names, Refs, Tables, Type};
use super::kind::Kind;
use super::v3_1;
use crate::tree::words::*;
use Type::{Any, Bool, Object, Objects, Str, Words};

pub(super) fn define(t: &mut Tables<'_>) {
    v3_1::define(t);
    t.object(Kind::Document).may(SELF, Str);
    t.object(Kind::Server).may(NAME, Str);
    t.object(Kind::Components).may(MEDIA_TYPES, Object(Kind::MediaTypes));
    t.object(Kind::MediaTypes).plain_map(Names::Component, Object(Kind::MediaType));
    t.object(Kind::PathItem)
        .may(QUERY, Object(Kind::Operation))
        .may(ADDITIONAL_OPERATIONS, Object(Kind::AdditionalOperations));
    t.object(Kind::AdditionalOperations).plain_map(Names::OtherMethod, Object(Kind::Operation));
    t.object(Kind::Parameter)
        .must(IN, Words(&["query", "querystring", "header", "path", "cookie"]))
        .may(
            STYLE,
            Words(&["matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject", "cookie"]),
        )
        .rule(Constraint::Excludes(CONTENT, &[STYLE, EXPLODE, ALLOW_RESERVED]));
    t.object(Kind::Headers).plain_map(Names::Token, Object(Kind::Header));
    t.object(Kind::MediaType)
        .may(DESCRIPTION, Str)
        .may(ITEM_SCHEMA, Object(Kind::Schema))
        .refs(Refs::RefText(&[SUMMARY, DESCRIPTION]));
    for kind in [Kind::MediaType, Kind::Encoding] {
        t.object(kind)
            .may(ENCODING, Object(Kind::Encodings))
            .may(PREFIX_ENCODING, Objects(Kind::Encoding))
            .may(ITEM_ENCODING, Object(Kind::Encoding))
            .rule(Constraint::Excludes(ENCODING, &[PREFIX_ENCODING, ITEM_ENCODING]));
    }
    t.object(Kind::Response).may(SUMMARY, Str).relax(DESCRIPTION);
    t.object(Kind::Example)
        .may(DATA_VALUE, Any)
        .may(SERIALIZED_VALUE, Str)
        .rule(Constraint::Excludes(DATA_VALUE, &[VALUE]))
        .rule(Constraint::Excludes(SERIALIZED_VALUE, &[VALUE, EXTERNAL_VALUE]));
    t.object(Kind::Tag).may_all(&[SUMMARY, PARENT, KIND], Str);
    t.object(Kind::Discriminator).may(DEFAULT_MAPPING, Str);
    t.object(Kind::Xml)
        .may(NODE_TYPE, Words(&["element", "attribute", "text", "cdata", "none"]))
        .rule(Constraint::Excludes(NODE_TYPE, &[ATTRIBUTE, WRAPPED]));
    t.object(Kind::SecurityScheme).may(OAUTH2_METADATA_URL, Str).may(DEPRECATED, Bool);
    t.object(Kind::OauthFlows).may(DEVICE_AUTHORIZATION, Object(Kind::OauthFlow));
    t.object(Kind::OauthFlow).may(DEVICE_AUTHORIZATION_URL, Str);
}
