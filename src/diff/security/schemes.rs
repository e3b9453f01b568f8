//! Security schemes in both versions.

use super::*;
use crate::diff::catalogue::ChangeId;
use crate::finding::message;
use crate::model::{Flow, FlowKind, SchemeType, Url};
use crate::tree::Key;

impl<'a> Compare<'a, '_> {
    pub(in crate::diff) fn schemes(&mut self) {
        let renamed = self.renamed();
        let (base, revision) = (self.base, self.revision);
        let mut partners: FxHashMap<&str, &Scheme<'a>> = FxHashMap::default();
        for new in &revision.schemes {
            partners.entry(renamed.get(new.name).map_or(new.name, String::as_str)).or_insert(new);
        }
        let partner = |old: &Scheme<'a>| partners.get(old.name).copied();
        let names: FxHashSet<&str> = base.schemes.iter().map(|s| s.name).collect();
        for old in &base.schemes {
            match partner(old) {
                None => {
                    let message = message!("security scheme `{}` was removed", old.name);
                    let there = revision.root.get(words::COMPONENTS).unwrap_or(revision.root);
                    self.note(
                        None,
                        Fact::new(ChangeId::API_SECURITY_COMPONENT_REMOVED, Some(old.entry), Some(there), message),
                    );
                }
                Some(new) => {
                    let before = self.count_found();
                    self.scheme(old, new);
                    if self.count_found() == before {
                        continue;
                    }
                    let users = self.paired(|b, r| {
                        let uses = |api: &crate::model::Api<'a>, o, name: &str| {
                            api.security_of(o).is_some_and(|s| {
                                s.alternatives.iter().any(|a| a.requirements.iter().any(|r| r.name == name))
                            })
                        };
                        uses(base, b, old.name) && uses(revision, r, new.name)
                    });
                    // A scheme that no operation uses opens and shuts nothing.
                    self.reach(before, &users);
                    if users.is_empty() {
                        self.disarm(before);
                    }
                }
            }
        }
        for new in &revision.schemes {
            if !names.contains(new.name) && !renamed.contains_key(new.name) {
                let message = message!("security scheme `{}` was added", new.name);
                let here = base.root.get(words::COMPONENTS).unwrap_or(base.root);
                self.note(
                    None,
                    Fact::new(ChangeId::API_SECURITY_COMPONENT_ADDED, Some(here), Some(new.entry), message),
                );
            }
        }
    }

    fn scheme(&mut self, old: &Scheme<'a>, new: &Scheme<'a>) {
        let name = old.name;
        let is_deprecated = |s: &Scheme<'a>| s.node.get(words::DEPRECATED).is_some_and(Cursor::is_true);
        if is_deprecated(old) != is_deprecated(new) {
            let (id, verb) = if is_deprecated(new) {
                (ChangeId::API_SECURITY_COMPONENT_DEPRECATED, "is now")
            } else {
                (ChangeId::API_SECURITY_COMPONENT_REACTIVATED, "is no longer")
            };
            let at = |s: &Scheme<'a>| Some(field_or(s.node, words::DEPRECATED));
            let message = message!("security scheme `{}` {} deprecated", name, verb);
            self.note(None, Fact::new(id, at(old), at(new), message));
        }
        let compare = |walk: &Self| match (rank_of(walk, old), rank_of(walk, new)) {
            (Some(a), Some(b)) if b < a => Impact::Weakened,
            (Some(a), Some(b)) if b > a => Impact::Strengthened,
            _ => Impact::Neutral,
        };
        let level = compare(self);
        if std::mem::discriminant(&old.ty) != std::mem::discriminant(&new.ty) {
            let words_of = |s: &Scheme<'a>| s.credential(s.has_scopes()).map_or("unknown", Credential::words);
            let message = message!("security scheme `{}`: {} -> {}", name, words_of(old), words_of(new));
            let change = Fact::new(
                ChangeId::API_SECURITY_COMPONENT_TYPE_CHANGED,
                Some(old.type_at()),
                Some(new.type_at()),
                message,
            );
            let change = change.compatibility(Compatibility::Breaking).impact(level);
            self.note(None, change.because("existing credentials no longer work"));
            return;
        }
        match (&old.ty, &new.ty) {
            (SchemeType::ApiKey { name: n, place: p }, SchemeType::ApiKey { name: m, place: q }) => {
                if p != q {
                    let message = message!("API key `{}`: {} -> {}", name, p, q);
                    let at = |s: &Scheme<'a>| Some(field_or(s.node, words::IN));
                    let change =
                        Fact::new(ChangeId::API_SECURITY_COMPONENT_LOCATION_CHANGED, at(old), at(new), message);
                    let mut change = change.compatibility(Compatibility::Breaking).impact(level);
                    if level == Impact::Weakened {
                        change = change.because("URLs are logged and cached");
                    }
                    self.note(None, change);
                }
                let folded = p == "header" && q == "header" && n.eq_ignore_ascii_case(m);
                if n != m && !folded {
                    let message = message!("API key `{}`: name `{}` -> `{}`", name, n, m);
                    let at = |s: &Scheme<'a>| Some(field_or(s.node, words::NAME));
                    let change = Fact::new(ChangeId::API_SECURITY_COMPONENT_NAME_CHANGED, at(old), at(new), message);
                    self.note(None, change.compatibility(Compatibility::Breaking));
                }
            }
            (SchemeType::Http { scheme: n }, SchemeType::Http { scheme: m }) => {
                if n != m {
                    let message = message!("security scheme `{}`: HTTP {} -> HTTP {}", name, n, m);
                    let at = |s: &Scheme<'a>| Some(field_or(s.node, words::SCHEME));
                    let change =
                        Fact::new(ChangeId::API_SECURITY_COMPONENT_HTTP_SCHEME_CHANGED, at(old), at(new), message);
                    self.note(None, change.compatibility(Compatibility::Breaking).impact(level));
                }
                let format = |s: &Scheme<'a>| s.node.get_text(words::BEARER_FORMAT);
                if format(old) != format(new) {
                    let message = message!("bearer format of `{}` changed", name);
                    let at = |s: &Scheme<'a>| Some(field_or(s.node, words::BEARER_FORMAT));
                    self.note(
                        None,
                        Fact::new(ChangeId::API_SECURITY_COMPONENT_BEARER_FORMAT_CHANGED, at(old), at(new), message),
                    );
                }
            }
            (SchemeType::OpenIdConnect, SchemeType::OpenIdConnect) => {
                self.url(
                    ChangeId::API_SECURITY_COMPONENT_OPENID_URL_CHANGED,
                    name,
                    old.node,
                    new.node,
                    words::OPEN_ID_CONNECT_URL,
                );
            }
            (SchemeType::OAuth2, SchemeType::OAuth2) => {
                self.flows(old, new);
                let id = ChangeId::API_SECURITY_COMPONENT_OAUTH_METADATA_URL_CHANGED;
                self.url(id, name, old.node, new.node, words::OAUTH2_METADATA_URL);
            }
            _ => {}
        }
    }

    /// A URL where tokens or keys come from.
    fn url(&mut self, id: ChangeId, name: &str, old: Cursor<'a>, new: Cursor<'a>, key: Key) {
        let (x, y) = (old.get_text(key), new.get_text(key));
        if x == y {
            return;
        }
        let field = key.known_text().unwrap_or_default();
        let (was, is) = (x.as_deref().unwrap_or("nothing"), y.as_deref().unwrap_or("nothing"));
        let message = message!("`{}` of `{}`: `{}` -> `{}`", field, name, was, is);
        let mut change = Fact::new(id, Some(field_or(old, key)), Some(field_or(new, key)), message);
        change.compatibility = Compatibility::Risky;
        if Url::parse(is).is_unencrypted() && !Url::parse(was).is_unencrypted() {
            change = change.impact(Impact::Weakened).because("tokens and passwords are sent unencrypted");
        } else if Url::parse(was).is_unencrypted() && !Url::parse(is).is_unencrypted() && y.is_some() {
            change = change.impact(Impact::Strengthened);
        }
        self.note(None, change);
    }

    fn flows(&mut self, old: &Scheme<'a>, new: &Scheme<'a>) {
        let name = old.name;
        let weak = |f: &Flow<'a>| matches!(f.kind, FlowKind::Implicit | FlowKind::Password);
        for flow in &old.flows {
            match new.flows.iter().find(|f| f.kind == flow.kind) {
                Some(other) => self.flow(name, flow, other),
                None => {
                    let message = message!("`{}` flow of `{}` was removed", flow.kind.text(), name);
                    let mut change = Fact::new(
                        ChangeId::API_SECURITY_COMPONENT_OAUTH_FLOW_REMOVED,
                        Some(flow.named),
                        Some(new.entry),
                        message,
                    );
                    change.compatibility = Compatibility::Breaking;
                    if weak(flow) {
                        change.impact = Impact::Strengthened;
                    }
                    self.note(None, change.because("clients can no longer get tokens with it"));
                }
            }
        }
        for flow in new.flows.iter().filter(|f| !old.flows.iter().any(|o| o.kind == f.kind)) {
            let message = message!("`{}` flow of `{}` was added", flow.kind.text(), name);
            let mut change = Fact::new(
                ChangeId::API_SECURITY_COMPONENT_OAUTH_FLOW_ADDED,
                Some(old.entry),
                Some(flow.named),
                message,
            );
            if weak(flow) {
                let why = if flow.kind == FlowKind::Password {
                    "clients handle users' passwords (RFC 9700, section 2.4)"
                } else {
                    "tokens are sent in URLs (RFC 9700, section 2.1.2)"
                };
                change = change.impact(Impact::Weakened).because(why);
            }
            self.note(None, change);
            for key in [words::TOKEN_URL, words::AUTHORIZATION_URL] {
                if flow.node.get_text(key).is_some_and(|u| Url::parse(&u).is_unencrypted())
                    && let Some((change, _)) = self.last_found()
                {
                    change.impact = Impact::Weakened;
                    change.reason = Some("its tokens are sent unencrypted".into());
                }
            }
        }
    }

    fn flow(&mut self, name: &str, old: &Flow<'a>, new: &Flow<'a>) {
        for (id, key) in [
            (ChangeId::API_SECURITY_COMPONENT_OAUTH_URL_CHANGED, words::AUTHORIZATION_URL),
            (ChangeId::API_SECURITY_COMPONENT_OAUTH_TOKEN_URL_CHANGED, words::TOKEN_URL),
            (ChangeId::API_SECURITY_COMPONENT_OAUTH_REFRESH_URL_CHANGED, words::REFRESH_URL),
            (ChangeId::API_SECURITY_COMPONENT_OAUTH_URL_CHANGED, words::DEVICE_AUTHORIZATION_URL),
        ] {
            self.url(id, name, old.node, new.node, key);
        }
        let here = |f: &Flow<'a>| Some(field_or(f.node, words::SCOPES));
        let of_new: FxHashMap<&str, _> = new.scopes.iter().rev().map(|s| (s.name, s)).collect();
        let of_old: FxHashSet<&str> = old.scopes.iter().map(|s| s.name).collect();
        for scope in &old.scopes {
            match of_new.get(scope.name) {
                None => {
                    let message = message!("`{}` no longer declares scope `{}`", name, scope.name);
                    let mut change = Fact::new(
                        ChangeId::API_SECURITY_COMPONENT_OAUTH_SCOPE_REMOVED,
                        Some(scope.at),
                        here(new),
                        message,
                    );
                    change.compatibility = Compatibility::Risky;
                    if new.scopes.is_empty() {
                        change =
                            change.impact(Impact::Weakened).because("no scope is left: every token allows everything");
                    }
                    self.note(None, change);
                }
                Some(other) if scope.at.text() != other.at.text() => {
                    let message = message!("description of scope `{}` of `{}` changed", scope.name, name);
                    self.note(
                        None,
                        Fact::new(
                            ChangeId::API_SECURITY_COMPONENT_OAUTH_SCOPE_CHANGED,
                            Some(scope.at),
                            Some(other.at),
                            message,
                        ),
                    );
                }
                Some(_) => {}
            }
        }
        for scope in new.scopes.iter().filter(|s| !of_old.contains(s.name)) {
            let message = message!("`{}` now declares scope `{}`", name, scope.name);
            self.note(
                None,
                Fact::new(ChangeId::API_SECURITY_COMPONENT_OAUTH_SCOPE_ADDED, here(old), Some(scope.at), message),
            );
        }
    }
}
