//! `apivet diff`

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use super::args::{Common, Diff, FailOn};
use super::baseline::Baseline;
use super::versions::{Places, Version};
use super::{Failure, Status, settings, severity_levels, terminal};
use crate::diff::{Bump, Compatibility, Policy};
use crate::engine::{self, Compared};
use crate::model::lifecycle::day_of;
use crate::report::changes::{self, ChangeFormat, ChangeReport};
use crate::ruleset::{Config, Ruleset};
use crate::source::Source;

pub(super) fn run(args: &Diff) -> Result<Status, Failure> {
    let today = today(args.today.as_deref())?;
    let mut config = match (&args.common.config, args.common.isolated) {
        (Some(path), _) => settings::read(path)?,
        (None, true) => Config::default(),
        (None, false) => {
            let folder = Path::new(&args.revision).parent().filter(|_| Path::new(&args.revision).exists());
            settings::nearest(folder.unwrap_or(Path::new("")))
                .map(|p| settings::read(&p))
                .transpose()?
                .unwrap_or_default()
        }
    };
    if let Some(path) = &args.severity_levels {
        severity_levels::add(path, &mut config)?;
    }
    let places =
        Places { root: args.common.root.as_deref(), limits: config.limits, allow_remote: args.common.allow_remote };
    let (base, revision) = rayon::join(|| places.read(&args.base), || places.read(&args.revision));
    let (base, revision) = (base?, revision?);
    let ruleset = Ruleset::new(config, &[], &[]);
    let names = [base.shown.clone(), revision.shown.clone()];
    let mut compared = compare(base, revision, &ruleset, today)?;
    if let Some(path) = &args.baseline {
        accept(&mut compared, &mut Baseline::read(path, today)?);
    }
    write(args, [&names[0], &names[1]], &compared)?;
    Ok(if fails(&args.fail_on, &compared) { Status::Findings } else { Status::Clean })
}

/// The day that rules about time go by.
pub(super) fn today(given: Option<&str>) -> Result<i64, Failure> {
    match given {
        Some(text) => {
            day_of(text).ok_or_else(|| Failure::new(format!("`{text}` is no date")).help("write it as YYYY-MM-DD"))
        }
        None => Ok(terminal::today()),
    }
}

/// Compares two versions that have been read. A part that could not be read fails the run.
pub(super) fn compare(base: Version, revision: Version, ruleset: &Ruleset, today: i64) -> Result<Compared, Failure> {
    let policy = Policy { today, notice: ruleset.policy.notice, strength: ruleset.policy.strength.clone() };
    let mut compared = engine::compare((base.tree, &base.files), (revision.tree, &revision.files), ruleset, &policy)
        .map_err(|e| Failure::new(format!("the versions cannot be compared: {e}")))?;
    for (files, shown) in [(&base.files, &base.shown), (&revision.files, &revision.shown)] {
        if let Some(failure) = files.failure(shown) {
            return Err(failure);
        }
    }
    // Files of a revision are shown as the user named it.
    for source in &mut compared.sources {
        for (prefix, shown) in [&base.named, &revision.named].into_iter().flatten() {
            if let Some(path) = source.name().strip_prefix(prefix.as_str()) {
                *source = Arc::new(Source::new(format!("{shown}:{path}"), source.text().to_owned()));
                break;
            }
        }
    }
    Ok(compared)
}

/// Takes out the changes that a baseline accepts; entries that say nothing are told on standard error.
fn accept(compared: &mut Compared, baseline: &mut Baseline) {
    let sources = compared.sources.clone();
    compared.leave_out(|record| {
        changes::diagnostic(record).is_some_and(|d| baseline.covers(&d, sources[d.primary.file.0 as usize].name()))
    });
    let mut about = engine::Outcome::default();
    baseline.report(&mut about);
    for finding in &about.diagnostics {
        let source = &about.sources[finding.primary.file.0 as usize];
        let line = source.position(finding.primary.span.start).line + 1;
        eprintln!("warning: {}:{line}: {}", source.name(), finding.message);
    }
}

/// True where the verdict is one that the run must fail on.
fn fails(on: &[FailOn], compared: &Compared) -> bool {
    let verdict = &compared.verdict;
    on.iter().any(|level| match level {
        FailOn::Breaking => verdict.compatibility == Some(Compatibility::Breaking),
        FailOn::Undecided => verdict.compatibility >= Some(Compatibility::Undecided),
        FailOn::Weakened => verdict.weakened,
        FailOn::Version => !verdict.sufficient && verdict.required > Bump::Patch,
        FailOn::Never => false,
    })
}

fn write(args: &Diff, names: [&str; 2], compared: &Compared) -> Result<(), Failure> {
    let report = ChangeReport {
        sources: &compared.sources,
        records: &compared.records,
        verdict: &compared.verdict,
        names,
        suppressed: compared.suppressed,
        files: compared.files,
    };
    let word = |w: &String| ChangeFormat::ALL.iter().find(|(_, word)| word == w).map(|(f, _)| *f);
    let Common { output, color, style, .. } = &args.common;
    let mut formats: Vec<ChangeFormat> = args.format.iter().filter_map(word).collect();
    if formats.is_empty() {
        formats.push(ChangeFormat::ALL[0].0);
    }
    super::check_outputs(output.len(), formats.len())?;
    for (n, format) in formats.iter().enumerate() {
        match output.get(n) {
            Some(path) => {
                let file = std::fs::File::create(path)
                    .map_err(|e| Failure::new(format!("cannot write to `{}`: {e}", path.display())))?;
                let mut out = BufWriter::new(file);
                changes::write(*format, &report, &terminal::text_options(*color, *style, false), &mut out)?;
                out.flush()?;
            }
            None => {
                let mut out = BufWriter::new(io::stdout().lock());
                let options = terminal::text_options(*color, *style, true);
                match changes::write(*format, &report, &options, &mut out).and_then(|()| out.flush()) {
                    // A reader that has seen enough is no failure.
                    Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                    result => result?,
                }
            }
        }
    }
    Ok(())
}
