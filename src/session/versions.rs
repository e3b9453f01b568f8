//! A version to compare: a file, or a file of a git revision, with what it refers to.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::Watched;
use super::documents::{Document, display_name};
use super::git::{History, Revision};
use super::read::read_stdin;
use super::{Configured, Failure, Session, syntax_errors};
use crate::source::Source;
use crate::spec::{is_document, normalize_path, without_credentials};
use crate::text::nearest;
use crate::tree::{Limits, Tree};

/// A version, read.
pub struct DocumentVersion {
    /// The document.
    pub tree: Tree,
    /// What it refers to.
    pub files: Watched,
    /// As the user named it.
    pub shown: String,
}

/// What a version refers to, with its name.
pub struct VersionParts {
    /// What it refers to.
    pub files: Watched,
    shown: String,
}

impl DocumentVersion {
    /// The document and what it refers to, so that no large document is copied.
    #[must_use]
    pub fn taken_apart(self) -> (Tree, VersionParts) {
        (self.tree, VersionParts { files: self.files, shown: self.shown })
    }
}

impl VersionParts {
    /// Fails where a part of it could not be read: what is missing would look removed.
    ///
    /// # Errors
    /// What could not be read, and why.
    pub fn check(&self) -> Result<(), Failure> {
        self.files.failure(&self.shown).map_or(Ok(()), Err)
    }
}

impl Session {
    /// Reads a version: a file, or `REVISION:path`.
    ///
    /// # Errors
    /// Where it cannot be read in full.
    pub fn version(&self, name: &str, configured: &Configured) -> Result<DocumentVersion, Failure> {
        let path = Path::new(name);
        if name == "-" {
            return self.version_of_stdin(configured);
        }
        if path.is_dir() {
            return Err(Failure::new(format!("`{name}` is a directory")).help("name the document in it"));
        }
        if path.exists() {
            return self.version_of_file(path, configured);
        }
        if is_address(name) {
            return self.version_of_address(name, configured);
        }
        match name.split_once(':') {
            Some((revision, path)) if !path.is_empty() => self.version_of_revision(revision, path, configured),
            _ => Err(missing(path)),
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Where it cannot be read in full.
    pub fn version_of_file(&self, path: &Path, configured: &Configured) -> Result<DocumentVersion, Failure> {
        let shown = path.display().to_string();
        let limits = configured.config.limits;
        let text = self.read(path, limits).map_err(|why| Failure::new(format!("cannot read `{shown}`: {why}")))?;
        let tree = Tree::parse(Arc::new(Source::new(display_name(path), text)), limits);
        self.version_of_tree(tree, path, configured)
    }

    /// Reads standard input. What it refers to is looked for from the working folder.
    fn version_of_stdin(&self, configured: &Configured) -> Result<DocumentVersion, Failure> {
        let limits = configured.config.limits;
        let text = read_stdin(limits).map_err(|why| Failure::new(format!("cannot read standard input: {why}")))?;
        let tree = Tree::parse(Arc::new(Source::new("<stdin>", text)), limits);
        self.version_of_tree(tree, Path::new("<stdin>"), configured)
    }

    /// Fetches a document from the network, where that is allowed.
    ///
    /// # Errors
    /// Where it is not, or the document cannot be had in full.
    pub fn version_of_address(&self, address: &str, configured: &Configured) -> Result<DocumentVersion, Failure> {
        let tree = self.fetch(address, configured.config.limits)?;
        let shown = tree.source().name().to_owned();
        check(&tree, &shown)?;
        let files = Watched::new(Box::new(self.disk(Path::new(""), configured)));
        Ok(DocumentVersion { tree, files, shown })
    }

    /// Fetches a text from the network, where that is allowed, and reads it.
    pub(super) fn fetch(&self, address: &str, limits: Limits) -> Result<Tree, Failure> {
        let shown = without_credentials(address).into_owned();
        let Some(network) = &self.network else {
            return Err(Failure::new(format!("`{shown}` is a URL, and nothing is fetched from the network"))
                .help("`--allow-remote` allows it"));
        };
        let text =
            network.text(address, limits).map_err(|why| Failure::new(format!("cannot fetch `{shown}`: {why}")))?;
        Ok(Tree::parse(Arc::new(Source::new(shown, text)), limits))
    }

    /// A document that was found.
    ///
    /// # Errors
    /// Where it was not read in full.
    pub fn version_of_document(&self, document: Document, configured: &Configured) -> Result<DocumentVersion, Failure> {
        let Document { tree, revision, .. } = document;
        let path = PathBuf::from(tree.source().name());
        match revision {
            Some(revision) => {
                let shown = format!("{}:{}", revision.shown, tree.source().document());
                check(&tree, &shown)?;
                let files = Watched::new(self.files(Path::new(""), Some(&revision), configured));
                Ok(DocumentVersion { tree, files, shown })
            }
            None => self.version_of_tree(tree, &path, configured),
        }
    }

    fn version_of_tree(&self, tree: Tree, path: &Path, configured: &Configured) -> Result<DocumentVersion, Failure> {
        let shown = path.display().to_string();
        check(&tree, &shown)?;
        let files = Watched::new(Box::new(self.disk(path.parent().unwrap_or(Path::new("")), configured)));
        Ok(DocumentVersion { tree, files, shown })
    }

    /// Reads a file of a revision. As with git, the path counts from the top of the repository, or from
    /// the working folder where it begins with `./`.
    fn version_of_revision(
        &self,
        revision: &str,
        path: &str,
        configured: &Configured,
    ) -> Result<DocumentVersion, Failure> {
        let revision = Revision::find(&self.here, revision)?;
        let path = self.path_in(&revision, path)?;
        match self.version_at(&revision, &path, configured)? {
            Some(version) => Ok(version),
            None => Err(self.not_in(&revision, &path)),
        }
    }

    /// Says that a revision has no such file.
    pub(super) fn not_in(&self, revision: &Revision, path: &str) -> Failure {
        let holder = if revision.shown.is_empty() { "the index" } else { &format!("`{}`", revision.shown) };
        let failure = Failure::new(format!("{holder} has no file `{path}`"));
        match self.path_from_top(revision, Path::new(path)) {
            Ok(other) if other != path => failure.help(format!(
                "paths count from the top of the repository; did you mean `{}:{other}`?",
                revision.shown
            )),
            _ => failure.help("paths count from the top of the repository"),
        }
    }

    /// A path as git reads it in `REVISION:path`: from the top, or from the working folder where it begins with `./` or
    /// `../`.
    pub(super) fn path_in(&self, revision: &Revision, path: &str) -> Result<String, Failure> {
        let relative = path.starts_with("./") || path.starts_with("../");
        if relative { self.path_from_top(revision, Path::new(&normalize_path(path))) } else { Ok(path.to_owned()) }
    }

    /// A document of a revision, by its path from the top; nothing where the revision has no such file.
    pub(super) fn version_at(
        &self,
        revision: &Revision,
        path: &str,
        configured: &Configured,
    ) -> Result<Option<DocumentVersion>, Failure> {
        let version = self.read_at(revision, path, configured)?;
        version.as_ref().map_or(Ok(()), |version| check(&version.tree, &version.shown))?;
        Ok(version)
    }

    /// A file of a revision, whatever it holds.
    pub(super) fn read_at(
        &self,
        revision: &Revision,
        path: &str,
        configured: &Configured,
    ) -> Result<Option<DocumentVersion>, Failure> {
        let shown = format!("{}:{path}", revision.shown);
        let history = History::new(revision.clone(), configured.config.limits, &self.here);
        let tree = history.document(path).map_err(|why| Failure::new(format!("cannot read `{shown}`: {why}")))?;
        Ok(tree.map(|tree| DocumentVersion { tree, files: Watched::new(Box::new(history)), shown }))
    }

    /// The name of a file of the working tree, by its path from the top.
    pub(super) fn name_here(&self, revision: &Revision, path: &str) -> String {
        History::new(revision.clone(), Limits::default(), &self.here).in_work_tree(path)
    }

    /// The path of a file from the top of the repository.
    pub(super) fn path_from_top(&self, revision: &Revision, path: &Path) -> Result<String, Failure> {
        let absolute = if path.is_absolute() { path.to_path_buf() } else { self.here.join(path) };
        // The file itself may be gone, its folder is not.
        let folder = absolute.parent().map(Path::to_path_buf).unwrap_or_default();
        let folder = folder.canonicalize().unwrap_or(folder);
        let absolute = folder.join(absolute.file_name().unwrap_or_default());
        let top = revision.top.canonicalize().unwrap_or_else(|_| revision.top.clone());
        absolute.strip_prefix(&top).map(display_name).map_err(|_| {
            Failure::new(format!("`{}` lies outside of the repository `{}`", path.display(), top.display()))
        })
    }
}

/// True for an address on the network.
pub(super) fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Fails for a document that cannot be read in full: what is missing would look removed.
///
/// # Errors
/// Where its text is broken, or it is no OpenAPI document of a known version.
pub fn check(tree: &Tree, shown: &str) -> Result<(), Failure> {
    if !tree.errors().is_empty() {
        return Err(Failure::new(format!("`{shown}` cannot be read in full")).with_problems(syntax_errors(tree)));
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
