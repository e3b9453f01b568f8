//! Who may call: requirements, schemes, servers and gateway policies in both versions.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::align::{Compare, OperationPair};
use super::{Compatibility, Fact, Impact, Side};
use crate::diff::catalogue::ChangeId;
use crate::finding::{Message, message};
use crate::model::{Alternative, Credential, Scheme, Security};
use crate::tree::{Cursor, words};

mod schemes;
mod servers;

/// What one alternative demands: each scheme, under the name that it has in the base, with its scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Demand<'a> {
    schemes: Vec<(String, BTreeSet<String>)>,
    at: Cursor<'a>,
    /// How strong it is; `None` where a scheme is not known.
    rank: Option<u32>,
}

impl Demand<'_> {
    /// True where whoever satisfies `other` satisfies this.
    fn is_met_by(&self, other: &Demand<'_>) -> bool {
        self.schemes.iter().all(|(name, scopes)| other.schemes.iter().any(|(n, s)| n == name && scopes.is_subset(s)))
    }

    fn same_as(&self, other: &Demand<'_>) -> bool {
        self.is_met_by(other) && other.is_met_by(self)
    }

    fn names(&self) -> BTreeSet<&str> {
        self.schemes.iter().map(|(n, _)| n.as_str()).collect()
    }

    fn words(&self) -> Message {
        if self.schemes.is_empty() {
            return "no credentials".into();
        }
        let parts = self.schemes.iter().map(|(name, scopes)| {
            if scopes.is_empty() {
                message!("`{}`", name)
            } else {
                message!("`{}` with {}", name, crate::finding::list(&scopes.iter().cloned().collect::<Vec<_>>()))
            }
        });
        Message::joined(parts, " and ")
    }
}

/// The ids of what changes of demands.
struct DemandIds {
    added: ChangeId,
    removed: ChangeId,
    scope_added: ChangeId,
    scope_removed: ChangeId,
    became_optional: ChangeId,
    became_mandatory: ChangeId,
}

const OF_OPERATION: DemandIds = DemandIds {
    added: ChangeId::API_SECURITY_ADDED,
    removed: ChangeId::API_SECURITY_REMOVED,
    scope_added: ChangeId::API_SECURITY_SCOPE_ADDED,
    scope_removed: ChangeId::API_SECURITY_SCOPE_REMOVED,
    became_optional: ChangeId::API_SECURITY_BECAME_OPTIONAL,
    became_mandatory: ChangeId::API_SECURITY_BECAME_MANDATORY,
};

const OF_DOCUMENT: DemandIds = DemandIds {
    added: ChangeId::API_GLOBAL_SECURITY_ADDED,
    removed: ChangeId::API_GLOBAL_SECURITY_REMOVED,
    scope_added: ChangeId::API_GLOBAL_SECURITY_SCOPE_ADDED,
    scope_removed: ChangeId::API_GLOBAL_SECURITY_SCOPE_REMOVED,
    became_optional: ChangeId::API_GLOBAL_SECURITY_BECAME_OPTIONAL,
    became_mandatory: ChangeId::API_GLOBAL_SECURITY_BECAME_MANDATORY,
};

/// What an operation, or the document, demands: any one of these.
type Demands<'a> = Vec<Demand<'a>>;

impl<'a> Compare<'a, '_> {
    /// The demands of a requirement; one that asks for nothing where there is none.
    fn demands(&self, side: Side, security: Option<&Security<'a>>, otherwise: Cursor<'a>) -> Demands<'a> {
        let renamed = self.renamed();
        let api = self.api(side);
        let demand = |a: &Alternative<'a>| Demand {
            schemes: a
                .requirements
                .iter()
                .map(|r| {
                    let name = match side {
                        Side::Base => r.name.to_owned(),
                        Side::Revision => renamed.get(r.name).cloned().unwrap_or_else(|| r.name.to_owned()),
                    };
                    // The lists of schemes without scopes are roles in 3.1, and nothing before.
                    (name, r.scopes.iter().map(|(s, _)| s.to_string()).collect())
                })
                .collect(),
            at: a.at,
            rank: a.credentials(&api.schemes).and_then(|c| self.policy.strength.of_all(&c)),
        };
        match security {
            Some(security) if !security.is_empty() => security.alternatives.iter().map(demand).collect(),
            Some(security) => vec![Demand { schemes: Vec::new(), at: security.at, rank: Some(0) }],
            None => vec![Demand { schemes: Vec::new(), at: otherwise, rank: Some(0) }],
        }
    }

    /// Schemes of the revision that are those of the base under another name.
    fn renamed(&self) -> FxHashMap<&'a str, String> {
        let has = |list: &[Scheme<'a>], name: &str| list.iter().any(|s| s.name == name);
        let mut out = FxHashMap::default();
        for new in self.revision.schemes.iter().filter(|s| !has(&self.base.schemes, s.name)) {
            let old = self
                .base
                .schemes
                .iter()
                .find(|s| !has(&self.revision.schemes, s.name) && self.walk_same().equal(s.node, new.node));
            if let Some(old) = old {
                out.insert(new.name, old.name.to_owned());
            }
        }
        out
    }

    /// The security that applies to an operation in both versions.
    pub(super) fn security(&mut self, pair: OperationPair<'a>) {
        let (b, r) = (pair.base, pair.revision);
        if b.own_security.is_none() && r.own_security.is_none() {
            // Told of the document.
            return;
        }
        if let (Some(x), Some(y)) = (&b.own_security, &r.own_security)
            && self.walk_same().equal(x.at, y.at)
        {
            return;
        }
        let x = self.demands(Side::Base, self.base.security_of(b), b.entry);
        let y = self.demands(Side::Revision, self.revision.security_of(r), r.entry);
        self.compare_demands(&OF_OPERATION, "the operation", &x, &y, Some(pair.number));
    }

    /// The security of the document, for the operations that have none of their own.
    pub(super) fn global_security(&mut self) {
        let x = self.demands(Side::Base, self.base.security.as_ref(), self.base.root);
        let y = self.demands(Side::Revision, self.revision.security.as_ref(), self.revision.root);
        let before: Vec<usize> = self.inheriting();
        let count = self.count_found();
        self.compare_demands(&OF_DOCUMENT, "the document", &x, &y, None);
        self.reach(count, &before);
    }

    fn compare_demands(
        &mut self,
        ids: &DemandIds,
        whose: &str,
        old: &[Demand<'a>],
        new: &[Demand<'a>],
        number: Option<usize>,
    ) {
        let mut gone: Vec<&Demand<'a>> = old.iter().filter(|o| !new.iter().any(|n| n.same_as(o))).collect();
        let mut came: Vec<&Demand<'a>> = new.iter().filter(|n| !old.iter().any(|o| o.same_as(n))).collect();
        let weakest = old.iter().map(|o| o.rank).min().flatten();
        // Someone who has what `n` demands gets in now, and did not before.
        let opens = |n: &Demand<'a>| {
            !old.iter().any(|o| o.is_met_by(n)) && !matches!((n.rank, weakest), (Some(n), Some(o)) if n > o)
        };
        // Someone who had what `o` demands no longer gets in.
        let shuts = |o: &Demand<'a>| !new.iter().any(|n| n.is_met_by(o));
        let impact = |weakened: bool, strengthened: bool| match (weakened, strengthened) {
            (true, _) => Impact::Weakened,
            (false, true) => Impact::Strengthened,
            _ => Impact::Neutral,
        };
        let mut out: Vec<Fact<'a>> = Vec::new();
        // The same schemes with other scopes.
        let mut n = 0;
        while n < gone.len() {
            let Some(m) = came.iter().position(|c| c.names() == gone[n].names() && !c.schemes.is_empty()) else {
                n += 1;
                continue;
            };
            let (o, c) = (gone.remove(n), came.remove(m));
            for (name, scopes) in &o.schemes {
                let Some((_, others)) = c.schemes.iter().find(|(k, _)| k == name) else { continue };
                for scope in scopes.difference(others) {
                    let message = message!("{} no longer demands the scope `{}` of `{}`", whose, scope, name);
                    let change = Fact::new(ids.scope_removed, Some(scope_at(o, scope)), Some(c.at), message);
                    let change = change.impact(impact(opens(c), false));
                    out.push(change.because("tokens without it are accepted now"));
                }
                for scope in others.difference(scopes) {
                    let message = message!("{} demands the scope `{}` of `{}` now", whose, scope, name);
                    let mut change = Fact::new(ids.scope_added, Some(o.at), Some(scope_at(c, scope)), message);
                    if shuts(o) {
                        change.compatibility = Compatibility::Breaking;
                    }
                    let change = change.impact(impact(false, shuts(o)));
                    out.push(change.because("tokens that clients have may lack it"));
                }
            }
        }
        // No credentials at all.
        let public = |d: &&Demand<'a>| d.schemes.is_empty();
        if let Some(m) = came.iter().position(public) {
            let c = came.remove(m);
            let all_gone = new.len() == 1;
            let was = Message::joined(old.iter().map(Demand::words), ", or ");
            let (id, text) = if all_gone {
                (ids.removed, message!("{} demands no credentials any more; it demanded {}", whose, was))
            } else {
                (ids.became_optional, message!("{} can be called without credentials now", whose))
            };
            let change = Fact::new(id, gone.first().or(old.first().as_ref()).map(|o| o.at), Some(c.at), text);
            out.push(change.impact(Impact::Weakened).because("anyone can call it"));
            if all_gone {
                gone.clear();
            }
        }
        if let Some(m) = gone.iter().position(public) {
            let o = gone.remove(m);
            let from_nothing = old.len() == 1;
            let is = Message::joined(new.iter().map(Demand::words), ", or ");
            let (id, text) = if from_nothing {
                (ids.added, message!("{} demands {} now; it demanded nothing", whose, is))
            } else {
                (ids.became_mandatory, message!("{} can no longer be called without credentials", whose))
            };
            let change = Fact::new(id, Some(o.at), came.first().or(new.first().as_ref()).map(|c| c.at), text);
            let change = change.compatibility(Compatibility::Breaking).impact(Impact::Strengthened);
            out.push(change.because("clients that call without credentials are refused"));
            if from_nothing {
                came.clear();
            }
        }
        // One that lost or gained a scheme.
        let mut n = 0;
        while n < gone.len() {
            let part = came
                .iter()
                .position(|c| c.names().is_subset(&gone[n].names()) || gone[n].names().is_subset(&c.names()));
            let Some(m) = part else {
                n += 1;
                continue;
            };
            let (o, c) = (gone.remove(n), came.remove(m));
            let less = c.names().is_subset(&o.names());
            let (id, verb) = if less { (ids.removed, "no longer demands") } else { (ids.added, "demands") };
            let differing: Vec<String> = if less {
                o.names().difference(&c.names()).map(|n| (*n).to_owned()).collect()
            } else {
                c.names().difference(&o.names()).map(|n| (*n).to_owned()).collect()
            };
            let beside = crate::finding::list(&differing);
            let message = message!("{} {} {}{}", whose, verb, beside, if less { "" } else { " too" });
            let mut change = Fact::new(id, Some(o.at), Some(c.at), message);
            if shuts(o) {
                change.compatibility = Compatibility::Breaking;
            }
            let change = change.impact(impact(opens(c), shuts(o)));
            out.push(if less { change.because("one credential opens what took several") } else { change });
        }
        for o in gone {
            let message = message!("{} no longer admits {}", whose, o.words());
            let mut change = Fact::new(ids.removed, Some(o.at), new.first().map(|n| n.at), message);
            if shuts(o) {
                change.compatibility = Compatibility::Breaking;
                change = change.impact(Impact::Strengthened).because("clients that use it are refused");
            }
            out.push(change);
        }
        for c in came {
            let message = message!("{} admits {} now", whose, c.words());
            let mut change = Fact::new(ids.added, old.first().map(|o| o.at), Some(c.at), message);
            if opens(c) {
                change = change.impact(Impact::Weakened).because("whoever has it gets in, and did not before");
            }
            out.push(change);
        }
        for change in out {
            self.note(number, change);
        }
    }

    /// The numbers of the operations under `paths` that have no security of their own in either version.
    fn inheriting(&self) -> Vec<usize> {
        self.paired(|b, r| b.own_security.is_none() && r.own_security.is_none())
    }

    /// Extensions by which gateways authenticate and throttle.
    pub(super) fn gateway(&mut self, pair: OperationPair<'a>) {
        let of = |operation: Cursor<'a>, item: Option<Cursor<'a>>, root: Cursor<'a>| {
            let mut found: Vec<(&'a str, Cursor<'a>)> = Vec::new();
            for holder in [Some(operation), item, Some(root)].into_iter().flatten() {
                for entry in holder.entries().filter(|e| is_policy(e.name())) {
                    if !found.iter().any(|(name, _)| *name == entry.name()) {
                        found.push((entry.name(), entry.value));
                    }
                }
            }
            found
        };
        let item = |side: Side, n: usize| self.api(side).paths.get(n).map(|p| p.entry);
        let x = of(pair.base.node, item(Side::Base, pair.base.path_item), self.base.root);
        let y = of(pair.revision.node, item(Side::Revision, pair.revision.path_item), self.revision.root);
        for (name, at) in &x {
            match y.iter().find(|(n, _)| n == name) {
                None => {
                    let message = message!("the gateway policy `{}` is gone", name);
                    let change =
                        Fact::new(ChangeId::GATEWAY_POLICY_REMOVED, Some(*at), Some(pair.revision.entry), message);
                    let change = change.impact(Impact::Weakened);
                    self.note(Some(pair.number), change.because("the gateway applied it to each call"));
                }
                Some((_, other)) if !self.walk_same().equal(*at, *other) => {
                    let message = message!("the gateway policy `{}` is another", name);
                    let change = Fact::new(ChangeId::GATEWAY_POLICY_CHANGED, Some(*at), Some(*other), message);
                    self.note(Some(pair.number), change.compatibility(Compatibility::Risky));
                }
                Some(_) => {}
            }
        }
        for (name, at) in y.iter().filter(|(n, _)| !x.iter().any(|(m, _)| m == n)) {
            let message = message!("the gateway policy `{}` is new", name);
            let change = Fact::new(ChangeId::GATEWAY_POLICY_ADDED, Some(pair.base.entry), Some(*at), message);
            self.note(Some(pair.number), change.impact(Impact::Strengthened));
        }
    }
}

/// Where a demand names a scope.
fn scope_at<'a>(demand: &Demand<'a>, scope: &str) -> Cursor<'a> {
    let items = demand.at.entries().flat_map(|e| e.value.items());
    items.into_iter().find(|i| i.text() == scope).unwrap_or(demand.at)
}

/// True for extensions that authenticate, authorise or throttle.
fn is_policy(name: &str) -> bool {
    const NAMES: [&str; 16] = [
        "x-throttling-tier",
        "x-wso2-throttling-tier",
        "x-wso2-application-security",
        "x-wso2-mutual-ssl",
        "x-auth-type",
        "x-scope",
        "x-amazon-apigateway-auth",
        "x-amazon-apigateway-authorizer",
        "x-amazon-apigateway-request-validator",
        "x-amazon-apigateway-policy",
        "x-amazon-apigateway-api-key-source",
        "x-google-quota",
        "x-google-jwt-locations",
        "x-kong-plugin-rate-limiting",
        "x-ratelimit",
        "x-rate-limit",
    ];
    NAMES.contains(&name) || name.starts_with("x-kong-plugin-") || name.starts_with("x-42c-")
}

/// How a credential ranks.
fn rank_of(compare: &Compare<'_, '_>, scheme: &Scheme<'_>) -> Option<u32> {
    scheme.credential(scheme.has_scopes()).and_then(|c| compare.policy.strength.rank(c))
}

/// Where a field stands, or the object that lacks it.
fn field_or<'a>(at: Cursor<'a>, key: crate::tree::Key) -> Cursor<'a> {
    at.get(key).unwrap_or(at)
}
