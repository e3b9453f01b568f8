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
    for part in
        ["data-rule=\"scope-undefined\"", "Access: ", "Evidence", "apivet:strict", "staging is inside", "1 accepted"]
    {
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
    let flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom", &url];
    let output = Command::new(browser).args(flags).output().unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    let console: Vec<&str> = log.lines().filter(|l| l.contains("CONSOLE")).collect();
    (String::from_utf8_lossy(&output.stdout).into_owned(), console.join("\n"))
}

#[test]
fn a_browser_renders_and_filters_the_page() {
    let Some(browser) = browser() else { return };
    let f = folder(&[("api.yaml", HOSTILE)]);
    let shop = root().join("fixtures/shop/openapi.yaml");
    std::fs::write(f.path().join("shop.html"), page(root(), &[shop.to_str().unwrap()])).unwrap();
    let (all, console) = rendered(browser, &f.path().join("shop.html"), "");
    assert_eq!(console, "");
    let count = |text: &str| {
        let after = text.split("id=\"count\"").nth(1).expect("the script has counted");
        after.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()
    };
    let number = all.matches("<article").count();
    assert_eq!(count(&all), format!("{number} of {number}"));
    let (some, console) = rendered(browser, &f.path().join("shop.html"), "#rule=server-https");
    assert_eq!((count(&some), console), (format!("1 of {number}"), String::new()));
    assert_eq!(some.matches("hidden=\"\"").count(), number - 1);
    std::fs::write(f.path().join("hostile.html"), page(f.path(), &["api.yaml"])).unwrap();
    let (hostile, console) = rendered(browser, &f.path().join("hostile.html"), "");
    assert_eq!(console, "");
    assert!(hostile.contains("<title>API report</title>"), "{hostile}");
}
