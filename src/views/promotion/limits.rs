//! How a public operation may be called more often than the internal one behind it.

use crate::finding::{Message, message};
use crate::model::{Api, Operation, gateway, throttling};
use crate::tree::Cursor;

/// What is wider, in words. `tiers` are the names of throttling tiers, the narrowest first.
pub fn wider(
    internal: &Api<'_>,
    own: &Operation<'_>,
    public: &Api<'_>,
    operation: &Operation<'_>,
    tiers: &[String],
) -> Vec<Message> {
    if throttling::limit_of(internal, own).is_some() && throttling::limit_of(public, operation).is_none() {
        return vec![Message::from("the internal operation has a rate limit, this one has none")];
    }
    let mut out = Vec::new();
    if let (Some(inside), Some(outside)) = (gateway::tier_of(internal, own), gateway::tier_of(public, operation)) {
        let rank = |name: &str| tiers.iter().position(|tier| tier == name);
        if let (Some(narrow), Some(wide)) = (rank(&inside.name), rank(&outside.name))
            && wide > narrow
        {
            out.push(message!(
                "its throttling tier `{}` is wider than `{}` of the internal one",
                outside.name,
                inside.name
            ));
        }
    }
    let limit = |api, operation| gateway::limit_of(api, operation);
    if let (Some(inside), Some(outside)) = (limit(internal, own), limit(public, operation))
        && inside.key_text() == outside.key_text()
        && let (Some(narrow), Some(wide)) = (number(inside), number(outside))
        && wide > narrow
    {
        out.push(message!(
            "`{}` is {}, and {} for the internal one",
            outside.key_text(),
            outside.text(),
            inside.text()
        ));
    }
    out
}

/// A limit that is a number.
fn number(at: Cursor<'_>) -> Option<f64> {
    at.f64().or_else(|| at.str()?.trim().parse().ok())
}
