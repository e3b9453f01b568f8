//! Rules of the category `errors`.

mod error_401;
mod error_403;
mod error_404;
mod error_5xx;
mod error_leaks_internals;
mod error_schema;
mod error_schema_consistent;
mod error_validation;
mod problem_details;
mod www_authenticate_on_401;

use crate::rule::Rule;

/// The rules of this category, by id.
pub static RULES: &[&Rule] = &[
    &error_401::RULE,
    &error_403::RULE,
    &error_404::RULE,
    &error_5xx::RULE,
    &error_leaks_internals::RULE,
    &error_schema::RULE,
    &error_schema_consistent::RULE,
    &error_validation::RULE,
    &problem_details::RULE,
    &www_authenticate_on_401::RULE,
];
