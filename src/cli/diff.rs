//! `apivet diff`

use std::io::Write;
use std::path::Path;

use super::args::{DiffArgs, FailOn};
use super::lint::{baselines, write_baseline};
use super::{Elsewhere, Status, severity_levels, tell_notes, terminal, write_formats};
use crate::diff::{Bump, Compatibility, Verdict};
use crate::engine::{Judged, Outcome};
use crate::finding::Finding;
use crate::report::Format;
use crate::report::changes::{self, Acknowledgement, ChangeFormat, ChangeReport};
use crate::ruleset::suppress::Suppressed;
use crate::session::{Baseline, Failure, Run, Session};

pub(super) fn run(args: &DiffArgs) -> Result<Status, Failure> {
    let session = super::open(&args.session, |options| options.no_inline = args.waivers.no_inline_ignores)?;
    let folder = Path::new(&args.revision).parent().filter(|_| Path::new(&args.revision).exists());
    let folder = folder.unwrap_or(Path::new(""));
    let mut configured = session.configuration(folder)?;
    if let Some(path) = &args.severity_levels {
        let layer = severity_levels::read(&session, path)?;
        configured = session.reconfigured(&configured, |config| config.add_layer(path.display().to_string(), layer));
    }
    if args.base == "-" && args.revision == "-" {
        return Err(
            Failure::new("standard input is one document, and both sides are `-`").help("name a file for one of them")
        );
    }
    let baselines = baselines(&session, args.waivers.baseline.as_deref(), args.write_baseline.as_deref())?;
    let baselines: Vec<&Baseline> = baselines.iter().collect();
    let (base, revision) =
        rayon::join(|| session.version(&args.base, &configured), || session.version(&args.revision, &configured));
    let (base, revision) = (base?, revision?);
    let names = [base.shown.clone(), revision.shown.clone()];
    let mut run = Run::new(&session, &configured, &baselines);
    let Judged { sources, findings, suppressed, verdict } = run.compare(base, revision, &configured)?;
    let about = run.about();
    tell_notes(&session);
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
        acknowledged: &acknowledged,
        about: &about,
        files: sources.len(),
    };
    tell_about(&about);
    let failed = write(&session, args, &report)?;
    if failed {
        return Ok(Status::Failed);
    }
    Ok(if fails(&args.fail_on, &verdict) { Status::Findings } else { Status::Clean })
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
