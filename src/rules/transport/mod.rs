//! Rules of the category `transport`.

mod concerning_url_parameter;
mod cors_wildcard_with_credentials;
mod server_environment_declared;
mod server_example_host;
mod server_https;
mod server_mixed_schemes;
mod server_plain_variable;
mod server_relative_only;
mod webhook_callback_https;

use crate::rule::Rule;

/// The rules of this category, by id.
pub static RULES: &[&Rule] = &[
    &concerning_url_parameter::RULE,
    &cors_wildcard_with_credentials::RULE,
    &server_environment_declared::RULE,
    &server_example_host::RULE,
    &server_https::RULE,
    &server_mixed_schemes::RULE,
    &server_plain_variable::RULE,
    &server_relative_only::RULE,
    &webhook_callback_https::RULE,
];
