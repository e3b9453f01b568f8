//! `apivet audit`: what it compares credentials by, what it leaves out and says, and when it fails.

mod common;

use common::{apivet_in, folder, git, stderr, stdout};
use serde_json::{Value, json};

/// A document with operations and schemes.
fn document(paths: &str, schemes: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: 1.0.0}}\nservers: [{{url: https://api.acme.com}}]\npaths:\n{paths}components:\n  securitySchemes:\n{schemes}"
    )
}

const OK: &str = "responses: {'200': {description: ok}}";

fn oauth(name: &str, host: &str) -> String {
    format!(
        "    {name}: {{type: oauth2, flows: {{clientCredentials: {{tokenUrl: 'https://{host}/token', scopes: {{read: r, write: w}}}}}}}}\n"
    )
}

fn key(name: &str, header: &str) -> String {
    format!("    {name}: {{type: apiKey, in: header, name: {header}}}\n")
}

fn audit(folder: &std::path::Path, arguments: &[&str]) -> Value {
    let output = apivet_in(folder, &[&["audit", "-f", "json", "--today", "2026-11-26"], arguments].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", stderr(&output)))
}

/// Schemes of two versions are the same by what they are: names are local to a document.
#[test]
fn credentials_are_compared_by_what_they_are() {
    let one = |requirement: &str, schemes: &str| {
        document(&format!("  /a: {{get: {{security: [{{{requirement}}}], {OK}}}}}\n"), schemes)
    };
    let kinds = |old: &str, new: &str| {
        let f = folder(&[("old.yaml", old), ("new.yaml", new)]);
        let report = audit(f.path(), &["new.yaml", "--against", "old.yaml"]);
        report["changes"].as_array().unwrap().iter().map(|c| c["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let same: &[&str] = &[];
    let with_key = one("key: []", &key("key", "X-Key"));
    assert_eq!(kinds(&with_key, &one("pass: []", &key("pass", "X-Key"))), same);
    assert_eq!(kinds(&with_key, &one("key: []", &key("key", "x-key"))), same);
    assert_eq!(kinds(&with_key, &one("key: []", &key("key", "X-Other"))), ["changed"]);
    let token = one("oauth: [read, write]", &oauth("oauth", "id.acme.com"));
    assert_eq!(kinds(&token, &one("sso: [read, write]", &oauth("sso", "id.acme.com"))), same);
    assert_eq!(kinds(&token, &one("sso: [read]", &oauth("sso", "id.acme.com"))), ["opened"]);
    assert_eq!(kinds(&token, &one("oauth: [read, write]", &oauth("oauth", "id.evil.com"))), ["changed"]);
    // Two that both versions have are two, however alike they look.
    let both = format!("{}{}", key("first", "X-Key"), key("second", "X-Key"));
    assert_eq!(kinds(&one("first: []", &both), &one("second: []", &both)), ["changed"]);
}

/// The weakest sufficient credential decides, whichever stands first; alternatives have no order.
#[test]
fn the_figure_does_not_hang_on_the_order_of_alternatives() {
    let schemes = format!("    m: {{type: mutualTLS}}\n{}", key("key", "X-Key"));
    let figures = |first: &str, second: &str| {
        let paths = format!(
            "  /a: {{get: {{security: [{first}], {OK}}}}}\n  /b: {{get: {{security: [{{key: []}}], {OK}}}}}\n  /c: {{get: {{security: [{second}], {OK}}}}}\n"
        );
        let f = folder(&[("api.yaml", &document(&paths, &schemes))]);
        audit(f.path(), &["api.yaml"])["figures"].clone()
    };
    let (x, y) = ("{m: []}, {key: []}", "{key: []}, {m: []}");
    assert_eq!(figures(x, y), figures(y, x));
    assert_eq!((&figures(x, y)["least_privilege"], &figures(x, y)["demands"]), (&json!(0.0), &json!(2)));
}

#[test]
fn rows_are_selected_and_figures_are_of_what_is_shown() {
    let paths = format!(
        "  /orders: {{get: {{tags: [o], security: [], {OK}}}, post: {{tags: [o, w], security: [], {OK}}}}}\n  /users: {{get: {{security: [{{key: [admin]}}], {OK}}}}}\n"
    );
    let f = folder(&[("api.yaml", &document(&paths, &key("key", "X-Key")))]);
    let rows = |arguments: &[&str]| {
        let report = audit(f.path(), &[&["api.yaml"], arguments].concat());
        let titles = report["operations"].as_array().unwrap().iter();
        let titles: Vec<String> = titles.map(|o| format!("{} {}", o["method"], o["path"]).replace('"', "")).collect();
        (titles.join(", "), report["shown"]["operations"].clone())
    };
    assert_eq!(rows(&[]), ("GET /orders, POST /orders, GET /users".to_owned(), Value::Null));
    assert_eq!(rows(&["--path", "^/orders"]), ("GET /orders, POST /orders".to_owned(), json!(2)));
    assert_eq!(rows(&["--tag", "w"]), ("POST /orders".to_owned(), json!(1)));
    // A role beside an API key is in no token.
    assert_eq!(rows(&["--scope", "admin"]), (String::new(), json!(0)));
    for (what, status) in
        [("public-write", 1), ("public", 1), ("undeclared,gateway,cleartext,opened", 0), ("unlimited", 1), ("never", 0)]
    {
        let output = apivet_in(f.path(), &["audit", "api.yaml", "-F", what, "--path", "users"]);
        assert_eq!(output.status.code(), Some(status), "{what}: {}", stdout(&output));
    }
}

#[test]
fn what_the_provider_calls_is_told_apart() {
    let paths = format!(
        "  /a:\n    post:\n      security: [{{key: []}}]\n      {OK}\n      callbacks: {{done: {{'{{$request.body#/url}}': {{post: {{security: [{{sent: []}}], {OK}}}}}}}}}\n"
    );
    let hook = format!("webhooks: {{made: {{post: {{{OK}}}}}}}\n");
    let schemes = format!("{}{}", key("key", "X-Key"), key("sent", "X-Sent"));
    let f = folder(&[("api.yaml", &format!("{}{hook}", document(&paths, &schemes)))]);
    let report = audit(f.path(), &["api.yaml"]);
    assert_eq!(report["operations"].as_array().unwrap().len(), 1);
    let outgoing: Vec<String> = report["outgoing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| format!("{} {} {}", o["kind"], o["name"], o["alternatives"][0][0]["scheme"]).replace('"', ""))
        .collect();
    assert_eq!(outgoing, ["webhook made null", "callback {$request.body#/url} sent"]);
    let text = stdout(&apivet_in(f.path(), &["audit", "api.yaml"]));
    assert!(text.contains("Webhooks and callbacks") && text.contains("webhook POST made"), "{text}");
}

/// A document that is gone since a revision closes its operations, and credentials over http are counted.
#[test]
fn deleted_documents_and_cleartext_are_told() {
    let one =
        |path: &str| document(&format!("  {path}: {{get: {{security: [{{key: []}}], {OK}}}}}\n"), &key("key", "X-Key"));
    let f = folder(&[("apis/a.yaml", &one("/a")), ("apis/b.yaml", &one("/b"))]);
    git(f.path(), &["init", "-q"]);
    git(f.path(), &["add", "-A"]);
    git(f.path(), &["commit", "-qm", "first"]);
    git(f.path(), &["rm", "-q", "apis/b.yaml"]);
    git(f.path(), &["commit", "-qm", "second"]);
    let report = audit(f.path(), &["apis", "--against", "HEAD~1"]);
    let change = &report["changes"][0];
    assert_eq!(
        (&change["kind"], &change["operation"], &change["file"]),
        (&json!("removed"), &json!("GET /b"), &json!("apis/b.yaml"))
    );
    assert_eq!(change["no_longer_allowed"][0][0]["scheme"], "key");
    std::fs::write(f.path().join("apis/a.yaml"), one("/a").replace("https://", "http://")).unwrap();
    let report = audit(f.path(), &["apis/a.yaml"]);
    assert_eq!((&report["operations"][0]["transport"], &report["figures"]["over_http"]), (&json!("http"), &json!(1)));
    assert_eq!(apivet_in(f.path(), &["audit", "apis/a.yaml", "-F", "cleartext"]).status.code(), Some(1));
}
