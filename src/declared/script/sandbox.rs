//! The process that functions in JavaScript run in: a child of our own program, with limits of memory, processor time and
//! wall time over the whole run, ended from outside where it does not end by itself.
//!
//! Parent and child speak in frames: a length (64 bits, little-endian) and as many bytes. A request is a frame of JSON,
//! followed by frames of text where it announces them; each call is answered by one frame as it is done.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Scripts;
use super::host::Host;
use crate::declared::functions::{Said, Target};
use crate::declared::inventory::Inventory;
use crate::source::Source;
use crate::spec::{LoadError, Loader};
use crate::text::Day;
use crate::tree::{Limits, NodeId, Tree};

/// How long a call may take, and all calls of a run together.
pub(super) const CALL: Duration = Duration::from_secs(3);
const RUN: Duration = Duration::from_secs(60);
/// How much longer than a call is waited for an answer: the engine stops most calls by itself, and says where.
const GRACE: Duration = Duration::from_secs(1);
/// How long a document may take to be handed over and read.
const LOAD: Duration = Duration::from_secs(20);
/// Up to how many calls are each answered at once in any case: that costs nothing, and a second try as much as the first.
const FEW: usize = 64;
/// How many calls are sent together.
const CHUNK: usize = 500;
/// How long answers may wait to be sent together.
const OFTEN: Duration = Duration::from_millis(50);
/// How many processes run at once.
const PROCESSES: usize = 4;
/// The address space of a process, in bytes, and its processor time, in seconds.
#[cfg(unix)]
const SPACE: u64 = 1280 << 20;
#[cfg(unix)]
const CPU: u64 = 90;
/// The most bytes of an answer.
const ANSWER: u64 = 16 << 20;

/// Where functions run, for all documents and rulesets of a run.
#[derive(Debug, Default)]
pub struct Sandbox {
    /// Our own program; nothing where functions run in this process, as in tests of the library.
    program: Option<PathBuf>,
    /// The day that functions see.
    today: Day,
    workers: [Mutex<Slot>; PROCESSES],
    /// Milliseconds that calls have taken.
    spent: AtomicU64,
    engines: AtomicU64,
}

/// The place of a process, and how many were started in it.
#[derive(Debug, Default)]
struct Slot {
    worker: Option<Worker>,
    started: u64,
}

/// A function that is called, and what it is told of the rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunctionCalled {
    /// Its name.
    pub name: String,
    /// The file that exports it.
    pub file: String,
    /// Its options.
    pub options: Option<Value>,
    /// The rule, as functions see it.
    pub rule: Value,
}

impl FunctionCalled {
    /// What is the same function of the same file.
    fn key(&self) -> (&str, &str) {
        (&self.file, &self.name)
    }
}

/// One call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Call {
    /// The function, by its number in the list that comes with the calls.
    pub function: usize,
    /// Where the target stands in the document: the names and numbers on the way there, as JSON.
    pub path: String,
    /// What it is called with.
    pub target: CallTarget,
}

/// What came of a call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// What the function says.
    pub said: Vec<Said>,
    /// How long it took.
    pub took: Duration,
}

impl Answer {
    /// The word that there is none.
    fn failure(why: impl Into<String>) -> Self {
        Self { said: vec![Said::failure(why)], took: Duration::ZERO }
    }
}

/// What a function is called with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum CallTarget {
    /// Nothing is there.
    Missing,
    /// A name.
    Name(String),
    /// A node, by its file and number.
    Node(u32, u32),
}

/// What the parent asks for.
#[derive(Serialize, Deserialize)]
enum Request {
    /// Modules, whose texts follow: names, and the packages among them.
    Scripts { id: u64, names: Vec<String>, packages: std::collections::BTreeMap<String, String> },
    /// A document with what it refers to, whose texts follow: answered by one frame once it is read.
    Document { engine: u64, scripts: u64, names: Vec<String> },
    /// The functions that the next calls are of.
    Functions { engine: u64, functions: Vec<FunctionCalled> },
    /// Calls: answered by as many frames, each as soon as it is there where that is asked for.
    Calls { engine: u64, resolved: bool, at_once: bool, calls: Vec<Call> },
    /// What a ruleset in JavaScript holds: answered by one frame.
    Define { scripts: u64, file: String },
    /// A document is done.
    Done { engine: u64 },
}

/// Why a process gave no answer.
enum NoAnswer {
    /// It was ended: it took too long.
    Ended,
    /// It ended itself: out of memory, or a fault of the engine.
    Died,
}

impl NoAnswer {
    fn words(&self, name: &str) -> String {
        match self {
            Self::Ended => format!("`{name}` was stopped after {} s", CALL.as_secs()),
            Self::Died => format!("`{name}` crashed the engine: out of memory, or a bug in the engine"),
        }
    }
}

impl Sandbox {
    /// Functions run in processes of this program, and see this day.
    #[must_use]
    pub fn new(program: Option<PathBuf>, today: Day) -> Self {
        Self { program, today, ..Self::default() }
    }

    fn slot(&self, number: usize) -> std::sync::MutexGuard<'_, Slot> {
        self.workers[number % PROCESSES].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a ruleset in JavaScript holds, as JSON.
    ///
    /// # Errors
    /// Where it cannot be run, in words.
    pub fn define(&self, file: &str, scripts: &Arc<Scripts>) -> Result<String, String> {
        let Some(program) = &self.program else { return super::host::define(file, scripts, self.today) };
        let mut slot = self.slot(0);
        let worker = slot.worker(program, self.today)?;
        let sent = worker.know(scripts).and_then(|scripts| {
            worker.ask(&Request::Define { scripts, file: file.to_owned() })?;
            worker.answer::<Result<String, String>>(CALL + GRACE)
        });
        sent.unwrap_or_else(|_| {
            let why = slot.fell();
            Err(why.words(file))
        })
    }
}

impl Slot {
    /// The process, started where there is none.
    fn worker(&mut self, program: &std::path::Path, today: Day) -> Result<&mut Worker, String> {
        if self.worker.is_none() {
            self.worker =
                Some(Worker::start(program, today).map_err(|e| format!("the sandbox cannot be started: {e}"))?);
            self.started += 1;
        }
        self.worker.as_mut().ok_or_else(|| "the sandbox cannot be started".to_owned())
    }

    /// Takes a process away that gave no answer, and tells why it did not.
    fn fell(&mut self) -> NoAnswer {
        match self.worker.take() {
            Some(worker) if worker.watch.was_ended() => NoAnswer::Ended,
            _ => NoAnswer::Died,
        }
    }
}

/// The functions of one ruleset, for one document.
pub struct Engine<'a> {
    inventory: &'a Inventory,
    scripts: Arc<Scripts>,
    /// The engine of this process, where functions run here.
    here: Option<Option<Host>>,
    number: u64,
    /// The process that knows the document: how many were started in its place before.
    handed: Option<u64>,
    /// Functions that are not called any more, and why.
    stopped: FxHashMap<(String, String), String>,
}

impl<'a> Engine<'a> {
    /// An engine for the functions of a ruleset and one document.
    #[must_use]
    pub fn new(scripts: &Arc<Scripts>, inventory: &'a Inventory) -> Self {
        let sandbox = &scripts.sandbox;
        let here = sandbox.program.is_none().then(|| Host::new(scripts, inventory, sandbox.today));
        let number = sandbox.engines.fetch_add(1, Ordering::Relaxed);
        Self { inventory, scripts: scripts.clone(), here, number, handed: None, stopped: FxHashMap::default() }
    }

    /// Hands the document over, so that it is read there while the calls are gathered here.
    pub fn prepare(&mut self) {
        let scripts = self.scripts.clone();
        let sandbox = &scripts.sandbox;
        let Some(program) = &sandbox.program else { return };
        let mut slot = sandbox.slot(usize::try_from(self.number).unwrap_or(0));
        if slot.worker(program, sandbox.today).is_err() {
            return;
        }
        let started = slot.started;
        let Some(worker) = slot.worker.as_mut() else { return };
        let handed = worker.know(&scripts).and_then(|known| worker.hand_over(self.number, known, self.inventory));
        self.handed = handed.is_ok().then_some(started);
    }

    /// Calls functions, one after the other. What they throw, and that they take too long, is said in the place of their
    /// results.
    pub fn call(&mut self, functions: &[FunctionCalled], calls: &[Call], resolved: bool) -> Vec<Answer> {
        if let Some(here) = &self.here {
            let Some(host) = here else {
                return vec![Answer::failure("the engine for JavaScript cannot be started"); calls.len()];
            };
            return calls.iter().map(|call| answer(host, self.inventory, functions, call, resolved)).collect();
        }
        let scripts = self.scripts.clone();
        let sandbox = &scripts.sandbox;
        let mut said: Vec<Answer> = Vec::with_capacity(calls.len());
        // After a process fell, its calls are made again, each answered at once: the last one is the one that it fell by.
        let few = calls.len() <= FEW;
        let mut at_once = few;
        while said.len() < calls.len() {
            let function = &functions[calls[said.len()].function];
            if let Some(why) = self.stopped.get(&owned(function.key())) {
                said.push(Answer::failure(why.as_str()));
                continue;
            }
            let left = RUN.saturating_sub(Duration::from_millis(sandbox.spent.load(Ordering::Relaxed)));
            if left.is_zero() {
                let seconds = RUN.as_secs();
                said.push(Answer::failure(format!(
                    "`{}` was not run: all functions together took over {seconds} s",
                    function.name
                )));
                continue;
            }
            let started = Instant::now();
            let fell = self.call_there(sandbox, functions, (calls, resolved, at_once), left, &mut said);
            let took = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            sandbox.spent.fetch_add(took, Ordering::Relaxed);
            if fell.is_err() && !at_once {
                at_once = true;
                continue;
            }
            at_once = few;
            if let Err(why) = fell {
                // The call that there was no answer to. It would end in the same way again.
                let Some(call) = calls.get(said.len()) else { break };
                let function = &functions[call.function];
                self.stopped.insert(owned(function.key()), why.clone());
                said.push(Answer::failure(why));
            }
        }
        said
    }

    /// Has a process answer the calls that there is no answer to yet, as long as it answers.
    fn call_there(
        &mut self,
        sandbox: &Sandbox,
        functions: &[FunctionCalled],
        (calls, resolved, at_once): (&[Call], bool, bool),
        left: Duration,
        said: &mut Vec<Answer>,
    ) -> Result<(), String> {
        let Some(program) = &sandbox.program else { return Ok(()) };
        let first = said.len();
        // Up to the first call of a function that is not called any more.
        let is_stopped = |call: &Call| self.stopped.contains_key(&owned(functions[call.function].key()));
        let count = calls[first..].iter().position(is_stopped).unwrap_or(calls.len() - first);
        let calls = &calls[first..first + count];
        let mut slot = sandbox.slot(usize::try_from(self.number).unwrap_or(0));
        slot.worker(program, sandbox.today)?;
        let started = slot.started;
        let Some(worker) = slot.worker.as_mut() else { return Ok(()) };
        let asked = (|| {
            if self.handed != Some(started) {
                let scripts = worker.know(&self.scripts)?;
                worker.hand_over(self.number, scripts, self.inventory)?;
            }
            worker.ask(&Request::Functions { engine: self.number, functions: functions.to_vec() })
        })();
        self.handed = Some(started);
        if asked.is_ok() {
            let (begun, engine) = (Instant::now(), self.number);
            let Worker { input, output, watch, unread, .. } = worker;
            // Calls are sent while those before are answered: neither waits for the other with a full pipe.
            std::thread::scope(|scope| {
                scope.spawn(move || {
                    for calls in calls.chunks(CHUNK) {
                        let calls = calls.to_vec();
                        let request = Request::Calls { engine, resolved, at_once, calls };
                        let sent = serde_json::to_vec(&request).map_err(io::Error::from);
                        if sent.and_then(|bytes| write_frame(input, &bytes)).and_then(|()| input.flush()).is_err() {
                            return;
                        }
                    }
                });
                for _ in calls {
                    let left = left.saturating_sub(begun.elapsed()).max(Duration::from_millis(100));
                    match answer_of::<Answer>(output, watch, unread, left.min(CALL + GRACE)) {
                        Ok(answer) => said.push(answer),
                        Err(_) => {
                            // It will not read what is still to be sent either.
                            watch.end();
                            break;
                        }
                    }
                }
            });
            if said.len() == first + count {
                return Ok(());
            }
        }
        let why = slot.fell();
        self.handed = None;
        let name = calls.get(said.len() - first).map_or("", |call| &functions[call.function].name);
        Err(why.words(name))
    }
}

fn owned((file, name): (&str, &str)) -> (String, String) {
    (file.to_owned(), name.to_owned())
}

impl Drop for Engine<'_> {
    fn drop(&mut self) {
        let Some(handed) = self.handed else { return };
        let mut slot = self.scripts.sandbox.slot(usize::try_from(self.number).unwrap_or(0));
        if slot.started == handed
            && let Some(worker) = slot.worker.as_mut()
            && worker.ask(&Request::Done { engine: self.number }).is_err()
        {
            slot.worker = None;
        }
    }
}

/// Calls a function in this process.
fn answer(host: &Host, inventory: &Inventory, functions: &[FunctionCalled], call: &Call, resolved: bool) -> Answer {
    let target = match &call.target {
        CallTarget::Missing => Target::Missing,
        CallTarget::Name(name) => Target::Name(name.as_str().into()),
        CallTarget::Node(file, node) => Target::Node(inventory.trees()[*file as usize].at(NodeId(*node))),
    };
    let started = Instant::now();
    let said = host.call(&functions[call.function], &target, &call.path, inventory.view(resolved));
    Answer { said, took: started.elapsed() }
}

/// A process, as its parent sees it.
#[derive(Debug)]
struct Worker {
    input: BufWriter<ChildStdin>,
    output: BufReader<ChildStdout>,
    watch: Arc<Watch>,
    /// Documents that it was given and has not said yet that it has read.
    unread: usize,
    /// Modules that it knows: held, so that another one never has the same address.
    scripts: Vec<Arc<Scripts>>,
}

/// Ends a process that gives no answer in time.
#[derive(Debug)]
struct Watch {
    state: Mutex<Watched>,
    changed: Condvar,
}

#[derive(Debug)]
struct Watched {
    child: Child,
    deadline: Option<Instant>,
    ended: bool,
    over: bool,
}

impl Watch {
    fn until(&self, deadline: Option<Instant>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // A later moment is seen when the earlier one comes.
        let wakes = state.deadline.is_none() && deadline.is_some();
        state.deadline = deadline;
        drop(state);
        if wakes {
            self.changed.notify_one();
        }
    }

    /// Ends the process, for whatever reason; that it took too long is said of it only where it did.
    fn end(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = state.child.kill();
    }

    fn was_ended(&self) -> bool {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).ended
    }

    fn run(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while !state.over {
            let now = Instant::now();
            state = match state.deadline {
                Some(deadline) if deadline <= now => {
                    let _ = state.child.kill();
                    state.ended = true;
                    return;
                }
                Some(deadline) => {
                    self.changed.wait_timeout(state, deadline - now).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

impl Worker {
    fn start(program: &std::path::Path, today: Day) -> io::Result<Self> {
        let mut command = Command::new(program);
        // It finds nothing of the user's around it.
        command.arg(COMMAND).arg(today.to_string()).env_clear().current_dir(if cfg!(unix) { "/" } else { "." });
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take());
        let (Some(input), Some(output)) = pipes else { return Err(io::Error::other("it has no pipes")) };
        let state = Watched { child, deadline: None, ended: false, over: false };
        let watch = Arc::new(Watch { state: Mutex::new(state), changed: Condvar::new() });
        let watching = watch.clone();
        std::thread::Builder::new().name("watch".to_owned()).spawn(move || watching.run())?;
        Ok(Self { input: BufWriter::new(input), output: BufReader::new(output), watch, unread: 0, scripts: Vec::new() })
    }

    /// Sends modules, unless the process knows them. Gives their number.
    fn know(&mut self, scripts: &Arc<Scripts>) -> io::Result<u64> {
        let id = Arc::as_ptr(scripts) as u64;
        if !self.scripts.iter().any(|known| Arc::ptr_eq(known, scripts)) {
            let names = scripts.texts.keys().cloned().collect();
            self.write(&Request::Scripts { id, names, packages: scripts.packages.clone() })?;
            for text in scripts.texts.values() {
                write_frame(&mut self.input, text.as_bytes())?;
            }
            self.scripts.push(scripts.clone());
        }
        Ok(id)
    }

    fn hand_over(&mut self, engine: u64, scripts: u64, inventory: &Inventory) -> io::Result<()> {
        let names = inventory.trees().iter().map(|t| t.source().name().to_owned()).collect();
        self.watch.until(Some(Instant::now() + LOAD));
        self.write(&Request::Document { engine, scripts, names })?;
        inventory.trees().iter().try_for_each(|t| write_frame(&mut self.input, t.source().text().as_bytes()))?;
        self.input.flush()?;
        self.watch.until(None);
        self.unread += 1;
        Ok(())
    }

    fn write(&mut self, request: &Request) -> io::Result<()> {
        write_frame(&mut self.input, &serde_json::to_vec(request)?)
    }

    fn ask(&mut self, request: &Request) -> io::Result<()> {
        self.watch.until(Some(Instant::now() + LOAD));
        let asked = self.write(request).and_then(|()| self.input.flush());
        self.watch.until(None);
        asked
    }

    /// The next answer, waited for as long as that.
    fn answer<T: for<'de> Deserialize<'de>>(&mut self, patience: Duration) -> io::Result<T> {
        answer_of(&mut self.output, &self.watch, &mut self.unread, patience)
    }
}

fn answer_of<T: for<'de> Deserialize<'de>>(
    output: &mut BufReader<ChildStdout>,
    watch: &Watch,
    unread: &mut usize,
    patience: Duration,
) -> io::Result<T> {
    // First of all it says of documents that it has read them.
    while *unread > 0 {
        watch.until(Some(Instant::now() + LOAD));
        let frame = read_frame(output, ANSWER);
        watch.until(None);
        frame?.ok_or(io::ErrorKind::UnexpectedEof)?;
        *unread -= 1;
    }
    watch.until(Some(Instant::now() + patience));
    let frame = read_frame(output, ANSWER);
    watch.until(None);
    Ok(serde_json::from_slice(&frame?.ok_or(io::ErrorKind::UnexpectedEof)?)?)
}

impl Drop for Worker {
    fn drop(&mut self) {
        let mut state = self.watch.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.over = true;
        let _ = state.child.kill();
        let _ = state.child.wait();
        drop(state);
        self.watch.changed.notify_one();
    }
}

fn write_frame(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)
}

/// A frame; nothing at the end.
fn read_frame(from: &mut impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        result => result?,
    }
    let length = u64::from_le_bytes(length);
    if length > most {
        return Err(io::Error::other("the frame is too long"));
    }
    let mut bytes = Vec::new();
    if from.take(length).read_to_end(&mut bytes)? as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(bytes))
}

/// The argument that makes our program the process of the sandbox; the day follows it.
pub const COMMAND: &str = "sandbox-for-functions";

/// Serves the requests of the parent until it is gone. First of all the process gives up what it will not need.
///
/// # Errors
/// Where the parent cannot be spoken to, or says what it never says.
pub fn serve(today: Day) -> io::Result<()> {
    confine()?;
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = BufWriter::new(io::stdout().lock());
    let mut modules: FxHashMap<u64, Arc<Scripts>> = FxHashMap::default();
    let mut engines: FxHashMap<u64, (Option<Host>, Inventory)> = FxHashMap::default();
    let mut called: FxHashMap<u64, Vec<FunctionCalled>> = FxHashMap::default();
    while let Some(frame) = read_frame(&mut input, u64::MAX)? {
        match serde_json::from_slice(&frame)? {
            Request::Scripts { id, names, packages } => {
                let texts = read_texts(&mut input, names)?.into_iter().collect();
                modules.insert(id, Arc::new(Scripts { texts, packages, ..Scripts::default() }));
            }
            Request::Document { engine, scripts, names } => {
                let files = SentFiles(read_texts(&mut input, names)?);
                let Some((name, _)) = files.0.first() else { continue };
                let entry = files.load(name).map_err(io::Error::other)?;
                let inventory = Inventory::build(entry, &files);
                let host = modules.get(&scripts).and_then(|scripts| Host::new(scripts, &inventory, today));
                engines.insert(engine, (host, inventory));
                write_frame(&mut output, b"true")?;
                output.flush()?;
            }
            Request::Functions { engine, functions } => {
                called.insert(engine, functions);
            }
            Request::Calls { engine, resolved, at_once, calls } => {
                let known = engines.get(&engine);
                let functions = called.get(&engine).map_or(&[][..], Vec::as_slice);
                let mut told = Instant::now();
                for call in &calls {
                    let said = match known {
                        Some((Some(host), inventory)) => answer(host, inventory, functions, call, resolved),
                        _ => Answer::failure("the engine for JavaScript cannot be started"),
                    };
                    write_frame(&mut output, &serde_json::to_vec(&said)?)?;
                    if at_once || told.elapsed() > OFTEN {
                        output.flush()?;
                        told = Instant::now();
                    }
                }
                output.flush()?;
            }
            Request::Define { scripts, file } => {
                let unknown = || Err("the ruleset was not handed over".to_owned());
                let defined = modules.get(&scripts).map_or_else(unknown, |s| super::host::define(&file, s, today));
                write_frame(&mut output, &serde_json::to_vec(&defined)?)?;
                output.flush()?;
            }
            Request::Done { engine } => {
                engines.remove(&engine);
                called.remove(&engine);
            }
        }
    }
    Ok(())
}

fn read_texts(input: &mut impl Read, names: Vec<String>) -> io::Result<Vec<(String, String)>> {
    let text = |name| {
        let bytes = read_frame(input, u64::MAX)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        Ok((name, String::from_utf8(bytes).map_err(io::Error::other)?))
    };
    names.into_iter().map(text).collect()
}

/// The files that the parent sent: there are no others.
struct SentFiles(Vec<(String, String)>);

impl Loader for SentFiles {
    fn load(&self, name: &str) -> Result<Tree, LoadError> {
        let (name, text) = self.0.iter().find(|(n, _)| n == name).ok_or(LoadError::Missing)?;
        Ok(Tree::parse(Arc::new(Source::new(name, text.as_str())), Limits::default()))
    }
}

/// Gives up memory, processor time and files beyond what functions may take.
#[cfg(unix)]
fn confine() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limits = [
        #[cfg(not(any(target_os = "openbsd", target_os = "macos")))]
        (Resource::As, SPACE),
        (Resource::Cpu, CPU),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        // Those that are open stay so, and no more come.
        (Resource::Nofile, 0),
    ];
    for (resource, most) in limits {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn confine() -> io::Result<()> {
    Ok(())
}
