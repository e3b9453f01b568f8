//! Rules of the category `structure`.

mod allof_unsatisfiable;
mod array_items;
mod body_on_get_delete;
mod configuration_changed;
mod configuration_replaced;
mod default_on_required;
mod discriminator_property;
mod duplicate_key;
mod enum_duplicate;
mod enum_type;
mod example_direction;
mod example_undeclared_property;
mod example_valid;
mod form_consumes;
mod format_misspelled;
mod ignore_without_reason;
mod link_operation_exists;
mod no_content_with_body;
mod nullable_in_3_1;
mod nullable_without_type;
mod oneof_branch_unreachable;
mod operation_id_present;
mod operation_id_unique;
mod operation_parameters_unique;
mod path_params_match;
mod path_params_required;
mod path_query_string;
mod paths_ambiguous;
mod paths_identical;
mod pattern_valid;
mod ref_cycle_unbounded;
mod ref_siblings;
mod ref_wrong_kind;
mod required_undefined_property;
mod response_present;
mod schema_constraint_mismatch;
mod server_trailing_slash;
mod server_variables_defined;
mod spec_valid;
mod success_response;
mod syntax;
mod unknown_version;
mod unresolved_ref;
mod unused_component;
mod unused_ignore;
mod waiver_not_allowed;

use crate::rule::Rule;

/// The rules of this category, by id.
pub static RULES: &[&Rule] = &[
    &allof_unsatisfiable::RULE,
    &array_items::RULE,
    &body_on_get_delete::RULE,
    &configuration_changed::RULE,
    &configuration_replaced::RULE,
    &default_on_required::RULE,
    &discriminator_property::RULE,
    &duplicate_key::RULE,
    &enum_duplicate::RULE,
    &enum_type::RULE,
    &example_direction::RULE,
    &example_undeclared_property::RULE,
    &example_valid::RULE,
    &form_consumes::RULE,
    &format_misspelled::RULE,
    &ignore_without_reason::RULE,
    &link_operation_exists::RULE,
    &no_content_with_body::RULE,
    &nullable_in_3_1::RULE,
    &nullable_without_type::RULE,
    &oneof_branch_unreachable::RULE,
    &operation_id_present::RULE,
    &operation_id_unique::RULE,
    &operation_parameters_unique::RULE,
    &path_params_match::RULE,
    &path_params_required::RULE,
    &path_query_string::RULE,
    &paths_ambiguous::RULE,
    &paths_identical::RULE,
    &pattern_valid::RULE,
    &ref_cycle_unbounded::RULE,
    &ref_siblings::RULE,
    &ref_wrong_kind::RULE,
    &required_undefined_property::RULE,
    &response_present::RULE,
    &schema_constraint_mismatch::RULE,
    &server_trailing_slash::RULE,
    &server_variables_defined::RULE,
    &spec_valid::RULE,
    &success_response::RULE,
    &syntax::RULE,
    &unknown_version::RULE,
    &unresolved_ref::RULE,
    &unused_component::RULE,
    &unused_ignore::RULE,
    &waiver_not_allowed::RULE,
];
