//! `apivet migrate`: a ruleset in Spectral's format as an `apivet.yaml`, with what differs.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use super::args::MigrateArgs;
use super::{Status, print, print_data};
use crate::declared::{self, DeclaredRuleset};
use crate::rules;
use crate::session::{CONFIGURATIONS, Failure, NamedOrFound, Session, SessionOptions};
use crate::source::Source;
use crate::tree::{Cursor, Limits, Tree};

pub(super) fn run(args: &MigrateArgs) -> Result<Status, Failure> {
    let session = Session::new(SessionOptions {
        here: std::env::current_dir().unwrap_or_default(),
        program: std::env::current_exe().ok(),
        ..SessionOptions::default()
    })?;
    let path = match &args.ruleset {
        Some(path) => path.clone(),
        None => session.nearest_ruleset(Path::new(".")).ok_or_else(|| {
            Failure::new("there is no `.spectral.yaml` here or in a parent directory").help("name the ruleset")
        })?,
    };
    let declared = session.read_ruleset(&path, NamedOrFound::Named)?;
    if !declared.problems.is_empty() {
        return Err(Failure::new(format!("the ruleset `{}` has mistakes, so it cannot be moved", path.display()))
            .help("fix what is told above first")
            .with_problems(declared.problems));
    }
    let target = path.with_file_name(CONFIGURATIONS[0]);
    let text = configuration(&session, &path)?;
    let notes = notes(&path, &declared.ruleset, &text);
    if args.print {
        eprint!("{}", super::terminal::for_log(&crate::text::visible(&notes)));
        return print_data(&text);
    }
    if target.exists() && !args.force {
        return Err(Failure::new(format!("`{}` exists already", target.display()))
            .help("`--force` overwrites it, `--print` shows what would be written"));
    }
    session.write(&target, text.as_bytes())?;
    print(&format!("wrote {}\n{notes}", target.display()))
}

/// The configuration: the text of the ruleset, with its comments, where only `extends` is another one.
fn configuration(session: &Session, path: &Path) -> Result<String, Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let head = format!(
        "# Moved from {name}: the same rules, and no others. Take `apivet:off` out of `extends` to get apivet's own\n# rules on top, or name some of them under `rules`; `apivet rules` lists them.\n"
    );
    if declared::is_script(&name) {
        return Ok(format!("{head}extends: [apivet:off, ./{name}]\n"));
    }
    let text = session
        .read(path, Limits::default())
        .map_err(|why| Failure::new(format!("cannot read the ruleset `{}`: {why}", path.display())))?;
    let tree = Tree::parse(std::sync::Arc::new(Source::new(name, text.clone())), Limits::default());
    let root = tree.root();
    let Some(extends) = root.get_str("extends") else {
        let line = "extends: [apivet:off]";
        // In the notation of JSON, the key goes into the braces.
        return Ok(match root.span().range().start {
            start if text[start..].starts_with('{') => {
                format!("{head}{{\n  \"extends\": [\"apivet:off\"],{}", &text[start + 1..])
            }
            _ => format!("{head}{line}\n{}", &*text),
        });
    };
    let item = |at: Cursor<'_>| text[at.span().range()].trim().to_owned();
    let list: Vec<String> = if extends.is_seq() { extends.items().map(item).collect() } else { vec![item(extends)] };
    let mut end = extends.span().range().end;
    // A list on lines of its own ends where the next key begins.
    while text[..end].ends_with(char::is_whitespace) {
        end -= 1;
    }
    let new = format!("[{}]", [vec!["apivet:off".to_owned()], list].concat().join(", "));
    let new = if text[root.span().range().start..].starts_with('{') {
        new.replacen("apivet:off", "\"apivet:off\"", 1)
    } else {
        new
    };
    let start = extends.span().range().start;
    let gap = text[..start].trim_end_matches(char::is_whitespace).len();
    Ok(format!("{head}{} {new}{}", &text[..gap], &text[end..]))
}

/// What differs, and what there is more.
fn notes(path: &Path, ruleset: &DeclaredRuleset, text: &str) -> String {
    let mut out = String::new();
    let on: Vec<&str> = ruleset.rules.iter().filter(|r| r.enabled).map(|r| r.name.as_str()).collect();
    let _ = writeln!(out, "{} rules are on, {} are off.", on.len(), ruleset.rules.len() - on.len());
    let tree = Tree::parse(std::sync::Arc::new(Source::new("apivet.yaml", text)), Limits::default());
    let mut differs: Vec<String> = Vec::new();
    for (field, why) in [
        ("parserOptions", "duplicate keys and keys that are no text are always errors"),
        ("except", "use `overrides`, or `ignore` with a reason"),
    ] {
        if tree.root().get_str(field).is_some() {
            differs.push(format!("`{field}` means nothing here: {why}"));
        }
    }
    if on.contains(&"oas3-schema") || on.contains(&"oas2-schema") {
        differs.push("`oas2-schema` and `oas3-schema` follow apivet's grammar of each version: other words, and a file that `$ref` splits is not refused".to_owned());
    }
    if on.contains(&"oas3-operation-security-defined") {
        differs.push("`oas3-operation-security-defined` does not ask schemes for scopes that can have none".to_owned());
    }
    if on.iter().any(|n| n.ends_with("-example")) {
        differs.push("examples beside `nullable` without `type` are checked, not refused".to_owned());
    }
    differs.push("a rule that throws is reported, and the others run".to_owned());
    let _ = writeln!(out, "\nWhat differs from Spectral:");
    for line in &differs {
        let _ = writeln!(out, "  - {line}");
    }
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    for rule in rules::all() {
        for alias in rule.aliases.iter().chain([&rule.id]) {
            if let Some(name) = on.iter().find(|n| *n == alias) {
                known.insert(name, rule.id);
            }
        }
    }
    if !known.is_empty() {
        let _ = writeln!(out, "\napivet's own rules that are more precise (Spectral's id, apivet's id):");
        for (name, id) in known {
            let _ = writeln!(out, "  {name:<40} {id}");
        }
    }
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = writeln!(out, "\nNext: `apivet lint {}`", folder.display());
    out
}
