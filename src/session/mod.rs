//! What every command needs, found once: the day, the configuration of each document, the folder that references may
//! lead to, loaders, rulesets, suppressions.
//!
//! A command is a page that asks the session. The environment, the clock and the terminal belong to the command line:
//! the session is told of them.

mod baseline;
mod bases;
mod buffers;
mod configuration;
mod disk;
mod documents;
mod failure;
mod fence;
mod files;
mod git;
mod log;
mod network;
mod owners;
mod policy_changes;
mod policy_files;
mod read;
mod rulesets;
mod run;
mod search;
mod sides;
mod versions;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

pub use baseline::{Baseline, Merged};
pub use bases::{Bases, inside, searched};
pub use buffers::Buffers;
pub use configuration::CONFIGURATIONS;
pub use disk::{Disk, Watched};
pub use documents::{Document, FoundDocuments, Skipped, display_name, expand};
pub use failure::{Failure, syntax_errors};
pub use files::write;
pub use log::{Log, LoggedCommit};
pub use network::Network;
pub use read::{decode, read_stdin, read_text};
pub use rulesets::{Declared, NamedOrFound};
pub use run::{ComparedDocument, DiffOptions, Run};
pub use search::Searched;
pub use sides::SideDocument;
pub use versions::{DocumentVersion, check};

use fence::Fence;
use git::{History, Revision};
use policy_files::PolicyRevision;

use crate::declared::Sandbox;
use crate::rule::Timings;
use crate::ruleset::suppress::Suppressions;
use crate::ruleset::{Config, Ruleset};
use crate::source::Source;
use crate::spec::{Loader, NoFiles};
use crate::text::Day;

/// What steers a session, as the command line says it.
#[derive(Clone, Debug, Default)]
pub struct SessionOptions {
    /// The working folder.
    pub here: PathBuf,
    /// The configuration, instead of the nearest one of each document.
    pub config: Option<PathBuf>,
    /// The revision that configurations, rulesets and baselines are read from; the disk where there is none.
    pub config_from: Option<String>,
    /// True where no configuration is read.
    pub isolated: bool,
    /// The folder out of which references are not followed.
    pub root: Option<PathBuf>,
    /// True where references may lead to the network.
    pub allow_remote: bool,
    /// Hosts with private addresses that may be asked all the same: `HOST` or `HOST:PORT`.
    pub allow_hosts: Vec<String>,
    /// Our own program, in whose processes functions of rulesets run; in this process where there is none.
    pub program: Option<PathBuf>,
    /// True where rulesets in JavaScript may run that nobody named.
    pub allow_scripts: bool,
    /// The day that rules about time and suppressions go by.
    pub today: Day,
    /// Names of packs that are added to what configurations extend.
    pub packs: Vec<String>,
    /// Rules and categories that run; all where it is empty.
    pub select: Vec<String>,
    /// Rules and categories that are left out.
    pub deselect: Vec<String>,
    /// True where documents may not hold suppressions.
    pub no_inline: bool,
    /// Texts that count instead of those on the disk.
    pub buffers: Buffers,
    /// What counts how long the run takes.
    pub timings: Arc<Timings>,
}

/// The configuration of some documents.
#[derive(Debug)]
pub struct Configured {
    /// Its file; none where there is none.
    pub path: Option<PathBuf>,
    /// What it says.
    pub config: Config,
    /// The rules as it sets them.
    pub ruleset: Arc<Ruleset>,
}

/// A configuration, or why it cannot be used.
type ReadConfiguration = Result<Arc<Configured>, Failure>;

/// See the module.
#[derive(Debug)]
pub struct Session {
    options: SessionOptions,
    /// The working folder without symbolic links.
    here: PathBuf,
    /// Where configurations, rulesets and baselines are read from, if not from the disk.
    policy: Option<PolicyRevision>,
    /// Where functions of rulesets run.
    sandbox: Arc<Sandbox>,
    /// The network, where references may lead there.
    network: Option<Arc<Network>>,
    /// The configuration of the whole run, where one is given or none is wanted.
    given: Option<Arc<Configured>>,
    /// Those that were read, by their file; that of documents without one under `None`.
    known: Mutex<BTreeMap<Option<PathBuf>, ReadConfiguration>>,
    /// What the user should know, in order.
    notes: Mutex<Vec<String>>,
    /// The CODEOWNERS of directories, each read once.
    code_owners: Mutex<BTreeMap<PathBuf, Option<Arc<owners::CodeOwners>>>>,
}

impl Session {
    /// Begins a session.
    ///
    /// # Errors
    /// Where the configuration that is given cannot be used, or the root is not a directory.
    pub fn new(options: SessionOptions) -> Result<Self, Failure> {
        if let Some(root) = options.root.as_ref().filter(|root| !root.is_dir()) {
            return Err(Failure::new(format!("the root `{}` is not a directory", root.display())));
        }
        let here = options.here.canonicalize().unwrap_or_else(|_| options.here.clone());
        let network = options.allow_remote.then(|| Arc::new(Network::new(&options.allow_hosts)));
        let policy = options.config_from.as_deref().map(|name| PolicyRevision::find(&here, name)).transpose()?;
        let sandbox = Arc::new(Sandbox::new(options.program.clone(), options.today));
        let (known, notes, code_owners) = (Mutex::default(), Mutex::default(), Mutex::default());
        let mut session = Self { options, here, policy, sandbox, network, given: None, known, notes, code_owners };
        session.given = match (session.options.config.clone(), session.options.isolated) {
            (Some(path), _) => {
                let config = session.read_configuration(&path)?;
                Some(Arc::new(session.configured(Some(path), config)))
            }
            (None, true) => Some(Arc::new(session.configured(None, session.without_file()))),
            (None, false) => None,
        };
        Ok(session)
    }

    /// What holds where there is no configuration file: the packs of the command line.
    fn without_file(&self) -> Config {
        let empty = Arc::new(Source::new("", ""));
        // The packs are our own: nothing in them is wrong.
        Config::read(empty, "", &NoFiles, &self.sandbox, &self.options.packs).unwrap_or_default()
    }

    fn configured(&self, path: Option<PathBuf>, config: Config) -> Configured {
        let SessionOptions { select, deselect, today, .. } = &self.options;
        let select = if config.only.is_empty() { select } else { &config.only };
        let ruleset = Arc::new(Ruleset::new(config.clone(), select, deselect, *today));
        Configured { path, config, ruleset }
    }

    /// The options.
    #[must_use]
    pub fn options(&self) -> &SessionOptions {
        &self.options
    }

    /// The day.
    #[must_use]
    pub fn today(&self) -> Day {
        self.options.today
    }

    /// What counts how long the run takes.
    #[must_use]
    pub fn timings(&self) -> &Timings {
        &self.options.timings
    }

    /// The commit that is checked out; nothing outside of a repository.
    #[must_use]
    pub fn commit(&self) -> Option<String> {
        git::checked_out(&self.options.here)
    }

    /// The URL of the repository's `origin`, without credentials; nothing outside of one, or where it has none.
    #[must_use]
    pub fn repository(&self) -> Option<String> {
        let url = git::origin(&self.options.here)?;
        Some(crate::spec::without_credentials(&url).into_owned())
    }

    /// True where one configuration, or none, is meant for all documents.
    #[must_use]
    pub fn is_configured(&self) -> bool {
        self.given.is_some()
    }

    /// The configuration of the documents in a folder: the one that is given, else the nearest upward, read once.
    ///
    /// # Errors
    /// Where it cannot be used.
    pub fn configuration(&self, folder: &Path) -> Result<Arc<Configured>, Failure> {
        if let Some(given) = &self.given {
            return Ok(given.clone());
        }
        let path = self.nearest(folder);
        if let Some(known) = self.known.lock().ok().and_then(|known| known.get(&path).cloned()) {
            return known;
        }
        let config = path.as_deref().map(|p| self.read_configuration(p)).transpose();
        let configured =
            config.map(|config| Arc::new(self.configured(path.clone(), config.unwrap_or_else(|| self.without_file()))));
        if let Ok(mut known) = self.known.lock() {
            known.insert(path, configured.clone());
        }
        configured
    }

    /// The rules as they are without a configuration.
    #[must_use]
    pub fn unconfigured(&self) -> Arc<Configured> {
        Arc::new(self.configured(None, self.without_file()))
    }

    /// The configuration of this file.
    ///
    /// # Errors
    /// Where it cannot be used.
    pub fn configuration_of(&self, path: &Path) -> Result<Arc<Configured>, Failure> {
        let config = self.read_configuration(path)?;
        Ok(Arc::new(self.configured(Some(path.to_path_buf()), config)))
    }

    /// The same configuration with changes, for a command that adds to it.
    #[must_use]
    pub fn reconfigured(&self, configured: &Configured, change: impl FnOnce(&mut Config)) -> Arc<Configured> {
        let mut config = configured.config.clone();
        change(&mut config);
        Arc::new(self.configured(configured.path.clone(), config))
    }

    /// The configurations that were read, in the order of their files.
    #[must_use]
    pub fn configurations(&self) -> Vec<Arc<Configured>> {
        match &self.given {
            Some(given) => vec![given.clone()],
            None => self.known.lock().map(|known| known.values().flatten().cloned().collect()).unwrap_or_default(),
        }
    }

    /// The files that documents in a folder may refer to.
    #[must_use]
    pub fn disk(&self, folder: &Path, configured: &Configured) -> Disk {
        self.disk_in(&self.root(folder, configured), configured)
    }

    /// The files that documents may refer to whose references stay in `root`.
    fn disk_in(&self, root: &Path, configured: &Configured) -> Disk {
        let fence = Fence::new(root, self.options.root.is_some()).under(&self.options.buffers);
        Disk::fenced(fence, configured.config.limits, self.network.clone())
    }

    /// Writes a file: see [`files::write`].
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(&self, path: &Path, text: &[u8]) -> Result<(), Failure> {
        files::write(path, text, &self.fence())
    }

    /// The files that documents may refer to: those of their revision, or those on the disk inside `root`.
    fn files(&self, root: &Path, revision: Option<&Revision>, configured: &Configured) -> Box<dyn Loader + Send> {
        match revision {
            Some(revision) => Box::new(History::new(revision.clone(), configured.config.limits, &self.here)),
            None => Box::new(self.disk_in(root, configured)),
        }
    }

    /// Suppressions of a run: none yet.
    #[must_use]
    pub fn suppressions(&self) -> Suppressions {
        Suppressions::new(self.options.today, self.options.no_inline)
    }

    /// Tells the user something that fails nothing.
    pub fn note(&self, text: String) {
        if let Ok(mut notes) = self.notes.lock() {
            notes.push(text);
        }
    }

    /// What the user should know, taken out.
    #[must_use]
    pub fn take_notes(&self) -> Vec<String> {
        self.notes.lock().map(|mut notes| std::mem::take(&mut *notes)).unwrap_or_default()
    }

    /// The absolute working folder as names are relative to it.
    fn here_shown(&self) -> String {
        display_name(&self.here)
    }
}

/// The folder itself, or that of a file.
#[must_use]
pub fn folder_of(path: &Path) -> PathBuf {
    if path.is_dir() { path.to_path_buf() } else { path.parent().map(Path::to_path_buf).unwrap_or_default() }
}

/// The paths of a run; the working folder where none is named.
#[must_use]
pub fn paths_or_here(named: &[PathBuf]) -> Vec<PathBuf> {
    if named.is_empty() { vec![PathBuf::from(".")] } else { named.to_vec() }
}
