//! What gateways are told in extensions, read as evidence beside the contract: who is let in, how often.
//!
//! The names are those of WSO2, Amazon API Gateway, Google Cloud Endpoints, Kong and 42Crunch; any extension whose
//! name speaks of rates or quotas counts as throttling.

use super::SchemeType;
use super::{Api, Operation};
use crate::text::plain_name;
use crate::tree::{Cursor, words};

/// The objects whose extensions hold for an operation, the nearest first: its own, its path item's, the root.
fn holders<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Vec<Cursor<'a>> {
    let mut all = vec![operation.node];
    if let Some(item) = api.paths.get(operation.path_item) {
        all.push(item.entry);
        if item.node != item.entry {
            all.push(item.node);
        }
    }
    all.push(api.root);
    all
}

fn field<'a>(at: Cursor<'a>, names: &[&str]) -> Option<Cursor<'a>> {
    names.iter().find_map(|name| at.get_str(name))
}

/// The throttling tier that an object names.
#[derive(Clone, Debug)]
pub struct Tier<'a> {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub at: Cursor<'a>,
}

impl Tier<'_> {
    /// True for tiers that limit nothing.
    #[must_use]
    pub fn is_unlimited(&self) -> bool {
        self.name.eq_ignore_ascii_case("unlimited")
    }
}

/// The names of tiers; of WSO2's two, the first wins.
const TIERS: [&str; 2] = ["x-wso2-throttling-tier", "x-throttling-tier"];

/// The tier that an object itself names.
#[must_use]
pub fn own_tier(at: Cursor<'_>) -> Option<Tier<'_>> {
    let at = field(at, &TIERS).filter(|t| !t.text().trim().is_empty())?;
    Some(Tier { name: at.text().trim().to_owned(), at })
}

/// The tier that holds for an operation.
#[must_use]
pub fn tier_of<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Option<Tier<'a>> {
    holders(api, operation).into_iter().find_map(own_tier)
}

/// An extension of an object that limits how often it is called; an unlimited tier limits nothing.
#[must_use]
pub fn limit_at(at: Cursor<'_>) -> Option<Cursor<'_>> {
    let speaks = |name: &str| {
        let plain = plain_name(name);
        ["ratelimit", "throttl", "quota"].iter().any(|word| plain.contains(word))
    };
    let own = at.entries().filter(|e| e.name().starts_with("x-") && speaks(e.name()) && !TIERS.contains(&e.name()));
    let tier = own_tier(at).filter(|t| !t.is_unlimited()).map(|t| t.at);
    let managed = at.get_str("x-google-management").filter(|m| m.get_str("quota").is_some());
    tier.or(managed).or_else(|| own.map(|e| e.value).next())
}

/// The extension by which a gateway limits how often an operation is called.
#[must_use]
pub fn limit_of<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Option<Cursor<'a>> {
    // A tier of the operation's own wins over one that holds for all.
    match tier_of(api, operation) {
        Some(tier) if !tier.is_unlimited() => return Some(tier.at),
        _ => {}
    }
    holders(api, operation).into_iter().find_map(|at| limit_at(at).filter(|l| !TIERS.contains(&l.key_text())))
}

/// What a gateway does about credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// It asks for none.
    Open,
    /// It asks for some.
    Guarded,
}

/// What the extensions of an object say of credentials, with their place.
fn own_door(at: Cursor<'_>) -> Option<(Door, Cursor<'_>)> {
    if let Some(off) = field(at, &["x-wso2-disable-security"]).filter(|v| v.is_true()) {
        return Some((Door::Open, off));
    }
    let word = |at: Cursor<'_>| if at.text().eq_ignore_ascii_case("none") { Door::Open } else { Door::Guarded };
    if let Some(kind) = at.get_str("x-auth-type").filter(|k| !k.text().is_empty()) {
        return Some((word(kind), kind));
    }
    let amazon = at.get_str("x-amazon-apigateway-auth").and_then(|auth| auth.get(words::TYPE));
    amazon.map(|kind| (word(kind), kind))
}

/// True for an operation of which 42Crunch is told that it needs no credentials, on purpose.
#[must_use]
pub fn is_declared_open(operation: Cursor<'_>) -> bool {
    let marks = ["x-42c-no-authentication", "x-42c-accept-empty-security"];
    marks.iter().any(|mark| operation.get_str(mark).is_some_and(Cursor::is_true))
}

/// What the gateway says of an operation's credentials: the nearest word counts.
#[must_use]
pub fn door_of<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Option<(Door, Cursor<'a>)> {
    holders(api, operation).into_iter().find_map(own_door)
}

/// The extension by which a gateway lets everybody call an operation that the contract guards. What 42Crunch's audit is told
/// opens nothing, and Amazon asks for API keys by another switch than for other credentials.
#[must_use]
pub fn opened_at<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Option<Cursor<'a>> {
    let Some((Door::Open, at)) = door_of(api, operation) else { return None };
    if api.is_public(operation) {
        return None;
    }
    let keys_only = || {
        let alternatives = api.security_of(operation).into_iter().flat_map(|s| &s.alternatives);
        alternatives.flat_map(|a| &a.requirements).all(|r| {
            let scheme = r.scheme.and_then(|n| api.schemes.get(n));
            scheme.is_some_and(|s| matches!(s.ty, SchemeType::ApiKey { .. }))
        })
    };
    let amazon = at.parent().is_some_and(|p| p.key_text() == "x-amazon-apigateway-auth");
    (!amazon || !keys_only()).then_some(at)
}

/// Extensions that hold addresses behind the gateway.
pub const BACKENDS: [&str; 7] = [
    "x-wso2-production-endpoints",
    "x-wso2-sandbox-endpoints",
    "x-wso2-endpoints",
    "x-amazon-apigateway-integration",
    "x-google-backend",
    "x-kong-service-defaults",
    "x-kong-upstream-defaults",
];
