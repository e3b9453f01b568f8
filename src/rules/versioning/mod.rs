//! Rules of the category `versioning`.

mod version_header_declared;
mod version_info_format;
mod version_info_mismatch;
mod version_minor_in_url;
mod version_missing;
mod version_mixed_in_paths;
mod version_not_a_segment;
mod version_preview_too_old;
mod version_required_where;
mod version_scheme_mixed;
mod version_server_inconsistent;
mod version_server_path_conflict;

use crate::rule::Rule;

/// The rules of this category, by id.
pub static RULES: &[&Rule] = &[
    &version_header_declared::RULE,
    &version_info_format::RULE,
    &version_info_mismatch::RULE,
    &version_minor_in_url::RULE,
    &version_missing::RULE,
    &version_mixed_in_paths::RULE,
    &version_not_a_segment::RULE,
    &version_preview_too_old::RULE,
    &version_required_where::RULE,
    &version_scheme_mixed::RULE,
    &version_server_inconsistent::RULE,
    &version_server_path_conflict::RULE,
];
