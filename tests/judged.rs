//! A green run means that everything was judged, by the rules that were meant.

mod common;

use std::path::Path;
use std::process::Command;

use common::{apivet_in, folder, stderr, stdout};
use serde_json::Value;

const GOOD: &str = "openapi: 3.1.0
info: {title: NAME, version: 1.0.0, contact: {name: Team}, description: Orders}
servers: [{url: https://api.acme.com/v1}]
security: []
paths:
  /NAME:
    get:
      operationId: list
      summary: All of them
      description: All of them
      responses:
        \"200\": {description: Done, headers: {RateLimit-Limit: {schema: {type: integer, minimum: 0, maximum: 9}}}}
        \"429\": {description: Too many}
";

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.email=a@b.c", "-c", "user.name=n", "-c", "commit.gpgsign=false"]);
    let output = command.args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, Value, String) {
    let output = apivet_in(folder, &[arguments, &["-f", "json", "--today", "2026-11-24"]].concat());
    let json = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{arguments:?}: {e}: {}{}", stdout(&output), stderr(&output)));
    (output.status.code().unwrap(), json, stderr(&output))
}

fn rules(json: &Value) -> Vec<(&str, &str)> {
    let found = json["diagnostics"].as_array().unwrap().iter();
    found.map(|f| (f["rule"].as_str().unwrap(), f["file"].as_str().unwrap())).collect()
}

fn skipped(json: &Value) -> Vec<&str> {
    json["skipped"].as_array().unwrap().iter().map(|s| s["file"].as_str().unwrap()).collect()
}

#[test]
fn a_run_that_judged_nothing_fails_and_writes_its_reports() {
    let f = folder(&[("empty/readme.md", "x")]);
    for paths in [vec!["none/*.yaml"], vec!["empty"], vec!["none/*.yaml", "empty"]] {
        let outputs = [
            ("json", "o.json"),
            ("sarif", "o.sarif"),
            ("junit", "o.xml"),
            ("gitlab", "g.json"),
            ("checkstyle", "c.xml"),
            ("markdown", "o.md"),
            ("html", "o.html"),
            ("spectral-json", "s.json"),
            ("github", "o.txt"),
            ("jsonl", "o.jsonl"),
        ];
        let mut arguments = [&["lint"][..], &paths].concat();
        for (format, file) in outputs {
            arguments.extend(["-f", format, "-o", file]);
        }
        let output = apivet_in(f.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{paths:?}");
        assert!(stderr(&output).contains("nothing was judged"), "{}", stderr(&output));
        for (_, file) in outputs {
            let text = std::fs::read_to_string(f.path().join(file)).unwrap_or_else(|_| panic!("{file} is not written"));
            if file.ends_with("json") || file.ends_with("sarif") {
                serde_json::from_str::<Value>(&text).unwrap();
            }
            std::fs::remove_file(f.path().join(file)).unwrap();
        }
    }
}

#[test]
fn what_looks_like_a_document_is_judged_or_fails_the_run() {
    let good = GOOD.replace("NAME", "orders");
    let latin: Vec<u8> = [b"# \xff\n".as_slice(), good.as_bytes()].concat();
    let bad: [(&str, Vec<u8>); 5] = [
        ("merge.yaml", format!("<<<<<<< HEAD\n{good}").into_bytes()),
        ("colon.yaml", good.replacen("openapi: 3.1.0", "openapi 3.1.0", 1).into_bytes()),
        ("quote.yaml", good.replacen("openapi: 3.1.0", "\"openapi: 3.1.0", 1).into_bytes()),
        ("latin.yaml", latin),
        ("cut.json", br#"{"openapi": "3.1.0", "info": {"title": "x""#.to_vec()),
    ];
    for (name, bytes) in bad {
        let f = folder(&[("ok.yaml", &good), ("values.yaml", "a: {{ .Values.openapi }}\nb: [\n")]);
        std::fs::write(f.path().join(name), bytes).unwrap();
        let (code, json, err) = run(f.path(), &["lint"]);
        // A document whose first key can be read is judged, broken as it is.
        let judged = rules(&json).iter().any(|(rule, file)| *rule == "syntax" && *file == name);
        assert!(judged || (code == 2 && skipped(&json) == [name]), "{name}: {code} {json} {err}");
        assert_ne!(code, 0, "{name}");
    }
    // An escaped key is a key.
    let f = folder(&[(
        "a.json",
        "{\"\\u006fpenapi\": \"3.1.0\", \"info\": {\"title\": \"x\", \"version\": \"1\"}, \"paths\": {}}",
    )]);
    assert_eq!(run(f.path(), &["lint"]).1["summary"]["documents"], 1);
}

#[test]
fn ignore_files_hide_nothing_that_git_tracks() {
    let f = folder(&[
        ("apis/a.yaml", &GOOD.replace("NAME", "a")),
        ("apis/v2/b.yaml", &GOOD.replace("NAME", "b")),
        ("apis/.hidden/c.yaml", &GOOD.replace("NAME", "c")),
        ("apis/untracked.yaml", &GOOD.replace("NAME", "d")),
        (".gitignore", "untracked.yaml\n"),
    ]);
    git(f.path(), &["init", "-q", "-b", "main"]);
    git(f.path(), &["add", "."]);
    std::fs::write(f.path().join("apis/.ignore"), "v2\n").unwrap();
    for paths in [&[][..], &["apis"]] {
        let (code, json, _) = run(f.path(), &[&["lint"][..], paths].concat());
        assert_eq!((code, &json["summary"]["documents"]), (0, &3.into()), "{json}");
    }
}

#[test]
fn a_part_is_judged_with_its_documents() {
    let f = folder(&[
        (
            "a/openapi.yaml",
            "openapi: 3.1.0\ninfo: {title: a, version: 1.0.0}\nservers: [{url: http://a.example.com/v1}]\npaths:\n  /x: {$ref: paths/x.yaml}\n",
        ),
        ("a/paths/x.yaml", "get: {operationId: x, responses: {\"200\": {description: Done}}}\n"),
        ("b/openapi.yaml", &GOOD.replace("NAME", "b")),
        ("k8s.yaml", "kind: Deployment\n"),
    ]);
    let (code, json, _) = run(f.path(), &["lint", "a/paths/x.yaml"]);
    assert_eq!((code, &json["summary"]["documents"]), (1, &1.into()), "{json}");
    assert!(rules(&json).contains(&("server-https", "a/openapi.yaml")), "{json}");
    // What belongs to no document is told; a hook that hands over every file passes over it.
    assert_eq!(run(f.path(), &["lint", "k8s.yaml"]).0, 2);
    assert_eq!(run(f.path(), &["lint", "--affected", "k8s.yaml"]).0, 0);
    let (code, json, _) = run(f.path(), &["lint", "--affected", "k8s.yaml", "a/paths/x.yaml", "b/openapi.yaml"]);
    assert_eq!((code, &json["summary"]["documents"]), (1, &2.into()), "{json}");
    // What was meant to be a document is not passed over.
    std::fs::write(f.path().join("c.yaml"), "<<<<<<< HEAD\nopenapi: 3.1.0\n").unwrap();
    assert_eq!(run(f.path(), &["lint", "--affected", "c.yaml"]).0, 2);
}

/// Sixty services of five teams, and what a pull request does to them.
#[test]
fn a_repository_of_many_teams() {
    let f = folder(&[("apivet.yaml", "extends: apivet:recommended\nrules: {docs: off}\n")]);
    let write = |name: &str, text: &str| {
        let path = f.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let service = |n: usize| format!("teams/t{}/s{n}/openapi.yaml", n % 5);
    for n in 0..60 {
        write(&service(n), &GOOD.replace("NAME", &format!("s{n}")));
    }
    let plain_http = |n: usize| GOOD.replace("NAME", &format!("s{n}")).replace("https:", "http:");
    write(&service(7), &plain_http(7));
    write(&service(8), &plain_http(8));
    write(
        "apivet.yaml",
        "extends: apivet:recommended\nrules: {docs: off}\nignore:\n  - {rule: server-https, file: \"**/s7/*.yaml\", reason: inside, expires: 2027-01-01}\n  - {rule: server-https, file: \"**/s8/*.yaml\", reason: old, expires: 2026-01-01}\n",
    );
    git(f.path(), &["init", "-q", "-b", "main"]);
    git(f.path(), &["add", "."]);
    git(f.path(), &["commit", "-qm", "base"]);
    git(f.path(), &["checkout", "-qb", "change"]);
    let (code, json, _) = run(f.path(), &["lint"]);
    assert_eq!((code, &json["summary"]["documents"]), (1, &60.into()));
    // A waiver holds until its day.
    let https: Vec<_> = rules(&json).into_iter().filter(|(rule, _)| *rule == "server-https").collect();
    assert_eq!(https, [("server-https", service(8).as_str())]);

    // One team breaks its configuration, one document cannot be read, one is removed, one is moved, one changes.
    write("teams/t0/apivet.yaml", "rules: {server-htps: off}\n");
    write("teams/t1/apivet.yaml", "rules: {server-https: off}\n");
    write(&service(3), "<<<<<<< HEAD\nopenapi: 3.1.0\n");
    std::fs::remove_file(f.path().join(service(4))).unwrap();
    let moved = "teams/t4/renamed/openapi.yaml";
    write(moved, &GOOD.replace("NAME", "s9").replace("/s9:", "/s9-items:"));
    std::fs::remove_file(f.path().join(service(9))).unwrap();
    write(&service(13), &GOOD.replace("NAME", "s13").replace("/s13:", "/thirteen:"));
    git(f.path(), &["add", "."]);
    let (code, json, err) = run(f.path(), &["lint", "--against", "main"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("server-htps") && err.contains("did you mean `server-https`?"), "{err}");
    // Twelve of the team with the broken configuration, and the one that cannot be read.
    assert_eq!(skipped(&json).len(), 13, "{:?}", skipped(&json));
    assert_eq!(json["summary"]["documents"], 59 - 13);
    let found = rules(&json);
    let has = |rule: &str, file: &str| found.contains(&(rule, file));
    assert!(has("api-document-removed", &format!("main:{}", service(4))), "{found:?}");
    assert!(!found.iter().any(|(rule, file)| *rule == "api-document-removed" && file.contains("s9/")), "{found:?}");
    let gone = "api-path-removed-without-deprecation";
    assert!(has(gone, moved) && has(gone, &service(13)), "{found:?}");
    assert!(has("configuration-changed", "teams/t1/apivet.yaml"), "{found:?}");
    assert!(has("configuration-replaced", "teams/t1/apivet.yaml"), "{found:?}");

    // By the rules of the base: the broken configuration and the new one do not count.
    write(&service(6), &plain_http(6));
    let (code, json, _) = run(f.path(), &["lint", "--against", "main", "--config-from", "main"]);
    assert_eq!(code, 2);
    assert_eq!(skipped(&json), [service(3).as_str()]);
    assert_eq!(json["summary"]["documents"], 58);
    let found = rules(&json);
    assert!(found.contains(&("server-https", &service(6))), "{found:?}");
    assert!(found.contains(&("configuration-changed", "teams/t1/apivet.yaml")), "{found:?}");

    // SARIF tells what was not judged.
    let output = apivet_in(f.path(), &["lint", "--against", "main", "-f", "sarif"]);
    let sarif: Value = serde_json::from_slice(&output.stdout).unwrap();
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["toolExecutionNotifications"].as_array().unwrap().len(), 13);
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().any(|r| r["ruleId"] == "api-document-removed"));
}

#[test]
fn a_configuration_says_from_which_severity_on_a_run_fails() {
    let api = GOOD.replace("NAME", "a").replace("https:", "http:");
    let f = folder(&[("a.yaml", &api), ("apivet.yaml", "fail-on: never\n")]);
    assert_eq!(run(f.path(), &["lint"]).0, 0);
    assert_eq!(run(f.path(), &["lint", "-F", "error"]).0, 1);
    std::fs::write(f.path().join("apivet.yaml"), "fail-on: sometimes\n").unwrap();
    let output = apivet_in(f.path(), &["lint"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn the_configuration_that_a_change_replaces_is_reported_whatever_it_says() {
    let f = folder(&[("a.yaml", &GOOD.replace("NAME", "a")), ("apivet.yaml", "extends: apivet:recommended\n")]);
    git(f.path(), &["init", "-q", "-b", "main"]);
    git(f.path(), &["add", "."]);
    git(f.path(), &["commit", "-qm", "base"]);
    for (config, says) in [
        ("extends: apivet:off\n", "rules are off now"),
        ("rules: {structure: off, server-https: off, compat: off}\n", "kinds of changes are not reported now"),
        ("ignore:\n  - {rule: [structure, auth], reason: x}\n", "1 more `ignore` entry"),
        ("exclude: [\"b.yaml\"]\n", "1 more excluded glob"),
        ("limits: {bytes: 100000}\n", "`limits` are lower"),
        ("fail-on: never\n", "`fail-on` is `never` now"),
        ("policy:\n  exempt:\n    - {paths: [/a], reason: x}\n", "1 more exemption"),
    ] {
        std::fs::write(f.path().join("apivet.yaml"), config).unwrap();
        let (_, json, err) = run(f.path(), &["lint", "--against", "main"]);
        let found = json["diagnostics"].as_array().unwrap().iter().find(|d| d["rule"] == "configuration-changed");
        let message = found.unwrap_or_else(|| panic!("{config}: {json} {err}"))["message"].as_str().unwrap();
        assert!(message.contains(says), "{config}: {message}");
    }
    // What reports more is no loss.
    std::fs::write(f.path().join("apivet.yaml"), "extends: apivet:strict\n").unwrap();
    let (_, json, _) = run(f.path(), &["lint", "--against", "main"]);
    assert!(!rules(&json).iter().any(|(rule, _)| *rule == "configuration-changed"), "{json}");
}

/// The rules and fingerprints of a run, in order of the fingerprints.
fn fingerprints(folder: &Path, arguments: &[&str]) -> Vec<(String, String)> {
    let (_, json, _) = run(folder, arguments);
    let list = if arguments[0] == "diff" { &json["changes"] } else { &json["diagnostics"] };
    let text = |d: &Value, key: &str| d[key].as_str().unwrap_or_default().to_owned();
    let rule = if arguments[0] == "diff" { "id" } else { "rule" };
    let mut all: Vec<_> = list.as_array().unwrap().iter().map(|d| (text(d, "fingerprint"), text(d, rule))).collect();
    all.sort();
    all
}

const SPLIT: [(&str, &str); 4] = [
    (
        "openapi.yaml",
        "openapi: 3.1.0\ninfo: {title: Shop, version: 1.0.0}\nservers: [{url: 'http://api.acme.com/v1'}]\npaths:\n  /orders/{id}:\n    $ref: paths/orders.yaml\ncomponents:\n  schemas:\n    Order:\n      $ref: schemas/the-order.yaml\n",
    ),
    (
        "paths/orders.yaml",
        "get:\n  operationId: listOrders\n  parameters:\n    - $ref: ../parameters.yaml#/limit\n  responses:\n    '200':\n      description: ok\n      content:\n        application/json:\n          schema: {$ref: ../schemas/the-order.yaml}\n",
    ),
    ("parameters.yaml", "limit: {name: limit, in: query, schema: {type: integer, minimum: 5, maximum: 1}}\n"),
    (
        "schemas/the-order.yaml",
        "type: object\nrequired: [id, nme]\nproperties:\n  id: {type: string, enum: [a, a]}\nadditionalProperties: false\n",
    ),
];

const BUNDLED: &str = "openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
servers: [{url: 'http://api.acme.com/v1'}]
paths:
  /orders/{id}:
    get:
      operationId: listOrders
      parameters: [{$ref: '#/components/parameters/limit'}]
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Order'}
components:
  parameters:
    limit: {name: limit, in: query, schema: {type: integer, minimum: 5, maximum: 1}}
  schemas:
    Order:
      type: object
      required: [id, nme]
      properties: {id: {type: string, enum: [a, a]}}
      additionalProperties: false
";

#[test]
fn fingerprints_stay_where_lines_move_files_are_renamed_and_documents_are_split() {
    let moved = format!("# one more line\n\n{BUNDLED}");
    let rulesets =
        "rules:\n  enums: {given: '$..enum', severity: error, then: {function: length, functionOptions: {max: 1}}}\n";
    let bundled = folder(&[("api.yaml", BUNDLED), ("rules.yaml", rulesets)]);
    let renamed = folder(&[("v1/other.yaml", &moved), ("rules.yaml", rulesets)]);
    let split = folder(&[&SPLIT[..], &[("rules.yaml", rulesets)]].concat());
    for more in [&[][..], &["-r", "rules.yaml"]] {
        let of = |folder: &Path, name: &'static str| fingerprints(folder, &[&["lint", name], more].concat());
        let before = of(bundled.path(), "api.yaml");
        assert!(!before.is_empty());
        let distinct: std::collections::BTreeSet<_> = before.iter().collect();
        assert_eq!(distinct.len(), before.len(), "{before:?}");
        assert_eq!(of(renamed.path(), "v1/other.yaml"), before);
        // That a component only passes on a reference is of the split alone.
        let mut of_split = of(split.path(), "openapi.yaml");
        of_split.retain(|(_, rule)| rule != "unused-component");
        let mut before = before;
        before.retain(|(_, rule)| rule != "unused-component");
        assert_eq!(of_split, before);
    }
}

#[test]
fn fingerprints_of_changes_stay_too() {
    let now = BUNDLED.replace("maximum: 1", "maximum: 0").replace("http:", "https:");
    let f = folder(&[("a/api.yaml", BUNDLED), ("b/api.yaml", &now), ("b/renamed.yaml", &format!("\n\n{now}"))]);
    let before = fingerprints(f.path(), &["diff", "a/api.yaml", "b/api.yaml"]);
    assert!(before.len() >= 2, "{before:?}");
    assert_eq!(fingerprints(f.path(), &["diff", "a/api.yaml", "b/renamed.yaml"]), before);
    let mut files: Vec<(String, String)> = Vec::new();
    for (name, text) in SPLIT {
        files.push((format!("a/{name}"), text.to_owned()));
        let text = text.replace("maximum: 1", "maximum: 0").replace("http:", "https:");
        files.push((format!("b/{name}"), text));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let split = folder(&files);
    assert_eq!(fingerprints(split.path(), &["diff", "a/openapi.yaml", "b/openapi.yaml"]), before);
}

/// Entries of a baseline follow a document that is renamed, and hide nothing in another one that has the same title.
#[test]
fn baselines_go_by_the_document_and_by_the_file() {
    let api = GOOD.replace("NAME", "a").replace("https:", "http:");
    let f = folder(&[("a.yaml", &api)]);
    let lint = |more: &[&str]| {
        let (status, json, err) = run(f.path(), &[&["lint", "--baseline", "known.json"], more].concat());
        (status, rules(&json).into_iter().map(|(rule, file)| format!("{file} {rule}")).collect::<Vec<_>>(), err)
    };
    apivet_in(f.path(), &["lint", "--write-baseline", "known.json"]);
    assert_eq!(lint(&[]).1, [""; 0]);
    // Another document with the same faults and the same title.
    std::fs::write(f.path().join("b.yaml"), &api).unwrap();
    let (status, found, _) = lint(&[]);
    assert!(status == 1 && !found.is_empty() && found.iter().all(|f| f.starts_with("b.yaml ")), "{found:?}");
    // Renamed, with lines moved: known as before.
    std::fs::rename(f.path().join("a.yaml"), f.path().join("c.yaml")).unwrap();
    std::fs::write(f.path().join("c.yaml"), format!("# moved\n{api}")).unwrap();
    std::fs::remove_file(f.path().join("b.yaml")).unwrap();
    assert_eq!(lint(&[]).1, [""; 0]);
    // Written anew, the entries name the file of now and keep what people wrote into them.
    let known = f.path().join("known.json");
    let text = std::fs::read_to_string(&known).unwrap().replacen("known when the baseline was written", "agreed", 1);
    std::fs::write(&known, text).unwrap();
    apivet_in(f.path(), &["lint", "--baseline", "known.json", "--write-baseline", "known.json"]);
    let text = std::fs::read_to_string(&known).unwrap();
    assert!(text.contains("\"c.yaml\"") && !text.contains("\"a.yaml\"") && text.contains("agreed"), "{text}");
}

/// An entry follows its document only where that was a file of the work tree that is missing now.
#[test]
fn only_entries_of_missing_files_follow_a_document() {
    let api = GOOD.replace("NAME", "a").replace("https:", "http:");
    let f = folder(&[("a.yaml", &api)]);
    apivet_in(f.path(), &["lint", "--write-baseline", "known.json"]);
    let text = std::fs::read_to_string(f.path().join("known.json")).unwrap();
    for (file, is_known) in
        [("a.yaml", true), ("gone.yaml", true), ("https://a.b/x.yaml", false), ("", false), ("known.json", false)]
    {
        std::fs::write(f.path().join("other.json"), text.replace("\"a.yaml\"", &format!("\"{file}\""))).unwrap();
        let (status, _, err) = run(f.path(), &["lint", "--baseline", "other.json"]);
        assert_eq!(status, i32::from(!is_known), "{file}: {err}");
    }
}

/// A part that two documents share is known whichever of them is judged.
#[test]
fn baselines_know_shared_parts() {
    let api = |title: &str| SPLIT[0].1.replace("Shop", title);
    let f = folder(&[&[("a.yaml", api("A").as_str()), ("b.yaml", &api("B"))], &SPLIT[1..]].concat());
    apivet_in(f.path(), &["lint", "a.yaml", "b.yaml", "--write-baseline", "known.json"]);
    for documents in [&["a.yaml", "b.yaml"][..], &["a.yaml"], &["b.yaml"]] {
        let (status, json, _) = run(f.path(), &[&["lint", "--baseline", "known.json"], documents].concat());
        assert_eq!((status, rules(&json)), (0, Vec::new()), "{documents:?}");
    }
}
