//! Earlier versions from git: the user's own `git`, spawned with arguments, never through a shell.
//!
//! A checkout may be a stranger's, with its configuration and attributes: [`git_in`] is the only place that starts git, and
//! it starts it so that nothing of that runs. What is asked compares trees with trees or with the index, never with the work
//! tree, as that would run filters. The repository is the one that the working folder lies in, whatever a document lies in.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};

use rustc_hash::FxHashMap;

use super::Failure;
use super::documents::display_name;
use super::log::LoggedCommit;
use super::read::{decode, too_large};
use crate::source::Source;
use crate::spec::{LoadError, Loader};
use crate::text::nearest;
use crate::tree::{Limits, Tree};

/// The commit that is checked out in the repository that a folder lies in; nothing where there is none.
pub(super) fn checked_out(here: &Path) -> Option<String> {
    let top = git(here, &["rev-parse", "--show-toplevel"]).ok()?;
    git(Path::new(&top), &["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])
        .ok()
        .filter(|commit| !commit.is_empty())
}

/// The URL of the `origin` of the repository that a folder lies in, as it is configured.
pub(super) fn origin(here: &Path) -> Option<String> {
    let here = if here.as_os_str().is_empty() { Path::new(".") } else { here };
    git(here, &["config", "--local", "--get", "remote.origin.url"]).ok().filter(|url| !url.is_empty())
}

/// A commit of the repository that the working folder lies in, or its index.
#[derive(Clone, Debug)]
pub(super) struct Revision {
    /// The top folder of the repository.
    pub(super) top: PathBuf,
    /// The commit; nothing for the index, as in git's `:path`.
    pub(super) commit: String,
    /// The revision as the user named it.
    pub(super) shown: String,
    /// Files by their names of now, with the names that they had in the commit: asked for once.
    former: Arc<OnceLock<FxHashMap<String, String>>>,
}

/// A git that obeys nothing in the repository that makes it run or fetch anything. Values given with `-c` and in the
/// environment win over those of the repository's configuration.
fn git_in(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).arg("--no-pager");
    for setting in [
        // A folder with the files of a bare repository in it is data.
        "safe.bareRepository=explicit",
        "core.fsmonitor=false",
        "core.hooksPath=/dev/null",
        "core.untrackedCache=false",
        "core.attributesFile=/dev/null",
        "protocol.allow=never",
        "submodule.recurse=false",
        "fetch.recurseSubmodules=false",
        "gc.auto=0",
        "maintenance.auto=false",
        "credential.helper=",
    ] {
        command.args(["-c", setting]);
    }
    // Objects that are not there are not fetched: no protocol is allowed, older versions of git heed only that.
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "");
    command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_REPLACE_OBJECTS", "1");
    command.env_remove("GIT_EXTERNAL_DIFF").env_remove("GIT_TRACE2").env_remove("GIT_TRACE2_EVENT");
    command.env("LC_ALL", "C").stdin(Stdio::null());
    command
}

/// What git said.
fn git(folder: &Path, arguments: &[&str]) -> Result<String, Failure> {
    let output = git_in(folder).args(arguments).output().map_err(cannot_start)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end_matches(['\n', '\r']).to_owned());
    }
    Err(in_gits_words(&String::from_utf8_lossy(&output.stderr)))
}

fn cannot_start(error: std::io::Error) -> Failure {
    match error.kind() {
        std::io::ErrorKind::NotFound => Failure::new("git is not installed, or not on the path")
            .help("install git, or name a file instead of a revision"),
        _ => Failure::new(format!("git cannot be started: {error}")).help("name a file instead of a revision"),
    }
}

/// What git complains of, with its advice as the help.
fn in_gits_words(stderr: &str) -> Failure {
    let mut lines = stderr.lines().map(str::trim).filter(|l| !l.is_empty());
    let first = lines.next().unwrap_or("git failed");
    let words = ["fatal: ", "error: "].iter().find_map(|p| first.strip_prefix(p)).unwrap_or(first);
    let failure = Failure::new(format!("git says: {words}"));
    let advice: Vec<&str> = lines.collect();
    if !advice.is_empty() {
        return failure.help(advice.join(" "));
    }
    if words.starts_with("not a git repository") {
        return failure.help("the repository is that of the working directory; name a file instead of a revision");
    }
    if words.contains("safe.bareRepository") || words.contains("must be run in a work tree") {
        return failure.help("run it in a work tree of the repository: `git worktree add` makes one");
    }
    failure
}

impl Revision {
    /// Finds a revision of the repository that a folder lies in. The empty name is the index.
    pub(super) fn find(here: &Path, name: &str) -> Result<Self, Failure> {
        let here = if here.as_os_str().is_empty() { Path::new(".") } else { here };
        let top = git(here, &["rev-parse", "--show-toplevel"]).map_err(|failure| match name {
            "" => failure.within("the index cannot be read"),
            _ => failure.within(&format!("`{name}` cannot be looked up")),
        })?;
        let top = PathBuf::from(top);
        let found = |commit: String| Self { top: top.clone(), commit, shown: name.to_owned(), former: Arc::default() };
        if name.is_empty() {
            return Ok(found(String::new()));
        }
        // A name that begins with a dash would be read as an option.
        let commit = if name.starts_with('-') {
            None
        } else {
            git(&top, &["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")]).ok()
        };
        commit.map(found).ok_or_else(|| unknown(&top, name))
    }

    /// The commit at which the work at hand left the line of this revision.
    pub(super) fn merge_base(&self) -> Result<Self, Failure> {
        match git(&self.top, &["merge-base", "HEAD", &self.commit]) {
            Ok(commit) if !commit.is_empty() => Ok(Self { commit, former: Arc::default(), ..self.clone() }),
            _ if is_shallow(&self.top) => Err(shallow(&self.shown)),
            _ => Err(Failure::new(format!("`{}` and the work at hand have no common history", self.shown))
                .help("name the commit to compare with")),
        }
    }

    /// Another commit of the repository, called by a short name of it.
    pub(super) fn at(&self, commit: &str) -> Self {
        let mut other = Self { commit: commit.to_owned(), former: Arc::default(), ..self.clone() };
        other.shown = other.short().to_owned();
        other
    }

    /// The commits after this one up to another in which one of these files changed, the oldest first; of merges what they
    /// brought in as a whole.
    pub(super) fn commits_until(&self, until: &Self, files: &BTreeSet<String>) -> Result<Vec<LoggedCommit>, Failure> {
        let range = format!("{}..{}", self.commit, until.commit);
        let fixed = ["log", "--reverse", "--first-parent", "--no-ext-diff", "--no-textconv", "--no-show-signature"];
        let format = "--format=%H%x00%cs%x00%an%x00%s%x00";
        let mut arguments = [&fixed[..], &["-m", "--no-patch", format, &range, "--"]].concat();
        let paths: Vec<String> = files.iter().map(|file| format!(":(top,literal){file}")).collect();
        arguments.extend(paths.iter().map(String::as_str));
        let said = git(&self.top, &arguments)?;
        let mut fields = said.split('\0').map(str::trim);
        let mut commits = Vec::new();
        while let Some(commit) = fields.next().filter(|commit| !commit.is_empty()) {
            let mut next = || fields.next().unwrap_or_default().to_owned();
            let (day, author, subject) = (next(), next(), next());
            commits.push(LoggedCommit { commit: commit.to_owned(), day, author, subject });
        }
        Ok(commits)
    }

    /// A short name of the commit.
    pub(super) fn short(&self) -> &str {
        if self.commit.is_empty() { "index" } else { self.commit.get(..10).unwrap_or(&self.commit) }
    }

    /// What a file of the index was called in this revision, where git sees that it was renamed. Both are paths from the
    /// top.
    pub(super) fn former_name(&self, path: &str) -> Option<String> {
        self.former.get_or_init(|| self.renamed().unwrap_or_default()).get(path).cloned()
    }

    /// The files of the revision in a directory, by their paths from the top.
    pub(super) fn files_in(&self, folder: &str) -> Result<Vec<String>, Failure> {
        let folder = if folder.is_empty() { String::new() } else { format!("{}/", folder.trim_end_matches('/')) };
        let mut arguments = match self.commit.as_str() {
            "" => vec!["ls-files", "-z", "--full-name"],
            commit => vec!["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit],
        };
        let literal = format!(":(top,literal){folder}");
        if !folder.is_empty() {
            // Of a tree, paths are literal.
            arguments.extend(["--", if self.commit.is_empty() { &literal } else { &folder }]);
        }
        Ok(git(&self.top, &arguments)?.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
    }

    fn renamed(&self) -> Option<FxHashMap<String, String>> {
        let arguments = ["diff-index", "--cached", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all"];
        let list = git(&self.top, &[&arguments[..], &["--name-status", "-r", "-M", "-z", &self.commit, "--"]].concat())
            .ok()?;
        let mut names = FxHashMap::default();
        let mut parts = list.split('\0');
        while let Some(status) = parts.next().filter(|s| !s.is_empty()) {
            let first = parts.next()?;
            if status.starts_with(['R', 'C']) {
                names.insert(parts.next()?.to_owned(), first.to_owned());
            }
        }
        Some(names)
    }
}

/// The files under a directory that git tracks, as they are named from the directory's own name on; none where the
/// working directory lies in no repository, or the directory in another.
pub(super) fn tracked(here: &Path, folder: &Path) -> Vec<PathBuf> {
    let here = if here.as_os_str().is_empty() { Path::new(".") } else { here };
    // Most runs outside of a repository need no process to find that out.
    if !here.ancestors().any(|above| above.join(".git").exists()) {
        return Vec::new();
    }
    let Ok(real) = folder.canonicalize() else { return Vec::new() };
    let Some(inside) = real.to_str() else { return Vec::new() };
    let listed = git_in(here).args(["ls-files", "-z", "--full-name", "--", &format!(":(literal){inside}")]).output();
    let Some(output) = listed.ok().filter(|output| output.status.success()) else { return Vec::new() };
    let Ok(top) = git(here, &["rev-parse", "--show-toplevel"]) else { return Vec::new() };
    let Ok(top) = Path::new(&top).canonicalize() else { return Vec::new() };
    let names = output.stdout.split(|byte| *byte == 0).filter_map(|name| std::str::from_utf8(name).ok());
    let below = names.filter(|name| !name.is_empty()).filter_map(|name| {
        let path = top.join(name);
        path.strip_prefix(&real).ok().map(|inner| folder.join(inner))
    });
    below.collect()
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
#[derive(Debug)]
pub(super) struct History {
    revision: Revision,
    limits: Limits,
    /// The working folder, without symbolic links.
    here: PathBuf,
    reader: Mutex<Option<Batch>>,
}

/// A running `git cat-file --batch`: one process for all files.
#[derive(Debug)]
struct Batch {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// What git has under a name.
enum Answer {
    Blob(Vec<u8>),
    /// It has more bytes than the limit.
    TooLarge(u64),
    None,
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
    pub(super) fn in_work_tree(&self, path: &str) -> String {
        let top = self.revision.top.canonicalize().unwrap_or_else(|_| self.revision.top.clone());
        let file = top.join(path);
        display_name(file.strip_prefix(&self.here).unwrap_or(&file))
    }

    /// The text of a file, by its path from the top; nothing where the revision has no such file.
    pub(super) fn read(&self, path: &str) -> Result<Option<String>, String> {
        if path.contains(['\n', '\0']) || path.split('/').any(|part| part == "..") {
            return Ok(None);
        }
        let mut reader = self.reader.lock().map_err(|_| "git stopped".to_owned())?;
        let batch = match reader.as_mut() {
            Some(batch) => batch,
            None => reader.insert(self.start().map_err(|e| format!("git cannot be started: {e}"))?),
        };
        let answer = batch.read(&format!("{}:{path}", self.revision.commit), self.limits);
        if !matches!(answer, Ok(Answer::Blob(_) | Answer::None)) {
            // What it has still to say is not wanted.
            *reader = None;
        }
        match answer.map_err(|e| e.to_string())? {
            Answer::Blob(bytes) => decode(bytes).map(Some),
            Answer::TooLarge(size) => Err(too_large(size, self.limits)),
            Answer::None => Ok(None),
        }
    }

    fn start(&self) -> std::io::Result<Batch> {
        let mut child = git_in(&self.revision.top)
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
    fn read(&mut self, object: &str, limits: Limits) -> std::io::Result<Answer> {
        writeln!(self.input, "{object}")?;
        self.input.flush()?;
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            return Err(std::io::Error::other("git stopped"));
        }
        let mut words = line.trim_end().rsplit(' ');
        let (size, kind) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let Ok(size) = size.parse::<u64>() else { return Ok(Answer::None) };
        if size > limits.bytes as u64 {
            return Ok(Answer::TooLarge(size));
        }
        let mut bytes = Vec::new();
        let read = (&mut self.output).take(size + 1).read_to_end(&mut bytes)?;
        if read as u64 != size + 1 {
            return Err(std::io::Error::other("git stopped"));
        }
        bytes.pop();
        Ok(if kind == "blob" { Answer::Blob(bytes) } else { Answer::None })
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
