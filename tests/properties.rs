//! Laws that hold for every input.

mod common;

use std::sync::Arc;

use apivet::engine;
use apivet::finding::Finding;
use apivet::rule::Timings;
use apivet::ruleset::Ruleset;
use apivet::source::Source;
use apivet::spec::{LoadError, Loader};
use apivet::text::Day;
use apivet::tree::{Limits, Tree, write_json};
use common::{fixtures, root};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9f64).prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "[a-z:#&*!|>'\"%@`~ \\n\\t-]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("\\PC{0,8}", inner, 0..6)
                .prop_map(|m| Value::Object(m.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn read(name: &str, text: &str) -> Tree {
    Tree::parse(Arc::new(Source::new(name, text)), Limits::default())
}

fn print(tree: &Tree) -> Value {
    let mut out = Vec::new();
    write_json(&mut out, tree.root(), usize::MAX).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// Files in memory.
struct Memory(Vec<(String, String)>);

impl Loader for Memory {
    fn load(&self, name: &str) -> Result<Tree, LoadError> {
        let text = self.0.iter().find(|(n, _)| n == name).map(|(_, t)| t);
        text.map(|t| read(name, t)).ok_or(LoadError::Missing)
    }
}

/// The findings of a run: rule, severity, message and fingerprint.
fn lint(files: Vec<(String, String)>, entry: &str) -> Vec<[String; 4]> {
    let memory = Memory(files);
    let tree = memory.load(entry).unwrap();
    let outcome =
        engine::lint(vec![tree], &memory, &Ruleset::default(), Day::from_epoch(20_781), &|_| (), &Timings::default());
    let told = |d: &Finding| [d.rule.to_string(), d.severity.word().to_owned(), d.message.to_string(), d.fingerprint()];
    outcome.findings.iter().map(told).collect()
}

/// A small API whose parts stand where `refer` says: the components of a bundle, or files.
fn api(seed: &[u8], refer: &dyn Fn(&str, &str) -> String) -> (Value, Vec<(&'static str, &'static str, Value)>) {
    let pick = |n: usize, of: usize| seed.get(n).map_or(0, |b| *b as usize % of);
    let types = ["string", "integer", "boolean", "array", "strng"];
    let mut property = json!({"type": (types[pick(0, 5)]), "minLength": (pick(1, 5)), "maxLength": (pick(2, 5))});
    if pick(3, 2) == 1 {
        property["example"] = json!(pick(4, 9));
    }
    let order = json!({"type": "object", "deprecated": pick(4, 2) == 1, "required": ["id", (["state", "stat"][pick(5, 2)])],
        "properties": {"id": {"type": "string"}, "state": property, "parent": {"$ref": refer("schemas", "Order")}}});
    let id = json!({"name": "id", "in": "path", "required": pick(6, 2) == 1, "schema": {"type": "string"}});
    let failure = json!({"description": "Failure", "content": {"application/json": {"schema": {"$ref": refer("schemas", "Order")}}}});
    let scopes = [json!([]), json!(["orders:read"]), json!(["orders:raed"])];
    let document = json!({
        "openapi": (["3.0.3", "3.1.0"][pick(7, 2)]),
        "info": {"title": "Orders", "version": (["1.0.0", "2.0.0"][pick(8, 2)])},
        "servers": [{"url": (["https://api.acme.com/v1", "http://api.acme.com"][pick(9, 2)])}],
        "security": [{"oauth": (scopes[pick(10, 3)])}],
        "paths": {"/orders/{id}": {
            "parameters": [{"$ref": refer("parameters", "Id")}],
            "get": {"responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"$ref": refer("schemas", "Order")}}}}, "404": {"$ref": refer("responses", "Failure")}}},
            "delete": {"security": [{}, {"oauth": (scopes[pick(11, 3)])}], "responses": {"404": {"$ref": refer("responses", "Failure")}}},
        }},
        "components": {"securitySchemes": {"oauth": {"type": "oauth2", "flows": {"clientCredentials": {
            "tokenUrl": "https://login.acme.com/token", "scopes": {"orders:read": "Read", "orders:write": "Change"}}}}}},
    });
    (document, vec![("schemas", "Order", order), ("parameters", "Id", id), ("responses", "Failure", failure)])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_is_read_as_it_was_written(value in any_json()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let tree = read("x.json", &text);
            prop_assert!(tree.errors().is_empty(), "{:?}", tree.errors());
            prop_assert_eq!(print(&tree), value.clone());
        }
    }

    #[test]
    fn yaml_is_read_as_it_was_written(value in any_json()) {
        let text = serde_yaml::to_string(&value).unwrap();
        // serde_yaml writes these as line breaks, which they were in YAML 1.1 and are not in 1.2.
        prop_assume!(!text.contains(['\u{85}', '\u{2028}', '\u{2029}']));
        // A key `<<` is a merge key to us and a word to serde_yaml.
        prop_assume!(!text.contains("<<"));
        // What its own reader does not read back is not ours.
        prop_assume!(serde_yaml::from_str::<Value>(&text).is_ok_and(|v| v == value));
        let tree = read("x.yaml", &text);
        prop_assert!(tree.errors().is_empty(), "{:?}\n{text}", tree.errors());
        prop_assert_eq!(print(&tree), value);
    }

    #[test]
    fn no_text_makes_a_reader_fail(text in "\\PC{0,200}|[\\[\\]{}:,\"'#&*!|>% \\n\\t\\r0-9a-z$-]{0,200}") {
        for name in ["x.yaml", "x.json", "x"] {
            let tree = read(name, &text);
            for error in tree.errors() {
                prop_assert!(error.span.end as usize <= text.len());
                prop_assert!(text.get(error.span.range()).is_some(), "{error:?}");
            }
            print(&tree);
        }
    }

    #[test]
    fn every_span_is_the_text_of_its_value(value in any_json()) {
        let text = serde_json::to_string_pretty(&value).unwrap();
        let tree = read("x.json", &text);
        for n in 0..tree.len() as u32 {
            let at = tree.at(apivet::tree::NodeId(n));
            let here: Value = serde_json::from_str(&text[at.span().range()]).unwrap();
            prop_assert_eq!(Some(&here), value.pointer(&at.pointer()));
            if !at.key_span().is_empty() {
                prop_assert_eq!(serde_json::from_str::<String>(&text[at.key_span().range()]).unwrap(), at.key_text());
            }
        }
    }

    #[test]
    fn split_and_bundle_have_the_same_findings(seed in prop::collection::vec(any::<u8>(), 12)) {
        let (mut bundle, parts) = api(&seed, &|section, name| format!("#/components/{section}/{name}"));
        for (section, name, part) in parts {
            bundle["components"][section][name] = part;
        }
        let (split, parts) = api(&seed, &|section, name| format!("{section}.yaml#/{name}"));
        let (in_entry, _) = api(&seed, &|section, name| format!("parts/{section}.yaml#/{name}"));
        drop(split);
        let mut files = vec![("api.yaml".to_owned(), serde_yaml::to_string(&in_entry).unwrap())];
        for (section, name, part) in parts {
            files.push((format!("parts/{section}.yaml"), serde_yaml::to_string(&json!({name: part})).unwrap()));
        }
        let of_bundle = lint(vec![("api.yaml".to_owned(), serde_yaml::to_string(&bundle).unwrap())], "api.yaml");
        let mut of_split = lint(files, "api.yaml");
        let mut of_bundle = of_bundle;
        of_bundle.sort();
        of_split.sort();
        prop_assert_eq!(of_split, of_bundle);
    }
}

/// A description that is large enough to be read in halves and walked in pieces, with faults in all of it.
fn large() -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for n in 0..1_500 {
        let schema = json!({"$ref": format!("#/components/schemas/Thing{}", n % 310)});
        let mut operation = json!({
            "operationId": format!("get{}", n % 1_400),
            "parameters": [{"name": "id", "in": "path", "required": n % 5 != 0, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "ok", "content": {"application/json": {
                "schema": schema,
                "example": {"name": if n % 3 == 0 { json!("a") } else { json!(n) }, "size": n},
            }}}},
        });
        operation[if n % 7 == 0 { "unkown" } else { "summary" }] = json!("x");
        paths.insert(format!("/v1/things{n}/{{id}}"), json!({"get": operation}));
        if n < 300 {
            schemas.insert(
                format!("Thing{n}"),
                json!({
                    "type": "object",
                    "required": if n % 4 == 0 { json!(["name", "missing"]) } else { json!(["name"]) },
                    "properties": {
                        "name": {"type": "string", "maxLength": 20, "minLength": n % 25},
                        "size": {"type": "integer", "enum": [1, 2, n % 3]},
                        "next": {"$ref": format!("#/components/schemas/Thing{}", n + 1)},
                    },
                }),
            );
        }
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "large", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

#[test]
fn findings_are_the_same_on_any_number_of_cores() {
    let value = large();
    let json = serde_json::to_string_pretty(&value).unwrap();
    let yaml = serde_yaml::to_string(&value).unwrap();
    for (name, text) in [("large.json", json), ("large.yaml", yaml)] {
        assert!(text.len() > 512 << 10, "{name} has {} bytes", text.len());
        let on = |cores: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(cores).build().unwrap();
            pool.install(|| lint(vec![(name.to_owned(), text.clone())], name))
        };
        let alone = on(1);
        assert!(alone.len() > 500, "{} findings", alone.len());
        // Which thread does what is a matter of chance.
        for cores in [2, 2, 3, 4] {
            assert_eq!(on(cores), alone, "{name} on {cores} cores");
        }
    }
}

/// Fixtures with a node replaced, dropped or doubled: whatever comes of it, the program answers.
#[test]
fn damaged_documents_are_answered() {
    let odd = ["~", "[]", "{}", "1", "text", "[[1]]", "{$ref: '#/a'}", "{$ref: 1}", "true", "-1.5e3"];
    let mut runs = 0;
    for (n, fixture) in fixtures().iter().enumerate() {
        let text = std::fs::read_to_string(&fixture.path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (k, line) in lines.iter().enumerate() {
            let Some((key, _)) = line.split_once(':') else { continue };
            let mut damaged = lines.clone();
            let replaced = format!("{key}: {}", odd[(n + k) % odd.len()]);
            match (n + k) % 3 {
                0 => damaged[k] = &replaced,
                1 => {
                    damaged.remove(k);
                }
                _ => damaged.insert(k, line),
            }
            let name = format!("{}.yaml", fixture.name());
            let files = vec![(name.clone(), damaged.join("\n"))];
            lint(files, &name);
            runs += 1;
        }
        // Cut off anywhere.
        let mut cut = text.len() * (n % 7 + 1) / 8;
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        lint(vec![("cut.yaml".to_owned(), text[..cut].to_owned())], "cut.yaml");
    }
    assert!(runs > 1000 && root().exists());
}
