//! Reading rulesets in Spectral's format.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::configuration::CONFIGURATIONS;
use super::documents::display_name;
use super::{Failure, Session};
use crate::declared::{self, DeclaredRuleset, Programs};
use crate::finding::Finding;
use crate::source::Source;
use crate::tree::{Limits, Tree};

/// How a run came by a ruleset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedOrFound {
    /// The user named it.
    Named,
    /// It lay beside the documents: who wrote them may have written it.
    Found,
}

/// A ruleset that was read.
#[derive(Debug)]
pub struct Declared {
    /// What of it can run.
    pub ruleset: DeclaredRuleset,
    /// What is wrong with it: what is left of it runs, and the run fails.
    pub problems: Vec<Finding>,
}

impl Session {
    /// Reads a ruleset.
    ///
    /// # Errors
    /// Where there is none.
    pub fn read_ruleset(&self, path: &Path, how: NamedOrFound) -> Result<Declared, Failure> {
        if !self.has_policy(path) {
            return Err(Failure::new(format!("cannot read the ruleset `{}`: there is no such file", path.display())));
        }
        if path.extension().is_some_and(|e| e == "ts") {
            return Err(Failure::new(format!("the ruleset `{}` is in TypeScript", path.display()))
                .help("compile it to JavaScript first"));
        }
        let programs = match how {
            NamedOrFound::Found if !self.options().allow_scripts => Programs::Refused,
            _ => Programs::Allowed,
        };
        if programs == Programs::Refused && declared::is_script(&path.to_string_lossy()) {
            let shown = path.display();
            return Err(Failure::new(format!("the ruleset `{shown}` was found, and not run: it is a program"))
                .help(format!("name it with `--ruleset {shown}`, or allow what is found with `--allow-scripts`")));
        }
        let files = self.policy_files(path);
        let loaded = declared::load(&display_name(path), &*files, &self.here_shown(), programs, &self.sandbox);
        Ok(Declared { ruleset: loaded.ruleset, problems: loaded.problems })
    }

    /// True for a file that is a configuration of apivet, not a ruleset for other tools too.
    #[must_use]
    pub fn is_configuration(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if CONFIGURATIONS.contains(&name.as_ref()) {
            return true;
        }
        let Some(tree) = self.tree_of(path) else { return false };
        let root = tree.root();
        let own = ["policy", "ignore", "exclude", "root", "limits"].iter().any(|k| root.get_str(k).is_some());
        let extends = root.get_str("extends").into_iter().flat_map(|e| e.items().chain([e]));
        let rules = root.get_str("rules").into_iter().flat_map(|r| r.entries());
        own || extends.into_iter().any(|e| e.text().starts_with("apivet:"))
            || rules.into_iter().any(|r| r.value.get_str("on").is_some())
    }

    /// The names of the rules that a file declares itself.
    #[must_use]
    pub fn declared_in(&self, path: &Path) -> BTreeSet<String> {
        let Some(tree) = self.tree_of(path) else { return BTreeSet::new() };
        let rules = tree.root().get_str("rules").into_iter().flat_map(|r| r.entries());
        rules.filter(|r| declared::is_declaration(r.value)).map(|r| r.name().to_owned()).collect()
    }

    fn tree_of(&self, path: &Path) -> Option<Tree> {
        if declared::is_script(&path.to_string_lossy()) {
            return None;
        }
        let text = self.read(path, Limits::default()).ok()?;
        Some(Tree::parse(Arc::new(Source::new(display_name(path), text)), Limits::default()))
    }
}
