//! Where configurations, rulesets and baselines are read from: the disk, or a revision that the change at hand cannot
//! touch (`--config-from`).

use std::path::Path;
use std::sync::Arc;

use super::documents::display_name;
use super::git::{History, Revision};
use super::{Disk, Failure, Session};
use crate::source::Source;
use crate::spec::{LoadError, Loader, normalize_path};
use crate::tree::{Limits, Tree};

/// The files of a revision, under the names that they have in the work tree: what is said of places and globs stays the
/// same whichever revision a configuration is read from.
#[derive(Debug)]
pub(super) struct PolicyRevision {
    history: History,
    /// The top folder of the repository, and the working folder, as names.
    top: String,
    here: String,
    shown: String,
}

impl PolicyRevision {
    /// The files of a revision of the repository that a folder lies in.
    pub(super) fn find(here: &Path, name: &str) -> Result<Self, Failure> {
        let revision = Revision::find(here, name)?;
        let top = revision.top.canonicalize().unwrap_or_else(|_| revision.top.clone());
        let shown = revision.shown.clone();
        let history = History::new(revision, Limits::default(), here);
        Ok(Self { history, top: display_name(&top), here: display_name(here), shown })
    }

    /// The path from the top of a file by its name, which is relative to the working folder or absolute.
    fn path_of(&self, name: &str) -> Option<String> {
        let absolute = if Path::new(name).is_absolute() { name.to_owned() } else { format!("{}/{name}", self.here) };
        Some(normalize_path(&absolute).strip_prefix(&self.top)?.strip_prefix('/')?.to_owned())
    }

    fn has(&self, path: &Path) -> bool {
        self.text(&display_name(path)).is_ok()
    }
}

impl Loader for PolicyRevision {
    fn load(&self, name: &str) -> Result<Tree, LoadError> {
        let text = self.text(name)?;
        let source = Source::new(name, text).of_revision(format!("{}:{name}", self.shown), name);
        Ok(Tree::parse(Arc::new(source), Limits::default()))
    }

    fn text(&self, name: &str) -> Result<String, LoadError> {
        let path = self.path_of(name).ok_or_else(|| LoadError::Outside(self.top.clone()))?;
        match self.history.read(&path) {
            Ok(Some(text)) => Ok(text),
            Ok(None) => Err(LoadError::Missing),
            Err(why) => Err(LoadError::Unreadable(why)),
        }
    }
}

impl Session {
    /// Reads a configuration, a ruleset or a baseline.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    pub(super) fn read_policy(&self, path: &Path) -> Result<String, String> {
        match &self.policy {
            Some(revision) => revision.text(&display_name(path)).map_err(|why| why.to_string()),
            None => self.read(path, Limits::default()).map(String::from),
        }
    }

    /// True where there is such a file for [`Session::read_policy`].
    pub(super) fn has_policy(&self, path: &Path) -> bool {
        self.policy.as_ref().map_or_else(|| path.is_file(), |revision| revision.has(path))
    }

    /// What a configuration or ruleset may bring in.
    pub(super) fn policy_files(&self, path: &Path) -> Box<dyn Loader + '_> {
        match &self.policy {
            Some(revision) => Box::new(Borrowed(revision)),
            None => Box::new(Disk::fenced(self.fence_of(path), Limits::default(), None)),
        }
    }
}

struct Borrowed<'r>(&'r PolicyRevision);

impl Loader for Borrowed<'_> {
    fn load(&self, name: &str) -> Result<Tree, LoadError> {
        self.0.load(name)
    }

    fn text(&self, name: &str) -> Result<String, LoadError> {
        self.0.text(name)
    }
}
