//! The command line. Only here are the terminal, the environment, the clock and the exit status known.

mod against;
mod args;
mod audit;
mod baseline;
mod debug_tree;
mod diff;
mod documents;
mod explain;
mod git;
mod init;
mod inventory;
mod lint;
mod migrate;
mod progress;
mod promote;
mod repair;
mod report;
mod rules;
mod rulesets;
mod settings;
mod severity_levels;
mod terminal;
mod test_rules;
mod versions;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Cli, Command};

/// How a command ended, in the terms of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Nothing at or over the fail level.
    Clean,
    /// Findings at or over the fail level.
    Findings,
    /// The run itself failed.
    Failed,
}

/// A failed run, in words.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Failure {
    message: String,
    help: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(format!("cannot write: {error}"))
    }
}

/// Runs the program with these arguments, the program's name first.
#[must_use]
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(with_default_command(arguments)) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no failures; clap's own status for wrong usage is 2, as ours.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let result = match cli.command {
        Command::Lint(args) => lint::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Promote(args) => promote::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Inventory(args) => inventory::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Test(args) => test_rules::run(&args),
        Command::Migrate(args) => migrate::run(&args),
        Command::Schema => schema(),
        Command::DebugTree(args) => debug_tree::run(&args),
        Command::Completions(args) => completions(args.shell),
        Command::Man(args) => man(&args.out),
    };
    match result {
        Ok(Status::Clean) => ExitCode::SUCCESS,
        Ok(Status::Findings) => ExitCode::from(1),
        Ok(Status::Failed) => ExitCode::from(2),
        Err(failure) => {
            tell(&failure);
            ExitCode::from(2)
        }
    }
}

/// Tells a failure on standard error.
pub(crate) fn tell(failure: &Failure) {
    let mut err = anstream::stderr().lock();
    let _ = writeln!(err, "\u{1b}[31merror:\u{1b}[0m {failure}");
    if let Some(help) = &failure.help {
        let _ = writeln!(err, "\u{1b}[36mhelp:\u{1b}[0m {help}");
    }
}

/// `1 operation`, `2 operations`
pub(crate) fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// `apivet api.yaml` means `apivet lint api.yaml`.
fn with_default_command(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let command = Cli::command();
    let known = |word: &str| {
        word == "help"
            || command.get_subcommands().any(|c| c.get_name() == word || c.get_all_aliases().any(|a| a == word))
    };
    let first = arguments.get(1).and_then(|a| a.to_str());
    let is_command = match first {
        None => false,
        Some("-h" | "--help" | "-V" | "--version") => true,
        Some(word) => known(word),
    };
    if !is_command {
        arguments.insert(1.min(arguments.len()), "lint".into());
    }
    arguments
}

/// The commands' names, for near names of mistyped ones.
fn command_names() -> Vec<String> {
    Cli::command().get_subcommands().map(|c| c.get_name().to_owned()).collect()
}

fn schema() -> Result<Status, Failure> {
    let text = serde_json::to_string_pretty(&crate::ruleset::json_schema()).map_err(io::Error::from)?;
    print(&format!("{text}\n"))
}

fn completions(shell: clap_complete::Shell) -> Result<Status, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "apivet", &mut text);
    print(&String::from_utf8_lossy(&text))
}

fn man(folder: &std::path::Path) -> Result<Status, Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|e| Failure::new(format!("cannot make the folder `{}`: {e}", folder.display())))?;
    clap_mangen::generate_to(Cli::command(), folder)?;
    print(&format!("man pages written to {}\n", folder.display()))
}

/// Writes a whole text: to a file, or to standard output.
fn deliver(file: Option<&std::path::Path>, text: &str) -> Result<Status, Failure> {
    match file {
        Some(path) => std::fs::write(path, text)
            .map(|()| Status::Clean)
            .map_err(|e| Failure::new(format!("cannot write to `{}`: {e}", path.display()))),
        None => print(text),
    }
}

/// Each file that is named with --output has its --format.
fn check_outputs(outputs: usize, formats: usize) -> Result<(), Failure> {
    if outputs <= formats {
        return Ok(());
    }
    Err(Failure::new(format!("{outputs} files are named with --output, and {formats} formats with --format"))
        .help("name a format for each file"))
}

/// Writes to standard output; a reader that has gone away is no failure.
fn print(text: &str) -> Result<Status, Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Status::Clean),
    }
}
