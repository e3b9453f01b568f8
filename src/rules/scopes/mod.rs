//! Rules of the category `scopes`.

mod scope_admin_not_distinct;
mod scope_description_missing;
mod scope_empty_requirement;
mod scope_excessive;
mod scope_flow_mismatch;
mod scope_naming;
mod scope_near_duplicate;
mod scope_read_guards_write;
mod scope_single_for_everything;
mod scope_undefined;
mod scope_unused;
mod scope_wildcard;
mod scope_write_guards_read;

use crate::rule::Rule;

/// The rules of this category, by id.
pub static RULES: &[&Rule] = &[
    &scope_admin_not_distinct::RULE,
    &scope_description_missing::RULE,
    &scope_empty_requirement::RULE,
    &scope_excessive::RULE,
    &scope_flow_mismatch::RULE,
    &scope_naming::RULE,
    &scope_near_duplicate::RULE,
    &scope_read_guards_write::RULE,
    &scope_single_for_everything::RULE,
    &scope_undefined::RULE,
    &scope_unused::RULE,
    &scope_wildcard::RULE,
    &scope_write_guards_read::RULE,
];
