//! A document with all that it refers to, as it is written, for questions about places.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::analysis::{Job, absolute};
use crate::model::Api;
use crate::session::Configured;
use crate::source::FileId;
use crate::spec::Workspace;
use crate::text::Day;
use crate::tree::{Limits, Tree};
use crate::views::access::{AccessEntry, Matrix};

/// See the module.
pub(super) struct Project {
    /// The files.
    pub(super) workspace: Workspace,
    configured: Arc<Configured>,
    today: Day,
}

impl Project {
    /// Reads the document of a path.
    pub(super) fn read(job: &Job, document: &Path) -> Option<Self> {
        let session = job.session().ok()?;
        let here = std::env::current_dir().unwrap_or_default();
        let named = document.strip_prefix(&here).unwrap_or(document).to_path_buf();
        let mut found = session.find(&[named], None, &[], Limits::default(), true).ok()?;
        let document = found.documents.pop()?;
        let configured = session.configuration(&document.folder).unwrap_or_else(|_| session.unconfigured());
        let disk = session.disk(&document.folder, &configured);
        let workspace = Workspace::build(vec![document.tree], &disk);
        Some(Self { workspace, configured, today: session.today() })
    }

    /// The document.
    pub(super) fn api(&self) -> Api<'_> {
        Api::new(&self.workspace, self.workspace.entries()[0])
    }

    /// The file of a path.
    pub(super) fn tree(&self, path: &Path) -> Option<&Tree> {
        self.workspace.trees().iter().find(|tree| absolute(tree.source().name()) == path)
    }

    /// The path of a file.
    pub(super) fn path(&self, file: FileId) -> PathBuf {
        absolute(self.workspace.tree(file).source().name())
    }

    /// Who may call what, in document order.
    pub(super) fn access(&self, api: &Api<'_>) -> Vec<AccessEntry> {
        let mut matrix = Matrix::default();
        matrix.add(api, &self.configured.ruleset.policy.strength, self.today);
        matrix.operations
    }
}
