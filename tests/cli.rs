//! The command line: every command, exit status and error.

mod common;

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use common::{apivet, apivet_in, command, findings_in, folder, stderr, stdout};

const GOOD: &str = "openapi: 3.1.0\ninfo: {title: Orders, version: 1.0.0, contact: {email: a@acme.com}}\nservers: [{url: https://api.acme.com/v1}]\nsecurity: [{token: []}]\npaths:\n  /orders:\n    get:\n      summary: All orders\n      responses:\n        '200': {description: All orders}\n        default: {description: Failed, content: {application/json: {schema: {type: object}}}}\ncomponents:\n  securitySchemes:\n    token: {type: http, scheme: bearer, bearerFormat: JWT}\n";

fn status(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = apivet_in(folder, arguments);
    (output.status.code().unwrap(), stdout(&output), stderr(&output))
}

#[test]
fn a_clean_document_is_status_0_and_says_so() {
    let f = folder(&[("api.yaml", GOOD)]);
    let (code, out, _) = status(f.path(), &["lint", "api.yaml"]);
    let stricter = "limits of input, documented errors, throttling and more are checked with `--pack strict`\n";
    assert_eq!((code, out), (0, format!("ok: nothing to report in 1 document\n{stricter}")));
    // Who has chosen rules is not told of others.
    let (_, out, _) = status(f.path(), &["lint", "api.yaml", "--pack", "apivet:lifecycle"]);
    assert_eq!(out, "ok: nothing to report in 1 document\n");
    // `lint` is the default command, and this folder the default path.
    assert_eq!(status(f.path(), &["api.yaml"]).0, 0);
    assert_eq!(status(f.path(), &[]).0, 0);
    assert_eq!(status(f.path(), &["--format", "json"]).0, 0);
}

#[test]
fn findings_fail_from_the_level_on() {
    let f = folder(&[("api.yaml", &GOOD.replace("      summary: All orders\n", ""))]);
    let at = |level: &str| status(f.path(), &["lint", "--fail-on", level, "api.yaml"]).0;
    assert_eq!((at("error"), at("warn"), at("info"), at("hint"), at("never")), (0, 0, 1, 1, 0));
    assert_eq!(status(f.path(), &["lint", "--fail-severity", "info", "api.yaml"]).0, 1);
    assert_eq!(status(f.path(), &["lint", "--min-severity", "warn", "-F", "info", "api.yaml"]).0, 0);
}

#[test]
fn a_run_that_fails_is_status_2_and_never_looks_clean() {
    let f = folder(&[
        ("api.yaml", GOOD),
        ("notes.yaml", "a: 1\n"),
        ("broken.yaml", "openapi: 3.1.0\n  info: [\n"),
        ("empty.yaml", ""),
        ("sub/x.txt", ""),
    ]);
    std::fs::write(f.path().join("binary.yaml"), [0u8, 159, 146, 150]).unwrap();
    std::fs::write(f.path().join("latin.yaml"), b"openapi: 3.1.0\ntitle: \xe9\n").unwrap();
    std::fs::create_dir(f.path().join("dir.yaml")).unwrap();
    for (arguments, says) in [
        (vec!["lint", "missing.yaml"], "there is no such file"),
        (vec!["lint", "apy.yaml"], "did you mean `./api.yaml`"),
        (vec!["lnit", "api.yaml"], "did you mean the command `lint`"),
        (vec!["lint", "notes.yaml"], "not an OpenAPI document"),
        (vec!["lint", "empty.yaml"], "not an OpenAPI document"),
        (vec!["lint", "binary.yaml"], "binary file"),
        (vec!["lint", "latin.yaml"], "in line 2"),
        (vec!["lint", "dir.yaml"], "no OpenAPI document was found"),
        (vec!["lint", "sub"], "no OpenAPI document was found"),
        (vec!["lint", "--select", "scope-unusd", "api.yaml"], "did you mean `scope-unused`"),
        (vec!["lint", "--select", "oas3-schema", "api.yaml"], "did you mean `spec-valid`"),
        (vec!["lint", "--today", "tomorrow", "api.yaml"], "YYYY-MM-DD"),
        (vec!["lint", "--formt", "json", "api.yaml"], "--format"),
        (vec!["lint", "--format", "jsno", "api.yaml"], "json"),
        (vec!["lint", "-f", "json", "-o", "a", "-o", "b", "api.yaml"], "name a format for each file"),
        (vec!["lint", "-o", "no/such/folder/x", "api.yaml"], "cannot write"),
        (vec!["lint", "--config", "none.yaml", "api.yaml"], "cannot read the configuration"),
        (vec!["explain", "scope-unusd"], "did you mean `scope-unused`"),
        (vec!["rules", "--category", "auht"], "did you mean `auth`"),
        (vec!["debug-tree", "missing.json"], "there is no such file"),
        (vec!["init", "missing"], "is no directory"),
    ] {
        let (code, out, err) = status(f.path(), &arguments);
        assert_eq!(code, 2, "{arguments:?}: {out}{err}");
        assert!(err.contains(says), "{arguments:?} says {err}");
    }
    // One bad file does not hide the others' findings, nor they it.
    let (code, out, err) = status(f.path(), &["lint", "-f", "json", "api.yaml", "missing.yaml"]);
    assert_eq!(code, 2);
    assert!(out.starts_with('{') && err.contains("missing.yaml"));
}

#[test]
fn broken_text_shows_its_errors_and_the_rest_is_linted() {
    let f = folder(&[
        ("api.yaml", &format!("{GOOD}x-a: [1, 2\nx-b: 3\n")),
        ("list.json", "{\"openapi\": \"3.1.0\", \"info\": {\"title\": 1,}, \"paths\": {}"),
    ]);
    let found = findings_in(f.path(), &["api.yaml"]);
    assert!(found.iter().any(|d| d["rule"] == "syntax"), "{found:?}");
    let found = findings_in(f.path(), &["list.json"]);
    let rules: Vec<&str> = found.iter().map(|d| d["rule"].as_str().unwrap()).collect();
    assert_eq!(rules.iter().filter(|r| **r == "syntax").count(), 2, "{found:?}");
    assert!(rules.contains(&"spec-valid"), "{found:?}");
}

#[test]
fn folders_are_searched_and_ignore_files_respected() {
    let f = folder(&[
        ("a/api.yaml", GOOD),
        ("b/api.json", "{\"swagger\": \"2.0\", \"info\": {\"title\": \"x\", \"version\": \"1\"}, \"paths\": {}}"),
        ("b/package.json", "{\"name\": \"openapi\"}"),
        ("c/api.yaml", GOOD),
        ("node_modules/x/api.yaml", GOOD),
        (".gitignore", "c/\n"),
    ]);
    let (code, out, err) = status(f.path(), &["lint", "-f", "json", "."]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("\"files\":2"), "{out}");
    let excluding = folder(&[("a/api.yaml", GOOD), ("gen/api.yaml", GOOD), ("apivet.yaml", "exclude: [\"gen/**\"]\n")]);
    assert!(status(excluding.path(), &["lint", "-f", "json"]).1.contains("\"files\":1"));
}

#[test]
fn standard_input_is_read() {
    let f = folder(&[("parts/x.yaml", "type: object\n")]);
    let run = |arguments: &[&str], text: &str| {
        let mut child = command(f.path(), arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    assert_eq!(run(&["lint", "-"], GOOD).status.code(), Some(0));
    assert_eq!(run(&["lint", "-"], "").status.code(), Some(2));
    let refers = format!("{GOOD}  schemas: {{X: {{$ref: x.yaml}}, Y: {{$ref: '#/components/schemas/X'}}}}\n");
    let output = run(&["lint", "-", "--stdin-filename", "parts/api.yaml", "-f", "json"], &refers);
    let out = stdout(&output);
    assert!(out.contains("parts/api.yaml") && !out.contains("unresolved-ref"), "{out}");
    assert_eq!(stdout(&run(&["debug-tree", "-"], "a: [1, {b: ~}]\n")), "{\"a\":[1,{\"b\":null}]}\n");
}

#[test]
fn references_out_of_the_root_are_refused_unless_allowed() {
    let api = format!(
        "{GOOD}  schemas:\n    A: {{$ref: ../../outside/x.yaml}}\n    B: {{$ref: https://example.com/x.yaml}}\n    C: {{$ref: ./y.yml}}\n"
    );
    let f =
        folder(&[("in/api/api.yaml", &api), ("outside/x.yaml", "type: object\n"), ("in/api/y.yaml", "type: string\n")]);
    let inside = f.path().join("in");
    let found = findings_in(&inside, &["--select", "unresolved-ref", "api/api.yaml"]);
    let said: Vec<String> = found.iter().map(|d| format!("{} {} {}", d["severity"], d["message"], d["help"])).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].contains("leads out of") && said[0].contains("--root"), "{said:?}");
    assert!(said[1].contains("network") && said[1].contains("warn"), "{said:?}");
    assert!(said[2].contains("did you mean `y.yaml`"), "{said:?}");
    let found = findings_in(&inside, &["--select", "unresolved-ref", "--root", "..", "api/api.yaml"]);
    assert_eq!(found.len(), 2);
}

#[cfg(unix)]
#[test]
fn symbolic_links_do_not_lead_out_either() {
    let f = folder(&[
        ("in/api.yaml", &format!("{GOOD}  schemas: {{A: {{$ref: link.yaml}}}}\n")),
        ("secret.yaml", "type: object\n"),
    ]);
    std::os::unix::fs::symlink(f.path().join("secret.yaml"), f.path().join("in/link.yaml")).unwrap();
    let found = findings_in(&f.path().join("in"), &["--select", "unresolved-ref", "api.yaml"]);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_finding_in_a_shared_file_is_shown_once_with_its_entries() {
    let entry = |name: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: {name}, version: 1.0.0}}\nservers: [{{url: https://api.acme.com/v1}}]\npaths:\n  /x:\n    get:\n      security: []\n      responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: shared.yaml}}}}}}}}}}\n"
        )
    };
    let f =
        folder(&[("a.yaml", &entry("a")), ("b.yaml", &entry("b")), ("shared.yaml", "type: integer\nminLength: 1\n")]);
    let found = findings_in(f.path(), &["--select", "structure", "."]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["file"], "shared.yaml");
    assert_eq!(found[0]["reachedFrom"], serde_json::json!(["a.yaml", "b.yaml"]));
    assert!(status(f.path(), &["lint", "."]).1.contains("reached from: a.yaml, b.yaml"));
}

#[test]
fn the_configuration_rules() {
    let config = "extends: apivet:recommended\nrules:\n  versioning: off\n  security-missing: {severity: warn}\noverrides:\n  - files: [\"legacy/**\"]\n    rules: {security-missing: off}\npolicy:\n  exempt:\n    - paths: [/health]\n      reason: probes have no token\nignore:\n  - rule: success-response\n    file: api.yaml\n    at: /paths/~1orders\n    reason: only ever fails\n";
    let api = "openapi: 3.1.0\ninfo: {title: O, version: 1.0.0}\npaths:\n  /orders: {get: {responses: {'404': {description: d}}}}\n  /health: {get: {responses: {'200': {description: d}}}}\n";
    let f = folder(&[("apivet.yaml", config), ("api.yaml", api), ("legacy/api.yaml", api)]);
    let found = findings_in(f.path(), &["--select", "structure,auth,versioning", "."]);
    let said: Vec<String> = found.iter().map(|d| format!("{} {} {}", d["file"], d["rule"], d["severity"])).collect();
    assert_eq!(
        said,
        ["\"api.yaml\" \"security-missing\" \"warn\"", "\"legacy/api.yaml\" \"success-response\" \"warn\""]
    );
    // From another folder, globs still mean the same.
    let found = findings_in(&f.path().join("legacy"), &["--select", "structure,auth,versioning", "api.yaml"]);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn mistakes_in_the_configuration_are_shown_where_they_stand() {
    let config = "extends: apivet:strickt\nruls: {}\nrules:\n  scope-unusd: warn\n  http-basic: eror\n  scope-single-for-everything: {min-operation: 3}\npolicy:\n  exempt: [{paths: /x}]\n  versions: {where: [urls]}\noverrides: {}\n";
    let f = folder(&[("api.yaml", GOOD), ("apivet.yaml", config)]);
    let (code, out, err) = status(f.path(), &["lint", "api.yaml"]);
    // Long messages are wrapped.
    let err = err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!((code, out.as_str()), (2, ""));
    for says in [
        "did you mean `apivet:strict`",
        "did you mean `rules`",
        "did you mean `scope-unused`",
        "did you mean `error`",
        "`min-operation` is not an option",
        "must have a `reason`",
        "did you mean `url`",
        "`overrides` must be a list",
        "apivet.yaml:4:3",
    ] {
        assert!(err.contains(says), "{says} is not in {err}");
    }
    let looped = folder(&[
        ("api.yaml", GOOD),
        ("apivet.yaml", "extends: other.yaml\n"),
        ("other.yaml", "extends: apivet.yaml\n"),
    ]);
    assert!(status(looped.path(), &["lint", "api.yaml"]).2.contains("extends itself"));
    assert!(status(f.path(), &["lint", "--isolated", "api.yaml"]).0 == 0);
}

#[test]
fn ignores_hide_findings_and_are_reported_when_they_hide_nothing() {
    let api = "openapi: 3.1.0\ninfo: {title: O, version: 1.0.0}\nservers: [{url: https://api.acme.com/v1}]\npaths:\n  # apivet-ignore: security-missing -- read-only mirror\n  /a: {get: {responses: {'200': {description: d}}}}\n  /b:\n    get: # apivet-ignore: auth -- known\n      responses: {'200': {description: d}}\n  /c:\n    get:\n      x-apivet-ignore: {security-missing: known, oauth2-implicit-flow: never}\n      responses: {'200': {description: d}}\n";
    let f = folder(&[("api.yaml", api)]);
    let (_, out, _) = status(f.path(), &["lint", "-f", "json", "--select", "structure,auth", "api.yaml"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["summary"]["suppressed"], 3, "{out}");
    let found = report["diagnostics"].as_array().unwrap();
    assert_eq!(found.len(), 1, "{out}");
    assert_eq!((&found[0]["rule"], &found[0]["range"]["start"]["line"]), (&"unused-ignore".into(), &11.into()));
}

#[test]
fn formats_say_the_same() {
    let f = folder(&[("a b.yaml", &GOOD.replace("https://api", "http://api"))]);
    let (code, _, err) = status(
        f.path(),
        &[
            "lint",
            "-f",
            "json",
            "-o",
            "o.json",
            "-f",
            "sarif",
            "-o",
            "o.sarif",
            "-f",
            "github",
            "-o",
            "o.txt",
            "-f",
            "jsonl",
            "-o",
            "o.jsonl",
            "-f",
            "spectral-json",
            "-o",
            "s.json",
            "--select",
            "transport",
            "a b.yaml",
        ],
    );
    assert_eq!(code, 1, "{err}");
    let read = |name: &str| std::fs::read_to_string(f.path().join(name)).unwrap();
    let json: serde_json::Value = serde_json::from_str(&read("o.json")).unwrap();
    let one = &json["diagnostics"][0];
    assert_eq!(
        (&json["version"], &one["rule"], &one["pointer"]),
        (&1.into(), &"server-https".into(), &"/servers/0/url".into())
    );
    assert_eq!(
        one["range"],
        serde_json::json!({"start": {"line": 2, "character": 16}, "end": {"line": 2, "character": 20}})
    );
    let lines: Vec<serde_json::Value> =
        read("o.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let judged = serde_json::json!({
        "document": "a b.yaml", "judged": true, "error": 1, "warn": 0, "info": 0, "hint": 0,
    });
    assert_eq!(lines, [one.clone(), judged]);
    let spectral: serde_json::Value = serde_json::from_str(&read("s.json")).unwrap();
    assert_eq!(spectral[0]["path"], serde_json::json!(["servers", "0", "url"]));
    assert_eq!(spectral[0]["severity"], 0);
    assert!(
        read("o.txt").starts_with("::error file=a b.yaml,line=3,endLine=3,col=17,endColumn=21,title=server-https::")
    );
    let sarif: serde_json::Value = serde_json::from_str(&read("o.sarif")).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a%20b.yaml");
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 3);
    let before = result["partialFingerprints"]["apivet/v1"].clone();
    // Moved lines keep the fingerprint.
    std::fs::write(f.path().join("a b.yaml"), format!("# a comment\n\n{}", GOOD.replace("https://api", "http://api")))
        .unwrap();
    let moved: serde_json::Value =
        serde_json::from_str(&status(f.path(), &["lint", "-f", "sarif", "a b.yaml"]).1).unwrap();
    assert_eq!(moved["runs"][0]["results"][0]["partialFingerprints"]["apivet/v1"], before);
}

#[test]
fn github_actions_get_annotations_by_themselves() {
    let f = folder(&[("api.yaml", &GOOD.replace("https://api", "http://api"))]);
    let output = command(f.path(), &["lint", "api.yaml"]).env("GITHUB_ACTIONS", "true").output().unwrap();
    let out = stdout(&output);
    assert!(out.contains("server-https") && out.contains("\n::error file=api.yaml,line=3"), "{out}");
}

#[test]
fn colours_follow_the_wish() {
    let f = folder(&[("api.yaml", &GOOD.replace("https://api", "http://api"))]);
    assert!(!status(f.path(), &["lint", "api.yaml"]).1.contains('\u{1b}'));
    assert!(status(f.path(), &["lint", "--color", "always", "api.yaml"]).1.contains('\u{1b}'));
}

#[test]
fn very_many_findings_are_grouped_by_rule() {
    let paths: String =
        (0..60).map(|n| format!("  /p{n}: {{get: {{responses: {{'404': {{description: d}}}}}}}}\n")).collect();
    let f = folder(&[("api.yaml", &format!("openapi: 3.1.0\ninfo: {{title: O, version: 1.0.0}}\npaths:\n{paths}"))]);
    let (_, out, _) = status(f.path(), &["lint", "api.yaml"]);
    assert!(out.lines().count() < 50 && out.contains("(and 59 more)") && out.contains("use `-v`"), "{out}");
    let clickable = status(f.path(), &["lint", "--style", "clickable", "api.yaml"]).1;
    assert!(clickable.contains("api.yaml:4:9: "), "{clickable}");
    let compact =
        status(f.path(), &["lint", "--style", "compact", "--statistics", "--max-findings", "5", "api.yaml"]).1;
    assert!(compact.contains("more findings are not shown") && compact.contains("    60  "), "{compact}");
    assert!(
        status(f.path(), &["lint", "--style", "full", "--select", "success-response", "api.yaml"]).1.lines().count()
            > 300
    );
}

#[test]
fn init_writes_a_configuration_that_works() {
    let f = folder(&[("specs/api.yaml", GOOD)]);
    let (code, out, err) = status(f.path(), &["init"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("1 document"), "{out}");
    let text = std::fs::read_to_string(f.path().join("apivet.yaml")).unwrap();
    assert!(text.contains("where: [url]"), "{text}");
    assert_eq!(status(f.path(), &["lint"]).0, 0);
    let (code, _, err) = status(f.path(), &["init"]);
    assert!(code == 2 && err.contains("exists already"));
    assert_eq!(status(f.path(), &["init", "--force"]).0, 0);
    assert!(status(f.path(), &["init", "--print"]).1.contains("extends"));
}

#[test]
fn the_schema_accepts_what_init_writes_and_refuses_mistakes() {
    let schema: serde_json::Value = serde_json::from_str(&stdout(&apivet(&["schema"]))).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let f = folder(&[("specs/api.yaml", GOOD)]);
    let config: serde_json::Value = serde_yaml::from_str(&status(f.path(), &["init", "--print"]).1).unwrap();
    assert!(validator.is_valid(&config), "{config}");
    for pack in ["rules/strict.yaml", "rules/security.yaml"] {
        let text = std::fs::read_to_string(common::root().join(pack)).unwrap();
        assert!(validator.is_valid(&serde_yaml::from_str(&text).unwrap()), "{pack}");
    }
    assert!(!validator.is_valid(&serde_json::json!({"rules": {"scope-unusd": "warn"}})));
    assert!(!validator.is_valid(&serde_json::json!({"ignore": [{"rule": "http-basic"}]})));
}

#[test]
fn every_other_command_prints_what_it_promises() {
    assert!(stdout(&apivet(&["--help"])).contains("lint"));
    assert!(stdout(&apivet(&["--version"])).starts_with("apivet "));
    assert!(stdout(&apivet(&["explain", "auth"])).contains("security-missing"));
    assert!(stdout(&apivet(&["rules"])).contains("scope-unused"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(stdout(&apivet(&["completions", shell])).contains("apivet"));
    }
    let f = folder(&[]);
    assert_eq!(status(f.path(), &["man", "--out", "m"]).0, 0);
    assert!(f.path().join("m/apivet-lint.1").exists());
    let (code, out, err) = status(f.path(), &["rules", "--category", "scopes"]);
    assert!(code == 0 && out.contains("scope-unused") && !out.contains("http-basic"), "{err}");
}

/// Serves two documents on the loopback address until the test ends.
fn serve() -> String {
    use std::io::Read;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 1024];
            let n = stream.read(&mut request).unwrap_or(0);
            let body = match String::from_utf8_lossy(&request[..n]).split(' ').nth(1) {
                Some("/parts/a.yaml") => "$ref: ../b.yaml\n",
                Some("/b.yaml") => "type: integer\nminLength: 1\n",
                _ => "",
            };
            let status = if body.is_empty() { "404 Not Found" } else { "200 OK" };
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    address
}

#[test]
fn the_network_is_used_only_when_allowed() {
    if std::process::Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: curl is not on this machine");
        return;
    }
    let address = serve();
    let api = format!(
        "{GOOD}  schemas:\n    A: {{$ref: 'http://{address}/parts/a.yaml'}}\n    B: {{$ref: 'http://{address}/missing.yaml'}}\n"
    );
    let f = folder(&[("api.yaml", &api)]);
    let rules = "unresolved-ref,schema-constraint-mismatch";
    let refused = findings_in(f.path(), &["--select", rules, "api.yaml"]);
    assert_eq!(refused.len(), 2, "{refused:#?}");
    assert!(refused.iter().all(|d| d["help"].as_str().unwrap().contains("--allow-remote")));
    let private = apivet_in(f.path(), &["lint", "--select", rules, "--allow-remote", "--style", "full", "api.yaml"]);
    assert!(stdout(&private).contains("is the private address 127.0.0.1"), "{}", stdout(&private));
    let allowed =
        findings_in(f.path(), &["--select", rules, "--allow-remote", "--allow-host", "127.0.0.1", "api.yaml"]);
    let said: Vec<&str> = allowed.iter().map(|d| d["rule"].as_str().unwrap()).collect();
    assert_eq!(said, ["unresolved-ref", "schema-constraint-mismatch"], "{allowed:#?}");
    assert_eq!(allowed[1]["file"], format!("http://{address}/b.yaml").as_str());
}

#[test]
fn packs_can_be_pinned() {
    let f = folder(&[("api.yaml", GOOD), ("apivet.yaml", "extends: [\"apivet:strict@sha256:00\"]\n")]);
    let (code, _, err) = status(f.path(), &["lint", "api.yaml"]);
    assert_eq!(code, 2);
    // The last one that is named is the pack's own.
    let pin = &err.rsplit("@sha256:").next().unwrap()[..64];
    let f = folder(&[("api.yaml", GOOD), ("apivet.yaml", &format!("extends: [\"apivet:strict@sha256:{pin}\"]\n"))]);
    assert_ne!(status(f.path(), &["lint", "api.yaml"]).0, 2);
}

#[test]
fn what_would_steer_a_terminal_is_shown_and_not_done() {
    let api = "openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
paths:
  \"/x\\e]0;owned\\a/{id}\": {get: {summary: \"a \\u202E b\", operationId: 'a \u{202e} b', responses: {'200': {description: d}}}}
";
    let f = folder(&[("api.yaml", api)]);
    for arguments in [
        &["lint", "api.yaml", "--style", "full"][..],
        &["lint", "api.yaml", "--style", "compact"],
        &["audit", "api.yaml"],
    ] {
        let text = stdout(&apivet_in(f.path(), arguments));
        assert!(text.contains("/x\u{fffd}]0;owned\u{fffd}/{id}"), "{arguments:?}: {text}");
        assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{arguments:?}: {text}");
    }
}

/// A rule that fires often is one block: its first finding in full, and a line for each of the others.
#[test]
fn what_one_rule_finds_in_many_places_is_one_block() {
    let mut api = String::from("openapi: 3.1.0\ninfo: {title: t, version: 1.0.0}\ncomponents:\n  schemas:\n");
    for n in 0..5 {
        api += &format!("    S{n}:\n      enum: [a, b{n}, b{n}]\n");
    }
    let f = folder(&[("api.yaml", &api)]);
    let (code, out, err) = status(f.path(), &["lint", "--isolated", "--select", "enum-duplicate", "api.yaml"]);
    assert!(code <= 1, "{err}");
    assert_eq!(out.matches("warn[enum-duplicate]").count(), 1, "{out}");
    for n in 1..5 {
        assert!(out.contains(&format!("  --> api.yaml:{}:21: duplicate `enum` value `b{n}`", 6 + 2 * n)), "{out}");
    }
    let (_, all, _) = status(f.path(), &["lint", "--isolated", "--select", "enum-duplicate", "-v", "api.yaml"]);
    assert_eq!(all.matches("warn[enum-duplicate]").count(), 5, "{all}");
}

/// What `init` writes for pipelines is what their systems read: whole YAML.
#[test]
fn pipelines_are_yaml() {
    for (option, key) in [("--github", "jobs"), ("--gitlab", "apivet"), ("--azure", "steps"), ("--pre-commit", "repos")]
    {
        let text = stdout(&apivet(&["init", option, "--print"]));
        assert!(!text.contains("VERSION"), "{option}");
        let folder = folder(&[("pipeline.yml", &text)]);
        let output = apivet_in(folder.path(), &["debug-tree", "pipeline.yml"]);
        assert!(output.status.success(), "{option}: {}", stderr(&output));
        let read: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(read.get(key).is_some(), "{option}: {read}");
    }
    let jenkins = stdout(&apivet(&["init", "--jenkins", "--print"]));
    assert!(jenkins.contains("pipeline {") && !jenkins.contains("VERSION"));
    assert!(stdout(&apivet(&["init", "--agents", "--print"])).contains("apivet diff HEAD:"));
}
