//! The fence around what is read: whatever a document, a configuration or a ruleset asks for, it is asked of one folder.

use std::path::{Component, Path, PathBuf};

use super::read::{describe_io, read_text};
use super::{Buffers, Configured, Session};
use crate::source::SharedText;
use crate::spec::LoadError;
use crate::text::Sorting;
use crate::tree::Limits;

/// A folder out of which nothing is read.
#[derive(Clone, Debug)]
pub(super) struct Fence {
    /// The folder, without symbolic links.
    root: PathBuf,
    /// The folder as it is shown.
    shown: String,
    /// True where only files that lie directly in the folder may be read.
    flat: bool,
    /// Texts that count instead of those on the disk.
    buffers: Buffers,
}

impl Fence {
    /// A fence around a folder. The root of the file system is a fence only where the user `named` it: else it holds what
    /// lies directly in it, as everything lies below.
    pub(super) fn new(root: &Path, named: bool) -> Self {
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        let shown = root.display().to_string();
        let real = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
        let flat = !named && real.parent().is_none();
        Self { root: real, shown, flat, buffers: Buffers::default() }
    }

    /// The same fence, with texts that count instead of those on the disk.
    pub(super) fn under(mut self, buffers: &Buffers) -> Self {
        self.buffers = buffers.clone();
        self
    }

    /// The folder as it is shown.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    /// True for a file or folder inside, given without symbolic links.
    pub(super) fn holds(&self, real: &Path) -> bool {
        match real.strip_prefix(&self.root) {
            Ok(below) => !self.flat || below.components().count() <= 1,
            Err(_) => false,
        }
    }

    /// Reads a file inside.
    ///
    /// # Errors
    /// Where it lies outside, in git's own folder, or cannot be read.
    pub(super) fn text(&self, path: &Path, limits: Limits) -> Result<SharedText, LoadError> {
        let real = path.canonicalize().map_err(|error| match error.kind() {
            std::io::ErrorKind::PermissionDenied => LoadError::Unreadable(describe_io(&error)),
            _ => LoadError::Missing,
        })?;
        // Symbolic links must not lead out either.
        if !self.holds(&real) {
            return Err(LoadError::Outside(self.shown.clone()));
        }
        if is_in_git(&real) {
            return Err(LoadError::Unreadable("it is inside `.git`".to_owned()));
        }
        let saved = || read_text(&real, limits).map(SharedText::from).map_err(LoadError::Unreadable);
        self.buffers.text(&real).map_or_else(saved, Ok)
    }

    /// The names of the files in a folder inside.
    pub(super) fn names_in(&self, folder: &Path) -> Vec<String> {
        let inside = folder.canonicalize().is_ok_and(|f| self.holds(&f) && !is_in_git(&f));
        let entries = inside.then(|| std::fs::read_dir(folder).ok()).flatten();
        let mut names: Vec<String> =
            entries.into_iter().flatten().flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.order();
        names
    }
}

/// True where git keeps its own files: credentials may stand in its configuration.
fn is_in_git(real: &Path) -> bool {
    real.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git"))
}

impl Session {
    /// The folder that references of documents in a folder may lead to: given, the configuration's, the repository's, the
    /// working folder if the document lies in it, else that of the configuration, or the folder above that of the
    /// document. Never the root of the file system, unless it is given.
    #[must_use]
    pub fn root(&self, folder: &Path, configured: &Configured) -> PathBuf {
        match (&self.options.root, &configured.config.root) {
            (Some(root), _) => root.clone(),
            (None, Some(root)) => PathBuf::from(root),
            (None, None) => self.usual_root(folder, configured.path.as_deref()),
        }
    }

    pub(super) fn usual_root(&self, folder: &Path, configuration: Option<&Path>) -> PathBuf {
        let folder = real(folder);
        if let Some(repository) = repository_of(&folder) {
            return repository;
        }
        if folder.starts_with(&self.here) && self.here.parent().is_some() {
            return self.here.clone();
        }
        let of_configuration = configuration.and_then(Path::parent).map(real);
        if let Some(wider) = of_configuration.filter(|f| folder.starts_with(f) && f.parent().is_some()) {
            return wider;
        }
        // Descriptions of several files often have one folder for the documents and one for their parts.
        let above = folder.parent().filter(|f| f.parent().is_some()).map(Path::to_path_buf);
        above.unwrap_or(folder)
    }

    /// What a configuration or a ruleset may bring in: files inside the root that is given, where it lies in it, else inside
    /// its repository, the working folder, or its own folder.
    pub(super) fn fence_of(&self, file: &Path) -> Fence {
        let folder = real(file.parent().unwrap_or(Path::new("")));
        match &self.options.root {
            Some(root) if folder.starts_with(real(root)) => Fence::new(root, true),
            _ => Fence::new(&self.usual_root(&folder, None), false),
        }
        .under(&self.options.buffers)
    }

    /// The folder that files may be written in where a symbolic link leads there, and out of which no link is followed to be
    /// read: the root that is given, the repository of the working folder, or the working folder.
    #[must_use]
    pub fn fence(&self) -> PathBuf {
        let root = self.options.root.as_ref().and_then(|r| r.canonicalize().ok());
        root.or_else(|| repository_of(&self.here)).unwrap_or_else(|| self.here.clone())
    }

    /// Reads a file that was named or found. A file inside the fence that is a symbolic link to one outside is refused: who
    /// named it meant what lies here.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    pub fn read(&self, path: &Path, limits: Limits) -> Result<SharedText, String> {
        self.check_links(path)?;
        let written = path.canonicalize().ok().and_then(|real| self.options.buffers.text(&real));
        written.map_or_else(|| read_text(path, limits).map(SharedText::from), Ok)
    }

    fn check_links(&self, path: &Path) -> Result<(), String> {
        // What is not there is told by who reads it.
        let Ok(target) = path.canonicalize() else { return Ok(()) };
        let folder = real(path.parent().unwrap_or(Path::new("")));
        let is_plain = target.parent() == Some(&folder) && target.file_name() == path.file_name();
        let fence = self.fence();
        let leaves = |fence: &Path| {
            format!("it is a symbolic link that leads out of `{}`: to `{}`", fence.display(), target.display())
        };
        let linked_to_git = !is_plain && is_in_git(&target);
        if linked_to_git {
            return Err("it is a symbolic link to a file inside `.git`".to_owned());
        }
        if fence.parent().is_some() {
            if target.starts_with(&fence) {
                return Ok(());
            }
            let named = as_named(&self.here, path);
            let mut above = named.ancestors().skip(1).map(real);
            if above.any(|f| f.starts_with(&fence)) {
                return Err(leaves(&fence));
            }
        }
        let own = self.usual_root(&folder, None);
        if is_plain || target.starts_with(&own) && own.parent().is_some() { Ok(()) } else { Err(leaves(&own)) }
    }
}

/// Where a path lies by its words: what `..` takes back is gone, whether or not a link stands there.
fn as_named(here: &Path, path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in here.join(path).components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

/// A folder without symbolic links; the working folder for the empty path.
fn real(folder: &Path) -> PathBuf {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf())
}

/// The top of the repository that a folder lies in, unless that is the root of the file system.
fn repository_of(folder: &Path) -> Option<PathBuf> {
    let mut above = folder.ancestors().filter(|f| f.parent().is_some());
    above.find(|f| f.join(".git").exists()).map(Path::to_path_buf)
}
