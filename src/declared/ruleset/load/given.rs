//! Where rules look: paths with aliases, or what `on` names in the model.

use std::collections::BTreeMap;

use super::{Alias, DEPTH, Parts, RulesetReader};
use crate::declared::message::Found;
use crate::declared::ruleset::{DeclaredRule, Given, ThenField};
use crate::declared::subject::Subject;
use crate::declared::{fact_names, jsonpath};
use crate::finding::{Message, message};
use crate::text::nearest;
use crate::tree::Cursor;

impl RulesetReader<'_> {
    pub(super) fn aliases(&mut self, at: Cursor<'_>, parts: &mut Parts) {
        for entry in at.entries() {
            let mut alias: Alias = Vec::new();
            let mut paths = |value: Cursor<'_>, formats: &[&'static str]| {
                let list: Vec<Cursor<'_>> = if value.is_seq() { value.items().collect() } else { vec![value] };
                alias.extend(list.iter().map(|p| (p.text().into_owned(), formats.to_vec())));
            };
            match entry.value.get_str("targets") {
                Some(targets) => {
                    for target in targets.items() {
                        let formats = target.get_str("formats").map(|f| self.formats(f)).unwrap_or_default();
                        if let Some(given) = target.get_str("given") {
                            paths(given, &formats);
                        }
                    }
                }
                None => paths(entry.value.get_str("given").unwrap_or(entry.value), &[]),
            }
            parts.aliases.insert(entry.name().to_owned(), alias);
        }
    }

    /// `on`, and `where`: what of the model a rule is about.
    pub(super) fn subject(&mut self, on: Cursor<'_>, condition: Option<Cursor<'_>>, rule: &mut DeclaredRule) {
        if !self.in_config {
            self.wrong(on, "`on` is for rules in apivet.yaml: rulesets for other tools have `given`");
            return;
        }
        let word = on.text();
        let Some(subject) = Subject::ALL.into_iter().find(|s| s.word() == word) else {
            let names = Subject::ALL.map(Subject::word);
            let help = match nearest(&word, names) {
                Some(near) => message!("did you mean `{}`?", near),
                None => message!("there are {}", names.join(", ")),
            };
            self.wrong_with_help(on, message!("the model has no `{}`", word), help);
            return;
        };
        let path = match condition {
            None => jsonpath::parse(&format!("$['{word}'][*]")),
            Some(condition) => jsonpath::parse(&format!("$['{word}'][?({})]", condition.text())),
        };
        match path {
            Ok(path) => {
                let text = match condition {
                    None => format!("each {word}"),
                    Some(condition) => format!("each {word} where {}", condition.text()),
                };
                rule.given = vec![Given { path, text, formats: Vec::new() }];
                rule.on = Some(subject);
            }
            Err(error) => self
                .wrong(condition.unwrap_or(on), message!("this condition cannot be read: {}", Message::foreign(error))),
        }
    }

    /// Holds the names that a rule asks the model for against what the model knows.
    pub(super) fn check_facts(&mut self, at: Cursor<'_>, rule: &DeclaredRule) {
        let Some(subject) = rule.on else { return };
        if let Some(condition) = at.get_str("where") {
            for names in rule.given.iter().flat_map(|given| given.path.names_of_filters()) {
                self.check_names(condition, subject, &names);
            }
        }
        if let Some(then) = at.get_str("then") {
            let all: Vec<Cursor<'_>> = if then.is_seq() { then.items().collect() } else { vec![then] };
            for (then, read) in all.into_iter().zip(&rule.then) {
                if let (Some(field), Some(ThenField::Names(names))) = (then.get_str("field"), &read.field) {
                    self.check_names(field, subject, names);
                }
            }
        }
        if let (Some(message), Some(template)) = (at.get_str("message"), &rule.message) {
            for name in Found::facts_in(template) {
                self.check_names(message, subject, &name.split('.').collect::<Vec<_>>());
            }
        }
    }

    fn check_names<S: AsRef<str>>(&mut self, at: Cursor<'_>, subject: Subject, names: &[S]) {
        let Err(missing) = fact_names::follow(subject, names) else { return };
        let text = message!("{} has no `{}`", Message::foreign(&missing.of), missing.name);
        match nearest(&missing.name, missing.there.iter().copied()) {
            Some(near) => self.wrong_with_help(at, text, message!("did you mean `{}`?", near)),
            None if missing.there.is_empty() => self.wrong(at, text),
            None => self.wrong_with_help(at, text, message!("there are {}", missing.there.join(", "))),
        }
    }

    pub(super) fn given(&mut self, at: Cursor<'_>, aliases: &BTreeMap<String, Alias>, out: &mut Vec<Given>) {
        let text = at.text().into_owned();
        let mut found = Vec::new();
        match expand(&text, aliases, &[], 0, &mut found) {
            Ok(()) => {}
            Err(Unusable::Unknown(name)) => {
                let help = match nearest(&name, aliases.keys().map(String::as_str)) {
                    Some(near) => message!("did you mean `#{}`?", near),
                    None => "aliases are declared under `aliases`".into(),
                };
                self.wrong_with_help(at, message!("the alias `#{}` is not declared", name), help);
                return;
            }
            Err(Unusable::Endless) => {
                self.wrong(at, message!("`{}` stands for more than {} paths", text, PATHS));
                return;
            }
        }
        for (path, formats) in found {
            match jsonpath::parse(&path) {
                Ok(read) => out.push(Given { path: read, text: path, formats }),
                Err(error) => {
                    // Quotes come before the text of the path.
                    let quote = usize::from(at.span().len() > text.len());
                    let here = path == text && at.span().len() >= text.len() + quote;
                    let start = (error.at.min(text.len().saturating_sub(1))) + quote;
                    let place = if here { at.part(start..start + 1) } else { at.location() };
                    self.problem(
                        place,
                        at.pointer(),
                        message!("this path cannot be read: {}", Message::foreign(error)),
                        None,
                    );
                }
            }
        }
    }
}

/// How many paths one `given` may stand for: aliases of aliases can double at each step.
const PATHS: usize = 10_000;

/// Why an alias cannot be replaced.
enum Unusable {
    /// It is not declared, or leads to itself.
    Unknown(String),
    /// It stands for too many paths.
    Endless,
}

/// Replaces an alias at the beginning of a path by what it stands for.
fn expand(
    text: &str,
    aliases: &BTreeMap<String, Alias>,
    formats: &[&'static str],
    depth: usize,
    out: &mut Vec<(String, Vec<&'static str>)>,
) -> Result<(), Unusable> {
    let Some(rest) = text.strip_prefix('#') else {
        if out.len() >= PATHS {
            return Err(Unusable::Endless);
        }
        out.push((text.to_owned(), formats.to_vec()));
        return Ok(());
    };
    let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(rest.len());
    let (name, tail) = rest.split_at(end);
    let alias = aliases.get(name).filter(|_| depth < DEPTH).ok_or_else(|| Unusable::Unknown(name.to_owned()))?;
    for (path, own) in alias {
        let formats = if own.is_empty() { formats } else { own.as_slice() };
        expand(&format!("{path}{tail}"), aliases, formats, depth + 1, out)?;
    }
    Ok(())
}
