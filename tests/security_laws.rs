//! The claim about security, tried with random requirements: who gets in now and did not before is a weakening, and who
//! got in before and does not now is broken. Held against a list of all callers there can be.

use std::sync::Arc;

use apivet::diff::{ComparisonPolicy, Compatibility, Verdict};
use apivet::engine::compare;
use apivet::ruleset::suppress::Suppressions;
use apivet::ruleset::{Config, Ruleset};
use apivet::source::Source;
use apivet::spec::NoFiles;
use apivet::text::Day;
use apivet::tree::{Limits, Tree};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What one requirement names: the key, or a token with some of the scopes `a` and `b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Credential {
    Key,
    Token { a: bool, b: bool },
}

/// An alternative: all of its credentials are needed. A list: one of its alternatives is enough.
type Alternative = Vec<Credential>;

/// What a caller has.
#[derive(Clone, Copy, Debug)]
struct Caller {
    key: bool,
    token: Option<(bool, bool)>,
}

fn callers() -> Vec<Caller> {
    let bools = [false, true];
    let scopes = bools.iter().flat_map(|a| bools.iter().map(|b| (*a, *b)));
    let tokens: Vec<Option<(bool, bool)>> = std::iter::once(None).chain(scopes.map(Some)).collect();
    bools.iter().flat_map(|key| tokens.iter().map(|token| Caller { key: *key, token: *token })).collect()
}

/// True where a list lets a caller in; without a list anyone may call.
fn admits(list: Option<&Vec<Alternative>>, caller: Caller) -> bool {
    let has = |credential: &Credential| match *credential {
        Credential::Key => caller.key,
        Credential::Token { a, b } => caller.token.is_some_and(|(x, y)| (x || !a) && (y || !b)),
    };
    list.is_none_or(|list| list.is_empty() || list.iter().any(|alternative| alternative.iter().all(has)))
}

fn written(list: &[Alternative]) -> Value {
    let alternative = |credentials: &Alternative| {
        let mut fields = serde_json::Map::new();
        for credential in credentials {
            match *credential {
                Credential::Key => fields.insert("key".to_owned(), json!([])),
                Credential::Token { a, b } => {
                    let scopes: Vec<&str> = [(a, "a"), (b, "b")].into_iter().filter(|s| s.0).map(|s| s.1).collect();
                    fields.insert("login".to_owned(), json!(scopes))
                }
            };
        }
        Value::Object(fields)
    };
    list.iter().map(alternative).collect()
}

/// Requirements of the root, which the operation inherits, or of its own.
#[derive(Clone, Debug)]
struct Security {
    root: Option<Vec<Alternative>>,
    own: Option<Vec<Alternative>>,
}

impl Security {
    fn effective(&self) -> Option<&Vec<Alternative>> {
        self.own.as_ref().or(self.root.as_ref())
    }

    fn document(&self) -> Tree {
        let mut operation = json!({"responses": {"200": {"description": "ok"}}});
        let mut document = json!({
            "openapi": "3.1.0", "info": {"title": "t", "version": "1.0.0"},
            "components": {"securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "login": {"type": "oauth2", "flows": {"clientCredentials": {
                    "tokenUrl": "https://a.b/token", "scopes": {"a": "one", "b": "another"}}}},
            }},
        });
        if let Some(own) = &self.own {
            operation["security"] = written(own);
        }
        if let Some(root) = &self.root {
            document["security"] = written(root);
        }
        document["paths"] = json!({"/a": {"get": operation}});
        Tree::parse(Arc::new(Source::new("a.json", document.to_string())), Limits::default())
    }
}

fn alternative() -> impl Strategy<Value = Alternative> {
    let token = (any::<bool>(), any::<bool>()).prop_map(|(a, b)| Credential::Token { a, b });
    prop_oneof![
        1 => Just(Vec::new()),
        2 => Just(vec![Credential::Key]),
        4 => token.clone().prop_map(|token| vec![token]),
        2 => token.prop_map(|token| vec![Credential::Key, token]),
    ]
}

fn list() -> impl Strategy<Value = Option<Vec<Alternative>>> {
    prop_oneof![1 => Just(None), 5 => prop::collection::vec(alternative(), 0..4).prop_map(Some)]
}

fn security() -> impl Strategy<Value = Security> {
    (list(), prop_oneof![Just(None), list()]).prop_map(|(root, own)| Security { root, own })
}

fn verdict(base: &Security, revision: &Security) -> (Verdict, Vec<String>) {
    let day = Day::from_epoch(20_000);
    let ruleset = Ruleset::new(Config::default(), &[], &[], day);
    let policy = ComparisonPolicy::new(day);
    let compared = compare((base.document(), &NoFiles), (revision.document(), &NoFiles), &ruleset, &policy).unwrap();
    let judged = compared.judge(&mut Suppressions::new(day, false), 0, &ruleset);
    let told = judged.findings.iter().map(|f| format!("{}: {}", f.rule, f.message)).collect();
    (judged.verdict, told)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn who_gets_in_and_who_does_not_any_more_is_told(base in security(), revision in security()) {
        let (verdict, told) = verdict(&base, &revision);
        let (before, now) = (base.effective(), revision.effective());
        let new: Vec<Caller> = callers().into_iter().filter(|c| !admits(before, *c) && admits(now, *c)).collect();
        // A stronger credential than all before weakens nothing: only what has no key in it is compared to the last.
        let keyless = |list: Option<&Vec<Alternative>>| {
            list.is_none_or(|list| list.iter().flatten().all(|c| *c != Credential::Key))
        };
        let with_little = new.iter().any(|caller| caller.token.is_none());
        let must = with_little || (!new.is_empty() && keyless(before) && keyless(now));
        let lost: Vec<Caller> = callers().into_iter().filter(|c| admits(before, *c) && !admits(now, *c)).collect();
        prop_assert!(!verdict.weakened || !new.is_empty(), "nobody new gets in: {told:?}");
        prop_assert!(verdict.weakened || !must, "{new:?} get in now: {told:?}");
        let breaks = verdict.compatibility == Some(Compatibility::Breaking);
        prop_assert_eq!(breaks, !lost.is_empty(), "{:?} are refused now: {:?}", lost, told);
    }
}
