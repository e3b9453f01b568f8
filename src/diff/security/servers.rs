//! Servers in both versions.

use super::*;
use crate::diff::catalogue::ChangeId;
use crate::finding::message;
use crate::model::Server;

impl<'a> Compare<'a, '_> {
    /// The servers of the document, for the operations that have none of their own.
    pub(in crate::diff) fn servers(&mut self) {
        let (base, revision) = (self.base, self.revision);
        let inheriting = self.paired(|b, r| base.own_servers(b).is_none() && revision.own_servers(r).is_none());
        // What no operation inherits is called by nobody.
        if inheriting.is_empty() && !self.paired(|_, _| true).is_empty() {
            return;
        }
        let (x, y) = (self.base.servers.clone(), self.revision.servers.clone());
        let (at_x, at_y) = (self.base.root, self.revision.root);
        self.compare_servers(&x, &y, [field_or(at_x, words::SERVERS), field_or(at_y, words::SERVERS)], None);
    }

    /// The servers of an operation or of its path, where it has its own.
    pub(in crate::diff) fn operation_servers(&mut self, pair: OperationPair<'a>) {
        if self.base.own_servers(pair.base).is_none() && self.revision.own_servers(pair.revision).is_none() {
            return;
        }
        let (x, y) = (self.base.servers_of(pair.base), self.revision.servers_of(pair.revision));
        self.compare_servers(&x, &y, [pair.base.entry, pair.revision.entry], Some(pair.number));
    }

    /// The values of the variables of a server that both versions have.
    fn server_variables(&mut self, old: &Server<'a>, new: &Server<'a>, number: Option<usize>) {
        let variable = |s: &Server<'a>, name: &str| {
            (s.node != self.base.root && s.node != self.revision.root)
                .then(|| s.node.get(words::VARIABLES)?.get_str(name))
                .flatten()
        };
        let mut found = Vec::new();
        for (name, _) in old.template_names() {
            let (x, y) = (variable(old, &name), variable(new, &name));
            let at = |variable: Option<Cursor<'a>>, server: &Server<'a>, key| {
                Some(variable.map_or(server.at, |v| v.get(key).unwrap_or(v)))
            };
            let values = |v: Option<Cursor<'a>>| {
                let list = v?.get(words::ENUM)?;
                Some(list.items().map(|i| i.text().into_owned()).collect::<BTreeSet<_>>())
            };
            let (was, is) = (values(x), values(y));
            let (b, r) = (at(x, old, words::ENUM), at(y, new, words::ENUM));
            let (gone, came): (Vec<String>, Vec<String>) = match (&was, &is) {
                (Some(was), Some(is)) => (was.difference(is).cloned().collect(), is.difference(was).cloned().collect()),
                _ => Default::default(),
            };
            let list = |values: &[String]| crate::finding::list(values);
            let was_or_were = |values: &[String]| if values.len() == 1 { "was" } else { "were" };
            let subject = message!("server variable `{}`", name);
            let lost = match (&was, &is) {
                (None, Some(is)) => {
                    let left: Vec<String> = is.iter().cloned().collect();
                    Some(message!("{}: values are now limited to {}", subject, list(&left)))
                }
                _ if gone.is_empty() => None,
                _ => Some(message!("{}: {} {} removed", subject, list(&gone), was_or_were(&gone))),
            };
            if let Some(message) = lost {
                let change = Fact::new(ChangeId::API_SERVER_VARIABLE_VALUE_REMOVED, b, r, message);
                found.push(change.compatibility(Compatibility::Risky).because("clients may call that server"));
            }
            let won = match (&was, &is) {
                (Some(_), None) => Some(message!("{}: any value is allowed now", subject)),
                _ if came.is_empty() => None,
                _ => Some(message!("{}: {} {} added", subject, list(&came), was_or_were(&came))),
            };
            if let Some(message) = won {
                found.push(Fact::new(ChangeId::API_SERVER_VARIABLE_VALUE_ADDED, b, r, message));
            }
            let default = |v: Option<Cursor<'a>>| v.and_then(|v| v.get_text(words::DEFAULT));
            if let (Some(was), Some(is)) = (default(x), default(y))
                && was != is
            {
                let message = message!("{}: default `{}` -> `{}`", subject, was, is);
                let (b, r) = (at(x, old, words::DEFAULT), at(y, new, words::DEFAULT));
                let change = Fact::new(ChangeId::API_SERVER_VARIABLE_DEFAULT_CHANGED, b, r, message);
                let reason = "clients that choose none call another server";
                found.push(change.compatibility(Compatibility::Risky).because(reason));
            }
        }
        found.into_iter().for_each(|change| self.note(number, change));
    }

    fn compare_servers(&mut self, old: &[Server<'a>], new: &[Server<'a>], at: [Cursor<'a>; 2], number: Option<usize>) {
        // Written alike, with the same variables: what these may be is compared. A prefix that moved into the paths, or out
        // of them, belongs to neither.
        let moved = self.moved_prefix.clone();
        let key = |s: &Server<'a>, template: bool, side: Side| {
            let url = s.normalized(template);
            let prefix = moved.as_ref().filter(|m| m.in_servers_of == side).map_or("", |m| m.prefix.as_str());
            url.strip_suffix(prefix).map_or_else(|| url.clone(), str::to_owned)
        };
        let templates: FxHashMap<String, &Server<'a>> =
            new.iter().rev().map(|n| (key(n, true, Side::Revision), n)).collect();
        let alike: Vec<(&Server<'a>, &Server<'a>)> =
            old.iter().filter_map(|o| Some((o, *templates.get(&key(o, true, Side::Base))?))).collect();
        for (o, n) in &alike {
            self.server_variables(o, n, number);
        }
        // Without servers there is one, at `/` (OpenAPI 3.0.4, OpenAPI Object).
        let urls = |some: &'_ [Server<'a>], side: Side| -> FxHashSet<String> {
            if some.is_empty() {
                FxHashSet::from_iter([String::new()])
            } else {
                some.iter().map(|s| key(s, false, side)).collect()
            }
        };
        let (of_old, of_new) = (urls(old, Side::Base), urls(new, Side::Revision));
        let place = |at: Cursor<'a>| (at.file(), at.id());
        let (of_base, of_revision): (FxHashSet<_>, FxHashSet<_>) =
            alike.iter().map(|(o, n)| (place(o.at), place(n.at))).unzip();
        let gone: Vec<&Server<'a>> = old
            .iter()
            .filter(|o| !of_new.contains(&key(o, false, Side::Base)) && !of_base.contains(&place(o.at)))
            .collect();
        let came: Vec<&Server<'a>> = new
            .iter()
            .filter(|n| !of_old.contains(&key(n, false, Side::Revision)) && !of_revision.contains(&place(n.at)))
            .collect();
        let insecure = |s: &Server<'a>| s.parts().is_unencrypted();
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
