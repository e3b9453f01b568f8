//! What every command asks for means the same in all of them: day, root, configuration, jobs; and files are written
//! whole.

mod common;

use std::path::Path;

use common::{TODAY, apivet_in, command, findings_in, folder, stderr, stdout};

const API: &str = "openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
servers: [{url: https://api.acme.com/v1}]
paths:
  /orders: {$ref: '../shared/orders.yaml'}
";
const REFERENCE: &str = "{$ref: '../shared/orders.yaml'}";
const ORDERS: &str = "get:
  operationId: listOrders
  responses: {'200': {description: d}}
";

/// The commands that judge documents, each on the files of [`workspace`].
const COMMANDS: [&[&str]; 7] = [
    &["lint", "api.yaml"],
    &["diff", "base.yaml", "api.yaml"],
    &["lint", "api.yaml", "--against", "base.yaml"],
    &["audit", "api.yaml"],
    &["promote", "base.yaml", "api.yaml"],
    &["inventory", "api.yaml"],
    &["report", "api.yaml"],
];

fn workspace(config: &str) -> tempfile::TempDir {
    folder(&[
        ("shop/apivet.yaml", config),
        ("shop/api.yaml", API),
        ("shop/base.yaml", API),
        ("shared/orders.yaml", ORDERS),
    ])
}

fn run(dir: &Path, arguments: &[&str], more: &[&str]) -> (Option<i32>, String) {
    let output = apivet_in(&dir.join("shop"), &[arguments, more].concat());
    (output.status.code(), stdout(&output) + &stderr(&output))
}

#[test]
fn the_day_is_read_alike_in_every_command() {
    let dir = workspace("");
    for arguments in COMMANDS {
        for (variable, option) in [(Some("soon"), None), (None, Some("2027-02-31")), (None, Some("tomorrow"))] {
            let mut command = command(&dir.path().join("shop"), arguments);
            command.args(option.iter().flat_map(|day| ["--today", *day]));
            command.envs(variable.map(|day| ("APIVET_TODAY", day)));
            let output = command.output().unwrap();
            let given = variable.or(option).unwrap();
            assert_eq!(output.status.code(), Some(2), "{arguments:?} {given}: {}", stdout(&output));
            assert!(stderr(&output).contains(given), "{arguments:?}: {}", stderr(&output));
        }
    }
}

#[test]
fn the_root_is_asked_for_alike_in_every_command() {
    let says = |dir: &Path, arguments: &[&str], more: &[&str]| run(dir, arguments, more).1.contains("out of");
    for arguments in COMMANDS {
        let closed = workspace("");
        assert!(says(closed.path(), arguments, &["--root", "."]), "{arguments:?} stays inside");
        assert!(!says(closed.path(), arguments, &["--root", ".."]), "{arguments:?} with `--root ..`");
        assert_eq!(run(closed.path(), arguments, &["--root", "gone"]).0, Some(2), "{arguments:?}");
        let open = workspace("root: ..\n");
        assert_eq!(run(open.path(), arguments, &[]).0, Some(2), "{arguments:?}: a configuration only narrows");
        let narrow = workspace("root: .\n");
        assert!(says(narrow.path(), arguments, &[]), "{arguments:?} with `root: .`");
        let wrong = workspace("root: gone\n");
        assert_eq!(run(wrong.path(), arguments, &[]).0, Some(2), "{arguments:?}");
    }
}

#[test]
fn a_configuration_is_named_alike_in_every_command() {
    let dir = workspace("");
    std::fs::write(dir.path().join("broken.yaml"), "rulez: {}\n").unwrap();
    for arguments in COMMANDS {
        let (code, said) = run(dir.path(), arguments, &["--config", "../broken.yaml", "--jobs", "1", "--root", ".."]);
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(said.contains("broken.yaml:1:1") && said.contains("did you mean `rules`?"), "{arguments:?}: {said}");
    }
}

#[test]
fn a_folder_is_compared_by_the_configuration_of_each_document() {
    let document =
        |day: u32| API.replace(REFERENCE, &format!("{{get: {{responses: {{'200': {{description: d{day}}}}}}}}}"));
    let old = document(1).replace("/orders:", "/order:");
    let dir = folder(&[
        ("now/a/apivet.yaml", "rules: {api-path-removed-without-deprecation: off}\n"),
        ("now/a/api.yaml", &document(2)),
        ("now/b/api.yaml", &document(2)),
        ("was/a/api.yaml", &old),
        ("was/b/api.yaml", &old),
    ]);
    let only = ["now", "--against", "was", "--select", "compat"];
    let found = findings_in(dir.path(), &only);
    let removed: Vec<&str> = found
        .iter()
        .filter(|f| f["rule"] == "api-path-removed-without-deprecation")
        .map(|f| f["file"].as_str().unwrap())
        .collect();
    assert!(!removed.is_empty() && removed.iter().all(|f| f.contains("b/api.yaml")), "{found:?}");
}

#[test]
fn findings_of_one_document_do_not_pay_for_those_of_another() {
    let clean = API.replace(REFERENCE, "{get: {responses: {'200': {description: d}}}}");
    let bad = clean.replace("https:", "http:");
    let dir = folder(&[
        ("was/a/api.yaml", bad.as_str()),
        ("was/b/api.yaml", clean.as_str()),
        // The finding went in one document, and came in the other.
        ("now/a/api.yaml", clean.as_str()),
        ("now/b/api.yaml", bad.as_str()),
    ]);
    let lint = |arguments: &[&str]| {
        let found = findings_in(dir.path(), &[arguments, &["--select", "server-https", "--new-only"]].concat());
        found.iter().map(|f| f["file"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(lint(&["now", "--against", "was"]), ["now/b/api.yaml"]);
    // A file against a file, whatever they are called.
    assert_eq!(lint(&["now/b/api.yaml", "--against", "was/a/api.yaml"]), Vec::<String>::new());
    std::fs::copy(dir.path().join("was/a/api.yaml"), dir.path().join("old.yaml")).unwrap();
    assert_eq!(lint(&["now/b/api.yaml", "--against", "old.yaml"]), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn files_are_written_whole_and_each_by_itself() {
    use std::os::unix::fs::PermissionsExt;

    let dir = folder(&[("api.yaml", API), ("known.json", "old")]);
    let mode = |name: &str| std::fs::metadata(dir.path().join(name)).unwrap().permissions().mode() & 0o777;
    std::fs::set_permissions(dir.path().join("known.json"), std::fs::Permissions::from_mode(0o640)).unwrap();
    // A folder stands where one report should go: the others are written, and the run fails.
    std::fs::create_dir(dir.path().join("taken")).unwrap();
    let outputs = ["-f", "sarif", "-o", "taken", "-f", "json", "-o", "known.json"];
    let output = apivet_in(dir.path(), &[&["lint", "api.yaml", "--today", TODAY], &outputs[..]].concat());
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("taken"), "{}", stderr(&output));
    assert!(
        serde_json::from_slice::<serde_json::Value>(&std::fs::read(dir.path().join("known.json")).unwrap()).is_ok()
    );
    assert_eq!(mode("known.json"), 0o640);
    // Nothing is left beside them.
    let mut names: Vec<String> =
        std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(names, ["api.yaml", "known.json", "taken"]);
}

/// A document that is a symbolic link out of the repository is not fixed; the others are.
#[cfg(unix)]
#[test]
fn what_lies_outside_is_not_written_through_a_link() {
    let text = "openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
servers: [{url: 'http://api.acme.com/v1'}]
paths: {}
";
    let (inside, outside) = (folder(&[("a.yaml", text), ("real.yaml", text)]), folder(&[("b.yaml", text)]));
    std::fs::create_dir(inside.path().join(".git")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("b.yaml"), inside.path().join("b.yaml")).unwrap();
    std::os::unix::fs::symlink("real.yaml", inside.path().join("c.yaml")).unwrap();
    let fix = ["lint", "a.yaml", "b.yaml", "c.yaml", "--select", "server-https", "--fix", "--unsafe-fixes"];
    let output = apivet_in(inside.path(), &fix);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("cannot read `b.yaml`: it is a symbolic link that leads out of"), "{said}");
    assert!(said.contains("fixed 2 findings in 2 files"), "{said}");
    let is_fixed = |path: std::path::PathBuf| std::fs::read_to_string(path).unwrap().contains("https:");
    assert!(is_fixed(inside.path().join("a.yaml")) && is_fixed(inside.path().join("real.yaml")));
    assert!(!is_fixed(outside.path().join("b.yaml")));
    let link = std::fs::symlink_metadata(inside.path().join("c.yaml")).unwrap();
    assert!(link.is_symlink(), "a link inside stays one");
}

/// What separates the parts of paths elsewhere is a character of names here.
#[cfg(unix)]
#[test]
fn a_backslash_is_part_of_a_name() {
    let api = "openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\npaths:\n  /a: {$ref: 'x\\y.yaml'}\n";
    let part = "get: {responses: {'200': {description: D}}, operationId: 7}\n";
    let folder = folder(&[("a\\b.yaml", api), ("x\\y.yaml", part), ("x/y.yaml", "get: {}\n")]);
    let found = findings_in(folder.path(), &["lint", "--isolated", "a\\b.yaml"]);
    let files: std::collections::BTreeSet<_> = found.iter().map(|d| d["file"].as_str().unwrap()).collect();
    assert_eq!(files.into_iter().collect::<Vec<_>>(), ["a\\b.yaml", "x\\y.yaml"]);
}
