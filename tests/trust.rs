//! What strangers bring is data: nothing of a checkout runs, nothing outside of the fence is read, nothing hangs.

#![cfg(unix)]

mod common;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use common::{apivet_in, folder, git, stderr, stdout};

const API: &str = "openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\npaths: {}\n";

/// A repository with a document on `main`.
fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let f = folder(files);
    git(f.path(), &["init", "-q"]);
    git(f.path(), &["add", "-A"]);
    git(f.path(), &["commit", "-qm", "first"]);
    git(f.path(), &["branch", "-M", "main"]);
    f
}

fn said(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = apivet_in(folder, arguments);
    (output.status.code(), format!("{}{}", stdout(&output), stderr(&output)))
}

#[test]
fn a_repository_inside_of_a_checkout_is_data() {
    let f = repository(&[("apis/openapi.yaml", API)]);
    let apis = f.path().join("apis");
    let ran = f.path().join("ran");
    git(&apis, &["init", "-q", "--bare", "inner"]);
    for part in ["HEAD", "objects", "refs"] {
        std::fs::rename(apis.join("inner").join(part), apis.join(part)).unwrap();
    }
    let config = format!(
        "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = \"sh -c 'id > {}; exit 1'\"\n",
        ran.display()
    );
    std::fs::write(apis.join("config"), config).unwrap();
    std::fs::remove_dir_all(apis.join("inner")).unwrap();
    for command in ["lint", "audit", "report"] {
        let (status, text) = said(f.path(), &[command, "--against", "main", "apis"]);
        assert_eq!(status, Some(0), "{command}: {text}");
        assert!(!ran.exists(), "{command}");
        assert!(!text.contains("is new"), "{command}: {text}");
    }
    let (status, text) = said(&apis, &["lint", "--against", "main", "openapi.yaml"]);
    assert_eq!(status, Some(2), "{text}");
    assert!(text.contains("git says: cannot use bare repository"), "{text}");
    assert!(!ran.exists());
}

#[test]
fn what_a_checkout_configures_git_to_run_does_not_run() {
    let f = repository(&[("api.yaml", API)]);
    let ran = f.path().join("ran");
    for key in
        ["core.fsmonitor", "filter.f.clean", "filter.f.process", "diff.f.textconv", "core.pager", "core.sshCommand"]
    {
        git(f.path(), &["config", key, &format!("sh -c 'touch {}; exit 1'", ran.display())]);
    }
    git(f.path(), &["config", "extensions.partialClone", "origin"]);
    git(f.path(), &["config", "remote.origin.promisor", "true"]);
    git(f.path(), &["config", "remote.origin.url", &format!("ext::sh -c \"touch {}\"", ran.display())]);
    git(f.path(), &["config", "protocol.ext.allow", "always"]);
    std::fs::write(f.path().join(".gitattributes"), "*.yaml filter=f diff=f\n").unwrap();
    std::fs::rename(f.path().join("api.yaml"), f.path().join("moved.yaml")).unwrap();
    // An object that is not there would be fetched.
    for entry in walkdir::WalkDir::new(f.path().join(".git/objects")).into_iter().flatten() {
        let is_object = entry.file_type().is_file();
        let kind =
            Command::new("git").args(["cat-file", "-t", "HEAD:api.yaml"]).current_dir(f.path()).output().unwrap();
        if is_object && kind.status.success() && std::fs::metadata(entry.path()).unwrap().len() < 100 {
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
    for arguments in [&["lint", "--against", "main", "."][..], &["diff", "main:api.yaml", "moved.yaml"]] {
        let _ = apivet_in(f.path(), arguments);
        assert!(!ran.exists(), "{arguments:?}");
    }
}

#[test]
fn the_index_can_be_judged() {
    let f = repository(&[("apis/api.yaml", API)]);
    std::fs::write(f.path().join("apis/api.yaml"), API.replace("T,", "Staged,")).unwrap();
    git(f.path(), &["add", "-A"]);
    std::fs::write(f.path().join("apis/api.yaml"), "broken: [").unwrap();
    let (status, text) = said(f.path(), &["diff", "HEAD:apis/api.yaml", ":apis/api.yaml"]);
    assert_eq!(status, Some(0), "{text}");
    let (status, text) = said(f.path(), &["lint", ":apis/api.yaml", "--select", "info-contact", "--style", "full"]);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("title: Staged"), "{text}");
    // As git reads it, a path with a dot counts from the working folder.
    let (status, text) = said(&f.path().join("apis"), &["diff", "HEAD:./api.yaml", ":./api.yaml"]);
    assert_eq!(status, Some(0), "{text}");
    let (status, text) = said(f.path(), &["lint", ":apis/no.yaml"]);
    assert_eq!(status, Some(2));
    assert!(text.contains("the index has no file `apis/no.yaml`"), "{text}");
    let (status, text) = said(f.path(), &["diff", "HEAD:../../etc/passwd", ":apis/api.yaml"]);
    assert_eq!(status, Some(2));
    assert!(text.contains("lies outside of the repository"), "{text}");
}

#[test]
fn a_renamed_document_is_followed_in_the_index() {
    let f = repository(&[("old.yaml", &API.replace("{}", "{/a: {get: {responses: {'200': {description: d}}}}}"))]);
    git(f.path(), &["mv", "old.yaml", "new.yaml"]);
    std::fs::write(f.path().join("new.yaml"), API).unwrap();
    let (status, text) = said(f.path(), &["lint", "--against", "main", "."]);
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains("api-path-removed"), "{text}");
}

#[test]
fn what_git_says_is_passed_on() {
    let f = folder(&[("api.yaml", API)]);
    let (status, text) = said(f.path(), &["diff", "HEAD:api.yaml", "api.yaml"]);
    assert_eq!(status, Some(2));
    assert!(text.contains("git says: not a git repository"), "{text}");
    let output =
        common::command(f.path(), &["diff", "HEAD:api.yaml", "api.yaml"]).env("PATH", "/nonexistent").output().unwrap();
    assert!(stderr(&output).contains("git is not installed"), "{}", stderr(&output));
}

/// A repository beside a file with a secret.
fn beside_a_secret(files: &[(&str, &str)]) -> tempfile::TempDir {
    let f = folder(&[
        ("secret.yaml", "S3CR3T: hunter2\n"),
        ("secret.json", "{\"k\": \"S3CR3T\"}"),
        ("secret.env", "KEY=\"S3CR3T\"\n"),
    ]);
    let repository = f.path().join("repository");
    for (name, text) in files {
        let path = repository.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    std::fs::create_dir_all(&repository).unwrap();
    git(&repository, &["init", "-q"]);
    std::fs::write(repository.join(".git/credentials.yaml"), "S3CR3T: hunter2\n").unwrap();
    f
}

#[test]
fn nothing_outside_is_read_whoever_asks() {
    let outside = [
        "../secret.yaml",
        "../secret.json",
        "../secret.env",
        "/etc/passwd",
        "/proc/self/environ",
        "/dev/zero",
        ".git/credentials.yaml",
    ];
    for way in outside {
        for (file, text) in [
            ("apivet.yaml", format!("extends: [\"{way}\"]\n")),
            (".spectral.yaml", format!("extends: [\"{way}\"]\n")),
            (
                ".spectral.yaml",
                format!(
                    "functions: [f]\nfunctionsDir: \"{way}/..\"\nrules: {{a: {{given: $, then: {{function: f}}}}}}\n"
                ),
            ),
            ("apivet.yaml", format!("root: \"{way}\"\n")),
        ] {
            let f = beside_a_secret(&[("api.yaml", API), (file, &text)]);
            let (status, text) = said(&f.path().join("repository"), &["lint", "api.yaml"]);
            assert_eq!(status, Some(2), "{file} {way}: {text}");
            assert!(
                !text.contains("S3CR3T") && !text.contains("hunter2") && !text.contains("root:x"),
                "{file}: {text}"
            );
        }
        let api = API.replace("{}", &format!("{{/a: {{$ref: '{way}'}}}}"));
        let f = beside_a_secret(&[("api.yaml", &api)]);
        let (_, text) = said(&f.path().join("repository"), &["lint", "--isolated", "api.yaml"]);
        assert!(text.contains("unresolved-ref"), "{way}: {text}");
        assert!(!text.contains("S3CR3T") && !text.contains("hunter2"), "{way}: {text}");
    }
}

#[test]
fn a_configuration_can_only_narrow() {
    let f = beside_a_secret(&[("a/api.yaml", &API.replace("{}", "{/a: {$ref: ../b.yaml}}")), ("b.yaml", "get: {}\n")]);
    let repository = f.path().join("repository");
    for (root, status) in [("/", 2), ("..", 2), (".", 0), ("a", 0)] {
        std::fs::write(repository.join("apivet.yaml"), format!("root: {root}\nextends: apivet:off\n")).unwrap();
        let (code, text) = said(&repository, &["lint", "a/api.yaml"]);
        assert_eq!(code, Some(status), "{root}: {text}");
    }
    std::fs::write(repository.join("apivet.yaml"), "root: a\n").unwrap();
    let (_, text) = said(&repository, &["lint", "a/api.yaml", "--select", "unresolved-ref"]);
    assert!(text.contains("leads out of"), "{text}");
}

#[test]
fn links_that_lead_out_are_refused() {
    use std::os::unix::fs::symlink;
    let f = beside_a_secret(&[("api.yaml", API)]);
    let repository = f.path().join("repository");
    symlink(f.path(), repository.join("way")).unwrap();
    for (link, target) in [("spec.yaml", "../secret.yaml"), ("git.yaml", ".git/credentials.yaml")] {
        symlink(target, repository.join(link)).unwrap();
    }
    for arguments in [
        &["lint", "spec.yaml"][..],
        &["lint", "git.yaml"],
        &["lint", "way/secret.yaml"],
        &["lint", "-c", "spec.yaml", "api.yaml"],
        &["lint", "-r", "spec.yaml", "api.yaml"],
        &["lint", "--baseline", "spec.yaml", "api.yaml"],
        &["diff", "spec.yaml", "api.yaml"],
        &["lint", "--against", "spec.yaml", "api.yaml"],
        &["promote", "spec.yaml", "api.yaml"],
        &["audit", "spec.yaml"],
    ] {
        let (status, text) = said(&repository, arguments);
        assert_eq!(status, Some(2), "{arguments:?}: {text}");
        assert!(!text.contains("S3CR3T"), "{arguments:?}: {text}");
    }
    symlink("../secret.yaml", repository.join("apivet.yaml")).unwrap();
    let (status, text) = said(&repository, &["lint", "api.yaml"]);
    assert_eq!(status, Some(2), "{text}");
    assert!(text.contains("symbolic link that leads out of"), "{text}");
    std::fs::remove_file(repository.join("apivet.yaml")).unwrap();
    // Inside they are followed.
    symlink("api.yaml", repository.join("same.yaml")).unwrap();
    assert_eq!(said(&repository, &["lint", "same.yaml"]).0, Some(0));
    // What is named outside is meant, however it is named; a way through a link and back is not.
    let elsewhere = f.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    std::fs::write(elsewhere.join("api.yaml"), API).unwrap();
    let whole = elsewhere.join("api.yaml").to_string_lossy().into_owned();
    for (folder, named) in
        [(&repository, "../elsewhere/api.yaml"), (&repository, &*whole), (&elsewhere, "../repository/api.yaml")]
    {
        assert_eq!(said(folder, &["lint", named]).0, Some(0), "{named}");
        assert_eq!(said(folder, &["diff", named, "api.yaml"]).0, Some(0), "{named}");
    }
    symlink(&elsewhere, repository.join("over")).unwrap();
    assert_eq!(said(&repository, &["lint", "over/../secret.yaml"]).0, Some(2));
}

#[test]
fn pipes_and_devices_are_not_waited_for() {
    let f = beside_a_secret(&[("api.yaml", &API.replace("{}", "{/a: {$ref: pipe.yaml}, /b: {$ref: /dev/zero}}"))]);
    let repository = f.path().join("repository");
    assert!(Command::new("mkfifo").arg(repository.join("pipe.yaml")).status().unwrap().success());
    let (status, text) = said(&repository, &["lint", "pipe.yaml"]);
    assert_eq!(status, Some(2));
    assert!(text.contains("it is not a regular file"), "{text}");
    let (status, text) = said(&repository, &["lint", "api.yaml", "--select", "unresolved-ref"]);
    assert_eq!(status, Some(1), "{text}");
    // A pipe that a shell hands over is meant.
    let output = Command::new("bash")
        .args(["-c", &format!("{} diff <(cat api.yaml) - < api.yaml", env!("CARGO_BIN_EXE_apivet"))])
        .current_dir(f.path())
        .output()
        .unwrap();
    assert!(!stderr(&output).contains("not a regular file"), "{}", stderr(&output));
}

#[cfg(feature = "javascript")]
#[test]
fn a_program_that_was_only_found_does_not_run() {
    let program = "export default { rules: { found: { given: '$.info', then: { function: () => [{ message: 'it ran' }] } } } };\n";
    let f = folder(&[
        ("api.yaml", API),
        (".spectral.js", program),
        ("sub/.spectral.yaml", "extends: ../.spectral.js\n"),
        ("sub/api.yaml", API),
    ]);
    let (status, text) = said(f.path(), &["lint", "api.yaml"]);
    assert_eq!(status, Some(2), "{text}");
    assert!(text.contains("was found, and not run") && text.contains("--allow-scripts"), "{text}");
    assert_eq!(said(f.path(), &["lint", "sub/api.yaml"]).0, Some(2));
    for arguments in [
        &["lint", "-r", ".spectral.js", "api.yaml"][..],
        &["lint", "--allow-scripts", "api.yaml"],
        &["lint", "--allow-scripts", "sub/api.yaml"],
    ] {
        let (_, text) = said(f.path(), arguments);
        assert!(text.contains("it ran"), "{arguments:?}: {text}");
    }
}

#[cfg(feature = "javascript")]
#[test]
fn functions_end_in_time_whatever_they_do() {
    let rules = "functions: [endless, native, doubled, quiet, clock]
rules:
  endless: {given: $.info, then: {function: endless}}
  native: {given: $.info, then: {function: native}}
  doubled: {given: $.info, then: {function: doubled}}
  quiet: {given: $.info, then: {function: quiet}}
  clock: {given: $.info, then: {function: clock}}
";
    let f = folder(&[
        ("rules.yaml", rules),
        ("api.yaml", API),
        ("functions/endless.js", "export default () => { const f = () => Promise.resolve().then(f); return f(); };\n"),
        ("functions/native.js", "export default () => Array.prototype.join.call({length: 2 ** 31}, '');\n"),
        (
            "functions/doubled.js",
            "export default () => { let a = [1]; for (let i = 0; i < 40; i++) a = [a, a]; return a; };\n",
        ),
        ("functions/quiet.js", "export default () => [{ message: 'quiet ran' }];\n"),
        (
            "functions/clock.js",
            "export default () => [{ message: `${new Date().toISOString()} ${Date.now()} ${Math.random()}` }];\n",
        ),
    ]);
    let started = Instant::now();
    let run =
        || said(f.path(), &["lint", "-r", "rules.yaml", "api.yaml", "--style", "compact", "--today", "2026-01-02"]);
    let (status, text) = run();
    assert_eq!(status, Some(0), "{text}");
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    for name in ["endless", "native", "doubled"] {
        let stopped = text.contains(&format!("`{name}` was stopped after 3 s"));
        assert!(stopped || text.contains(&format!("`{name}` failed: out of memory")), "{text}");
    }
    assert!(text.contains("quiet ran"), "{text}");
    assert!(text.contains("2026-01-02T00:00:00.000Z 1767312000000 0.6270739405881613"), "{text}");
}

#[test]
fn a_change_does_not_judge_itself() {
    let api = API.replace("{}", "{/a: {get: {responses: {'200': {description: d}}}}}");
    let f = repository(&[
        ("apis/apivet.yaml", "extends: [./base.yaml]\n"),
        ("apis/base.yaml", "rules: {security-missing: error}\n"),
        ("apis/api.yaml", &api),
    ]);
    let lint = |more: &[&str]| said(f.path(), &[&["lint", "apis", "--style", "compact"][..], more].concat());
    assert_eq!(lint(&[]).0, Some(1));
    std::fs::write(f.path().join("apis/apivet.yaml"), "extends: apivet:off\n").unwrap();
    std::fs::write(f.path().join("apis/base.yaml"), "rules: {}\n").unwrap();
    std::fs::write(f.path().join("apis/.apivet.yaml"), "rules: {}\n").unwrap();
    assert_eq!(lint(&[]).0, Some(0));
    let (status, text) = lint(&["--config-from", "main"]);
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains("security-missing"), "{text}");
    // What is named is read from there, too, and what is not there is not read from here.
    assert_eq!(lint(&["--config-from", "main", "--config", "apis/base.yaml"]).0, Some(1));
    std::fs::write(f.path().join("known.json"), "{\"findings\": []}").unwrap();
    let (status, text) = lint(&["--config-from", "main", "--baseline", "known.json"]);
    assert_eq!(status, Some(2), "{text}");
    assert!(text.contains("there is no such file"), "{text}");
    assert_eq!(lint(&["--config-from", "no-such"]).0, Some(2));
}

/// The hash that a message of a wrong pin names.
fn named_hash(text: &str) -> String {
    let at = text.rfind("@sha256:").map(|n| n + 8).unwrap_or_else(|| panic!("{text}"));
    text[at..].chars().filter(|c| !c.is_whitespace() && *c != '\u{2502}').take(64).collect()
}

#[test]
fn pins_cover_all_that_is_reached() {
    let f = folder(&[
        ("api.yaml", API),
        ("team.yaml", "extends: [./base.yaml, ./rules.yaml]\n"),
        ("base.yaml", "rules: {info-contact: off}\n"),
        ("rules.yaml", "functions: [f]\nrules: {a: {given: $.info, then: {function: f}}}\n"),
        ("functions/f.js", "import { x } from './lib.js';\nexport default () => x;\n"),
        ("functions/lib.js", "export const x = [];\n"),
    ]);
    let pinned = |what: &str, pin: &str| {
        let text = format!("extends: [\"{what}@sha256:{pin}\"]\n");
        std::fs::write(f.path().join("apivet.yaml"), text).unwrap();
        said(f.path(), &["lint", "api.yaml"])
    };
    for what in ["./team.yaml", "./rules.yaml", "spectral:oas", "apivet:security"] {
        let (status, text) = pinned(what, "00");
        assert_eq!(status, Some(2), "{what}: {text}");
        assert!(text.contains("was pinned"), "{what}: {text}");
        let hash = named_hash(&text.replace('\n', " "));
        assert_ne!(pinned(what, &hash).0, Some(2), "{what}: {}", pinned(what, &hash).1);
        if !what.starts_with('.') {
            continue;
        }
        // A function that a ruleset only reaches through another one is part of it.
        let lib = f.path().join("functions/lib.js");
        std::fs::write(&lib, "export const x = [{ message: 'other' }];\n").unwrap();
        assert_eq!(pinned(what, &hash).0, Some(2), "{what}");
        std::fs::write(&lib, "export const x = [];\n").unwrap();
    }
}

#[test]
fn names_that_are_no_text_hide_nothing() {
    use std::os::unix::ffi::OsStrExt;
    let f = folder(&[("a.yaml", API)]);
    for name in [&b"caf\xe9.yaml"[..], b"caf\xe8.yaml"] {
        if std::fs::write(f.path().join(std::ffi::OsStr::from_bytes(name)), API).is_err() {
            eprintln!("skipped: this file system takes no such names");
            return;
        }
    }
    let (status, text) = said(f.path(), &["lint", ".", "--style", "compact", "--select", "info-contact"]);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("in 3 documents") && text.contains("caf%E8.yaml") && text.contains("caf%E9.yaml"), "{text}");
}
