//! Comparing two versions: what is printed, and what holds of every pair.

mod common;

use std::path::{Path, PathBuf};

use common::{TODAY, apivet, apivet_in, folder, root, shared, stderr, stdout};
use serde_json::Value;

fn pairs() -> Vec<PathBuf> {
    let entries =
        walkdir::WalkDir::new(root().join("fixtures/comparisons")).min_depth(1).max_depth(1).sort_by_file_name();
    entries.into_iter().map(|e| e.unwrap().into_path()).collect()
}

fn diff(base: &Path, revision: &Path) -> Value {
    let (base, revision) = (base.to_str().unwrap(), revision.to_str().unwrap());
    let output = apivet(&["diff", base, revision, "-f", "json", "--today", TODAY, "--isolated"]);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{base}: {e}\n{}{}", stdout(&output), stderr(&output)))
}

#[test]
fn what_is_printed_is_what_was_read() {
    for pair in pairs() {
        let name = pair.file_name().unwrap().to_string_lossy().into_owned();
        let shown = |file: &str| format!("fixtures/comparisons/{name}/{file}.yaml");
        let (base, revision) = (shown("base"), shown("revision"));
        let output = apivet(&["diff", &base, &revision, "--style", "full", "--today", TODAY, "--isolated"]);
        let text = format!("{}exit status {}\n", stdout(&output), output.status.code().unwrap());
        assert_eq!(stderr(&output), "", "{name}");
        insta::with_settings!({ snapshot_path => pair, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("text", text);
        });
    }
}

#[test]
fn a_version_does_not_differ_from_itself() {
    let fixtures = common::fixtures().into_iter().map(|f| f.path);
    let mut files: Vec<PathBuf> = fixtures.filter(|p| p.file_stem().is_some_and(|n| n == "pass")).collect();
    for pair in pairs() {
        files.extend([pair.join("base.yaml"), pair.join("revision.yaml")]);
    }
    if let Some(corpus) = shared("cases/corpus") {
        let small = |e: &walkdir::DirEntry| e.metadata().is_ok_and(|m| m.len() < 4_000_000);
        let specs = walkdir::WalkDir::new(corpus).max_depth(3).into_iter().flatten().filter(small);
        let names = ["old.yaml", "old.json", "new.yaml", "new.json"];
        files.extend(specs.map(walkdir::DirEntry::into_path).filter(|p| names.iter().any(|n| p.ends_with(n))));
    }
    let mut compared = 0;
    for file in files {
        let output = apivet(&[
            "diff",
            file.to_str().unwrap(),
            file.to_str().unwrap(),
            "-f",
            "json",
            "--isolated",
            "--root",
            "/",
        ]);
        // Fixtures about broken documents are no versions.
        if output.status.code() == Some(2) {
            continue;
        }
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["changes"].as_array().unwrap().len(), 0, "{}", file.display());
        assert_eq!(report["verdict"]["compatibility"], "identical", "{}", file.display());
        assert_eq!(report["verdict"]["required_bump"], "none", "{}", file.display());
        compared += 1;
    }
    assert!(compared > 80, "{compared}");
}

#[test]
fn every_id_is_a_rule_and_every_breaking_change_of_a_schema_has_its_proof() {
    let output = apivet(&["rules", "--category", "compat", "-f", "json", "--isolated"]);
    let rules: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let ids: std::collections::BTreeSet<&str> = rules.iter().map(|r| r["id"].as_str().unwrap()).collect();
    assert!(ids.len() > 1000);
    if let Some(known) = shared("research/oasdiff-checks.tsv") {
        let known = std::fs::read_to_string(known).unwrap();
        // What is compatible of types is said of texts that come back: elsewhere a type is generalized or specialized.
        let other =
            ["request-body", "request-property", "response-property"].map(|place| format!("{place}-type-compatible"));
        let known = known.lines().skip(1).filter_map(|l| l.split('\t').next());
        let missing: Vec<&str> = known.filter(|id| !ids.contains(id) && !other.iter().any(|o| o == id)).collect();
        assert!(missing.is_empty(), "{} ids are not known: {missing:?}", missing.len());
    }
    for pair in pairs() {
        for (base, revision) in [("base.yaml", "revision.yaml"), ("revision.yaml", "base.yaml")] {
            let report = diff(&pair.join(base), &pair.join(revision));
            for change in report["changes"].as_array().unwrap() {
                let id = change["id"].as_str().unwrap();
                assert!(ids.contains(id), "{id}");
                let pointer = change["revision"]["pointer"].as_str().unwrap_or_default();
                let schema = pointer.contains("/schema");
                if schema && change["compatibility"] == "breaking" {
                    assert!(
                        change["witness"]["value"] != Value::Null || change["witness"].is_object(),
                        "{id}: {change}"
                    );
                }
            }
        }
    }
}

#[test]
fn formats_tell_the_same() {
    let pair = root().join("fixtures/comparisons/door-opened");
    let (base, revision) = (pair.join("base.yaml"), pair.join("revision.yaml"));
    let run = |format: &str| {
        let (base, revision) = (base.to_str().unwrap(), revision.to_str().unwrap());
        let output = apivet(&["diff", base, revision, "-f", format, "--isolated"]);
        assert_eq!(output.status.code(), Some(1), "{format}");
        stdout(&output)
    };
    let changes = diff(&base, &revision)["changes"].as_array().unwrap().clone();
    for change in &changes {
        let id = change["id"].as_str().unwrap();
        for format in ["markdown", "html", "sarif", "github", "jsonl", "spectral-json"] {
            assert!(run(format).contains(id), "{format} lacks {id}");
        }
    }
    assert!(run("html").contains("Content-Security-Policy"));
}

/// Markdown without its code spans (CommonMark 0.31, section 6.1): each ends at a run of as many backticks.
fn outside_of_code(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('`') {
        out.push_str(&rest[..start]);
        let run = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        let after = &rest[start + run..];
        let mut at = 0;
        let end = loop {
            let Some(next) = after[at..].find('`').map(|n| at + n) else { break None };
            let length = after[next..].len() - after[next..].trim_start_matches('`').len();
            if length == run {
                break Some(next + length);
            }
            at = next + length;
        };
        rest = end.map_or("", |end| &after[end..]);
    }
    out + rest
}

#[test]
fn text_of_documents_does_not_become_markup() {
    let folder = tempfile::tempdir().unwrap();
    let document = |summary: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: 1.0.0}}\npaths:\n  /a:\n    get:\n      tags: ['<script>alert(1)</script>{summary}']\n      responses: {{'200': {{description: ok}}}}\n"
        )
    };
    std::fs::write(folder.path().join("a.yaml"), document("a")).unwrap();
    std::fs::write(folder.path().join("b.yaml"), document("`<img src=x>")).unwrap();
    for format in ["html", "markdown"] {
        let text = stdout(&apivet_in(folder.path(), &["diff", "a.yaml", "b.yaml", "-f", format]));
        // A page has one script, which is its own.
        let own = usize::from(format == "html");
        let shown = if format == "html" { text } else { outside_of_code(&text) };
        assert!(shown.matches("<script>").count() == own && !shown.contains("<img"), "{format}: {shown}");
    }
}

#[test]
fn severities_follow_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let pair = root().join("fixtures/comparisons/request-narrowed");
    for file in ["base.yaml", "revision.yaml"] {
        std::fs::copy(pair.join(file), folder.path().join(file)).unwrap();
    }
    let run = |config: &str, more: &[&str]| {
        std::fs::write(folder.path().join("apivet.yaml"), config).unwrap();
        let mut arguments = vec!["diff", "base.yaml", "revision.yaml", "-f", "json"];
        arguments.extend(more);
        let output = apivet_in(folder.path(), &arguments);
        let report: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}{}", stdout(&output), stderr(&output)));
        (output.status.code().unwrap(), report["verdict"]["compatibility"].as_str().unwrap().to_owned())
    };
    assert_eq!(run("", &[]), (1, "breaking".to_owned()));
    let milder = "rules:\n  request-property-max-length-decreased: warn\n  request-property-became-required: off\n";
    assert_eq!(run(milder, &[]), (0, "risky".to_owned()));
    assert_eq!(run("rules: {compat: info}\n", &[]), (0, "compatible".to_owned()));
    let ignored = "ignore:\n  - {rule: compat, at: /components/schemas/Order, reason: agreed with all clients}\n";
    // What was acknowledged is a change all the same.
    assert_eq!(run(ignored, &[]), (0, "compatible".to_owned()));
    let levels = folder.path().join("levels.txt");
    std::fs::write(
        &levels,
        "# ours\nrequest-property-max-length-decreased info\nrequest-property-became-required none\n",
    )
    .unwrap();
    assert_eq!(run("", &["--severity-levels", "levels.txt"]), (0, "compatible".to_owned()));
    std::fs::write(&levels, "request-property-max-length-decreasd info\n").unwrap();
    let output = apivet_in(folder.path(), &["diff", "base.yaml", "revision.yaml", "--severity-levels", "levels.txt"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("levels.txt:1: there is no change `request-property-max-length-decreasd`"));
    assert!(stderr(&output).contains("did you mean `request-property-max-length-decreased`?"));
}

#[test]
fn a_weakening_is_excused_by_a_reason_only() {
    let folder = tempfile::tempdir().unwrap();
    let pair = root().join("fixtures/comparisons/scope-dropped");
    for file in ["base.yaml", "revision.yaml"] {
        std::fs::copy(pair.join(file), folder.path().join(file)).unwrap();
    }
    let run = |config: &str| {
        std::fs::write(folder.path().join("apivet.yaml"), config).unwrap();
        let output = apivet_in(folder.path(), &["diff", "base.yaml", "revision.yaml", "-F", "weakened"]);
        output.status.code().unwrap()
    };
    assert_eq!(run(""), 1);
    assert_eq!(run("rules: {compat: off}\n"), 1);
    assert_eq!(run("rules: {api-security-scope-removed: info}\n"), 1);
    assert_eq!(run("ignore:\n  - {rule: api-security-scope-removed, reason: the gateway checks it}\n"), 0);
}

#[test]
fn what_cannot_be_read_is_not_compared() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let good = "openapi: 3.0.3\ninfo: {title: t, version: 1.0.0}\npaths: {}\n";
    write("good.yaml", good);
    write("broken.yaml", "openapi: 3.0.3\ninfo: {title: t\npaths: {}\n");
    write("other.yaml", "name: me\n");
    write("lost.yaml", "openapi: 3.0.3\ninfo: {title: t, version: 1.0.0}\npaths:\n  /a: {$ref: gone.yaml}\n");
    for (base, words) in [
        ("broken.yaml", "cannot be read in full"),
        ("other.yaml", "is not an OpenAPI document"),
        ("lost.yaml", "it refers to `gone.yaml`, and there is no such file"),
        ("god.yaml", "did you mean `./good.yaml`?"),
        (".", "is a directory"),
        ("main:good.yaml", "not a git repository"),
    ] {
        for (a, b) in [(base, "good.yaml"), ("good.yaml", base)] {
            let output = apivet_in(folder.path(), &["diff", a, b]);
            assert_eq!(output.status.code(), Some(2), "{a} {b}");
            assert!(stderr(&output).contains(words), "{a} {b}: {}", stderr(&output));
            assert_eq!(stdout(&output), "", "{a} {b}");
        }
    }
    let output = apivet_in(folder.path(), &["diff", "good.yaml", "good.yaml", "--today", "tomorrow"]);
    assert_eq!(output.status.code(), Some(2));
}

/// What others than the described properties must be binds a property that is described from now on, whichever keyword
/// says it: sent values of another type were accepted before, and are refused now.
#[test]
fn a_property_described_anew_is_held_against_what_held_for_others() {
    let body = |schema: &str| {
        format!(
            "openapi: 3.1.0
info: {{title: t, version: 1.0.0}}
paths:
  /orders:
    post:
      requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}
      responses: {{'200': {{description: d}}}}
"
        )
    };
    for others in ["multipleOf: 5", "minProperties: 1", "maxItems: 3", "minLength: 2", "uniqueItems: true"] {
        let schema = |more: &str| {
            format!("{{type: object, properties: {{a: {{type: string}}{more}}}, additionalProperties: {{{others}}}}}")
        };
        let folder = folder(&[
            ("base.yaml", body(&schema("")).as_str()),
            ("revision.yaml", body(&schema(", flag: {type: boolean}")).as_str()),
        ]);
        let output = apivet_in(folder.path(), &["diff", "base.yaml", "revision.yaml", "-f", "json"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["verdict"]["compatibility"], "breaking", "{others}: {report:#}");
    }
}

#[test]
fn discriminators_of_2_0_are_compared() {
    let api = |property: &str| {
        format!(
            "swagger: '2.0'\ninfo: {{title: Pets, version: 1.0.0}}\npaths:\n  /pets:\n    post:\n      parameters: [{{in: body, name: body, schema: {{$ref: '#/definitions/Pet'}}}}]\n      responses: {{'200': {{description: Done}}}}\ndefinitions:\n  Pet:\n    type: object\n    discriminator: {property}\n    required: [kind, sort]\n    properties: {{kind: {{type: string}}, sort: {{type: string}}}}\n"
        )
    };
    let f = folder(&[("a.yaml", &api("kind")), ("b.yaml", &api("sort"))]);
    let report = diff(&f.path().join("a.yaml"), &f.path().join("b.yaml"));
    let ids: Vec<&str> = report["changes"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"request-body-discriminator-property-name-changed"), "{report}");
}

/// A gateway's setting holds for an operation from the nearest place: itself, its path, the document. Others beside it
/// count each for itself.
#[test]
fn gateway_policies_hold_from_the_nearest_place() {
    let document = |root: &str, path: &str, own: &str, more: &str| {
        let tier = |value: &str, indent: usize| match value {
            "" => String::new(),
            value => format!("{}x-throttling-tier: {value}\n", " ".repeat(indent)),
        };
        format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: 1.0.0}}\n{}{more}paths:\n  /a:\n{}    get:\n{}      responses: {{'200': {{description: ok}}}}\n",
            tier(root, 0),
            tier(path, 4),
            tier(own, 6)
        )
    };
    let ids = |base: &str, revision: &str| -> Vec<String> {
        let f = common::folder(&[("a.yaml", base), ("b.yaml", revision)]);
        let json = diff(&f.path().join("a.yaml"), &f.path().join("b.yaml"));
        let ids = json["changes"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap().to_owned());
        ids.filter(|id| id.starts_with("gateway-")).collect()
    };
    let base = document("Gold", "Silver", "Bronze", "");
    for (revision, wanted) in [
        (document("Free", "Silver", "Bronze", ""), vec![]),
        (document("Gold", "Free", "Bronze", ""), vec![]),
        (document("Gold", "Silver", "Free", ""), vec!["gateway-policy-changed"]),
        // Without its own, that of the path holds.
        (document("Gold", "Silver", "", ""), vec!["gateway-policy-changed"]),
        (document("Gold", "Bronze", "", ""), vec![]),
        (document("Bronze", "", "", ""), vec![]),
        (document("", "", "", ""), vec!["gateway-policy-removed"]),
        (document("Gold", "Silver", "Bronze", "x-auth-type: None\n"), vec!["gateway-policy-added"]),
    ] {
        assert_eq!(ids(&base, &revision), wanted, "{revision}");
    }
    let two = document("Gold", "", "", "x-auth-type: Any\n");
    assert_eq!(ids(&two, &document("Gold", "", "", "x-auth-type: None\n")), ["gateway-policy-changed"]);
    assert_eq!(ids(&two, &document("Gold", "", "", "")), ["gateway-policy-removed"]);
}

/// GitHub refuses comments of more than 65,536 characters.
#[test]
fn a_changelog_in_markdown_fits_into_a_comment() {
    let document = |paths: &str| format!("openapi: 3.0.3\ninfo: {{title: t, version: 1.0.0}}\npaths: {{{paths}}}\n");
    let paths: String =
        (0..1500).map(|n| format!("/p{n}: {{get: {{responses: {{'200': {{description: d}}}}}}}}, ")).collect();
    let f = common::folder(&[("a.yaml", &document(&paths)), ("b.yaml", &document(""))]);
    let text = stdout(&apivet_in(f.path(), &["diff", "a.yaml", "b.yaml", "-f", "markdown"]));
    assert!(text.chars().count() < 65_536, "{}", text.len());
    let listed = text.lines().filter(|line| line.starts_with("- `GET /p")).count();
    let rest = format!("\n{} more changes are left out", 1500 - listed);
    assert!(listed > 300 && text.contains(&rest), "{listed}: {}", &text[text.len() - 300..]);
}

/// What a comparison of two documents says: its verdict, and the ids of the changes that are more than compatible.
fn verdict(base: &str, revision: &str) -> (String, String, Vec<String>) {
    let f = folder(&[("base.yaml", base), ("revision.yaml", revision)]);
    let report = diff(&f.path().join("base.yaml"), &f.path().join("revision.yaml"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let grave = |c: &&Value| c["compatibility"] != "compatible" || c["security"] == "weakened";
    let ids = report["changes"].as_array().unwrap().iter().filter(grave).map(|c| text(&c["id"])).collect();
    (text(&report["verdict"]["compatibility"]), text(&report["verdict"]["security"]), ids)
}

#[test]
fn path_parameters_are_those_at_their_places() {
    let api = |path: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: a, version: 1.0.0}}\npaths:\n  {path}:\n    get:\n      parameters: [{{name: x, in: path, required: true, schema: {{type: integer}}}}, {{name: y, in: path, required: true, schema: {{type: string}}}}]\n      responses: {{'204': {{description: d}}}}\n"
        )
    };
    assert_eq!(verdict(&api("/a/{x}/b/{y}"), &api("/a/{y}/b/{x}")).0, "breaking");
    assert_eq!(verdict(&api("/a/{x}/b/{y}"), &api("/a/{x}/b/{y}")).0, "identical");
}

#[test]
fn what_callbacks_and_webhooks_promise_is_held_against_them() {
    let callback = |url: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: a, version: 1.0.0}}\npaths:\n  /jobs:\n    post:\n      callbacks:\n        done: {{'{url}': {{post: {{responses: {{'200': {{description: d}}}}}}}}}}\n      responses: {{'204': {{description: d}}}}\n"
        )
    };
    let (level, _, ids) = verdict(&callback("{$request.body#/a}"), &callback("{$request.body#/b}"));
    assert_eq!((level.as_str(), ids), ("breaking", vec!["callback-url-changed".to_owned()]));
    let webhook = |parameter: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: a, version: 1.0.0}}\nwebhooks:\n  sent:\n    post:\n      parameters: [{parameter}]\n      responses: {{'200': {{description: d}}}}\n"
        )
    };
    let header =
        |required: bool| format!("{{name: X-Sig, in: header, required: {required}, schema: {{type: string}}}}");
    assert_eq!(verdict(&webhook(&header(true)), &webhook("")).0, "breaking");
    assert_eq!(verdict(&webhook(&header(false)), &webhook("")).0, "risky");
    assert_eq!(verdict(&webhook(""), &webhook(&header(true))).0, "compatible");
}

#[test]
fn schemes_that_nobody_requires_weaken_nothing() {
    let api = |security: &str, place: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: a, version: 1.0.0}}\nsecurity: {security}\npaths:\n  /a: {{get: {{responses: {{'204': {{description: d}}}}}}}}\ncomponents:\n  securitySchemes:\n    k: {{type: apiKey, name: K, in: {place}}}\n    t: {{type: http, scheme: bearer}}\n"
        )
    };
    assert_eq!(verdict(&api("[{k: []}]", "header"), &api("[{k: []}]", "query")).1, "weakened");
    assert_eq!(verdict(&api("[{t: []}]", "header"), &api("[{t: []}]", "query")).1, "neutral");
}

/// Extensions are compared where the policy names them, and those about exposure always.
#[test]
fn extensions_that_a_policy_names_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let document = |limit: u32, other: u32| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: A, version: 1.0.0}}\npaths:\n  /a:\n    get:\n      x-rate-limit: {limit}\n      x-other: {other}\n      responses: {{'200': {{description: ok}}}}\n"
        )
    };
    std::fs::write(folder.path().join("a.yaml"), document(1, 1)).unwrap();
    std::fs::write(folder.path().join("b.yaml"), document(2, 2)).unwrap();
    let ids = || {
        let output = apivet_in(folder.path(), &["diff", "a.yaml", "b.yaml", "-f", "json"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let changes = report["changes"].as_array().unwrap().iter().map(|c| c["message"].as_str().unwrap().to_owned());
        changes.filter(|m| m.contains("extension")).collect::<Vec<_>>()
    };
    assert!(ids().is_empty());
    let policy = |glob: &str| {
        std::fs::write(folder.path().join("apivet.yaml"), format!("policy:\n  extensions: ['{glob}']\n")).unwrap();
    };
    for (glob, named) in [
        ("x-rate-limit", true),
        ("x-rate", false),
        ("x-rate-*", true),
        ("x-*-limit", true),
        ("x-*-other", false),
        ("x-rate-limit*t", false),
    ] {
        policy(glob);
        let wanted: &[&str] = if named { &["extension `x-rate-limit`: `1` -> `2`"] } else { &[] };
        assert_eq!(ids(), wanted, "{glob}");
    }
    policy("*");
    assert_eq!(ids().len(), 2);
    policy("x-[");
    let output = apivet_in(folder.path(), &["diff", "a.yaml", "b.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("`x-[` is no glob"), "{}", stderr(&output));
}
