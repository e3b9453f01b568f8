//! Options of rules.

use std::collections::BTreeMap;

/// An option that a rule takes.
#[derive(Clone, Copy, Debug)]
pub struct OptionMeta {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// Its type, and its value where the configuration gives none.
    pub default: OptionDefault,
}

/// The type of an option with its default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OptionDefault {
    /// A whole number from 0.
    Count(u64),
    /// A switch.
    Bool(bool),
    /// A text.
    Text(&'static str),
    /// A list of texts.
    List(&'static [&'static str]),
}

/// The value that a configuration gives to an option.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum OptionValue {
    Count(u64),
    Bool(bool),
    Text(String),
    List(Vec<String>),
}

/// The options that a configuration gives to one rule.
pub type Options = BTreeMap<String, OptionValue>;

impl OptionDefault {
    /// The type in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            OptionDefault::Count(_) => "a whole number",
            OptionDefault::Bool(_) => "true or false",
            OptionDefault::Text(_) => "a string",
            OptionDefault::List(_) => "a list of strings",
        }
    }

    /// The default as YAML.
    #[must_use]
    pub fn yaml(self) -> String {
        match self {
            OptionDefault::Count(n) => n.to_string(),
            OptionDefault::Bool(b) => b.to_string(),
            OptionDefault::Text(t) => format!("{t:?}"),
            OptionDefault::List(l) => format!("[{}]", l.join(", ")),
        }
    }
}
