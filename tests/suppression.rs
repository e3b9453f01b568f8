//! Suppression means the same everywhere: each kind of it, in each command, in each state.

mod common;

use std::path::Path;

use common::{TODAY, apivet_in, folder, stderr, stdout};
use serde_json::{Value, json};

/// What suppresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Comment,
    Field,
    Entry,
    Exemption,
    Baseline,
}

const KINDS: [Kind; 5] = [Kind::Comment, Kind::Field, Kind::Entry, Kind::Exemption, Kind::Baseline];

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Command {
    Lint,
    Diff,
    Against,
    Report,
    Promote,
}

const COMMANDS: [Command; 5] = [Command::Lint, Command::Diff, Command::Against, Command::Report, Command::Promote];

/// How the suppression stands to what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Valid,
    Expired,
    Unused,
    FileNotRead,
    RuleNotRun,
}

const STATES: [State; 5] = [State::Valid, State::Expired, State::Unused, State::FileNotRead, State::RuleNotRun];

/// The documents of a command, and the finding that they hold.
struct Case {
    /// The finding, or the change.
    id: &'static str,
    /// A rule that this command does not run.
    foreign: &'static str,
    /// The document that it lies in, in the way that it is named in reports.
    file: &'static str,
    /// RFC 6901 pointer of the finding.
    at: &'static str,
}

impl Command {
    fn case(self) -> Case {
        let (id, foreign, at) = match self {
            Command::Lint | Command::Report => ("security-missing", "endpoint-added", "/paths/~1orders/get"),
            Command::Diff | Command::Against => (
                "request-parameter-max-decreased",
                "security-missing",
                "/paths/~1orders/get/parameters/0/schema/maximum",
            ),
            Command::Promote => ("promotion-drift", "security-missing", "/paths/~1orders/get"),
        };
        Case { id, foreign, file: "api.yaml", at }
    }
}

/// A document with one operation. `{C}` takes a comment, `{F}` a field; without `bad` nothing is found in it.
fn document(command: Command, bad: bool) -> String {
    let maximum = if bad { 10 } else { 50 };
    let security =
        if matches!(command, Command::Lint | Command::Report) && bad { "" } else { "      security: [{k: []}]\n" };
    let limited = if command == Command::Promote && bad { "404" } else { "429" };
    format!(
        "openapi: 3.1.0
info: {{title: Orders, version: 1.0.0}}
servers: [{{url: https://api.acme.com/v1}}]
paths:
  /orders:
{{C}}    get:
{{F}}      summary: s
{security}      parameters:
        - {{name: limit, in: query, schema: {{type: integer, minimum: 1, maximum: {maximum}}}}}
      responses:
        '200': {{description: d}}
        '{limited}': {{description: d, headers: {{Retry-After: {{schema: {{type: integer}}}}}}}}
components:
  securitySchemes: {{k: {{type: http, scheme: bearer}}}}
"
    )
}

fn filled(text: &str, comment: &str, field: &str) -> String {
    text.replace("{C}", comment).replace("{F}", field)
}

/// What a command says: the ids of findings and changes, and what it says of suppressions.
fn observe(command: Command, dir: &Path, more: &[&str], what: &str) -> (Vec<String>, Vec<String>) {
    let mut arguments: Vec<&str> = match command {
        Command::Lint => vec!["lint", "api.yaml", "-f", "json"],
        Command::Diff => vec!["diff", "base.yaml", "api.yaml", "-f", "json"],
        Command::Against => vec!["lint", "api.yaml", "--against", "base.yaml", "-f", "json"],
        Command::Report => vec!["report", "api.yaml"],
        Command::Promote => vec!["promote", "internal.yaml", "api.yaml", "-f", "json"],
    };
    arguments.extend(["--today", TODAY]);
    arguments.extend(more);
    let output = apivet_in(dir, &arguments);
    assert_ne!(output.status.code(), Some(2), "{what}: {}", stderr(&output));
    let out = stdout(&output);
    if command == Command::Report {
        let said = |article: &str| {
            let rule = article.split("data-rule=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            (rule, article.split("</h3>").next().unwrap().to_owned())
        };
        return sort(out.split("<article ").skip(1).map(said).collect());
    }
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{what}: {e}: {out}"));
    let mut all = Vec::new();
    for list in ["diagnostics", "changes", "findings"] {
        for found in report[list].as_array().into_iter().flatten() {
            let id = found["rule"].as_str().or(found["id"].as_str()).unwrap().to_owned();
            all.push((id, found["message"].as_str().unwrap().to_owned()));
        }
    }
    sort(all)
}

fn sort(all: Vec<(String, String)>) -> (Vec<String>, Vec<String>) {
    let about = |rule: &str| ["unused-ignore", "ignore-without-reason", "waiver-not-allowed"].contains(&rule);
    let (told, found): (Vec<_>, Vec<_>) = all.into_iter().partition(|(rule, _)| about(rule));
    (found.into_iter().map(|(rule, _)| rule).collect(), told.into_iter().map(|(_, message)| message).collect())
}

/// The fingerprint of the finding, as the command tells it.
fn fingerprint(command: Command, dir: &Path, id: &str) -> String {
    // A report shows what `lint` finds.
    let command = if command == Command::Report { Command::Lint } else { command };
    let mut arguments = match command {
        Command::Diff => vec!["diff", "base.yaml", "api.yaml"],
        Command::Against => vec!["lint", "api.yaml", "--against", "base.yaml"],
        Command::Promote => vec!["promote", "internal.yaml", "api.yaml"],
        _ => vec!["lint", "api.yaml"],
    };
    arguments.extend(["-f", "json", "--today", TODAY]);
    let report: Value = serde_json::from_slice(&apivet_in(dir, &arguments).stdout).unwrap();
    let lists = ["diagnostics", "changes", "findings"];
    let all = lists.iter().filter_map(|list| report[*list].as_array()).flatten();
    let mut found =
        all.filter(|f| f["rule"] == id || f["id"] == id).map(|f| f["fingerprint"].as_str().unwrap().to_owned());
    found.next_back().unwrap_or_else(|| panic!("{command:?} does not find {id}: {report}"))
}

/// Runs one row of the table; false for what there is not: comments and fields have no end.
fn row(kind: Kind, command: Command, state: State) -> bool {
    let what = format!("{kind:?} x {command:?} x {state:?}");
    let inline = matches!(kind, Kind::Comment | Kind::Field);
    if inline && state == State::Expired {
        return false;
    }
    let case = command.case();
    let named = if state == State::RuleNotRun { case.foreign } else { case.id };
    let bad = !matches!(state, State::Unused);
    let expires = match state {
        State::Expired => "2026-01-31",
        _ => "2027-01-31",
    };
    let (mut comment, mut field, mut config) = (String::new(), String::new(), String::new());
    let mut known = json!([]);
    let elsewhere = state == State::FileNotRead;
    // What other.yaml says is never read.
    let mut other = document(Command::Lint, false).replace("/orders", "/other");
    match kind {
        Kind::Comment => comment = format!("    # apivet-ignore: {named} -- agreed\n"),
        Kind::Field => field = format!("      x-apivet-ignore: {{{named}: agreed}}\n"),
        Kind::Entry => {
            let file = if elsewhere { "other.yaml" } else { case.file };
            config = format!(
                "ignore:\n  - rule: {named}\n    file: {file}\n    at: {}\n    reason: agreed\n    owner: team\n    expires: {expires}\n",
                case.at
            );
        }
        Kind::Exemption => {
            let path = match state {
                State::FileNotRead => "/other",
                State::Unused => "/gone",
                _ => "/orders",
            };
            config = format!(
                "policy:\n  exempt:\n    - rules: [{named}]\n      paths: [{path}]\n      reason: agreed\n      expires: {expires}\n"
            );
        }
        Kind::Baseline => {}
    }
    let (empty_comment, empty_field) = (String::new(), String::new());
    let (here, there) = if elsewhere {
        ((&empty_comment, &empty_field), (&comment, &field))
    } else {
        ((&comment, &field), (&empty_comment, &empty_field))
    };
    other = filled(&other, there.0, there.1);
    let f = folder(&[
        ("api.yaml", &filled(&document(command, bad), here.0, here.1)),
        ("base.yaml", &filled(&document(command, false), "", "")),
        ("internal.yaml", &filled(&document(command, false).replace("api.acme.com", "in.acme.com"), "", "")),
    ]);
    let dir = f.path();
    if elsewhere {
        std::fs::write(dir.join("other.yaml"), other).unwrap();
    }
    if kind == Kind::Exemption && state == State::Unused {
        // What names no file is unused only where all documents were read: these are none of them.
        std::fs::write(dir.join(".ignore"), "base.yaml\ninternal.yaml\n").unwrap();
    }
    if kind == Kind::Baseline {
        let print = match state {
            State::Unused => "0".repeat(32),
            _ => fingerprint(command, dir, case.id),
        };
        let print = if elsewhere || state == State::RuleNotRun { "1".repeat(32) } else { print };
        known = json!([{
            "fingerprint": print, "rule": named, "file": if elsewhere { "other.yaml" } else { case.file },
            "reason": "agreed", "owner": "team", "expires": expires,
        }]);
    }
    std::fs::write(dir.join("known.json"), json!({"version": 1, "findings": known}).to_string()).unwrap();
    if !config.is_empty() {
        std::fs::write(dir.join("apivet.yaml"), &config).unwrap();
    }
    let mut more = if kind == Kind::Baseline { vec!["--baseline", "known.json"] } else { Vec::new() };
    // A rule of the linter runs in the same command: it is left out.
    if command == Command::Against && state == State::RuleNotRun {
        more.extend(["--ignore", case.foreign]);
    }
    let (found, about) = observe(command, dir, &more, &what);
    let is_found = found.iter().any(|id| id == case.id);
    match state {
        State::Valid => {
            assert!(!is_found, "{what}: {found:?}");
            assert!(about.is_empty(), "{what}: {about:?}");
        }
        State::Expired => {
            assert!(is_found, "{what}: {found:?}");
            assert!(about.len() == 1 && about[0].contains("expired on 2026-01-31"), "{what}: {about:?}");
        }
        State::Unused => {
            assert!(!is_found, "{what}: {found:?}");
            assert!(about.len() == 1 && about[0].contains("unused"), "{what}: {about:?}");
        }
        State::FileNotRead | State::RuleNotRun => {
            assert!(is_found, "{what}: {found:?}");
            assert!(about.is_empty(), "{what}: {about:?}");
        }
    }
    true
}

#[test]
fn suppression_means_the_same_everywhere() {
    let mut rows = 0;
    let mut wrong = Vec::new();
    for kind in KINDS {
        for command in COMMANDS {
            for state in STATES {
                match std::panic::catch_unwind(|| row(kind, command, state)) {
                    Ok(true) => rows += 1,
                    Ok(false) => {}
                    Err(why) => {
                        rows += 1;
                        let text = why.downcast_ref::<String>().cloned().unwrap_or_else(|| "panicked".to_owned());
                        wrong.push(format!("{kind:?} x {command:?} x {state:?}: {text}"));
                    }
                }
            }
        }
    }
    println!("{rows} rows");
    assert!(wrong.is_empty(), "{} of {rows} rows are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(rows, 5 * 5 * 5 - 2 * 5);
}
