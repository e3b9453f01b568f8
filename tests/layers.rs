//! The layers of `lib.rs`: a module uses only those below it.

mod common;

use common::root;

/// From the lowest to the highest, with what each may use.
const LAYERS: &[(&str, &[&str])] = &[
    ("digest", &[]),
    ("source", &[]),
    ("tree", &["source"]),
    ("diagnostic", &["source", "digest"]),
    ("spec", &["source", "tree", "diagnostic"]),
    ("model", &["source", "tree", "diagnostic", "spec"]),
    ("diff", &["source", "tree", "diagnostic", "spec", "model"]),
    ("rule", &["source", "tree", "diagnostic", "spec", "model", "diff"]),
    ("rules", &["source", "tree", "diagnostic", "spec", "model", "diff", "rule"]),
    ("declared", &["source", "tree", "diagnostic", "spec", "model", "rule"]),
    ("ruleset", &["digest", "source", "tree", "diagnostic", "spec", "model", "diff", "rule", "rules", "declared"]),
    ("engine", &["source", "tree", "diagnostic", "spec", "model", "diff", "rule", "rules", "declared", "ruleset"]),
    ("fix", &["source", "tree", "diagnostic", "spec", "ruleset", "engine"]),
    ("views", &["digest", "source", "tree", "diagnostic", "spec", "model", "rules"]),
    // Texts, findings, changes, and what rules say of themselves.
    ("report", &["digest", "source", "diagnostic", "diff", "rules", "tree"]),
    (
        "cli",
        &[
            "digest",
            "source",
            "tree",
            "diagnostic",
            "spec",
            "model",
            "diff",
            "rule",
            "rules",
            "declared",
            "ruleset",
            "engine",
            "fix",
            "report",
            "views",
        ],
    ),
];

#[test]
fn modules_use_only_lower_layers() {
    let mut seen = 0;
    for entry in walkdir::WalkDir::new(root().join("src")) {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let inside = path.strip_prefix(root().join("src")).unwrap();
        let layer = inside.iter().next().unwrap().to_string_lossy().replace(".rs", "");
        if matches!(layer.as_str(), "lib" | "main") {
            continue;
        }
        let allowed = LAYERS.iter().find(|(name, _)| *name == layer).unwrap_or_else(|| panic!("{layer} is no layer")).1;
        let text = std::fs::read_to_string(&path).unwrap();
        for part in text.split("crate::").skip(1) {
            let used: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            seen += 1;
            let known = LAYERS.iter().any(|(name, _)| *name == used);
            assert!(
                !known || used == layer || allowed.contains(&used.as_str()),
                "{} uses crate::{used}",
                inside.display()
            );
        }
    }
    assert!(seen > 100);
}

#[test]
fn rules_do_not_know_each_other() {
    for entry in walkdir::WalkDir::new(root().join("src/rules")).min_depth(2) {
        let path = entry.unwrap().into_path();
        let text = std::fs::read_to_string(&path).unwrap();
        for part in text.split("crate::rules::").skip(1) {
            assert!(
                part.starts_with("support"),
                "{} uses crate::rules::{}",
                path.display(),
                part.split(';').next().unwrap()
            );
        }
        assert!(!text.contains("super::super"), "{}", path.display());
    }
}

#[test]
fn only_one_module_knows_miette_and_only_the_command_line_the_outside() {
    for entry in walkdir::WalkDir::new(root().join("src")) {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let inside = path.strip_prefix(root().join("src")).unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(inside == "report/text.rs" || !text.contains("use miette"), "{inside} uses miette");
        if !inside.starts_with("cli/") && inside != "main.rs" {
            for outside in
                ["std::env::", "SystemTime", "std::process", "std::fs", "println!", "io::stdout", "io::stderr"]
            {
                assert!(!text.contains(outside), "{inside} uses {outside}");
            }
        }
    }
}
