//! What is said of suppressions themselves: unused, expired, without a reason, not allowed.

use std::collections::BTreeSet;

use super::{Held, Origin, Refusal, RulesetNumber, Selector, Suppression, Suppressions, WaiverField};
use crate::finding::{Finding, Message, RuleId, Severity, message};
use crate::rule::{Category, Rule};
use crate::rules;
use crate::ruleset::Ruleset;
use crate::text::counted;

/// What a run has done: only what it could have used can be called unused.
#[derive(Debug, Default)]
pub struct Ran {
    /// The documents and files that were read, by [`Source::document`](crate::source::Source::document).
    pub files: BTreeSet<String>,
    /// Those that were also compared with a version before.
    pub compared: BTreeSet<String>,
    /// False where rules about one document did not run, as in a comparison alone.
    pub linted: bool,
    /// For each ruleset, whether all documents that its configuration is about were read: what names no file is unused
    /// only then.
    pub complete: Vec<bool>,
}

impl Ran {
    fn is_complete(&self, ruleset: Option<usize>) -> bool {
        ruleset.and_then(|n| self.complete.get(n)).copied().unwrap_or(false)
    }

    /// True where some rule of this name ran on a file.
    fn has_run(&self, ruleset: &Ruleset, name: &str, file: &dyn Fn(&str) -> bool) -> bool {
        let compared = || self.compared.iter().any(|f| file(f));
        let read = || self.files.iter().any(|f| file(f));
        if name == Category::Compat.word() {
            return compared();
        }
        if ruleset.declared.find(name).is_some() {
            return self.linted && read();
        }
        if let Some(rule) = rules::find(name) {
            let done = if rule.category == Category::Compat { compared() } else { self.linted && read() };
            return done && ruleset.setting(rule).on;
        }
        self.linted && read() && rules::all().any(|r| r.category.word() == name && ruleset.setting(r).on)
    }
}

impl Suppressions {
    /// What is to say of the suppressions of the run, once all that could use them is done.
    #[must_use]
    pub fn report(&self, ran: &Ran) -> Vec<Finding> {
        let mut out = Vec::new();
        let mut too_many = false;
        for held in &self.held {
            let Some(ruleset) = self.rulesets.get(held.ruleset.unwrap_or(0)) else { continue };
            // One finding says that there are too many; the others of that kind are not told one by one.
            if matches!(held.refusal, Some(Refusal::TooMany(_))) && std::mem::replace(&mut too_many, true) {
                continue;
            }
            out.extend(self.about(held, ruleset, ran).into_iter().filter_map(|f| graded(ruleset, f)));
        }
        out
    }

    fn about(&self, held: &Held, ruleset: &Ruleset, ran: &Ran) -> Vec<Finding> {
        let suppression = &held.suppression;
        let list = suppression.rule_list();
        let noun = suppression.origin.noun();
        let mut out = Vec::new();
        if held.untouchable > 0 {
            out.push(
                finding("waiver-not-allowed", suppression, message!("the policy allows no waiver of {}", list))
                    .with_help("fix the finding, and remove the waiver; `policy.waivers.never` lists the rule"),
            );
            return out;
        }
        match held.refusal {
            Some(Refusal::Expired) if held.is_used() => {
                let day = suppression.expires.map(|day| day.to_string()).unwrap_or_default();
                let message = message!("{} for {} expired on {}: its findings are reported again", noun, list, day);
                let help = "fix the findings, or agree on a new date";
                out.push(finding("unused-ignore", suppression, message).with_help(help));
                return out;
            }
            Some(Refusal::Expired) | None => {}
            Some(Refusal::NotAsked) => return out,
            // Entries of other people's files are left in peace.
            Some(_) if suppression.origin == Origin::Baseline && !held.is_used() => {}
            Some(Refusal::Lacks(demand)) => {
                let (_, field) = WaiverField::ALL[demand as usize];
                let message = message!("{} for {} has no `{}`, which the policy requires", noun, list, field);
                let help = message!("add `{}`; until then it suppresses nothing", field);
                out.push(finding("waiver-not-allowed", suppression, message).with_help(help));
                return out;
            }
            Some(Refusal::TooLong(days)) => {
                let allowed = counted(days as usize, "day");
                let message = match suppression.expires {
                    Some(last) => {
                        message!(
                            "{} for {} lasts until {}; the policy allows {}",
                            noun,
                            list,
                            (last).to_string(),
                            allowed
                        )
                    }
                    None => message!("{} for {} never expires; the policy allows {}", noun, list, allowed),
                };
                let help = message!(
                    "set `expires` to {} or earlier; until then it suppresses nothing",
                    (self.today + i64::from(days)).to_string()
                );
                out.push(finding("waiver-not-allowed", suppression, message).with_help(help));
                return out;
            }
            Some(Refusal::TooMany(most)) => {
                let all = self.held.iter().filter(|h| matches!(h.refusal, None | Some(Refusal::TooMany(_)))).count();
                let message = message!("{} are in force; the policy allows {}", counted(all, "waiver"), most);
                let help = "fix some of the findings; the waivers from here on suppress nothing";
                out.push(finding("waiver-not-allowed", suppression, message).with_help(help));
                return out;
            }
            Some(Refusal::Inline) => {
                let message = message!("suppression for {} in a document, where none is allowed", list);
                let help = "move it to `ignore` in the configuration; until then it suppresses nothing";
                out.push(finding("waiver-not-allowed", suppression, message).with_help(help));
                return out;
            }
        }
        if suppression.origin.is_inline() {
            for (named, used) in suppression.rules.iter().zip(&held.used) {
                if *used == 0 {
                    out.extend(self.unused_name(held, &named.name, named.location.clone(), ruleset, ran));
                }
            }
        } else if !held.is_used() && self.could_be_used(held, ruleset, ran) {
            let message = match suppression.origin {
                Origin::Exemption => message!("unused exemption from {}: no operation matches it", list),
                _ => message!("unused {} for {}: no finding matches it", noun, list),
            };
            out.push(finding("unused-ignore", suppression, message).with_help("remove it"));
        }
        let told = out.is_empty() || suppression.origin.is_inline();
        if suppression.reason.is_empty() && suppression.origin != Origin::Exemption && told {
            let first = suppression.rules.first().map_or("", |r| r.name.as_str());
            let message = message!("{} for `{}` has no reason", noun, first);
            let help: Message = if suppression.origin.is_inline() {
                "add ` -- ` and a reason".into()
            } else {
                "say in `reason` why it is accepted".into()
            };
            let read = suppression.origin.is_inline() || held.is_used();
            if read {
                out.push(finding("ignore-without-reason", suppression, message).with_help(help));
            }
        }
        out
    }

    /// True where something under a ruleset names no file, and selected nothing: whether it is unused depends on whether
    /// all files were read.
    #[must_use]
    pub fn ask_for_all_files(&self, ruleset: RulesetNumber) -> bool {
        let of = |h: &&Held| h.ruleset == Some(ruleset) && !h.is_used() && !h.met;
        let any_file = |h: &Held| matches!(&h.suppression.selector, Selector::Where(c) if c.files.is_none());
        self.held.iter().filter(of).any(any_file)
    }

    /// The entries of baselines that no finding matched although they could have been, by fingerprint and file: their
    /// files were read, and their rules ran.
    #[must_use]
    pub fn known_and_unmet(&self, ran: &Ran) -> BTreeSet<(&str, &str)> {
        let Some(ruleset) = self.rulesets.first() else { return BTreeSet::new() };
        let unmet = self.held.iter().filter(|h| !h.is_used() && self.could_be_used(h, ruleset, ran));
        unmet
            .filter_map(|h| match &h.suppression.selector {
                Selector::Known(known) => Some((known.fingerprint.as_str(), known.file.as_str())),
                _ => None,
            })
            .collect()
    }

    fn could_be_used(&self, held: &Held, ruleset: &Ruleset, ran: &Ran) -> bool {
        let suppression = &held.suppression;
        let file = |name: &str| match &suppression.selector {
            Selector::Inside(covers) => covers.source.document() == name,
            Selector::Where(conditions) => conditions.files.as_ref().is_none_or(|files| files.has(name)),
            Selector::Known(known) => known.file == name,
        };
        let names_a_file = match &suppression.selector {
            Selector::Where(conditions) => conditions.files.is_some(),
            Selector::Inside(_) | Selector::Known(_) => true,
        };
        if !names_a_file && !ran.is_complete(held.ruleset) {
            return false;
        }
        // An exemption is used where rules leave operations alone, which leaves no finding to suppress.
        if suppression.origin == Origin::Exemption && held.met {
            return false;
        }
        suppression.rules.iter().any(|r| ran.has_run(ruleset, &r.name, &file))
    }

    /// What is said of a rule's name in a document that suppressed nothing.
    fn unused_name(
        &self,
        held: &Held,
        name: &str,
        location: crate::source::Location,
        ruleset: &Ruleset,
        ran: &Ran,
    ) -> Option<Finding> {
        let suppression = &held.suppression;
        let known =
            rules::find(name).is_some() || Category::from_word(name).is_some() || ruleset.declared.find(name).is_some();
        let (message, help) = if known {
            let document = suppression.location.source.document();
            // What a rule would say that did not run is not known; a change without a reason is not acknowledged.
            if !ran.has_run(ruleset, name, &|file| file == document) {
                return None;
            }
            let change =
                name == Category::Compat.word() || rules::find(name).is_some_and(|r| r.category == Category::Compat);
            if change && suppression.reason.is_empty() {
                let message =
                    message!("suppression for `{}` has no reason: a change is acknowledged only with one", name);
                (message, "add ` -- ` and the reason")
            } else {
                (message!("unused suppression for `{}`: no finding matches it", name), "remove it")
            }
        } else {
            if !ran.linted {
                return None;
            }
            let mut message = message!("unknown rule `{}`", name);
            if let Some(near) = rules::near(name) {
                message.push(message!("; did you mean `{}`?", near));
            }
            (message, "`apivet rules` lists the rules")
        };
        let mut found = finding("unused-ignore", suppression, message).with_help(help);
        found.location = location;
        Some(found)
    }
}

fn finding(rule: &'static str, suppression: &Suppression, message: Message) -> Finding {
    let location = suppression.location.clone();
    Finding::new(RuleId::of(rule), Severity::Warn, location, suppression.pointer.clone(), message)
}

/// The finding with the severity that the configuration gives it; none where it switches the rule off.
fn graded(ruleset: &Ruleset, mut found: Finding) -> Option<Finding> {
    let rule: &Rule = rules::find(found.rule.as_str())?;
    found.severity = ruleset.severity_in(rule, found.document(), rule.severity)?;
    found.url = Some(rule.url());
    Some(found)
}
