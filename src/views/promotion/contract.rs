//! What the messages of public operations promise and the internal ones do not keep: a comparison from the public contract
//! to the internal one, as if that were its next version.

use std::collections::BTreeMap;
use std::io;

use crate::diff::{self, ComparisonPolicy, Compatibility, Share, Witness};
use crate::finding::{Finding, Message, NodeLocation, message};
use crate::model::Api;
use crate::text::Day;

/// A promise that is not kept, or of which that could not be told.
#[derive(Clone, Debug)]
pub struct Promise {
    /// What differs, in words.
    pub what: Message,
    /// What shows it.
    pub proof: Option<Message>,
    /// Where it is made, in the public description.
    pub public: Option<NodeLocation>,
    /// Where it is not kept, in the internal one.
    pub internal: Option<NodeLocation>,
    /// What it comes to.
    pub kept: Kept,
}

/// Whether a promise is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// A message that the public contract promises is refused inside, or one comes that it excludes.
    No,
    /// What is promised to be returned does not come: no harm but a false promise.
    Never,
    /// It could not be decided.
    Undecided,
}

/// Statuses that gateways send themselves.
const OF_GATEWAYS: [&str; 10] = ["400", "401", "403", "404", "405", "406", "413", "415", "429", "default"];

/// The promises of public operations that are not kept, by the titles of the operations. `pairs` are the numbers of
/// public operations with those of the internal ones behind them.
///
/// # Errors
/// Where the thread that compares cannot be started.
pub fn compare(
    public: &Api<'_>,
    internal: &Api<'_>,
    pairs: &[(usize, usize)],
    today: Day,
) -> io::Result<BTreeMap<String, Vec<Promise>>> {
    let mut promises: BTreeMap<String, Vec<Promise>> = BTreeMap::new();
    let share = Share::of_partners(public, internal, pairs);
    let found = diff::compare(public, internal, &ComparisonPolicy::new(today), Some(&share))?.findings;
    for finding in found {
        let Some(kept) = kept(&finding) else { continue };
        let Some(change) = finding.change() else { continue };
        let promise = Promise {
            what: message!("from public to internal: {}", finding.message),
            proof: change.witness.as_ref().map(proof).or_else(|| change.reason.clone()),
            public: change.base.clone(),
            internal: change.revision.clone(),
            kept,
        };
        for operation in &*finding.operations {
            promises.entry(operation.title.clone()).or_default().push(promise.clone());
        }
    }
    Ok(promises)
}

/// What a change from the public contract to the internal one says of a promise; nothing where it is none, or is kept.
fn kept(finding: &Finding) -> Option<Kept> {
    let (id, change) = (finding.rule.as_str(), finding.change()?);
    // Who may call, where and until when is compared elsewhere, and may differ.
    let elsewhere = ["api-", "endpoint-", "gateway-", "extension-", "webhook-", "callback-"];
    // The inside may return more: not to show it is what a public description is for.
    let hides = id.ends_with("-property-added") || id.ends_with("-additional-properties-opened");
    if elsewhere.iter().any(|prefix| id.starts_with(prefix)) || (hides && id.starts_with("response-")) {
        return None;
    }
    match change.compatibility {
        Compatibility::Breaking => Some(Kept::No),
        Compatibility::Undecided => Some(Kept::Undecided),
        _ if id.starts_with("response-") && id.ends_with("-enum-value-removed") => Some(Kept::Never),
        _ if id == "response-non-success-status-removed" => {
            let status = change.base.as_ref()?.pointer.rsplit('/').next()?.to_owned();
            let own = !OF_GATEWAYS.contains(&status.as_str()) && !status.starts_with('5');
            own.then_some(Kept::Never)
        }
        _ => None,
    }
}

/// A witness in words that fit two descriptions of one moment.
fn proof(witness: &Witness) -> Message {
    let what = match (witness.response, witness.location) {
        (true, "body") => "this response body".into(),
        (true, place) => message!("this response {}", place),
        (false, "body") => "this request body".into(),
        (false, place) => message!("this {} parameter", place),
    };
    let value = Message::foreign(witness.value.to_string());
    match witness.response {
        true => {
            message!("{} can come from the internal operation, and the public description excludes it: {}", what, value)
        }
        false => message!("{} is accepted by the public description, and refused by the internal one: {}", what, value),
    }
}
