//! Whether a configuration has the fields and values that the table of its fields names.

use super::take::option_value;
use super::{ConfigReader, texts_of};
use crate::declared;
use crate::finding::{Message, Severity, message, names};
use crate::model::Credential;
use crate::rule::Category;
use crate::rules;
use crate::ruleset::packs;
use crate::ruleset::suppress::OperationPattern;
use crate::ruleset::table::{ConfigField, FieldShape};
use crate::text::{Day, nearest};
use crate::tree::{Cursor, Shape as Node};

impl ConfigReader<'_> {
    /// Checks an object against its fields; true where nothing is wrong in it.
    pub(super) fn object(&mut self, at: Cursor<'_>, fields: &[ConfigField], what: &Message) -> bool {
        if !at.is_map() {
            self.say(at, at.location(), message!("{} must be a mapping, found {}", what, at.shape().words()), None);
            return false;
        }
        let mut good = true;
        for entry in at.entries() {
            // For editors, and for people's own notes.
            let own = fields.iter().any(|f| f.key == entry.name());
            if entry.name() == "$schema" || (entry.name().starts_with("x-") && !own) {
                continue;
            }
            match fields.iter().find(|f| f.key == entry.name()) {
                Some(field) => good &= self.value(entry.value, field.shape),
                None => {
                    let mut message = message!("`{}` is not a field of {}", entry.name(), what);
                    let near = nearest(entry.name(), fields.iter().map(|f| f.key));
                    if let Some(near) = near {
                        message += message!("; did you mean `{}`?", near);
                    }
                    let list = names(fields.iter().map(|f| f.key));
                    self.say(
                        entry.value,
                        entry.value.name_location(),
                        message,
                        near.is_none().then(|| message!("it has {}", list)),
                    );
                    good = false;
                }
            }
        }
        good
    }

    pub(super) fn value(&mut self, at: Cursor<'_>, shape: FieldShape) -> bool {
        let all_text = |c: Cursor<'_>| c.is_seq() && c.items().all(|i| i.shape() == Node::Str);
        match shape {
            FieldShape::Text => at.shape() == Node::Str || self.wrong(at, "a string"),
            FieldShape::Day => Day::parse(&at.text()).is_some() || self.wrong(at, "a day (YYYY-MM-DD)"),
            FieldShape::Bool => at.bool().is_some() || self.wrong(at, "true or false"),
            FieldShape::Count => at.integer().is_some_and(|n| n >= 0) || self.wrong(at, "a whole number from 0"),
            FieldShape::Texts => all_text(at) || self.wrong(at, "a list of strings"),
            FieldShape::TextOrTexts => {
                at.shape() == Node::Str || all_text(at) || self.wrong(at, "a string or a list of strings")
            }
            FieldShape::Words(words) => {
                let mut good = at.shape() == Node::Str || all_text(at) || self.wrong(at, "a word or a list of words");
                for item in texts_of(at) {
                    if !words.contains(&item.text().as_ref()) {
                        good = self.unknown_word(item, words.iter().copied());
                    }
                }
                good
            }
            FieldShape::Object(fields) => self.object(at, fields, &message!("`{}`", at.key_text())),
            FieldShape::Objects(fields) => {
                if !at.is_seq() {
                    return self.wrong(at, "a list");
                }
                let what = message!("an item of `{}`", at.key_text());
                let mut good = true;
                for item in at.items() {
                    good &= self.object(item, fields, &what);
                    for field in fields.iter().filter(|f| f.required && item.is_map()) {
                        let given = item.get_str(field.key);
                        let empty = |v: Cursor<'_>| match v.shape() {
                            Node::Seq => v.is_empty(),
                            _ => v.text().trim().is_empty(),
                        };
                        if given.is_none_or(empty) {
                            let help = match field.key {
                                "reason" => "say in a few words why",
                                _ => "name a rule or a category: without it the entry would select nothing",
                            };
                            let message = message!("{} must have a `{}`", what, field.key);
                            self.say(item, item.first_line(), message, Some(help.into()));
                            good = false;
                        }
                    }
                }
                good
            }
            FieldShape::Operations => {
                let mut good =
                    at.shape() == Node::Str || all_text(at) || self.wrong(at, "an operation or a list of them");
                for item in texts_of(at) {
                    if let Err(why) = OperationPattern::parse(&item.text()) {
                        let help = Message::from("write `POST /orders`, `/internal/**` or an `operationId`");
                        self.say(item, item.location(), message!("`{}` is no glob: {}", item.text(), why), Some(help));
                        good = false;
                    }
                }
                good
            }
            FieldShape::RuleNames => {
                let mut good = at.shape() == Node::Str || all_text(at) || self.wrong(at, "a rule id or a list of them");
                for item in texts_of(at) {
                    good &= self.rule_name(item, &item.text(), item.location());
                }
                good
            }
            FieldShape::Rules | FieldShape::RuleSeverities => {
                if !at.is_map() {
                    return self.wrong(at, "a mapping from rules to severities");
                }
                let mut good = true;
                for entry in at.entries().filter(|e| !declared::is_declaration(e.value)) {
                    good &= self.rule_name(entry.value, entry.name(), entry.value.name_location())
                        && self.setting(entry.value, entry.name(), matches!(shape, FieldShape::Rules));
                }
                good
            }
            FieldShape::Strength => {
                let mut good = at.is_seq() || self.wrong(at, "a list of credentials, strongest first");
                for item in at.items().flat_map(|i| if i.is_seq() { i.items().collect::<Vec<_>>() } else { vec![i] }) {
                    if !Credential::ALL.iter().any(|c| c.word() == item.text()) {
                        good = self.unknown_word(item, Credential::ALL.iter().map(|c| c.word()));
                    }
                }
                good
            }
            FieldShape::Declared => true,
            FieldShape::Packs => {
                // A ruleset may stand in a list with how much of it is turned on.
                let names = |i: Cursor<'_>| {
                    i.shape() == Node::Str
                        || (i.is_seq() && i.item(0).is_some_and(|n| declared::is_ruleset_name(&n.text())))
                };
                let mut good = at.shape() == Node::Str
                    || (at.is_seq() && at.items().all(names))
                    || self.wrong(at, "a pack or a list of packs");
                for item in texts_of(at) {
                    if item.text().starts_with("apivet:") && packs::pinned(&item.text()).is_none() {
                        good = self.unknown_word(item, packs::PACKS.iter().map(|p| p.name));
                    }
                }
                good
            }
        }
    }

    pub(super) fn unknown_word<'w>(&mut self, at: Cursor<'_>, words: impl Iterator<Item = &'w str> + Clone) -> bool {
        let text = at.text();
        let mut message = message!("unknown value `{}`", text);
        if let Some(near) = nearest(&text, words.clone()) {
            message += message!("; did you mean `{}`?", near);
        }
        let list = names(words);
        self.say(at, at.location(), message, Some(message!("expected one of {}", list)));
        false
    }

    pub(super) fn rule_name(&mut self, at: Cursor<'_>, name: &str, location: crate::source::Location) -> bool {
        if rules::find(name).is_some() || Category::from_word(name).is_some() || self.declared.has(name) {
            return true;
        }
        let mut message = message!("there is no rule or category `{}`", name);
        let near = nearest(name, self.declared.names()).map(str::to_owned);
        if let Some(near) = near.or_else(|| rules::near(name).map(|near| near.to_string())) {
            message += message!("; did you mean `{}`?", near);
        }
        self.say(at, location, message, Some("`apivet rules` lists them".into()));
        false
    }

    /// `warn`, `off`, or a mapping with `severity` and options.
    pub(super) fn setting(&mut self, at: Cursor<'_>, name: &str, with_options: bool) -> bool {
        const WORDS: [&str; 6] = ["error", "warn", "info", "hint", "on", "off"];
        match at.shape() {
            Node::Str if WORDS.contains(&at.text().as_ref()) || Severity::from_word(&at.text()).is_some() => true,
            Node::Str => self.unknown_word(at, WORDS.into_iter()),
            // Other tools write `false` for off, and YAML 1.1 reads `off` that way.
            Node::Bool => true,
            Node::Map if with_options => {
                let options = rules::find(name).map_or(&[][..], |r| r.options);
                let mut good = true;
                for entry in at.entries() {
                    if entry.name() == "severity" {
                        good &= self.setting(entry.value, name, false);
                        continue;
                    }
                    let Some(option) = options.iter().find(|o| o.name == entry.name()) else {
                        let known: Vec<&str> = options.iter().map(|o| o.name).chain(["severity"]).collect();
                        let mut message = message!("`{}` is not an option of `{}`", entry.name(), name);
                        if let Some(near) = nearest(entry.name(), known.iter().copied()) {
                            message += message!("; did you mean `{}`?", near);
                        }
                        let list = names(&known);
                        self.say(entry.value, entry.value.name_location(), message, Some(message!("it has {}", list)));
                        good = false;
                        continue;
                    };
                    if option_value(entry.value, option.default).is_none() {
                        good = self.wrong(entry.value, option.default.words());
                    }
                }
                good
            }
            _ => self.wrong(
                at,
                if with_options { "a severity, or a mapping with `severity` and options" } else { "a severity" },
            ),
        }
    }
}
