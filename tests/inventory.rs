//! `apivet inventory`: what its rows can be joined on, who owns a document, what of it was judged and what not read.

mod common;

use common::{apivet_in, folder, stderr};
use serde_json::{Value, json};

fn document(title: &str, version: &str, more: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: '{title}', version: {version}{more}}}\npaths:\n  /a: {{get: {{security: [], responses: {{'200': {{description: ok}}}}}}}}\n"
    )
}

fn inventory(folder: &std::path::Path, arguments: &[&str]) -> (i32, Value, String) {
    let output = apivet_in(folder, &[&["inventory", "-f", "json", "--today", "2026-11-26"], arguments].concat());
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", stderr(&output)));
    (output.status.code().unwrap(), report, stderr(&output))
}

#[test]
fn rows_have_what_others_join_on() {
    let f = folder(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        (".github/CODEOWNERS", "* @platform\n/apis/pay/ @payments @bank # ours\n"),
        ("apis/rooms/v1.yaml", &document("Rooms API", "1.0.0", "")),
        ("apis/rooms/v2.yaml", &document("Rooms API - v2", "2.0.0", "")),
        ("apis/pay/api.yaml", &document("Pay", "1.0.0", "")),
        ("apis/own/api.yaml", &document("Own", "1.0.0", ", x-owner: team-own")),
    ]);
    let (_, report, _) = inventory(f.path(), &["apis"]);
    let of = |field: &str| -> Vec<String> {
        let rows = report["apis"].as_array().unwrap().iter();
        rows.map(|r| r[field].as_str().unwrap_or("-").to_owned()).collect()
    };
    assert_eq!(of("group"), ["own", "pay", "rooms api", "rooms api"]);
    assert_eq!(of("behind"), ["-", "-", "v2", "-"]);
    assert_eq!(of("owner"), ["team-own", "@payments @bank", "@platform", "@platform"]);
    assert!(of("hash").iter().all(|hash| hash.len() == 64));
    assert!(report["apis"][0]["judged"].is_null());
    let (_, report, _) = inventory(f.path(), &["apis", "--findings"]);
    let judged = &report["apis"][0]["judged"];
    assert_eq!(
        (&judged["weakest"], judged["infos"].as_u64().unwrap() + judged["warnings"].as_u64().unwrap() > 0),
        (&json!("none"), true),
        "{judged}"
    );
    let output = apivet_in(f.path(), &["inventory", "apis", "--findings", "-f", "jsonl"]);
    assert_eq!(output.status.code(), Some(2));
}

/// What can be read of a document is a row; that something could not is said in it, and by the status.
#[test]
fn documents_that_are_read_in_part_are_rows() {
    let lost = "openapi: 3.1.0\ninfo: {title: Lost, version: 1.0.0}\npaths:\n  /a: {$ref: gone.yaml}\n";
    let f = folder(&[
        ("apis/good.yaml", &document("Good", "1.0.0", "")),
        ("apis/lost.yaml", lost),
        ("apis/torn.yaml", &format!("{}x: [\n", document("Torn", "1.0.0", ""))),
    ]);
    let (status, report, err) = inventory(f.path(), &["apis"]);
    assert_eq!(status, 2, "{err}");
    let rows: Vec<(String, bool)> = report["apis"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["api"].as_str().unwrap().to_owned(), r["unread"].is_string()))
        .collect();
    let expected = [("Good", false), ("Lost", true), ("Torn", true)].map(|(api, unread)| (api.to_owned(), unread));
    assert_eq!(rows, expected, "{report}");
    assert!(err.contains("gone.yaml") && err.contains("torn.yaml"), "{err}");
}

#[test]
fn what_has_ended_fails_the_check() {
    let ending = |days: [&str; 2]| {
        let operation =
            |day: &str| format!("{{deprecated: true, x-sunset: '{day}', responses: {{'200': {{description: ok}}}}}}");
        format!(
            "openapi: 3.1.0\ninfo: {{title: E, version: 1.0.0}}\npaths:\n  /a:\n    get: {}\n    post: {}\n",
            operation(days[0]),
            operation(days[1])
        )
    };
    let row = |days: [&str; 2]| {
        let f = folder(&[("api.yaml", &ending(days))]);
        let (status, report, _) = inventory(f.path(), &["api.yaml", "--check"]);
        let rules: Vec<&str> =
            report["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap()).collect();
        (
            status,
            report["apis"][0]["state"].as_str().unwrap().to_owned(),
            report["apis"][0]["sunset"].clone(),
            rules.len(),
        )
    };
    assert_eq!(row(["2026-01-31", "2026-02-28"]), (1, "ended".to_owned(), json!("2026-02-28"), 1));
    assert_eq!(row(["2026-01-31", "2027-02-28"]), (1, "sunset".to_owned(), json!("2027-02-28"), 1));
    assert_eq!(row(["2027-01-31", "2027-02-28"]), (0, "sunset".to_owned(), json!("2027-02-28"), 0));
}
