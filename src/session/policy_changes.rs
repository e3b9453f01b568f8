//! Findings about configurations: those that report less than they did at a revision, and those that silently take the
//! place of another one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::documents::display_name;
use super::{Configured, Failure, Session, SessionOptions};
use crate::finding::{Finding, Message, RuleId, Severity, message, names};
use crate::rules;
use crate::ruleset::Ruleset;
use crate::source::{Location, Source, Span};
use crate::text::counted;
use crate::tree::Limits;

/// Rule ids that a message names.
const NAMED: usize = 5;

/// The configurations of some documents now and at a revision.
type Pairs = BTreeMap<(Option<PathBuf>, Option<PathBuf>), [Arc<Configured>; 2]>;

impl Session {
    /// Findings about configurations that report less than they did at a commit, for documents in these directories.
    /// `revision` is what the commit is called.
    /// Nothing in the configuration switches them off: whoever changes it would.
    ///
    /// # Errors
    /// Where the revision cannot be found.
    pub fn policy_changes(
        &self,
        commit: &str,
        revision: &str,
        folders: &BTreeSet<PathBuf>,
    ) -> Result<Vec<Finding>, Failure> {
        if self.options().isolated || self.options().config.is_some() {
            return Ok(Vec::new());
        }
        let session = |config_from: Option<String>| {
            // What functions of rules do is not asked.
            Self::new(SessionOptions { config_from, program: None, ..self.options().clone() })
        };
        let (now, before) = (session(None)?, session(Some(commit.to_owned()))?);
        let mut pairs: Pairs = BTreeMap::new();
        for folder in folders {
            // One that cannot be used was told, and fails the run.
            if let (Ok(then), Ok(now)) = (before.configuration(folder), now.configuration(folder)) {
                pairs.entry((then.path.clone(), now.path.clone())).or_insert([then, now]);
            }
        }
        Ok(pairs.values().filter_map(|[then, now]| self.weaker(revision, then, now)).collect())
    }

    fn weaker(&self, revision: &str, then: &Configured, now: &Configured) -> Option<Finding> {
        if then.path == now.path && then.config.reached == now.config.reached {
            return None;
        }
        let losses = losses(then, now);
        if losses.is_empty() {
            return None;
        }
        let path = now.path.as_deref().or(then.path.as_deref())?;
        let what = match (&then.path, &now.path) {
            (Some(_), None) => Message::from("configuration was removed"),
            (None, Some(_)) => "configuration was added".into(),
            (Some(then), Some(now)) if then != now => {
                message!("this configuration replaces `{}`", display_name(then))
            }
            _ => "the configuration changed".into(),
        };
        let in_force = if self.options().config_from.is_some() {
            "this run uses the configuration of the revision"
        } else {
            "use `--config-from` to judge a change by the configuration that it started from"
        };
        let mut text = message!("{} since `{}`: ", what, revision);
        for (n, loss) in losses.iter().enumerate() {
            if n > 0 {
                text.push("; ");
            }
            text.push(loss);
        }
        let mut finding =
            Finding::new(RuleId::of("configuration-changed"), Severity::Warn, self.head_of(path), String::new(), text);
        finding.url = rules::find(finding.rule.as_str()).map(crate::rule::Rule::url);
        finding.help = Some(in_force.into());
        Some(finding)
    }

    /// The first line of a configuration in the working tree.
    fn head_of(&self, path: &Path) -> Location {
        let text = self.read(path, Limits::default()).unwrap_or_default();
        let end = text.find(['\r', '\n']).unwrap_or(text.len());
        Location { source: Arc::new(Source::new(display_name(path), text)), span: Span::new(0, end) }
    }
}

impl Session {
    /// A finding about a configuration that takes the place of one above it, in the same repository, and says nothing of
    /// that. Its severity is that of the rule as the configuration sets it.
    #[must_use]
    pub fn replaced(&self, configured: &Configured) -> Option<Finding> {
        let path = configured.path.as_deref().filter(|_| !self.is_configured())?;
        let folder = path.parent()?;
        let above = if folder.as_os_str().is_empty() { self.here.parent()?.to_path_buf() } else { folder.join("..") };
        let outer = self.nearest(&above)?;
        let top = self.fence();
        let is_inside = |path: &Path| path.canonicalize().is_ok_and(|path| path.starts_with(&top));
        let outer_name = display_name(&outer);
        let extends = configured.config.reached.iter().any(|(name, _)| *name == outer_name);
        if extends || !is_inside(&outer) || display_name(path) == outer_name {
            return None;
        }
        let rule = rules::find("configuration-replaced")?;
        let severity = configured.ruleset.severity_in(rule, &display_name(path), rule.severity)?;
        let text = message!("this configuration replaces `{}` and inherits nothing from it", outer_name);
        let mut finding = Finding::new(RuleId::of(rule.id), severity, self.head_of(path), String::new(), text);
        finding.url = Some(rule.url());
        let up = Path::new(&outer_name).parent().map(Path::components).map_or(0, Iterator::count);
        let down = folder.components().count().saturating_sub(up);
        let way = "../".repeat(down);
        let file = outer.file_name().unwrap_or_default().to_string_lossy().into_owned();
        finding.help = Some(message!("add `extends: {}{}`, or disable this rule if that is intended", way, file));
        Some(finding)
    }
}

/// What a configuration reports less than another one, in words.
fn losses(then: &Configured, now: &Configured) -> Vec<Message> {
    let mut losses = Vec::new();
    let (off, lower) = (rules_off(&then.ruleset, &now.ruleset), rules_lower(&then.ruleset, &now.ruleset));
    for (ids, one, many) in [(off, "is off", "are off"), (lower, "has a lower severity", "have a lower severity")] {
        if !ids.is_empty() {
            let what = if ids.len() == 1 { one } else { many };
            let mut shown = names(ids.iter().take(NAMED).copied());
            if ids.len() > NAMED {
                shown.push(message!(" and {} more", ids.len() - NAMED));
            }
            losses.push(message!("{} {} now ({})", counted(ids.len(), "rule"), what, shown));
        }
    }
    let silent = changes_off(&then.ruleset, &now.ruleset);
    if silent > 0 {
        losses.push(message!(
            "{} of changes {} not reported now",
            counted(silent, "kind"),
            if silent == 1 { "is" } else { "are" }
        ));
    }
    let more = |before: usize, after: usize, what: &str| {
        (after > before).then(|| {
            let count = after - before;
            message!("{} more {}{}", count, what, if count == 1 { "" } else { "s" })
        })
    };
    let (old, new) = (&then.config, &now.config);
    let entries = new.suppressions.len().saturating_sub(old.suppressions.len());
    if entries > 0 {
        losses.push(message!("{} more `ignore` {}", entries, if entries == 1 { "entry" } else { "entries" }));
    }
    losses.extend(more(old.exemptions.len(), new.exemptions.len(), "exemption"));
    losses.extend(more(old.overrides.len(), new.overrides.len(), "override"));
    losses.extend(more(old.exclude.len(), new.exclude.len(), "excluded glob"));
    if new.limits.bytes < old.limits.bytes || new.limits.nodes < old.limits.nodes || new.limits.depth < old.limits.depth
    {
        losses.push("`limits` are lower".into());
    }
    if new.limits.bytes > old.limits.bytes || new.limits.nodes > old.limits.nodes || new.limits.depth > old.limits.depth
    {
        losses.push("`limits` are higher".into());
    }
    if old.fail_on != new.fail_on {
        let level = new.fail_on.as_deref().unwrap_or("error");
        losses.push(message!("`fail-on` is `{}` now", level));
    }
    if old.waivers != new.waivers {
        losses.push("`policy.waivers` changed".into());
    }
    losses
}

/// The rules that were on and are not.
fn rules_off(then: &Ruleset, now: &Ruleset) -> Vec<&'static str> {
    rules::all().filter(|rule| then.setting(rule).on && !now.setting(rule).on).map(|rule| rule.id).collect()
}

/// How many kinds of changes were told and are not.
fn changes_off(then: &Ruleset, now: &Ruleset) -> usize {
    rules::of_comparisons().filter(|rule| then.setting(rule).on && !now.setting(rule).on).count()
}

/// The rules that are on with a lower severity than they had.
fn rules_lower(then: &Ruleset, now: &Ruleset) -> Vec<&'static str> {
    let severity = |ruleset: &Ruleset, rule: &crate::rule::Rule| {
        let setting = ruleset.setting(rule);
        setting.on.then(|| setting.severity.unwrap_or(rule.severity))
    };
    let known = rules::all().chain(rules::of_comparisons());
    let is_lower = |rule: &&'static crate::rule::Rule| match (severity(then, rule), severity(now, rule)) {
        (Some(old), Some(new)) => new > old,
        _ => false,
    };
    known.filter(is_lower).map(|rule| rule.id).collect()
}
