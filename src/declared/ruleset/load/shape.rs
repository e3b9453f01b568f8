//! The shape of a ruleset: the keys that it and its rules may have, and the types of their values. What is misread runs
//! no rule, and must not look clean.

use super::RulesetReader;
use crate::finding::{Message, message};
use crate::text::nearest;
use crate::tree::{Cursor, Shape};

/// What a value must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Flag,
    List,
    Mapping,
    /// Looked at elsewhere, or anything.
    Any,
}

impl Form {
    /// The form, as in "`message` must be a text".
    fn words(self) -> &'static str {
        match self {
            Form::Text => "a string",
            Form::Flag => "`true` or `false`",
            Form::List => "a list",
            Form::Mapping => "a mapping",
            Form::Any => "a value",
        }
    }

    fn holds(self, at: Cursor<'_>) -> bool {
        match self {
            Form::Text => at.shape() == Shape::Str,
            Form::Flag => at.shape() == Shape::Bool,
            Form::List => at.is_seq(),
            Form::Mapping => at.is_map(),
            Form::Any => true,
        }
    }
}

/// The keys of a ruleset.
const RULESET: [(&str, Form); 10] = [
    ("description", Form::Text),
    ("documentationUrl", Form::Text),
    ("extends", Form::Any),
    ("rules", Form::Any),
    ("functions", Form::List),
    ("functionsDir", Form::Text),
    ("formats", Form::List),
    ("parserOptions", Form::Mapping),
    ("overrides", Form::List),
    ("aliases", Form::Mapping),
];

/// The keys of `parserOptions`.
const PARSER: [(&str, Form); 2] = [("duplicateKeys", Form::Any), ("incompatibleValues", Form::Any)];

/// The keys of `then`.
const THEN: [(&str, Form); 3] = [("function", Form::Any), ("functionOptions", Form::Any), ("field", Form::Text)];

/// The keys of a rule; the last two are apivet's own.
const RULE: [(&str, Form); 14] = [
    ("description", Form::Text),
    ("documentationUrl", Form::Text),
    ("recommended", Form::Flag),
    ("given", Form::Any),
    ("resolved", Form::Flag),
    ("severity", Form::Any),
    ("message", Form::Text),
    ("tags", Form::List),
    ("formats", Form::List),
    ("then", Form::Any),
    ("type", Form::Text),
    ("extensions", Form::Mapping),
    ("on", Form::Any),
    ("where", Form::Any),
];

/// The keys of an override.
const OVERRIDE: [(&str, Form); 6] = [
    ("files", Form::Any),
    ("rules", Form::Mapping),
    ("extends", Form::Any),
    ("formats", Form::List),
    ("parserOptions", Form::Mapping),
    ("aliases", Form::Mapping),
];

impl RulesetReader<'_> {
    /// Tells what keeps a ruleset from being read as it is meant.
    pub(super) fn ruleset_shape(&mut self, at: Cursor<'_>) {
        self.shape(at, "a ruleset", &RULESET);
        for function in at.get_str("functions").into_iter().flat_map(Cursor::items) {
            let name = if function.is_seq() { function.item(0).unwrap_or(function) } else { function };
            if !Form::Text.holds(name) {
                self.wrong(function, "`functions` lists names of functions");
            }
        }
        if let Some(options) = at.get_str("parserOptions").filter(|o| o.is_map()) {
            self.shape(options, "`parserOptions`", &PARSER);
        }
    }

    /// The same for a rule.
    pub(super) fn rule_shape(&mut self, at: Cursor<'_>) {
        self.shape(at, "a rule", &RULE);
        if let Some(tags) = at.get_str("tags") {
            for tag in tags.items().filter(|t| t.shape() != Shape::Str) {
                self.wrong(tag, "a tag must be a string");
            }
        }
        if let Some(ty) = at.get_str("type").filter(|t| !["style", "validation"].contains(&t.text().as_ref())) {
            self.wrong(ty, "`type` must be `style` or `validation`");
        }
    }

    /// The same for what a rule asks.
    pub(super) fn then_shape(&mut self, at: Cursor<'_>) {
        if let Some(field) = at.get_str("field").filter(|field| !Form::Text.holds(*field)) {
            self.wrong(field, "`field` must be a string");
        }
        for entry in at.entries().filter(|e| THEN.iter().all(|(key, _)| *key != e.name())) {
            // Other keys are allowed here, but not those that were meant to be one of these.
            if let Some(near) = nearest(entry.name(), THEN.iter().map(|(key, _)| *key)) {
                let message = message!("`{}` is not a key of `then`", entry.name());
                let help = message!("did you mean `{}`?", near);
                self.problem(entry.value.name_location(), entry.value.pointer(), message, Some(help));
            }
        }
    }

    /// The same for an override.
    pub(super) fn override_shape(&mut self, at: Cursor<'_>) {
        self.shape(at, "an override", &OVERRIDE);
    }

    fn shape(&mut self, at: Cursor<'_>, what: &'static str, keys: &[(&'static str, Form)]) {
        for entry in at.entries().filter(|e| !e.name().starts_with("x-")) {
            let Some((key, form)) = keys.iter().find(|(key, _)| *key == entry.name()) else {
                let help = match nearest(entry.name(), keys.iter().map(|(key, _)| *key)) {
                    Some(near) => message!("did you mean `{}`?", near),
                    None => message!("there are {}", keys.iter().map(|(key, _)| *key).collect::<Vec<_>>().join(", ")),
                };
                let message = message!("`{}` is not a key of {}", entry.name(), Message::from(what));
                self.problem(entry.value.name_location(), entry.value.pointer(), message, Some(help));
                continue;
            };
            if !form.holds(entry.value) {
                self.wrong(entry.value, message!("`{}` must be {}", key, Message::from(form.words())));
            }
        }
    }
}
