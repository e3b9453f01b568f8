//! The rules of a ruleset: definitions, and settings of those that it extends.

use std::collections::BTreeMap;

use super::{Alias, Own, Parts, RulesetReader, add_formats, put};
use crate::declared::ruleset::DeclaredRule;
use crate::finding::{Severity, message};
use crate::text::nearest;
use crate::tree::{Cursor, Shape, words};

/// What stands in place of a rule's definition.
enum ThenSetting {
    On,
    Off,
    Severity(Severity),
}

/// True for a rule with a definition of its own, not only a setting.
#[must_use]
pub fn is_declaration(at: Cursor<'_>) -> bool {
    at.is_map() && ["then", "given", "on"].iter().any(|k| at.get_str(k).is_some())
}

impl RulesetReader<'_> {
    pub(super) fn rules(&mut self, at: Cursor<'_>, own: &Own, parts: &mut Parts) {
        if !at.is_map() {
            if !self.in_config {
                self.wrong(at, "`rules` is a mapping of names to rules");
            }
            return;
        }
        for entry in at.entries() {
            let name = entry.name();
            let known = parts.rules.iter().position(|r| r.name == name);
            // The other names in a configuration are those of its own rules and categories.
            if self.in_config && known.is_none() && !is_declaration(entry.value) {
                continue;
            }
            if entry.value.is_map() {
                let existing = known.map(|n| parts.rules[n].clone());
                if let Some(rule) = self.rule(name, entry.value, existing, own, &parts.aliases) {
                    add_formats(&mut parts.formats, &rule.formats);
                    put(&mut parts.rules, rule);
                }
                continue;
            }
            let value = if entry.value.is_seq() { entry.value.item(0).unwrap_or(entry.value) } else { entry.value };
            let Some(n) = known else {
                // What is not there is off, and what is for documents of another kind says nothing of these.
                let elsewhere = parts.elsewhere.iter().any(|prefix| name.starts_with(prefix));
                if elsewhere || matches!(severity(value), Some(ThenSetting::Off)) {
                    continue;
                }
                let names: Vec<&str> = parts.rules.iter().map(|r| r.name.as_str()).collect();
                let help = match nearest(name, names) {
                    Some(near) => message!("did you mean `{}`?", near),
                    None => "only rules that are extended can be turned on or off".into(),
                };
                self.problem(
                    entry.value.name_location(),
                    entry.value.pointer(),
                    message!("there is no rule `{}`", name),
                    Some(help),
                );
                continue;
            };
            let rule = &mut parts.rules[n];
            match severity(value) {
                Some(ThenSetting::On) => rule.enabled = true,
                Some(ThenSetting::Off) => rule.enabled = false,
                Some(ThenSetting::Severity(severity)) => {
                    rule.severity = severity;
                    rule.enabled = true;
                }
                None => {
                    let message =
                        message!("`{}` is no severity; there are error, warn, info, hint and off", value.text());
                    self.wrong(value, message);
                }
            }
        }
    }

    pub(super) fn rule(
        &mut self,
        name: &str,
        at: Cursor<'_>,
        existing: Option<DeclaredRule>,
        own: &Own,
        aliases: &BTreeMap<String, Alias>,
    ) -> Option<DeclaredRule> {
        let before = self.problems.len();
        let mut rule = existing.unwrap_or_else(|| DeclaredRule {
            name: name.to_owned(),
            origin: String::new(),
            given: Vec::new(),
            on: None,
            then: Vec::new(),
            severity: Severity::Warn,
            enabled: true,
            recommended: true,
            formats: own.formats.clone(),
            resolved: true,
            message: None,
            description: None,
            url: own.url.as_ref().map(|u| format!("{u}#{name}")),
        });
        rule.origin = origin(at);
        self.rule_shape(at);
        let text = |key: &str| at.get_str(key).filter(|t| t.shape() == Shape::Str).map(|t| t.text().into_owned());
        if let Some(message) = text("message") {
            rule.message = Some(message);
        }
        if let Some(description) = text("description") {
            rule.description = Some(description);
        }
        if let Some(url) = text("documentationUrl") {
            rule.url = Some(url);
        }
        if let Some(value) = at.get_str("resolved") {
            rule.resolved = value.is_true();
        }
        if let Some(value) = at.get_str("formats") {
            rule.formats = self.formats(value);
        }
        rule.enabled = true;
        if let Some(value) = at.get_str("recommended") {
            rule.recommended = value.is_true();
            rule.enabled = rule.recommended;
        }
        if let Some(value) = at.get_str("severity") {
            match severity(value) {
                Some(ThenSetting::Severity(severity)) => rule.severity = severity,
                Some(ThenSetting::Off) => rule.enabled = false,
                Some(ThenSetting::On) => {}
                None => {
                    let message =
                        message!("`{}` is no severity; there are error, warn, info, hint and off", value.text());
                    self.wrong(value, message);
                }
            }
        }
        match (at.get_str("given"), at.get_str("on")) {
            (Some(given), Some(_)) => {
                self.wrong(given, "a rule looks where `given` leads, or at what `on` names: not both")
            }
            (None, Some(on)) => self.subject(on, at.get_str("where"), &mut rule),
            _ if at.get_str("where").is_some() => self.wrong(at, "`where` belongs to `on`"),
            _ => {}
        }
        match at.get_str("given") {
            Some(given) => {
                rule.on = None;
                rule.given.clear();
                let list: Vec<Cursor<'_>> = if given.is_seq() { given.items().collect() } else { vec![given] };
                if list.is_empty() {
                    self.wrong(given, "`given` is empty: the rule looks at nothing");
                }
                for item in list {
                    self.given(item, aliases, &mut rule.given);
                }
            }
            // What is wrong with `on` was told.
            None if rule.given.is_empty() && at.get_str("on").is_none() => {
                self.problem(at.name_location(), at.pointer(), message!("the rule `{}` has no `given`", name), None);
            }
            None => {}
        }
        match at.get(words::THEN) {
            Some(then) => {
                rule.then.clear();
                let list: Vec<Cursor<'_>> = if then.is_seq() { then.items().collect() } else { vec![then] };
                for item in list {
                    rule.then.extend(self.then(item, own));
                }
            }
            None if rule.then.is_empty() => {
                self.problem(at.name_location(), at.pointer(), message!("the rule `{}` has no `then`", name), None);
            }
            None => {}
        }
        if self.problems.len() == before {
            self.check_facts(at, &rule);
        }
        (self.problems.len() == before).then_some(rule)
    }
}

fn severity(at: Cursor<'_>) -> Option<ThenSetting> {
    Some(match at.shape() {
        Shape::Bool if at.is_true() => ThenSetting::On,
        Shape::Bool => ThenSetting::Off,
        Shape::Int => match at.integer()? {
            -1 => ThenSetting::Off,
            0 => ThenSetting::Severity(Severity::Error),
            1 => ThenSetting::Severity(Severity::Warn),
            2 => ThenSetting::Severity(Severity::Info),
            3 => ThenSetting::Severity(Severity::Hint),
            _ => return None,
        },
        Shape::Str => match at.text().as_ref() {
            "off" => ThenSetting::Off,
            "on" | "true" => ThenSetting::On,
            "error" => ThenSetting::Severity(Severity::Error),
            "warn" => ThenSetting::Severity(Severity::Warn),
            "info" => ThenSetting::Severity(Severity::Info),
            "hint" => ThenSetting::Severity(Severity::Hint),
            _ => return None,
        },
        _ => return None,
    })
}

/// Where a rule is declared, for people.
fn origin(at: Cursor<'_>) -> String {
    let place = at.head();
    match place.source.shown().strip_suffix(".yaml").filter(|name| name.starts_with("spectral:")) {
        Some(set) => set.to_owned(),
        None => format!("{}:{}", place.source.shown(), place.line()),
    }
}
