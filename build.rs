//! Tells the program which commit it is built from, for `apivet --version`.
//!
//! A release says the commit and its day; both come from the sources alone, so that the same sources give the same program.
//! What developers build between releases says neither: it would be built again after every commit.

use std::fs;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=APIVET_COMMIT");
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = if is_release { told().or_else(packaged).or_else(checked_out) } else { None };
    let build = commit.map(|commit| format!(" ({commit})")).unwrap_or_default();
    println!("cargo::rustc-env=APIVET_BUILD={build}");
}

/// What who builds without the repository says: `0ad811a9c 2026-11-27`.
fn told() -> Option<String> {
    std::env::var("APIVET_COMMIT").ok().filter(|text| !text.is_empty())
}

/// What cargo notes in a crate that it packages. The day is not among it.
fn packaged() -> Option<String> {
    println!("cargo::rerun-if-changed=.cargo_vcs_info.json");
    let text = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = text.split_once("\"sha1\"")?;
    rest.split('"').nth(1)?.get(..9).map(str::to_owned)
}

/// The commit of the repository whose top this directory is; of no other one around it.
fn checked_out() -> Option<String> {
    if !Path::new(".git").exists() {
        return None;
    }
    for name in ["HEAD", "logs/HEAD"] {
        println!("cargo::rerun-if-changed={}", git(&["rev-parse", "--git-path", name])?);
    }
    git(&["log", "-1", "--format=%h %cs", "--abbrev=9"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_owned()).filter(|text| output.status.success() && !text.is_empty())
}
