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

/// An option as its rule knows it: what it is read as follows from the type of its default.
#[derive(Clone, Copy, Debug)]
pub struct RuleOption<T> {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// Its value where the configuration gives none.
    pub default: T,
}

impl RuleOption<u64> {
    /// What everybody else sees of it.
    #[must_use]
    pub const fn meta(&self) -> OptionMeta {
        OptionMeta { name: self.name, summary: self.summary, default: OptionDefault::Count(self.default) }
    }
}

impl RuleOption<bool> {
    /// What everybody else sees of it.
    #[must_use]
    pub const fn meta(&self) -> OptionMeta {
        OptionMeta { name: self.name, summary: self.summary, default: OptionDefault::Bool(self.default) }
    }
}

impl RuleOption<&'static str> {
    /// What everybody else sees of it.
    #[must_use]
    pub const fn meta(&self) -> OptionMeta {
        OptionMeta { name: self.name, summary: self.summary, default: OptionDefault::Text(self.default) }
    }
}

impl RuleOption<&'static [&'static str]> {
    /// What everybody else sees of it.
    #[must_use]
    pub const fn meta(&self) -> OptionMeta {
        OptionMeta { name: self.name, summary: self.summary, default: OptionDefault::List(self.default) }
    }
}

/// What an option may be.
pub trait OptionType: Copy {
    /// As it is read.
    type Read;

    /// What a configuration gives, or the default. Values of other types are refused when a configuration is read.
    fn read(self, given: Option<&OptionValue>) -> Self::Read;
}

impl OptionType for u64 {
    type Read = u64;

    fn read(self, given: Option<&OptionValue>) -> u64 {
        if let Some(OptionValue::Count(n)) = given { *n } else { self }
    }
}

impl OptionType for bool {
    type Read = bool;

    fn read(self, given: Option<&OptionValue>) -> bool {
        if let Some(OptionValue::Bool(b)) = given { *b } else { self }
    }
}

impl OptionType for &'static str {
    type Read = String;

    fn read(self, given: Option<&OptionValue>) -> String {
        if let Some(OptionValue::Text(t)) = given { t.clone() } else { self.to_owned() }
    }
}

impl OptionType for &'static [&'static str] {
    type Read = Vec<String>;

    fn read(self, given: Option<&OptionValue>) -> Vec<String> {
        match given {
            Some(OptionValue::List(l)) => l.clone(),
            _ => self.iter().map(|t| (*t).to_owned()).collect(),
        }
    }
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
