//! Rules of the category `docs`.

mod description_duplicate;
mod info_contact;
mod info_license;
mod markdown_unsafe;
mod operation_description;
mod operation_summary;
mod parameter_description;
mod tag_defined;
mod tag_unused;

use crate::rule::Rule;

/// The rules of this category, by id.
pub static RULES: &[&Rule] = &[
    &description_duplicate::RULE,
    &info_contact::RULE,
    &info_license::RULE,
    &markdown_unsafe::RULE,
    &operation_description::RULE,
    &operation_summary::RULE,
    &parameter_description::RULE,
    &tag_defined::RULE,
    &tag_unused::RULE,
];
