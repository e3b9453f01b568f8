//! Each rule reports its `fail*` fixtures, as held in a snapshot beside them, and is silent on its
//! `pass*` fixtures; every rule runs on every fixture.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use apivet::rule::Rule;
use apivet::rule::examples::{self, Examples};
use apivet::rules;
use common::{Fixture, TODAY, apivet, findings, findings_on, fixtures, root, stderr, stdout};
use serde_json::Value;

fn text(fixture: &Fixture) -> String {
    let own = fixture.arguments();
    let mut arguments = vec!["lint", "--style", "full", "--today", TODAY];
    arguments.extend(own.iter().map(String::as_str));
    let output = apivet(&arguments);
    assert_ne!(output.status.code(), Some(2), "{}: {}", fixture.shown(), stderr(&output));
    stdout(&output)
}

#[test]
fn bad_documents_are_reported_as_held() {
    for fixture in fixtures().iter().filter(|f| f.name().starts_with("fail")) {
        let own = fixture.arguments();
        let found = findings(&own.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(found.iter().any(|f| f["rule"] == fixture.rule.as_str()), "{} is not reported", fixture.shown());
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(fixture.path.parent().unwrap());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(fixture.name(), text(fixture)));
    }
}

#[test]
fn good_documents_are_not_reported() {
    for fixture in fixtures().iter().filter(|f| f.name().starts_with("pass")) {
        let own = fixture.arguments();
        let found = findings(&own.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(found.is_empty(), "{}: {found:#?}", fixture.shown());
    }
}

/// What keeps a rule silent, one thing each: a document of that, and the same document without it, which is reported.
#[test]
fn each_guard_keeps_its_rule_silent() {
    let mut guards = 0;
    let folders = walkdir::WalkDir::new(root().join("fixtures")).min_depth(3).max_depth(3).sort_by_file_name();
    let folders = folders.into_iter().map(|e| e.unwrap().into_path()).filter(|p| p.ends_with("guards"));
    for folder in folders {
        let shown = folder.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        let rule = folder.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        let mut names: Vec<String> = std::fs::read_dir(&folder)
            .unwrap()
            .filter_map(|e| e.unwrap().file_name().to_string_lossy().strip_suffix(".reports.yaml").map(str::to_owned))
            .collect();
        names.sort();
        let reported = |files: &[String], config: &[&str]| -> BTreeSet<String> {
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            let found = findings_on("2026-11-26", &[&["--select", &rule][..], config, &files].concat());
            let own = found.iter().filter(|f| f["rule"] == rule.as_str());
            // What is said of a part is said of the documents that reach it.
            let files = |f: &Value| [vec![f["file"].clone()], f["reachedFrom"].as_array().cloned().unwrap_or_default()];
            own.flat_map(|f| files(f).concat()).map(|f| f.as_str().unwrap().to_owned()).collect()
        };
        let file = |name: &str, end: &str| format!("{shown}/{name}{end}");
        // Those without a policy of their own are judged in one run.
        let has_policy = |name: &String| root().join(file(name, ".apivet.yaml")).exists();
        let (own, plain): (Vec<String>, Vec<String>) = names.into_iter().partition(has_policy);
        let mut runs: Vec<(Vec<String>, Vec<String>)> = vec![(plain, vec!["--isolated".to_owned()])];
        runs.extend(own.into_iter().map(|n| (vec![n.clone()], vec!["--config".to_owned(), file(&n, ".apivet.yaml")])));
        for (names, config) in runs.into_iter().filter(|(names, _)| !names.is_empty()) {
            let config: Vec<&str> = config.iter().map(String::as_str).collect();
            // Apart: documents that share parts say together what is in them.
            let of = |end: &str| names.iter().map(|n| file(n, end)).collect::<Vec<_>>();
            let mut all = reported(&of(".yaml"), &config);
            all.extend(reported(&of(".reports.yaml"), &config));
            for name in names {
                guards += 1;
                let related = |end: &str| all.contains(&file(&name, end));
                assert!(!related(".yaml"), "{rule} reports {}", file(&name, ".yaml"));
                assert!(related(".reports.yaml"), "{rule} does not report {}", file(&name, ".reports.yaml"));
            }
        }
    }
    println!("{guards} guards");
    assert!(guards > 500);
}

#[test]
fn every_rule_runs_on_every_fixture_and_says_the_same_twice() {
    let run = || apivet(&["lint", "-f", "json", "--config", "fixtures/all.yaml", "--today", TODAY, "fixtures"]);
    let (first, second) = (run(), run());
    assert_eq!(first.status.code(), Some(1), "{}", stderr(&first));
    assert_eq!(first.stdout, second.stdout);
}

#[test]
fn good_documents_are_valid() {
    // A good document of one rule may be bad for another; but none may be broken.
    for fixture in fixtures().iter().filter(|f| f.name() == "pass") {
        let found = findings(&["--isolated", "--select", "spec-valid,unresolved-ref,syntax", &fixture.shown()]);
        assert!(found.is_empty(), "{}: {found:#?}", fixture.shown());
    }
}

/// Rules that speak only once another one is heeded: what is declared then has rules of its own.
const FOLLOWING: [(&str, &str); 12] = [
    // A response that is declared has a schema.
    ("error-401", "error-schema"),
    ("error-5xx", "error-schema"),
    ("error-validation", "error-schema"),
    ("429-response", "error-schema"),
    ("anonymous-unthrottled", "error-schema"),
    ("auth-endpoint-unthrottled", "error-schema"),
    ("file-upload-unbounded", "error-schema"),
    ("rate-limit-declared", "error-schema"),
    // What ends says what to use instead.
    ("deprecated-ref-from-live", "deprecated-without-replacement"),
    ("sunset-without-deprecated", "deprecated-without-replacement"),
    // Only a document of a known version is looked at.
    ("unknown-version", "operation-summary"),
    // What may stay public is where callers log in.
    ("security-explicitly-public-write", "auth-endpoint-unthrottled"),
];

/// No rule asks for what another one reports: the document that a rule is content with has no finding of the recommended
/// rules that the other one has not.
#[test]
fn no_rule_asks_for_what_another_one_reports() {
    let all = fixtures();
    let mut contradictions = Vec::new();
    for bad in all.iter().filter(|f| f.name() == "fail") {
        let good = all.iter().find(|f| f.rule == bad.rule && f.name() == "pass");
        let rules = |f: &Fixture| -> BTreeSet<String> {
            let found = findings_on(TODAY, &["--isolated", &f.shown()]);
            found.iter().map(|f| f["rule"].as_str().unwrap().to_owned()).collect()
        };
        let Some(good) = good else { continue };
        let before = rules(bad);
        let new = rules(good).into_iter().filter(|rule| !before.contains(rule));
        contradictions
            .extend(new.filter(|rule| !FOLLOWING.contains(&(&bad.rule, rule))).map(|r| (bad.rule.clone(), r)));
    }
    assert!(contradictions.is_empty(), "{contradictions:?}");
}

/// `explain` shows the same pairs. `UPDATE_EXAMPLES=1 cargo test --test fixtures` packs them.
#[test]
fn the_pairs_of_explanations_are_these() {
    let pair = |rule: &Rule| {
        let folder = root().join("fixtures").join(rule.category.word()).join(rule.id);
        let read = |name: &str| std::fs::read_to_string(folder.join(name));
        let (bad, good) = (read("fail.yaml").ok()?, read("pass.yaml").ok()?);
        Some((rule.id.to_owned(), Examples { bad, good, config: read("apivet.yaml").unwrap_or_default() }))
    };
    let of_fixtures: BTreeMap<String, Examples> = rules::all().filter_map(pair).collect();
    if std::env::var_os("UPDATE_EXAMPLES").is_some() {
        std::fs::write(root().join("src/rule/examples.z"), apivet::text::pack(&of_fixtures).unwrap()).unwrap();
        return;
    }
    let without: Vec<&str> = rules::all().map(|r| r.id).filter(|id| !of_fixtures.contains_key(*id)).collect();
    assert!(without.is_empty(), "{without:?}");
    assert!(of_fixtures == *examples::all(), "`UPDATE_EXAMPLES=1 cargo test --test fixtures` packs what changed");
}
