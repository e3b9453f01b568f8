//! Earlier versions from git: the user's own `git`, spawned with arguments, never through a shell.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};

use super::Failure;
use super::documents::{decode, display_name};
use crate::source::Source;
use crate::spec::{LoadError, Loader};
use crate::text::nearest;
use crate::tree::{Limits, Tree};

/// A commit of the repository that the working folder lies in.
#[derive(Clone, Debug)]
pub(super) struct Revision {
    /// The top folder of the repository.
    pub(super) top: PathBuf,
    /// The commit.
    pub(super) commit: String,
    /// The revision as the user named it.
    pub(super) shown: String,
}

/// What a spawned git said.
fn git(folder: &Path, arguments: &[&str]) -> Result<String, Failure> {
    let output =
        Command::new("git").arg("-C").arg(folder).args(arguments).stdin(Stdio::null()).output().map_err(|e| {
            Failure::new(format!("git cannot be started: {e}")).help("install git, or compare two files")
        })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
    }
    Err(Failure::new(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}

impl Revision {
    /// Finds a revision, seen from a folder.
    pub(super) fn find(folder: &Path, name: &str) -> Result<Self, Failure> {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let top = git(folder, &["rev-parse", "--show-toplevel"]).map_err(|_| {
            Failure::new(format!("`{name}` cannot be looked up: this is no git repository"))
                .help("name a file instead of a revision")
        })?;
        let top = PathBuf::from(top);
        // A name that begins with a dash would be read as an option.
        let found = if name.starts_with('-') {
            None
        } else {
            git(&top, &["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")]).ok()
        };
        match found {
            Some(commit) => Ok(Self { top, commit, shown: name.to_owned() }),
            None => Err(unknown(&top, name)),
        }
    }

    /// The commit at which the work at hand left the line of this revision.
    pub(super) fn merge_base(&self) -> Result<Self, Failure> {
        match git(&self.top, &["merge-base", "HEAD", &self.commit]) {
            Ok(commit) if !commit.is_empty() => Ok(Self { commit, ..self.clone() }),
            _ if is_shallow(&self.top) => Err(shallow(&self.shown)),
            _ => Err(Failure::new(format!("`{}` and the work at hand have no common history", self.shown))
                .help("name the commit to compare with")),
        }
    }

    /// A short name of the commit.
    pub(super) fn short(&self) -> &str {
        self.commit.get(..10).unwrap_or(&self.commit)
    }

    /// What a file of the working tree was called in this revision, where git sees that it was renamed.
    /// Both are paths from the top.
    pub(super) fn former_name(&self, path: &str) -> Option<String> {
        let list = git(&self.top, &["diff", "--name-status", "-M", "-z", &self.commit, "--"]).ok()?;
        let mut parts = list.split('\0');
        while let Some(status) = parts.next() {
            let first = parts.next()?;
            if status.starts_with(['R', 'C']) {
                let second = parts.next()?;
                if second == path {
                    return Some(first.to_owned());
                }
            }
        }
        None
    }
}

fn is_shallow(top: &Path) -> bool {
    git(top, &["rev-parse", "--is-shallow-repository"]).is_ok_and(|s| s == "true")
}

fn shallow(name: &str) -> Failure {
    Failure::new(format!("`{name}` lies beyond what this shallow clone holds")).help(
        "fetch the history: `git fetch --unshallow`, or `fetch-depth: 0` of actions/checkout, or `GIT_DEPTH: 0` in GitLab",
    )
}

fn unknown(top: &Path, name: &str) -> Failure {
    if is_shallow(top) {
        return shallow(name);
    }
    let failure = Failure::new(format!("there is no revision `{name}`"));
    let names = git(top, &["for-each-ref", "--format=%(refname:short)"]).unwrap_or_default();
    if let Some(near) = nearest(name, names.lines()) {
        return failure.help(format!("did you mean `{near}`?"));
    }
    match name.split_once('/') {
        Some((remote, branch)) => failure.help(format!("if it is new, fetch it first: `git fetch {remote} {branch}`")),
        None => failure.help("`git branch --all` lists the branches"),
    }
}

/// The files of a revision.
pub(super) struct History {
    revision: Revision,
    limits: Limits,
    /// The working folder, without symbolic links.
    here: PathBuf,
    reader: Mutex<Option<Batch>>,
}

/// A running `git cat-file --batch`: one process for all files.
struct Batch {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Drop for Batch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl History {
    /// A loader for the files of a revision.
    pub(super) fn new(revision: Revision, limits: Limits, here: &Path) -> Self {
        Self { revision, limits, here: here.to_path_buf(), reader: Mutex::new(None) }
    }

    /// The name that references in the files of the revision are resolved against.
    pub(super) fn name_of(&self, path: &str) -> String {
        format!("{}:/{path}", self.revision.short())
    }

    /// The name of a file of the working tree, by its path from the top.
    fn in_work_tree(&self, path: &str) -> String {
        let top = self.revision.top.canonicalize().unwrap_or_else(|_| self.revision.top.clone());
        let file = top.join(path);
        display_name(file.strip_prefix(&self.here).unwrap_or(&file))
    }

    /// The text of a file, by its path from the top; nothing where the revision has no such file.
    pub(super) fn read(&self, path: &str) -> Result<Option<String>, String> {
        if path.contains('\n') {
            return Ok(None);
        }
        let mut reader = self.reader.lock().map_err(|_| "git stopped".to_owned())?;
        let batch = match reader.as_mut() {
            Some(batch) => batch,
            None => reader.insert(self.start().map_err(|e| format!("git cannot be started: {e}"))?),
        };
        let bytes = batch.read(&format!("{}:{path}", self.revision.commit)).map_err(|e| e.to_string())?;
        bytes.map(decode).transpose()
    }

    fn start(&self) -> std::io::Result<Batch> {
        let mut child = Command::new("git")
            .arg("-C")
            .arg(&self.revision.top)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let gone = || std::io::Error::other("git has no pipes");
        let input = child.stdin.take().ok_or_else(gone)?;
        let output = BufReader::new(child.stdout.take().ok_or_else(gone)?);
        Ok(Batch { child, input, output })
    }

    /// A document of the revision.
    pub(super) fn document(&self, path: &str) -> Result<Option<Tree>, String> {
        let text = self.read(path)?;
        Ok(text.map(|text| {
            let shown = format!("{}:{path}", self.revision.shown);
            let source = Source::new(self.name_of(path), text).of_revision(shown, self.in_work_tree(path));
            Tree::parse(Arc::new(source), self.limits)
        }))
    }
}

impl Batch {
    /// `git cat-file --batch`: a line with the object, then its size and bytes; or `missing`.
    fn read(&mut self, object: &str) -> std::io::Result<Option<Vec<u8>>> {
        writeln!(self.input, "{object}")?;
        self.input.flush()?;
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            return Err(std::io::Error::other("git stopped"));
        }
        let mut words = line.trim_end().rsplit(' ');
        let (size, kind) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let Ok(size) = size.parse::<usize>() else { return Ok(None) };
        let mut bytes = vec![0; size + 1];
        self.output.read_exact(&mut bytes)?;
        bytes.pop();
        Ok((kind == "blob").then_some(bytes))
    }
}

impl Loader for History {
    fn load(&self, name: &str) -> Result<Tree, LoadError> {
        if name.contains("://") {
            return Err(LoadError::Remote);
        }
        let Some(path) = name.strip_prefix(&format!("{}:/", self.revision.short())) else {
            return Err(LoadError::Outside(self.revision.top.display().to_string()));
        };
        match self.document(path) {
            Ok(Some(tree)) => Ok(tree),
            Ok(None) => Err(LoadError::Missing),
            Err(why) => Err(LoadError::Unreadable(why)),
        }
    }
}
