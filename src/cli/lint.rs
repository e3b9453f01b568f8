//! `apivet lint`

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::LintArgs;
use super::fix::Finished;
use super::progress::Progress;
use super::{Elsewhere, Status, fix, maybe_a_command, tell, tell_notes, terminal, timings, write_formats};
use crate::declared::DeclaredRule;
use crate::engine::Outcome;
use crate::finding::{Finding, Severity};
use crate::fix::{FixOptions, Repaired};
use crate::report::{self, Format, NotJudged, Report, RuleText};
use crate::rule::{Category, Phase, Timings};
use crate::ruleset::Config;
use crate::session::{
    Baseline, Bases, Document, Failure, NamedOrFound, Run, Session, Skipped, display_name, expand, folder_of,
    paths_or_here,
};

/// What came of linting.
#[derive(Default)]
pub(super) struct Linted {
    pub(super) outcome: Outcome,
    pub(super) repaired: Repaired,
    /// Documents that were not judged.
    pub(super) skipped: Vec<Skipped>,
    /// What is wrong with rulesets in Spectral's format.
    pub(super) problems: Vec<Finding>,
    /// The rules of rulesets, and those that configurations declare.
    pub(super) declared: Vec<RuleText>,
    /// The severity from which findings fail the run, or `never`.
    pub(super) fail_on: String,
    /// What `--write-baseline` says and writes.
    pub(super) baseline: Option<(String, String)>,
}

pub(super) fn run(args: &LintArgs) -> Result<Status, Failure> {
    if !args.watch {
        return once(args);
    }
    if args.fix || args.paths.iter().any(|path| path == Path::new("-")) {
        return Err(Failure::new("`--watch` judges files again as they change")
            .help("leave out `--fix`, and name files or directories instead of `-`"));
    }
    let session = super::open(&args.session, |_| {})?;
    // Parts and configurations may stand anywhere in the root; changes there count.
    let places = [paths_or_here(&args.paths), vec![session.fence()]].concat();
    super::watch::run(&session, &places, || once(args))
}

fn once(args: &LintArgs) -> Result<Status, Failure> {
    let session = super::open(&args.session, |options| {
        options.select.clone_from(&args.select);
        options.deselect.clone_from(&args.ignore);
        options.no_inline = args.waivers.no_inline_ignores;
        if args.timings {
            options.timings = Arc::new(Timings::counting());
        }
    })?;
    let status = lint_once(&session, args);
    if args.timings {
        timings::tell_timings(session.timings());
    }
    status
}

fn lint_once(session: &Session, args: &LintArgs) -> Result<Status, Failure> {
    let linted = lint(session, args)?;
    tell_notes(session);
    let Linted { outcome, repaired, skipped, problems, declared, fail_on, baseline } = linted;
    if !problems.is_empty() {
        super::show(&problems);
    }
    let skipped = super::tell_skipped(&skipped);
    let mut failed = !skipped.is_empty() || !problems.is_empty();
    if outcome.documents.is_empty() {
        // Nothing was judged, which is no good news. Reports that others wait for say so.
        if args.affected && !failed {
            // The files at hand belong to no document: there is nothing that they could break.
            failed |= write(session, args, &outcome, &skipped, &declared, &fail_on, false)?;
            return Ok(if failed { Status::Failed } else { Status::Clean });
        }
        if !failed {
            tell(&super::none_found(&args.paths));
        }
        write(session, args, &outcome, &skipped, &declared, &fail_on, true)?;
        return Ok(Status::Failed);
    }
    match fix::finish(session, args, &outcome, &repaired)? {
        Finished::With(status) => return Ok(if failed { Status::Failed } else { status }),
        Finished::Report { failed: unwritten } => failed |= unwritten,
    }
    if let (Some(path), Some((text, said))) = (&args.write_baseline, &baseline) {
        session.write(path, text.as_bytes())?;
        // What has been written down as known is accepted: the findings go to files that were asked for, if anywhere.
        if !args.output.is_empty() {
            failed |= write(session, args, &outcome, &skipped, &declared, &fail_on, failed)?;
        }
        super::print(said)?;
        return Ok(if failed { Status::Failed } else { Status::Clean });
    }
    failed |= write(session, args, &outcome, &skipped, &declared, &fail_on, failed)?;
    if failed {
        return Ok(Status::Failed);
    }
    let level = Severity::from_word(&fail_on);
    let fails = level.is_some_and(|level| outcome.findings.iter().any(|f| f.severity.is_at_least(level)));
    Ok(if fails { Status::Findings } else { Status::Clean })
}

/// Judges what the arguments name, and fixes it where that is asked for.
pub(super) fn lint(session: &Session, args: &LintArgs) -> Result<Linted, Failure> {
    let paths = match args.paths.as_slice() {
        [] => paths_or_here(&[]),
        named => expand(named, args.fail_on_unmatched_globs, &|note| session.note(note))?,
    };
    // What is searched for follows the configuration of the first path.
    let first = paths.first().map(|p| folder_of(p)).unwrap_or_default();
    let configured = session.configuration(&first).or_else(|failure| {
        // That of one directory among several does not keep the others from being judged.
        if paths.len() > 1 { Ok(session.unconfigured()) } else { Err(failure) }
    })?;
    for name in args.select.iter().chain(&args.ignore) {
        check_name(name, &configured.config)?;
    }
    let declared = args
        .ruleset
        .iter()
        .map(|path| session.read_ruleset(path, NamedOrFound::Named))
        .collect::<Result<Vec<_>, _>>()?;
    let any = !declared.is_empty();
    let config = &configured.config;
    let mut found = session.find(&paths, args.stdin_filename.as_deref(), &config.exclude, config.limits, any)?;
    if args.affected {
        found = found.without_others();
    }
    let mut problems: Vec<Finding> = declared.iter().flat_map(|d| d.problems.clone()).collect();
    let unread = found.all_skipped().into_iter().map(|s| Skipped { failure: maybe_a_command(s.failure, &paths), ..s });
    let unread: Vec<Skipped> = unread.collect();
    let baselines = baselines(session, args.waivers.baseline.as_deref(), args.write_baseline.as_deref())?;
    let baselines: Vec<&Baseline> = baselines.iter().collect();
    let mut run = Run::new(session, &configured, &baselines);
    run.skip(unread);
    let against = args.against.as_deref().map(|base| session.bases(base)).transpose()?;
    let named: BTreeSet<PathBuf> = found.documents.iter().map(|d| PathBuf::from(d.tree.source().document())).collect();
    let folders: BTreeSet<PathBuf> = found.documents.iter().map(|d| d.folder.clone()).collect();
    // They are read once: to be linted, and to be compared.
    let compared: Vec<Document> = if against.is_some() { found.documents.clone() } else { Vec::new() };
    let mut repaired = Repaired::default();
    let mut of_found: Vec<DeclaredRule> = Vec::new();
    let mut outcome = if any {
        run.lint_declared(found.documents, &declared.iter().collect::<Vec<_>>())
    } else {
        let (by_ruleset, own) = partition(session, args, found.documents);
        let progress = Progress::new(own.len());
        let wanted = args.fix.then_some(FixOptions { unsafe_too: args.unsafe_fixes });
        let mut outcome = run.lint(own, wanted.as_ref(), &mut repaired, &|count| progress.done(count));
        progress.finish();
        if args.fix && !by_ruleset.is_empty() {
            session.note("rulesets in Spectral's format have no fixes; what they judge is reported only".to_owned());
        }
        for (path, documents) in by_ruleset {
            let declared = session.read_ruleset(&path, NamedOrFound::Found)?;
            let of_one = run.lint_declared(documents, &[&declared]);
            problems.extend(declared.problems);
            outcome.absorb(of_one);
            of_found.extend(declared.ruleset.rules);
        }
        outcome
    };
    if let Some(bases) = &against {
        let timings = session.timings();
        timings.phase(Phase::Compare, || run.compare_all(compared, bases, &paths, args.new_only, &mut outcome))?;
        run.note_removed(&named, bases, &paths, &configured, &mut outcome)?;
    }
    let skipped = run.take_skipped();
    let mut about = run.about();
    let from = session.options().config_from.as_deref().map(|name| (name, name));
    let since = from.or_else(|| against.as_ref().and_then(Bases::commit)).filter(|_| !any);
    if let Some((commit, revision)) = since {
        about.extend(session.policy_changes(commit, revision, &folders)?);
    }
    let baseline = args.write_baseline.as_deref().map(|path| write_baseline(path, &baselines, &run, &outcome));
    outcome.findings.extend(about);
    outcome.sort();
    if let Some(least) = Severity::from_word(&args.min_severity) {
        outcome.findings.retain(|d| d.severity.is_at_least(least));
    }
    // That of the command line wins; else that of the first path's configuration.
    let fail_on =
        args.fail_on.clone().or_else(|| configured.config.fail_on.clone()).unwrap_or_else(|| "error".to_owned());
    if args.display_only_failures {
        let least = Severity::from_word(&fail_on);
        outcome.findings.retain(|d| least.is_some_and(|l| d.severity.is_at_least(l)));
    }
    let own = session.configurations().iter().flat_map(|c| c.ruleset.declared.rules.clone()).collect::<Vec<_>>();
    let declared = declared.into_iter().flat_map(|d| d.ruleset.rules).chain(own).chain(of_found);
    let declared = declared.map(|rule| RuleText {
        id: rule.name,
        severity: rule.severity,
        text: rule.description.or(rule.message),
        url: rule.url,
    });
    let declared = declared.collect();
    Ok(Linted { outcome, repaired, skipped, problems, declared, fail_on, baseline })
}

/// The baselines of a run: the one to read, and the one to write over.
pub(super) fn baselines(
    session: &Session,
    read: Option<&Path>,
    write: Option<&Path>,
) -> Result<Vec<Baseline>, Failure> {
    let mut all = Vec::new();
    // What is written over comes first: its entries win.
    if let Some(old) = write.filter(|path| path.is_file()) {
        all.push(Baseline::read(session, old)?);
    }
    if let Some(path) = read.filter(|path| write.is_none_or(|w| display_name(w) != display_name(path))) {
        all.push(Baseline::read(session, path)?);
    }
    Ok(all)
}

/// The text of a baseline of what was found, and what is said of it.
pub(super) fn write_baseline(path: &Path, known: &[&Baseline], run: &Run<'_>, outcome: &Outcome) -> (String, String) {
    let merged = Baseline::merge(known, run, outcome);
    let said =
        format!("wrote {}: {} kept, {} new, {} dropped\n", path.display(), merged.kept, merged.new, merged.dropped);
    (merged.text, said)
}

/// Documents that a ruleset in Spectral's format lies nearest to, by the ruleset; and the others.
fn partition(
    session: &Session,
    args: &LintArgs,
    documents: Vec<Document>,
) -> (BTreeMap<PathBuf, Vec<Document>>, Vec<Document>) {
    let mut by_ruleset: BTreeMap<PathBuf, Vec<Document>> = BTreeMap::new();
    let mut own = Vec::new();
    let built_in = session.is_configured()
        || !session.options().packs.is_empty()
        || !args.select.is_empty()
        || args.against.is_some();
    for document in documents {
        let configured = built_in || session.nearest(&document.folder).is_some();
        let ruleset = if configured { None } else { session.nearest_ruleset(&document.folder) };
        match ruleset {
            Some(path) => by_ruleset.entry(path).or_default().push(document),
            None => own.push(document),
        }
    }
    (by_ruleset, own)
}

fn check_name(name: &str, config: &Config) -> Result<(), Failure> {
    let declared = config.declared.find(name).is_some();
    if declared || crate::rules::find(name).is_some() || Category::from_word(name).is_some() {
        return Ok(());
    }
    let failure = Failure::new(format!("there is no rule or category `{name}`"));
    Err(match crate::rules::near(name) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("`apivet rules` lists them"),
    })
}

/// The format of this name, or of this name elsewhere.
fn format_named(word: &str) -> Option<Format> {
    match word {
        "stylish" | "pretty" => Some(Format::Text),
        "github-actions" => Some(Format::Github),
        "code-climate" => Some(Format::Gitlab),
        _ => Format::ALL.iter().find(|(_, w)| *w == word).map(|(f, _)| *f),
    }
}

/// Writes the reports; true where one could not be written, which does not keep the others from it.
fn write(
    session: &Session,
    args: &LintArgs,
    outcome: &Outcome,
    skipped: &[NotJudged],
    declared: &[RuleText],
    fail_on: &str,
    failed: bool,
) -> Result<bool, Failure> {
    if args.quiet && outcome.findings.is_empty() && args.output.is_empty() && args.format.is_empty() {
        return Ok(false);
    }
    let report = Report {
        findings: &outcome.findings,
        files: outcome.files,
        documents: &outcome.documents,
        skipped,
        suppressed: outcome.suppressed.len(),
        declared,
        fails_from: Severity::from_word(fail_on),
    };
    let mut formats: Vec<Format> = args.format.iter().filter_map(|word| format_named(word)).collect();
    if formats.is_empty() {
        formats.push(Format::Text);
        if terminal::on_github_actions() && args.output.is_empty() {
            formats.push(Format::Github);
        }
    }
    if failed && outcome.findings.is_empty() {
        // A failed run does not say that there is nothing to report: what failed stands on standard error.
        let files = args.output.len();
        let mut number = 0;
        formats.retain(|format| {
            number += 1;
            number <= files || *format != Format::Text
        });
    }
    let chosen = session.configurations().iter().any(|c| c.path.is_some())
        || !session.options().packs.is_empty()
        || !args.select.is_empty()
        || !args.ruleset.is_empty()
        || !declared.is_empty();
    let write_one = |format: Format, terminal: bool, out: &mut dyn Write| {
        let mut options = terminal::display_options(&args.display, terminal);
        options.names_stricter = !chosen;
        report::write(format, &report, &options, out)
    };
    let elsewhere = match () {
        // With --write-baseline nothing but its own line goes to standard output.
        () if args.write_baseline.is_some() => Elsewhere::Nowhere,
        () if fix::is_piped(args) => Elsewhere::StandardError,
        () => Elsewhere::StandardOutput,
    };
    session.timings().phase(Phase::Report, || {
        write_formats(session, &args.output, &formats, &write_one, &|format| format == Format::Github, elsewhere)
    })
}
