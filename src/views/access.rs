//! The access matrix: for each operation, what opens it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::model::gateway::Door;
use crate::model::lifecycle::{self, Sunset};
use crate::model::throttling::{self, Limit};
use crate::model::{Alternative, Api, Credential, Operation, OperationKind, SchemeType, Strength, gateway};
use crate::text::{Day, Sorting};

/// One way to be let in: all of these together.
pub type Credentials = Vec<SchemeUse>;

/// A scheme that must be satisfied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SchemeUse {
    /// Its name.
    pub scheme: String,
    /// What it is: `oauth2`, `http bearer`, `apiKey header X-Key`, ...; `undeclared` where nothing says.
    pub kind: String,
    /// The class of its credentials: `oauth2-scopes`, `api-key`, ...; nothing where it is not declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<&'static str>,
    /// The scopes that the token must have, sorted.
    pub scopes: Vec<String>,
    /// Who issues the tokens: URLs, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub issuers: Vec<String>,
    /// The flows by which a token is had.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<&'static str>,
    /// How strong it is, where that is known: the more, the stronger.
    #[serde(skip)]
    rank: Option<u32>,
}

impl SchemeUse {
    /// True where what it grants is told by scopes.
    fn is_token(&self) -> bool {
        matches!(self.kind.as_str(), "oauth2" | "openIdConnect")
    }

    /// True where the same credentials satisfy both, but for scopes: whatever the schemes are called, a key goes to the
    /// same place and tokens come from the same issuer. Names of headers have no case (RFC 9110, section 5.1).
    fn is_same_kind(&self, other: &Self) -> bool {
        let issued = self.issuers.is_empty()
            || other.issuers.is_empty()
            || self.issuers.iter().any(|issuer| other.issuers.binary_search(issuer).is_ok());
        let header = self.kind.starts_with("apiKey header ");
        issued && (self.kind == other.kind || (header && self.kind.eq_ignore_ascii_case(&other.kind)))
    }

    fn shown(&self) -> String {
        if self.scopes.is_empty() { self.scheme.clone() } else { format!("{}[{}]", self.scheme, self.scopes.join(" ")) }
    }
}

/// A way to be let in, in a line: `oauth[orders:read] + key`; `anonymous` for none.
#[must_use]
pub fn shown(credentials: &Credentials) -> String {
    if credentials.is_empty() {
        return "anonymous".to_owned();
    }
    credentials.iter().map(SchemeUse::shown).collect::<Vec<_>>().join(" + ")
}

/// One alternative that asks for nothing.
static OPEN: [Credentials; 1] = [Vec::new()];

/// What a gateway does about the credentials of an operation.
#[derive(Clone, Debug, Serialize)]
pub struct GatewayAccess {
    /// `open`, `guarded`
    pub state: &'static str,
    /// The extension that says so.
    pub extension: String,
    /// The file in which it stands.
    pub source: String,
    /// Its line there, from 1.
    pub line: u32,
}

/// What opens an operation.
#[derive(Clone, Debug, Serialize)]
pub struct AccessEntry {
    /// The document.
    pub file: String,
    /// The method in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The `operationId`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The file in which the operation stands: the document, or a part of it.
    pub source: String,
    /// Its line there, from 1.
    pub line: u32,
    /// `declared`, `public`, `optional` (credentials are taken and not needed), `undeclared` (nothing is said).
    pub access: &'static str,
    /// True where somebody without credentials is let in: by the contract, or by the gateway in spite of it.
    pub public: bool,
    /// What the gateway does about credentials.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway: Option<GatewayAccess>,
    /// `https`, `http` (credentials travel in cleartext, on some server at least); nothing where no server says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport: Option<&'static str>,
    /// Its tags.
    pub tags: Vec<String>,
    /// The alternatives; an empty one lets everybody in.
    #[serde(serialize_with = "shared")]
    pub alternatives: Arc<Vec<Credentials>>,
    /// The class of the weakest alternative's strongest credential; `none` where none is needed.
    pub weakest: &'static str,
    /// How strong that is by the policy's order: 0 for none, 1 where it is not known.
    #[serde(skip)]
    strength: u32,
    /// What limits calls: a tier, `429`, `rate limit headers`; nothing where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// `live`, `deprecated`, `sunset YYYY-MM-DD`, `ended YYYY-MM-DD`
    pub lifecycle: String,
    /// True where it changes something.
    pub writes: bool,
    /// True where it is marked internal.
    pub internal: bool,
}

impl AccessEntry {
    /// `GET /orders`
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// True where somebody without credentials is let in.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.public
    }

    /// The extension by which the gateway lets everybody in, in spite of the contract.
    #[must_use]
    pub fn opened_by(&self) -> Option<&str> {
        self.gateway.as_ref().filter(|g| g.state == "open" && self.access == "declared").map(|g| g.extension.as_str())
    }

    /// True where credentials travel in cleartext.
    #[must_use]
    pub fn is_over_http(&self) -> bool {
        self.transport == Some("http") && self.alternatives.iter().any(|all| !all.is_empty())
    }

    /// What lets in, the gateway's word counted.
    fn effective(&self) -> &[Credentials] {
        if self.opened_by().is_some() { &OPEN } else { &self.alternatives }
    }

    /// True where a token with these scopes, of any scheme, and nothing else is enough; where no scope is demanded,
    /// any token is.
    #[must_use]
    pub fn opens_with(&self, scopes: &[String]) -> bool {
        self.alternatives.iter().any(|all| {
            let [one] = all.as_slice() else { return false };
            // A role beside an API key is in no token.
            let carries_scopes = one.is_token() || (one.kind.starts_with("http ") && !one.scopes.is_empty());
            carries_scopes && one.scopes.iter().all(|s| scopes.contains(s))
        })
    }
}

/// The matrix of some documents.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Matrix {
    /// The operations, by document, in document order.
    pub operations: Vec<AccessEntry>,
    /// What the provider calls: webhooks and callbacks, with the credentials that it sends.
    pub outgoing: Vec<OutgoingEntry>,
    /// By document: the names of its schemes.
    #[serde(skip)]
    schemes: BTreeMap<String, BTreeSet<String>>,
}

/// What a provider calls.
#[derive(Clone, Debug, Serialize)]
pub struct OutgoingEntry {
    /// The document.
    pub file: String,
    /// `webhook`, `callback`
    pub kind: &'static str,
    /// The method in capitals.
    pub method: String,
    /// The name of the webhook, or the expression that gives the callback's URL.
    pub name: String,
    /// Its line, from 1.
    pub line: u32,
    /// Whose credentials are sent, and to whom.
    pub caller: &'static str,
    /// What is sent; an empty alternative sends nothing.
    #[serde(serialize_with = "shared")]
    pub alternatives: Arc<Vec<Credentials>>,
}

impl OutgoingEntry {
    fn new(api: &Api<'_>, operation: &Operation<'_>, order: &Strength) -> Self {
        let kind = if operation.place == OperationKind::Webhook { "webhook" } else { "callback" };
        // Root `security` speaks of calls to the provider; these are its own.
        let own = operation.own_security.is_some();
        let sent = if own { alternatives(api, operation, order) } else { Arc::new(vec![Vec::new()]) };
        Self {
            file: api.root.tree().source().name().to_owned(),
            kind,
            method: operation.method.text().to_owned(),
            name: operation.path.to_owned(),
            line: operation.entry.name_location().line(),
            caller: "provider",
            alternatives: if sent.is_empty() { Arc::new(vec![Vec::new()]) } else { sent },
        }
    }
}

/// Figures of a matrix.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// Operations.
    pub operations: usize,
    /// Operations that need no credentials, and say so.
    pub public: usize,
    /// Operations of which nothing says who may call them.
    pub undeclared: usize,
    /// Public operations that the contract guards, and the gateway does not.
    pub opened_by_gateway: usize,
    /// Operations whose credentials travel over http.
    pub over_http: usize,
    /// Different demands: sets of alternatives.
    pub demands: usize,
    /// See [`Matrix::least_privilege`]; nothing where fewer than two operations demand credentials.
    pub least_privilege: Option<f64>,
}

/// What the figure of least privilege means, for reports.
pub const LEAST_PRIVILEGE: &str = "Least privilege: the average share of the other operations of the API that a \
     credential for one operation cannot call; 0 % means that one credential opens all of them.";

impl Matrix {
    /// By document: the class of the weakest credential that is enough for one of its operations, by the policy's order.
    #[must_use]
    pub fn weakest(&self) -> BTreeMap<&str, &'static str> {
        let mut all: BTreeMap<&str, (u32, &'static str)> = BTreeMap::new();
        for entry in &self.operations {
            let this = (entry.strength, entry.weakest);
            all.entry(&entry.file).and_modify(|w| *w = this.min(*w)).or_insert(this);
        }
        all.into_iter().map(|(file, (_, word))| (file, word)).collect()
    }

    /// Adds the operations of a document that clients call. `today` is the day that ends are
    /// counted from.
    pub fn add(&mut self, api: &Api<'_>, order: &Strength, today: Day) {
        let file = api.root.tree().source().name();
        self.schemes.entry(file.to_owned()).or_default().extend(api.schemes.iter().map(|s| s.name.to_owned()));
        let outgoing = api.operations.iter().filter(|o| o.place != OperationKind::Path);
        self.outgoing.extend(outgoing.map(|operation| OutgoingEntry::new(api, operation, order)));
        // Operations that inherit a list share what it says.
        let mut lists = FxHashMap::default();
        for operation in api.operations.iter().filter(|o| o.place == OperationKind::Path) {
            let place = api.security_of(operation).map(|s| (s.at.file(), s.at.place()));
            let known = lists
                .entry(place)
                .or_insert_with(|| (alternatives(api, operation, order), weakest(api, operation, order)))
                .clone();
            self.operations.push(entry(api, operation, known, today));
        }
    }

    /// Gives the operations from a number on, and what their document declares, to another document.
    pub fn rename(&mut self, from: usize, name: &str) {
        for entry in &mut self.operations[from..] {
            if entry.file != name
                && let Some(schemes) = self.schemes.remove(&entry.file)
            {
                self.schemes.entry(name.to_owned()).or_default().extend(schemes);
            }
            entry.file = name.to_owned();
        }
    }

    /// How well credentials are cut to what they are for: for each operation with demands, the share of the other
    /// such operations of its document that its weakest sufficient credentials do not open; the average of it, from
    /// 0 to 1. Schemes of different documents have nothing to do with each other, whatever their names.
    #[must_use]
    pub fn least_privilege(&self) -> Option<f64> {
        let mut documents: BTreeMap<&str, AccessDemands<'_>> = BTreeMap::new();
        // Those that are shared are counted before they are compared.
        let mut shared: FxHashMap<(&str, *const Vec<Credentials>), SharedDemand<'_>> = FxHashMap::default();
        for (file, demand) in self.demands() {
            shared.entry((file, std::ptr::from_ref(demand))).or_insert((demand, 0)).1 += 1;
        }
        for ((file, _), (demand, count)) in shared {
            *documents.entry(file).or_default().entry(demand).or_default() += count;
        }
        let (mut kept, mut all) = (0.0, 0);
        for demands in documents.values() {
            let count: usize = demands.values().sum();
            if count > 1 {
                kept += kept_shut(demands, count);
                all += count;
            }
        }
        (all > 0).then(|| kept / all as f64)
    }

    /// The demands of the operations that have any, each with its document.
    fn demands(&self) -> impl Iterator<Item = (&str, &Vec<Credentials>)> {
        self.operations.iter().filter(|e| !e.is_public()).map(|e| (e.file.as_str(), &*e.alternatives))
    }

    /// The figures.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let count = |wanted: &dyn Fn(&&AccessEntry) -> bool| self.operations.iter().filter(wanted).count();
        let mut seen = FxHashSet::default();
        let first = |(_, demand): &(&str, &Vec<Credentials>)| seen.insert(std::ptr::from_ref(*demand));
        // Alternatives have no order.
        let demands: BTreeSet<(&str, BTreeSet<&Credentials>)> =
            self.demands().filter(first).map(|(file, demand)| (file, demand.iter().collect())).collect();
        Figures {
            operations: self.operations.len(),
            public: count(&|e| e.public && e.access != "undeclared"),
            undeclared: count(&|e| e.access == "undeclared"),
            opened_by_gateway: count(&|e| e.opened_by().is_some()),
            over_http: count(&|e| e.is_over_http()),
            demands: demands.len(),
            least_privilege: self.least_privilege(),
        }
    }
}

/// A demand, and how many operations share it.
type SharedDemand<'m> = (&'m Vec<Credentials>, usize);

/// Sets of alternatives, with the number of operations that demand each. Operations with the same demand open the
/// same: only different demands are compared.
type AccessDemands<'m> = BTreeMap<&'m Vec<Credentials>, usize>;

/// The sum, over the `all` operations of a document, of the share of the others that its credentials do not open.
fn kept_shut(demands: &AccessDemands<'_>, all: usize) -> f64 {
    // Who satisfies an alternative holds each of its tokens: it is looked for under the one that the fewest others have.
    let alternatives = || demands.keys().enumerate().flat_map(|(n, demand)| demand.iter().map(move |a| (n, a)));
    let mut frequency: FxHashMap<Token<'_>, usize> = FxHashMap::default();
    alternatives().flat_map(|(_, a)| tokens(a)).for_each(|token| *frequency.entry(token).or_default() += 1);
    let mut by_token: FxHashMap<Token<'_>, Vec<(usize, &Credentials)>> = FxHashMap::default();
    for (n, alternative) in alternatives() {
        if let Some(rarest) = tokens(alternative).min_by_key(|token| frequency[token]) {
            by_token.entry(rarest).or_default().push((n, alternative));
        }
    }
    let counts: Vec<usize> = demands.values().copied().collect();
    // One that asks for nothing is open to all.
    let open: Vec<usize> = alternatives().filter(|(_, a)| a.is_empty()).map(|(n, _)| n).collect();
    let mut kept = 0.0;
    for (mine, count) in demands {
        // The weakest is enough, whichever stands first.
        let strength = |c: &Credentials| c.iter().filter_map(|s| s.rank).max();
        let scopes = |c: &Credentials| c.iter().map(|s| s.scopes.len()).sum::<usize>();
        let key = mine.iter().min_by(|a, b| {
            let of = |c: &Credentials| (strength(c), c.len(), scopes(c));
            of(a).cmp(&of(b)).then_with(|| a.cmp(b))
        });
        let Some(key) = key else { continue };
        let near = tokens(key).filter_map(|token| by_token.get(&token)).flatten();
        let opened = near.filter(|(_, alternative)| is_within(alternative, key)).map(|(n, _)| *n);
        let opened: BTreeSet<usize> = opened.chain(open.iter().copied()).collect();
        let opened: usize = opened.into_iter().map(|n| counts[n]).sum();
        kept += *count as f64 * (all - opened) as f64 / (all - 1) as f64;
    }
    kept
}

/// A scheme, or a scope of it.
type Token<'c> = (&'c str, &'c str, Option<&'c str>);

/// What somebody holds who has these credentials.
fn tokens(credentials: &Credentials) -> impl Iterator<Item = Token<'_>> {
    credentials.iter().flat_map(|s| {
        let of = move |scope| (s.scheme.as_str(), &*s.kind, scope);
        std::iter::once(of(None)).chain(s.scopes.iter().map(move |scope| of(Some(scope.as_str()))))
    })
}

/// True where each scheme of `wanted`, with its scopes, is among the credentials.
fn is_within(wanted: &Credentials, held: &Credentials) -> bool {
    let grants = |h: &SchemeUse, w: &SchemeUse| {
        h.scheme == w.scheme && h.kind == w.kind && w.scopes.iter().all(|s| h.scopes.binary_search(s).is_ok())
    };
    wanted.iter().all(|w| held.iter().any(|h| grants(h, w)))
}

/// What opens an operation.
fn alternatives(api: &Api<'_>, operation: &Operation<'_>, order: &Strength) -> Arc<Vec<Credentials>> {
    let listed = api.security_of(operation).into_iter().flat_map(|s| &s.alternatives);
    Arc::new(listed.map(|a| credentials(api, a, order)).collect())
}

fn shared<S: serde::Serializer>(alternatives: &Arc<Vec<Credentials>>, out: S) -> Result<S::Ok, S::Error> {
    alternatives.serialize(out)
}

fn entry(
    api: &Api<'_>,
    operation: &Operation<'_>,
    (mut alternatives, weakest): (Arc<Vec<Credentials>>, (u32, &'static str)),
    today: Day,
) -> AccessEntry {
    let security = api.security_of(operation);
    let access = match security {
        None => "undeclared",
        Some(s) if s.is_empty() => "public",
        Some(s) if s.is_public() && alternatives.len() > 1 => "optional",
        Some(s) if s.is_public() => "public",
        Some(_) => "declared",
    };
    if matches!(access, "public" | "undeclared") {
        alternatives = Arc::new(vec![Vec::new()]);
    }
    let place = operation.entry.name_location();
    let source = &place.source;
    let opened = gateway::opened_at(api, operation);
    let gateway = gateway::door_of(api, operation).map(|(door, at)| {
        let open = opened.is_some() || (door == Door::Open && access != "declared");
        let at = opened.unwrap_or(at);
        let place = at.name_location();
        // `x-amazon-apigateway-auth: {type: NONE}` is known by its outer name.
        let named = if at.key_text().starts_with("x-") { Some(at) } else { at.parent() };
        GatewayAccess {
            state: if open { "open" } else { "guarded" },
            extension: named.map_or("", |at| at.key_text()).to_owned(),
            line: place.line(),
            source: place.source.name().to_owned(),
        }
    });
    let (strength, weakest) = if opened.is_some() { NO_CREDENTIAL } else { weakest };
    AccessEntry {
        public: access != "declared" || opened.is_some(),
        gateway,
        transport: transport(api, operation),
        tags: operation.tags().map(|t| t.into_owned()).collect(),
        file: api.root.tree().source().name().to_owned(),
        method: operation.method.text().to_owned(),
        path: operation.path.to_owned(),
        id: operation.id().map(|id| id.into_owned()),
        source: source.name().to_owned(),
        line: place.line(),
        access,
        weakest,
        strength,
        alternatives,
        limit: limit(api, operation),
        lifecycle: lifecycle_of(api, operation, today),
        writes: operation.is_write(),
        internal: api.is_internal(operation),
    }
}

fn credentials(api: &Api<'_>, alternative: &Alternative<'_>, order: &Strength) -> Credentials {
    let mut all: Credentials = alternative
        .requirements
        .iter()
        .map(|r| {
            let mut scopes: Vec<String> = r.scopes.iter().map(|(s, _)| s.to_string()).collect();
            scopes.order();
            let scheme = r.scheme.and_then(|n| api.schemes.get(n));
            let credential = scheme.and_then(|s| s.credential(!scopes.is_empty()));
            let mut flows: Vec<&'static str> =
                scheme.into_iter().flat_map(|s| &s.flows).map(|flow| flow.kind.text()).collect();
            flows.sort_unstable();
            flows.dedup();
            SchemeUse {
                scheme: r.name.to_owned(),
                kind: kind(scheme.map(|s| &s.ty)),
                credential: credential.map(Credential::word),
                scopes,
                issuers: scheme.map(|s| s.issuers()).unwrap_or_default(),
                flows,
                rank: credential.and_then(|c| order.rank(c)),
            }
        })
        .collect();
    all.order();
    all
}

/// What a scheme is, in words that are equal where it is the same.
fn kind(ty: Option<&SchemeType<'_>>) -> String {
    match ty {
        Some(SchemeType::ApiKey { name, place }) => format!("apiKey {place} {name}"),
        Some(SchemeType::Http { scheme }) => format!("http {scheme}"),
        Some(SchemeType::OAuth2) => "oauth2".to_owned(),
        Some(SchemeType::OpenIdConnect) => "openIdConnect".to_owned(),
        Some(SchemeType::MutualTls) => "mutualTLS".to_owned(),
        Some(SchemeType::Unknown) | None => "undeclared".to_owned(),
    }
}

/// What somebody needs who is let in without credentials.
const NO_CREDENTIAL: (u32, &str) = (0, "none");

/// How strong the strongest credential of the weakest alternative is, and its class; `unknown` where that of any
/// alternative is: it may be the weakest.
fn weakest(api: &Api<'_>, operation: &Operation<'_>, order: &Strength) -> (u32, &'static str) {
    let Some(security) = api.security_of(operation).filter(|s| !s.is_public()) else { return NO_CREDENTIAL };
    let ranked = security.alternatives.iter().map(|a| {
        let all = a.credentials(&api.schemes)?;
        Some((order.of_all(&all)?, all.into_iter().max_by_key(|c| order.rank(*c))?))
    });
    let ranked: Option<Vec<_>> = ranked.collect();
    let weakest = ranked.into_iter().flatten().min_by_key(|(rank, _)| *rank);
    weakest.map_or((1, "unknown"), |(rank, credential)| (1 + rank, credential.word()))
}

/// How calls travel: in cleartext where one of the servers takes them so.
fn transport(api: &Api<'_>, operation: &Operation<'_>) -> Option<&'static str> {
    let servers = api.servers_of(operation);
    let mut schemes = servers.iter().filter(|s| !s.is_local()).filter_map(|s| s.scheme()).peekable();
    schemes.peek()?;
    Some(if schemes.any(|scheme| matches!(scheme.as_str(), "http" | "ws")) { "http" } else { "https" })
}

/// What limits calls; a tier by its name, unlimited ones too.
fn limit(api: &Api<'_>, operation: &Operation<'_>) -> Option<String> {
    if let Some(tier) = gateway::tier_of(api, operation) {
        return Some(tier.name);
    }
    Some(match throttling::limit_of(api, operation)? {
        Limit::Gateway(at) => at.key_text().to_owned(),
        Limit::Status => "429".to_owned(),
        Limit::Headers => "rate limit headers".to_owned(),
    })
}

fn lifecycle_of(api: &Api<'_>, operation: &Operation<'_>, today: Day) -> String {
    match lifecycle::sunset_of(api, operation) {
        Some(Sunset::Dated(dated)) => match dated.day {
            Some(day) if day < today => format!("ended {day}"),
            Some(day) => format!("sunset {day}"),
            None => "deprecated".to_owned(),
        },
        _ if lifecycle::is_leaving(api, operation, today) => "deprecated".to_owned(),
        _ => "live".to_owned(),
    }
}

/// How the access to an operation changed.
#[derive(Clone, Debug, Serialize)]
pub struct AccessChange {
    /// The document.
    pub file: String,
    /// `GET /orders`
    pub operation: String,
    /// `added`, `removed`, `opened`, `closed`, `changed`
    pub kind: &'static str,
    /// Credentials that let in now and did not before.
    pub newly: Vec<String>,
    /// Credentials that let in before and do not now.
    pub no_longer: Vec<String>,
    /// The same as data; an empty alternative lets everybody in.
    pub newly_allowed: Vec<Credentials>,
    /// Likewise.
    pub no_longer_allowed: Vec<Credentials>,
    /// The class of the weakest credential that was enough, and that is.
    pub weakest: [Option<&'static str>; 2],
    /// Its line now, from 1; where it is gone, its line before.
    pub line: u32,
}

/// What is different in who may call what. Operations of the same file, path and method are the same.
#[must_use]
pub fn compare(base: &Matrix, revision: &Matrix) -> Vec<AccessChange> {
    // The names of parameters in a path mean nothing to callers.
    let plain = |e: &AccessEntry| {
        let parts = e.path.split('/').map(|s| if s.starts_with('{') && s.ends_with('}') { "{}" } else { s });
        (e.file.clone(), parts.collect::<Vec<_>>().join("/"), e.method.clone())
    };
    // Where two paths of a document differ in them only, they tell which is which.
    let twice = |matrix: &Matrix| {
        let mut seen: BTreeMap<_, usize> = BTreeMap::new();
        matrix.operations.iter().for_each(|e| *seen.entry(plain(e)).or_default() += 1);
        seen.into_iter().filter(|(_, n)| *n > 1).map(|(key, _)| key).collect::<BTreeSet<_>>()
    };
    let ambiguous: BTreeSet<_> = twice(base).into_iter().chain(twice(revision)).collect();
    let key = |e: &AccessEntry| {
        let key = plain(e);
        if ambiguous.contains(&key) { (key.0, e.path.clone(), key.2) } else { key }
    };
    let before: BTreeMap<_, &AccessEntry> = base.operations.iter().map(|e| (key(e), e)).collect();
    let after: BTreeMap<_, &AccessEntry> = revision.operations.iter().map(|e| (key(e), e)).collect();
    let mut changes = Vec::new();
    let change = |was: Option<&AccessEntry>,
                  is: Option<&AccessEntry>,
                  kind: &'static str,
                  sides: [Vec<(String, Credentials)>; 2]| {
        let entry = is.or(was)?;
        let [newly, no_longer] = sides;
        let (newly, newly_allowed) = newly.into_iter().unzip();
        let (no_longer, no_longer_allowed) = no_longer.into_iter().unzip();
        let weakest = [was, is].map(|entry| entry.map(|e| e.weakest));
        let (file, operation, line) = (entry.file.clone(), entry.title(), entry.line);
        Some(AccessChange { file, operation, kind, newly, no_longer, newly_allowed, no_longer_allowed, weakest, line })
    };
    let all = |entry: &AccessEntry| -> Vec<(String, Credentials)> {
        entry.effective().iter().map(|c| (shown(c), c.clone())).collect()
    };
    for (key, now) in &after {
        let Some(was) = before.get(key) else {
            changes.extend(change(None, Some(now), "added", [all(now), Vec::new()]));
            continue;
        };
        let none = BTreeSet::new();
        let names = |matrix: &'_ Matrix| matrix.schemes.get(&now.file).cloned().unwrap_or_default();
        let (old, new) =
            if was.alternatives == now.alternatives { (none.clone(), none) } else { (names(base), names(revision)) };
        let renamed = Renamed { base: &old, revision: &new };
        let opened = beyond(now.effective(), was.effective(), &renamed);
        let gone = beyond(was.effective(), now.effective(), &renamed);
        let kind = match (opened.is_empty(), gone.is_empty()) {
            (true, true) => continue,
            (false, true) => "opened",
            (true, false) => "closed",
            (false, false) => "changed",
        };
        changes.extend(change(Some(was), Some(now), kind, [opened, gone]));
    }
    for (_, was) in before.iter().filter(|(key, _)| !after.contains_key(*key)) {
        changes.extend(change(Some(was), None, "removed", [Vec::new(), all(was)]));
    }
    changes
}

/// The names of the schemes of a document, before and now: one that only one version has was perhaps renamed.
struct Renamed<'m> {
    base: &'m BTreeSet<String>,
    revision: &'m BTreeSet<String>,
}

impl Renamed<'_> {
    /// True where two uses, one of each version, ask for the same credentials, but for scopes.
    fn is_same(&self, a: &SchemeUse, b: &SchemeUse) -> bool {
        let in_both = |name: &String| self.base.contains(name) && self.revision.contains(name);
        a.is_same_kind(b) && (a.scheme == b.scheme || !(in_both(&a.scheme) || in_both(&b.scheme)))
    }
}

/// The credentials of one side that do not let in on the other, each with its words.
fn beyond(these: &[Credentials], those: &[Credentials], renamed: &Renamed<'_>) -> Vec<(String, Credentials)> {
    let other_kind = |mine: &SchemeUse| {
        those.iter().flatten().any(|theirs| theirs.scheme == mine.scheme && !theirs.is_same_kind(mine))
    };
    // Where a name stands for another scheme now, the name alone tells nothing; where only the issuer is another one, it is
    // what tells them apart.
    let of_kind = |s: &SchemeUse| those.iter().flatten().any(|t| t.scheme == s.scheme && t.kind == s.kind);
    let one = |s: &SchemeUse| match (other_kind(s), of_kind(s)) {
        (false, _) => s.shown(),
        (true, false) => format!("{} ({})", s.shown(), s.kind),
        (true, true) => format!("{} (of {})", s.shown(), s.issuers.join(", ")),
    };
    let told = |held: &Credentials| {
        if held.is_empty() { shown(held) } else { held.iter().map(one).collect::<Vec<_>>().join(" + ") }
    };
    let grants = |h: &SchemeUse, w: &SchemeUse| {
        renamed.is_same(h, w) && w.scopes.iter().all(|s| h.scopes.binary_search(s).is_ok())
    };
    let opens = |held: &Credentials, wanted: &Credentials| wanted.iter().all(|w| held.iter().any(|h| grants(h, w)));
    let new = these.iter().filter(|held| !those.iter().any(|wanted| opens(held, wanted)));
    new.map(|held| (told(held), held.clone())).collect()
}
