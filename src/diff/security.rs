//! Who may call: requirements, schemes, servers and gateway policies in both versions.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

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
    schemes: BTreeMap<String, BTreeSet<String>>,
    at: Cursor<'a>,
    /// How strong it is; `None` where a scheme is not known.
    rank: Option<u32>,
}

impl Demand<'_> {
    /// True where whoever satisfies `other` satisfies this.
    fn is_met_by(&self, other: &Demand<'_>) -> bool {
        self.schemes.iter().all(|(name, scopes)| other.schemes.get(name).is_some_and(|s| scopes.is_subset(s)))
    }

    fn names(&self) -> BTreeSet<&str> {
        self.schemes.keys().map(String::as_str).collect()
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
            Some(security) => vec![Demand { schemes: BTreeMap::new(), at: security.at, rank: Some(0) }],
            None => vec![Demand { schemes: BTreeMap::new(), at: otherwise, rank: Some(0) }],
        }
    }

    /// Schemes of the revision that are those of the base under another name.
    fn renamed(&self) -> Rc<FxHashMap<&'a str, String>> {
        let find = || {
            let names = |list: &'a [Scheme<'a>]| list.iter().map(|s| s.name).collect::<FxHashSet<&str>>();
            let (of_base, of_revision) = (names(&self.base.schemes), names(&self.revision.schemes));
            let same = self.walk_same();
            let mut lost: FxHashMap<u64, &'a str> = FxHashMap::default();
            for old in self.base.schemes.iter().filter(|s| !of_revision.contains(s.name)) {
                lost.entry(same.hash(Side::Base, old.node)).or_insert(old.name);
            }
            let new = self.revision.schemes.iter().filter(|s| !of_base.contains(s.name));
            let old_of = |s: &Scheme<'a>| lost.get(&same.hash(Side::Revision, s.node)).copied();
            Rc::new(new.filter_map(|s| Some((s.name, old_of(s)?.to_owned()))).collect())
        };
        self.renamed.get_or_init(find).clone()
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
        self.compare_demands(&OF_OPERATION, "operation", &x, &y, Some(pair.number));
    }

    /// The credentials that the provider sends with a webhook or callback: receivers check them.
    pub(super) fn sent_credentials(&mut self, pair: OperationPair<'a>) {
        let (b, r) = (pair.base, pair.revision);
        if b.own_security.is_none() && r.own_security.is_none() {
            return;
        }
        let x = self.demands(Side::Base, self.base.security_of(b), b.entry);
        let y = self.demands(Side::Revision, self.revision.security_of(r), r.entry);
        let schemes = |demands: &[Demand<'a>]| demands.iter().map(|d| d.schemes.clone()).collect::<FxHashSet<_>>();
        if schemes(&x) == schemes(&y) {
            return;
        }
        let said = |demands: &[Demand<'a>]| Message::joined(demands.iter().map(Demand::words), ", or ");
        let message = message!("credentials sent: {} -> {}", said(&x), said(&y));
        let at = |demands: &[Demand<'a>]| demands.first().map(|d| d.at);
        let mut change = Fact::new(ChangeId::WEBHOOK_SECURITY_CHANGED, at(&x), at(&y), message);
        change.compatibility = Compatibility::Risky;
        let is_public = |demands: &[Demand<'a>]| demands.iter().any(|d| d.schemes.is_empty());
        change = if is_public(&y) && !is_public(&x) {
            change.impact(Impact::Weakened).because("receivers can no longer tell who calls")
        } else {
            change.because("receivers that check the credentials refuse the call")
        };
        self.note(Some(pair.number), change);
    }

    /// The security of the document, for the operations that have none of their own.
    pub(super) fn global_security(&mut self) {
        let x = self.demands(Side::Base, self.base.security.as_ref(), self.base.root);
        let y = self.demands(Side::Revision, self.revision.security.as_ref(), self.revision.root);
        let before: Vec<usize> = self.inheriting();
        // What no operation inherits decides nothing.
        if before.is_empty() {
            return;
        }
        let count = self.count_found();
        self.compare_demands(&OF_DOCUMENT, "root `security`", &x, &y, None);
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
        let known = |list: &'_ [Demand<'a>]| list.iter().map(|d| d.schemes.clone()).collect::<FxHashSet<_>>();
        let (of_old, of_new) = (known(old), known(new));
        let mut gone: Vec<&Demand<'a>> = old.iter().filter(|o| !of_new.contains(&o.schemes)).collect();
        let mut came: Vec<&Demand<'a>> = new.iter().filter(|n| !of_old.contains(&n.schemes)).collect();
        let weakest = old.iter().map(|o| o.rank).min().flatten();
        // Someone who has what `n` demands gets in now, and did not before.
        let (by_scheme_of_old, by_scheme_of_new) = (ByScheme::of(old), ByScheme::of(new));
        let opens = |n: &Demand<'a>| {
            !by_scheme_of_old.has_one_met_by(n) && !matches!((n.rank, weakest), (Some(n), Some(o)) if n > o)
        };
        // Someone who had what `o` demands no longer gets in.
        let shuts = |o: &Demand<'a>| !by_scheme_of_new.has_one_met_by(o);
        let impact = |weakened: bool, strengthened: bool| match (weakened, strengthened) {
            (true, _) => Impact::Weakened,
            (false, true) => Impact::Strengthened,
            _ => Impact::Neutral,
        };
        let mut out: Vec<Fact<'a>> = Vec::new();
        // The same schemes with other scopes.
        for (o, c) in with_same_schemes(&mut gone, &mut came) {
            let (opens, shuts) = (opens(c), shuts(o));
            let (places_of_o, places_of_c) = (scope_places(o), scope_places(c));
            for (name, scopes) in &o.schemes {
                let Some(others) = c.schemes.get(name) else { continue };
                for scope in scopes.difference(others) {
                    let message = message!("{} no longer requires scope `{}` of `{}`", whose, scope, name);
                    let change = Fact::new(ids.scope_removed, Some(places_of_o.of(scope)), Some(c.at), message);
                    let change = change.impact(impact(opens, false));
                    out.push(change.because("tokens without it are now accepted"));
                }
                for scope in others.difference(scopes) {
                    let message = message!("{} now requires scope `{}` of `{}`", whose, scope, name);
                    let mut change = Fact::new(ids.scope_added, Some(o.at), Some(places_of_c.of(scope)), message);
                    if shuts {
                        change.compatibility = Compatibility::Breaking;
                    }
                    let change = change.impact(impact(false, shuts));
                    out.push(change.because("existing tokens may not have it"));
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
                (ids.removed, message!("{} no longer requires credentials; it required {}", whose, was))
            } else {
                (ids.became_optional, message!("{}: credentials are now optional", whose))
            };
            let change = Fact::new(id, gone.first().or(old.first().as_ref()).map(|o| o.at), Some(c.at), text);
            out.push(change.impact(Impact::Weakened).because("it is now public"));
            if all_gone {
                gone.clear();
            }
        }
        if let Some(m) = gone.iter().position(public) {
            let o = gone.remove(m);
            let from_nothing = old.len() == 1;
            let is = Message::joined(new.iter().map(Demand::words), ", or ");
            let (id, text) = if from_nothing {
                (ids.added, message!("{} now requires {}; it was public", whose, is))
            } else {
                (ids.became_mandatory, message!("{}: credentials are no longer optional", whose))
            };
            let change = Fact::new(id, Some(o.at), came.first().or(new.first().as_ref()).map(|c| c.at), text);
            let change = change.compatibility(Compatibility::Breaking).impact(Impact::Strengthened);
            out.push(change.because("requests without credentials are rejected"));
            if from_nothing {
                came.clear();
            }
        }
        // One that lost or gained a scheme. Among very many, each is told for itself.
        let mut n = if gone.len() * came.len() > PAIRS { gone.len() } else { 0 };
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
            let (id, verb) = if less { (ids.removed, "no longer requires") } else { (ids.added, "requires") };
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
            out.push(if less {
                change.because("one credential is now enough where several were required")
            } else {
                change
            });
        }
        for o in gone {
            let message = message!("{} no longer accepts {}", whose, o.words());
            let mut change = Fact::new(ids.removed, Some(o.at), new.first().map(|n| n.at), message);
            if shuts(o) {
                change.compatibility = Compatibility::Breaking;
                change = change.impact(Impact::Strengthened).because("clients that use it are rejected");
            }
            out.push(change);
        }
        for c in came {
            let message = message!("{} now accepts {}", whose, c.words());
            let mut change = Fact::new(ids.added, old.first().map(|o| o.at), Some(c.at), message);
            if opens(c) {
                change = change.impact(Impact::Weakened).because("clients with these credentials now have access");
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
                    let message = message!("gateway policy `{}` was removed", name);
                    let change =
                        Fact::new(ChangeId::GATEWAY_POLICY_REMOVED, Some(*at), Some(pair.revision.entry), message);
                    let change = change.impact(Impact::Weakened);
                    self.note(Some(pair.number), change.because("the gateway applied it to every request"));
                }
                Some((_, other)) if !self.walk_same().equal(*at, *other) => {
                    let message = message!("gateway policy `{}` changed", name);
                    let change = Fact::new(ChangeId::GATEWAY_POLICY_CHANGED, Some(*at), Some(*other), message);
                    self.note(Some(pair.number), change.compatibility(Compatibility::Risky));
                }
                Some(_) => {}
            }
        }
        for (name, at) in y.iter().filter(|(n, _)| !x.iter().any(|(m, _)| m == n)) {
            let message = message!("gateway policy `{}` was added", name);
            let change = Fact::new(ChangeId::GATEWAY_POLICY_ADDED, Some(pair.base.entry), Some(*at), message);
            self.note(Some(pair.number), change.impact(Impact::Strengthened));
        }
    }
}

/// Demands by the first of their schemes: who satisfies one has that scheme.
struct ByScheme<'d, 'a> {
    by_first: FxHashMap<&'d str, Vec<&'d Demand<'a>>>,
    /// True where one asks for nothing.
    has_public: bool,
}

impl<'d, 'a> ByScheme<'d, 'a> {
    fn of(list: &'d [Demand<'a>]) -> Self {
        let mut by_first: FxHashMap<&str, Vec<&Demand<'a>>> = FxHashMap::default();
        for demand in list {
            if let Some(first) = demand.schemes.keys().next() {
                by_first.entry(first).or_default().push(demand);
            }
        }
        Self { by_first, has_public: list.iter().any(|d| d.schemes.is_empty()) }
    }

    fn has_one_met_by(&self, held: &Demand<'_>) -> bool {
        let near = held.schemes.keys().filter_map(|name| self.by_first.get(name.as_str())).flatten();
        self.has_public || near.into_iter().any(|demand| demand.is_met_by(held))
    }
}

/// The most pairs of demands that are compared with each other.
const PAIRS: usize = 20_000;

/// Takes demands out of both lists that name the same schemes, each with the first of the other list.
fn with_same_schemes<'d, 'a>(
    gone: &mut Vec<&'d Demand<'a>>,
    came: &mut Vec<&'d Demand<'a>>,
) -> Vec<(&'d Demand<'a>, &'d Demand<'a>)> {
    let mut waiting: FxHashMap<BTreeSet<&str>, VecDeque<usize>> = FxHashMap::default();
    for (n, demand) in came.iter().enumerate().filter(|(_, demand)| !demand.schemes.is_empty()) {
        waiting.entry(demand.names()).or_default().push_back(n);
    }
    let mut taken = vec![false; came.len()];
    let mut pairs = Vec::new();
    gone.retain(|old| match waiting.get_mut(&old.names()).and_then(VecDeque::pop_front) {
        Some(n) => {
            taken[n] = true;
            pairs.push((*old, came[n]));
            false
        }
        None => true,
    });
    let mut taken = taken.into_iter();
    came.retain(|_| !taken.next().unwrap_or(false));
    pairs
}

/// Where a demand names its scopes.
struct ScopePlaces<'a>(FxHashMap<String, Cursor<'a>>, Cursor<'a>);

impl<'a> ScopePlaces<'a> {
    fn of(&self, scope: &str) -> Cursor<'a> {
        self.0.get(scope).copied().unwrap_or(self.1)
    }
}

fn scope_places<'a>(demand: &Demand<'a>) -> ScopePlaces<'a> {
    let mut places = FxHashMap::default();
    for item in demand.at.entries().flat_map(|e| e.value.items()) {
        places.entry(item.text().into_owned()).or_insert(item);
    }
    ScopePlaces(places, demand.at)
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
