//! Extensions in both versions: those that a policy names. What gateways authenticate and throttle by is told as such.

use super::align::{Compare, OperationPair};
use super::{Fact, Side};
use crate::diff::catalogue::ChangeId;
use crate::finding::{Message, message};
use crate::tree::{Cursor, words};

impl<'a> Compare<'a, '_> {
    /// Those of the document.
    pub(super) fn extensions_of_document(&mut self) {
        let (x, y) = (self.base.root, self.revision.root);
        self.extensions(None, "", Some(x), Some(y));
        self.extensions(None, "`info`: ", x.get(words::INFO), y.get(words::INFO));
    }

    /// Those of an operation, of its path, and of its parameters.
    pub(super) fn extensions_of(&mut self, pair: OperationPair<'a>) {
        let number = Some(pair.number);
        self.extensions(number, "", Some(pair.base.node), Some(pair.revision.node));
        let item = |side: Side, n: usize| self.api(side).paths.get(n).map(|p| p.node);
        let (x, y) = (item(Side::Base, pair.base.path_item), item(Side::Revision, pair.revision.path_item));
        self.extensions(number, "path: ", x, y);
        for old in &pair.base.parameters {
            let same = |p: &&crate::model::Parameter<'a>| p.place == old.place && p.name == old.name;
            if let Some(new) = pair.revision.parameters.iter().find(same) {
                let whose = format!("parameter `{}`: ", old.name);
                self.extensions(number, &whose, Some(old.node), Some(new.node));
            }
        }
    }

    fn extensions(&mut self, number: Option<usize>, whose: &str, x: Option<Cursor<'a>>, y: Option<Cursor<'a>>) {
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
