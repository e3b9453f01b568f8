//! Loaders of referenced files.

use std::path::Path;
use std::sync::{Arc, Mutex};

use super::Failure;
use super::fence::Fence;
use super::network::Network;
use crate::source::{SharedText, Source};
use crate::spec::{LoadError, Loader, without_credentials};
use crate::tree::{Limits, Tree};

/// Referenced files on disk, inside of one fence.
pub struct Disk {
    fence: Fence,
    limits: Limits,
    /// What references may lead to beyond the disk, where that is allowed.
    network: Option<Arc<Network>>,
}

impl Disk {
    /// A loader of what lies inside of a fence.
    pub(super) fn fenced(fence: Fence, limits: Limits, network: Option<Arc<Network>>) -> Self {
        Self { fence, limits, network }
    }

    /// A loader for what lies in a folder.
    #[must_use]
    pub fn in_folder(root: &Path, limits: Limits) -> Self {
        Self::fenced(Fence::new(root, false), limits, None)
    }
}

impl Disk {
    fn shared(&self, name: &str) -> Result<SharedText, LoadError> {
        if name.contains("://") {
            let network = self.network.as_ref().ok_or(LoadError::Remote)?;
            return network.text(name, self.limits).map(SharedText::from).map_err(LoadError::Unreadable);
        }
        self.fence.text(Path::new(name), self.limits)
    }
}

impl Loader for Disk {
    fn load(&self, name: &str) -> Result<Tree, LoadError> {
        let text = self.shared(name)?;
        Ok(Tree::parse(Arc::new(Source::new(without_credentials(name), text)), self.limits))
    }

    fn text(&self, name: &str) -> Result<String, LoadError> {
        self.shared(name).map(String::from)
    }

    fn siblings(&self, name: &str) -> Vec<String> {
        let folder = Path::new(name).parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        self.fence.names_in(folder)
    }
}

/// A loader that remembers what could not be read: a comparison without it would not be one.
pub struct Watched {
    files: Box<dyn Loader + Send>,
    failed: Mutex<Vec<(String, LoadError)>>,
}

impl Watched {
    /// Watches a loader.
    #[must_use]
    pub fn new(files: Box<dyn Loader + Send>) -> Self {
        Self { files, failed: Mutex::new(Vec::new()) }
    }

    /// What could not be read, as a failure of the run.
    pub fn failure(&self, shown: &str) -> Option<Failure> {
        let failed = self.failed.lock().ok()?;
        let (name, why) = failed.iter().find(|(_, why)| !matches!(why, LoadError::Remote))?;
        Some(
            Failure::new(format!("`{shown}` cannot be read in full: it refers to `{name}`, and {why}"))
                .help("all files are needed; `--root`, or `root` in the configuration, widens the directory that references may lead to"),
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
