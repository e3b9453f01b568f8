//! The help of every command and its man page, as they are read.

mod common;

use common::{apivet, root, stdout};

/// The commands, in the order of the help.
fn commands() -> Vec<String> {
    let help = stdout(&apivet(&["--help"]));
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap().to_owned();
    let name =
        |line: &str| line.strip_prefix("  ").filter(|l| !l.starts_with(' '))?.split(' ').next().map(str::to_owned);
    listed.lines().filter_map(name).collect()
}

#[test]
fn help() {
    let mut text = stdout(&apivet(&["--help"]));
    let commands = commands();
    assert!(commands.len() > 12, "{commands:?}");
    for command in commands.iter().filter(|name| *name != "help") {
        text += &format!("\n=== apivet {command} --help\n\n{}", stdout(&apivet(&[command, "--help"])));
        // The short help is the same, but for what is said at length.
        assert!(apivet(&[command, "-h"]).status.success(), "{command}");
    }
    insta::assert_snapshot!(text);
}

#[test]
fn man_pages() {
    let folder = tempfile::tempdir().unwrap();
    assert!(apivet(&["man", "--out", folder.path().to_str().unwrap()]).status.success());
    let mut files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    // Of each page the sections: what the options say is the help.
    let page = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let lines: Vec<&str> = text.lines().filter(|l| l.starts_with(".TH") || l.starts_with(".SH")).collect();
        format!("{}\n{}\n", path.file_name().unwrap().to_string_lossy(), lines.join("\n"))
    };
    let text: String = files.iter().map(page).collect();
    insta::assert_snapshot!(text);
    let lint = std::fs::read_to_string(folder.path().join("apivet-lint.1")).unwrap();
    assert!(lint.contains("\\-\\-select") && lint.contains("Run only these rules or categories"), "{lint}");
    assert!(!lint.contains(&root().display().to_string()));
}

#[test]
fn completions_offer_rules_and_categories() {
    for shell in ["bash", "zsh", "fish"] {
        let text = stdout(&apivet(&["completions", shell]));
        assert!(text.contains("scope-undefined") && text.contains("throttling"), "{shell}");
        // Of what is no option, fish is offered nothing.
        assert!(shell == "fish" || text.contains("request-body-max-decreased"), "{shell}");
    }
}
