//! Doing a command again whenever a file changes.

mod common;

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc::channel;
use std::time::Duration;

use common::{apivet_in, command, folder, stderr};

const GOOD: &str = "openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\npaths: {}\n";

/// Starts a command that watches, and gives what it prints, line by line.
fn watching(folder: &std::path::Path, arguments: &[&str]) -> (std::process::Child, std::sync::mpsc::Receiver<String>) {
    let mut child =
        command(folder, arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (sender, lines) = channel();
    let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let other = sender.clone();
    std::thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).try_for_each(|l| sender.send(l).ok()));
    std::thread::spawn(move || BufReader::new(err).lines().map_while(Result::ok).try_for_each(|l| other.send(l).ok()));
    (child, lines)
}

fn until(lines: &std::sync::mpsc::Receiver<String>, wanted: &str) {
    loop {
        match lines.recv_timeout(Duration::from_secs(60)) {
            Ok(line) if line.contains(wanted) => return,
            Ok(_) => {}
            Err(why) => panic!("{wanted}: {why}"),
        }
    }
}

#[test]
fn changes_are_judged_and_failures_survived() {
    let folder = folder(&[("api.yaml", GOOD)]);
    let path = folder.path().join("api.yaml");
    let (mut child, lines) = watching(folder.path(), &["lint", "--isolated", "--watch", "api.yaml"]);
    until(&lines, "watching for changes");
    std::fs::write(&path, GOOD.replace("info: {title: T, version: 1.0.0}", "info: {title: T}")).unwrap();
    until(&lines, "must have `version`");
    until(&lines, "watching for changes");
    std::fs::remove_file(&path).unwrap();
    until(&lines, "there is no such file");
    until(&lines, "watching for changes");
    std::fs::write(&path, GOOD).unwrap();
    until(&lines, "watching for changes");
    assert!(child.try_wait().unwrap().is_none());
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn versions_are_compared_again() {
    let get = |ty: &str| {
        format!("{}\nx: 1\n", GOOD.replace("paths: {}", &format!("paths: {{/a: {{get: {{parameters: [{{name: q, in: query, schema: {{type: {ty}}}}}], responses: {{'200': {{description: D}}}}}}}}}}")).trim())
    };
    let folder = folder(&[("a.yaml", &get("string")), ("b.yaml", &get("string"))]);
    let (mut child, lines) = watching(folder.path(), &["diff", "--isolated", "--watch", "a.yaml", "b.yaml"]);
    until(&lines, "watching for changes");
    std::fs::write(folder.path().join("b.yaml"), get("integer")).unwrap();
    until(&lines, "request-parameter-");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn what_cannot_be_watched_is_refused() {
    let folder = folder(&[("api.yaml", GOOD)]);
    for arguments in [
        &["lint", "--watch", "-"][..],
        &["lint", "--watch", "--fix", "api.yaml"],
        &["diff", "--watch", "-", "api.yaml"],
    ] {
        let output = apivet_in(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains("--watch"), "{arguments:?}");
    }
}
