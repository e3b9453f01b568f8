//! `apivet report`: one page, the same each time, in which documents stay text.

mod common;

use std::path::Path;
use std::process::Command;

use common::{apivet_in, folder, root, stderr};

fn page(folder: &Path, arguments: &[&str]) -> String {
    let output = apivet_in(folder, &[&["report", "--today", "2026-11-23"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

const HOSTILE: &str = r#"openapi: 3.1.0
info: {title: "<script>document.title='owned'</script>", version: 1.0.0}
servers: [{url: "javascript:alert(1)"}]
paths:
  "/<img src=x onerror=alert(1)>":
    get:
      operationId: "\"><script>alert(2)</script>"
      security: [{"<b>": []}]
      tags: ["</select><script>alert(3)</script>"]
      responses: {'404': {description: "<script>alert(4)</script>"}}
"#;

#[test]
fn the_page_is_the_same_each_time_and_holds_findings_access_and_evidence() {
    let config = "extends: [apivet:strict]\nignore:\n  - {rule: server-https, reason: staging is inside}\n";
    let shop = root().join("fixtures/shop/openapi.yaml");
    let f = folder(&[("apivet.yaml", config)]);
    let config = f.path().join("apivet.yaml");
    let arguments = ["--config", config.to_str().unwrap(), shop.to_str().unwrap()];
    let text = page(root(), &arguments);
    assert_eq!(text, page(root(), &arguments));
    for part in [
        "data-rule=\"scope-undefined\"",
        "id=\"access\"",
        "Evidence",
        "apivet:strict",
        "staging is inside",
        "1 finding suppressed",
    ] {
        assert!(text.contains(part), "{part} is missing");
    }
    // Nothing is loaded from anywhere.
    for part in ["<link", "src=\"http", "@import", "url("] {
        assert!(!text.contains(part), "{part}");
    }
}

#[test]
fn documents_stay_text() {
    let f = folder(&[("api.yaml", HOSTILE)]);
    let text = page(f.path(), &["api.yaml"]);
    assert_eq!(text.matches("<script").count(), 1);
    assert!(!text.contains("<img") && !text.contains("href=\"javascript"), "{text}");
    let output = apivet_in(f.path(), &["lint", "-f", "html", "api.yaml"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout).matches("<script").count(), 1);
}

/// A browser without a window; nothing where there is none.
fn browser() -> Option<&'static str> {
    let known = ["chromium", "chromium-browser", "google-chrome"];
    let found =
        known.into_iter().find(|name| Command::new(name).arg("--version").output().is_ok_and(|o| o.status.success()));
    if found.is_none() {
        eprintln!("skipped: there is no Chromium here");
    }
    found
}

/// The page as the browser has it after its script ran, and what its console said.
fn rendered(browser: &str, file: &Path, fragment: &str) -> (String, String) {
    let url = format!("file://{}{fragment}", file.display());
    // A profile of its own, and no calls home: a browser on a closed network tries for long.
    let profile = tempfile::tempdir().unwrap();
    let own = format!("--user-data-dir={}", profile.path().display());
    let quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
    let flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom"];
    let output = Command::new(browser).args(flags).args(quiet).args([&own, &url]).output().unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    let console: Vec<&str> = log.lines().filter(|l| l.contains("CONSOLE")).collect();
    (String::from_utf8_lossy(&output.stdout).into_owned(), console.join("\n"))
}

#[test]
fn what_is_accepted_is_listed_with_its_reasons() {
    let api = "openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
servers: [{url: https://api.acme.com/v1}]
paths:
  /orders:
    # apivet-ignore: security-missing -- the mesh lets in only ours
    get: {summary: s, responses: {'200': {description: d}}}
  /health/{part}:
    get: {summary: s, responses: {'200': {description: d}}}
";
    let config = "policy: {exempt: [{paths: ['/health/{part}'], reason: probes have no token}]}
ignore:
  - {rule: info-contact, reason: on the portal, expires: 2027-01-31}
  - {rule: 429-response, reason: later, expires: 2026-01-31}
extends: [apivet:all]
";
    let baseline = "{\"findings\": [{\"fingerprint\": \"0\", \"rule\": \"error-404\", \"expires\": \"2027-02-28\", \"reason\": \"with the next major\"}]}";
    let f = folder(&[("api.yaml", api), ("apivet.yaml", config), ("known.json", baseline)]);
    let text = page(f.path(), &["api.yaml", "--baseline", "known.json"]);
    let table = text.split("id=\"waivers\"").last().unwrap().split("</table>").next().unwrap();
    for row in [
        ["info-contact", "on the portal", "-", "-", "2027-01-31", "apivet.yaml:3"],
        ["429-response", "later", "-", "-", "2026-01-31 (past)", "apivet.yaml:4"],
        ["auth for /health/{part}", "probes have no token", "-", "-", "-", "apivet.yaml:1"],
        ["security-missing", "the mesh lets in only ours", "-", "-", "-", "api.yaml:6"],
        ["error-404", "with the next major", "-", "-", "2027-02-28", "known.json:1"],
    ] {
        let cells: String = row.map(|cell| format!("<td>{cell}</td>")).concat();
        assert!(table.contains(&cells), "{cells} in {table}");
    }
    // What has expired hides nothing, and is told.
    let lint = |today: &str| {
        let output = apivet_in(f.path(), &["lint", "api.yaml", "-f", "json", "--today", today]);
        String::from_utf8(output.stdout).unwrap()
    };
    let (before, after) = (lint("2026-01-31"), lint("2026-02-01"));
    assert!(!before.contains("\"429-response\"") && !before.contains("expired"), "{before}");
    assert!(after.contains("\"429-response\""), "{after}");
    assert!(after.contains("expired on 2026-01-31: its findings are reported again"), "{after}");
    std::fs::write(f.path().join("apivet.yaml"), config.replace("2027-01-31", "2027-02-30")).unwrap();
    let output = apivet_in(f.path(), &["lint", "api.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("a day (YYYY-MM-DD)"), "{}", stderr(&output));
}

/// The number of findings that the page says that it shows: `12 of 219`.
fn counted(page: &str) -> String {
    let form = page.split("data-for=\"findings\"").nth(1).unwrap();
    let after = form.split("<output").nth(1).unwrap();
    after.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()
}

/// The number of findings that the page does not show.
fn hidden_articles(page: &str) -> usize {
    let opened = page.split("<article").skip(1).filter_map(|article| article.split('>').next());
    opened.filter(|tag| tag.contains("hidden=\"\"")).count()
}

#[test]
fn a_browser_renders_a_large_page() {
    let (Some(browser), Some(large)) = (browser(), common::shared("cases/corpus/github-3.0.json")) else { return };
    let f = folder(&[]);
    std::fs::copy(large, f.path().join("github.json")).unwrap();
    std::fs::write(f.path().join("page.html"), page(f.path(), &["github.json"])).unwrap();
    let (all, console) = rendered(browser, &f.path().join("page.html"), "");
    let number = all.matches("<article").count();
    assert!(number > 100, "{number}");
    assert_eq!((counted(&all), console), (format!("{number} of {number}"), String::new()));
    let (some, console) = rendered(browser, &f.path().join("page.html"), "#level=error&words=attestations");
    let left = number - hidden_articles(&some);
    assert_eq!((counted(&some), console), (format!("{left} of {number}"), String::new()));
    assert!(left > 0 && left < 10, "{left}");
}

#[test]
fn a_browser_renders_and_filters_the_page() {
    let Some(browser) = browser() else { return };
    let f = folder(&[("api.yaml", HOSTILE)]);
    let shop = root().join("fixtures/shop/openapi.yaml");
    std::fs::write(f.path().join("shop.html"), page(root(), &[shop.to_str().unwrap()])).unwrap();
    let (all, console) = rendered(browser, &f.path().join("shop.html"), "");
    assert_eq!(console, "");
    let number = all.matches("<article").count();
    assert_eq!(counted(&all), format!("{number} of {number}"));
    let (some, console) = rendered(browser, &f.path().join("shop.html"), "#rule=server-https");
    assert_eq!((counted(&some), console), (format!("1 of {number}"), String::new()));
    assert_eq!(hidden_articles(&some), number - 1);
    std::fs::write(f.path().join("hostile.html"), page(f.path(), &["api.yaml"])).unwrap();
    let (hostile, console) = rendered(browser, &f.path().join("hostile.html"), "");
    assert_eq!(console, "");
    assert!(hostile.contains("<title>API report</title>"), "{hostile}");
}
