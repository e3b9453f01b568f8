//! `apivet report`: one page for people who have to sign: findings, the access matrix, evidence.

mod page;

use std::path::Path;
use std::sync::Arc;

use super::args::ReportArgs;
use super::lint::baselines;
use super::{Status, audit, tell_notes};
use crate::digest::sha256_hex;
use crate::finding::Severity;
use crate::fix::Repaired;
use crate::report::pages::{self, Body, Html, Page, PageTable, Section};
use crate::report::table::Table;
use crate::ruleset::PACKS;
use crate::ruleset::suppress::{Selector, Suppression};
use crate::session::{Configured, Failure, Run, Session, folder_of, paths_or_here};
use crate::source::Source;

pub(super) fn run(args: &ReportArgs) -> Result<Status, Failure> {
    if args.paths.iter().any(|p| p == Path::new("-")) {
        return Err(Failure::new("a report is made of files: what comes from standard input has no name to sign for"));
    }
    let session = super::open(&args.session, |options| options.no_inline = args.waivers.no_inline_ignores)?;
    let paths = paths_or_here(&args.paths);
    let first = folder_of(&paths[0]);
    let configured = session.configuration(&first)?;
    let found = session.find(&paths, None, &configured.config.exclude, configured.config.limits, false)?;
    if !found.all_skipped().is_empty() {
        // A page that is signed holds everything, or there is none.
        super::tell_skipped(&found.all_skipped());
        return Ok(Status::Failed);
    }
    if found.documents.is_empty() {
        return Err(super::none_found(&paths));
    }
    let baselines = baselines(&session, args.waivers.baseline.as_deref(), None)?;
    let mut run = Run::new(&session, &configured, &baselines.iter().collect::<Vec<_>>());
    let documents = found.documents.clone();
    let mut outcome = run.lint(found.documents, None, &mut Repaired::default(), &|_| {});
    if let Some(base) = &args.against {
        run.compare_all(documents, &session.bases(base)?, &paths, false, &mut outcome)?;
    }
    let skipped = run.take_skipped();
    if !skipped.is_empty() {
        super::tell_skipped(&skipped);
        return Ok(Status::Failed);
    }
    outcome.findings.extend(run.about());
    outcome.sort();
    let access = audit::read(&session, &paths, args.against.as_deref())?;
    let configurations = session.configurations();
    let found = crate::report::Report {
        findings: &outcome.findings,
        files: outcome.files,
        documents: &outcome.documents,
        suppressed: outcome.suppressed.len(),
        ..crate::report::Report::default()
    };
    let owners = page::owners(&access.documents);
    let owner = |document: &str| owners.get(document).copied().unwrap_or_default().to_owned();
    let mut sections = vec![page::apis(&access.documents, &outcome.findings, &access.matrix)];
    sections.extend(access.changed().filter(|t| !t.rows.is_empty()).map(|t| audit::page::changes(&t)));
    sections.push(pages::findings(&found, &owner));
    sections.push(audit::page::matrix_section(&access.matrix));
    for (id, table) in [("waivers", waivers(&run)), ("evidence", evidence(&session, &configurations, &outcome.sources))]
    {
        if !table.rows.is_empty() {
            let (title, count) = (table.title.clone(), Some(table.rows.len()).filter(|_| id == "waivers"));
            let body = Body::Table(PageTable::plain(&table));
            sections.push(Section { id, title, count, lead: String::new(), body });
        }
    }
    let mut figures = pages::figures(&found);
    figures.extend(audit::page::page_figures(&access.matrix.figures()));
    let lead = vec![Html::text(&format!("{} As of {}.", pages::judged(&found), session.today()))];
    let page = Page { title: args.title.clone(), verdict: None, figures, lead, filters: None, sections };
    tell_notes(&session);
    let level = Severity::from_word(&args.fail_on);
    let fails = level.is_some_and(|level| outcome.findings.iter().any(|f| f.severity.is_at_least(level)));
    super::deliver(&session, args.output.as_deref(), &page.text())?;
    Ok(if fails { Status::Findings } else { Status::Clean })
}

/// What the page rests on.
fn evidence(session: &Session, configs: &[Arc<Configured>], sources: &[Arc<Source>]) -> Table {
    let row = |what: &str, name: String| vec![what.to_owned(), name, "-".to_owned()];
    let mut rows = vec![row("apivet", env!("CARGO_PKG_VERSION").to_owned()), row("day", session.today().to_string())];
    rows.extend(session.commit().map(|commit| row("commit", commit)));
    rows.push(row("command", command_line()));
    // Packs stand below, with all that they stand for.
    let reached = configs.iter().flat_map(|c| &c.config.reached).filter(|(name, _)| !name.starts_with("apivet:"));
    for (name, hash) in reached {
        let row = vec!["configuration".to_owned(), name.clone(), hash.clone()];
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    let mut packs: Vec<&str> = Vec::new();
    for configured in configs {
        let own = || configured.config.layers.iter().map(|l| l.origin.as_str()).filter(|o| o.starts_with("apivet:"));
        packs.extend(own());
        if own().next().is_none() {
            packs.push("apivet:recommended");
        }
    }
    packs.sort_unstable();
    packs.dedup();
    for name in packs {
        let hash = PACKS.iter().find(|p| p.name == name).map_or_else(|| "-".to_owned(), |p| p.hash());
        rows.push(vec!["pack".to_owned(), name.to_owned(), hash]);
    }
    for source in sources {
        let row = vec!["file".to_owned(), source.name().to_owned(), sha256_hex(source.text())];
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    Table { title: "Evidence".to_owned(), heads: vec!["what", "name", "sha-256"], rows }
}

/// The command as it was given, for a shell.
fn command_line() -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@%+".contains(c);
    let quoted = |word: String| match word.chars().all(plain) && !word.is_empty() {
        true => word,
        false => format!("'{}'", word.replace('\'', "'\\''")),
    };
    let words = std::env::args_os().skip(1).map(|word| quoted(word.to_string_lossy().into_owned()));
    std::iter::once("apivet".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

/// What is suppressed or acknowledged, with the reasons.
fn waivers(run: &Run<'_>) -> Table {
    let today = run.today();
    let row = |s: &Suppression| {
        let until = s.expires.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let until = if s.is_over(today) { format!("{until} (past)") } else { until };
        let mut rules: String = s.rule_list().parts().map(|(_, text)| text).collect();
        if let Selector::Where(conditions) = &s.selector {
            if !conditions.at.is_empty() {
                rules += &format!(" at {}", conditions.at);
            }
            let whom = conditions.operations.words();
            if !whom.is_empty() {
                rules += &format!(" for {whom}");
            }
        }
        let reason = if s.reason.is_empty() { "(no reason given)".to_owned() } else { s.reason.clone() };
        let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let place = format!("{}:{}", s.location.source.shown(), s.location.line());
        vec![rules, reason, or(&s.owner), or(&s.ticket), until, place]
    };
    let mut rows: Vec<Vec<String>> = run.suppressions().in_evidence().map(row).collect();
    rows.dedup();
    Table { title: "Waivers".to_owned(), heads: vec!["rules", "reason", "owner", "ticket", "until", "location"], rows }
}
