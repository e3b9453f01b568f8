//! Rules of the category `lifecycle`.

mod deprecated_majority;
mod deprecated_ref_from_live;
mod deprecated_scheme_used;
mod deprecated_without_headers;
mod deprecated_without_replacement;
mod deprecated_without_sunset;
mod sunset_before_deprecation;
mod sunset_invalid;
mod sunset_past;
mod sunset_soon;
mod sunset_window_too_short;
mod sunset_without_deprecated;
mod version_behind_undeprecated;
mod version_too_many_live;

use crate::rule::Rule;

/// The rules of this category, by id.
pub static RULES: &[&Rule] = &[
    &deprecated_majority::RULE,
    &deprecated_ref_from_live::RULE,
    &deprecated_scheme_used::RULE,
    &deprecated_without_headers::RULE,
    &deprecated_without_replacement::RULE,
    &deprecated_without_sunset::RULE,
    &sunset_before_deprecation::RULE,
    &sunset_invalid::RULE,
    &sunset_past::RULE,
    &sunset_soon::RULE,
    &sunset_window_too_short::RULE,
    &sunset_without_deprecated::RULE,
    &version_behind_undeprecated::RULE,
    &version_too_many_live::RULE,
];
