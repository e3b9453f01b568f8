//! What is printed follows the schemas that are printed.

mod common;

use common::{TODAY, apivet, apivet_in, folder, root, stderr, stdout};
use serde_json::Value;

/// Checks an output against the schema that is printed for it.
fn check(name: &str, output: &Value) {
    let schema = apivet(&["schema", name]);
    let schema: Value = serde_json::from_slice(&schema.stdout).unwrap();
    jsonschema::meta::validate(&schema).unwrap_or_else(|e| panic!("{name}: {e}"));
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let wrong: Vec<String> =
        validator.iter_errors(output).take(5).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(wrong.is_empty(), "{name}: {wrong:#?}");
}

fn printed(arguments: &[&str]) -> Value {
    let output = apivet(&[arguments, &["-f", "json", "--today", TODAY]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{arguments:?}: {e}\n{}", stderr(&output)))
}

#[test]
fn lint_follows_its_schema() {
    check("lint", &printed(&["lint", "--config", "fixtures/all.yaml", "fixtures/shop", "fixtures/auth"]));
    check("lint", &printed(&["lint", "--isolated", "nothing/*.yaml"]));
    let f = folder(&[
        ("a.yaml", "openapi: 3.1.0\ninfo: {title: Orders, version: 1.0.0}\npaths: {}\n"),
        ("b.yaml", "<<<<<<< HEAD\nopenapi: 3.1.0\n"),
    ]);
    let output = apivet_in(f.path(), &["lint", "-f", "json"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    check("lint", &json);
    assert_eq!((&json["summary"]["documents"], &json["summary"]["skipped"]), (&1.into(), &1.into()));
    assert_eq!(json["skipped"][0]["file"], "b.yaml");
}

#[test]
fn diff_follows_its_schema() {
    let pairs = walkdir::WalkDir::new(root().join("fixtures/comparisons")).min_depth(1).max_depth(1);
    for pair in pairs.into_iter().map(|e| e.unwrap().into_path()) {
        let file = |name: &str| pair.join(name).to_string_lossy().into_owned();
        check("diff", &printed(&["diff", "--isolated", &file("base.yaml"), &file("revision.yaml")]));
    }
    let json =
        printed(&["diff", "--isolated", "--docs", "fixtures/comparisons", "fixtures/comparisons", "-F", "never"]);
    assert!(
        json["documents"].as_array().is_some_and(|documents| !documents.is_empty()) && json["documentation"].is_array()
    );
    check("diff", &json);
    let pair = |name: &str| format!("fixtures/comparisons/documentation-only/{name}.yaml");
    let json = printed(&["diff", "--isolated", "--docs", &pair("base"), &pair("revision")]);
    assert!(json["documentation"].as_array().is_some_and(|changes| !changes.is_empty()));
    check("diff", &json);
    let f = folder(&[(
        "apivet.yaml",
        "ignore:\n  - {rule: request-body-became-enum, reason: agreed, owner: orders, expires: 2027-01-31}\n",
    )]);
    let config = f.path().join("apivet.yaml").to_string_lossy().into_owned();
    let pair = "fixtures/compat/request-body-became-enum";
    let json = printed(&["diff", "-c", &config, &format!("{pair}/base.yaml"), &format!("{pair}/revision.yaml")]);
    check("diff", &json);
    assert_eq!(json["acknowledged"][0]["owner"], "orders");
}

#[test]
fn views_follow_their_schemas() {
    check("audit", &printed(&["audit", "--isolated", "fixtures/shop", "fixtures/auth"]));
    let pair = "fixtures/comparisons/door-opened";
    let (base, revision) = (format!("{pair}/base.yaml"), format!("{pair}/revision.yaml"));
    check("audit", &printed(&["audit", "--isolated", &revision, "--against", &base]));
    let inventory = printed(&["inventory", "fixtures/shop", "fixtures/lifecycle"]);
    check("inventory", &inventory);
    assert!(!inventory["findings"].as_array().unwrap().is_empty());
}

#[test]
fn configurations_follow_their_schema() {
    for text in [
        "extends: [apivet:strict]\nrules: {info-contact: off, auth: warn}\nexclude: [x/**]\n",
        "rules:\n  corp-title:\n    given: $.info\n    then: {field: title, function: truthy}\n",
    ] {
        check("config", &serde_yaml::from_str(text).unwrap());
        let f = folder(&[("apivet.yaml", text)]);
        assert_eq!(apivet_in(f.path(), &["rules"]).status.code(), Some(0), "{text}");
    }
}
