//! Rules of the category `input`.

mod array_limit;
mod content_type_wildcard;
mod file_upload_unbounded;
mod id_sequential;
mod integer_bounds;
mod mass_assignment_readonly;
mod media_type_schema;
mod object_additional_properties;
mod password_format;
mod pattern_anchored;
mod pattern_catastrophic;
mod request_body_optional;
mod secret_in_example;
mod secret_in_response;
mod string_limit;
mod string_restricted;

use crate::rule::Rule;

/// The rules of this category, by id.
pub static RULES: &[&Rule] = &[
    &array_limit::RULE,
    &content_type_wildcard::RULE,
    &file_upload_unbounded::RULE,
    &id_sequential::RULE,
    &integer_bounds::RULE,
    &mass_assignment_readonly::RULE,
    &media_type_schema::RULE,
    &object_additional_properties::RULE,
    &password_format::RULE,
    &pattern_anchored::RULE,
    &pattern_catastrophic::RULE,
    &request_body_optional::RULE,
    &secret_in_example::RULE,
    &secret_in_response::RULE,
    &string_limit::RULE,
    &string_restricted::RULE,
];
