//! apivet inside of other programs says what the program says, and needs nothing that a command line needs.

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use apivet::{Compatibility, Day, Diff, Document, Linter, Policy, Severity};
use common::{TODAY, apivet, root, stdout};
use serde_json::Value;

fn today() -> Day {
    Day::parse(TODAY).unwrap()
}

/// The document of a path, with the files that stand beside it in the project.
fn document(path: &str) -> Document {
    let text = std::fs::read_to_string(root().join(path)).unwrap();
    Document::new(path, text)
        .with_files(|name: &str| std::fs::read_to_string(root().join(name)).map_err(|why| why.to_string()))
}

fn documents(pattern: &str, name: &str) -> Vec<String> {
    let folder = root().join("fixtures");
    let paths = walkdir::WalkDir::new(folder.join(pattern)).sort_by_file_name().into_iter().flatten();
    let paths = paths.map(walkdir::DirEntry::into_path).filter(|p| p.file_name().is_some_and(|n| n == name));
    paths.map(|p| p.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")).collect()
}

/// Rule, place and fingerprint of what the program reports.
fn told(output: &str, key: &str) -> BTreeSet<String> {
    let output: Value = serde_json::from_str(output).unwrap();
    let all = output[key].as_array().unwrap();
    let one = |d: &Value| {
        let text = |name: &str| d[name].as_str().unwrap_or_default().to_owned();
        format!("{} {} {}", text(if key == "changes" { "id" } else { "rule" }), text("fingerprint"), text("message"))
    };
    all.iter().map(one).collect()
}

fn found(findings: &[apivet::Finding]) -> BTreeSet<String> {
    findings.iter().map(|f| format!("{} {} {}", f.rule(), f.fingerprint(), f.message())).collect()
}

#[test]
fn the_library_lints_as_the_program_does() {
    let linter = Linter::new(&Policy::default(), today());
    let mut seen = 0;
    for path in documents("auth", "fail.yaml").iter().chain(&documents("structure", "fail.yaml")) {
        let output = apivet(&["lint", "--isolated", "--today", TODAY, "-f", "json", path]);
        let report = linter.lint(&document(path));
        assert_eq!(found(report.findings()), told(&stdout(&output), "diagnostics"), "{path}");
        seen += report.findings().len();
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn the_library_compares_as_the_program_does() {
    let diff = Diff::new(&Policy::default(), today());
    let mut breaking = 0;
    for base in documents("compat", "base.yaml").iter().step_by(7) {
        let revision = base.replace("base.yaml", "revision.yaml");
        let output = apivet(&["diff", "--isolated", "--today", TODAY, "-f", "json", base, &revision]);
        let comparison = diff.compare(&document(base), &document(&revision)).unwrap();
        assert_eq!(found(comparison.findings()), told(&stdout(&output), "changes"), "{base}");
        breaking += usize::from(comparison.compatibility() == Some(Compatibility::Breaking));
    }
    assert!(breaking > 5, "{breaking}");
}

#[test]
fn files_come_from_whoever_embeds_it() {
    let text = "openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\npaths:\n  /a: {$ref: 'parts/a.yaml'}\n";
    let part = "get:\n  responses:\n    '200': {description: D}\n  operationId: 7\n";
    let linter = Linter::new(&Policy::default(), today());
    let with = Document::new("api/openapi.yaml", text).with_files(move |name: &str| {
        if name == "api/parts/a.yaml" { Ok(part.to_owned()) } else { Err(format!("{name} is not given")) }
    });
    let report = linter.lint(&with);
    let finding =
        report.findings().iter().find(|f| f.location().file() == "api/parts/a.yaml" && f.severity() == Severity::Error);
    assert_eq!(finding.unwrap().location().to_string(), "api/parts/a.yaml:4:16");
    let report = linter.lint(&Document::new("api/openapi.yaml", text));
    assert!(report.findings().iter().any(|f| f.rule() == "unresolved-ref"), "{:#?}", report.findings());
}

#[test]
fn a_policy_is_read_or_says_what_is_wrong() {
    let policy = Policy::read(&Document::new("apivet.yaml", "rules: {info-license: error}\n"));
    let document = Document::new("a.yaml", "openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\npaths: {}\n");
    let report = Linter::new(&policy.unwrap(), today()).lint(&document);
    assert!(report.findings().iter().any(|f| f.rule() == "info-license" && f.severity() == Severity::Error));
    let error = Policy::read(&Document::new("apivet.yaml", "rules: {info-licence: error}\n")).unwrap_err();
    assert!(error.to_string().starts_with("the configuration cannot be used: apivet.yaml:1:9: "), "{error}");
}

#[test]
fn fixes_can_be_made() {
    let path = documents("", "fail.yaml").into_iter().find(|path| {
        let report = Linter::new(&Policy::default(), today()).lint(&document(path));
        report.findings().iter().any(|f| f.fix().is_some_and(|fix| fix.is_safe()))
    });
    let path = path.expect("a document with a safe fix");
    let linter = Linter::new(&Policy::default(), today());
    let report = linter.lint(&document(&path));
    let finding = report.findings().iter().find(|f| f.fix().is_some_and(|fix| fix.is_safe())).unwrap();
    let mut text = std::fs::read_to_string(root().join(&path)).unwrap();
    let mut all: Vec<_> = finding.fix().unwrap().replacements().collect();
    all.sort_by_key(|r| std::cmp::Reverse(r.location.bytes().start));
    all.iter().for_each(|r| text.replace_range(r.location.bytes(), &r.text));
    let fixed = linter.lint(&Document::new(path.as_str(), text));
    assert!(fixed.findings().iter().all(|f| f.fingerprint() != finding.fingerprint()), "{finding}");
}

#[test]
fn the_library_needs_no_command_line() {
    let tree = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO"));
        command.current_dir(root()).args(["tree", "--locked", "--offline", "--edges", "normal", "--prefix", "none"]);
        let output = command.args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().filter_map(|l| l.split(' ').next()).map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let library = tree(&["--no-default-features"]);
    for name in ["clap", "miette", "ignore", "tempfile", "anstream", "askama", "rquickjs", "curl", "git2", "ureq"] {
        assert!(!library.contains(name), "{name}");
    }
    assert!(tree(&[]).contains("clap"));
}

/// The library is handed everything: what it is made of starts nothing, and opens nothing.
#[test]
fn the_library_opens_nothing() {
    let library = root().join("src/library");
    let files: Vec<PathBuf> = std::fs::read_dir(library).unwrap().map(|e| e.unwrap().path()).collect();
    assert!(files.len() > 4);
    for file in files {
        let text = std::fs::read_to_string(Path::new(&file)).unwrap();
        for word in ["std::fs", "std::process", "std::env", "SystemTime", "std::net"] {
            assert!(!text.contains(word), "{} has {word}", file.display());
        }
    }
}
