//! Files on disk, declared ids, fixtures and the catalogue are one list.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{apivet, root, shared, stdout};

/// The rules with files of their own.
fn rules() -> Vec<serde_json::Value> {
    let output = apivet(&["rules", "--isolated", "-f", "json"]);
    let mut all: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).expect("a JSON array");
    all.retain(|r| r["reportedBy"] != "diff");
    all
}

fn folders(part: &str) -> BTreeSet<String> {
    let names = walkdir::WalkDir::new(root().join(part)).min_depth(2).max_depth(2).into_iter().map(|e| e.unwrap());
    let path = |e: &walkdir::DirEntry| e.path().strip_prefix(root().join(part)).unwrap().to_string_lossy().into_owned();
    names
        // No name of a module begins with a digit.
        .map(|e| path(&e).replace(".rs", "").replace('_', "-").replace("/r429-", "/429-"))
        .filter(|n| {
            !n.ends_with("/mod")
                && !n.starts_with("shop/")
                && !n.starts_with("compat/")
                && !n.starts_with("comparisons/")
                && !n.starts_with("support/")
        })
        .collect()
}

#[test]
fn every_rule_has_its_file_and_its_fixtures() {
    let declared: BTreeSet<String> =
        rules().iter().map(|r| format!("{}/{}", r["category"].as_str().unwrap(), r["id"].as_str().unwrap())).collect();
    assert_eq!(declared, folders("src/rules"));
    assert_eq!(declared, folders("fixtures"));
    for rule in &declared {
        let of_view = common::is_of_runs(rule.rsplit('/').next().unwrap());
        for file in ["fail.yaml", "pass.yaml", "fail.snap"].into_iter().filter(|f| !of_view || *f != "fail.snap") {
            assert!(root().join("fixtures").join(rule).join(file).exists(), "{rule} has no {file}");
        }
    }
}

#[test]
fn every_rule_explains_itself() {
    for rule in rules() {
        let id = rule["id"].as_str().unwrap();
        let output = apivet(&["explain", id]);
        assert!(output.status.success());
        let text = stdout(&output);
        for part in ["Why\n", "Bad\n", "Good\n", "Configure (apivet.yaml)\n", "When to disable it\n"] {
            assert!(text.contains(part), "{id} has no {part}");
        }
        assert!(rule["why"].as_str().unwrap().len() > 60, "{id} says too little");
        let summary = rule["summary"].as_str().unwrap();
        assert!(!summary.ends_with('.'), "{id}: {summary}");
        let rests_on_something = !rule["references"].as_array().unwrap().is_empty();
        assert!(
            rests_on_something || id.contains("ignore") || id.contains("waiver") || id.contains("configuration"),
            "{id} names no standard"
        );
    }
}

#[test]
fn the_configuration_that_explain_shows_is_valid() {
    let folder = tempfile::tempdir().unwrap();
    for rule in rules() {
        let id = rule["id"].as_str().unwrap();
        let text = stdout(&apivet(&["explain", id]));
        let shown = text.split("Configure (apivet.yaml)\n").nth(1).unwrap().split("\nSuppress one").next().unwrap();
        let config: String = shown.lines().map(|l| format!("{}\n", l.strip_prefix("    ").unwrap_or(l))).collect();
        let path = folder.path().join("apivet.yaml");
        std::fs::write(&path, &config).unwrap();
        let output = apivet(&["rules", "--config", path.to_str().unwrap()]);
        assert!(output.status.success(), "{id}:\n{config}\n{}", common::stderr(&output));
    }
}

#[test]
fn the_catalogue_is_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().to_str().unwrap();
    assert!(apivet(&["rules", "--isolated", "-f", "markdown", "-o", made]).status.success());
    let pages = |folder: &std::path::Path| -> BTreeMap<String, String> {
        let files = walkdir::WalkDir::new(folder).into_iter().map(|e| e.unwrap().into_path());
        let pages = files.filter(|p| p.extension().is_some_and(|e| e == "md") && !p.ends_with("DIFFERENCES.md"));
        let name = |p: &std::path::Path| p.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
        pages.map(|p| (name(&p), std::fs::read_to_string(&p).unwrap())).collect()
    };
    let (now, held) = (pages(folder.path()), pages(&root().join("rules")));
    let differ: Vec<&String> = now.keys().chain(held.keys()).filter(|name| now.get(*name) != held.get(*name)).collect();
    assert!(differ.is_empty(), "run: cargo run -- rules -f markdown -o rules (not up to date: {differ:?})");
}

#[test]
fn packs_name_rules_that_exist() {
    for pack in [
        "recommended",
        "strict",
        "security",
        "owasp",
        "lifecycle",
        "wso2",
        "version-in-url",
        "version-in-header",
        "version-in-query",
        "version-in-media-type",
        "team",
        "all",
        "off",
    ] {
        let pack = &format!("apivet:{pack}");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("apivet.yaml");
        std::fs::write(&path, format!("extends: [\"{pack}\"]\n")).unwrap();
        let output = apivet(&["rules", "-f", "json", "--config", path.to_str().unwrap()]);
        assert!(output.status.success(), "{pack}: {}", common::stderr(&output));
        let rules: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
        let on = rules.iter().filter(|r| r["on"] == true).count();
        match pack.as_str() {
            "apivet:lifecycle" => assert!(on > 20, "{pack} has {on} rules"),
            // Changes are judged by the comparison itself.
            "apivet:all" => assert_eq!(on, rules.len()),
            "apivet:off" => {
                assert_eq!(rules.iter().filter(|r| r["on"] == true && r["reportedBy"] != "diff").count(), 0)
            }
            _ => assert!(on > 30, "{pack} has {on} rules"),
        }
    }
}

#[test]
fn the_rules_that_were_asked_for_are_there() {
    let Some(path) = shared("research/rules-union.tsv") else { return };
    let output = apivet(&["rules", "--isolated", "-f", "json"]);
    let all: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).expect("a JSON array");
    let names = |r: &serde_json::Value| {
        let aliases = r["aliases"].as_array().unwrap().iter();
        aliases.chain([&r["id"]]).map(|n| n.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let ids: BTreeSet<String> = all.iter().flat_map(names).collect();
    let groups = [
        "structure",
        "auth",
        "scopes",
        "transport",
        "versioning",
        "throttling",
        "input",
        "errors",
        "lifecycle",
        "exposure",
        "naming",
        "docs",
    ];
    for line in std::fs::read_to_string(path).unwrap().lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        if groups.contains(&fields[0]) {
            assert!(ids.contains(fields[1]), "{} is missing", fields[1]);
        }
    }
}

/// The script that lays out a new rule makes its files, and keeps the lists of the category in order.
#[cfg(unix)]
#[test]
fn the_files_of_a_new_rule_can_be_laid_out() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("src/rules/docs");
    std::fs::create_dir_all(&here).unwrap();
    std::fs::create_dir(folder.path().join("rules")).unwrap();
    std::fs::copy(root().join("rules/new-rule.sh"), folder.path().join("rules/new-rule.sh")).unwrap();
    std::fs::copy(root().join("src/rules/docs/mod.rs"), here.join("mod.rs")).unwrap();
    let run = |arguments: &[&str]| {
        let mut script = std::process::Command::new("bash");
        script.arg(folder.path().join("rules/new-rule.sh")).args(arguments).output().unwrap()
    };
    let made = run(&["docs", "summary-too-long"]);
    assert!(made.status.success(), "{}", common::stderr(&made));
    for file in ["src/rules/docs/summary_too_long.rs", "fixtures/docs/summary-too-long/fail.yaml"] {
        assert!(folder.path().join(file).exists(), "{file}");
    }
    let lines = |path: &std::path::Path| -> Vec<String> {
        std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
    };
    let before = lines(&root().join("src/rules/docs/mod.rs"));
    let after = lines(&here.join("mod.rs"));
    let new: Vec<&String> = after.iter().filter(|l| !before.contains(l)).collect();
    assert_eq!(new, ["mod summary_too_long;", "    &summary_too_long::RULE,"]);
    for kind in ["mod ", "    &"] {
        let listed: Vec<&String> = after.iter().filter(|l| l.starts_with(kind)).collect();
        assert!(listed.is_sorted(), "{listed:?}");
    }
    for wrong in [&["docs", "summary-too-long"][..], &["dogs", "a-b"], &["docs", "A_b"], &["docs"]] {
        assert_eq!(run(wrong).status.code(), Some(2), "{wrong:?}");
    }
}
