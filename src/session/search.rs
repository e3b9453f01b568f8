//! Searching directories for documents.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use ignore::{WalkBuilder, WalkState};
use memchr::memmem;
use regex::bytes::Regex;

use super::documents::{Skipped, display_name, not_a_document, unreadable};
use super::git::tracked;
use super::read::{beginning, describe_io};
use super::{Failure, Session};
use crate::ruleset::Files;
use crate::source::Source;
use crate::spec::is_document;
use crate::text::Sorting;
use crate::tree::{Limits, Tree};

/// As much of a file that cannot be read in full as tells what it is.
const BEGINNING: u64 = 1 << 20;

/// True for the bytes of a file that an OpenAPI document may stand in: one of its words is there, or letters are written
/// as escapes, as only those do who hide something.
fn looks_like_openapi(bytes: &[u8]) -> bool {
    [&b"openapi"[..], b"swagger", b"\\u006", b"\\u007", b"\\x6", b"\\x7"]
        .iter()
        .any(|word| memmem::find(bytes, word).is_some())
        || [&b"\\U0000006"[..], b"\\U0000007"].iter().any(|word| memmem::find(bytes, word).is_some())
}

/// True for a text with syntax errors that was meant to be an OpenAPI document: one of its words stands where the first
/// key of a document stands.
fn looks_broken(text: &str) -> bool {
    static FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"(?m)^[\s{]{0,8}["']?(openapi|swagger)\b["']?\s*(:|["']?\d)|"(openapi|swagger)"\s*:"#).ok()
    });
    FIRST.as_ref().is_some_and(|first| first.is_match(text.as_bytes()))
}

/// What a directory holds.
#[derive(Debug, Default)]
pub struct Searched {
    /// YAML and JSON files.
    pub files: BTreeSet<PathBuf>,
    /// Directories that cannot be searched.
    pub skipped: Vec<Skipped>,
}

/// True for a text with syntax errors that was meant to be a document.
pub(super) fn is_meant(tree: &Tree) -> bool {
    !tree.errors().is_empty() && looks_broken(tree.source().text())
}

impl Session {
    /// The YAML and JSON files in a directory, in order. What `.gitignore` and `.ignore` name and what is hidden is left
    /// out, unless git tracks it: what is part of a change is judged, whatever else the change says.
    #[must_use]
    pub fn search(&self, folder: &Path, exclude: &[Files]) -> Searched {
        let searched: Mutex<Searched> = Mutex::default();
        let excluded = |path: &Path| exclude.iter().any(|e| e.has(&display_name(path)));
        let real = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
        // A link to a file that is found itself adds nothing.
        let is_found_itself =
            |path: &Path| path.canonicalize().is_ok_and(|target| target.starts_with(&real) && is_description(&target));
        WalkBuilder::new(folder).require_git(false).threads(rayon::current_num_threads()).build_parallel().run(|| {
            Box::new(|entry| {
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(error) => {
                        if let (Some(skipped), Ok(mut searched)) = (not_searched(&error), searched.lock()) {
                            searched.skipped.push(skipped);
                        }
                        return WalkState::Continue;
                    }
                };
                let path = entry.path();
                if path.file_name().is_some_and(|n| n == "node_modules") || excluded(path) {
                    return WalkState::Skip;
                }
                let kind = entry.file_type();
                let is_link = kind.is_some_and(|t| t.is_symlink()) && path.is_file() && !is_found_itself(path);
                if (is_link || kind.is_some_and(|t| t.is_file()))
                    && is_description(path)
                    && let Ok(mut searched) = searched.lock()
                {
                    searched.files.insert(path.to_path_buf());
                }
                WalkState::Continue
            })
        });
        let mut searched = searched.into_inner().unwrap_or_default();
        for path in tracked(&self.here, folder) {
            let is_out = || path.ancestors().take_while(|above| *above != folder).any(excluded);
            let is_link = || std::fs::symlink_metadata(&path).is_ok_and(|m| m.file_type().is_symlink());
            if is_description(&path) && path.is_file() && !is_out() && !(is_link() && is_found_itself(&path)) {
                searched.files.insert(path);
            }
        }
        searched.skipped.order_by(|a, b| a.file.cmp(&b.file));
        searched
    }

    /// Reads a file that a search found: a document, or nothing where it holds something else.
    ///
    /// # Errors
    /// Where it was meant to be a document and cannot be read as one.
    pub fn read_searched(&self, path: &Path, limits: Limits) -> Result<Option<Tree>, Skipped> {
        let name = display_name(path);
        let text = match self.read(path, limits) {
            Ok(text) => text,
            // What cannot be read and does not look like a description is somebody else's.
            Err(_) if beginning(path, BEGINNING).is_some_and(|bytes| !looks_like_openapi(&bytes)) => return Ok(None),
            Err(why) => return Err(Skipped::new(name, unreadable(path, &why))),
        };
        // Most YAML and JSON files of a repository are not worth parsing.
        if !looks_like_openapi(text.as_bytes()) {
            return Ok(None);
        }
        let tree = Tree::parse(Arc::new(Source::new(name, text)), limits);
        match is_document(&tree) {
            true => Ok(Some(tree)),
            false if is_meant(&tree) => Err(not_a_document(&tree)),
            false => Ok(None),
        }
    }
}

/// A directory that cannot be searched.
fn not_searched(error: &ignore::Error) -> Option<Skipped> {
    let ignore::Error::WithPath { path, err } = unwrapped(error) else { return None };
    // What is gone meanwhile is not there.
    let why = err.io_error().filter(|e| e.kind() != std::io::ErrorKind::NotFound).map(describe_io)?;
    let name = display_name(path);
    let failure = Failure::new(format!("cannot search `{name}`: {why}"));
    Some(Skipped::new(name, failure))
}

/// An error without what says how deep it is.
fn unwrapped(error: &ignore::Error) -> &ignore::Error {
    match error {
        ignore::Error::WithDepth { err, .. } => unwrapped(err),
        other => other,
    }
}

/// True for the names of files that documents stand in.
pub(super) fn is_description(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    matches!(extension.as_str(), "yaml" | "yml" | "json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_to_be_a_document_is_told_from_other_files() {
        for text in [
            "<<<<<<< HEAD\nopenapi: 3.1.0\n=======\nopenapi: 3.0.3\n>>>>>>> main\n",
            "openapi 3.0.0\ninfo:\n  title: x\n",
            "\"openapi: 3.1.0\ninfo: {}\n",
            "{\"info\": {\"title\": \"x\", \"openapi\": \"3.1.0\"",
            "info: {title: x\nopenapi: 3.1.0\n",
            "'swagger': '2.0'\n\tinfo: {}\n",
        ] {
            assert!(looks_broken(text), "{text}");
        }
        for text in ["jobs:\n  openapi-lint:\n    run: [\n", "# about openapi: see there\na: [\n", "x: openapi\ny: [\n"]
        {
            assert!(!looks_broken(text), "{text}");
        }
        assert!(looks_like_openapi(br#"{"\u006fpenapi": "3.1.0"}"#));
        assert!(!looks_like_openapi(b"kind: Deployment\n"));
    }
}
