//! `apivet diff`

mod history;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{DiffArgs, FailOn};
use super::lint::{baselines, write_baseline};
use super::{Elsewhere, Status, severity_levels, tell_notes, terminal, write_formats};
use crate::diff::{Bump, Compatibility, Profile, Verdict};
use crate::engine::Outcome;
use crate::finding::Finding;
use crate::report::Format;
use crate::report::changes::{self, Acknowledgement, ChangeFormat, ChangeReport, DocumentVerdict};
use crate::ruleset::suppress::Suppressed;
use crate::session::{Baseline, ComparedDocument, Configured, DiffOptions, Failure, Run, Session};

/// The name of no file.
const NOTHING: &str = "/dev/null";

pub(super) fn run(args: &DiffArgs) -> Result<Status, Failure> {
    if !args.watch {
        return once(args);
    }
    let sides: Vec<PathBuf> =
        [Some(&args.base), args.revision.as_ref()].into_iter().flatten().map(PathBuf::from).collect();
    if sides.iter().any(|side| side == Path::new("-")) {
        return Err(Failure::new("`--watch` compares files again as they change").help("name a file instead of `-`"));
    }
    let session = super::open(&args.session, |_| {})?;
    let places = [sides, vec![session.fence()]].concat();
    super::watch::run(&session, &places, || once(args))
}

fn once(args: &DiffArgs) -> Result<Status, Failure> {
    let session = super::open(&args.session, |options| options.no_inline = args.waivers.no_inline_ignores)?;
    let Some(revision) = &args.revision else { return history::run(&session, args) };
    if args.base == "-" && revision == "-" {
        return Err(
            Failure::new("standard input is one document, and both sides are `-`").help("name a file for one of them")
        );
    }
    for (many, one) in [(&args.base, revision), (revision, &args.base)] {
        if Path::new(many).is_dir() && Path::new(one).is_file() && !args.composed {
            return Err(Failure::new(format!("`{many}` is a directory, and `{one}` is one document"))
                .help("name the document in it, or compare both as one API with `--composed`"));
        }
    }
    let configure = |folder: &Path| configure(&session, args, folder);
    let folder = if Path::new(revision).is_dir() { Path::new(revision) } else { folder_of(revision) };
    let configured = configure(folder)?;
    let baselines = baselines(&session, args.waivers.baseline.as_deref(), args.write_baseline.as_deref())?;
    let baselines: Vec<&Baseline> = baselines.iter().collect();
    let options = options(args);
    let mut run = Run::new(&session, &configured, &baselines);
    // As git hands over a file that is not there on one side.
    let one = |name: &str| if name == NOTHING { Ok(Vec::new()) } else { session.single(name, &configured) };
    if args.base == NOTHING && revision == NOTHING {
        return Err(Failure::new("neither side names a document: nothing was compared"));
    }
    let sides = if args.base == NOTHING || revision == NOTHING {
        [Some(one(&args.base)?), Some(one(revision)?)]
    } else {
        [session.side(&args.base, &configured)?, session.side(revision, &configured)?]
    };
    let mut names = [args.base.clone(), revision.clone()];
    let compared = match sides {
        [None, None] => {
            let (base, revision) =
                rayon::join(|| session.version(&args.base, &configured), || session.version(revision, &configured));
            let (base, revision) = (base?, revision?);
            names = [base.shown.clone(), revision.shown.clone()];
            let judged = run.compare(base, revision, &configured, &options)?;
            vec![ComparedDocument { names: [None, None], judged }]
        }
        [bases, revisions] if args.composed => {
            let bases = bases.map_or_else(|| session.single(&args.base, &configured), Ok)?;
            let revisions = revisions.map_or_else(|| session.single(revision, &configured), Ok)?;
            run.compare_composed(bases, revisions, &configured, &options)?
        }
        [Some(bases), Some(revisions)] => run.compare_sides(bases, revisions, &configure, &options)?,
        [many, _] => {
            let (many, one) = if many.is_some() { (&args.base, revision) } else { (revision, &args.base) };
            session.version(one, &configured)?;
            return Err(Failure::new(format!("`{many}` holds many documents, and `{one}` is one"))
                .help("name the document in it, or compare them as one API with `--composed`"));
        }
    };
    check_selection(&options, compared.iter().map(|one| one.judged.selected).sum())?;
    let about = run.about();
    tell_notes(&session);
    let many = compared.first().is_none_or(|one| one.names.iter().any(Option::is_some));
    let mut verdict = Verdict::of_documents(compared.iter().map(|one| &one.judged.verdict));
    verdict.partial = !options.selection.is_everything();
    let (mut documents, mut findings, mut suppressed) = (Vec::new(), Vec::new(), Vec::new());
    let (mut documentation, mut files) = (Vec::new(), 0);
    for ComparedDocument { names, judged } in compared {
        files += judged.sources.len();
        findings.extend(judged.findings);
        suppressed.extend(judged.suppressed);
        documentation.extend(judged.documentation);
        documents.extend(many.then_some(DocumentVerdict { names, verdict: judged.verdict }));
    }
    if let Some(path) = &args.write_baseline {
        let outcome = Outcome { findings, suppressed, ..Outcome::default() };
        let (text, said) = write_baseline(path, &baselines, &run, &outcome);
        session.write(path, text.as_bytes())?;
        return super::print(&said);
    }
    let acknowledged: Vec<Acknowledgement> = suppressed.into_iter().map(acknowledgement).collect();
    let report = ChangeReport {
        changes: &findings,
        verdict: &verdict,
        names: [&names[0], &names[1]],
        documents: &documents,
        documentation: args.docs.then_some(&documentation),
        acknowledged: &acknowledged,
        about: &about,
        files,
    };
    tell_about(&about);
    let failed = write(&session, args, &report)?;
    if failed {
        return Ok(Status::Failed);
    }
    Ok(if fails(&args.fail_on, &verdict) { Status::Findings } else { Status::Clean })
}

/// Fails where options leave nothing to compare: a slip in a pattern must not look like a clean run.
fn check_selection(options: &DiffOptions, selected: usize) -> Result<(), Failure> {
    if selected > 0 || options.selection.is_everything() {
        return Ok(());
    }
    Err(Failure::new("no operation of either version is selected: nothing was compared")
        .help("check the patterns, tags and operations of `--match-...` and `--exclude-...`"))
}

/// The folder of a file; the working folder for what lies elsewhere.
fn folder_of(name: &str) -> &Path {
    let path = Path::new(name);
    path.parent().filter(|_| path.exists()).unwrap_or(Path::new(""))
}

/// The configuration of documents in a folder, with the severities that the command line names.
fn configure(session: &Session, args: &DiffArgs, folder: &Path) -> Result<Arc<Configured>, Failure> {
    let configured = session.configuration(folder)?;
    let Some(path) = &args.severity_levels else { return Ok(configured) };
    let layer = severity_levels::read(session, path)?;
    Ok(session.reconfigured(&configured, |config| config.add_layer(path.display().to_string(), layer)))
}

/// How the command line wants versions to be compared.
fn options(args: &DiffArgs) -> DiffOptions {
    DiffOptions {
        profile: args.profile.as_deref().and_then(Profile::from_word),
        documentation: args.docs,
        selection: args.selection.selection(),
        prefixes: args.selection.prefixes(),
    }
}

fn acknowledgement(one: Suppressed) -> Acknowledgement {
    match one.by {
        Some(by) => Acknowledgement {
            change: one.finding,
            reason: by.reason.clone(),
            owner: by.owner.clone(),
            ticket: by.ticket.clone(),
            expires: by.expires.map(|day| day.to_string()),
        },
        None => Acknowledgement {
            change: one.finding,
            reason: "switched off in the configuration".to_owned(),
            owner: None,
            ticket: None,
            expires: None,
        },
    }
}

/// Tells on standard error what is wrong with suppressions: they are no changes.
fn tell_about(about: &[Finding]) {
    for finding in about {
        let at = finding.location.start();
        super::warn(&format!(
            "warning: {}:{}:{}: {} [{}]",
            finding.file(),
            at.line + 1,
            at.character + 1,
            finding.message,
            finding.rule
        ));
    }
}

/// True where the verdict is one that the run must fail on.
fn fails(on: &[FailOn], verdict: &Verdict) -> bool {
    on.iter().any(|level| match level {
        FailOn::Breaking => verdict.compatibility == Some(Compatibility::Breaking),
        FailOn::Undecided => verdict.compatibility >= Some(Compatibility::Undecided),
        FailOn::Risky => verdict.compatibility >= Some(Compatibility::Risky),
        FailOn::Any => verdict.compatibility.is_some(),
        FailOn::Weakened => verdict.weakened,
        FailOn::Version => !verdict.sufficient && verdict.required > Bump::Patch,
        FailOn::Never => false,
    })
}

/// Writes the reports; true where one could not be written.
fn write(session: &Session, args: &DiffArgs, report: &ChangeReport<'_>) -> Result<bool, Failure> {
    let word = |w: &String| ChangeFormat::ALL.iter().find(|(_, word)| word == w).map(|(f, _)| *f);
    let mut formats: Vec<ChangeFormat> = args.format.iter().filter_map(word).collect();
    if formats.is_empty() {
        formats.push(ChangeFormat::ALL[0].0);
    }
    let write_one = |format: ChangeFormat, terminal: bool, out: &mut dyn Write| {
        let options = terminal::display_options(&args.display, terminal);
        changes::write(format, report, &options, out)
    };
    let is_commands = |format: ChangeFormat| format == ChangeFormat::Findings(Format::Github);
    write_formats(session, &args.output, &formats, &write_one, &is_commands, Elsewhere::StandardOutput)
}
