//! What is found, for programs.

use std::fmt;
use std::ops::Range;

use serde_json::Value;

use crate::finding::{self, Change, Compatibility, Fix, Impact, Severity};
use crate::source::{self, Position};

/// A location in a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Location {
    inner: source::Location,
}

impl Location {
    fn of(inner: &source::Location) -> Self {
        Self { inner: inner.clone() }
    }

    /// The name of the file.
    #[must_use]
    pub fn file(&self) -> &str {
        self.inner.source.name()
    }

    /// The bytes in its text.
    #[must_use]
    pub fn bytes(&self) -> Range<usize> {
        self.inner.span.range()
    }

    /// The zero-based position of its first character, in UTF-16 code units.
    #[must_use]
    pub fn start(&self) -> Position {
        self.inner.start()
    }

    /// The zero-based position behind its last character, in UTF-16 code units.
    #[must_use]
    pub fn end(&self) -> Position {
        self.inner.end()
    }
}

/// `orders.yaml:6:26`, line and column from 1.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, character } = self.start();
        write!(f, "{}:{}:{}", self.file(), line + 1, character + 1)
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Location({self})")
    }
}

/// What apivet says of a document: the place, the reason, and what to do.
#[derive(Clone)]
pub struct Finding {
    inner: finding::Finding,
}

impl Finding {
    pub(super) fn new(inner: finding::Finding) -> Self {
        Self { inner }
    }

    /// The id of the rule, or of the change.
    #[must_use]
    pub fn rule(&self) -> &str {
        self.inner.rule.as_str()
    }

    /// How grave it is by the policy.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.inner.severity
    }

    /// What is wrong, in plain text with code between backticks. Names in it come from the document.
    #[must_use]
    pub fn message(&self) -> &str {
        self.inner.message.as_str()
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.inner.help.as_ref().map(finding::Message::as_str)
    }

    /// Where it is.
    #[must_use]
    pub fn location(&self) -> Location {
        Location::of(&self.inner.location)
    }

    /// The other places that explain it, each with words.
    pub fn related(&self) -> impl Iterator<Item = (Location, &str)> {
        self.inner.labels.iter().map(|label| (Location::of(&label.location), label.message.as_str()))
    }

    /// The JSON Pointer of the place (RFC 6901).
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.inner.pointer
    }

    /// The operations that it reaches: `GET /orders`.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        self.inner.operations.iter().map(|operation| operation.title.as_str())
    }

    /// The address of the page about the rule.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.inner.url.as_deref()
    }

    /// What stays the same where lines move, files are renamed and documents are split: 32 hexadecimal digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.inner.fingerprint()
    }

    /// A fix that needs no thought.
    #[must_use]
    pub fn fix(&self) -> Option<FindingFix<'_>> {
        self.inner.fix.as_deref().map(|inner| FindingFix { inner })
    }

    /// What it means to clients, where it is a change between two versions.
    #[must_use]
    pub fn change(&self) -> Option<FindingChange<'_>> {
        self.inner.change().map(|inner| FindingChange { inner })
    }
}

/// In one line: the insides hold the whole text of the document.
impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Finding({self})")
    }
}

/// `orders.yaml:6:26: error[scope-read-guards-write]: ...`
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}[{}]: {}", self.location(), self.severity().word(), self.rule(), self.message())
    }
}

/// A fix: replacements that belong together.
#[derive(Clone, Copy, Debug)]
pub struct FindingFix<'f> {
    inner: &'f Fix,
}

impl<'f> FindingFix<'f> {
    /// What it does, as an order: ``add `required: true` ``.
    #[must_use]
    pub fn title(&self) -> &'f str {
        self.inner.title.as_str()
    }

    /// True where nobody can mind: the description means what it meant.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        self.inner.is_safe()
    }

    /// The replacements; they do not overlap.
    pub fn replacements(&self) -> impl Iterator<Item = Replacement> + 'f {
        let replacement = |edit: &crate::source::Edit| Replacement {
            location: Location::of(&edit.location),
            text: edit.text.clone(),
        };
        self.inner.edits.iter().map(replacement)
    }
}

/// A text in the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Replacement {
    /// What it replaces; empty where it only adds.
    pub location: Location,
    /// The new text.
    pub text: String,
}

/// A change between two versions.
#[derive(Clone, Copy, Debug)]
pub struct FindingChange<'f> {
    inner: &'f Change,
}

impl<'f> FindingChange<'f> {
    /// What it does to clients.
    #[must_use]
    pub fn compatibility(&self) -> Compatibility {
        self.inner.compatibility
    }

    /// What it does to security.
    #[must_use]
    pub fn impact(&self) -> Impact {
        self.inner.impact
    }

    /// Why it is that.
    #[must_use]
    pub fn reason(&self) -> Option<&'f str> {
        self.inner.reason.as_ref().map(finding::Message::as_str)
    }

    /// Where it stood before.
    #[must_use]
    pub fn base(&self) -> Option<Location> {
        self.inner.base.as_ref().map(|at| Location::of(&at.location))
    }

    /// Where it stands now.
    #[must_use]
    pub fn revision(&self) -> Option<Location> {
        self.inner.revision.as_ref().map(|at| Location::of(&at.location))
    }

    /// A value that one version accepts and the other refuses: the proof.
    #[must_use]
    pub fn witness(&self) -> Option<&'f Value> {
        self.inner.witness.as_ref().map(|witness| &witness.value)
    }
}
