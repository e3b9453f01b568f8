//! The gate for pull requests: documents against their version where the branch began, in repositories made
//! here.

mod common;

use std::path::Path;
use std::process::Command;

use common::{TODAY, apivet_in, folder, stderr, stdout};

const API: &str = "openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
servers: [{url: https://api.acme.com/v1}]
security: [{oauth: [orders:read]}]
paths:
  /orders:
    get:
      operationId: listOrders
      description: All orders.
      responses:
        '200': {description: All orders}
    post:
      operationId: placeOrder
      security: [{oauth: [orders:write]}]
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: 'schemas.yaml#/Order'}
      responses:
        '201': {description: Placed}
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://auth.acme.com/token
          scopes: {orders:read: Read orders, orders:write: Place orders}
";
const SCHEMAS: &str = "Order:
  type: object
  required: [item]
  properties:
    item: {type: string, maxLength: 40}
    count: {type: integer, minimum: 1, maximum: 100}
";

/// A repository with the branch `main`, and `work` checked out.
struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Self {
        let repository = Self(tempfile::tempdir().unwrap());
        repository.git(&["init", "-q", "-b", "main"]);
        // These tests are about what changes.
        repository.write("apivet.yaml", "rules: {throttling: off, input: off, errors: off, docs: off}\n");
        repository.write("openapi.yaml", API);
        repository.write("schemas.yaml", SCHEMAS);
        repository.commit();
        repository.git(&["checkout", "-q", "-b", "work"]);
        repository
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn git(&self, arguments: &[&str]) {
        git(self.path(), arguments);
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    fn commit(&self) {
        self.git(&["add", "."]);
        self.git(&["commit", "-q", "-m", "change"]);
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        run(self.path(), arguments)
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "protocol.file.allow=always"])
        .args(arguments)
        .output()
        .expect("git is there");
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = apivet_in(folder, arguments);
    (output.status.code().unwrap(), stdout(&output), stderr(&output))
}

#[test]
fn a_dropped_scope_fails_and_is_named_as_weaker_security() {
    let repository = Repository::new();
    repository.write("openapi.yaml", &API.replace("[{oauth: [orders:write]}]", "[{oauth: []}]"));
    repository.commit();
    let (code, out, _) = repository.run(&["lint", "--against", "main", "--select", "compat"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("operation no longer requires scope `orders:write` of `oauth`"), "{out}");
    assert!(out.contains("main:openapi.yaml:14:27: before"), "{out}");
    // Neither a new major version nor a severity excuses it; a reason does.
    let bumped = std::fs::read_to_string(repository.path().join("openapi.yaml")).unwrap();
    repository.write("openapi.yaml", &bumped.replace("version: 1.0.0", "version: 2.0.0"));
    assert_eq!(repository.run(&["diff", "main:openapi.yaml", "openapi.yaml"]).0, 1);
    repository.write("apivet.yaml", "rules: {api-security-scope-removed: off}\n");
    assert_eq!(repository.run(&["diff", "main:openapi.yaml", "openapi.yaml"]).0, 1);
    let ignore = "ignore:\n  - rule: api-security-scope-removed\n    reason: the gateway checks it, decided in May\n";
    repository.write("apivet.yaml", ignore);
    let (code, out, _) = repository.run(&["diff", "main:openapi.yaml", "openapi.yaml"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("1 acknowledged"), "{out}");
}

#[test]
fn a_new_required_field_fails_with_a_request_that_shows_it() {
    let repository = Repository::new();
    repository.write("schemas.yaml", &SCHEMAS.replace("required: [item]", "required: [item, count]"));
    repository.commit();
    let (code, out, _) = repository.run(&["lint", "--against", "main"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("request-property-became-required"), "{out}");
    assert!(out.contains(r#"this request body was accepted before and is refused now: {"item":"a"}"#), "{out}");
    let (code, out, _) = repository.run(&["diff", "main:openapi.yaml", "openapi.yaml"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.ends_with("breaking: needs 2.0.0, `info.version` is still 1.0.0\n"), "{out}");
    // What is not committed counts too.
    repository.write("schemas.yaml", SCHEMAS);
    assert_eq!(repository.run(&["lint", "--against", "main"]).0, 0);
}

#[test]
fn rewritten_descriptions_change_no_contract() {
    let repository = Repository::new();
    repository.write("openapi.yaml", &API.replace("All orders", "Every order"));
    repository.commit();
    let (code, out, err) = repository.run(&["lint", "--against", "main"]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "ok: nothing to report in 1 document (2 files)\n", ""));
    let (code, out, _) = repository.run(&["diff", "main:openapi.yaml", "openapi.yaml"]);
    assert_eq!(code, 0);
    assert!(out.contains("only documentation changed"), "{out}");
}

#[test]
fn a_document_that_the_base_lacks_is_new_and_no_error() {
    let repository = Repository::new();
    repository.write("returns.yaml", &API.replace("title: Orders", "title: Returns"));
    repository.commit();
    let (code, out, err) = repository.run(&["lint", "--against", "main"]);
    assert_eq!((code, out.as_str()), (0, "ok: nothing to report in 2 documents (3 files)\n"));
    assert_eq!(err, "note: `returns.yaml` is new: there is nothing to compare it with\n");
    // Named as the base of a comparison it is missing.
    let (code, _, err) = repository.run(&["diff", "main:returns.yaml", "returns.yaml"]);
    assert_eq!(code, 2);
    assert!(err.contains("`main` has no file `returns.yaml`"), "{err}");
}

#[test]
fn a_renamed_document_is_compared_with_what_it_was() {
    let repository = Repository::new();
    repository.git(&["mv", "openapi.yaml", "orders.yaml"]);
    repository.write("schemas.yaml", &SCHEMAS.replace("required: [item]", "required: [item, count]"));
    repository.commit();
    let (code, out, _) = repository.run(&["lint", "--against", "main", "-f", "github"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("::error file=schemas.yaml,line=3"), "{out}");
}

#[test]
fn a_shallow_clone_fails_the_run_and_says_what_to_do() {
    let repository = Repository::new();
    repository.write("schemas.yaml", &SCHEMAS.replace("maxLength: 40", "maxLength: 30"));
    repository.commit();
    repository.git(&["checkout", "-q", "main"]);
    repository.write("openapi.yaml", &API.replace("title: Orders", "title: All orders"));
    repository.commit();
    let clone = tempfile::tempdir().unwrap();
    let url = format!("file://{}", repository.path().display());
    git(clone.path(), &["clone", "-q", "--depth", "1", "-b", "work", &url, "clone"]);
    let clone = clone.path().join("clone");
    for arguments in
        [vec!["lint", "--against", "origin/main"], vec!["diff", "origin/main:openapi.yaml", "openapi.yaml"]]
    {
        let (code, out, err) = run(&clone, &arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains("`origin/main` lies beyond what this shallow clone holds"), "{err}");
        assert!(err.contains("fetch-depth: 0"), "{err}");
    }
    // The branch alone does not tell where the work began.
    git(&clone, &["fetch", "-q", "--depth", "1", "origin", "main:refs/remotes/origin/main"]);
    assert_eq!(run(&clone, &["lint", "--against", "origin/main"]).0, 2);
    git(&clone, &["fetch", "-q", "--unshallow"]);
    let (code, out, _) = run(&clone, &["lint", "--against", "origin/main"]);
    assert_eq!(code, 1);
    assert!(out.contains("request-property-max-length-decreased"), "{out}");
    // What main changed since then is not the branch's work.
    assert!(!out.contains("All orders\n"), "{out}");
}

#[test]
fn an_unknown_revision_is_never_a_clean_run() {
    let repository = Repository::new();
    for (base, says) in
        [("mian", "did you mean `main`?"), ("origin/next", "git fetch origin next"), ("--output=x", "no revision")]
    {
        let (code, out, err) = repository.run(&["lint", &format!("--against={base}")]);
        assert_eq!((code, out.as_str()), (2, ""), "{base}");
        assert!(err.contains(says), "{err}");
    }
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::write(elsewhere.path().join("openapi.yaml"), API.replace("schemas.yaml#/Order", "#/x")).unwrap();
    let (code, _, err) = run(elsewhere.path(), &["lint", "--against", "main"]);
    assert_eq!(code, 2);
    assert!(err.contains("not a git repository"), "{err}");
}

#[test]
fn a_base_that_cannot_be_read_fails_the_run() {
    let repository = Repository::new();
    repository.git(&["checkout", "-q", "main"]);
    repository.write("schemas.yaml", "Order: [\n");
    repository.commit();
    repository.git(&["checkout", "-q", "-B", "work", "main"]);
    repository.write("schemas.yaml", SCHEMAS);
    repository.commit();
    let (code, out, err) = repository.run(&["diff", "main:openapi.yaml", "openapi.yaml"]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("schemas.yaml"), "{err}");
}

#[test]
fn only_new_findings_fail_where_that_is_asked_for() {
    let repository = Repository::new();
    repository.git(&["checkout", "-q", "main"]);
    let old = API.replace("security: [{oauth: [orders:write]}]\n", "security: []\n");
    repository.write("openapi.yaml", &old);
    repository.commit();
    repository.git(&["checkout", "-q", "-B", "work", "main"]);
    repository.write("openapi.yaml", &old.replace("https://api.acme.com", "http://api.acme.com"));
    repository.commit();
    let lint = ["lint", "--against", "main", "-f", "json", "--today", TODAY];
    let rules = |out: &str| {
        let report: serde_json::Value = serde_json::from_str(out).unwrap();
        let found = report["diagnostics"].as_array().unwrap().clone();
        found.iter().map(|d| d["rule"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = rules(&repository.run(&lint).1);
    assert!(all.contains(&"security-explicitly-public-write".to_owned()), "{all:?}");
    let (code, out, _) = repository.run(&[&lint[..], &["--new-only"]].concat());
    let new = rules(&out);
    assert_eq!(code, 1);
    assert!(!new.contains(&"security-explicitly-public-write".to_owned()), "{new:?}");
    assert!(new.contains(&"server-https".to_owned()), "{new:?}");
}

#[test]
fn a_baseline_accepts_what_it_names_until_it_expires() {
    let repository = Repository::new();
    repository.write("openapi.yaml", &API.replace("https://api.acme.com", "http://api.acme.com"));
    let (code, out, _) = repository.run(&["lint", "openapi.yaml"]);
    assert_eq!(code, 1, "{out}");
    assert_eq!(repository.run(&["lint", "openapi.yaml", "--write-baseline", "known.json"]).0, 0);
    let (code, out, _) = repository.run(&["lint", "openapi.yaml", "--baseline", "known.json"]);
    assert_eq!(code, 0, "{out}");
    let text = std::fs::read_to_string(repository.path().join("known.json")).unwrap();
    let expiring = text.replace("\"reason\":", "\"expires\": \"2026-01-01\", \"reason\":");
    repository.write("known.json", &expiring);
    let (code, out, _) = repository.run(&["lint", "openapi.yaml", "--baseline", "known.json", "--today", TODAY]);
    assert_eq!(code, 1);
    assert!(out.contains("expired on 2026-01-01: its findings are reported again"), "{out}");
    // What was mended is said to be unused.
    repository.write("openapi.yaml", API);
    let (code, out, _) = repository.run(&["lint", "openapi.yaml", "--baseline", "known.json", "--today", "2025-12-01"]);
    assert_eq!(code, 0);
    assert!(out.contains("unused baseline entry for `server-https`: no finding matches it"), "{out}");
}

#[test]
fn reports_for_other_programs_are_well_formed() {
    let repository = Repository::new();
    let hostile = API.replace("oauth: [orders:write]", "oauth: ['<b>\"&]]>']");
    repository.write("openapi.yaml", &hostile.replace("required: [item]", "required: [item, count]"));
    repository.commit();
    let run = |format: &str| repository.run(&["lint", "--against", "main", "-f", format]).1;
    let issues: serde_json::Value = serde_json::from_str(&run("gitlab")).unwrap();
    let issues = issues.as_array().unwrap();
    let fingerprints: std::collections::HashSet<&str> =
        issues.iter().map(|i| i["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(fingerprints.len(), issues.len());
    assert!(issues.iter().all(|i| i["location"]["lines"]["begin"].as_u64().unwrap() > 0));
    for format in ["junit", "checkstyle"] {
        let text = run(format);
        assert!(text.contains("&lt;b&gt;") && !text.contains("<b>"), "{text}");
        let all = ["<failure ", "<system-out>", "<error "].map(|tag| text.matches(tag).count());
        assert_eq!(all.iter().sum::<usize>(), issues.len(), "{text}");
        // What does not fail the run fails no test.
        let failing = issues.iter().filter(|i| i["severity"] == "major").count();
        assert!(
            format == "checkstyle" || (all[0] == failing && text.contains(&format!("failures=\"{failing}\""))),
            "{text}"
        );
    }
    let text = run("markdown");
    assert!(text.starts_with("<!-- apivet -->\n# apivet: ") && text.contains("## Error"), "{text}");
    assert!(!text.lines().any(|l| l.contains("<b>") && !l.contains("`<b>")), "{text}");
}

#[test]
fn yaml_that_libyaml_reads_is_judged_by_every_command() {
    let loose = "openapi: 3.0.3\ninfo: {title: Orders, version: 1.0.0}\nservers: [{url: https://api.acme.com/v1}]\nsecurity: []\npaths:\n  /orders:\n    get:\n      summary: s\n      responses:\n        '200':\n          description: d\n          content:\n            application/json:\n              schema: {type: object}\n              example: {\n                \"a\": 1\n              }\n";
    let strict = loose.replace("\n              }\n", "\n               }\n");
    let f = folder(&[("a.yaml", loose), ("b.yaml", &strict)]);
    let (code, out, _) = run(f.path(), &["lint", "a.yaml", "--style", "compact"]);
    assert_eq!((code, out.matches("[syntax]").count()), (1, 1), "{out}");
    for command in ["audit", "inventory", "report"] {
        assert_eq!(run(f.path(), &[command, "a.yaml"]).0, 0, "{command}");
    }
    assert_eq!(run(f.path(), &["diff", "a.yaml", "b.yaml"]).0, 0);
    assert_eq!(run(f.path(), &["lint", "b.yaml"]).0, 0);
}
