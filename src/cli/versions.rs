//! A version to compare: a file, or a file of a git revision, with what it refers to.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::documents::{Disk, display_name, read_text};
use super::git::{History, Revision};
use super::{Failure, debug_tree};
use crate::diagnostic::nearest;
use crate::source::Source;
use crate::spec::{LoadError, Loader, is_document};
use crate::tree::{Limits, Tree};

/// A version, read.
pub(super) struct Version {
    pub(super) tree: Tree,
    pub(super) files: Watched,
    /// As the user named it.
    pub(super) shown: String,
    /// For a revision: how its files' names begin, and the revision as the user named it.
    pub(super) named: Option<(String, String)>,
}

/// A loader that remembers what could not be read: a comparison without it would not be one.
pub(super) struct Watched {
    files: Box<dyn Loader + Send>,
    failed: Mutex<Vec<(String, LoadError)>>,
}

impl Watched {
    pub(super) fn new(files: Box<dyn Loader + Send>) -> Self {
        Self { files, failed: Mutex::new(Vec::new()) }
    }

    /// What could not be read, as a failure of the run.
    pub(super) fn failure(&self, shown: &str) -> Option<Failure> {
        let failed = self.failed.lock().ok()?;
        let (name, why) = failed.iter().find(|(_, why)| !matches!(why, LoadError::Remote))?;
        Some(
            Failure::new(format!("`{shown}` cannot be read in full: it refers to `{name}`, and {why}"))
                .help("all files are needed; `--root`, or `root` in the configuration, widens the folder that references may lead to"),
        )
    }
}

impl Loader for Watched {
    fn load(&self, name: &str) -> Result<Tree, LoadError> {
        let result = self.files.load(name);
        let why = match &result {
            Err(why) => Some(why.clone()),
            // What is missing from a file that is broken would look removed.
            Ok(tree) => tree.errors().first().map(|error| {
                let line = tree.source().position(error.span.start).line + 1;
                LoadError::Unreadable(format!("line {line}: {}", error.message))
            }),
        };
        if let (Some(why), Ok(mut failed)) = (why, self.failed.lock()) {
            failed.push((name.to_owned(), why));
        }
        result
    }

    fn siblings(&self, name: &str) -> Vec<String> {
        self.files.siblings(name)
    }
}

/// Where versions are read from.
pub(super) struct Places<'p> {
    pub(super) root: Option<&'p Path>,
    pub(super) limits: Limits,
    pub(super) allow_remote: bool,
}

impl Places<'_> {
    /// Reads a version: a file, or `REVISION:path`.
    pub(super) fn read(&self, name: &str) -> Result<Version, Failure> {
        let path = Path::new(name);
        if path.is_dir() {
            return Err(Failure::new(format!("`{name}` is a folder")).help("name the document in it"));
        }
        if path.exists() {
            return self.file(path);
        }
        match name.split_once(':') {
            Some((revision, path)) if !revision.is_empty() && !path.is_empty() => self.revision(revision, path),
            _ => Err(missing(path)),
        }
    }

    /// Reads a file.
    pub(super) fn file(&self, path: &Path) -> Result<Version, Failure> {
        let shown = path.display().to_string();
        let text = read_text(path, self.limits).map_err(|why| Failure::new(format!("cannot read `{shown}`: {why}")))?;
        let tree = Tree::parse(Arc::new(Source::new(display_name(path), text)), self.limits);
        check(&tree, &shown)?;
        let root = match self.root {
            Some(root) => root.to_path_buf(),
            None => super::lint::usual_root(path.parent().unwrap_or(Path::new("")), None),
        };
        let files = Watched::new(Box::new(Disk::new(&root, self.limits, self.allow_remote)));
        Ok(Version { tree, files, shown, named: None })
    }

    /// Reads a file of a revision. As with git, the path counts from the top of the repository, or from
    /// the working folder where it begins with `./`.
    fn revision(&self, revision: &str, path: &str) -> Result<Version, Failure> {
        let revision = Revision::find(Path::new("."), revision)?;
        let path = match path.strip_prefix("./") {
            Some(rest) => from_top(&revision, Path::new(rest))?,
            None => path.to_owned(),
        };
        match self.at(&revision, &path)? {
            Some(version) => Ok(version),
            None => {
                let failure = Failure::new(format!("`{}` has no file `{path}`", revision.shown));
                Err(match from_top(&revision, Path::new(&path)) {
                    Ok(other) if other != path => failure.help(format!(
                        "paths count from the top of the repository; did you mean `{}:{other}`?",
                        revision.shown
                    )),
                    _ => failure.help("paths count from the top of the repository"),
                })
            }
        }
    }

    /// A document of a revision, by its path from the top; nothing where the revision has no such file.
    pub(super) fn at(&self, revision: &Revision, path: &str) -> Result<Option<Version>, Failure> {
        let shown = format!("{}:{path}", revision.shown);
        let history = History::new(revision.clone(), self.limits);
        let tree = history.document(path).map_err(|why| Failure::new(format!("cannot read `{shown}`: {why}")))?;
        let Some(tree) = tree else { return Ok(None) };
        check(&tree, &shown)?;
        let named = Some((history.name_of(""), revision.shown.clone()));
        Ok(Some(Version { tree, files: Watched::new(Box::new(history)), shown, named }))
    }
}

/// The path of a file from the top of the repository.
pub(super) fn from_top(revision: &Revision, path: &Path) -> Result<String, Failure> {
    let here = std::env::current_dir()
        .and_then(|d| d.canonicalize())
        .map_err(|e| Failure::new(format!("the working folder cannot be read: {e}")))?;
    let absolute = if path.is_absolute() { path.to_path_buf() } else { here.join(path) };
    // The file itself may be gone, its folder is not.
    let folder = absolute.parent().map(Path::to_path_buf).unwrap_or_default();
    let folder = folder.canonicalize().unwrap_or(folder);
    let absolute = folder.join(absolute.file_name().unwrap_or_default());
    let top = revision.top.canonicalize().unwrap_or_else(|_| revision.top.clone());
    absolute
        .strip_prefix(&top)
        .map(display_name)
        .map_err(|_| Failure::new(format!("`{}` lies outside of the repository `{}`", path.display(), top.display())))
}

/// Fails for a document that cannot be read in full: what is missing would look removed.
pub(super) fn check(tree: &Tree, shown: &str) -> Result<(), Failure> {
    if !tree.errors().is_empty() {
        let _ = debug_tree::print_errors(tree);
        return Err(Failure::new(format!("`{shown}` cannot be read in full")));
    }
    if !is_document(tree) {
        return Err(Failure::new(format!(
            "`{shown}` is not an OpenAPI document: neither `openapi` nor `swagger` stands at its root"
        )));
    }
    if crate::spec::declared_version(tree.root()).is_none() {
        return Err(Failure::new(format!("`{shown}` follows a version of OpenAPI that is not known")));
    }
    Ok(())
}

fn missing(path: &Path) -> Failure {
    let failure = Failure::new(format!("cannot read `{}`: there is no such file", path.display()));
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).map_or(PathBuf::from("."), Path::to_path_buf);
    let names: Vec<String> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    match nearest(&path.file_name().unwrap_or_default().to_string_lossy(), names.iter().map(String::as_str)) {
        Some(near) => failure.help(format!("did you mean `{}`?", folder.join(near).display())),
        None => failure.help("name a file, or a file of a revision: `origin/main:openapi.yaml`"),
    }
}
