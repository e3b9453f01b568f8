//! Everything that is said of documents, in one list to be read aloud: `.ci/texts` prints it.

mod common;

use std::collections::BTreeSet;

use common::{apivet, findings, fixtures, root, stdout};
use serde_json::Value;

/// What is said of each document that a rule must report, of each pair of versions, and of documents by rulesets in
/// Spectral's format.
fn texts() -> Vec<String> {
    let mut all = Vec::new();
    let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
    for fixture in fixtures().iter().filter(|f| f.name().starts_with("fail")) {
        let own = fixture.arguments();
        for found in findings(&own.iter().map(String::as_str).collect::<Vec<_>>()) {
            let mut line = format!("{}: {}", text(&found["rule"]), text(&found["message"]));
            for part in [&found["label"], &found["help"]] {
                line += &format!(" | {}", text(part));
            }
            let related = found["labels"].as_array().into_iter().flatten();
            related.for_each(|place| line += &format!(" | {}", text(&place["message"])));
            all.push(format!("{line} ({})", fixture.shown()));
        }
    }
    let pairs = std::fs::read_to_string(root().join("tests/snapshots/changes_of_the_pairs.snap")).unwrap();
    all.extend(pairs.lines().filter(|l| l.starts_with("  ") && !l.starts_with("    ")).map(|l| l.trim().to_owned()));
    for set in ["spectral-oas", "spectral-owasp"] {
        let file = std::fs::read_to_string(root().join(format!("rules/{set}.yaml"))).unwrap();
        let set: Value = serde_yaml::from_str(&file).unwrap();
        for (id, rule) in set["rules"].as_object().into_iter().flatten() {
            all.push(format!("{id}: {} | {}", text(&rule["message"]), text(&rule["description"])));
        }
    }
    all
}

#[test]
fn every_rule_and_change_is_in_the_list() {
    let all = texts();
    let said: BTreeSet<&str> = all.iter().filter_map(|line| line.split(": ").next()?.split(' ').next_back()).collect();
    let listed: Vec<Value> = serde_json::from_slice(&apivet(&["rules", "--isolated", "-f", "json"]).stdout).unwrap();
    let missing: Vec<&str> = listed
        .iter()
        .filter(|rule| rule["reportedBy"] == "lint")
        .map(|rule| rule["id"].as_str().unwrap())
        .filter(|id| !said.contains(id) && !common::is_of_runs(id))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(all.len() > 1500, "{}", all.len());
    // A message is one line, and no sentence.
    let ends = |line: &&String| line.split(" | ").next().is_some_and(|message| message.ends_with('.'));
    let ended: Vec<&String> = all.iter().filter(ends).collect();
    assert!(ended.is_empty(), "{ended:#?}");
}

#[test]
#[ignore = "prints the list, for reading"]
fn print() {
    texts().iter().for_each(|line| println!("{line}"));
    println!("{}", stdout(&apivet(&["--help"])));
}
