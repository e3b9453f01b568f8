//! Finding and reading the documents of a run.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use rayon::prelude::*;

use super::git::{History, Revision};
use super::read::read_stdin;
use super::search::is_meant;
use super::versions::is_address;
use super::{Failure, Session, syntax_errors};
use crate::rule::Phase;
use crate::ruleset::Files;
use crate::source::Source;
use crate::spec::{Workspace, is_document, normalize_path};
use crate::text::nearest;
use crate::tree::{Limits, Tree};

/// A path as it is shown and written to reports: forward slashes, no `./`.
pub fn display_name(path: &Path) -> String {
    // Two names that are no text stay two names.
    let name = path.to_str().map_or_else(|| shown_bytes(path.as_os_str().as_encoded_bytes()), str::to_owned);
    normalize_path(&with_slashes(name))
}

/// The name of a path with `/` between its parts, whatever the system has there. Where a backslash is a character of names,
/// it stays one.
fn with_slashes(name: String) -> String {
    if std::path::MAIN_SEPARATOR == '/' {
        return name;
    }
    // What `canonicalize` gives begins with a mark that only the system wants to see.
    let plain = name.strip_prefix(r"\\?\").filter(|rest| !rest.starts_with("UNC"));
    plain.unwrap_or(&name).replace(std::path::MAIN_SEPARATOR, "/")
}

/// Bytes as text, with `%` and two digits for those that are none.
fn shown_bytes(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
    }
    out
}

/// A document of the run, read and parsed.
#[derive(Clone)]
pub struct Document {
    /// Its text, parsed.
    pub tree: Tree,
    /// Where the search for its configuration starts.
    pub folder: PathBuf,
    /// The revision that it, and what it refers to, is read from; the disk where there is none.
    pub(super) revision: Option<Arc<Revision>>,
}

/// A document that is not judged.
#[derive(Clone, Debug)]
pub struct Skipped {
    /// Its name.
    pub file: String,
    /// Why it is not.
    pub failure: Failure,
}

impl Skipped {
    /// A document with the reason why it is not judged.
    pub fn new(file: impl Into<String>, failure: Failure) -> Self {
        Self { file: file.into(), failure }
    }
}

/// What a run was asked to judge.
#[derive(Default)]
pub struct FoundDocuments {
    /// The documents.
    pub documents: Vec<Document>,
    /// Named files that cannot be judged, and files among those that were searched that look like OpenAPI and cannot be
    /// read: a run that passed over one did not judge everything.
    pub skipped: Vec<Skipped>,
    /// Named files that are no documents, if they are not parts of one.
    others: Vec<(PathBuf, Skipped)>,
    /// True where named files need not be OpenAPI documents.
    any: bool,
}

/// Characters that make a name a glob.
const WILDCARDS: [char; 4] = ['*', '?', '[', '{'];

/// True where a name stands for all files that it matches.
pub(super) fn is_glob(name: &str) -> bool {
    name.contains(WILDCARDS)
}

/// What a glob matches: `*` stays within a directory.
pub(super) fn glob(text: &str) -> Result<globset::GlobMatcher, Failure> {
    let glob = globset::GlobBuilder::new(text).literal_separator(true).build();
    Ok(glob.map_err(|e| Failure::new(format!("invalid glob `{text}`: {}", e.kind())))?.compile_matcher())
}

/// The last directory that a glob names without wildcards; all that it matches is there.
pub(super) fn fixed_directory(glob: &str) -> &str {
    let fixed = glob.split(WILDCARDS).next().unwrap_or_default();
    fixed.rsplit_once('/').map_or("", |(directory, _)| directory)
}

/// Paths with what globs among them match, for shells that leave globs to the program. A glob that matches
/// nothing is told, and fails the run where that is asked for.
pub fn expand(paths: &[PathBuf], must_match: bool, note: &dyn Fn(String)) -> Result<Vec<PathBuf>, Failure> {
    let mut out = Vec::new();
    for path in paths {
        let text = path.to_string_lossy();
        if path.exists() || text == "-" || !is_glob(&text) {
            out.push(path.clone());
            continue;
        }
        let glob = glob(&text)?;
        let base = match fixed_directory(&text) {
            "" if text.starts_with('/') => "/",
            "" => ".",
            directory => directory,
        };
        let found = WalkBuilder::new(base).standard_filters(false).sort_by_file_name(Ord::cmp).build();
        let mut matched: Vec<PathBuf> = found
            .flatten()
            .filter(|e| e.file_type().is_some_and(|t| t.is_file()))
            .map(ignore::DirEntry::into_path)
            .filter(|p| glob.is_match(p) || p.strip_prefix("./").is_ok_and(|p| glob.is_match(p)))
            .collect();
        if matched.is_empty() {
            let message = format!("no file matches `{text}`");
            if must_match {
                return Err(Failure::new(message));
            }
            note(message);
        }
        out.append(&mut matched);
    }
    Ok(out)
}

impl Session {
    /// Reads what the paths name: files, what folders hold, standard input, files of a git revision or of its index
    /// (`REVISION:path`, `:path`), addresses. What is named must be an OpenAPI document, unless `any` YAML or JSON file is
    /// wanted.
    ///
    /// # Errors
    /// Where a folder cannot be searched as the paths ask for it. Files that cannot be read are among what is found.
    pub fn find(
        &self,
        paths: &[PathBuf],
        stdin_name: Option<&str>,
        exclude: &[Files],
        limits: Limits,
        any: bool,
    ) -> Result<FoundDocuments, Failure> {
        let mut found = FoundDocuments { any, ..FoundDocuments::default() };
        let mut named: Vec<PathBuf> = Vec::new();
        let mut searched: BTreeSet<PathBuf> = BTreeSet::new();
        for path in paths {
            if path == Path::new("-") {
                let name = stdin_name.unwrap_or("<stdin>");
                let folder = Path::new(name).parent().map(Path::to_path_buf).unwrap_or_default();
                match read_stdin(limits) {
                    Ok(text) => {
                        let tree = self
                            .timings()
                            .phase(Phase::Read, || Tree::parse(Arc::new(Source::new(name, text)), limits));
                        take(Document { tree, folder, revision: None }, &mut found);
                    }
                    Err(why) => {
                        let failure = Failure::new(format!("cannot read standard input: {why}"));
                        found.skipped.push(Skipped::new(name, failure));
                    }
                }
            } else if path.is_dir() {
                let mut inside = self.search(path, exclude);
                searched.append(&mut inside.files);
                found.skipped.append(&mut inside.skipped);
            } else if let Some(elsewhere) = self.find_elsewhere(path, limits) {
                match elsewhere {
                    Ok(document) => take(document, &mut found),
                    Err(failure) => found.skipped.push(Skipped::new(display_name(path), failure)),
                }
            } else {
                named.push(path.clone());
            }
        }
        let mut seen = BTreeSet::new();
        named.retain(|p| seen.insert(display_name(p)));
        let mut candidates: Vec<(PathBuf, bool)> = named.into_iter().map(|p| (p, true)).collect();
        candidates.extend(searched.into_iter().filter(|p| seen.insert(display_name(p))).map(|p| (p, false)));
        let read: Vec<(PathBuf, bool, Result<Option<Tree>, Skipped>)> = candidates
            .into_par_iter()
            .map(|(path, is_named)| {
                let tree = if is_named { self.read_named(&path, limits) } else { self.read_searched(&path, limits) };
                (path, is_named, tree)
            })
            .collect();
        for (path, is_named, result) in read {
            let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
            match result {
                Ok(Some(tree)) if is_named && !any && !is_document(&tree) && !is_meant(&tree) => {
                    found.others.push((path, not_a_document(&tree)));
                }
                Ok(Some(tree)) => take(Document { tree, folder, revision: None }, &mut found),
                Ok(None) => {}
                Err(skipped) => found.skipped.push(skipped),
            }
        }
        if !found.others.is_empty() {
            self.add_whole_documents(exclude, limits, &mut seen, &mut found);
        }
        Ok(found)
    }

    fn read_named(&self, path: &Path, limits: Limits) -> Result<Option<Tree>, Skipped> {
        let name = display_name(path);
        match self.read(path, limits) {
            Ok(text) => {
                let source = Arc::new(Source::new(name, text));
                Ok(Some(self.timings().phase(Phase::Read, || Tree::parse(source, limits))))
            }
            Err(why) => Err(Skipped::new(name, unreadable(path, &why))),
        }
    }

    /// Adds the documents of the repository that named files are parts of. What is part of none stays among what is
    /// not judged.
    fn add_whole_documents(
        &self,
        exclude: &[Files],
        limits: Limits,
        seen: &mut BTreeSet<String>,
        found: &mut FoundDocuments,
    ) {
        let top = self.fence();
        let here = |path: PathBuf| path.strip_prefix(&self.here).map(Path::to_path_buf).unwrap_or(path);
        let files: Vec<PathBuf> = self.search(&top, exclude).files.into_iter().map(here).collect();
        let mut parts: Vec<(PathBuf, Skipped, bool)> = std::mem::take(&mut found.others)
            .into_iter()
            .map(|(path, skipped)| (path.canonicalize().unwrap_or(path), skipped, false))
            .collect();
        let whole: Vec<(Document, Vec<PathBuf>)> = files
            .into_par_iter()
            .filter_map(|path| {
                let tree = self.read_searched(&path, limits).ok().flatten()?;
                let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
                let configured = self.configuration(&folder).ok()?;
                let workspace = Workspace::build(vec![tree.clone()], &self.disk(&folder, &configured));
                let names = workspace.trees().iter().filter_map(|t| Path::new(t.source().name()).canonicalize().ok());
                Some((Document { tree, folder, revision: None }, names.collect()))
            })
            .collect();
        for (document, files) in whole {
            let mut reaches = false;
            for (path, _, is_part) in &mut parts {
                if files.contains(path) {
                    *is_part = true;
                    reaches = true;
                }
            }
            if reaches && seen.insert(document.tree.source().name().to_owned()) {
                found.documents.push(document);
            }
        }
        for (path, skipped, _) in parts.into_iter().filter(|(.., is_part)| !is_part) {
            found.others.push((path, skipped));
        }
    }

    /// A document that lies in git or on the network, where a path names one.
    fn find_elsewhere(&self, path: &Path, limits: Limits) -> Option<Result<Document, Failure>> {
        let name = path.to_str().filter(|_| std::fs::symlink_metadata(path).is_err())?;
        if is_address(name) {
            let document = |tree| Document { tree, folder: PathBuf::new(), revision: None };
            return Some(self.fetch(name, limits).map(document));
        }
        let (revision, file) = name.split_once(':').filter(|(_, file)| !file.is_empty())?;
        Some(self.find_in_git(revision, file, limits))
    }

    fn find_in_git(&self, revision: &str, file: &str, limits: Limits) -> Result<Document, Failure> {
        let revision = Revision::find(&self.here, revision)?;
        let path = self.path_in(&revision, file)?;
        let tree = History::new(revision.clone(), limits, &self.here)
            .document(&path)
            .map_err(|why| Failure::new(format!("cannot read `{}:{path}`: {why}", revision.shown)))?
            .ok_or_else(|| self.not_in(&revision, &path))?;
        let folder = Path::new(tree.source().document()).parent().map(Path::to_path_buf).unwrap_or_default();
        Ok(Document { tree, folder, revision: Some(Arc::new(revision)) })
    }
}

pub(super) fn unreadable(path: &Path, why: &str) -> Failure {
    let failure = Failure::new(format!("cannot read `{}`: {why}", display_name(path)));
    if path.exists() {
        return failure;
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    match nearest(&file, names.iter().map(String::as_str)) {
        Some(near) => failure.help(format!("did you mean `{}`?", folder.join(near).display())),
        None => failure,
    }
}

fn take(document: Document, found: &mut FoundDocuments) {
    if is_document(&document.tree) || found.any {
        found.documents.push(document);
    } else {
        found.skipped.push(not_a_document(&document.tree));
    }
}

/// Says why a file is not judged.
pub(super) fn not_a_document(tree: &Tree) -> Skipped {
    let name = tree.source().name();
    if !tree.errors().is_empty() {
        let failure = Failure::new(format!("`{name}` cannot be read as an OpenAPI document"));
        return Skipped::new(name, failure.with_problems(syntax_errors(tree)));
    }
    let help = "a document starts with `openapi: 3.x.y` or `swagger: \"2.0\"`; a part is judged with the documents of the repository that refer to it";
    let failure = Failure::new(format!(
        "`{name}` is not an OpenAPI document, and part of none: it has neither `openapi` nor `swagger` at its root"
    ));
    Skipped::new(name, failure.help(help))
}

impl FoundDocuments {
    /// Takes out the named files that are neither documents nor parts of one; those that were meant to be documents
    /// stay among what was not judged.
    #[must_use]
    pub fn without_others(mut self) -> Self {
        self.others.clear();
        self
    }

    /// All that was not judged.
    #[must_use]
    pub fn all_skipped(&self) -> Vec<Skipped> {
        self.skipped.iter().cloned().chain(self.others.iter().map(|(_, skipped)| skipped.clone())).collect()
    }
}
