//! Doing a command again whenever a file changes.

mod common;

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::{apivet_in, command, folder, stderr};

const GOOD: &str = "openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\npaths: {}\n";

/// What a command printed so far, on both of its streams: which of them comes first is not promised.
type Lines = Arc<Mutex<Vec<String>>>;

/// Starts a command that watches.
fn watching(folder: &Path, arguments: &[&str]) -> (Child, Lines) {
    let mut child =
        command(folder, arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let lines: Lines = Arc::default();
    let take = |from: Box<dyn Read + Send>| {
        let lines = lines.clone();
        std::thread::spawn(move || {
            BufReader::new(from).lines().map_while(Result::ok).for_each(|line| lines.lock().unwrap().push(line));
        });
    };
    take(Box::new(child.stdout.take().unwrap()));
    take(Box::new(child.stderr.take().unwrap()));
    (child, lines)
}

/// Waits until that many runs are over, and each of these was said.
fn until(lines: &Lines, runs: usize, said: &[&str]) {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let known = lines.lock().unwrap().clone();
        let over = known.iter().filter(|line| line.contains("watching for changes")).count();
        if over >= runs && said.iter().all(|text| known.iter().any(|line| line.contains(text))) {
            return;
        }
        assert!(Instant::now() < end, "{runs} {said:?}: {known:#?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn changes_are_judged_and_failures_survived() {
    let folder = folder(&[("api.yaml", GOOD)]);
    let path = folder.path().join("api.yaml");
    let (mut child, lines) = watching(folder.path(), &["lint", "--isolated", "--watch", "api.yaml"]);
    until(&lines, 1, &[]);
    std::fs::write(&path, GOOD.replace("info: {title: T, version: 1.0.0}", "info: {title: T}")).unwrap();
    until(&lines, 2, &["must have `version`"]);
    std::fs::remove_file(&path).unwrap();
    until(&lines, 3, &["there is no such file"]);
    std::fs::write(&path, GOOD).unwrap();
    until(&lines, 4, &[]);
    assert!(child.try_wait().unwrap().is_none());
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn versions_are_compared_again() {
    let version = |ty: &str| {
        let parameter = format!("{{name: q, in: query, schema: {{type: {ty}}}}}");
        let get = format!("{{parameters: [{parameter}], responses: {{'200': {{description: D}}}}}}");
        GOOD.replace("paths: {}", &format!("paths: {{/a: {{get: {get}}}}}"))
    };
    let folder = folder(&[("a.yaml", &version("string")), ("b.yaml", &version("string"))]);
    let (mut child, lines) = watching(folder.path(), &["diff", "--isolated", "--watch", "a.yaml", "b.yaml"]);
    until(&lines, 1, &[]);
    std::fs::write(folder.path().join("b.yaml"), version("integer")).unwrap();
    until(&lines, 2, &["request-parameter-"]);
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
