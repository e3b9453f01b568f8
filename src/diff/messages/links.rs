//! Links of responses in both versions.

use super::*;
use crate::diff::catalogue::ChangeId;
use crate::finding::message;

impl<'a> Compare<'a, '_> {
    /// What a response leads to (OpenAPI 3.0.4, Link Object).
    pub(super) fn links(&mut self, pair: OperationPair<'a>, b: &Response<'a>, r: &Response<'a>) {
        let links =
            |response: &Response<'a>| response.node.get(words::LINKS).map(Cursor::entries).into_iter().flatten();
        let (before, after) = (b.node.get(words::LINKS), r.node.get(words::LINKS));
        for old in links(b) {
            let Some(new) = after.and_then(|l| l.get_str(old.name())) else {
                let message = message!("response: link `{}` was removed", old.name());
                let change = Fact::new(ChangeId::RESPONSE_LINK_REMOVED, Some(old.value), after.or(Some(r.at)), message);
                let reason = "clients that follow it no longer find it";
                self.note_in(pair, change.compatibility(Compatibility::Risky).because(reason));
                continue;
            };
            let (x, y) = (self.base.workspace.resolve(old.value), self.revision.workspace.resolve(new));
            let differs =
                [words::OPERATION_ID, words::OPERATION_REF, words::PARAMETERS, words::REQUEST_BODY, words::SERVER]
                    .into_iter()
                    .find(|key| match (x.get(*key), y.get(*key)) {
                        (Some(x), Some(y)) => !self.walk_same().equal(x, y),
                        (x, y) => x.is_some() != y.is_some(),
                    });
            if let Some(key) = differs {
                let field = key.known_text().unwrap_or_default();
                let message = message!("response: link `{}`: `{}` changed", old.name(), field);
                let at = |link: Cursor<'a>| link.get(key).or(Some(link));
                let change = Fact::new(ChangeId::RESPONSE_LINK_CHANGED, at(x), at(y), message);
                let reason = "clients that follow it send another request";
                self.note_in(pair, change.compatibility(Compatibility::Risky).because(reason));
            }
        }
        for new in links(r).filter(|new| before.and_then(|l| l.get_str(new.name())).is_none()) {
            let message = message!("response: link `{}` was added", new.name());
            let here = before.or(Some(b.at));
            self.note_in(pair, Fact::new(ChangeId::RESPONSE_LINK_ADDED, here, Some(new.value), message));
        }
    }
}
