//! One truth: what lint, diff and the views say of the same documents never contradicts.

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use common::{TODAY, apivet, fixtures, root, stderr};
use serde_json::Value;

fn json(arguments: &[&str]) -> Option<Value> {
    let output = apivet(&[arguments, &["-f", "json", "--today", TODAY]].concat());
    serde_json::from_slice(&output.stdout).ok()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Pairs of versions: those of each kind of change, and whole comparisons.
fn pairs() -> Vec<(PathBuf, PathBuf)> {
    let folders = ["fixtures/compat", "fixtures/comparisons"].map(|folder| root().join(folder));
    let entries = folders.iter().flat_map(|f| std::fs::read_dir(f).unwrap().flatten()).map(|e| e.path());
    let mut pairs: Vec<_> = entries
        .map(|folder| (folder.join("base.yaml"), folder.join("revision.yaml")))
        .filter(|(base, revision)| base.is_file() && revision.is_file())
        .collect();
    pairs.sort();
    assert!(pairs.len() > 300);
    pairs
}

/// What the linter calls public at the gateway is public in the matrix, and nothing else that the contract guards is.
#[test]
fn the_gateway_means_the_same_to_lint_and_audit() {
    let of = |scheme: &str, extension: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: 1.0.0}}\nsecurity: [{{{scheme}: []}}]\npaths:\n  /a:\n    get:\n      {extension}\n      responses: {{'200': {{description: ok}}}}\ncomponents:\n  securitySchemes:\n    key: {{type: apiKey, in: header, name: X-Key}}\n    oauth: {{type: oauth2, flows: {{clientCredentials: {{tokenUrl: 'https://id.acme.com/token', scopes: {{}}}}}}}}\n"
        )
    };
    let mut files: Vec<PathBuf> = fixtures().iter().map(|f| f.path.clone()).collect();
    files.retain(|path| path.to_string_lossy().contains("gateway"));
    let folder = tempfile::tempdir().unwrap();
    for (n, (scheme, extension, open)) in [
        ("oauth", "x-auth-type: None", true),
        ("oauth", "x-auth-type: Application & Application User", false),
        ("key", "x-wso2-disable-security: true", true),
        ("oauth", "x-amazon-apigateway-auth: {type: NONE}", true),
        ("key", "x-amazon-apigateway-auth: {type: NONE}", false),
        ("oauth", "x-amazon-apigateway-auth: {type: AWS_IAM}", false),
        // What 42Crunch's audit is told opens nothing.
        ("oauth", "x-42c-no-authentication: true", false),
    ]
    .into_iter()
    .enumerate()
    {
        let path = folder.path().join(format!("{n}.yaml"));
        std::fs::write(&path, of(scheme, extension)).unwrap();
        let audit = json(&["audit", text(&path), "--isolated"]).unwrap();
        assert_eq!(audit["operations"][0]["public"], open, "{extension}");
        let fails = apivet(&["audit", text(&path), "--isolated", "-F", "gateway"]);
        assert_eq!(fails.status.code(), Some(i32::from(open)), "{extension}");
        files.push(path);
    }
    for file in files.iter().map(|path| text(path)) {
        let lint = json(&["lint", file, "--isolated", "--select", "gateway-security-disabled"]).unwrap();
        let Some(audit) = json(&["audit", file, "--isolated"]) else { continue };
        let operations = audit["operations"].as_array().unwrap();
        let opened = |o: &&Value| o["access"] == "declared" && o["public"] == true;
        let opened: Vec<&Value> = operations.iter().filter(opened).collect();
        let told = lint["diagnostics"].as_array().unwrap();
        assert_eq!(told.is_empty(), opened.is_empty(), "{file}: {told:#?} {opened:#?}");
        for operation in &opened {
            assert_eq!((&operation["weakest"], &operation["gateway"]["state"]), (&"none".into(), &"open".into()));
        }
        let public = operations.iter().filter(|o| o["public"] == true && o["access"] != "undeclared").count();
        assert_eq!(audit["figures"]["public"], public, "{file}");
    }
}

/// Who can newly call something is seen by both, and a comparison that finds an access weaker has an entry in the matrix.
#[test]
fn changes_of_access_mean_the_same_to_diff_and_audit() {
    const OF_ACCESS: [&str; 4] = [
        "api-security-became-optional",
        "api-security-scope-removed",
        "api-global-security-became-optional",
        "api-global-security-scope-removed",
    ];
    let mut met = 0;
    for (base, revision) in pairs() {
        let Some(diff) = json(&["diff", text(&base), text(&revision), "--isolated"]) else { continue };
        let Some(audit) = json(&["audit", text(&revision), "--against", text(&base), "--isolated"]) else { continue };
        let changes = audit["changes"].as_array().unwrap();
        let of_kind = |kinds: &[&str]| -> BTreeSet<&str> {
            let told = changes.iter().filter(|c| kinds.contains(&c["kind"].as_str().unwrap()));
            told.map(|c| c["operation"].as_str().unwrap()).collect()
        };
        let opened = of_kind(&["opened", "changed"]);
        for change in diff["changes"].as_array().unwrap() {
            if OF_ACCESS.contains(&change["id"].as_str().unwrap()) && change["security"] == "weakened" {
                met += 1;
                let operations: Vec<&str> =
                    change["operations"].as_array().unwrap().iter().map(|o| o.as_str().unwrap()).collect();
                let told = operations.is_empty() || operations.iter().any(|o| opened.contains(o));
                assert!(told, "{}: {change:#} {changes:#?}", text(&revision));
            }
        }
        // Where anybody can come in who needed credentials before, that is weaker.
        let anybody = changes.iter().any(|c| {
            c["kind"] != "added"
                && c["newly_allowed"].as_array().unwrap().iter().any(|a| a.as_array().unwrap().is_empty())
        });
        let security = diff["verdict"]["security"].as_str().unwrap();
        assert!(!anybody || matches!(security, "weakened" | "mixed"), "{}: {changes:#?}", text(&revision));
        // What is the same to the comparison opens and closes nothing.
        let identical = diff["verdict"]["compatibility"] == "identical" && security == "neutral";
        assert!(!identical || changes.is_empty(), "{}: {changes:#?}", text(&revision));
    }
    assert!(met > 3, "{met}");
}

/// An API is a safe subset of itself: nothing that it promises is broken by itself.
#[test]
fn an_api_keeps_its_own_promises() {
    let mut met = 0;
    for fixture in fixtures().iter().filter(|f| f.name().starts_with("pass")).step_by(3) {
        let file = text(&fixture.path);
        let Some(report) = json(&["promote", file, file, "--isolated", "-F", "never"]) else { continue };
        met += 1;
        for found in report["findings"].as_array().unwrap() {
            let message = found["message"].as_str().unwrap();
            assert!(!message.contains("from public to internal"), "{file}: {message}");
            assert_ne!(found["rule"], "promotion-weaker-auth", "{file}: {message}");
            assert_ne!(found["rule"], "promotion-new-surface", "{file}: {message}");
        }
        for row in report["surface"].as_array().unwrap() {
            assert!(matches!(row["state"].as_str().unwrap(), "exposed" | "drifted"), "{file}: {row}");
        }
    }
    assert!(met > 60, "{met}");
}

/// A document that has ended has ended for the linter and for the inventory.
#[test]
fn the_end_means_the_same_to_lint_and_inventory() {
    let mut met = 0;
    for fixture in fixtures().iter().filter(|f| f.path.to_string_lossy().contains("lifecycle/sunset-")) {
        let file = text(&fixture.path);
        let lint = json(&["lint", file, "--isolated", "--select", "sunset-past"]).unwrap();
        let output = apivet(&["inventory", file, "-f", "json", "--check", "--today", TODAY]);
        let Ok(inventory) = serde_json::from_slice::<Value>(&output.stdout) else { continue };
        let past = inventory["findings"].as_array().unwrap().iter().any(|f| f["rule"] == "sunset-past");
        let told = !lint["diagnostics"].as_array().unwrap().is_empty();
        assert!(!past || told, "{file}: {} {}", lint["diagnostics"], stderr(&output));
        assert!(!past || output.status.code() == Some(1), "{file}");
        met += usize::from(past);
    }
    assert!(met > 0, "{met}");
}
