//! The command line. Only here are the terminal, the environment, the clock and the exit status known.

mod args;
mod audit;
mod debug_tree;
mod diff;
mod explain;
mod fix;
mod init;
mod inventory;
mod lint;
mod lsp;
mod mcp;
mod migrate;
mod progress;
mod promote;
mod report;
mod rpc;
mod rule_names;
mod rules;
mod selection;
mod severity_levels;
mod terminal;
mod test_rules;
mod timings;
mod watch;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Cli, Command, ConfigArgs, SchemaName, SessionArgs};

use crate::finding::Finding;
use crate::report::NotJudged;
use crate::session::{Failure, Session, SessionOptions, Skipped};
use crate::text::{Day, Sorting, nearest, printable};

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

/// Runs the program with these arguments, the program's name first.
#[must_use]
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    #[cfg(feature = "javascript")]
    if let [_, command, day] = arguments.as_slice()
        && command == crate::declared::SANDBOX
    {
        // We are a process of our own sandbox.
        let day = day.to_str().and_then(Day::parse).unwrap_or_default();
        return if crate::declared::serve(day).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    std::panic::set_hook(Box::new(own_fault));
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
        Command::Schema(args) => schema(args.name),
        Command::DebugTree(args) => debug_tree::run(&args),
        Command::Lsp(args) => lsp::run(args),
        Command::Mcp(args) => mcp::run(&args),
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

/// What is said where apivet itself is wrong: the run failed, and with the status of one that did.
fn own_fault(what: &std::panic::PanicHookInfo<'_>) {
    let payload = what.payload();
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let message = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    let place = what.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
    let mut err = anstream::stderr();
    let _ = writeln!(err, "\u{1b}[31merror:\u{1b}[0m internal error: {}{place}", printable(message));
    let _ = writeln!(
        err,
        "\u{1b}[36mhelp:\u{1b}[0m nothing is known about the documents; please report it with this text and, if you can, with the \
         document: https://github.com/apivet/apivet/issues"
    );
    std::process::exit(2);
}

/// A failure of a file that is not there, and may be the name of a command with a slip in it.
fn maybe_a_command(failure: Failure, paths: &[std::path::PathBuf]) -> Failure {
    let missing = paths.iter().find(|p| !p.exists() && p.as_os_str() != "-" && p.components().count() == 1);
    let Some(name) = missing.map(|p| p.to_string_lossy()) else { return failure };
    let commands = command_names();
    match nearest(&name, commands.iter().map(String::as_str)) {
        Some(command) => failure.help(format!("did you mean the command `{command}`?")),
        None => failure,
    }
}

/// Tells a failure on standard error, with the places of what is wrong.
pub(crate) fn tell(failure: &Failure) {
    if !failure.problems().is_empty() {
        show(failure.problems());
    }
    let mut err = anstream::stderr().lock();
    let line = |text: &str| terminal::for_log(&printable(text)).into_owned();
    let _ = writeln!(err, "\u{1b}[31merror:\u{1b}[0m {}", line(&failure.to_string()));
    if let Some(help) = failure.help_text() {
        let _ = writeln!(err, "\u{1b}[36mhelp:\u{1b}[0m {}", line(help));
    }
}

/// Says that there is nothing to judge.
fn none_found(paths: &[std::path::PathBuf]) -> Failure {
    let names = paths.iter().map(|p| format!("`{}`", p.display())).collect::<Vec<_>>().join(", ");
    let names = if names.is_empty() { "`.`".to_owned() } else { names };
    Failure::new(format!("no OpenAPI document was found in {names}: nothing was judged"))
        .help("name a file, or a directory that holds documents starting with `openapi:` or `swagger:`")
}

/// Tells why documents are not judged, each reason once, and gives it for reports.
fn tell_skipped(skipped: &[Skipped]) -> Vec<NotJudged> {
    let mut told: BTreeSet<String> = BTreeSet::new();
    for Skipped { failure, .. } in skipped {
        if told.insert(failure.to_string()) {
            tell(failure);
        }
    }
    let mut all: Vec<NotJudged> =
        skipped.iter().map(|s| NotJudged { file: s.file.clone(), reason: s.failure.to_string() }).collect();
    all.order_by(|a, b| (&a.file, &a.reason).cmp(&(&b.file, &b.reason)));
    all.dedup();
    all
}

/// Shows problems with files that steer a run on standard error, each with the lines around it.
fn show(problems: &[Finding]) {
    let found = crate::report::Report { findings: problems, ..crate::report::Report::default() };
    let options = crate::report::TextOptions {
        style: crate::report::Style::Full,
        ..terminal::text_options(args::ColorArg::Auto, args::StyleArg::Full, false)
    };
    let mut text = Vec::new();
    let _ = crate::report::write_findings(&found, &options, &mut text);
    let _ = io::stderr().lock().write_all(terminal::for_log(&String::from_utf8_lossy(&text)).as_bytes());
}

/// Begins a session as the arguments of a command say.
fn open(args: &SessionArgs, change: impl FnOnce(&mut SessionOptions)) -> Result<Session, Failure> {
    if let Some(jobs) = args.jobs {
        // Fails only where a pool exists already, as in tests that run in one process.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
    let mut options = SessionOptions {
        root: args.root.clone(),
        allow_remote: args.allow_remote,
        allow_hosts: args.allow_host.clone(),
        allow_scripts: args.allow_scripts,
        today: today(args.today.as_deref())?,
        ..options(&args.configuration)
    };
    change(&mut options);
    Session::new(options)
}

/// Begins a session for a command that reads no documents.
fn open_for_rules(args: &ConfigArgs) -> Result<Session, Failure> {
    Session::new(SessionOptions { today: today(None)?, ..options(args) })
}

fn options(args: &ConfigArgs) -> SessionOptions {
    SessionOptions {
        here: std::env::current_dir().unwrap_or_default(),
        program: std::env::current_exe().ok(),
        config: args.config.clone(),
        config_from: args.config_from.clone(),
        isolated: args.isolated,
        packs: rule_names::whole_pack_names(&args.pack),
        ..SessionOptions::default()
    }
}

/// The day that rules about time go by.
fn today(given: Option<&str>) -> Result<Day, Failure> {
    match given {
        Some(text) => {
            Day::parse(text).ok_or_else(|| Failure::new(format!("`{text}` is no date")).help("write it as YYYY-MM-DD"))
        }
        None => Ok(terminal::today()),
    }
}

/// Prints what the user should know.
fn tell_notes(session: &Session) {
    for note in session.take_notes() {
        warn(&format!("note: {note}"));
    }
}

/// Prints a line on standard error.
fn warn(line: &str) {
    eprintln!("{}", terminal::for_log(&printable(line)));
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

fn schema(name: SchemaName) -> Result<Status, Failure> {
    let text = match name {
        SchemaName::Config => {
            let text = serde_json::to_string_pretty(&crate::ruleset::json_schema()).map_err(io::Error::from)?;
            return print_data(&format!("{text}\n"));
        }
        SchemaName::Lint => include_str!("../report/schema/lint.json"),
        SchemaName::Diff => include_str!("../report/schema/diff.json"),
        SchemaName::History => include_str!("../report/schema/history.json"),
        SchemaName::Audit => include_str!("../report/schema/audit.json"),
        SchemaName::Inventory => include_str!("../report/schema/inventory.json"),
    };
    print_data(text)
}

fn completions(shell: clap_complete::Shell) -> Result<Status, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "apivet", &mut text);
    print_data(&String::from_utf8_lossy(&text))
}

fn man(folder: &std::path::Path) -> Result<Status, Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|e| Failure::new(format!("cannot create the directory `{}`: {e}", folder.display())))?;
    clap_mangen::generate_to(Cli::command(), folder)?;
    print(&format!("man pages written to {}\n", folder.display()))
}

/// Writes a whole text: to a file, or to standard output.
fn deliver(session: &Session, file: Option<&std::path::Path>, text: &str) -> Result<Status, Failure> {
    match file {
        Some(path) => {
            let clean = crate::report::without_steering(text.as_bytes().to_vec(), text.starts_with(['{', '[']));
            session.write(path, &clean).map(|()| Status::Clean)
        }
        None => print(text),
    }
}

/// Writes a report in each format: to the file of the same number, else as `elsewhere` says; `is_commands` knows the format
/// that logs are meant to obey. True where a file could not
/// be written, which does not keep the others from it.
fn write_formats<F: Copy>(
    session: &Session,
    outputs: &[std::path::PathBuf],
    formats: &[F],
    write: &dyn Fn(F, bool, &mut dyn io::Write) -> io::Result<()>,
    is_commands: &dyn Fn(F) -> bool,
    elsewhere: Elsewhere,
) -> Result<bool, Failure> {
    check_outputs(outputs.len(), formats.len())?;
    // A log obeys what looks like a command of it: but for the format that is made of them, nothing may.
    let to_log = |format: F, terminal: bool, out: &mut dyn io::Write| {
        if !terminal::on_github_actions() || is_commands(format) {
            return write(format, terminal, out);
        }
        let mut text = Vec::new();
        write(format, terminal, &mut text)?;
        out.write_all(terminal::for_log(&String::from_utf8_lossy(&text)).as_bytes())
    };
    let mut broken = false;
    for (n, format) in formats.iter().enumerate() {
        match (outputs.get(n), elsewhere) {
            (Some(path), _) => {
                let mut text = Vec::new();
                write(*format, false, &mut text)?;
                if let Err(failure) = session.write(path, &text) {
                    tell(&failure);
                    broken = true;
                }
            }
            (None, Elsewhere::Nowhere) => {}
            (None, Elsewhere::StandardError) => to_log(*format, false, &mut io::stderr().lock())?,
            (None, Elsewhere::StandardOutput) => {
                let mut out = io::BufWriter::new(io::stdout().lock());
                match to_log(*format, true, &mut out).and_then(|()| out.flush()) {
                    // A reader that has seen enough is no failure.
                    Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                    result => result?,
                }
            }
        }
    }
    Ok(broken)
}

/// Where a report goes that no file is named for.
#[derive(Clone, Copy)]
enum Elsewhere {
    StandardOutput,
    StandardError,
    Nowhere,
}

/// Each file that is named with --output has its --format.
fn check_outputs(outputs: usize, formats: usize) -> Result<(), Failure> {
    if outputs <= formats {
        return Ok(());
    }
    Err(Failure::new(format!("{outputs} files are named with --output, and {formats} formats with --format"))
        .help("name a format for each file"))
}

/// Writes a text for people to standard output: nothing in it steers a terminal or a log.
fn print(text: &str) -> Result<Status, Failure> {
    let clean = crate::report::without_steering(text.as_bytes().to_vec(), text.starts_with(['{', '[']));
    print_data(&terminal::for_log(&String::from_utf8_lossy(&clean)))
}

/// Writes a text for programs to standard output as it is: a document, a configuration. A reader that has gone away is no
/// failure.
fn print_data(text: &str) -> Result<Status, Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Status::Clean),
    }
}
