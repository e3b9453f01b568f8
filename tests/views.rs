//! `apivet audit` and `apivet inventory`.

mod common;

use common::{apivet_in, folder, root, stderr, stdout};
use serde_json::Value;

const BASE: &str = "openapi: 3.1.0
info: {title: Orders v1, version: 1.2.0}
servers: [{url: https://a.example/v1}]
security: [{oauth: [orders:read]}]
paths:
  /orders:
    get: {responses: {'200': {description: d}, '429': {description: d}}}
    post: {security: [{oauth: [orders:write]}], responses: {'200': {description: d}}}
  /orders/{id}:
    delete:
      security: [{oauth: [orders:write]}, {key: []}]
      deprecated: true
      x-sunset: '2026-12-24'
      responses: {'200': {description: d}}
  /health:
    get: {security: [], responses: {'200': {description: d}}}
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: https://a.example/t, scopes: {orders:read: r, orders:write: w}}}
    key: {type: apiKey, in: header, name: X-Key}
";

fn run(folder: &std::path::Path, arguments: &[&str]) -> (i32, String, String) {
    let output = apivet_in(folder, arguments);
    (output.status.code().unwrap(), stdout(&output), stderr(&output))
}

#[test]
fn the_access_matrix_says_what_opens_each_operation() {
    let f = folder(&[("api.yaml", BASE)]);
    let (code, text, _) = run(f.path(), &["audit", "api.yaml", "--today", "2026-11-23"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(text);
    let (_, json, _) = run(f.path(), &["audit", "api.yaml", "-f", "json"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["figures"]["public"], 1);
    assert_eq!(report["operations"][2]["alternatives"][1][0]["credential"], "api-key");
    let (_, text, note) = run(f.path(), &["audit", "api.yaml", "--scope", "orders:wirte", "-f", "csv"]);
    assert_eq!(text.lines().count(), 1);
    assert!(note.contains("did you mean `orders:write`?"), "{note}");
    let (_, text, _) = run(f.path(), &["audit", "api.yaml", "--scope", "orders:write", "--public", "-f", "csv"]);
    let opened: Vec<&str> = text.lines().skip(1).map(|l| l.split(',').nth(3).unwrap()).collect();
    assert_eq!(opened, ["/orders", "/orders/{id}", "/health"]);
}

#[test]
fn two_matrices_tell_who_can_newly_call_what() {
    let revision = BASE
        .replace("post: {security: [{oauth: [orders:write]}]", "post: {security: [{oauth: [orders:read]}]")
        .replace("[{oauth: [orders:write]}, {key: []}]", "[{oauth: [orders:write]}]")
        .replace("/health", "/status")
        .replace("{id}", "{order}");
    let f = folder(&[("before.yaml", BASE), ("after.yaml", &revision)]);
    let (_, json, _) = run(f.path(), &["audit", "after.yaml", "--against", "before.yaml", "-f", "json"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    let said =
        |c: &Value| format!("{} {} {} {}", c["operation"], c["kind"], c["newly"], c["no_longer"]).replace('"', "");
    let changes: Vec<String> = report["changes"].as_array().unwrap().iter().map(said).collect();
    assert_eq!(
        changes,
        [
            "POST /orders changed [oauth[orders:read]] [oauth[orders:write]]",
            "DELETE /orders/{order} closed [] [key]",
            "GET /status added [anybody] []",
            "GET /health removed [] [anybody]",
        ]
    );
    let (_, json, _) = run(f.path(), &["audit", "before.yaml", "--against", "before.yaml", "-f", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["changes"], Value::Array(Vec::new()));
}

#[test]
fn pages_keep_hostile_text_as_text() {
    let api = BASE.replace("/health", "/<script>alert(1)<~1script>");
    let f = folder(&[("api.yaml", &api)]);
    for command in ["audit", "inventory"] {
        let (code, page, err) = run(f.path(), &[command, ".", "-f", "html"]);
        assert_eq!(code, 0, "{err}");
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("default-src 'none'"));
    }
}

fn api(title: &str, version: u32, more: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo:\n  title: {title} v{version}\n  version: {version}.1.0\n{more}servers: [{{url: https://a.example/v{version}}}]\npaths:\n  /x:\n    get: {{responses: {{'200': {{description: d}}}}}}\n"
    )
}

#[test]
fn the_inventory_lists_versions_and_what_is_left_behind() {
    let ends = |date: &str| format!("  x-sunset-date: '{date}'\n");
    let f = folder(&[
        ("orders/v1.yaml", &api("Orders", 1, &ends("2026-12-24"))),
        ("orders/v2.yaml", &api("Orders", 2, "")),
        ("orders/v3.yaml", &api("Orders", 3, "")),
        ("users/v1.yaml", &api("Users", 1, &ends("2026-01-31"))),
        ("users/other.yaml", "a: 1\n"),
    ]);
    let (code, text, _) = run(f.path(), &["inventory", ".", "--today", "2026-11-23"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(text);
    assert_eq!(run(f.path(), &["inventory", ".", "--check", "--today", "2026-11-23"]).0, 1);
    let (_, calendar, _) = run(f.path(), &["inventory", ".", "-f", "ics"]);
    assert_eq!(calendar.matches("BEGIN:VEVENT\r\n").count(), 2);
    assert!(calendar.contains("DTSTART;VALUE=DATE:20261224\r\nSUMMARY:Sunset of Orders 1.1.0\r\n"), "{calendar}");
    std::fs::write(f.path().join("bad.yaml"), "openapi: 3.0.3\ninfo: [\n").unwrap();
    let (code, _, err) = run(f.path(), &["inventory", "."]);
    assert_eq!(code, 2);
    assert!(err.contains("`./bad.yaml` cannot be read in full: line"), "{err}");
}

#[test]
fn shares_joined_are_the_whole() {
    let files: Vec<(String, String)> =
        (0..60).map(|n| (format!("a{n}/api.yaml"), api(&format!("Api{}", n / 3), n % 3 + 1, ""))).collect();
    let f = folder(&files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect::<Vec<_>>());
    let (_, whole, _) = run(f.path(), &["inventory", ".", "-f", "json"]);
    for n in 1..=3 {
        let (share, file) = (format!("{n}/3"), format!("s{n}.jsonl"));
        let (code, ..) = run(f.path(), &["inventory", ".", "--shard", &share, "-f", "jsonl", "-o", &file]);
        assert_eq!(code, 0);
        assert!(std::fs::read_to_string(f.path().join(&file)).unwrap().lines().count() > 5);
    }
    let (_, merged, _) = run(f.path(), &["inventory", "-f", "json", "--merge", "s3.jsonl", "s1.jsonl", "s2.jsonl"]);
    assert_eq!(whole, merged);
    std::fs::write(f.path().join("s1.jsonl"), "{}\n").unwrap();
    let (code, _, err) = run(f.path(), &["inventory", "--merge", "s1.jsonl"]);
    assert_eq!(code, 2);
    assert!(err.contains("`s1.jsonl`, line 1: this is no row of an inventory"), "{err}");
    assert_eq!(run(f.path(), &["inventory", "--shard", "4/3"]).0, 2);
}

#[test]
fn operations_in_other_files_are_counted() {
    let (_, json, _) = run(&root(), &["inventory", "fixtures/shop", "-f", "json"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    assert!(report["apis"][0]["operations"].as_u64().unwrap() > 1, "{json}");
}
