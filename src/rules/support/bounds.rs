//! What clients may send without a bound.

use super::schemas::SchemaPart;
use super::{inputs, shown};
use crate::finding::{Message, message};
use crate::model::Api;
use crate::rule::Context;

/// What is said of a part without a bound.
pub struct Unbounded {
    /// What parts of its kind are called: `strings`.
    pub many: &'static str,
    /// What they lack: `has no `maxLength``.
    pub lacks: &'static str,
    /// The words under the place.
    pub label: &'static str,
    /// What to do.
    pub help: &'static str,
}

/// Reports the parts of requests that are `concerned` and not `bounded`: each of a few, or the first for all.
pub fn report_unbounded<'a>(
    cx: &mut Context<'_>,
    api: &Api<'a>,
    concerned: impl Fn(&SchemaPart<'a>) -> bool,
    bounded: impl Fn(&SchemaPart<'a>) -> bool,
    say: &Unbounded,
) {
    let (closed, free): (Vec<SchemaPart<'a>>, Vec<SchemaPart<'a>>) =
        inputs(cx, api).into_iter().filter(concerned).partition(bounded);
    let all = closed.len() + free.len();
    let (few, more) = shown(&free);
    for part in few {
        let more = if more == 0 {
            Message::default()
        } else {
            message!("; {} of {} {} in requests have none", free.len(), all, say.many)
        };
        cx.key(part.written, message!("{} {}{}", part.shown(), Message::from(say.lacks), more))
            .label(say.label)
            .help(say.help);
    }
}
