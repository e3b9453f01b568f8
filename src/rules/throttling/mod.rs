//! Rules of the category `throttling`.

mod anonymous_unthrottled;
mod auth_endpoint_unthrottled;
mod page_size_unbounded;
mod pagination_unbounded;
mod r429_response;
mod rate_limit_declared;
mod rate_limit_tier_inverted;
mod rate_limit_tier_missing;
mod rate_limit_tier_unknown;
mod rate_limit_unlimited_tier;
mod ratelimit_headers_current;
mod ratelimit_headers_inconsistent;
mod retry_after_on_429;

use crate::rule::Rule;

/// The rules of this category, by id.
pub static RULES: &[&Rule] = &[
    &r429_response::RULE,
    &anonymous_unthrottled::RULE,
    &auth_endpoint_unthrottled::RULE,
    &page_size_unbounded::RULE,
    &pagination_unbounded::RULE,
    &rate_limit_declared::RULE,
    &rate_limit_tier_inverted::RULE,
    &rate_limit_tier_missing::RULE,
    &rate_limit_tier_unknown::RULE,
    &rate_limit_unlimited_tier::RULE,
    &ratelimit_headers_current::RULE,
    &ratelimit_headers_inconsistent::RULE,
    &retry_after_on_429::RULE,
];
