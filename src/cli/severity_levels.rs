//! Severity levels as oasdiff's `--severity-levels` reads them: a line for each id, `id level`.

use std::path::Path;

use crate::finding::Severity;
use crate::ruleset::RuleSetting;
use crate::session::{Failure, Session};
use crate::text::nearest;
use crate::tree::Limits;

/// Reads the levels of a file.
pub(super) fn read(session: &Session, path: &Path) -> Result<Vec<(String, RuleSetting)>, Failure> {
    let shown = path.display();
    let text =
        session.read(path, Limits::default()).map_err(|why| Failure::new(format!("cannot read `{shown}`: {why}")))?;
    let mut rules = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let here = format!("{shown}:{}", n + 1);
        let mut words = line.split_whitespace();
        let (Some(id), Some(level), None) = (words.next(), words.next(), words.next()) else {
            return Err(Failure::new(format!("{here}: expected an id and a level, found `{line}`"))
                .help("for example: `request-parameter-removed err`"));
        };
        let (on, severity) = match level.to_ascii_lowercase().as_str() {
            "err" | "error" => (Some(true), Some(Severity::Error)),
            "warn" | "warning" => (Some(true), Some(Severity::Warn)),
            "info" => (Some(true), Some(Severity::Info)),
            "none" | "off" => (Some(false), None),
            _ => {
                return Err(
                    Failure::new(format!("{here}: `{level}` is no level")).help("there are err, warn, info and none")
                );
            }
        };
        if crate::diff::catalogue::find(id).is_none() {
            let failure = Failure::new(format!("{here}: there is no change `{id}`"));
            return Err(match nearest(id, crate::diff::catalogue::all().map(|i| i.id)) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("`apivet rules --category compat` lists them"),
            });
        }
        rules.push((id.to_owned(), RuleSetting { on, severity, ..RuleSetting::default() }));
    }
    Ok(rules)
}
