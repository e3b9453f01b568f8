//! `--ruleset`: judging by rulesets in Spectral's format.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::Lint;
use super::documents::{Disk, Document, display_name, read_text};
use super::lint::root_of;
use super::{Failure, settings};
use crate::declared::{self, Ruleset};
use crate::engine::{self, Outcome};
use crate::source::Source;
use crate::tree::{Limits, Tree};

/// A ruleset that was read.
pub(super) struct Declared {
    pub(super) ruleset: Ruleset,
    /// True where something in it is wrong: what is left of it runs, and the run fails.
    pub(super) broken: bool,
}

/// Reads a ruleset; what is wrong with it is printed.
pub(super) fn read(path: &Path) -> Result<Declared, Failure> {
    if !path.exists() {
        return Err(Failure::new(format!("cannot read the ruleset `{}`: there is no such file", path.display())));
    }
    if path.extension().is_some_and(|e| e == "ts") {
        return Err(Failure::new(format!("the ruleset `{}` is in TypeScript", path.display()))
            .help("compile it to JavaScript first"));
    }
    let here = std::env::current_dir().map(|d| display_name(&d)).unwrap_or_default();
    let files = Disk::new(Path::new("/"), Limits::default(), false);
    let loaded = declared::load(&display_name(path), &files, &here);
    if !loaded.problems.is_empty() {
        settings::print_problems(&loaded.sources, &loaded.problems);
    }
    Ok(Declared { ruleset: loaded.ruleset, broken: !loaded.problems.is_empty() })
}

/// True for a file that is a configuration of apivet, not a ruleset for other tools too.
pub(super) fn is_configuration(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if settings::NAMES.contains(&name.as_ref()) {
        return true;
    }
    let Some(tree) = tree_of(path) else { return false };
    let root = tree.root();
    let own = ["policy", "ignore", "exclude", "root", "limits"].iter().any(|k| root.get_str(k).is_some());
    let extends = root.get_str("extends").into_iter().flat_map(|e| e.items().chain([e]));
    let rules = root.get_str("rules").into_iter().flat_map(|r| r.entries());
    own || extends.into_iter().any(|e| e.text().starts_with("apivet:"))
        || rules.into_iter().any(|r| r.value.get_str("on").is_some())
}

/// The names of the rules that a file declares itself.
pub(super) fn declared_in(path: &Path) -> BTreeSet<String> {
    let Some(tree) = tree_of(path) else { return BTreeSet::new() };
    let rules = tree.root().get_str("rules").into_iter().flat_map(|r| r.entries());
    rules.filter(|r| declared::is_declaration(r.value)).map(|r| r.name().to_owned()).collect()
}

fn tree_of(path: &Path) -> Option<Tree> {
    if declared::is_script(&path.to_string_lossy()) {
        return None;
    }
    let text = read_text(path, Limits::default()).ok()?;
    Some(Tree::parse(Arc::new(Source::new(display_name(path), text)), Limits::default()))
}

/// Documents that a ruleset in Spectral's format lies nearest to, by the ruleset; and the others.
pub(super) fn partition(
    args: &Lint,
    documents: Vec<Document>,
    configured: bool,
) -> (BTreeMap<PathBuf, Vec<Document>>, Vec<Document>) {
    let mut by_ruleset: BTreeMap<PathBuf, Vec<Document>> = BTreeMap::new();
    let mut own = Vec::new();
    let built_in = configured || !args.select.is_empty() || args.against.is_some();
    for document in documents {
        let ruleset = if built_in || settings::nearest(&document.folder).is_some() {
            None
        } else {
            settings::nearest_ruleset(&document.folder)
        };
        match ruleset {
            Some(path) => by_ruleset.entry(path).or_default().push(document),
            None => own.push(document),
        }
    }
    (by_ruleset, own)
}

/// Judges documents by rulesets.
pub(super) fn judge(args: &Lint, documents: Vec<Document>, rulesets: &[Declared], limits: Limits) -> Outcome {
    let mut by_root: BTreeMap<PathBuf, Vec<Tree>> = BTreeMap::new();
    for document in documents {
        by_root.entry(root_of(args, &document, None)).or_default().push(document.tree);
    }
    let rulesets: Vec<&Ruleset> = rulesets.iter().map(|d| &d.ruleset).collect();
    let mut all = Outcome::default();
    for (root, trees) in by_root {
        all.absorb(engine::lint_declared(trees, &Disk::new(&root, limits, args.allow_remote), &rulesets));
    }
    all.sort();
    all
}
