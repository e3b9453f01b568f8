//! `--against`: each document compared with its version before.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::args::Lint;
use super::git::Revision;
use super::lint::usual_root;
use super::versions::{Places, Version, from_top};
use super::{Failure, diff};
use crate::diagnostic::Diagnostic;
use crate::engine::{self, Outcome};
use crate::report::changes;
use crate::ruleset::{Config, Ruleset};

/// What documents are compared with.
pub(super) enum Against {
    /// One file, for one document.
    File(PathBuf),
    /// A folder that holds the same files.
    Folder(PathBuf),
    /// The commit at which the work at hand left a line of history.
    History(Revision),
    /// One file of a revision, for one document.
    FileOf(Revision, String),
}

impl Against {
    /// Reads the argument.
    pub(super) fn parse(text: &str, folder: &Path) -> Result<Self, Failure> {
        let path = Path::new(text);
        if path.is_dir() {
            return Ok(Self::Folder(path.to_path_buf()));
        }
        if path.is_file() {
            return Ok(Self::File(path.to_path_buf()));
        }
        match text.split_once(':') {
            Some((revision, file)) if !revision.is_empty() && !file.is_empty() => {
                Ok(Self::FileOf(Revision::find(folder, revision)?, file.to_owned()))
            }
            _ => Ok(Self::History(Revision::find(folder, text)?.merge_base()?)),
        }
    }

    /// Fails where only one document can be meant, and there are more.
    pub(super) fn check(&self, documents: usize) -> Result<(), Failure> {
        if !matches!(self, Self::File(_) | Self::FileOf(..)) || documents < 2 {
            return Ok(());
        }
        Err(Failure::new(format!("--against names one document, and {documents} were found"))
            .help("name the document, or a folder or revision to compare all of them with"))
    }

    /// The folder that is compared with, where all of its documents are meant: folders are compared, not single
    /// documents. Of a revision, nothing is said.
    pub(super) fn whole_folder(&self, paths: &[PathBuf]) -> Option<&Path> {
        match self {
            Self::Folder(folder) if paths.iter().any(|p| p.is_dir()) => Some(folder),
            _ => None,
        }
    }

    /// The version before of a document; nothing where the document is new. `searched` is the folder
    /// that the document was found in, where it was not named itself.
    pub(super) fn before(
        &self,
        path: &Path,
        searched: Option<&Path>,
        places: &Places<'_>,
    ) -> Result<Option<Version>, Failure> {
        match self {
            Self::File(file) => places.file(file).map(Some),
            Self::Folder(folder) => {
                let file = folder.join(inside(path, searched));
                if file.is_file() { places.file(&file).map(Some) } else { Ok(None) }
            }
            Self::FileOf(revision, file) => places.at(revision, file)?.map(Some).ok_or_else(|| {
                Failure::new(format!("`{}` has no file `{file}`", revision.shown))
                    .help("paths count from the top of the repository")
            }),
            Self::History(revision) => {
                let name = from_top(revision, path)?;
                match places.at(revision, &name)? {
                    Some(version) => Ok(Some(version)),
                    None => match revision.former_name(&name) {
                        Some(former) => places.at(revision, &former),
                        None => Ok(None),
                    },
                }
            }
        }
    }
}

/// What a run against a base adds and takes away.
pub(super) struct Comparison<'a> {
    pub(super) args: &'a Lint,
    pub(super) against: &'a Against,
    pub(super) config: &'a Config,
    pub(super) today: i64,
}

impl Comparison<'_> {
    /// Compares documents with their versions before: adds what changed to the outcome and, where only
    /// what is new counts, takes away what the version before had too.
    pub(super) fn add(&self, documents: &[PathBuf], outcome: &mut Outcome) -> Result<(), Failure> {
        self.against.check(documents.len())?;
        let mut known: HashMap<String, usize> = HashMap::new();
        for path in documents {
            let root = match (&self.args.root, &self.config.root) {
                (Some(root), _) => root.clone(),
                (None, Some(root)) => PathBuf::from(root),
                (None, None) => usual_root(path.parent().unwrap_or(Path::new("")), None),
            };
            let places = Places { root: Some(&root), limits: self.config.limits, allow_remote: self.args.allow_remote };
            let searched = searched(&self.args.paths, path);
            let Some(before) = self.against.before(path, searched, &places)? else {
                eprintln!("note: `{}` is new: there is nothing to compare it with", path.display());
                continue;
            };
            if self.args.new_only {
                self.count_known(path, searched, &places, &mut known)?;
            }
            let ruleset = Ruleset::new(self.config.clone(), &self.args.select, &self.args.ignore);
            let now = places.file(path)?;
            let compared = diff::compare(before, now, &ruleset, self.today)?;
            let records: Vec<_> = compared
                .records
                .into_iter()
                .filter(|r| crate::rules::find(r.id).is_some_and(|rule| ruleset.setting(rule).on))
                .collect();
            outcome.absorb(Outcome {
                diagnostics: changes::diagnostics(&records),
                sources: compared.sources,
                suppressed: compared.suppressed,
                ..Outcome::default()
            });
        }
        if self.args.new_only {
            let before = outcome.diagnostics.len();
            let sources = outcome.sources.clone();
            outcome.diagnostics.retain(|d| {
                let is_change = crate::diff::catalogue::find(&d.rule).is_some();
                let key = key(d, sources[d.primary.file.0 as usize].name());
                let old = known.get_mut(&key).filter(|n| **n > 0);
                match old {
                    Some(count) if !is_change => {
                        *count -= 1;
                        false
                    }
                    _ => true,
                }
            });
            outcome.suppressed += before - outcome.diagnostics.len();
        }
        Ok(())
    }

    /// Counts the findings that the version before has.
    fn count_known(
        &self,
        path: &Path,
        searched: Option<&Path>,
        places: &Places<'_>,
        known: &mut HashMap<String, usize>,
    ) -> Result<(), Failure> {
        let Some(before) = self.against.before(path, searched, places)? else { return Ok(()) };
        let ruleset = Ruleset::new(self.config.clone(), &self.args.select, &self.args.ignore);
        let outcome = engine::lint(vec![before.tree], &before.files, &ruleset, self.today, &|_| {});
        for finding in &outcome.diagnostics {
            *known.entry(key(finding, outcome.sources[finding.primary.file.0 as usize].name())).or_default() += 1;
        }
        Ok(())
    }
}

/// The path of a document in the folder that it was found in; its name, where it was named itself.
pub(super) fn inside<'p>(path: &'p Path, searched: Option<&Path>) -> &'p Path {
    let inside = searched.and_then(|s| path.strip_prefix(s).ok());
    inside.unwrap_or_else(|| path.file_name().map_or(path, Path::new))
}

/// The folder among the paths of a run that a document was found in; nothing where it was named itself.
pub(super) fn searched<'p>(paths: &'p [PathBuf], document: &Path) -> Option<&'p Path> {
    paths.iter().map(PathBuf::as_path).find(|p| p.is_dir() && document.starts_with(p))
}

/// What makes a finding of one version the same as one of another: all but the folder of its file.
fn key(finding: &Diagnostic, file: &str) -> String {
    finding.fingerprint(file.rsplit('/').next().unwrap_or(file))
}
