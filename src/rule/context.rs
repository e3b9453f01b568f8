//! What a rule may ask and say while it runs.

use super::{OptionType, Options, Policy, Rule, RuleOption};
use crate::finding::{Finding, Message, RuleId};
use crate::model::Operation;
use crate::source::Location;
use crate::spec::{Kind, Version, Workspace};
use crate::text::{Day, NearNames};
use crate::tree::{Cursor, words};

/// One rule at work.
pub struct Context<'a> {
    /// The files.
    pub workspace: &'a Workspace,
    /// The team's policy.
    pub policy: &'a Policy,
    /// The date, that rules about time go by.
    pub today: Day,
    rule: &'a Rule,
    options: Option<&'a Options>,
    found: Vec<Finding>,
    /// Near names for messages.
    pub near: NearNames,
}

impl<'a> Context<'a> {
    /// Prepares a rule.
    #[must_use]
    pub fn new(
        workspace: &'a Workspace,
        policy: &'a Policy,
        today: Day,
        rule: &'a Rule,
        options: Option<&'a Options>,
    ) -> Self {
        Self { workspace, policy, today, rule, options, found: Vec::new(), near: NearNames::default() }
    }

    /// What the rule found.
    #[must_use]
    pub fn finish(self) -> Vec<Finding> {
        self.found
    }

    /// The rule.
    #[must_use]
    pub fn rule(&self) -> &'a Rule {
        self.rule
    }

    /// The version of OpenAPI that the file of a node follows.
    #[must_use]
    pub fn version(&self, at: Cursor<'_>) -> Version {
        self.workspace.version(at.file())
    }

    /// What a node is.
    #[must_use]
    pub fn kind(&self, at: Cursor<'_>) -> Kind {
        self.workspace.kind(at)
    }

    /// The value of an option of the rule.
    #[must_use]
    pub fn option<T: OptionType>(&self, option: &RuleOption<T>) -> T::Read {
        option.default.read(self.options.and_then(|options| options.get(option.name)))
    }

    /// True where the policy, or `x-apivet-public` with a reason, exempts the operation.
    #[must_use]
    pub fn is_exempt(&self, operation: &Operation<'_>) -> bool {
        self.policy.exempts(self.rule.id, self.rule.category.word(), operation)
    }

    /// True where the policy exempts the path.
    #[must_use]
    pub fn is_exempt_path(&self, path: &str) -> bool {
        self.policy.exempts_path(self.rule.id, self.rule.category.word(), path)
    }

    /// Reports at a value; the first line of it, where it has several.
    pub fn value(&mut self, at: Cursor<'_>, message: impl Into<Message>) -> &mut Finding {
        self.at(at, at.first_line(), message)
    }

    /// Reports at the key of a place; at its value where it has no key.
    pub fn key(&mut self, at: Cursor<'_>, message: impl Into<Message>) -> &mut Finding {
        self.at(at, at.head(), message)
    }

    /// Reports at a location that belongs to a place.
    pub fn at(&mut self, at: Cursor<'_>, location: Location, message: impl Into<Message>) -> &mut Finding {
        self.found.push(Finding::new(RuleId::of(self.rule.id), self.rule.severity, location, at.pointer(), message));
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Reports at an operation: at the key of its method.
    pub fn operation(&mut self, operation: &Operation<'_>, message: impl Into<Message>) -> &mut Finding {
        let at = operation.entry;
        // An operation in a file of its own has its key where it is referred to; the finding belongs
        // to the operation.
        if operation.entry.file() != operation.node.file() && operation.entry.get(words::REF).is_some() {
            return self.key(operation.node, message);
        }
        self.key(at, message)
    }
}
