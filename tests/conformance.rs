//! Independent suites: where they lie beside the project, or where `tests/fetch-suites` put them.

mod common;

use std::path::PathBuf;
use std::sync::Arc;

use apivet::model::{Direction, validate};
use apivet::source::Source;
use apivet::spec::{NoFiles, Version, Workspace};
use apivet::tree::{Limits, Tree, write_json};
use common::shared;
use serde_json::{Value, json};

/// The cases of a suite: what `tests/fetch-suites` made, or the part that lies beside the project.
fn suite(name: &str) -> Option<PathBuf> {
    match std::env::var_os("APIVET_SUITES") {
        // Who says that it is there is told where it is not.
        Some(folder) => Some(common::root().join(folder).join(name)),
        None => shared(&format!("cases/{name}")),
    }
}

fn rows(path: &std::path::Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn parse(name: &str, text: &str) -> Tree {
    Tree::parse(Arc::new(Source::new(name, text)), Limits::default())
}

fn print(tree: &Tree) -> Option<Value> {
    let mut out = Vec::new();
    write_json(&mut out, tree.root(), 1 << 20).ok()?;
    serde_json::from_slice(&out).ok()
}

/// Equal as JSON values: `1` and `1.0` are.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => x == y || x.as_f64() == y.as_f64(),
        (Value::Array(x), Value::Array(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y)),
        (Value::Object(x), Value::Object(y)) => {
            x.len() == y.len() && x.iter().all(|(k, v)| y.get(k).is_some_and(|w| same(v, w)))
        }
        _ => a == b,
    }
}

#[test]
fn yaml_test_suite() {
    let Some(path) = suite("yaml-test-suite.jsonl") else { return };
    let mut wrong = Vec::new();
    for row in rows(&path) {
        let tree = parse("in.yaml", row["yaml"].as_str().unwrap());
        if row["error"] == true {
            // Slips are refused by the standard, and read as some readers do.
            if tree.errors().is_empty() && tree.slips().is_empty() {
                wrong.push(format!("{} is accepted", row["id"]));
            }
            continue;
        }
        let single = row["events"].as_str().unwrap_or("").matches("+DOC").count() == 1;
        let Ok(want) = serde_json::from_str::<Value>(row["json"].as_str().unwrap_or("")) else { continue };
        if single && !print(&tree).is_some_and(|got| same(&got, &want)) {
            wrong.push(format!("{}: {:?} {:?}", row["id"], print(&tree), tree.errors()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn json_test_suite() {
    let Some(path) = suite("json-test-suite.jsonl") else { return };
    for row in rows(&path) {
        let Some(text) = row["text"].as_str() else { continue };
        let tree = parse("in.json", text);
        match row["expect"].as_str().unwrap() {
            "accept" => {
                assert!(tree.errors().is_empty(), "{}: {:?}", row["name"], tree.errors());
                let want: Value = serde_json::from_str(text).unwrap();
                assert!(same(&print(&tree).unwrap(), &want), "{}", row["name"]);
            }
            "reject" => assert!(!tree.errors().is_empty(), "{} is accepted", row["name"]),
            _ => {}
        }
    }
}

/// The validator never calls a valid value invalid, and finds nearly all that are.
#[test]
fn json_schema_test_suite() {
    let Some(path) = suite("json-schema-test-suite.jsonl") else { return };
    let (mut invalid, mut found, mut false_alarms) = (0, 0, Vec::new());
    for row in rows(&path).into_iter().filter(|r| r["draft"] == "draft2020-12") {
        let file = row["file"].as_str().unwrap();
        // `format` is an annotation there, and what needs other documents is not here.
        if file.contains("format") || row["schema"].to_string().contains("localhost:1234") {
            continue;
        }
        let mut schema = row["schema"].clone();
        if let Some(fields) = schema.as_object_mut() {
            fields.entry("$id").or_insert(json!("https://example.com/test"));
        }
        let data: Vec<&Value> = row["tests"].as_array().unwrap().iter().map(|t| &t["data"]).collect();
        let document = json!({
            "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
            "components": {"schemas": {"S": schema}}, "x-data": data,
        });
        let workspace = Workspace::build(vec![parse("t.json", &document.to_string())], &NoFiles);
        let root = workspace.trees()[0].root();
        let schema = root.resolve_pointer("/components/schemas/S").unwrap();
        for (n, test) in row["tests"].as_array().unwrap().iter().enumerate() {
            let value = root.resolve_pointer(&format!("/x-data/{n}")).unwrap();
            let verdict = validate(&workspace, schema, value, Version::V3_1, Direction::Either, false);
            if test["valid"] == true {
                if let Err(mismatches) = verdict {
                    let why = mismatches.first().map_or("", |m| m.message.as_str()).to_owned();
                    false_alarms.push(format!("{file}: {} / {}: {why}", row["description"], test["description"]));
                }
            } else {
                invalid += 1;
                found += usize::from(verdict.is_err());
            }
        }
    }
    println!("{found} of {invalid} invalid values are found, {} false alarms", false_alarms.len());
    assert!(false_alarms.is_empty(), "{false_alarms:#?}");
    assert!(found * 100 >= invalid * 75, "{found} of {invalid}");
}
