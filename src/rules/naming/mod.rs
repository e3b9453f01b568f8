//! Rules of the category `naming`.

mod method_semantics;
mod operation_id_case;
mod operation_id_characters;
mod parameter_case;
mod path_case;
mod path_plural;
mod path_trailing_slash;
mod path_verb;
mod property_case;

use crate::rule::Rule;

/// The rules of this category, by id.
pub static RULES: &[&Rule] = &[
    &method_semantics::RULE,
    &operation_id_case::RULE,
    &operation_id_characters::RULE,
    &parameter_case::RULE,
    &path_case::RULE,
    &path_plural::RULE,
    &path_trailing_slash::RULE,
    &path_verb::RULE,
    &property_case::RULE,
];
