//! Deprecation, sunset dates, stability, and what was removed.

use super::align::{Compare, OperationPair};
use super::{Compatibility, Fact};
use crate::diff::catalogue::{ChangeId, MessagePart, SchemaChange};
use crate::finding::{Message, message};
use crate::model::lifecycle::{is_deprecated, own_sunset};
use crate::model::{Operation, OperationKind};
use crate::text::Day;
use crate::tree::{Cursor, words};

/// How an operation was taken away.
#[derive(Clone, Copy)]
enum Removal {
    BeforeSunset,
    WithDeprecation,
    WithoutDeprecation,
}

impl Removal {
    /// The id of the change; with `path`, the whole path is gone.
    fn id(self, path: bool) -> ChangeId {
        match (self, path) {
            (Removal::BeforeSunset, false) => ChangeId::API_REMOVED_BEFORE_SUNSET,
            (Removal::BeforeSunset, true) => ChangeId::API_PATH_REMOVED_BEFORE_SUNSET,
            (Removal::WithDeprecation, false) => ChangeId::API_REMOVED_WITH_DEPRECATION,
            (Removal::WithDeprecation, true) => ChangeId::API_PATH_REMOVED_WITH_DEPRECATION,
            (Removal::WithoutDeprecation, false) => ChangeId::API_REMOVED_WITHOUT_DEPRECATION,
            (Removal::WithoutDeprecation, true) => ChangeId::API_PATH_REMOVED_WITHOUT_DEPRECATION,
        }
    }
}

/// The rank of a stability level; `None` for one that is not known. Without one an operation is stable.
#[must_use]
pub fn stability(level: Option<&str>) -> Option<u8> {
    match level {
        None | Some("stable") => Some(3),
        Some("beta") => Some(2),
        Some("alpha") => Some(1),
        Some("draft") => Some(0),
        Some(_) => None,
    }
}

/// The sunset date of something; an error where it cannot be read.
pub(super) fn sunset_date<'a>(node: Cursor<'a>) -> Option<Result<Day, Cursor<'a>>> {
    own_sunset(node).map(|dated| dated.day.ok_or(dated.at))
}

impl<'a> Compare<'a, '_> {
    pub(super) fn removed(&mut self, operation: &'a Operation<'a>, number: usize, path_gone: bool) {
        let title = operation.title();
        let at = self.revision.root.get(words::PATHS).unwrap_or(self.revision.root);
        match operation.place {
            OperationKind::Webhook | OperationKind::Callback => {
                let (id, what) = match operation.place {
                    OperationKind::Webhook => (ChangeId::WEBHOOK_REMOVED, "webhook"),
                    _ => (ChangeId::CALLBACK_REMOVED, "callback"),
                };
                let change =
                    Fact::new(id, Some(operation.entry), Some(at), message!("{} `{}` was removed", what, title));
                let change = change.compatibility(Compatibility::Breaking);
                self.note(Some(number), change.because("receivers are no longer notified"));
                return;
            }
            OperationKind::Path => {}
        }
        let level = operation.node.get_str("x-stability-level").map(|l| l.text().into_owned());
        let promised = stability(level.as_deref()).is_none_or(|rank| rank >= 2);
        let deprecated = is_deprecated(operation.node);
        let sunset = sunset_date(operation.node);
        let (removal, level, text, help) = match (deprecated, sunset) {
            (true, Some(Ok(day))) if day > self.policy.today => (
                Removal::BeforeSunset,
                Compatibility::Breaking,
                "was removed before its sunset date",
                Some("keep it until then"),
            ),
            (true, Some(Err(_))) => {
                let message = message!("`{}` was removed, and its sunset date is invalid", title);
                let change = Fact::new(ChangeId::API_PATH_SUNSET_PARSE, Some(operation.entry), Some(at), message);
                let change = change.compatibility(Compatibility::Breaking);
                self.note(Some(number), change.with_help("use YYYY-MM-DD for `x-sunset`"));
                return;
            }
            (true, None) if self.policy.notice.sunset_required => (
                Removal::WithoutDeprecation,
                Compatibility::Breaking,
                "was removed; it was deprecated without a sunset date",
                Some("announce a date first: `x-sunset: YYYY-MM-DD`"),
            ),
            (true, _) => (Removal::WithDeprecation, Compatibility::Compatible, "was removed, as announced", None),
            (false, _) if !promised => {
                (Removal::WithoutDeprecation, Compatibility::Risky, "was removed; it was not stable yet", None)
            }
            (false, _) => (
                Removal::WithoutDeprecation,
                Compatibility::Breaking,
                "was removed without deprecation",
                Some("deprecate it first, with a sunset date"),
            ),
        };
        let mut change =
            Fact::new(removal.id(path_gone), Some(operation.entry), Some(at), message!("`{}` {}", title, text));
        change.compatibility = level;
        change.help = help.map(Message::from);
        self.note(Some(number), change);
    }

    pub(super) fn lifecycle(&mut self, pair: OperationPair<'a>) {
        let (b, r) = (pair.base.node, pair.revision.node);
        let (was, is) = (is_deprecated(b), is_deprecated(r));
        let at = |n: Cursor<'a>, o: &Operation<'a>| n.get(words::DEPRECATED).or(Some(o.entry));
        let (here, there) = (at(b, pair.base), at(r, pair.revision));
        let what = message!("`{}`", pair.revision.title());
        match (was, is) {
            (false, true) => {
                let sunset = sunset_date(r);
                let id = if sunset.is_some() {
                    ChangeId::ENDPOINT_DEPRECATED_WITH_SUNSET
                } else {
                    ChangeId::ENDPOINT_DEPRECATED
                };
                let mut change = Fact::new(id, here, there, message!("{} is now deprecated", what));
                // A sunset that was announced before said so already.
                if let (Some(Ok(before)), Some(Ok(now))) = (sunset_date(b), sunset)
                    && before == now
                {
                    change = change.because("its sunset date was announced before");
                    change.without_effect = true;
                }
                self.note(Some(pair.number), change);
                self.announced(
                    pair,
                    &what,
                    sunset,
                    there,
                    [
                        ChangeId::API_DEPRECATED_SUNSET_MISSING,
                        ChangeId::API_DEPRECATED_SUNSET_PARSE,
                        ChangeId::API_SUNSET_DATE_TOO_SMALL,
                    ],
                );
            }
            (true, false) => {
                self.note(
                    Some(pair.number),
                    Fact::new(
                        ChangeId::ENDPOINT_REACTIVATED,
                        here,
                        there,
                        message!("{} is no longer deprecated", what),
                    ),
                );
            }
            (true, true) => self.moved_sunset(
                pair,
                &what,
                b,
                r,
                [ChangeId::SUNSET_DELETED, ChangeId::API_SUNSET_DATE_CHANGED_TOO_SMALL],
            ),
            (false, false) => {}
        }
        self.operation_stability(pair);
    }

    /// What the policy demands of a deprecation.
    fn announced(
        &mut self,
        pair: OperationPair<'a>,
        what: &Message,
        sunset: Option<Result<Day, Cursor<'a>>>,
        at: Option<Cursor<'a>>,
        ids: [ChangeId; 3],
    ) {
        let notice = self.policy.notice;
        let change = match sunset {
            None if notice.sunset_required || notice.days.is_some() => {
                let message = message!("{} is deprecated without a sunset date", what);
                let change = Fact::new(ids[0], None, at, message).compatibility(Compatibility::Breaking);
                change.with_help("add `x-sunset: YYYY-MM-DD`")
            }
            Some(Err(field)) => {
                let message = message!("sunset date `{}` of {} is invalid", field.text(), what);
                let change = Fact::new(ids[1], None, Some(field), message).compatibility(Compatibility::Breaking);
                change.with_help("use YYYY-MM-DD")
            }
            Some(Ok(day)) => {
                let left = day - self.policy.today;
                match notice.days.filter(|d| left < i64::from(*d)) {
                    Some(days) => {
                        let message =
                            message!("sunset of {} is {} days from now; the policy requires {}", what, left, days);
                        Fact::new(ids[2], None, at, message).compatibility(Compatibility::Breaking)
                    }
                    None => return,
                }
            }
            None => return,
        };
        self.note(Some(pair.number), change);
    }

    fn moved_sunset(
        &mut self,
        pair: OperationPair<'a>,
        what: &Message,
        b: Cursor<'a>,
        r: Cursor<'a>,
        ids: [ChangeId; 2],
    ) {
        let field = |n: Cursor<'a>| own_sunset(n).map(|dated| dated.at);
        match (sunset_date(b), sunset_date(r)) {
            (Some(_), None) => {
                let change = Fact::new(
                    ids[0],
                    field(b),
                    r.get(words::DEPRECATED),
                    message!("sunset date of {} was removed", what),
                );
                self.note(Some(pair.number), change.compatibility(Compatibility::Breaking));
            }
            (Some(Ok(x)), Some(Ok(y))) if y < x => {
                let notice = self.policy.notice.days.map_or(0, i64::from);
                // Still far enough away is soon enough told.
                if notice > 0 && y - self.policy.today >= notice {
                    return;
                }
                let message = message!("sunset date of {} is {} days earlier", what, x - y);
                let change = Fact::new(ids[1], field(b), field(r), message);
                self.note(Some(pair.number), change.compatibility(Compatibility::Breaking));
            }
            _ => {}
        }
    }

    /// The deprecation of a parameter.
    pub(super) fn parameter_notes(
        &mut self,
        pair: OperationPair<'a>,
        b: &crate::model::Parameter<'a>,
        r: &crate::model::Parameter<'a>,
        what: &Message,
    ) {
        let (was, is) = (is_deprecated(b.node), is_deprecated(r.node));
        let at = |p: &crate::model::Parameter<'a>| p.node.get(words::DEPRECATED).or(Some(p.listed));
        let what = message!("{}", what);
        match (was, is) {
            (false, true) => {
                let change = Fact::new(
                    ChangeId::of(MessagePart::RequestParameter, SchemaChange::Deprecated),
                    at(b),
                    at(r),
                    message!("{} is now deprecated", what),
                );
                self.note(Some(pair.number), change);
                let sunset = sunset_date(r.node);
                self.announced(
                    pair,
                    &what,
                    sunset,
                    at(r),
                    [
                        ChangeId::of(MessagePart::RequestParameter, SchemaChange::DeprecatedSunsetMissing),
                        ChangeId::REQUEST_PARAMETER_SUNSET_PARSE,
                        ChangeId::of(MessagePart::RequestParameter, SchemaChange::SunsetDateTooSmall),
                    ],
                );
            }
            (true, false) => {
                let message = message!("{} is no longer deprecated", what);
                self.note(
                    Some(pair.number),
                    Fact::new(
                        ChangeId::of(MessagePart::RequestParameter, SchemaChange::Reactivated),
                        at(b),
                        at(r),
                        message,
                    ),
                );
            }
            (true, true) => self.moved_sunset(
                pair,
                &what,
                b.node,
                r.node,
                [ChangeId::REQUEST_PARAMETER_SUNSET_DELETED, ChangeId::REQUEST_PARAMETER_SUNSET_DATE_CHANGED_TOO_SMALL],
            ),
            (false, false) => {}
        }
    }

    fn operation_stability(&mut self, pair: OperationPair<'a>) {
        let field = |o: &Operation<'a>| o.node.get_str("x-stability-level");
        let (x, y) = (field(pair.base), field(pair.revision));
        if x.is_none() && y.is_none() {
            return;
        }
        let text = |at: Option<Cursor<'a>>| at.map(|a| a.text().into_owned());
        for at in [x, y].into_iter().flatten() {
            if at.str().is_none_or(|t| stability(Some(&t)).is_none()) {
                let message = message!("`{}` is not a stability level", at.text());
                let (b, r) = if Some(at) == x { (Some(at), None) } else { (None, Some(at)) };
                let change =
                    Fact::new(ChangeId::API_INVALID_STABILITY_LEVEL, b, r, message).compatibility(Compatibility::Risky);
                self.note(Some(pair.number), change.with_help("use draft, alpha, beta or stable"));
                return;
            }
        }
        let (Some(was), Some(is)) = (stability(text(x).as_deref()), stability(text(y).as_deref())) else { return };
        let word = |at: Option<Cursor<'a>>| text(at).unwrap_or_else(|| "stable".to_owned());
        let message = message!("operation: stability {} -> {}", word(x), word(y));
        let (b, r) = (x.or(Some(pair.base.entry)), y.or(Some(pair.revision.entry)));
        if is < was {
            let change =
                Fact::new(ChangeId::API_STABILITY_DECREASED, b, r, message).compatibility(Compatibility::Breaking);
            self.note(Some(pair.number), change);
        } else if is > was {
            self.note(Some(pair.number), Fact::new(ChangeId::API_STABILITY_INCREASED, b, r, message));
        }
    }
}
