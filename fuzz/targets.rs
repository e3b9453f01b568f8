//! What is fuzzed: every reader, and linting, comparing and fixing what was read. A target must come back for any bytes,
//! and what it checks must hold for all of them.

use std::sync::Arc;

use apivet::declared::{self, Programs, Sandbox};
use apivet::diff::ComparisonPolicy;
use apivet::engine;
use apivet::fix::{Documents, FixOptions, Repaired};
use apivet::rule::Timings;
use apivet::ruleset::suppress::Suppressions;
use apivet::ruleset::{Config, Ruleset};
use apivet::session::Baseline;
use apivet::source::Source;
use apivet::spec::{LoadError, Loader, NoFiles};
use apivet::text::Day;
use apivet::tree::{Limits, Tree, write_json};
use serde_json::{Value, json};

/// A target: its name, and what it does with some bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
#[allow(dead_code)]
pub const TARGETS: [Target; 10] = [
    ("json", json),
    ("yaml", yaml),
    ("jsonpath", jsonpath),
    ("pattern", pattern),
    ("configuration", configuration),
    ("baseline", baseline),
    ("ruleset", ruleset),
    ("lint", lint),
    ("diff", diff),
    ("fix", fix),
];

const TODAY: Day = Day::from_epoch(20_000);

/// One file, under its name.
struct One<'t>(&'t str, &'t str);

impl Loader for One<'_> {
    fn load(&self, name: &str) -> Result<Tree, LoadError> {
        if name == self.0 { Ok(read(name, self.1)) } else { Err(LoadError::Missing) }
    }
}

fn read(name: &str, text: &str) -> Tree {
    Tree::parse(Arc::new(Source::new(name, text)), Limits::default())
}

/// The bytes as text, as a file would be read.
fn text_of(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

/// Each value lies in the file, on boundaries of characters, and inside of the value that it is part of.
fn check_spans(tree: &Tree) {
    let length = tree.source().text().len();
    for at in tree.root().descendants() {
        let span = at.span();
        assert!(span.start <= span.end && span.end as usize <= length, "{}: {span:?}", at.pointer());
        assert!(tree.source().text().get(span.range()).is_some(), "{}: {span:?} cuts a character", at.pointer());
        let _ = tree.source().position(span.start);
    }
    for error in tree.errors() {
        assert!(error.span.end as usize <= length, "{error:?}");
    }
}

/// The value that was read; nothing where it is broken or aliases stand for too much.
fn value_of(tree: &Tree) -> Option<Value> {
    let mut out = Vec::new();
    write_json(&mut out, tree.root(), 100_000).ok()?;
    serde_json::from_slice(&out).ok()
}

/// JSON is read as `serde_json` reads it.
pub fn json(data: &[u8]) {
    let text = text_of(data);
    let tree = read("x.json", &text);
    check_spans(&tree);
    if let Ok(theirs) = serde_json::from_str::<Value>(&text)
        && tree.duplicates().is_empty()
        && !text.contains(['e', 'E', '.'])
    {
        assert!(tree.errors().is_empty(), "{:?}", tree.errors());
        assert_eq!(value_of(&tree), Some(theirs));
    }
}

/// YAML of any kind.
pub fn yaml(data: &[u8]) {
    let text = text_of(data);
    let tree = read("x.yaml", &text);
    check_spans(&tree);
    let _ = value_of(&tree);
}

const DOCUMENT: &str =
    r#"{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{"/a":{"get":{"tags":["x"]}}}}"#;

/// Judges a small document by a ruleset that is given as a value.
fn judge(ruleset: &Value) {
    let text = ruleset.to_string();
    let loaded = load(&text);
    let outcome =
        engine::lint_declared(vec![read("a.json", DOCUMENT)], &NoFiles, &[&loaded.ruleset], &Timings::default());
    drop(outcome);
}

fn load(text: &str) -> declared::LoadedRuleset {
    declared::load("rules.yaml", &One("rules.yaml", text), "/", Programs::Refused, &Arc::new(Sandbox::default()))
}

/// Paths of rules, with the expressions in them.
pub fn jsonpath(data: &[u8]) {
    let then = json!({"function": "truthy"});
    judge(
        &json!({"rules": {"a": {"given": text_of(data), "then": then}, "b": {"given": format!("$[?({})]", text_of(data)), "then": then}}}),
    );
}

/// Regular expressions, of rules and of schemas.
pub fn pattern(data: &[u8]) {
    let text = text_of(data);
    let (pattern, subject) = text.split_once('\0').unwrap_or((&text, "aaaaaaaaaaaaaaaaaaaaaaaa!"));
    let options = json!({"match": pattern});
    judge(&json!({"rules": {"a": {"given": "$..title", "then": {"function": "pattern", "functionOptions": options}}}}));
    let schema = |pattern: &str| json!({"type": "string", "pattern": pattern, "example": subject});
    let with = |pattern: &str| document(json!({"S": schema(pattern)}));
    let _ = engine::lint(
        vec![read("a.json", &with(pattern))],
        &NoFiles,
        &Ruleset::default(),
        TODAY,
        &|_| (),
        &Timings::default(),
    );
    compare(&with(pattern), &with(subject));
}

/// A document that takes and gives the schema `S`.
fn document(schemas: Value) -> String {
    let body = json!({"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S"}}}});
    let mut response = body.clone();
    response["description"] = json!("d");
    json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1.0.0"},
        "paths": {"/s": {"post": {"requestBody": body, "responses": {"200": response}}}},
        "components": {"schemas": schemas},
    })
    .to_string()
}

/// Configurations.
pub fn configuration(data: &[u8]) {
    let source = Arc::new(Source::new("apivet.yaml", text_of(data)));
    let sandbox = Arc::new(Sandbox::default());
    if let Ok(config) = Config::read(source, "/", &NoFiles, &sandbox, &[]) {
        let ruleset = Ruleset::new(config, &[], &[], TODAY);
        let _ = engine::lint(vec![read("a.json", DOCUMENT)], &NoFiles, &ruleset, TODAY, &|_| (), &Timings::default());
    }
}

/// Baselines.
pub fn baseline(data: &[u8]) {
    let _ = Baseline::parse(std::path::Path::new("known.json"), text_of(data));
}

/// Rulesets in Spectral's format.
pub fn ruleset(data: &[u8]) {
    let loaded = load(&text_of(data));
    let _ = engine::lint_declared(vec![read("a.json", DOCUMENT)], &NoFiles, &[&loaded.ruleset], &Timings::default());
}

/// Any document, by all rules.
pub fn lint(data: &[u8]) {
    let text = text_of(data);
    let ruleset = Ruleset::new(everything(), &[], &[], TODAY);
    for name in ["a.yaml", "a.json"] {
        let tree = read(name, &text);
        let outcome = engine::lint(vec![tree], &NoFiles, &ruleset, TODAY, &|_| (), &Timings::default());
        let length = text.len() as u32;
        for finding in &outcome.findings {
            let span = finding.location.span;
            assert!(span.start <= span.end && span.end <= length, "{}: {span:?}", finding.rule);
        }
    }
}

fn everything() -> Config {
    let source = Arc::new(Source::new("apivet.yaml", "extends: [apivet:all]\n"));
    Config::read(source, "/", &NoFiles, &Arc::new(Sandbox::default()), &[]).unwrap_or_default()
}

/// Two documents, parted by a byte that neither holds: what is said of both ways agrees with what is said of one with
/// itself.
pub fn diff(data: &[u8]) {
    let text = text_of(data);
    let (base, revision) = text.split_once('\0').unwrap_or((&text, &text));
    compare(base, revision);
    compare(revision, base);
}

fn compare(base: &str, revision: &str) {
    let policy = ComparisonPolicy::new(TODAY);
    let (before, after) = (read("a.yaml", base), read("a.yaml", revision));
    let readable = before.errors().is_empty() && after.errors().is_empty();
    let compared = engine::compare((before, &NoFiles), (after, &NoFiles), &Ruleset::default(), &policy);
    let compared = compared.expect("a comparison comes back");
    let mut suppressions = Suppressions::new(TODAY, false);
    let number = suppressions.add_ruleset(Arc::new(Ruleset::default()));
    let judged = compared.judge(&mut suppressions, number, &Ruleset::default());
    if base == revision && readable {
        let said: Vec<_> = judged.findings.iter().map(|f| f.message.to_string()).collect();
        assert!(said.is_empty(), "a document differs from itself: {said:?}");
    }
}

/// Fixes: what they leave can be read as well as what they found, and is not fixed again.
pub fn fix(data: &[u8]) {
    let text = text_of(data);
    for name in ["a.yaml", "a.json"] {
        let (fixed, count) = fixed(name, &text);
        if count == 0 {
            continue;
        }
        let (before, after) = (read(name, &text), read(name, &fixed));
        assert!(after.errors().len() <= before.errors().len(), "{name}: {:?}\n{fixed}", after.errors());
        let (again, more) = self::fixed(name, &fixed);
        assert!(more == 0 && again == fixed, "{name}: fixed {more} more\n{fixed}\n---\n{again}");
    }
}

fn fixed(name: &str, text: &str) -> (String, usize) {
    let ruleset = Ruleset::new(everything(), &[], &[], TODAY);
    let mut suppressions = Suppressions::new(TODAY, false);
    let number = suppressions.add_ruleset(Arc::new(Ruleset::new(everything(), &[], &[], TODAY)));
    let mut repaired = Repaired::default();
    let timings = Timings::default();
    let mut documents = Documents {
        entries: vec![read(name, text)],
        loader: &NoFiles,
        ruleset: &ruleset,
        today: TODAY,
        limits: Limits::default(),
        suppressions: &suppressions,
        number,
        timings: &timings,
    };
    documents.repair(&mut repaired, &FixOptions { unsafe_too: true }, &|_| ());
    let after = repaired.files().next().map_or(text.to_owned(), |(_, t)| t.after.to_string());
    (after, repaired.count)
}

/// Documents of shapes that cost much where work is not bounded: each with a version before, parted by a zero byte.
#[allow(dead_code)]
pub fn shapes() -> Vec<String> {
    let levels = 12;
    let at = |n: usize| json!({"$ref": format!("#/components/schemas/{}", if n == 0 { "S".to_owned() } else { format!("S{n}") })});
    let chain = |of: &dyn Fn(usize) -> Value, leaf: Value| {
        let mut schemas = serde_json::Map::new();
        schemas.insert("S".to_owned(), of(1));
        (1..levels).for_each(|n| drop(schemas.insert(format!("S{n}"), of(n + 1))));
        schemas.insert(format!("S{levels}"), leaf);
        document(Value::Object(schemas))
    };
    let object = |more: Value| json!({"type": "object", "properties": {"a": more}, "required": ["a"]});
    let kinds: [Box<dyn Fn(usize) -> Value>; 8] = [
        Box::new(|n| json!({"allOf": [at(n), at(n)]})),
        Box::new(|n| json!({"oneOf": [at(n), at(n)]})),
        Box::new(|n| json!({"anyOf": [at(n), {"type": "array", "items": at(n)}]})),
        Box::new(|n| json!({"type": "object", "required": ["a", "b"], "properties": {"a": at(n), "b": at(n)}})),
        Box::new(|n| json!({"type": "array", "minItems": 10, "items": at(n)})),
        Box::new(|n| json!({"not": {"allOf": [at(n), {"not": at(n)}]}})),
        Box::new(
            |n| json!({"allOf": [{"anyOf": [at(n), {"type": "object"}]}, {"anyOf": [at(n), {"type": "object"}]}]}),
        ),
        Box::new(|n| json!({"oneOf": [at(n), at(0)], "discriminator": {"propertyName": "a"}})),
    ];
    let pair = |of: &dyn Fn(usize) -> Value| {
        let leaf = |kind: &str| object(json!({"type": kind, "example": 1}));
        format!("{}\0{}", chain(of, leaf("string")), chain(of, leaf("integer")))
    };
    kinds.iter().map(|of| pair(&**of)).collect()
}
