//! The layers of `lib.rs`: a module uses only those above it in that list.

mod common;

use common::root;

/// The modules of `lib.rs` in their order, with those that may not be used although they stand above.
const LAYERS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("digest", &[]),
    ("source", &[]),
    ("tree", &[]),
    ("finding", &["tree"]),
    ("spec", &["digest"]),
    ("model", &["digest"]),
    ("diff", &["digest"]),
    ("rule", &["digest"]),
    ("rules", &["digest"]),
    // Rules of a team's own know nothing of apivet's, nor of comparisons.
    ("declared", &["diff", "rules"]),
    ("ruleset", &[]),
    ("engine", &["digest"]),
    ("fix", &["digest", "diff", "rule", "rules", "declared"]),
    ("library", &["fix", "rules", "rule", "model", "digest"]),
    ("views", &["ruleset", "engine", "fix", "declared", "library"]),
    // Texts, findings, changes, and what rules say of themselves.
    ("report", &["spec", "model", "rule", "declared", "ruleset", "engine", "fix", "library", "views"]),
    ("session", &["library", "views", "report"]),
    ("cli", &["library"]),
];

/// A path that a file names: of a `use`, or in the code.
type Named = Vec<String>;

/// The paths that the code of a module names, from the root of the crate or of another one: grouped and nested imports
/// taken apart, `super` and `self` resolved.
fn named(text: &str, module: &[String]) -> Vec<Named> {
    let code: String = text.lines().map(|l| l.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n");
    let mut out = Vec::new();
    for start in ["use ", "crate::", "super::", "self::", "std::"] {
        let mut from = 0;
        while let Some(at) = code[from..].find(start).map(|n| n + from) {
            from = at + start.len();
            let before = code[..at].chars().next_back();
            let in_use = start != "use " && code[..at].ends_with("use ");
            if in_use || before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '"')) {
                continue;
            }
            let tree = if start == "use " {
                code[from..].split(';').next().unwrap_or("").to_owned()
            } else {
                let path = |c: &char| c.is_alphanumeric() || matches!(c, '_' | ':');
                code[at..].chars().take_while(path).collect()
            };
            expand(&tree, &[], &mut out);
        }
    }
    out.iter().map(|path| resolved(path, module)).collect()
}

/// `a::{b, c::d as e}` as `a::b` and `a::c::d`.
fn expand(tree: &str, prefix: &[String], out: &mut Vec<Named>) {
    let (path, group) = match tree.split_once('{') {
        Some((path, rest)) => (path, rest.rsplit_once('}').map(|(inner, _)| inner)),
        None => (tree.split(" as ").next().unwrap_or(""), None),
    };
    let mut whole = prefix.to_vec();
    whole.extend(path.split("::").map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned));
    let Some(group) = group else { return out.push(whole) };
    let (mut depth, mut start) = (0, 0);
    for (n, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&group[start..n], &whole, out);
                start = n + 1;
            }
            _ => {}
        }
    }
    expand(&group[start..], &whole, out);
}

fn resolved(path: &[String], module: &[String]) -> Named {
    match path.first().map(String::as_str) {
        Some("crate") => path[1..].to_vec(),
        Some("super" | "self") => {
            let mut base = module.to_vec();
            let mut rest = path;
            while let Some(first) = rest.first() {
                match first.as_str() {
                    "super" => drop(base.pop()),
                    "self" => {}
                    _ => break,
                }
                rest = &rest[1..];
            }
            base.extend_from_slice(rest);
            base
        }
        // Of another crate; a name of the crate's own modules cannot be meant.
        _ => [vec!["::".to_owned()], path.to_vec()].concat(),
    }
}

/// Every source file: its path from `src`, its module, its text without the tests in it.
fn sources() -> Vec<(String, Vec<String>, String)> {
    let mut all = Vec::new();
    for entry in walkdir::WalkDir::new(root().join("src")).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|e| e != "rs") || path.ends_with("tests.rs") {
            continue;
        }
        let inside = path.strip_prefix(root().join("src")).unwrap().to_string_lossy().replace('\\', "/");
        let mut module: Vec<String> = inside.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        if module.last().is_some_and(|m| m == "mod") {
            module.pop();
        }
        let text = std::fs::read_to_string(&path).unwrap();
        all.push((inside, module, text.split("#[cfg(test)]\nmod").next().unwrap_or("").to_owned()));
    }
    all
}

#[test]
fn imports_are_taken_apart() {
    let module = ["a".to_owned(), "b".to_owned()];
    let of = |text: &str| named(text, &module).iter().map(|p| p.join("::")).collect::<Vec<_>>();
    assert_eq!(of("use crate::{c, d::{e, f as g}};"), ["c", "d::e", "d::f"]);
    assert_eq!(of("use super::sibling;"), ["a::sibling"]);
    assert_eq!(of("fn f() { super::super::x::y() }"), ["x::y"]);
    assert_eq!(of("use std::{env, fs};"), ["::::std::env", "::::std::fs"]);
}

#[test]
fn lib_rs_stands_in_the_order_of_the_layers() {
    let text = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let modules: Vec<&str> =
        text.lines().filter_map(|l| l.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';')).collect();
    assert_eq!(modules, LAYERS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
}

#[test]
fn modules_use_only_lower_layers() {
    let mut seen = 0;
    for (file, module, text) in sources() {
        if matches!(file.as_str(), "lib.rs" | "main.rs") {
            continue;
        }
        let layer = &module[0];
        let number = LAYERS.iter().position(|(name, _)| name == layer);
        let number = number.unwrap_or_else(|| panic!("{layer} is no layer"));
        for path in named(&text, &module) {
            let Some(used) = path.first().and_then(|first| LAYERS.iter().position(|(name, _)| name == first)) else {
                continue;
            };
            seen += 1;
            let allowed = used == number || (used < number && !LAYERS[number].1.contains(&LAYERS[used].0));
            assert!(allowed, "{file} uses {}", path.join("::"));
        }
    }
    assert!(seen > 500, "{seen}");
}

#[test]
fn rules_do_not_know_each_other() {
    let mut wrong = Vec::new();
    for (file, module, text) in sources() {
        if module[0] != "rules" || module.len() < 3 || module[1] == "support" {
            continue;
        }
        for path in named(&text, &module) {
            let own = path.starts_with(&module);
            let rules = path.first().is_some_and(|p| p == "rules");
            // Without a third segment it is a list of rules, which no rule needs either.
            if rules && !own && path.get(1).is_none_or(|p| p != "support") {
                wrong.push(format!("{file} uses {}", path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_one_module_knows_miette_and_only_the_command_line_the_outside() {
    for (file, module, text) in sources() {
        let layer = module[0].as_str();
        for path in named(&text, &module) {
            let path: Vec<&str> = path.iter().map(String::as_str).filter(|p| *p != "::").collect();
            assert!(file == "report/text/snippet.rs" || path.first() != Some(&"miette"), "{file} uses miette");
            let outside = match path.as_slice() {
                ["std", "env", ..] => true,
                ["std", "time", rest @ ..] => rest.contains(&"SystemTime"),
                // The process that functions run in is our own program, and speaks to its parent.
                ["std", "process" | "io", ..] if file == "declared/script/sandbox.rs" => false,
                // Files and other programs: the session finds and reads them.
                ["std", "fs" | "process", ..] => layer != "session",
                ["std", "io", rest @ ..] => rest.iter().any(|r| ["stdout", "stderr"].contains(r)),
                _ => false,
            };
            assert!(!outside || layer == "cli" || file == "main.rs", "{file} uses {}", path.join("::"));
        }
        for printing in ["println!", "print!(", "dbg!("] {
            assert!(layer == "cli" || !text.contains(printing), "{file} prints");
        }
    }
}
