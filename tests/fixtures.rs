//! Each rule reports its `fail*` fixtures, as held in a snapshot beside them, and is silent on its
//! `pass*` fixtures; every rule runs on every fixture.

mod common;

use common::{Fixture, TODAY, apivet, findings, fixtures, stderr, stdout};

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
