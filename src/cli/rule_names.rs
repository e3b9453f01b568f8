//! Names of rules on the command line: any name, as configurations declare more; completions offer what apivet has.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};

use crate::rule::{Category, Rule};
use crate::rules;
use crate::ruleset::PACKS;

/// Takes the name of a rule or category.
#[derive(Clone, Copy, Debug)]
pub(super) enum RuleNames {
    /// What runs and can be left out: rules and categories.
    OfRuns,
    /// All that is explained: changes, too.
    Explained,
}

impl TypedValueParser for RuleNames {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let categories = Category::ALL.into_iter().map(|c| PossibleValue::new(c.word()).help(c.summary()));
        let value = |rule: &'static Rule| PossibleValue::new(rule.id).help(rule.summary);
        let explained = matches!(self, Self::Explained);
        let changes = rules::of_comparisons().filter(move |_| explained);
        Some(Box::new(categories.chain(rules::all().map(value)).chain(changes.map(value))))
    }
}

/// Takes the name of a pack: `strict`, or as configurations write it, `apivet:strict`.
pub(super) fn pack_names() -> PossibleValuesParser {
    PossibleValuesParser::new(PACKS.iter().map(|pack| {
        let short = pack.name.trim_start_matches(PREFIX);
        PossibleValue::new(short).alias(pack.name)
    }))
}

/// The names of packs as configurations write them.
pub(super) fn whole_pack_names(given: &[String]) -> Vec<String> {
    given.iter().map(|name| format!("{PREFIX}{}", name.trim_start_matches(PREFIX))).collect()
}

/// What the names of packs begin with.
const PREFIX: &str = "apivet:";
