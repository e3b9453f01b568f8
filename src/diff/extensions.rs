//! Extensions in both versions: those that a policy names. What gateways authenticate and throttle by is told as such.

use super::align::{Compare, OperationPair};
use super::{Fact, Side};
use crate::diff::catalogue::ChangeId;
use crate::finding::{Message, message};
use crate::model::{Operation, OperationKind};
use crate::tree::{Cursor, words};

impl<'a> Compare<'a, '_> {
    /// Those of the document.
    pub(super) fn extensions_of_document(&mut self) {
        let (x, y) = (self.base.root, self.revision.root);
        self.extensions(None, &Message::default(), Some(x), Some(y));
        self.extensions(None, &"`info`: ".into(), x.get(words::INFO), y.get(words::INFO));
    }

    /// Those of an operation and of its path.
    pub(super) fn extensions_of(&mut self, pair: OperationPair<'a>) {
        let number = Some(pair.number);
        self.extensions(number, &Message::default(), Some(pair.base.node), Some(pair.revision.node));
        let item = |side: Side, operation: &Operation<'a>| match operation.place {
            OperationKind::Path => self.api(side).paths.get(operation.path_item).map(|p| p.node),
            OperationKind::Webhook | OperationKind::Callback => operation.node.parent(),
        };
        let (x, y) = (item(Side::Base, pair.base), item(Side::Revision, pair.revision));
        self.extensions(number, &"path: ".into(), x, y);
    }

    /// Those of an object that both versions have.
    pub(super) fn extensions(
        &mut self,
        number: Option<usize>,
        whose: &Message,
        x: Option<Cursor<'a>>,
        y: Option<Cursor<'a>>,
    ) {
        let (Some(x), Some(y)) = (x, y) else { return };
        let policy = self.policy;
        let named = move |at: Cursor<'a>| {
            at.entries().filter(|e| e.name().starts_with("x-") && policy.names_extension(e.name()))
        };
        let mut found = Vec::new();
        for old in named(x) {
            match y.get_str(old.name()) {
                None => {
                    let message = message!("{}extension `{}` was removed", whose, old.name());
                    found.push(Fact::new(ChangeId::EXTENSION_REMOVED, Some(old.value), Some(y), message));
                }
                Some(new) if !self.walk_same().equal(old.value, new) => {
                    let change = shown(old.value, new);
                    let message = message!("{}extension `{}`{}", whose, old.name(), change);
                    found.push(Fact::new(ChangeId::EXTENSION_CHANGED, Some(old.value), Some(new), message));
                }
                Some(_) => {}
            }
        }
        for new in named(y).filter(|new| x.get_str(new.name()).is_none()) {
            let message = message!("{}extension `{}` was added", whose, new.name());
            found.push(Fact::new(ChangeId::EXTENSION_ADDED, Some(x), Some(new.value), message));
        }
        found.into_iter().for_each(|change| self.note(number, change));
    }
}

/// What became of a value: both where they are short.
fn shown(was: Cursor<'_>, is: Cursor<'_>) -> Message {
    let short = |at: Cursor<'_>| (!at.is_map() && !at.is_seq()).then(|| crate::text::cut(&at.text(), 40));
    match (short(was), short(is)) {
        (Some(was), Some(is)) if was != is => message!(": `{}` -> `{}`", was, is),
        _ => " changed".into(),
    }
}
