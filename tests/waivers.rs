//! Waivers: what a policy demands of them, which findings they select, and baselines as their register.

mod common;

use std::path::Path;

use common::{TODAY, apivet_in, findings_in, folder, stderr, stdout};
use serde_json::Value;

/// Two operations without security, of which one is internal; both answer with the same schema.
const API: &str = "openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
servers: [{url: https://api.acme.com/v1}]
paths:
  /orders:
    get:
      operationId: listOrders
      tags: [shop]
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
  /internal/orders:
    get:
      operationId: dumpOrders
      x-internal: true
      tags: [back]
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
components:
  schemas:
    Order:
      type: object
      required: [id, gone]
      properties:
        id: {type: string}
  securitySchemes: {k: {type: http, scheme: bearer}}
";

/// What is said of waivers.
const ABOUT: [&str; 3] = ["unused-ignore", "ignore-without-reason", "waiver-not-allowed"];
/// The rules that these tests are about.
const ONLY: [&str; 2] =
    ["--select", "security-missing,required-undefined-property,unused-ignore,ignore-without-reason,waiver-not-allowed"];

/// The places of the findings, and what is said of waivers.
fn judged(config: &str, more: &[&str]) -> (Vec<String>, Vec<String>) {
    let dir = folder(&[("apivet.yaml", config), ("api.yaml", API)]);
    judged_in(dir.path(), more)
}

fn judged_in(dir: &Path, more: &[&str]) -> (Vec<String>, Vec<String>) {
    let all = findings_in(dir, &[&["api.yaml"], &ONLY[..], more].concat());
    let about = |f: &Value| ABOUT.contains(&f["rule"].as_str().unwrap());
    let text = |f: &Value, key: &str| f[key].as_str().unwrap().to_owned();
    let (told, found): (Vec<Value>, Vec<Value>) = all.into_iter().partition(about);
    (found.iter().map(|f| text(f, "pointer")).collect(), told.iter().map(|f| text(f, "message")).collect())
}

const PUBLIC: &str = "/paths/~1orders/get";
const INTERNAL: &str = "/paths/~1internal~1orders/get";

fn ignore(selects: &str) -> String {
    format!("ignore:\n  - rule: security-missing\n    {selects}\n    reason: agreed\n")
}

#[test]
fn an_entry_selects_by_operation() {
    let nothing = judged("", &[]);
    assert!(nothing.0.iter().any(|p| p == PUBLIC) && nothing.0.iter().any(|p| p == INTERNAL), "{nothing:?}");
    let internal = [
        "operations: ['GET /internal/orders']",
        "operations: ['/internal/**']",
        "operations: [dumpOrders]",
        "tags: [back]",
        "x-internal: true",
    ];
    for selects in internal {
        let (found, told) = judged(&ignore(selects), &[]);
        assert!(!found.iter().any(|p| p == INTERNAL), "{selects}: {found:?}");
        assert!(found.iter().any(|p| p == PUBLIC), "{selects}: {found:?}");
        assert!(told.is_empty(), "{selects}: {told:?}");
    }
    let (found, told) = judged(&ignore("operations: ['POST /internal/**']"), &[]);
    assert!(found.iter().any(|p| p == INTERNAL), "{found:?}");
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn what_other_operations_share_stays_reported() {
    let of_schema = |selects: &str| {
        let config = format!("ignore:\n  - rule: required-undefined-property\n    {selects}\n    reason: agreed\n");
        judged(&config, &[]).0.iter().any(|p| p.contains("/schemas/Order"))
    };
    assert!(of_schema("operations: ['/internal/**']"), "both operations have it");
    assert!(!of_schema("operations: ['/**']"), "all operations that have it are named");
}

#[test]
fn an_entry_that_selects_nothing_it_could_know_is_an_error() {
    for (config, says) in [
        ("ignore:\n  - reason: agreed\n", "must have a `rule`"),
        ("ignore:\n  - rule: security-mising\n    reason: agreed\n", "did you mean `security-missing`?"),
        ("ignore:\n  - rule: security-missing\n", "must have a `reason`"),
        ("ignore:\n  - {rule: security-missing, reason: x, operations: ['GET /[a']}\n", "is no glob"),
    ] {
        let dir = folder(&[("apivet.yaml", config), ("api.yaml", API)]);
        let output = apivet_in(dir.path(), &["lint", "api.yaml"]);
        assert_eq!(output.status.code(), Some(2), "{config}");
        assert!(stderr(&output).contains(says), "{config}: {}", stderr(&output));
        assert!(stderr(&output).contains("apivet.yaml:2"), "{config}: {}", stderr(&output));
    }
}

#[test]
fn a_policy_says_what_waivers_must_give_and_where_they_end() {
    let entry = |more: &str| format!("ignore:\n  - rule: security-missing\n    reason: agreed\n{more}");
    let cases = [
        ("require: [owner]", "", "has no `owner`, which the policy requires"),
        ("require: [ticket]", "    owner: team\n", "has no `ticket`, which the policy requires"),
        ("require: [expires]", "", "has no `expires`, which the policy requires"),
        ("max-days: 30", "    expires: 2027-06-01\n", "lasts until 2027-06-01; the policy allows 30 days"),
        ("max-days: 30", "", "never expires; the policy allows 30 days"),
        ("max-count: 0", "", "in force; the policy allows 0"),
        ("never: [security-missing]", "", "the policy allows no waiver of `security-missing`"),
        ("never: [auth]", "", "the policy allows no waiver of `security-missing`"),
    ];
    for (policy, more, says) in cases {
        let config = format!("policy: {{waivers: {{{policy}}}}}\n{}", entry(more));
        let (found, told) = judged(&config, &[]);
        assert!(found.iter().any(|p| p == PUBLIC), "{policy}: nothing is suppressed: {found:?}");
        assert!(told.iter().any(|t| t.contains(says)), "{policy}: {told:?}");
    }
    // What is named protects nothing else.
    for policy in ["never: [http-basic]", "never: [scopes]", "never: []"] {
        let (found, told) = judged(&format!("policy: {{waivers: {{{policy}}}}}\n{}", entry("")), &[]);
        assert!(!found.iter().any(|p| p == PUBLIC) && told.is_empty(), "{policy}: {found:?} {told:?}");
    }
    let meets = "policy: {waivers: {require: [owner, expires, ticket], max-days: 30, max-count: 1}}\n".to_owned()
        + &entry("    owner: team\n    ticket: A-1\n    expires: 2026-12-01\n");
    let (found, told) = judged(&meets, &[]);
    assert!(!found.iter().any(|p| p == PUBLIC), "{found:?}");
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn inline_ignores_can_be_forbidden() {
    let text = API.replacen("    get:", "    # apivet-ignore: security-missing -- agreed\n    get:", 1);
    let run = |config: &str, more: &[&str]| {
        let dir = folder(&[("apivet.yaml", config), ("api.yaml", &text)]);
        judged_in(dir.path(), more)
    };
    assert!(!run("", &[]).0.iter().any(|p| p == PUBLIC));
    let forbidden = [run("policy: {waivers: {inline: false}}\n", &[]), run("", &["--no-inline-ignores"])];
    for (found, _) in &forbidden {
        assert!(found.iter().any(|p| p == PUBLIC), "{found:?}");
    }
    assert!(forbidden[0].1.iter().any(|t| t.contains("in a document, where none is allowed")), "{forbidden:?}");
}

#[test]
fn entries_of_files_that_are_not_read_are_left_in_peace() {
    let dir = folder(&[("api.yaml", API), ("other.yaml", API)]);
    let run = |arguments: &[&str]| {
        let output = apivet_in(dir.path(), &[&["lint"], arguments, &ONLY[..], &["--today", TODAY]].concat());
        (output.status.code(), stdout(&output), stderr(&output))
    };
    let written = run(&[".", "--write-baseline", "known.json"]);
    assert_eq!(written.0, Some(0), "{written:?}");
    assert!(written.1.starts_with("wrote known.json: 0 kept, "), "{written:?}");
    let (code, out, _) = run(&["api.yaml", "--baseline", "known.json", "--fail-on", "hint"]);
    assert_eq!(code, Some(0), "{out}");
    assert!(!out.contains("unused"), "{out}");
}

#[test]
fn a_baseline_written_over_an_old_one_keeps_who_answers_for_what() {
    let dir = folder(&[("api.yaml", API)]);
    let known = dir.path().join("known.json");
    let write = |more: &[&str]| {
        let write = ["lint", "api.yaml", "--write-baseline", "known.json", "--today", TODAY];
        let output = apivet_in(dir.path(), &[&write[..], &ONLY[..], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    let entries = || -> Vec<Value> {
        let whole: Value = serde_json::from_str(&std::fs::read_to_string(&known).unwrap()).unwrap();
        whole["findings"].as_array().unwrap().clone()
    };
    write(&[]);
    let all = entries().len();
    let text = std::fs::read_to_string(&known).unwrap();
    let owned = text.replace("\"reason\": ", "\"owner\": \"team\", \"expires\": \"2027-01-01\", \"reason\": ");
    std::fs::write(&known, owned).unwrap();
    // One finding goes, one comes.
    let changed = API.replace("      operationId: dumpOrders\n", "      security: [{k: []}]\n").replace(
        "components:\n",
        "  /carts:\n    get:\n      operationId: listCarts\n      responses:\n        '200': {description: d}\ncomponents:\n",
    );
    std::fs::write(dir.path().join("api.yaml"), changed).unwrap();
    for more in [&[][..], &["--baseline", "known.json"]] {
        let said = write(more);
        let expected = if more.is_empty() {
            format!("wrote known.json: {} kept, 1 new, 1 dropped\n", all - 1)
        } else {
            format!("wrote known.json: {all} kept, 0 new, 0 dropped\n")
        };
        assert_eq!(said, expected);
    }
    let owned = entries().iter().filter(|e| e["owner"] == "team" && e["expires"] == "2027-01-01").count();
    assert_eq!((owned, entries().len()), (all - 1, all));
}

#[test]
fn a_comparison_has_baselines_too() {
    let new = API.replace("id: {type: string}", "id: {type: string, maxLength: 20}").replace("listOrders", "orders");
    let broken = new.replace("  /internal/orders:", "  /gone:");
    let dir = folder(&[("base.yaml", API), ("api.yaml", &broken)]);
    let run = |more: &[&str]| {
        let output = apivet_in(dir.path(), &[&["diff", "base.yaml", "api.yaml", "--today", TODAY], more].concat());
        (output.status.code(), stdout(&output), stderr(&output))
    };
    assert_eq!(run(&[]).0, Some(1));
    let written = run(&["--write-baseline", "known.json"]);
    assert_eq!(written.0, Some(0), "{written:?}");
    assert!(written.1.starts_with("wrote known.json: 0 kept, "), "{written:?}");
    let (code, out, err) = run(&["--baseline", "known.json"]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains("acknowledged"), "{out}");
    assert!(!out.contains("identical") && !err.contains("unused"), "{out}{err}");
    let again = run(&["--write-baseline", "known.json"]);
    assert!(again.1.ends_with(" kept, 0 new, 0 dropped\n"), "{again:?}");
}

/// What a document says stays text, in a verdict too: nothing of it steers a terminal.
#[test]
fn names_in_a_verdict_steer_no_terminal() {
    let text = API.replace("  /orders:", "  \"/a\\e[31m<b>`x`\":").replace("version: 1.0.0", "version: \"1.0\\e[31m\"");
    let revision = text.replace("operationId: listOrders", "operationId: listOrders\n      security: [{k: []}]");
    let config = "ignore:\n  - {rule: compat, reason: agreed}\n";
    let dir = folder(&[("apivet.yaml", config), ("base.yaml", &text), ("api.yaml", &revision)]);
    for (format, more) in
        [("text", &[][..]), ("markdown", &[]), ("html", &[]), ("json", &[]), ("text", &["--isolated"])]
    {
        let output = apivet_in(dir.path(), &[&["diff", "base.yaml", "api.yaml", "-f", format], more].concat());
        let out = stdout(&output);
        assert!(!out.contains('\u{1b}'), "{format}: {out:?}");
        assert!(!out.contains("<b>") || matches!(format, "text" | "json"), "{format}: {out}");
    }
}

/// Each value and rule is met once, however many comments stand above it: an ignore that is written twice is unused.
#[test]
fn a_second_ignore_of_the_same_value_is_unused() {
    let one = "    # apivet-ignore: security-missing -- agreed\n";
    let text = API.replacen("    get:", &format!("{}    get:", one.repeat(2)), 1);
    let dir = folder(&[("api.yaml", &text)]);
    let (found, told) = judged_in(dir.path(), &[]);
    assert!(!found.iter().any(|p| p == PUBLIC), "{found:?}");
    assert_eq!(told, ["unused suppression for `security-missing`: no finding matches it"]);
}
