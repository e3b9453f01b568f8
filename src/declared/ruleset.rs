//! Rulesets in Spectral's format.

mod load;

pub use load::{
    Collector, LoadedRuleset, Programs, built_in, is_declaration, is_ruleset_name, load, pin_of, without_pin,
};

use std::sync::Arc;

use super::functions::Function;
use super::jsonpath::Path;
use super::script::Script;
use super::subject::Subject;
use crate::finding::Severity;
use crate::rule::Files as Globs;

/// The rules of `spectral:oas`, in YAML.
pub const OAS: &str = include_str!("../../rules/spectral-oas.yaml");

/// Rules, ready.
#[derive(Clone, Debug, Default)]
pub struct DeclaredRuleset {
    /// The rules, those that are off included.
    pub rules: Vec<DeclaredRule>,
    /// The formats that the rules are for; a document of none of them is told.
    pub formats: Vec<&'static str>,
    /// What holds for some files.
    pub overrides: Vec<RulesetOverride>,
}

/// What holds for some files.
#[derive(Clone, Debug)]
pub struct RulesetOverride {
    /// The files.
    pub files: Globs,
    /// A place in them (RFC 6901) that this is about, with what lies below it; all of them where there is none.
    pub at: Option<String>,
    /// All rules as they are for these files.
    pub rules: Vec<DeclaredRule>,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct DeclaredRule {
    /// Its name.
    pub name: String,
    /// Where it is declared: `apivet.yaml:6`, or the set that it comes with (`spectral:oas`).
    pub origin: String,
    /// Where it looks.
    pub given: Vec<Given>,
    /// Of what it asks the model; nothing where it looks at the document itself.
    pub on: Option<Subject>,
    /// What it asks there.
    pub then: Vec<Then>,
    /// How much its findings matter.
    pub severity: Severity,
    /// False where it is off.
    pub enabled: bool,
    /// False where only `all` turns it on.
    pub recommended: bool,
    /// The formats that it is for; all where there are none.
    pub formats: Vec<&'static str>,
    /// True where references are followed.
    pub resolved: bool,
    /// The template of its messages.
    pub message: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Where it is explained.
    pub url: Option<String>,
}

/// A place where a rule looks.
#[derive(Clone, Debug)]
pub struct Given {
    /// The path.
    pub path: Path,
    /// The path as it is written, aliases replaced; for the model, the subject and the condition.
    pub text: String,
    /// The formats that it is for; all where there are none.
    pub formats: Vec<&'static str>,
}

/// What a rule asks.
#[derive(Clone, Debug)]
pub struct Then {
    /// Of what below the place.
    pub field: Option<ThenField>,
    /// The field and the function with its options, as they are written.
    pub text: String,
    /// The question.
    pub ask: Ask,
}

/// The function that is asked.
#[derive(Clone, Debug)]
pub enum Ask {
    /// One that is built in.
    Core(Arc<Function>),
    /// One in JavaScript.
    Script(Arc<Script>),
}

/// What below a place is asked for.
#[derive(Clone, Debug)]
pub enum ThenField {
    /// `@key`: each name.
    Keys,
    /// A property, or one inside of another.
    Names(Vec<String>),
    /// What a path leads to.
    Path(Path),
}

fn fits(own: &[&'static str], formats: &[&'static str]) -> bool {
    own.is_empty() || own.iter().any(|f| formats.contains(f))
}

impl DeclaredRule {
    /// True for a rule that is on and meant for a document of these formats.
    #[must_use]
    pub fn applies_to(&self, formats: &[&'static str]) -> bool {
        self.enabled && fits(&self.formats, formats)
    }
}

impl Then {
    /// What is asked, in a line.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.text
    }
}

impl Given {
    /// True where it is meant for a document of these formats.
    #[must_use]
    pub fn applies_to(&self, formats: &[&'static str]) -> bool {
        fits(&self.formats, formats)
    }
}

impl DeclaredRuleset {
    /// The rules for a file, by the name under which it is shown.
    #[must_use]
    pub fn rules_for(&self, name: &str) -> &[DeclaredRule] {
        let whole = self.overrides.iter().filter(|o| o.at.is_none());
        whole.rev().find(|o| o.files.has(name)).map_or(&self.rules, |o| &o.rules)
    }

    /// How much a finding of a rule matters at a place of a file; nothing where the rule is off there.
    #[must_use]
    pub fn severity_at(&self, rule: &DeclaredRule, name: &str, pointer: &str) -> Option<Severity> {
        let below = |at: &str| pointer.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let here = |o: &&RulesetOverride| o.at.as_deref().is_some_and(below) && o.files.has(name);
        match self.overrides.iter().rev().find(here).and_then(|o| o.rules.iter().find(|r| r.name == rule.name)) {
            Some(other) => other.enabled.then_some(other.severity),
            None => Some(rule.severity),
        }
    }

    /// True where nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rule of this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&DeclaredRule> {
        self.rules.iter().find(|r| r.name == name)
    }

    /// Keeps the rules of these names.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        let all = std::iter::once(&mut self.rules).chain(self.overrides.iter_mut().map(|o| &mut o.rules));
        all.for_each(|rules| rules.retain(|r| keep(&r.name)));
    }
}
