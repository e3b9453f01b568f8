//! A side of a comparison that names many documents: a directory, a glob, or a directory of a revision.

use std::path::{Path, PathBuf};

use super::documents::{display_name, expand, fixed_directory, glob, is_glob};
use super::git::Revision;
use super::search::is_description;
use super::versions::is_address;
use super::{Configured, DocumentVersion, Failure, Session, inside};
use crate::spec::is_document;
use crate::text::Sorting;

/// A document of a side.
pub struct SideDocument {
    /// Its path in the side's directory.
    pub name: String,
    /// Where its configuration is looked for.
    pub folder: PathBuf,
    /// The document.
    pub version: DocumentVersion,
}

impl Session {
    /// The documents of a side, in the order of their names; nothing where it names a single document.
    ///
    /// # Errors
    /// Where there are none, or one cannot be read in full: what is missing would look removed.
    pub fn side(&self, name: &str, configured: &Configured) -> Result<Option<Vec<SideDocument>>, Failure> {
        let path = Path::new(name);
        if name == "-" || path.is_file() || (!path.is_dir() && is_address(name)) {
            return Ok(None);
        }
        let mut documents = if path.is_dir() {
            self.side_on_disk(vec![path.to_path_buf()], path, configured)?
        } else if let Some((revision, inner)) = name.split_once(':').filter(|(_, inner)| !inner.is_empty()) {
            match self.side_of_revision(revision, inner, configured)? {
                Some(documents) => documents,
                None => return Ok(None),
            }
        } else if is_glob(name) {
            let matched = expand(&[path.to_path_buf()], true, &|_| {})?;
            self.side_on_disk(matched, Path::new(fixed_directory(name)), configured)?
        } else {
            return Ok(None);
        };
        if documents.is_empty() {
            return Err(Failure::new(format!("no OpenAPI document was found in `{name}`"))
                .help("documents start with `openapi:` or `swagger:`"));
        }
        documents.order_by(|a, b| a.name.cmp(&b.name));
        Ok(Some(documents))
    }

    /// A side of one document.
    ///
    /// # Errors
    /// Where it cannot be read in full.
    pub fn single(&self, name: &str, configured: &Configured) -> Result<Vec<SideDocument>, Failure> {
        let version = self.version(name, configured)?;
        let path = Path::new(name);
        let folder = path.parent().filter(|_| path.exists()).map(Path::to_path_buf).unwrap_or_default();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(vec![SideDocument { name, folder, version }])
    }

    fn side_on_disk(
        &self,
        paths: Vec<PathBuf>,
        folder: &Path,
        configured: &Configured,
    ) -> Result<Vec<SideDocument>, Failure> {
        let config = &configured.config;
        let named = paths.iter().all(|p| p.is_file());
        let found = self.find(&paths, None, &config.exclude, config.limits, named)?;
        if let Some(skipped) = found.all_skipped().into_iter().next() {
            return Err(skipped.failure);
        }
        let mut documents = Vec::new();
        for document in found.documents.into_iter().filter(|d| is_document(&d.tree)) {
            let path = PathBuf::from(document.tree.source().name());
            let name = display_name(inside(&path, Some(folder)));
            let own = self.configuration(&document.folder)?;
            let folder = document.folder.clone();
            documents.push(SideDocument { name, folder, version: self.version_of_document(document, &own)? });
        }
        Ok(documents)
    }

    /// Nothing where the revision has a file of this name.
    fn side_of_revision(
        &self,
        revision: &str,
        inner: &str,
        configured: &Configured,
    ) -> Result<Option<Vec<SideDocument>>, Failure> {
        let revision = Revision::find(&self.here, revision)?;
        let path = self.path_in(&revision, inner)?;
        let path = path.trim_end_matches('/');
        let path = if path == "." { "" } else { path };
        let many = is_glob(path);
        let folder = if many { fixed_directory(path) } else { path };
        let files = revision.files_in(folder)?;
        if files.is_empty() || (!many && files.iter().any(|f| f == path)) {
            return Ok(None);
        }
        let matcher = glob(path)?;
        let mut documents = Vec::new();
        for file in files.iter().filter(|f| is_description(Path::new(f)) && (!many || matcher.is_match(f))) {
            let here = self.name_here(&revision, file);
            if configured.config.exclude.iter().any(|e| e.has(&here)) {
                continue;
            }
            // What looks like no document is none; one that cannot be read is said to be.
            let Some(version) = self.read_at(&revision, file, configured)? else { continue };
            if !is_document(&version.tree) {
                continue;
            }
            super::check(&version.tree, &version.shown)?;
            let name = display_name(inside(Path::new(file), Some(Path::new(folder))));
            let folder = Path::new(&here).parent().map(Path::to_path_buf).unwrap_or_default();
            documents.push(SideDocument { name, folder, version });
        }
        Ok(Some(documents))
    }
}
