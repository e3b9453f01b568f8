//! Rules of the category `auth`.

mod api_key_alone_on_write;
mod api_key_in_query;
mod api_key_name_is_authorization;
mod api_key_no_expiry_policy;
mod auth_header_parameter;
mod bearer_format_missing;
mod cookie_auth_write_no_csrf;
mod credentials_in_url;
mod http_basic;
mod http_scheme_legacy;
mod http_scheme_unregistered;
mod non_oauth_scopes;
mod oauth2_flow_mixed;
mod oauth2_implicit_flow;
mod oauth2_no_refresh;
mod oauth2_password_flow;
mod oauth2_url_https;
mod openid_connect_url;
mod ref_document_scheme_shadow;
mod security_explicitly_public_write;
mod security_inconsistent_siblings;
mod security_missing;
mod security_optional_write;
mod security_override_weakens_root;
mod security_scheme_undefined;
mod security_scheme_unused;
mod security_subset_alternative;
mod security_weaker_alternative;
mod token_lifetime_declared;

use crate::rule::Rule;

/// The rules of this category, by id.
pub static RULES: &[&Rule] = &[
    &api_key_alone_on_write::RULE,
    &api_key_in_query::RULE,
    &api_key_name_is_authorization::RULE,
    &api_key_no_expiry_policy::RULE,
    &auth_header_parameter::RULE,
    &bearer_format_missing::RULE,
    &cookie_auth_write_no_csrf::RULE,
    &credentials_in_url::RULE,
    &http_basic::RULE,
    &http_scheme_legacy::RULE,
    &http_scheme_unregistered::RULE,
    &non_oauth_scopes::RULE,
    &oauth2_flow_mixed::RULE,
    &oauth2_implicit_flow::RULE,
    &oauth2_no_refresh::RULE,
    &oauth2_password_flow::RULE,
    &oauth2_url_https::RULE,
    &openid_connect_url::RULE,
    &ref_document_scheme_shadow::RULE,
    &security_explicitly_public_write::RULE,
    &security_inconsistent_siblings::RULE,
    &security_missing::RULE,
    &security_optional_write::RULE,
    &security_override_weakens_root::RULE,
    &security_scheme_undefined::RULE,
    &security_scheme_unused::RULE,
    &security_subset_alternative::RULE,
    &security_weaker_alternative::RULE,
    &token_lifetime_declared::RULE,
];
