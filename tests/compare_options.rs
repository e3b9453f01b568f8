//! `diff` over a part of an API, moved prefixes, many documents, documentation, generated clients, history; and the comment
//! of the action.

mod common;

use std::path::Path;
use std::process::Command;

use common::{apivet_in, folder, git, root, stderr, stdout};
use serde_json::Value;

const ORDERS: &str = "openapi: 3.0.3
info: {title: Orders, version: 1.0.0}
paths:
  /v1/orders:
    get:
      operationId: listOrders
      tags: [orders]
      summary: List orders
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
    post:
      operationId: createOrder
      tags: [orders, writes]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'201': {description: made}}
  /v1/stats:
    get:
      operationId: getStats
      x-internal: true
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: integer}}}
components:
  schemas:
    Order:
      description: An order
      type: object
      properties: {id: {type: string}}
";

const USERS: &str = "openapi: 3.0.3
info: {title: Users, version: 1.0.0}
paths:
  /v1/users:
    get:
      operationId: listUsers
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: array, items: {type: string}}}}
";

/// The property and the answer of `/v1/stats` change.
fn changed() -> String {
    ORDERS
        .replace("{schema: {type: integer}}", "{schema: {type: string}}")
        .replace("id: {type: string}", "id: {type: integer}")
}

fn compare(folder: &Path, arguments: &[&str]) -> Value {
    let mut all = vec!["diff", "-f", "json", "-F", "never"];
    all.extend(arguments);
    let output = apivet_in(folder, &all);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The ids of the changes with the operations that they reach.
fn told(report: &Value) -> Vec<String> {
    let line = |change: &Value| {
        let operations: Vec<&str> =
            change["operations"].as_array().unwrap().iter().map(|o| o.as_str().unwrap()).collect();
        format!("{} {}", change["id"].as_str().unwrap(), operations.join(", "))
    };
    let mut lines: Vec<String> = report["changes"].as_array().unwrap().iter().map(line).collect();
    lines.retain(|line| !line.starts_with("api-version"));
    lines.sort();
    lines
}

#[test]
fn only_selected_operations_are_compared() {
    let f = folder(&[("a.yaml", ORDERS), ("b.yaml", &changed())]);
    let of = |more: &[&str]| told(&compare(f.path(), &[&["a.yaml", "b.yaml"], more].concat()));
    let request = "request-property-type-changed POST /v1/orders";
    let response = "response-property-type-changed GET /v1/orders";
    let stats = "response-body-type-changed GET /v1/stats";
    assert_eq!(of(&[]), [request, stats, response]);
    assert_eq!(of(&["--match-path", "^/v1/orders$"]), [request, response]);
    assert_eq!(of(&["--match-path", "stats", "--match-path", "orders"]), [request, stats, response]);
    assert_eq!(of(&["--exclude-path", "orders"]), [stats]);
    assert_eq!(of(&["--unmatch-path", "orders"]), [stats]);
    assert_eq!(of(&["--match-tag", "orders"]), [request, response]);
    assert_eq!(of(&["--match-tag", "orders", "--exclude-tag", "writes"]), [response]);
    assert_eq!(of(&["--match-operation", "createOrder"]), [request]);
    assert_eq!(of(&["--match-operation", "GET /v1/orders"]), [response]);
    assert_eq!(of(&["--exclude-operation", "createOrder", "--exclude-internal"]), [response]);
}

#[test]
fn no_change_takes_itself_out_of_a_comparison() {
    let hidden = changed().replace("tags: [orders, writes]", "tags: [writes]").replace("      x-internal: true\n", "");
    let f = folder(&[
        ("a.yaml", ORDERS),
        ("b.yaml", &hidden),
        ("gone.yaml", &ORDERS.replace("  /v1/stats:", "  /v1/old:")),
    ]);
    let of = |more: &[&str]| told(&compare(f.path(), &[&["a.yaml", "b.yaml"], more].concat()));
    assert!(of(&["--match-tag", "orders"]).contains(&"request-property-type-changed POST /v1/orders".to_owned()));
    // Before it was internal, now it is not: that is compared.
    assert!(of(&["--exclude-internal"]).iter().any(|line| line.ends_with("GET /v1/stats")));
    let gone = told(&compare(f.path(), &["a.yaml", "gone.yaml", "--match-path", "stats"]));
    assert_eq!(gone, ["api-path-removed-without-deprecation GET /v1/stats"]);
    // A slip in a pattern does not open the gate.
    for slip in [&["--match-path", "^/order/"][..], &["--match-tag", "order"], &["--match-operation", "createOrders"]] {
        let output = apivet_in(f.path(), &[&["diff", "a.yaml", "b.yaml"], slip].concat());
        assert_eq!(output.status.code(), Some(2), "{slip:?}");
        assert!(stderr(&output).contains("no operation of either version is selected"), "{}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
    let output = apivet_in(f.path(), &["diff", "a.yaml", "b.yaml", "--match-path", "("]);
    assert!(stderr(&output).contains("unclosed group"), "{}", stderr(&output));
    let output = apivet_in(f.path(), &["diff", "a.yaml", "b.yaml", "--strip-prefix", "v1"]);
    assert!(stderr(&output).contains("begins with `/`"), "{}", stderr(&output));
    // What is not selected is not called documentation.
    let output = apivet_in(
        f.path(),
        &[
            "diff",
            "a.yaml",
            "b.yaml",
            "--match-operation",
            "listOrders",
            "--match-path",
            "x|orders",
            "--exclude-tag",
            "none",
        ],
    );
    assert_eq!(output.status.code(), Some(1));
    let only = ORDERS.replace("type: integer", "type: boolean");
    let f = folder(&[("a.yaml", ORDERS), ("b.yaml", &only)]);
    let output = apivet_in(f.path(), &["diff", "a.yaml", "b.yaml", "--match-tag", "orders"]);
    assert!(stdout(&output).contains("nothing changed in the selected operations"), "{}", stdout(&output));
}

#[test]
fn a_callback_is_where_its_operation_is() {
    let with = |kind: &str| {
        ORDERS.replace(
            "      responses: {'201': {description: made}}\n",
            &format!("      callbacks:\n        done:\n          '{{$request.body#/url}}':\n            post:\n              requestBody: {{content: {{application/json: {{schema: {{type: {kind}}}}}}}}}\n              responses: {{'200': {{description: ok}}}}\n      responses: {{'201': {{description: made}}}}\n"),
        )
    };
    let f = folder(&[("a.yaml", &with("string")), ("b.yaml", &with("integer"))]);
    assert_eq!(told(&compare(f.path(), &["a.yaml", "b.yaml", "--match-tag", "writes"])).len(), 1);
    assert!(told(&compare(f.path(), &["a.yaml", "b.yaml", "--exclude-tag", "writes"])).is_empty());
    let moved = with("string").replace("/v1/", "/v2/");
    std::fs::write(f.path().join("c.yaml"), moved).unwrap();
    let prefixes = ["--strip-prefix-base", "/v1", "--strip-prefix-revision", "/v2"];
    assert!(told(&compare(f.path(), &[&["a.yaml", "c.yaml"], &prefixes[..]].concat())).is_empty());
}

#[test]
fn prefixes_belong_together() {
    let f = folder(&[
        ("a.yaml", ORDERS),
        ("b.yaml", &ORDERS.replace("/v1/", "/v2/")),
        ("c.yaml", &ORDERS.replace("/v1/", "/")),
    ]);
    let of = |pair: [&str; 2], more: &[&str]| told(&compare(f.path(), &[&pair, more].concat())).len();
    assert_eq!(of(["a.yaml", "b.yaml"], &[]), 6);
    assert_eq!(of(["a.yaml", "b.yaml"], &["--strip-prefix-base", "/v1", "--strip-prefix-revision", "/v2"]), 0);
    assert_eq!(of(["a.yaml", "b.yaml"], &["--strip-prefix", "/v1", "--strip-prefix", "/v2/"]), 0);
    assert_eq!(of(["a.yaml", "c.yaml"], &["--prefix-revision", "/v1"]), 0);
    assert_eq!(of(["c.yaml", "a.yaml"], &["--prefix-base", "/v1"]), 0);
    assert_eq!(of(["c.yaml", "a.yaml"], &["--strip-prefix", "/v"]), 6);
}

#[test]
fn generated_clients_break_where_messages_do_not() {
    let other = ORDERS
        .replace("operationId: listOrders", "operationId: getOrders")
        .replace("tags: [orders, writes]", "tags: [orders]")
        .replace(
            "      properties: {id: {type: string}}",
            "      required: [id]\n      properties: {id: {type: string}}",
        );
    let f = folder(&[("a.yaml", ORDERS), ("b.yaml", &other)]);
    let breaking = |more: &[&str]| {
        let report = compare(f.path(), &[&["a.yaml", "b.yaml"], more].concat());
        let changes = report["changes"].as_array().unwrap().iter();
        let ids = changes.filter(|c| c["compatibility"] == "breaking").map(|c| c["id"].as_str().unwrap().to_owned());
        let mut ids: Vec<String> = ids.collect();
        ids.sort();
        ids
    };
    assert_eq!(breaking(&[]), ["request-property-became-required"]);
    let all = [
        "api-operation-id-removed",
        "api-tag-removed",
        "request-property-became-required",
        "response-property-became-required",
    ];
    assert_eq!(breaking(&["--profile", "sdk"]), all);
    std::fs::write(f.path().join("apivet.yaml"), "policy: {profile: sdk}\n").unwrap();
    assert_eq!(breaking(&[]), all);
    assert_eq!(breaking(&["--profile", "wire"]), ["request-property-became-required"]);
}

#[test]
fn changes_of_the_documentation_are_told_on_request() {
    let other = ORDERS
        .replace("summary: List orders", "summary: List all orders")
        .replace("      description: An order\n", "")
        .replace("{id: {type: string}}", "{id: {type: string, description: The id}}")
        .replace("paths:", "externalDocs: {url: https://acme.com}\npaths:");
    let f = folder(&[("a.yaml", ORDERS), ("b.yaml", &other)]);
    let report = compare(f.path(), &["a.yaml", "b.yaml", "--docs"]);
    let lines: Vec<String> = report["documentation"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| {
            format!(
                "{}: {} {}",
                c["subject"].as_str().unwrap(),
                c["field"].as_str().unwrap(),
                c["change"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "document: externalDocs added",
            "GET /v1/orders: summary changed",
            "schema Order: id: description added",
            "schema Order: description removed",
        ]
    );
    assert_eq!(report["verdict"]["compatibility"], "identical");
    assert!(compare(f.path(), &["a.yaml", "b.yaml"]).get("documentation").is_none());
    let text = stdout(&apivet_in(f.path(), &["diff", "a.yaml", "b.yaml", "--docs"]));
    assert!(text.contains("documentation: 4 changes"), "{text}");
    assert!(text.contains("summary changed: \"List orders\" -> \"List all orders\" (b.yaml:9)"), "{text}");
    for format in ["markdown", "html"] {
        let text = stdout(&apivet_in(f.path(), &["diff", "a.yaml", "b.yaml", "--docs", "-f", format]));
        assert!(text.contains("List all orders"), "{text}");
    }
    // A description in other lines is the same.
    let folded = ORDERS.replace("summary: List orders", "summary: >-\n        List\n        orders");
    std::fs::write(f.path().join("c.yaml"), folded).unwrap();
    assert_eq!(compare(f.path(), &["a.yaml", "c.yaml", "--docs"])["documentation"], serde_json::json!([]));
}

#[test]
fn directories_are_compared_document_by_document() {
    let f = folder(&[
        ("old/orders.yaml", ORDERS),
        ("old/users.yaml", USERS),
        ("old/gone.yaml", &USERS.replace("Users", "Gone")),
        ("new/orders.yaml", &changed()),
        ("new/people.yaml", USERS),
        ("new/fresh.yaml", &USERS.replace("Users", "Fresh")),
        ("new/part.yaml", "type: string\n"),
    ]);
    let report = compare(f.path(), &["old", "new"]);
    let names: Vec<[&str; 2]> = report["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| [d["base"].as_str().unwrap_or("-"), d["revision"].as_str().unwrap_or("-")])
        .collect();
    assert_eq!(
        names,
        [["old/orders.yaml", "new/orders.yaml"], ["old/users.yaml", "new/people.yaml"], ["old/gone.yaml", "-"]]
    );
    let verdicts: Vec<&str> = report["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["verdict"]["compatibility"].as_str().unwrap())
        .collect();
    assert_eq!(verdicts, ["breaking", "identical", "breaking"]);
    assert_eq!(report["verdict"]["compatibility"], "breaking");
    let output = apivet_in(f.path(), &["diff", "old", "new"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("`new/fresh.yaml` is new"), "{}", stderr(&output));
    assert!(stdout(&output).contains("higher `info.version`"), "{}", stdout(&output));
    let same = compare(f.path(), &["old", "old"]);
    assert_eq!(
        (&same["verdict"]["compatibility"], &same["verdict"]["sufficient"]),
        (&Value::from("identical"), &Value::from(true))
    );
    // As git hands over a file that was added or deleted.
    let added = apivet_in(f.path(), &["diff", "/dev/null", "old/users.yaml"]);
    assert_eq!((added.status.code(), stderr(&added).contains("is new")), (Some(0), true), "{}", stdout(&added));
    assert!(stdout(&added).contains("there was nothing to compare with"), "{}", stdout(&added));
    assert_eq!(apivet_in(f.path(), &["diff", "/dev/null", "/dev/null"]).status.code(), Some(2));
    assert_eq!(told(&compare(f.path(), &["old/users.yaml", "/dev/null"])), ["api-document-removed GET /v1/users"]);
    // Globs, for shells that leave them alone.
    assert_eq!(compare(f.path(), &["old/[ou]*.yaml", "new/*s.yaml"])["documents"].as_array().unwrap().len(), 2);
    for (arguments, words) in [
        (["old", "new/orders.yaml"], "`old` is a directory, and `new/orders.yaml` is one document"),
        (["old", "none/*.yaml"], "no file matches"),
        (["none", "new"], "there is no such file"),
    ] {
        let output = apivet_in(f.path(), &["diff", arguments[0], arguments[1]]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    }
    std::fs::write(f.path().join("new/orders.yaml"), "openapi: 3.0.3\ninfo: {\n").unwrap();
    let output = apivet_in(f.path(), &["diff", "old", "new"]);
    assert_eq!(output.status.code(), Some(2), "what cannot be read would look removed: {}", stdout(&output));
}

#[test]
fn operations_move_within_a_composed_api() {
    let split = |kind: &str| {
        let (head, rest) = ORDERS.split_once("  /v1/stats:").unwrap();
        let (stats, components) = rest.split_once("components:").unwrap();
        let first = format!("{head}components:{components}");
        (
            first,
            format!(
                "openapi: 3.0.3\ninfo: {{title: Stats, version: 1.0.0}}\npaths:\n  /v1/stats:{}",
                stats.replace("integer", kind)
            ),
        )
    };
    let ((first, same), (_, other)) = (split("integer"), split("boolean"));
    let f = folder(&[
        ("old/orders.yaml", ORDERS),
        ("same/orders.yaml", &first),
        ("same/stats.yaml", &same),
        ("other/orders.yaml", &first),
        ("other/stats.yaml", &other),
        ("less/orders.yaml", &first),
    ]);
    let of = |new: &str| told(&compare(f.path(), &["old", new, "--composed"]));
    assert!(of("same").is_empty(), "{:?}", of("same"));
    assert_eq!(of("other"), ["response-body-type-changed GET /v1/stats"]);
    assert_eq!(of("less"), ["api-path-removed-without-deprecation GET /v1/stats"]);
    // The way back: documents that are merged.
    assert!(told(&compare(f.path(), &["same", "old", "--composed"])).is_empty());
    assert!(told(&compare(f.path(), &["same", "old/orders.yaml", "--composed"])).is_empty());
    // Without it, documents are compared, and one lost an operation.
    assert_eq!(told(&compare(f.path(), &["old", "same"])), ["api-path-removed-without-deprecation GET /v1/stats"]);
}

#[test]
fn a_history_says_which_commit_broke_what() {
    let main = ORDERS.replace("$ref: '#/components/schemas/Order'", "$ref: 'order.yaml'");
    let f =
        folder(&[("apis/orders.yaml", &main), ("apis/order.yaml", "type: object\nproperties: {id: {type: string}}\n")]);
    git(f.path(), &["init", "-q"]);
    let commit = |file: &str, text: &str, message: &str| {
        std::fs::write(f.path().join(file), text).unwrap();
        git(f.path(), &["add", "-A"]);
        git(f.path(), &["commit", "-qm", message]);
    };
    commit("README", "r", "first");
    git(f.path(), &["tag", "v1"]);
    commit("apis/order.yaml", "type: object\nrequired: [id]\nproperties: {id: {type: string}}\n", "Require ids");
    commit("README", "unrelated", "Unrelated");
    commit("apis/order.yaml", "type: object\nproperties: {id: {type: string}}\n", "Require no ids");
    commit("apis/orders.yaml", &main.replace("type: integer", "type: boolean"), "Count in booleans");
    let output = apivet_in(f.path(), &["diff", "--since", "v1", "apis/orders.yaml", "-f", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let schema: Value = serde_json::from_slice(&apivet_in(f.path(), &["schema", "history"]).stdout).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    assert!(validator.is_valid(&report), "{report}");
    let history = report["history"].as_array().unwrap();
    let subjects: Vec<&str> = history.iter().map(|c| c["subject"].as_str().unwrap()).collect();
    assert_eq!(subjects, ["Require ids", "Require no ids", "Count in booleans"]);
    let cancelled = |n: usize| history[n]["changes"].as_array().unwrap().iter().all(|c| c["cancelled"] == true);
    assert!(cancelled(0) && cancelled(1) && !cancelled(2), "{report}");
    assert_eq!(history[0]["verdict"]["compatibility"], "breaking");
    assert_eq!(history[0]["author"], "Jane Doe");
    // What was taken back does not count.
    let until = apivet_in(f.path(), &["diff", "--since", "v1", "--until", "HEAD~1", "apis/orders.yaml"]);
    assert_eq!(until.status.code(), Some(0), "{}", stdout(&until));
    assert!(stdout(&until).contains("2 commits: 2 breaking"), "{}", stdout(&until));
    assert!(stdout(&until).contains("nothing changed"), "{}", stdout(&until));
    // From within a directory, too.
    let inside = apivet_in(&f.path().join("apis"), &["diff", "--since", "v1", "orders.yaml", "-F", "never"]);
    assert_eq!(inside.status.code(), Some(0), "{}", stderr(&inside));
    for (arguments, words) in [
        (&["--since", "v9", "apis/orders.yaml"][..], "there is no revision `v9`"),
        (&["--since", "v1", "apis/none.yaml"], "has no file `apis/none.yaml`"),
        (&["--since", "v1", "apis/orders.yaml", "-f", "html"], "a history is not written as html"),
        (&["--since", "v1", "a.yaml", "b.yaml"], "cannot be used with"),
    ] {
        let output = apivet_in(f.path(), &[&["diff"], arguments].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(words), "{arguments:?}: {}", stderr(&output));
    }
    // Directories of revisions.
    assert_eq!(told(&compare(f.path(), &["v1:apis", "HEAD:apis/"])), ["response-body-type-changed GET /v1/stats"]);
    assert_eq!(told(&compare(f.path(), &["v1:apis/*.yaml", "apis"])), ["response-body-type-changed GET /v1/stats"]);
}

/// The script of the action against a `gh` that only writes down what it is asked: a comment is posted once, and written
/// over later; where there is nothing to say, nothing is said.
#[cfg(unix)]
#[test]
fn the_action_keeps_one_comment() {
    use std::os::unix::fs::PermissionsExt;
    if Command::new("jq").arg("--version").output().is_err() {
        eprintln!("jq is not installed: the script of the action is not run");
        return;
    }
    let action = std::fs::read_to_string(root().join("action.yml")).unwrap();
    let (_, step) = action.split_once("name: Comment on the pull request").unwrap();
    let (_, script) = step.split_once("run: |\n").unwrap();
    let script: String = script
        .lines()
        .take_while(|line| line.starts_with("        "))
        .map(|line| format!("{}\n", &line[8..]))
        .collect();
    let run = |known: &str, summary: &str, fails: bool| {
        let f = folder(&[("apivet-report/summary.md", summary), ("script.sh", &script)]);
        let gh = format!(
            "#!/bin/sh\necho \"$@\" >> \"$RUNNER_TEMP/asked\"\ncase \"$*\" in *--method*) {} ;; *) printf '%s' \"{known}\" ;; esac\n",
            if fails { "exit 1" } else { "true" }
        );
        std::fs::create_dir(f.path().join("bin")).unwrap();
        std::fs::write(f.path().join("bin/gh"), gh).unwrap();
        std::fs::set_permissions(f.path().join("bin/gh"), std::fs::Permissions::from_mode(0o755)).unwrap();
        let path = format!("{}:{}", f.path().join("bin").display(), std::env::var("PATH").unwrap());
        let output = Command::new("bash")
            .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "script.sh"])
            .current_dir(f.path())
            .env("PATH", path)
            .env("RUNNER_TEMP", f.path())
            .env("REPOSITORY", "acme/shop")
            .env("NUMBER", "7")
            .output()
            .unwrap();
        let asked = std::fs::read_to_string(f.path().join("asked")).unwrap_or_default();
        let body = std::fs::read_to_string(f.path().join("apivet-report/comment.json")).unwrap_or_default();
        assert!(output.status.success(), "{}", stderr(&output));
        (asked, body, stdout(&output))
    };
    let findings = "<!-- apivet -->\n# apivet: 1 error in 1 document\n";
    let (asked, body, _) = run("", findings, false);
    assert!(asked.contains("--method POST repos/acme/shop/issues/7/comments --input"), "{asked}");
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["body"], findings);
    let (asked, ..) = run("42", findings, false);
    assert!(asked.contains("--method PATCH repos/acme/shop/issues/comments/42 --input"), "{asked}");
    let nothing = "<!-- apivet -->\n# apivet: nothing to report in 1 document\n";
    assert!(!run("", nothing, false).0.contains("--method"));
    assert!(run("42", nothing, false).0.contains("--method PATCH"));
    let (_, _, said) = run("", findings, true);
    assert!(said.starts_with("::notice title=apivet::the comment could not be written"), "{said}");
}
