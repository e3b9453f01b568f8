//! `apivet init`

use std::collections::BTreeMap;
use std::fmt::Write;

use super::args::InitArgs;
use super::{Status, print, print_data};
use crate::engine;
use crate::finding::Severity;
use crate::model::{Api, VersionLocation};
use crate::rule::Timings;
use crate::ruleset::Ruleset;
use crate::session::{CONFIGURATIONS, Disk, Failure, Session};
use crate::spec::Workspace;
use crate::text::{Day, Sorting, counted};
use crate::tree::{Limits, Tree};

pub(super) fn run(args: &InitArgs) -> Result<Status, Failure> {
    let session = super::open(&args.session, |_| {})?;
    if !args.folder.is_dir() {
        return Err(Failure::new(format!("`{}` is no directory", args.folder.display())));
    }
    if let Some((name, text)) = pipeline(args) {
        return write_pipeline(&session, args, name, &text);
    }
    let target = args.folder.join(CONFIGURATIONS[0]);
    let existing = CONFIGURATIONS.iter().map(|n| args.folder.join(n)).find(|p| p.exists());
    if let Some(existing) = existing.filter(|_| !args.force && !args.print) {
        return Err(Failure::new(format!("`{}` exists already", existing.display()))
            .help("`--force` overwrites it, `--print` shows what would be written"));
    }
    let found = session.find(std::slice::from_ref(&args.folder), None, &[], Limits::default(), false)?;
    let names: Vec<String> = found.documents.iter().map(|d| d.tree.source().name().to_owned()).collect();
    let text = configuration(
        &names,
        found.documents.into_iter().map(|d| d.tree).collect(),
        &Disk::in_folder(&args.folder, Limits::default()),
        session.today(),
    );
    if args.print {
        return print_data(&text);
    }
    session.write(&target, text.as_bytes())?;
    print(&format!(
        "wrote {} for {}\nnext: `apivet lint {}`\n",
        target.display(),
        counted(names.len(), "document"),
        args.folder.display()
    ))
}

/// The file for a pipeline that is asked for, with its text.
fn pipeline(args: &InitArgs) -> Option<(&'static str, String)> {
    let (name, text) = match () {
        () if args.github => (".github/workflows/apivet.yml", include_str!("init/github.yml")),
        () if args.gitlab => (".gitlab-ci.yml", include_str!("init/gitlab.yml")),
        () if args.azure => ("azure-pipelines.yml", include_str!("init/azure.yml")),
        () if args.jenkins => ("Jenkinsfile", include_str!("init/Jenkinsfile")),
        () if args.agents => ("AGENTS.md", include_str!("init/AGENTS.md")),
        () if args.pre_commit => (".pre-commit-config.yaml", include_str!("init/pre-commit.yaml")),
        () => return None,
    };
    Some((name, text.replace("VERSION", env!("CARGO_PKG_VERSION"))))
}

/// Writes it, inside of the directory only: a link in a checkout may lead anywhere.
fn write_pipeline(session: &Session, args: &InitArgs, name: &str, text: &str) -> Result<Status, Failure> {
    if args.print {
        return print_data(text);
    }
    let target = args.folder.join(name);
    if target.exists() && !args.force {
        return Err(Failure::new(format!("`{}` exists already", target.display()))
            .help("`--force` overwrites it, `--print` shows what would be written, to be added to it"));
    }
    let mut folder = args.folder.clone();
    for part in std::path::Path::new(name).parent().into_iter().flat_map(std::path::Path::components) {
        folder.push(part);
        let cannot = |why: &dyn std::fmt::Display| {
            Failure::new(format!("cannot make the directory `{}`: {why}", folder.display()))
        };
        match std::fs::symlink_metadata(&folder) {
            Ok(meta) if meta.is_dir() => {}
            Ok(_) => return Err(cannot(&"there is something else with this name")),
            Err(_) => std::fs::create_dir(&folder).map_err(|e| cannot(&e))?,
        }
    }
    session.write(&target, text.as_bytes())?;
    print(&format!("wrote {}\n", target.display()))
}

/// A commented configuration for these documents.
fn configuration(names: &[String], trees: Vec<Tree>, disk: &Disk, today: Day) -> String {
    let workspace = Workspace::build(trees, disk);
    let apis: Vec<Api<'_>> = workspace.entries().iter().map(|e| Api::new(&workspace, *e)).collect();
    let mut text = String::from(
        "# The policy of this repository's APIs. `apivet rules` lists the rules, `apivet explain <rule>` explains one.\n# yaml-language-server: $schema=apivet.schema.json   (written by: apivet schema > apivet.schema.json)\n",
    );
    match names {
        [] => text.push_str("# No OpenAPI document was found in this directory yet.\n"),
        names => {
            let _ = writeln!(
                text,
                "# Written for {} found here: {}{}",
                counted(names.len(), "document"),
                names[..names.len().min(5)].join(", "),
                if names.len() > 5 { ", ..." } else { "" }
            );
        }
    }
    text.push_str("\n# recommended, strict, security, all, off\nextends: [apivet:recommended]\n\n");
    rules(&mut text, &workspace, &apis, today);
    policy(&mut text, &apis);
    text.push_str(
        "\n# Other severities for some files, referenced ones included.\n# overrides:\n#   - files: [\"legacy/**\"]\n#     rules:\n#       versioning: off\n\
         \n# Suppressed findings, each with a reason. In a document: # apivet-ignore: <rule> -- <reason>\n# ignore:\n#   - rule: security-missing\n#     file: \"legacy/*.yaml\"\n#     at: /paths/~1health\n#     reason: responds before there is a session\n\
         \n# Files that are ignored in directories.\n# exclude: [\"**/generated/**\"]\n",
    );
    text
}

/// What the rules find now, as a start for decisions: each with the severity that it has.
fn rules(text: &mut String, workspace: &Workspace, apis: &[Api<'_>], today: Day) {
    let outcome = engine::judge(workspace, &Ruleset::default(), today, &Timings::default());
    let mut found: BTreeMap<&str, Vec<Severity>> = BTreeMap::new();
    for finding in &outcome.findings {
        found.entry(finding.rule.as_str()).or_default().push(finding.severity);
    }
    text.push_str("# error, warn, info, hint, on or off, for a rule or a category.\n");
    let mut found: Vec<_> = found.into_iter().collect();
    found.order_by_key(|(id, all)| (std::cmp::Reverse(all.len()), *id));
    if found.is_empty() || apis.is_empty() {
        text.push_str("rules: {}\n");
        return;
    }
    text.push_str("# These find something today, and are as they would be without these lines; change what does not fit.\nrules:\n");
    for (id, severities) in found {
        // One that grades its findings keeps doing so.
        let first = severities.first().filter(|first| severities.iter().all(|s| s == *first));
        let setting = first.map_or("on", |severity| severity.word());
        let _ = writeln!(text, "  {id}: {setting}    # {}", counted(severities.len(), "finding"));
    }
}

fn policy(text: &mut String, apis: &[Api<'_>]) {
    text.push_str("\n# What rules hold documents against.\npolicy:\n");
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for api in apis {
        let in_url = !api.server_versions().is_empty() || !api.path_versions().is_empty();
        let parameters = api.version_parameters(None);
        let has = |place| parameters.iter().any(|t| t.place == place);
        for (word, there) in [
            ("url", in_url),
            ("header", has(VersionLocation::Header)),
            ("query", has(VersionLocation::Query)),
            ("media-type", !api.media_type_versions().is_empty()),
        ] {
            *places.entry(word).or_default() += usize::from(there);
        }
    }
    let common = places.iter().filter(|(_, n)| **n > 0).max_by_key(|(_, n)| **n);
    text.push_str("  # Where versions live: url, header, query, media-type.\n");
    match common {
        Some((word, n)) => {
            let _ = writeln!(
                text,
                "  # {} of {} here.\n  versions:\n    where: [{word}]",
                n,
                counted(apis.len(), "document")
            );
        }
        None => text.push_str("  # versions:\n  #   where: [url]\n"),
    }
    text.push_str("  # Operations that are exempt from rules.\n");
    let open: Vec<&str> = apis
        .iter()
        .flat_map(|a| &a.paths)
        .map(|p| p.path)
        .filter(|p| {
            p.split('/').any(|s| matches!(s, "health" | "healthz" | "status" | "ping" | "login" | ".well-known"))
        })
        .take(5)
        .collect();
    if open.is_empty() {
        text.push_str("  # exempt:\n  #   - paths: [/health]\n  #     reason: responds before there is a session\n");
    } else {
        let list = open.iter().map(|p| format!("{p:?}")).collect::<Vec<_>>().join(", ");
        let _ = writeln!(
            text,
            "  exempt:\n    - paths: [{list}]\n      rules: [security-missing, security-explicitly-public-write]\n      reason: open by design (please confirm)"
        );
    }
    text.push_str("  # Words that say what a scope allows, if yours differ from read, view, list / write, manage, admin.\n  # scopes:\n  #   read: [read, view]\n  #   write: [write, manage]\n  # Maximum token lifetime in seconds.\n  # max-token-ttl: 3600\n");
}
