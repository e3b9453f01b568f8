//! Each id of a change has a pair of documents that produces it.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use apivet::diff::pairs::{self, Pair};
use apivet::engine::example_in;
use common::{TODAY, apivet, root, stderr, stdout};
use serde_json::Value;

/// Ids that no pair of documents produces: a document that is not there any more is seen by a run over directories.
const OF_RUNS: [&str; 1] = ["api-document-removed"];

fn ids() -> BTreeSet<String> {
    let output = apivet(&["rules", "--category", "compat", "--isolated", "-f", "json"]);
    let changes: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    changes.iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect()
}

fn folders() -> Vec<PathBuf> {
    let folders = std::fs::read_dir(root().join("fixtures/compat")).unwrap();
    let mut pairs: Vec<PathBuf> = folders.map(|f| f.unwrap().path()).collect();
    pairs.sort();
    pairs
}

fn comparison(pair: &Path) -> Value {
    let file = |name: &str| pair.join(name).to_string_lossy().into_owned();
    let config = pair.join("apivet.yaml").exists();
    let config = if config { vec!["--config".to_owned(), file("apivet.yaml")] } else { vec!["--isolated".to_owned()] };
    let mut arguments = vec!["diff".to_owned(), file("base.yaml"), file("revision.yaml")];
    arguments.extend(config);
    let mut arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    arguments.extend(["-f", "json", "--fail-on", "never", "--today", TODAY]);
    let output = apivet(&arguments);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{}: {e}\n{}{}", pair.display(), stdout(&output), stderr(&output)))
}

/// What a comparison says, a line for the verdict and one for each change.
fn told(comparison: &Value) -> String {
    let text = |of: &Value, key: &str| of[key].as_str().unwrap_or_default().to_owned();
    let verdict = &comparison["verdict"];
    let words = ["compatibility", "security", "required_bump", "declared_bump"].map(|key| text(verdict, key));
    let mut out = format!("{}{}\n", words.join(" "), if verdict["sufficient"] == true { "" } else { " (too little)" });
    for change in comparison["changes"].as_array().unwrap() {
        let words = ["compatibility", "security", "severity", "id"].map(|key| text(change, key));
        out += &format!("  {}: {}", words.join(" "), text(change, "message"));
        if let Some(reason) = change["reason"].as_str() {
            out += &format!(" ({reason})");
        }
        if !change["witness"].is_null() {
            out += &format!("\n    {}", change["witness"]);
        }
        out.push('\n');
    }
    out
}

#[test]
fn every_id_has_a_pair_that_produces_it() {
    let mut known: BTreeSet<String> =
        folders().iter().map(|p| p.file_name().unwrap().to_string_lossy().into_owned()).collect();
    known.extend(OF_RUNS.map(str::to_owned));
    assert_eq!(ids(), known);
    let (pairs, missing, all) = (Mutex::new(folders()), Mutex::new(Vec::new()), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(pair) = { pairs.lock().unwrap().pop() } {
                    let id = pair.file_name().unwrap().to_string_lossy().into_owned();
                    let comparison = comparison(&pair);
                    let found = comparison["changes"].as_array().unwrap();
                    all.lock().unwrap().insert(id.clone(), told(&comparison));
                    if !found.iter().any(|change| change["id"] == id.as_str()) {
                        let others: Vec<String> = found.iter().map(|c| c["id"].to_string()).collect();
                        missing.lock().unwrap().push(format!("{id}: {others:?}"));
                    }
                }
            });
        }
    });
    let missing = missing.into_inner().unwrap();
    assert!(missing.is_empty(), "{missing:#?}");
    let all: Vec<String> = all.into_inner().unwrap().into_iter().map(|(id, told)| format!("{id}: {told}")).collect();
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("changes_of_the_pairs", all.join("\n"));
    });
}

/// `explain` shows the same pairs. `UPDATE_PAIRS=1 cargo test --test changes` packs them.
#[test]
fn the_pairs_of_explanations_are_these() {
    let pair = |folder: &PathBuf| {
        let read = |name: &str| std::fs::read_to_string(folder.join(name));
        let (base, revision) = (read("base.yaml").unwrap(), read("revision.yaml").unwrap());
        (
            folder.file_name().unwrap().to_string_lossy().into_owned(),
            Pair { base, revision, config: read("apivet.yaml").ok() },
        )
    };
    let of_fixtures: BTreeMap<String, Pair> = folders().iter().map(pair).collect();
    if std::env::var_os("UPDATE_PAIRS").is_some() {
        std::fs::write(root().join("src/diff/pairs.z"), apivet::text::pack(&of_fixtures).unwrap()).unwrap();
        return;
    }
    assert_eq!(of_fixtures.keys().collect::<Vec<_>>(), pairs::pairs().keys().collect::<Vec<_>>());
    assert!(of_fixtures == pairs::pairs(), "`UPDATE_PAIRS=1 cargo test --test changes` packs what changed");
    let silent: Vec<&String> =
        of_fixtures.iter().filter(|(id, pair)| example_in(id, (*pair).clone()).is_none()).map(|(id, _)| id).collect();
    assert!(silent.is_empty(), "{silent:?}");
}
