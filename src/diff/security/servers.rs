//! Servers in both versions.

use super::*;
use crate::diff::catalogue::ChangeId;
use crate::finding::message;
use crate::model::Server;

impl<'a> Compare<'a, '_> {
    /// The servers of the document.
    pub(in crate::diff) fn servers(&mut self) {
        let (x, y) = (self.base.servers.clone(), self.revision.servers.clone());
        let (at_x, at_y) = (self.base.root, self.revision.root);
        self.compare_servers(&x, &y, [field_or(at_x, words::SERVERS), field_or(at_y, words::SERVERS)], None);
    }

    /// The servers of an operation or of its path, where it has its own.
    pub(in crate::diff) fn operation_servers(&mut self, pair: OperationPair<'a>) {
        let own = |side: Side, o: &crate::model::Operation<'a>| {
            o.node.get(words::SERVERS).is_some()
                || self.api(side).paths.get(o.path_item).is_some_and(|p| p.get(words::SERVERS).is_some())
        };
        if !own(Side::Base, pair.base) && !own(Side::Revision, pair.revision) {
            return;
        }
        let (x, y) = (self.base.servers_of(pair.base), self.revision.servers_of(pair.revision));
        self.compare_servers(&x, &y, [pair.base.entry, pair.revision.entry], Some(pair.number));
    }

    fn compare_servers(&mut self, old: &[Server<'a>], new: &[Server<'a>], at: [Cursor<'a>; 2], number: Option<usize>) {
        fn plain<'s>(s: &'s Server<'_>) -> &'s str {
            s.filled.trim_end_matches('/')
        }
        // Without servers there is one, at `/` (OpenAPI 3.0.4, OpenAPI Object).
        let urls = |some: &'_ [Server<'a>]| -> FxHashSet<String> {
            if some.is_empty() {
                FxHashSet::from_iter([String::new()])
            } else {
                some.iter().map(|s| plain(s).to_owned()).collect()
            }
        };
        let (of_old, of_new) = (urls(old), urls(new));
        let gone: Vec<&Server<'a>> = old.iter().filter(|o| !of_new.contains(plain(o))).collect();
        let came: Vec<&Server<'a>> = new.iter().filter(|n| !of_old.contains(plain(n))).collect();
        let insecure = |s: &Server<'a>| s.parts().is_plain_http();
        let kept = old.len() - gone.len();
        // The same host under another scheme or path.
        let place = |s: &Server<'a>| (s.host(), s.path().trim_end_matches('/').to_owned());
        let origin = |s: &Server<'a>| (s.host(), s.scheme());
        let (mut by_place, mut by_origin) = (FxHashMap::default(), FxHashMap::default());
        for (n, c) in came.iter().enumerate() {
            by_place.entry(place(c)).or_insert_with(VecDeque::new).push_back(n);
            by_origin.entry(origin(c)).or_insert_with(VecDeque::new).push_back(n);
        }
        let mut taken = vec![false; came.len()];
        let mut next = |waiting: Option<&mut VecDeque<usize>>| {
            let waiting = waiting?;
            while let Some(n) = waiting.pop_front() {
                if !std::mem::replace(&mut taken[n], true) {
                    return Some(n);
                }
            }
            None
        };
        let mut alone = Vec::new();
        for o in gone {
            let partner = next(by_place.get_mut(&place(o))).or_else(|| next(by_origin.get_mut(&origin(o))));
            let Some(c) = partner.map(|n| came[n]) else {
                alone.push(o);
                continue;
            };
            let message = message!("server `{}` -> `{}`", o.url, c.url);
            let mut change = Fact::new(ChangeId::API_SERVER_URL_CHANGED, Some(o.at), Some(c.at), message);
            change.compatibility = if c.path().trim_end_matches('/') == o.path().trim_end_matches('/') {
                Compatibility::Risky
            } else {
                Compatibility::Breaking
            };
            if insecure(c) && !insecure(o) {
                change = change.impact(Impact::Weakened).because("requests and credentials are sent unencrypted");
            } else if insecure(o) && !insecure(c) {
                change.impact = Impact::Strengthened;
            }
            self.note(number, change);
        }
        for o in alone {
            let message = message!("server `{}` was removed", o.url);
            let mut change = Fact::new(ChangeId::API_SERVER_REMOVED, Some(o.at), Some(at[1]), message);
            // One of several may be an environment that is no longer shown.
            change.compatibility =
                if kept > 0 || new.is_empty() { Compatibility::Risky } else { Compatibility::Breaking };
            if insecure(o) {
                change.impact = Impact::Strengthened;
            }
            self.note(number, change);
        }
        for (_, c) in came.into_iter().enumerate().filter(|(n, _)| !taken[*n]) {
            let message = message!("server `{}` was added", c.url);
            let mut change = Fact::new(ChangeId::API_SERVER_ADDED, Some(at[0]), Some(c.at), message);
            if insecure(c) {
                change = change.impact(Impact::Weakened).because("requests and credentials are sent unencrypted");
            }
            self.note(number, change);
        }
    }
}
