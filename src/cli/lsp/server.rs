//! The loop: messages in, answers and diagnostics out. Judging goes on beside it, and what was judged before the files changed
//! is thrown away.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::analysis::{Analysis, Job};
use super::answers::{self, Asked, Refusal};
use super::buffer::Buffer;
use super::convert::{Encoding, path_of, uri_of};
use super::diagnostics::{EXPLAIN, diagnostic};
use super::progress::Progress;
use super::project::Project;
use crate::cli::Status;
use crate::cli::args::{LspArgs, SessionArgs};
use crate::cli::rpc::{Framing, Incoming, answer, code, error, notification};
use crate::finding::Finding;
use crate::session::{Baseline, Buffers, Failure};

/// How long nothing must change before files are judged.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until the editor ends the session.
pub(in crate::cli) fn run(mut args: LspArgs) -> Result<Status, Failure> {
    // The editor's directory becomes ours: names in the arguments are relative to the one that we were started in.
    let here = std::env::current_dir().unwrap_or_default();
    let SessionArgs { root, configuration, .. } = &mut args.session;
    for name in [root, &mut configuration.config, &mut args.baseline].into_iter().flatten() {
        *name = here.join(&*name);
    }
    let (events, incoming) = mpsc::channel();
    let reading = events.clone();
    let reader = move || {
        let mut from = BufReader::new(io::stdin().lock());
        loop {
            let event = match Framing::Headers.read(&mut from) {
                Ok(Some(read)) => Event::Read(read),
                Ok(None) | Err(_) => Event::Closed,
            };
            let last = matches!(event, Event::Closed);
            if reading.send(event).is_err() || last {
                return;
            }
        }
    };
    let (jobs, to_do) = mpsc::channel();
    std::thread::Builder::new().name("read".to_owned()).spawn(reader)?;
    std::thread::Builder::new().name("judge".to_owned()).stack_size(STACK).spawn(move || judge(&to_do, &events))?;
    let mut server = Server::new(Arc::new(args), jobs);
    loop {
        let event = match server.due.into_iter().chain(server.progress.due()).min() {
            None => incoming.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(due) => incoming.recv_timeout(due.saturating_duration_since(Instant::now())),
        };
        match event {
            Ok(Event::Read(Incoming::Message(message))) => {
                if server.message(&message)? {
                    // An end without `shutdown` before it is a failure (section "exit").
                    return Ok(if server.state == State::Ending { Status::Clean } else { Status::Findings });
                }
            }
            Ok(Event::Read(Incoming::Malformed(why))) => server.send(&error(&Value::Null, code::PARSE, &why))?,
            Ok(Event::Analysed(analysis)) => server.analysed(*analysis)?,
            Err(RecvTimeoutError::Timeout) => server.elapsed()?,
            Ok(Event::Closed) | Err(RecvTimeoutError::Disconnected) => return Ok(Status::Clean),
        }
    }
}

/// Deep documents are walked on it.
const STACK: usize = 64 << 20;

/// What the loop waits for.
enum Event {
    Read(Incoming),
    Closed,
    Analysed(Box<Analysis>),
}

/// Judges what is asked for last. Findings do not wait for the comparison, and the comparison not for what is out of date.
fn judge(to_do: &Receiver<Job>, events: &Sender<Event>) {
    let mut next: Option<Job> = None;
    while let Some(mut job) = next.take().or_else(|| to_do.recv().ok()) {
        while let Ok(newer) = to_do.try_recv() {
            job = newer;
        }
        let mut analysis = job.lint();
        if job.against.as_deref() != Some("none") {
            if events.send(Event::Analysed(Box::new(analysis.clone()))).is_err() {
                return;
            }
            next = to_do.try_recv().ok();
            if next.is_some() {
                continue;
            }
            job.compare(&mut analysis);
        }
        analysis.complete = true;
        if events.send(Event::Analysed(Box::new(analysis))).is_err() {
            return;
        }
    }
}

/// How far the session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    Running,
    Ending,
}

/// What the editor can do.
#[derive(Default)]
struct Client {
    encoding: Encoding,
    /// It asks for diagnostics of open files.
    pulls: bool,
    /// It can be told to ask for them again.
    refreshes: bool,
    /// It watches files for us.
    watches: bool,
    lenses: bool,
    /// It shows that work is being done.
    progress: bool,
}

/// See the module.
pub(super) struct Server {
    args: Arc<LspArgs>,
    client: Client,
    state: State,
    roots: Vec<PathBuf>,
    against: Option<String>,
    /// True where the credentials of each operation are shown beside it.
    pub(super) shows_access: bool,
    buffers: BTreeMap<PathBuf, Buffer>,
    /// Counts changes of files.
    generation: u64,
    /// When they are to be judged.
    due: Option<Instant>,
    jobs: Sender<Job>,
    progress: Progress,
    /// The newest analysis; it may be of files before their last change.
    latest: Analysis,
    /// What was said of each file, to say it once.
    published: BTreeMap<PathBuf, String>,
    /// Requests for diagnostics that wait for the files to be judged.
    waiting: Vec<(Value, PathBuf)>,
    /// Documents with what they refer to, of the newest state of the files.
    projects: BTreeMap<PathBuf, Option<Arc<Project>>>,
    /// What failed, and was told.
    told: BTreeSet<String>,
}

impl Server {
    fn new(args: Arc<LspArgs>, jobs: Sender<Job>) -> Self {
        let against = args.against.clone();
        Self {
            args,
            client: Client::default(),
            state: State::New,
            roots: Vec::new(),
            against,
            shows_access: false,
            buffers: BTreeMap::new(),
            generation: 0,
            due: None,
            jobs,
            progress: Progress::default(),
            latest: Analysis::default(),
            published: BTreeMap::new(),
            waiting: Vec::new(),
            projects: BTreeMap::new(),
            told: BTreeSet::new(),
        }
    }

    fn send(&self, message: &Value) -> Result<(), Failure> {
        Framing::Headers.write(message, &mut io::stdout().lock()).map_err(Failure::from)
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.client.encoding
    }

    pub(super) fn latest(&self) -> &Analysis {
        &self.latest
    }

    /// True where the newest analysis is of the files as they are.
    pub(super) fn is_current(&self) -> bool {
        self.latest.generation == self.generation && self.due.is_none() && self.generation > 0
    }

    /// The baseline that known findings are taken from, as it is written now; nothing where there is none.
    pub(super) fn baseline(&self) -> Option<Baseline> {
        let path = self.args.baseline.as_deref()?;
        Baseline::read(&self.job().session().ok()?, path).ok()
    }

    /// The findings of a file, and what changed in it.
    pub(super) fn findings(&self, path: &Path) -> impl Iterator<Item = &Finding> {
        let changes = self.latest.changes.get(path).into_iter().flatten();
        self.latest.findings.get(path).into_iter().flatten().chain(changes)
    }

    /// Handles a message; true where it ends the session.
    fn message(&mut self, message: &Value) -> Result<bool, Failure> {
        let method = message.get("method").and_then(Value::as_str);
        let (id, empty) = (message.get("id"), Value::Null);
        let params = message.get("params").unwrap_or(&empty);
        let Some(method) = method else {
            // An answer to something that we asked; what is neither is told.
            let is_answer = message.get("result").is_some() || message.get("error").is_some();
            if !is_answer {
                self.send(&error(id.unwrap_or(&Value::Null), code::INVALID, "`method` is missing"))?;
            }
            return Ok(false);
        };
        let Some(id) = id else {
            if method == "exit" {
                return Ok(true);
            }
            if self.state == State::Running {
                self.notified(method, params)?;
            }
            return Ok(false);
        };
        match (self.state, method) {
            (State::New, "initialize") => {
                self.initialize(params);
                self.state = State::Running;
                self.send(&answer(id, answers::capabilities(self.client.encoding)))?;
            }
            (State::New, _) => self.send(&error(id, code::NOT_INITIALIZED, "the server is not initialized"))?,
            (State::Ending, _) => self.send(&error(id, code::INVALID, "the server was shut down"))?,
            (State::Running, "initialize") => {
                self.send(&error(id, code::INVALID, "the server is initialized already"))?
            }
            (State::Running, "shutdown") => {
                self.state = State::Ending;
                self.send(&answer(id, Value::Null))?;
            }
            (State::Running, "textDocument/diagnostic") => match document(params) {
                Some(path) if self.is_current() => self.pulled(id, &path)?,
                Some(path) => self.waiting.push((id.clone(), path)),
                None => self.send(&error(id, code::PARAMS, "`textDocument.uri` is not the URI of a file"))?,
            },
            (State::Running, method) => {
                let said = answers::answer(self, &Asked { method, params });
                let said = match said {
                    Ok(result) => answer(id, result),
                    Err(Refusal { code, message }) => error(id, code, &message),
                };
                self.send(&said)?;
            }
        }
        Ok(false)
    }

    fn initialize(&mut self, params: &Value) {
        let capability = |pointer: &str| params.pointer(&format!("/capabilities{pointer}"));
        let has = |pointer: &str| capability(pointer).is_some_and(|v| v.as_bool() != Some(false) && !v.is_null());
        self.client = Client {
            encoding: Encoding::of(capability("/general/positionEncodings").unwrap_or(&Value::Null)),
            pulls: has("/textDocument/diagnostic"),
            refreshes: has("/workspace/diagnostics/refreshSupport"),
            watches: has("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            lenses: has("/workspace/codeLens/refreshSupport"),
            progress: has("/window/workDoneProgress"),
        };
        let folders = params.get("workspaceFolders").and_then(Value::as_array);
        let mut roots: Vec<PathBuf> =
            folders.into_iter().flatten().filter_map(|f| path_of(f.get("uri")?.as_str()?)).collect();
        if roots.is_empty() {
            let root = params.get("rootUri").and_then(Value::as_str).and_then(path_of);
            let root = root.or_else(|| params.get("rootPath").and_then(Value::as_str).map(PathBuf::from));
            roots.extend(root.filter(|root| root.is_absolute()));
        }
        roots.retain(|root| root.is_dir());
        // Names are relative to the first directory, as for who works there.
        if let Some(root) = roots.first() {
            let _ = std::env::set_current_dir(root);
        }
        self.roots = roots;
        self.configure(params.get("initializationOptions").unwrap_or(&Value::Null));
    }

    /// Takes settings: `against` (a revision; `none` compares with nothing), `showAccess`.
    fn configure(&mut self, settings: &Value) {
        let settings = settings.get("apivet").unwrap_or(settings);
        if let Some(against) = settings.get("against").and_then(Value::as_str) {
            self.against = (!against.is_empty()).then(|| against.to_owned());
        }
        if let Some(shows) = settings.get("showAccess").and_then(Value::as_bool) {
            self.shows_access = shows;
        }
    }

    fn notified(&mut self, method: &str, params: &Value) -> Result<(), Failure> {
        match method {
            "initialized" => {
                if self.client.watches {
                    let globs = ["**/*.{yaml,yml,json}", "**/.spectral.js", "**/CODEOWNERS"];
                    let watchers: Vec<Value> = globs.iter().map(|glob| json!({"globPattern": glob})).collect();
                    let registration = json!({"id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": {"watchers": watchers}});
                    let request = json!({"jsonrpc": "2.0", "id": "register", "method": "client/registerCapability", "params": {"registrations": [registration]}});
                    self.send(&request)?;
                }
                self.changed(Duration::ZERO);
            }
            "textDocument/didOpen" => {
                let text = params.pointer("/textDocument/text").and_then(Value::as_str);
                if let (Some(path), Some(text)) = (document(params), text) {
                    let version = params.pointer("/textDocument/version").cloned().unwrap_or_default();
                    self.buffers.insert(path, Buffer::new(version, text));
                    self.changed(Duration::ZERO);
                }
            }
            "textDocument/didChange" => {
                let version = params.pointer("/textDocument/version").cloned().unwrap_or_default();
                let changes = params.get("contentChanges").and_then(Value::as_array);
                let encoding = self.client.encoding;
                if let (Some(buffer), Some(changes)) =
                    (document(params).and_then(|path| self.buffers.get_mut(&path)), changes)
                {
                    buffer.change(version, changes, encoding);
                    self.changed(PAUSE);
                }
            }
            "textDocument/didClose" => {
                if let Some(path) = document(params) {
                    self.buffers.remove(&path);
                    self.published.remove(&path);
                    self.changed(PAUSE);
                }
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => self.changed(PAUSE),
            "workspace/didChangeConfiguration" => {
                self.configure(params.get("settings").unwrap_or(&Value::Null));
                self.changed(PAUSE);
            }
            "workspace/didChangeWorkspaceFolders" => {
                let folders = |pointer: &str| {
                    let all = params.pointer(pointer).and_then(Value::as_array).cloned().unwrap_or_default();
                    all.iter().filter_map(|f| path_of(f.get("uri")?.as_str()?)).collect::<Vec<_>>()
                };
                let removed = folders("/event/removed");
                self.roots.retain(|root| !removed.contains(root));
                self.roots.extend(folders("/event/added").into_iter().filter(|root| root.is_dir()));
                self.changed(PAUSE);
            }
            "$/cancelRequest" => {
                let id = params.get("id").cloned().unwrap_or_default();
                let (gone, left) = std::mem::take(&mut self.waiting).into_iter().partition(|(known, _)| *known == id);
                self.waiting = left;
                let gone: Vec<(Value, PathBuf)> = gone;
                for (id, _) in gone {
                    self.send(&error(&id, code::CANCELLED, "cancelled"))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Notes that files changed: they are judged where nothing changes for a while.
    fn changed(&mut self, pause: Duration) {
        self.generation += 1;
        self.projects.clear();
        self.due = Some(Instant::now() + pause);
    }

    /// The work on the files as they are.
    fn job(&self) -> Job {
        let open: Vec<PathBuf> = self.buffers.keys().cloned().collect();
        // Without a directory, the open files are the project.
        let roots = if self.roots.is_empty() { open.clone() } else { self.roots.clone() };
        Job {
            generation: self.generation,
            args: self.args.clone(),
            roots,
            buffers: Buffers::new(self.buffers.iter().map(|(path, buffer)| (path.clone(), buffer.text()))),
            open,
            against: self.against.clone(),
        }
    }

    /// Does what is due: the work on files that changed, or the word that such work takes long.
    fn elapsed(&mut self) -> Result<(), Failure> {
        let now = Instant::now();
        if self.progress.due().is_some_and(|due| due <= now) {
            for message in self.progress.tell(self.generation) {
                self.send(&message)?;
            }
        }
        if self.due.is_some_and(|due| due <= now) {
            self.start();
        }
        Ok(())
    }

    fn start(&mut self) {
        self.due = None;
        if !self.roots.is_empty() || !self.buffers.is_empty() {
            let _ = self.jobs.send(self.job());
            if self.client.progress {
                self.progress.begin();
            }
        }
    }

    /// The document of a path with what it refers to, read once in each state of the files.
    pub(super) fn projects(&mut self, path: &Path) -> Vec<Arc<Project>> {
        let mut documents = self.latest.documents_of(path);
        if documents.is_empty() {
            documents.push(path.to_path_buf());
        }
        let job = self.job();
        let read = |document: PathBuf| {
            let known = self.projects.entry(document);
            known.or_insert_with_key(|document| Project::read(&job, document).map(Arc::new)).clone()
        };
        documents.into_iter().filter_map(read).collect()
    }

    fn analysed(&mut self, analysis: Analysis) -> Result<(), Failure> {
        if analysis.generation != self.generation {
            return Ok(());
        }
        let complete = analysis.complete;
        // What changed is not known yet: what was said of such files stays until it is.
        let waiting: BTreeSet<PathBuf> =
            if complete { BTreeSet::new() } else { self.latest.changes.keys().cloned().collect() };
        self.latest = analysis;
        // Where nothing could be judged, an editor without findings would look like one without faults.
        let method = if self.latest.documents.is_empty() { "window/showMessage" } else { "window/logMessage" };
        for failure in self.latest.failures.clone() {
            // Said once, as long as the session lasts.
            if self.told.insert(failure.clone()) {
                self.send(&notification(method, json!({"type": 2, "message": failure})))?;
            }
        }
        self.publish(&waiting)?;
        if !complete {
            return Ok(());
        }
        if let Some(end) = self.progress.end() {
            self.send(&end)?;
        }
        for (id, path) in std::mem::take(&mut self.waiting) {
            self.pulled(&id, &path)?;
        }
        if self.client.pulls && self.client.refreshes {
            let refresh = json!({"jsonrpc": "2.0", "id": format!("diagnostics {}", self.generation), "method": "workspace/diagnostic/refresh"});
            self.send(&refresh)?;
        }
        if self.client.lenses {
            let refresh = json!({"jsonrpc": "2.0", "id": format!("lenses {}", self.generation), "method": "workspace/codeLens/refresh"});
            self.send(&refresh)?;
        }
        Ok(())
    }

    /// Tells the diagnostics of all files that have some, and of those that have none any more. Editors that ask for those of
    /// open files are not told of them.
    fn publish(&mut self, but: &BTreeSet<PathBuf>) -> Result<(), Failure> {
        let files: BTreeSet<PathBuf> = self
            .latest
            .findings
            .keys()
            .chain(self.latest.changes.keys())
            .chain(self.published.keys())
            .cloned()
            .collect();
        for path in files.difference(but).cloned().collect::<Vec<_>>() {
            let of_editor = self.client.pulls && self.buffers.contains_key(&path);
            let all = if of_editor { Vec::new() } else { self.diagnostics(&path) };
            let mut params = json!({"uri": uri_of(&path), "diagnostics": all});
            if let Some(version) = self.buffers.get(&path).map(|b| &b.version).filter(|v| v.is_i64()) {
                params["version"] = version.clone();
            }
            let text = params.to_string();
            if self.published.get(&path) == Some(&text) {
                continue;
            }
            let is_empty = params["diagnostics"].as_array().is_some_and(Vec::is_empty);
            let was_empty = !self.published.contains_key(&path);
            if is_empty && was_empty {
                continue;
            }
            self.send(&notification("textDocument/publishDiagnostics", params))?;
            if is_empty {
                self.published.remove(&path);
            } else {
                self.published.insert(path, text);
            }
        }
        Ok(())
    }

    fn diagnostics(&self, path: &Path) -> Vec<Value> {
        let since = self.latest.since.as_deref();
        self.findings(path).map(|finding| diagnostic(finding, self.client.encoding, since)).collect()
    }

    fn pulled(&self, id: &Value, path: &Path) -> Result<(), Failure> {
        self.send(&answer(id, json!({"kind": "full", "items": self.diagnostics(path)})))
    }

    /// Shows an address, as an answer to a command.
    pub(super) fn show(&self, url: &str) {
        let params = json!({"uri": url, "external": true});
        let request = json!({"jsonrpc": "2.0", "id": EXPLAIN, "method": "window/showDocument", "params": params});
        let _ = self.send(&request);
    }
}

/// The file that a message is about.
pub(super) fn document(params: &Value) -> Option<PathBuf> {
    path_of(params.pointer("/textDocument/uri")?.as_str()?)
}
