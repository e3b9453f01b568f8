//! What documents are compared with: each with its version before.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::git::Revision;
use super::search::is_description;
use super::versions::is_address;
use super::{Configured, DocumentVersion, Failure, Session};
use crate::spec::is_document;

/// What documents are compared with.
pub enum Bases {
    /// One file, for one document.
    File(PathBuf),
    /// A folder that holds the same files.
    Folder(PathBuf),
    /// The commit at which the work at hand left a line of history.
    History(Commit),
    /// An address on the network, for one document.
    Address(String),
    /// One file of a revision, for one document.
    FileOf(Commit, String),
}

impl Session {
    /// Reads what documents are to be compared with; a revision is one of the working folder's repository.
    ///
    /// # Errors
    /// Where there is neither such a file nor such a revision.
    pub fn bases(&self, text: &str) -> Result<Bases, Failure> {
        let path = Path::new(text);
        if path.is_dir() {
            return Ok(Bases::Folder(path.to_path_buf()));
        }
        if path.is_file() {
            return Ok(Bases::File(path.to_path_buf()));
        }
        if is_address(text) {
            return Ok(Bases::Address(text.to_owned()));
        }
        match text.split_once(':') {
            Some((revision, file)) if !file.is_empty() => {
                let revision = Revision::find(&self.here, revision)?;
                let file = self.path_in(&revision, file)?;
                Ok(Bases::FileOf(Commit(revision), file))
            }
            _ if text.is_empty() => Err(Failure::new("--against names nothing to compare with")),
            _ => Ok(Bases::History(Commit(Revision::find(&self.here, text)?.merge_base()?))),
        }
    }
}

/// A commit of the repository that the documents lie in.
pub struct Commit(Revision);

impl Bases {
    /// The commit that documents are compared with, and what the user calls it, where it is a whole revision.
    #[must_use]
    pub fn commit(&self) -> Option<(&str, &str)> {
        match self {
            Self::History(Commit(revision)) => Some((&revision.commit, &revision.shown)),
            _ => None,
        }
    }

    /// Fails where only one document can be meant, and there are more.
    ///
    /// # Errors
    /// Then.
    pub fn check(&self, documents: usize) -> Result<(), Failure> {
        if !matches!(self, Self::File(_) | Self::FileOf(..) | Self::Address(_)) || documents < 2 {
            return Ok(());
        }
        Err(Failure::new(format!("--against names one document, and {documents} were found"))
            .help("name the document, or a directory or revision to compare all of them with"))
    }

    /// The folder that is compared with, where all of its documents are meant: folders are compared, not single
    /// documents.
    #[must_use]
    pub fn whole_folder(&self, paths: &[PathBuf]) -> Option<&Path> {
        match self {
            Self::Folder(folder) if paths.iter().any(|p| p.is_dir()) => Some(folder),
            _ => None,
        }
    }

    /// The version before of a document; nothing where the document is new. `searched` is the folder
    /// that the document was found in, where it was not named itself.
    ///
    /// # Errors
    /// Where it is there and cannot be read in full.
    pub fn before(
        &self,
        session: &Session,
        path: &Path,
        searched: Option<&Path>,
        configured: &Configured,
    ) -> Result<Option<DocumentVersion>, Failure> {
        match self {
            Self::File(file) => session.version_of_file(file, configured).map(Some),
            Self::Address(address) => session.version_of_address(address, configured).map(Some),
            Self::Folder(folder) => {
                let file = folder.join(inside(path, searched));
                if file.is_file() { session.version_of_file(&file, configured).map(Some) } else { Ok(None) }
            }
            Self::FileOf(Commit(revision), file) => {
                session.version_at(revision, file, configured)?.map(Some).ok_or_else(|| session.not_in(revision, file))
            }
            Self::History(Commit(revision)) => {
                let name = session.path_from_top(revision, path)?;
                match session.version_at(revision, &name, configured)? {
                    Some(version) => Ok(Some(version)),
                    None => match revision.former_name(&name) {
                        Some(former) => session.version_at(revision, &former, configured),
                        None => Ok(None),
                    },
                }
            }
        }
    }
}

impl Bases {
    /// The documents that the base has in the directories of a run and that the run does not have any more, under none of
    /// the names that they may have now. `judged` are the names of those that it has, `skipped` of those that it could not
    /// judge. What the configuration leaves out is left out of the base, too.
    ///
    /// # Errors
    /// Where the base cannot be read.
    pub fn removed(
        &self,
        session: &Session,
        judged: &BTreeSet<PathBuf>,
        skipped: &BTreeSet<String>,
        paths: &[PathBuf],
        configured: &Configured,
    ) -> Result<Vec<DocumentVersion>, Failure> {
        let mut removed = Vec::new();
        let folders = || paths.iter().filter(|path| path.is_dir());
        let exclude = &configured.config.exclude;
        match self {
            Self::Folder(base) if folders().next().is_some() => {
                let known: BTreeSet<&Path> = judged.iter().map(|name| inside(name, searched(paths, name))).collect();
                for document in
                    session.find(std::slice::from_ref(base), None, exclude, configured.config.limits, false)?.documents
                {
                    let name = PathBuf::from(document.tree.source().name());
                    if !known.contains(inside(&name, Some(base))) {
                        removed.push(session.version_of_file(&name, configured)?);
                    }
                }
            }
            Self::History(Commit(revision)) => {
                let names = |path: &Path| session.path_from_top(revision, path).ok();
                let now: BTreeSet<String> = judged.iter().filter_map(|path| names(path)).collect();
                let former: BTreeSet<String> =
                    now.iter().filter_map(|name| revision.former_name(name)).chain(now.iter().cloned()).collect();
                let mut files: BTreeSet<String> = BTreeSet::new();
                for folder in folders() {
                    let folder = session.path_from_top(revision, &folder.join("x"))?;
                    files.extend(revision.files_in(folder.strip_suffix('x').unwrap_or_default())?);
                }
                files.retain(|name| is_description(Path::new(name)) && !former.contains(name));
                for name in files {
                    let shown = session.name_here(revision, &name);
                    if skipped.contains(&shown) || exclude.iter().any(|e| e.has(&shown)) {
                        continue;
                    }
                    // What could not be read before was no description that anyone went by.
                    let version = session.read_at(revision, &name, configured).ok().flatten();
                    removed.extend(version.filter(|version| is_document(&version.tree)));
                }
            }
            _ => {}
        }
        Ok(removed)
    }
}

/// The path of a document in the folder that it was found in; its name, where it was named itself.
#[must_use]
pub fn inside<'p>(path: &'p Path, searched: Option<&Path>) -> &'p Path {
    let inside = searched.and_then(|s| path.strip_prefix(s).ok());
    inside.unwrap_or_else(|| path.file_name().map_or(path, Path::new))
}

/// The folder among the paths of a run that a document was found in; nothing where it was named itself.
#[must_use]
pub fn searched<'p>(paths: &'p [PathBuf], document: &Path) -> Option<&'p Path> {
    paths.iter().map(PathBuf::as_path).find(|p| p.is_dir() && document.starts_with(p))
}
