//! Loaders of referenced files.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::Failure;
use super::documents::{decode, read_text};
use crate::source::Source;
use crate::spec::{LoadError, Loader};
use crate::tree::{Limits, Tree};

/// Referenced files on disk, inside of one folder.
pub struct Disk {
    /// The folder, without symbolic links.
    root: PathBuf,
    /// The folder as it is shown.
    shown: String,
    limits: Limits,
    /// True where references may lead to the network.
    allow_remote: bool,
}

impl Disk {
    /// A loader for documents whose references must stay in `root`.
    pub fn new(root: &Path, limits: Limits, allow_remote: bool) -> Self {
        let shown = if root.as_os_str().is_empty() { ".".to_owned() } else { root.display().to_string() };
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        Self { root: root.canonicalize().unwrap_or_else(|_| root.to_path_buf()), shown, limits, allow_remote }
    }
}

impl Disk {
    /// Fetches a document with the user's own `curl`, without a shell.
    fn fetch(&self, url: &str) -> Result<Tree, LoadError> {
        let output = std::process::Command::new("curl")
            .args(["--fail", "--silent", "--show-error", "--location", "--proto", "=https,http"])
            .args(["--max-time", "30", "--max-filesize", &self.limits.bytes.to_string(), "--", url])
            .stdin(std::process::Stdio::null())
            .output()
            .map_err(|e| LoadError::Unreadable(format!("curl cannot be started: {e}")))?;
        if !output.status.success() {
            let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(LoadError::Unreadable(if why.is_empty() { "curl failed".to_owned() } else { why }));
        }
        let text = decode(output.stdout).map_err(LoadError::Unreadable)?;
        Ok(Tree::parse(Arc::new(Source::new(url, text)), self.limits))
    }
}

impl Loader for Disk {
    fn load(&self, name: &str) -> Result<Tree, LoadError> {
        if name.contains("://") {
            return if self.allow_remote { self.fetch(name) } else { Err(LoadError::Remote) };
        }
        let text = self.text(name)?;
        Ok(Tree::parse(Arc::new(Source::new(name, text)), self.limits))
    }

    fn text(&self, name: &str) -> Result<String, LoadError> {
        let path = Path::new(name);
        let real = path.canonicalize().map_err(|error| match error.kind() {
            std::io::ErrorKind::PermissionDenied => LoadError::Unreadable("permission denied".to_owned()),
            _ => LoadError::Missing,
        })?;
        // Symbolic links must not lead out either.
        if !real.starts_with(&self.root) {
            return Err(LoadError::Outside(self.shown.clone()));
        }
        read_text(&real, self.limits).map_err(LoadError::Unreadable)
    }

    fn siblings(&self, name: &str) -> Vec<String> {
        let folder = Path::new(name).parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let inside = folder.canonicalize().is_ok_and(|f| f.starts_with(&self.root));
        let entries = inside.then(|| std::fs::read_dir(folder).ok()).flatten();
        let mut names: Vec<String> =
            entries.into_iter().flatten().flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
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
