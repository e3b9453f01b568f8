//! Rules of the category `exposure`.

mod admin_path_public;
mod audience_missing;
mod backend_url_leaked;
mod gateway_security_contradiction;
mod gateway_security_disabled;
mod internal_exposed;
mod internal_host_leaked;
mod promotion_drift;
mod promotion_new_surface;
mod promotion_weaker_auth;
mod sandbox_prod_mixed_auth;
mod sandbox_server_missing;

use crate::rule::Rule;

/// The rules of this category, by id.
pub static RULES: &[&Rule] = &[
    &admin_path_public::RULE,
    &audience_missing::RULE,
    &backend_url_leaked::RULE,
    &gateway_security_contradiction::RULE,
    &gateway_security_disabled::RULE,
    &internal_exposed::RULE,
    &internal_host_leaked::RULE,
    &promotion_drift::RULE,
    &promotion_new_surface::RULE,
    &promotion_weaker_auth::RULE,
    &sandbox_prod_mixed_auth::RULE,
    &sandbox_server_missing::RULE,
];
