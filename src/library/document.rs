//! What is judged: a text, its name, and how the files are had that it refers to.

use std::fmt;
use std::sync::Arc;

use crate::source::Source;
use crate::spec::{LoadError, Loader};
use crate::tree::{Limits, Tree};

/// Gives the texts of files that a document refers to.
///
/// Names are relative to the same place as that of the document, with `/` between their parts and without `.` and `..`
/// inside: `api/parts/order.yaml` where `api/openapi.yaml` refers to `parts/order.yaml`; one that leads further out than the
/// document's own name begins with `../`. What a document asks for comes from whoever wrote it: an implementation decides
/// what it gives. A closure is one.
pub trait Files: Send + Sync {
    /// The text of a file.
    ///
    /// # Errors
    /// Why there is none, in words for the one who reads the finding.
    fn read(&self, name: &str) -> Result<String, String>;
}

impl<F: Fn(&str) -> Result<String, String> + Send + Sync> Files for F {
    fn read(&self, name: &str) -> Result<String, String> {
        self(name)
    }
}

/// An OpenAPI description: 2.0, 3.0, 3.1 or 3.2, in YAML or JSON.
#[derive(Clone)]
pub struct Document {
    source: Arc<Source>,
    files: Option<Arc<dyn Files>>,
}

impl Document {
    /// A document that refers to no other file. The name stands in findings; it need not be one of a file.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { source: Arc::new(Source::new(name, text.into())), files: None }
    }

    /// The same, with the files that it may refer to.
    #[must_use]
    pub fn with_files(mut self, files: impl Files + 'static) -> Self {
        self.files = Some(Arc::new(files));
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.source.name()
    }

    pub(super) fn source(&self) -> &Arc<Source> {
        &self.source
    }

    pub(super) fn tree(&self, limits: Limits) -> Tree {
        Tree::parse(self.source.clone(), limits)
    }

    pub(super) fn loader(&self, limits: Limits) -> Loading<'_> {
        Loading { files: self.files.as_deref(), limits }
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("name", &self.name()).finish_non_exhaustive()
    }
}

/// The files of a document as the engine asks for them.
pub(super) struct Loading<'d> {
    files: Option<&'d dyn Files>,
    limits: Limits,
}

impl Loader for Loading<'_> {
    fn load(&self, name: &str) -> Result<Tree, LoadError> {
        let text = self.text(name)?;
        Ok(Tree::parse(Arc::new(Source::new(name, text)), self.limits))
    }

    fn text(&self, name: &str) -> Result<String, LoadError> {
        let Some(files) = self.files else { return Err(LoadError::Missing) };
        let text = files.read(name).map_err(LoadError::Unreadable)?;
        if text.len() > self.limits.bytes {
            return Err(LoadError::Unreadable(format!("it has more than {} bytes", self.limits.bytes)));
        }
        Ok(text)
    }
}
