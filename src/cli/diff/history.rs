//! `apivet diff --since`: what each commit changed.

use std::path::Path;

use super::{check_selection, configure, fails, folder_of, options, tell_about};
use crate::cli::args::DiffArgs;
use crate::cli::lint::baselines;
use crate::cli::{Elsewhere, Status, tell_notes, terminal, write_formats};
use crate::report::Format;
use crate::report::changes::ChangeFormat;
use crate::report::changes::history::{ChangeHistory, CommitChanges, write_json, write_text};
use crate::session::{Baseline, Failure, Run, Session};

pub(super) fn run(session: &Session, args: &DiffArgs) -> Result<Status, Failure> {
    let since = args.since.as_deref().unwrap_or_default();
    let document = Path::new(&args.base);
    let configured = configure(session, args, folder_of(&args.base))?;
    let formats = formats(args)?;
    let baselines = baselines(session, args.waivers.baseline.as_deref(), None)?;
    let baselines: Vec<&Baseline> = baselines.iter().collect();
    let options = options(args);
    let log = session.log(since, &args.until, document, &configured)?;
    let mut run = Run::new(session, &configured, &baselines);
    let mut commits = Vec::new();
    let mut before = session.logged(&log, None, &configured);
    for commit in &log.commits {
        let after = session.logged(&log, Some(commit), &configured);
        let told = |why: &Failure| session.note(format!("commit {} is passed over: {why}", short(&commit.commit)));
        match (before, after.as_ref()) {
            (Ok(Some(base)), Ok(Some(_))) => {
                // The version is needed twice: as what came of this commit, and as what the next one began with.
                let revision = session.logged(&log, Some(commit), &configured)?;
                let Some(revision) = revision else { break };
                match run.compare(base, revision, &configured, &options) {
                    Ok(judged) => commits.push(CommitChanges {
                        commit: commit.commit.clone(),
                        day: commit.day.clone(),
                        author: commit.author.clone(),
                        subject: commit.subject.clone(),
                        changes: judged.findings,
                        verdict: judged.verdict,
                    }),
                    Err(why) => told(&why),
                }
            }
            (Ok(Some(_)), Ok(None)) => session.note(format!("commit {} removed the document", short(&commit.commit))),
            (Ok(None), Ok(Some(_))) => session.note(format!("commit {} added the document", short(&commit.commit))),
            (Err(why), _) => told(&why),
            (_, Err(why)) => told(why),
            (Ok(None), Ok(None)) => {}
        }
        before = after;
    }
    let ends = (session.logged(&log, None, &configured)?, session.logged_last(&log, &configured)?);
    let (Some(first), Some(last)) = ends else {
        return Err(Failure::new(format!("`{since}` has no file `{}`", args.base))
            .help("name a later revision with --since, one that has it"));
    };
    let whole = run.compare(first, last, &configured, &options)?;
    check_selection(&options, whole.selected)?;
    let about = run.about();
    tell_notes(session);
    tell_about(&about);
    let history = ChangeHistory {
        names: [since, &args.until, &args.base],
        commits: &commits,
        left: whole.findings.iter().map(crate::finding::Finding::fingerprint).collect(),
        verdict: &whole.verdict,
    };
    let write_one = |json: bool, terminal: bool, out: &mut dyn std::io::Write| {
        let options = terminal::display_options(&args.display, terminal);
        if json { write_json(&history, out) } else { write_text(&history, &options, out) }
    };
    if write_formats(session, &args.output, &formats, &write_one, &|_| false, Elsewhere::StandardOutput)? {
        return Ok(Status::Failed);
    }
    Ok(if fails(&args.fail_on, &whole.verdict) { Status::Findings } else { Status::Clean })
}

fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

/// For each format that is asked for, whether it is JSON.
fn formats(args: &DiffArgs) -> Result<Vec<bool>, Failure> {
    let word = |format: ChangeFormat| ChangeFormat::ALL.iter().find(|(f, _)| *f == format).map_or("", |(_, word)| word);
    let (text, json) = (word(ChangeFormat::Findings(Format::Text)), word(ChangeFormat::Json));
    if let Some(other) = args.format.iter().find(|f| *f != text && *f != json) {
        return Err(Failure::new(format!("a history is not written as {other}")).help("`--format` text or json"));
    }
    let formats: Vec<bool> = args.format.iter().map(|f| f == json).collect();
    Ok(if formats.is_empty() { vec![false] } else { formats })
}
