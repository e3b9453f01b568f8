//! The commits of a range in which a document, or what it refers to, changed.

use std::collections::BTreeSet;
use std::path::Path;

use super::git::Revision;
use super::{Configured, DocumentVersion, Failure, Session};
use crate::spec::Workspace;

/// A commit of the log.
#[derive(Clone, Debug)]
pub struct LoggedCommit {
    /// The whole hash.
    pub commit: String,
    /// The day of the commit, as `YYYY-MM-DD`.
    pub day: String,
    /// Who wrote it.
    pub author: String,
    /// The first line of its message.
    pub subject: String,
}

/// The commits between two revisions that concern a document, the oldest first.
pub struct Log {
    since: Revision,
    until: Revision,
    /// The document, by its path from the top.
    path: String,
    /// The commits.
    pub commits: Vec<LoggedCommit>,
}

impl Session {
    /// Finds the commits on the line from one revision to another in which a document or a part of it changed. What merges
    /// brought in counts as changed by the merge.
    ///
    /// # Errors
    /// Where there is no such revision, or the later one has no such document.
    pub fn log(&self, since: &str, until: &str, document: &Path, configured: &Configured) -> Result<Log, Failure> {
        let (since, until) = (Revision::find(&self.here, since)?, Revision::find(&self.here, until)?);
        let path = self.path_from_top(&until, document)?;
        let Some(last) = self.version_at(&until, &path, configured)? else { return Err(self.not_in(&until, &path)) };
        let mut files = BTreeSet::from([path.clone()]);
        for (revision, version) in [(&until, Some(last)), (&since, self.version_at(&since, &path, configured)?)] {
            let Some(version) = version else { continue };
            let workspace = Workspace::build(vec![version.tree], &version.files);
            let prefix = format!("{}:/", revision.short());
            let names = workspace.trees().iter().map(|t| t.source().name());
            files.extend(names.filter_map(|name| name.strip_prefix(&prefix)).map(str::to_owned));
        }
        let commits = since.commits_until(&until, &files)?;
        Ok(Log { since, until, path, commits })
    }

    /// The document of a log as it is at its end.
    ///
    /// # Errors
    /// Where it cannot be read in full.
    pub fn logged_last(&self, log: &Log, configured: &Configured) -> Result<Option<DocumentVersion>, Failure> {
        self.version_at(&log.until, &log.path, configured)
    }

    /// The document of a log as it was: before all commits (none), or at one of them; nothing where it was not there.
    ///
    /// # Errors
    /// Where it is there and cannot be read in full.
    pub fn logged(
        &self,
        log: &Log,
        commit: Option<&LoggedCommit>,
        configured: &Configured,
    ) -> Result<Option<DocumentVersion>, Failure> {
        let revision = match commit {
            None => log.since.clone(),
            Some(commit) => log.until.at(&commit.commit),
        };
        self.version_at(&revision, &log.path, configured)
    }
}
