//! What the integration tests share.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The day that the tests live on.
pub const TODAY: &str = "2026-11-24";

/// The project's folder; tests run the program from there, so that names are the same everywhere.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program in a folder.
pub fn apivet_in(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).stdin(Stdio::null()).output().expect("the program runs")
}

/// Runs the program in the project's folder.
pub fn apivet(arguments: &[&str]) -> Output {
    apivet_in(root(), arguments)
}

/// The program, without what the environment of the test would change.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_apivet"));
    command.current_dir(folder).args(arguments);
    for name in ["GITHUB_ACTIONS", "CI", "FORCE_HYPERLINK", "COLUMNS", "LINES"] {
        command.env_remove(name);
    }
    for name in ["APIVET_CONFIG", "APIVET_CONFIG_FROM", "APIVET_FORMAT", "APIVET_FAIL_ON", "APIVET_TODAY"] {
        command.env_remove(name);
    }
    command.env("NO_COLOR", "1");
    command
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The findings of `-f json`.
pub fn findings(arguments: &[&str]) -> Vec<serde_json::Value> {
    findings_in(root(), arguments)
}

/// The findings of `-f json` on another day.
pub fn findings_on(today: &str, arguments: &[&str]) -> Vec<serde_json::Value> {
    printed(root(), today, arguments)
}

/// The findings of `-f json`, from a folder.
pub fn findings_in(folder: &Path, arguments: &[&str]) -> Vec<serde_json::Value> {
    printed(folder, TODAY, arguments)
}

fn printed(folder: &Path, today: &str, arguments: &[&str]) -> Vec<serde_json::Value> {
    let mut all = vec!["lint", "-f", "json", "--today", today];
    all.extend(arguments);
    let output = apivet_in(folder, &all);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{arguments:?} printed no JSON: {e}\n{}{}", stdout(&output), stderr(&output)));
    report["diagnostics"].as_array().expect("a list of findings").clone()
}

/// A rule's fixture: its category, id and file.
pub struct Fixture {
    pub category: String,
    pub rule: String,
    pub path: PathBuf,
}

impl Fixture {
    /// `fail`, `pass-date`, ...
    pub fn name(&self) -> String {
        self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The path from the project's folder.
    pub fn shown(&self) -> String {
        self.path.strip_prefix(root()).unwrap_or(&self.path).to_string_lossy().into_owned()
    }

    /// The configuration beside it.
    pub fn config(&self) -> Option<String> {
        let config = self.path.with_file_name("apivet.yaml");
        config.exists().then(|| config.strip_prefix(root()).unwrap_or(&config).to_string_lossy().into_owned())
    }

    /// Arguments that run only its rule on it.
    pub fn arguments(&self) -> Vec<String> {
        let mut arguments = vec!["--select".to_owned(), self.rule.clone()];
        match self.config() {
            Some(config) => arguments.extend(["--config".to_owned(), config]),
            None => arguments.push("--isolated".to_owned()),
        }
        arguments.push(self.shown());
        arguments
    }
}

/// Rules that views over several documents report, with the command.
pub const OF_VIEWS: [(&str, &str); 5] = [
    ("promotion-drift", "promote"),
    ("promotion-new-surface", "promote"),
    ("promotion-weaker-auth", "promote"),
    ("version-behind-undeprecated", "inventory"),
    ("version-too-many-live", "inventory"),
];

/// Rules about configurations: their fixtures are no documents.
pub const OF_CONFIGURATIONS: [&str; 2] = ["configuration-changed", "configuration-replaced"];

/// True for a rule that `lint` does not report of a document alone.
pub fn is_of_runs(rule: &str) -> bool {
    OF_VIEWS.iter().any(|(id, _)| *id == rule) || OF_CONFIGURATIONS.contains(&rule)
}

/// Every `fail*` and `pass*` document of the rules' fixtures, but for those of views and of configurations.
pub fn fixtures() -> Vec<Fixture> {
    let mut all = all_fixtures();
    all.retain(|f| !is_of_runs(&f.rule));
    all
}

/// Every `fail*` and `pass*` document of the rules' fixtures.
pub fn all_fixtures() -> Vec<Fixture> {
    let mut out = Vec::new();
    for entry in walkdir::WalkDir::new(root().join("fixtures")).min_depth(3).max_depth(3).sort_by_file_name() {
        let path = entry.expect("fixtures can be read").into_path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_document = name.ends_with(".yaml") || name.ends_with(".json");
        if is_document && (name.starts_with("fail") || name.starts_with("pass")) {
            let part = |n: usize| path.components().rev().nth(n).unwrap().as_os_str().to_string_lossy().into_owned();
            out.push(Fixture { category: part(2), rule: part(1), path });
        }
    }
    out
}

/// The material for measuring, where it lies beside the project; says so where it does not, and fails in a pipeline that
/// does not know of it (`APIVET_WITHOUT_SHARED`): a test that is passed over looks like one that passed.
pub fn shared(part: &str) -> Option<PathBuf> {
    let path = root().join("../shared").join(part);
    if path.exists() {
        return Some(path);
    }
    let is_known = std::env::var_os("CI").is_none() || std::env::var_os("APIVET_WITHOUT_SHARED").is_some();
    assert!(is_known, "../shared/{part} is not here; APIVET_WITHOUT_SHARED=1 says that this is known");
    eprintln!("skipped: ../shared/{part} is not here");
    None
}

/// A folder with these files.
pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// Runs git in a folder, as somebody with a name and without a configuration.
pub fn git(folder: &Path, arguments: &[&str]) {
    let settings = ["core.fsmonitor=false", "user.name=Jane Doe", "user.email=a@b.c", "init.defaultBranch=main"];
    let output = Command::new("git")
        .args(settings.iter().flat_map(|setting| ["-c", setting]))
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}
