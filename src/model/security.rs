//! Security schemes, flows, and requirements as OR of AND sets.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Api;
use super::strength::{Credential, Strength};
use crate::spec::{Version, Workspace};
use crate::text::Sorting;
use crate::tree::{Cursor, words};

/// What kind of credential a scheme asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SchemeType<'a> {
    /// `place` is `query`, `header` or `cookie`.
    ApiKey {
        name: Cow<'a, str>,
        place: Cow<'a, str>,
    },
    /// The HTTP authentication scheme in lower case. 2.0's `basic` is `basic` here.
    Http {
        scheme: String,
    },
    OAuth2,
    OpenIdConnect,
    MutualTls,
    /// Not known or not given.
    Unknown,
}

/// The grants of OAuth 2.0 in the terms of OpenAPI 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FlowKind {
    Implicit,
    Password,
    ClientCredentials,
    AuthorizationCode,
    DeviceAuthorization,
}

impl FlowKind {
    /// The name of the field in OpenAPI 3.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            FlowKind::Implicit => "implicit",
            FlowKind::Password => "password",
            FlowKind::ClientCredentials => "clientCredentials",
            FlowKind::AuthorizationCode => "authorizationCode",
            FlowKind::DeviceAuthorization => "deviceAuthorization",
        }
    }
}

/// A scope that a flow declares.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    /// Its name.
    pub name: &'a str,
    /// The entry; its value is the description.
    pub at: Cursor<'a>,
}

/// A flow of an OAuth 2.0 scheme.
#[derive(Clone, Debug)]
pub struct Flow<'a> {
    /// Which grant.
    pub kind: FlowKind,
    /// The flow object; in 2.0 the scheme itself.
    pub node: Cursor<'a>,
    /// Where the flow is named: its key, or 2.0's `flow` value.
    pub named: Cursor<'a>,
    /// The scopes that it grants.
    pub scopes: Vec<Scope<'a>>,
}

/// A security scheme.
#[derive(Clone, Debug)]
pub struct Scheme<'a> {
    /// The name that requirements use.
    pub name: &'a str,
    /// The entry among the schemes, perhaps a reference.
    pub entry: Cursor<'a>,
    /// The scheme itself.
    pub node: Cursor<'a>,
    /// What it asks for.
    pub ty: SchemeType<'a>,
    /// The flows, for OAuth 2.0.
    pub flows: Vec<Flow<'a>>,
    /// True where a requirement named it by URI (3.2) and no component holds it.
    pub by_uri: bool,
}

impl<'a> Scheme<'a> {
    /// The class of credential as a requirement uses it; `None` where it cannot be ranked.
    #[must_use]
    pub fn credential(&self, with_scopes: bool) -> Option<Credential> {
        match &self.ty {
            SchemeType::ApiKey { place, .. } if place == "query" => Some(Credential::ApiKeyInQuery),
            SchemeType::ApiKey { .. } => Some(Credential::ApiKey),
            SchemeType::Http { scheme } => match scheme.as_str() {
                "basic" => Some(Credential::Basic),
                "bearer" | "dpop" => Some(Credential::Bearer),
                _ => None,
            },
            SchemeType::OAuth2 | SchemeType::OpenIdConnect if with_scopes => Some(Credential::OAuthWithScopes),
            SchemeType::OAuth2 | SchemeType::OpenIdConnect => Some(Credential::OAuth),
            SchemeType::MutualTls => Some(Credential::MutualTls),
            SchemeType::Unknown => None,
        }
    }

    fn new(name: &'a str, entry: Cursor<'a>, node: Cursor<'a>, version: Version) -> Self {
        let text = |key| node.get_text(key).unwrap_or_default();
        let ty = match text(words::TYPE).as_ref() {
            "apiKey" => SchemeType::ApiKey { name: text(words::NAME), place: text(words::IN) },
            "basic" => SchemeType::Http { scheme: "basic".to_owned() },
            "http" => SchemeType::Http { scheme: text(words::SCHEME).to_ascii_lowercase() },
            "oauth2" => SchemeType::OAuth2,
            "openIdConnect" => SchemeType::OpenIdConnect,
            "mutualTLS" => SchemeType::MutualTls,
            _ => SchemeType::Unknown,
        };
        let flows = if ty == SchemeType::OAuth2 { flows(node, version) } else { Vec::new() };
        Self { name, entry, node, ty, flows, by_uri: false }
    }

    /// Who issues its tokens: the URLs of token endpoints, where a flow has none of its authorization endpoint, and of
    /// OpenID Connect's configuration; sorted. None for what is no token.
    #[must_use]
    pub fn issuers(&self) -> Vec<String> {
        let of_flow = |flow: &Flow<'a>| {
            let url = |key| flow.node.get_text(key).filter(|url| !url.is_empty());
            url(words::TOKEN_URL).or_else(|| url(words::AUTHORIZATION_URL)).map(|url| url.into_owned())
        };
        let mut all: Vec<String> = self.flows.iter().filter_map(of_flow).collect();
        all.extend(self.node.get_text(words::OPEN_ID_CONNECT_URL).map(|url| url.into_owned()));
        all.order();
        all.dedup();
        all
    }

    /// The place of the scheme's type, for labels; the scheme's own where it has none.
    #[must_use]
    pub fn type_at(&self) -> Cursor<'a> {
        self.node.get(words::TYPE).unwrap_or(self.node)
    }

    /// True for OAuth 2.0 and OpenID Connect, whose requirements list scopes.
    #[must_use]
    pub fn has_scopes(&self) -> bool {
        matches!(self.ty, SchemeType::OAuth2 | SchemeType::OpenIdConnect)
    }

    /// True where some flow declares the scope.
    #[must_use]
    pub fn declares(&self, scope: &str) -> bool {
        self.flows.iter().any(|f| f.scopes.iter().any(|s| s.name == scope))
    }
}

fn flows(node: Cursor<'_>, version: Version) -> Vec<Flow<'_>> {
    if version == Version::V2_0 {
        let Some(named) = node.get(words::FLOW) else { return Vec::new() };
        let kind = match named.text().as_ref() {
            "implicit" => FlowKind::Implicit,
            "password" => FlowKind::Password,
            "application" => FlowKind::ClientCredentials,
            "accessCode" => FlowKind::AuthorizationCode,
            _ => return Vec::new(),
        };
        return vec![Flow { kind, node, named, scopes: scope_list(node.get(words::SCOPES)) }];
    }
    let Some(flows) = node.get(words::FLOWS) else { return Vec::new() };
    let mut out = Vec::new();
    for (key, kind) in [
        (words::IMPLICIT, FlowKind::Implicit),
        (words::PASSWORD, FlowKind::Password),
        (words::CLIENT_CREDENTIALS, FlowKind::ClientCredentials),
        (words::AUTHORIZATION_CODE, FlowKind::AuthorizationCode),
        (words::DEVICE_AUTHORIZATION, FlowKind::DeviceAuthorization),
    ] {
        if let Some(flow) = flows.get(key).filter(|f| f.is_map()) {
            out.push(Flow { kind, node: flow, named: flow, scopes: scope_list(flow.get(words::SCOPES)) });
        }
    }
    out
}

fn scope_list(scopes: Option<Cursor<'_>>) -> Vec<Scope<'_>> {
    let entries = scopes.into_iter().flat_map(Cursor::entries);
    entries.filter(|e| !e.name().starts_with("x-")).map(|e| Scope { name: e.name(), at: e.value }).collect()
}

/// The security schemes of a document.
pub(super) fn schemes<'a>(workspace: &'a Workspace, root: Cursor<'a>, version: Version) -> Vec<Scheme<'a>> {
    let map = if version == Version::V2_0 {
        root.get(words::SECURITY_DEFINITIONS)
    } else {
        root.get(words::COMPONENTS).map(|c| workspace.resolve(c)).and_then(|c| c.get(words::SECURITY_SCHEMES))
    };
    let entries = map.map(|m| workspace.resolve(m)).into_iter().flat_map(Cursor::entries).filter(|e| e.value.is_map());
    entries.map(|e| Scheme::new(e.name(), e.value, workspace.resolve(e.value), version)).collect()
}

/// A scheme that must be satisfied, with the scopes that the token must have.
#[derive(Clone, Debug)]
pub struct Requirement<'a> {
    /// The entry: the scheme's name with the list of scopes.
    pub at: Cursor<'a>,
    /// The name as written.
    pub name: &'a str,
    /// The number of the scheme in `Api::schemes`, where it is declared.
    pub scheme: Option<usize>,
    /// The scheme that the name is the URI of (3.2).
    target: Option<Cursor<'a>>,
    /// The scopes, each with its place.
    pub scopes: Vec<(Cow<'a, str>, Cursor<'a>)>,
}

/// Schemes that must all be satisfied. None at all: anonymous.
#[derive(Clone, Debug)]
pub struct Alternative<'a> {
    /// The security requirement object.
    pub at: Cursor<'a>,
    /// Its entries.
    pub requirements: Vec<Requirement<'a>>,
}

impl Requirement<'_> {
    /// True where all of its scopes are among the other's.
    fn scopes_are_in(&self, other: &Requirement<'_>) -> bool {
        if self.scopes.len() * other.scopes.len() < 64 {
            return self.scopes.iter().all(|(scope, _)| other.scopes.iter().any(|(s, _)| s == scope));
        }
        let theirs: FxHashSet<&str> = other.scopes.iter().map(|(s, _)| s.as_ref()).collect();
        self.scopes.iter().all(|(scope, _)| theirs.contains(scope.as_ref()))
    }
}

impl Alternative<'_> {
    /// True for `{}`: nothing is asked.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.requirements.is_empty()
    }

    /// True where each scheme of this one, with each of its scopes, is asked for by `other` too.
    #[must_use]
    pub fn is_within(&self, other: &Alternative<'_>) -> bool {
        self.requirements
            .iter()
            .all(|mine| other.requirements.iter().any(|theirs| mine.name == theirs.name && mine.scopes_are_in(theirs)))
    }

    /// The credentials that are asked for; `None` where a scheme is not known.
    #[must_use]
    pub fn credentials(&self, schemes: &[Scheme<'_>]) -> Option<Vec<Credential>> {
        self.requirements.iter().map(|r| schemes.get(r.scheme?)?.credential(!r.scopes.is_empty())).collect()
    }
}

/// The numbers of the schemes by their names.
pub(super) type SchemeNumbers<'a> = FxHashMap<&'a str, usize>;

/// Numbers the schemes of a document.
pub(super) fn numbers<'a>(schemes: &[Scheme<'a>]) -> SchemeNumbers<'a> {
    schemes.iter().enumerate().map(|(n, s)| (s.name, n)).collect()
}

/// A `security` list: any one of the alternatives opens the door.
#[derive(Clone, Debug)]
pub struct Security<'a> {
    /// The list.
    pub at: Cursor<'a>,
    /// Its items.
    pub alternatives: Vec<Alternative<'a>>,
    /// False for what is no list of requirements: then a single alternative asks for something that is not known.
    pub is_readable: bool,
    /// True where no credentials are needed.
    public: bool,
}

impl<'a> Security<'a> {
    pub(super) fn new(workspace: &'a Workspace, at: Cursor<'a>, schemes: &SchemeNumbers<'a>) -> Self {
        let requirement = |entry: crate::tree::Entry<'a>| Requirement {
            at: entry.value,
            name: entry.name(),
            scheme: schemes.get(entry.name()).copied(),
            target: workspace.target(entry.value),
            scopes: entry.value.items().filter_map(|s| Some((s.str()?, s))).collect(),
        };
        let alternatives = at
            .items()
            .filter(|i| i.is_map())
            .map(|i| Alternative { at: i, requirements: i.entries().map(requirement).collect() });
        let mut alternatives: Vec<Alternative<'a>> = alternatives.collect();
        // What is no list of requirements says nothing of who may call: something is asked, and nobody knows what.
        let is_readable = at.is_seq() && at.items().all(Cursor::is_map);
        if !is_readable {
            let unknown = Requirement { at, name: "", scheme: None, target: None, scopes: Vec::new() };
            alternatives = vec![Alternative { at, requirements: vec![unknown] }];
        }
        let public = alternatives.is_empty() || alternatives.iter().any(Alternative::is_anonymous);
        Self { at, alternatives, is_readable, public }
    }

    /// True where no credentials are needed: an empty list, or an alternative that asks for nothing.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.public
    }

    /// True for `security: []`.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.at.is_seq() && self.at.is_empty()
    }

    /// The strength of the weakest alternative, by the ranks of `order`: 0 for no credentials.
    /// `None` where a scheme is not known.
    #[must_use]
    pub fn weakest(&self, schemes: &[Scheme<'_>], order: &Strength) -> Option<u32> {
        if self.is_public() {
            return Some(0);
        }
        let mut weakest = u32::MAX;
        for alternative in &self.alternatives {
            weakest = weakest.min(order.of_all(&alternative.credentials(schemes)?)?);
        }
        Some(weakest)
    }
}

impl Security<'_> {
    /// True where some alternative asks for a part only of what each alternative of `other` asks for:
    /// credentials that were needed together no longer are.
    #[must_use]
    pub fn asks_part_of(&self, other: &Security<'_>) -> bool {
        let names = |a: &Alternative<'_>| a.requirements.iter().map(|r| r.name.to_owned()).collect::<Vec<_>>();
        let part = |mine: &Vec<String>, theirs: &Vec<String>| {
            mine.len() < theirs.len() && mine.iter().all(|n| theirs.contains(n))
        };
        !other.is_empty()
            && self.alternatives.iter().map(names).any(|a| other.alternatives.iter().map(names).all(|b| part(&a, &b)))
    }

    /// The strength of the strongest alternative. `None` where a scheme is not known.
    #[must_use]
    pub fn strongest(&self, schemes: &[Scheme<'_>], order: &Strength) -> Option<u32> {
        let mut strongest = 0;
        for alternative in &self.alternatives {
            strongest = strongest.max(order.of_all(&alternative.credentials(schemes)?)?);
        }
        Some(strongest)
    }
}

/// Adds the schemes that requirements name by URI (3.2, Security Requirement Object).
pub(super) fn adopt_uri_schemes(api: &mut Api<'_>) {
    let version = api.version;
    let mut schemes = std::mem::take(&mut api.schemes);
    let own = api.operations.iter_mut().filter_map(|o| o.own_security.as_mut());
    for security in own.chain(api.security.as_mut()) {
        for requirement in security.alternatives.iter_mut().flat_map(|a| a.requirements.iter_mut()) {
            let (None, Some(target)) = (requirement.scheme, requirement.target) else { continue };
            let node = api.workspace.resolve(target);
            let known = schemes.iter().position(|s| s.by_uri && s.node == node);
            requirement.scheme = Some(known.unwrap_or_else(|| {
                schemes.push(Scheme { by_uri: true, ..Scheme::new(requirement.name, target, node, version) });
                schemes.len() - 1
            }));
        }
    }
    api.schemes = schemes;
}
