//! A run that failed, in words.

use std::io;

use crate::finding::{Finding, Message, RuleId, Severity};
use crate::tree::Tree;

/// A run, or a part of one, that failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    message: String,
    help: Option<String>,
    /// What is wrong with files that steer the run, or cannot be read, each at its place.
    problems: Vec<Finding>,
}

impl Failure {
    /// A failure with what went wrong.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, problems: Vec::new() }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says before it what could not be done.
    #[must_use]
    pub fn within(mut self, what: &str) -> Self {
        self.message = format!("{what}: {}", self.message);
        self
    }

    /// Shows the places of what is wrong.
    #[must_use]
    pub fn with_problems(mut self, problems: Vec<Finding>) -> Self {
        self.problems = problems;
        self
    }

    /// What to do, where that is known.
    #[must_use]
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// What is wrong, each at its place.
    #[must_use]
    pub fn problems(&self) -> &[Finding] {
        &self.problems
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(format!("cannot write: {error}"))
    }
}

/// The syntax errors of a file as findings.
#[must_use]
pub fn syntax_errors(tree: &Tree) -> Vec<Finding> {
    let told = tree.errors().iter().chain(tree.slips()).map(|error| {
        let message = Message::foreign(&error.message);
        let location = tree.location(error.span);
        let mut found = Finding::new(RuleId::of("syntax"), Severity::Error, location, String::new(), message);
        found.help = error.help.as_deref().map(Message::foreign);
        if let Some((span, words)) = &error.related {
            found.also(tree.location(*span), Message::foreign(words));
        }
        found
    });
    told.collect()
}
