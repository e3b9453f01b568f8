//! `apivet lint`

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::against::{Against, Comparison};
use super::args::Lint;
use super::baseline::Baseline;
use super::documents::{self, Disk, Document};
use super::progress::Progress;
use super::{Failure, Status, repair, rulesets, settings, terminal};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::{self, Outcome};
use crate::fix::{Documents, Repaired, Wanted};
use crate::model::lifecycle::date_of;
use crate::report::{self, Format, Report};
use crate::rule::Category;
use crate::ruleset::{Config, Ruleset};
use crate::source::{FileId, Location};
use crate::tree::Tree;

pub(super) fn run(args: &Lint) -> Result<Status, Failure> {
    let (outcome, repaired, failed) = outcome(args)?;
    if let Some(status) = repair::finish(args, &outcome, &repaired)? {
        return Ok(if failed { Status::Failed } else { status });
    }
    if outcome.files == 0 {
        // Nothing was there to be judged: what went wrong has been told.
        return Ok(if failed { Status::Failed } else { Status::Clean });
    }
    if let Some(path) = &args.write_baseline {
        super::baseline::write(path, &outcome)?;
    }
    write(args, &outcome, failed)?;
    if failed {
        return Ok(Status::Failed);
    }
    // What has been written down as known is accepted.
    if args.write_baseline.is_some() {
        return Ok(Status::Clean);
    }
    let fails =
        Severity::from_word(&args.fail_on).is_some_and(|level| outcome.worst().is_some_and(|worst| worst <= level));
    Ok(if fails { Status::Findings } else { Status::Clean })
}

/// Judges what the arguments name, repairs it where that is asked for; true where a part of it cannot be judged.
pub(super) fn outcome(args: &Lint) -> Result<(Outcome, Repaired, bool), Failure> {
    let today = super::diff::today(args.today.as_deref())?;
    let mut baseline = args.baseline.as_deref().map(|path| Baseline::read(path, today)).transpose()?;
    if let Some(jobs) = args.jobs {
        // Fails only where a pool exists already, as in tests that run in one process.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
    let paths = if args.paths.is_empty() {
        settings::paths(&[])
    } else {
        documents::expand(&args.paths, args.fail_on_unmatched_globs)?
    };
    if paths.is_empty() {
        return Ok((Outcome::default(), Repaired::default(), false));
    }
    let given = match (&args.config, args.isolated) {
        (Some(path), _) => Some(settings::read(path)?),
        (None, true) => Some(Config::default()),
        (None, false) => None,
    };
    // What is read, and where a search looks, follows the configuration of the first path.
    let first_folder = settings::folder_of(&paths[0]);
    let first = match &given {
        Some(config) => config.clone(),
        None => settings::chosen(None, &paths[0])?.1,
    };
    for name in args.select.iter().chain(&args.ignore) {
        check_name(name, &first)?;
    }
    let declared = args.ruleset.iter().map(|path| rulesets::read(path)).collect::<Result<Vec<_>, _>>()?;
    let any = !declared.is_empty();
    let found = documents::find(&paths, args.stdin_filename.as_deref(), &first.exclude, first.limits, any)?;
    let failed = declared.iter().any(|d| d.broken) | report_failures(&found.failures, &found.broken);
    if found.documents.is_empty() {
        if !failed {
            let names = paths.iter().map(|p| format!("`{}`", p.display())).collect::<Vec<_>>().join(", ");
            return Err(Failure::new(format!("no OpenAPI document was found in {names}"))
                .help("name a file, or a folder that holds documents starting with `openapi:` or `swagger:`"));
        }
        return Ok((Outcome::default(), Repaired::default(), true));
    }
    let names: Vec<PathBuf> = found.documents.iter().map(|d| PathBuf::from(d.tree.source().name())).collect();
    let mut failed = failed;
    let mut repaired = Repaired::default();
    let mut outcome = if any {
        rulesets::judge(args, found.documents, &declared, first.limits)
    } else {
        let (by_ruleset, own) = rulesets::partition(args, found.documents, given.is_some());
        let known = |finding: &Diagnostic, file: &str| baseline.as_ref().is_some_and(|b| b.knows(finding, file));
        let mut outcome = judge(args, own, given.as_ref(), today, &known, &mut repaired)?;
        if args.fix && !by_ruleset.is_empty() {
            eprintln!("note: rulesets in Spectral's format have no repairs; what they judge is reported only");
        }
        for (path, documents) in by_ruleset {
            let declared = rulesets::read(&path)?;
            failed |= declared.broken;
            outcome.absorb(rulesets::judge(args, documents, &[declared], first.limits));
        }
        outcome
    };
    if let Some(base) = &args.against {
        let against = Against::parse(base, &first_folder)?;
        Comparison { args, against: &against, config: &first, today }.add(&names, &mut outcome)?;
    }
    if let Some(baseline) = &mut baseline {
        baseline.apply(&mut outcome);
        baseline.report(&mut outcome);
    }
    outcome.sort();
    if let Some(least) = Severity::from_word(&args.min_severity) {
        outcome.diagnostics.retain(|d| d.severity <= least);
    }
    if args.display_only_failures {
        let least = Severity::from_word(&args.fail_on);
        outcome.diagnostics.retain(|d| least.is_some_and(|l| d.severity <= l));
    }
    Ok((outcome, repaired, failed))
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

/// Prints what cannot be judged; true where there is something.
fn report_failures(failures: &[Failure], broken: &[Tree]) -> bool {
    for tree in broken {
        let _ = super::debug_tree::print_errors(tree);
    }
    failures.iter().for_each(super::tell);
    !failures.is_empty()
}

/// Documents with the same configuration are judged together. Findings that are `known` are not repaired.
fn judge(
    args: &Lint,
    documents: Vec<Document>,
    given: Option<&Config>,
    today: i64,
    known: &dyn Fn(&Diagnostic, &str) -> bool,
    repaired: &mut Repaired,
) -> Result<Outcome, Failure> {
    let mut groups: BTreeMap<(Option<PathBuf>, PathBuf), Vec<Tree>> = BTreeMap::new();
    let mut configs: BTreeMap<PathBuf, Option<PathBuf>> = BTreeMap::new();
    for document in documents {
        let config = match given {
            Some(_) => None,
            None => {
                configs.entry(document.folder.clone()).or_insert_with(|| settings::nearest(&document.folder)).clone()
            }
        };
        let root = root_of(args, &document, config.as_deref());
        groups.entry((config, root)).or_default().push(document.tree);
    }
    let total: usize = groups.values().map(Vec::len).sum();
    let progress = Progress::new(total);
    let mut all = Outcome::default();
    for ((config_path, root), trees) in groups {
        let config = match (given, &config_path) {
            (Some(config), _) => config.clone(),
            (None, Some(path)) => settings::read(path)?,
            (None, None) => Config::default(),
        };
        let root = match (&args.root, &config.root) {
            (None, Some(folder)) => PathBuf::from(folder),
            _ => root,
        };
        let limits = config.limits;
        let ruleset = Ruleset::new(config, &args.select, &args.ignore);
        let disk = Disk::new(&root, limits, args.allow_remote);
        let done = |count| progress.done(count);
        let mut outcome = if args.fix {
            let mut documents = Documents { entries: trees, loader: &disk, ruleset: &ruleset, today, limits };
            documents.repair(repaired, &Wanted { unsafe_too: args.unsafe_fixes, leave: known }, &done)
        } else {
            engine::lint(trees, &disk, &ruleset, today, &done)
        };
        unused_entries(&ruleset, today, &mut outcome);
        // Numbers of entries mean something within one configuration only.
        outcome.ignores.clear();
        all.absorb(outcome);
    }
    progress.finish();
    Ok(all)
}

/// Entries of the configuration's `ignore` that hid nothing, or hide it no longer.
fn unused_entries(ruleset: &Ruleset, today: i64, outcome: &mut Outcome) {
    let Some(rule) = crate::rules::find("unused-ignore") else { return };
    for (entry, usage) in ruleset.ignores.iter().zip(outcome.ignores.clone()) {
        let over = entry.expires.filter(|_| entry.is_over(today)).map(date_of);
        if (usage.used && over.is_none()) || !usage.relevant {
            continue;
        }
        let Some(severity) = ruleset.severity_in(rule, entry.source.name(), rule.severity) else { continue };
        let file = outcome.sources.len() as u32;
        outcome.sources.push(entry.source.clone());
        let place = Location { file: FileId(file), span: entry.span };
        let rules = entry.rules.join(", ");
        let (message, help) = match over.filter(|_| usage.used) {
            Some(day) => (
                format!("this entry for {rules} expired on {day}; what it hid is reported again"),
                "mend the findings, or give the entry a new date",
            ),
            None => (format!("nothing is hidden by this entry for {rules}"), "remove it"),
        };
        let mut found = Diagnostic::new(rule.id, severity, place, String::new(), message).with_help(help);
        found.url = Some(rule.url());
        outcome.diagnostics.push(found);
    }
}

/// The folder that references may lead to: given, the configuration's, the repository's, the working
/// folder if the document lies in it, else the folder above that of the document.
pub(super) fn root_of(args: &Lint, document: &Document, config: Option<&Path>) -> PathBuf {
    if let Some(root) = &args.root {
        return root.clone();
    }
    usual_root(&document.folder, config)
}

/// The same where none is given.
pub(super) fn usual_root(folder: &Path, config: Option<&Path>) -> PathBuf {
    let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() };
    let absolute = folder.canonicalize().unwrap_or(folder);
    if let Some(repository) = absolute.ancestors().find(|f| f.join(".git").exists()) {
        return repository.to_path_buf();
    }
    let current = std::env::current_dir().and_then(|d| d.canonicalize()).unwrap_or_default();
    if absolute.starts_with(&current) {
        return current;
    }
    if let Some(folder) = config.and_then(Path::parent) {
        return folder.to_path_buf();
    }
    absolute.parent().map(Path::to_path_buf).unwrap_or(absolute)
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

fn write(args: &Lint, outcome: &Outcome, failed: bool) -> Result<(), Failure> {
    if args.quiet && outcome.diagnostics.is_empty() && args.output.is_empty() && args.format.is_empty() {
        return Ok(());
    }
    let report = Report {
        sources: &outcome.sources,
        diagnostics: &outcome.diagnostics,
        files: outcome.files,
        suppressed: outcome.suppressed,
    };
    let mut formats: Vec<Format> = args.format.iter().filter_map(|word| format_named(word)).collect();
    if formats.is_empty() {
        formats.push(Format::Text);
        if terminal::on_github_actions() && args.output.is_empty() {
            formats.push(Format::Github);
        }
    }
    super::check_outputs(args.output.len(), formats.len())?;
    for (n, format) in formats.iter().enumerate() {
        // A failed run does not say that there is nothing to report.
        if failed && *format == Format::Text && outcome.diagnostics.is_empty() {
            continue;
        }
        match args.output.get(n) {
            Some(path) => {
                let file = std::fs::File::create(path)
                    .map_err(|e| Failure::new(format!("cannot write to `{}`: {e}", path.display())))?;
                let mut out = BufWriter::new(file);
                report::write(*format, &report, &terminal::text_options(args.color, args.style, false), &mut out)?;
                out.flush()?;
            }
            None if repair::is_piped(args) => {
                let options = terminal::text_options(args.color, args.style, false);
                report::write(*format, &report, &options, &mut io::stderr().lock())?;
            }
            None => {
                let mut out = BufWriter::new(io::stdout().lock());
                let written =
                    report::write(*format, &report, &terminal::text_options(args.color, args.style, true), &mut out)
                        .and_then(|()| out.flush());
                match written {
                    // A reader that has seen enough is no failure.
                    Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                    result => result?,
                }
            }
        }
    }
    Ok(())
}
