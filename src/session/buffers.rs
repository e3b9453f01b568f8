//! Texts of editors that lie over the files on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::source::SharedText;

/// What is written and not saved yet, by the path without symbolic links. Whoever reads such a file is given this text.
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    texts: Arc<BTreeMap<PathBuf, SharedText>>,
}

impl Buffers {
    /// Texts by their paths.
    #[must_use]
    pub fn new(texts: impl IntoIterator<Item = (PathBuf, SharedText)>) -> Self {
        let real = |path: PathBuf| path.canonicalize().unwrap_or(path);
        Self { texts: Arc::new(texts.into_iter().map(|(path, text)| (real(path), text)).collect()) }
    }

    /// The text over a file, which is given without symbolic links.
    pub(super) fn text(&self, real: &Path) -> Option<SharedText> {
        self.texts.get(real).cloned()
    }
}
