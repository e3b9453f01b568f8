//! What is found in a project, its open files as they are written and not as they are saved: one run of `lint`, and one of
//! the comparison.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Parser;

use super::convert::plain;
use crate::cli::args::{Alone, LintArgs, LspArgs};
use crate::cli::lint;
use crate::finding::Finding;
use crate::session::{Buffers, Failure, Session};
use crate::source::Source;

/// What is to be judged.
pub(super) struct Job {
    /// The state of the files that it is of.
    pub(super) generation: u64,
    /// The options of the server.
    pub(super) args: Arc<LspArgs>,
    /// The directories of the project.
    pub(super) roots: Vec<PathBuf>,
    /// The open files, as they are written.
    pub(super) buffers: Buffers,
    /// The paths of the open files.
    pub(super) open: Vec<PathBuf>,
    /// What documents are compared with; nothing where they are not.
    pub(super) against: Option<String>,
}

/// What came of it.
#[derive(Clone, Default)]
pub(super) struct Analysis {
    /// The state of the files that it is of.
    pub(super) generation: u64,
    /// The findings of each file.
    pub(super) findings: BTreeMap<PathBuf, Vec<Finding>>,
    /// What changed, of each file, since the name that stands beside it.
    pub(super) changes: BTreeMap<PathBuf, Vec<Finding>>,
    /// What was compared with.
    pub(super) since: Option<String>,
    /// The documents.
    pub(super) documents: Vec<PathBuf>,
    /// Files that are parts, with the documents that reach them.
    pub(super) parts: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// Why nothing, or not everything, could be judged.
    pub(super) failures: Vec<String>,
    /// True where it was compared, too.
    pub(super) complete: bool,
}

impl Analysis {
    /// The documents that a file belongs to.
    pub(super) fn documents_of(&self, path: &Path) -> Vec<PathBuf> {
        if self.documents.iter().any(|d| d == path) {
            return vec![path.to_path_buf()];
        }
        self.parts.get(path).cloned().unwrap_or_default()
    }
}

/// The file of a source; nothing for what is no file, or of a revision.
pub(super) fn file_of(source: &Source) -> Option<PathBuf> {
    let is_file = source.shown() == source.name() && !source.name().contains("://") && !source.name().starts_with('<');
    is_file.then(|| absolute(source.name()))
}

/// A name of the session as a path.
pub(super) fn absolute(name: &str) -> PathBuf {
    plain(&std::env::current_dir().unwrap_or_default().join(name))
}

impl Job {
    /// A session on the files as they are written.
    pub(super) fn session(&self) -> Result<Session, Failure> {
        let buffers = self.buffers.clone();
        crate::cli::open(&self.args.session, |options| options.buffers = buffers)
    }

    /// Judges the project.
    pub(super) fn lint(&self) -> Analysis {
        let mut analysis = Analysis { generation: self.generation, ..Analysis::default() };
        let linted = self.session().and_then(|session| lint::lint(&session, &self.arguments(&self.roots)));
        let linted = match linted {
            Ok(linted) => linted,
            Err(failure) => {
                analysis.fail(&failure);
                return analysis;
            }
        };
        let outcome = linted.outcome;
        for (part, documents) in &outcome.parts {
            let documents = documents.iter().map(|name| absolute(name)).collect();
            analysis.parts.insert(absolute(part), documents);
        }
        analysis.documents = outcome.documents.iter().map(|name| absolute(name)).collect();
        for finding in outcome.findings.into_iter().chain(linted.problems) {
            add(&mut analysis.findings, finding);
        }
        for skipped in &linted.skipped {
            analysis.fail(&skipped.failure);
        }
        analysis
    }

    /// The arguments of `apivet lint PATH...`.
    fn arguments(&self, paths: &[PathBuf]) -> LintArgs {
        let here = std::env::current_dir().unwrap_or_default();
        // Names are those that the command line would show.
        let named = |path: &PathBuf| match path.strip_prefix(&here) {
            Ok(inside) if inside.as_os_str().is_empty() => PathBuf::from("."),
            Ok(inside) => inside.to_path_buf(),
            Err(_) => path.clone(),
        };
        let mut args = LintArgs { paths: paths.iter().map(named).collect(), ..Alone::parse_from(["lint"]).args };
        args.waivers.baseline.clone_from(&self.args.baseline);
        args
    }

    /// Compares the documents of open files with their version before. The names that are tried where none is set are those
    /// of a repository's main branch.
    pub(super) fn compare(&self, analysis: &mut Analysis) {
        let mut documents: Vec<PathBuf> = self.open.iter().flat_map(|path| analysis.documents_of(path)).collect();
        documents.sort_unstable();
        documents.dedup();
        if documents.is_empty() {
            return;
        }
        let wanted = self.against.as_deref();
        let bases: Vec<&str> = wanted.map_or_else(|| MAIN_BRANCHES.to_vec(), |base| vec![base]);
        for base in bases {
            let Ok(session) = self.session() else { return };
            if session.bases(base).is_err() {
                continue;
            }
            let mut args = self.arguments(&documents);
            args.against = Some(base.to_owned());
            args.select = vec!["compat".to_owned()];
            let Ok(linted) = lint::lint(&session, &args) else { continue };
            analysis.since = Some(base.trim_end_matches("/HEAD").to_owned());
            for finding in linted.outcome.findings.into_iter().filter(|f| f.change().is_some()) {
                add(&mut analysis.changes, finding);
            }
            return;
        }
    }
}

/// What a repository's main branch may be called, the one that clones know first.
const MAIN_BRANCHES: [&str; 5] = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

impl Analysis {
    /// Notes why something is not judged: at its places, where it has some.
    fn fail(&mut self, failure: &Failure) {
        let mut placed = false;
        for problem in failure.problems() {
            placed |= add(&mut self.findings, problem.clone());
        }
        if !placed {
            let help = failure.help_text().map(|help| format!("; {help}")).unwrap_or_default();
            self.failures.push(format!("{failure}{help}"));
        }
    }
}

fn add(files: &mut BTreeMap<PathBuf, Vec<Finding>>, finding: Finding) -> bool {
    let Some(file) = file_of(&finding.location.source) else { return false };
    let findings = files.entry(file).or_default();
    if !findings.iter().any(|known| known.repeats(&finding)) {
        findings.push(finding);
    }
    true
}
