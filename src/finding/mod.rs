//! What is said about documents: one [`Finding`] from the rule to the report, for what a rule found in a document and
//! for what changed between two versions.

mod change;
mod fingerprint;
mod fix;
mod message;
mod severity;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

pub use change::{Change, Compatibility, Impact, NodeLocation, Side, Witness};
pub use fingerprint::InBundle;
pub use fix::{Fix, FixReach};
pub(crate) use message::message;
pub use message::{Message, Part, Piece, list, names};
pub use severity::Severity;

use crate::source::{Edit, Location, Source};

/// The id of a rule, in kebab case: one of apivet's own, one of a change, or one that a ruleset declares.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleId(Cow<'static, str>);

impl RuleId {
    /// An id that is known when the program is built.
    #[must_use]
    pub const fn of(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }

    /// An id that a ruleset declares.
    #[must_use]
    pub fn declared(id: impl Into<String>) -> Self {
        Self(Cow::Owned(id.into()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq<str> for RuleId {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for RuleId {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl serde::Serialize for RuleId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Another location that explains a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What it has to do with the finding.
    pub message: Message,
}

/// An operation that the cause of a finding reaches.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reached {
    /// `POST /orders`, `webhook newOrder`.
    pub title: String,
    /// The method, in capitals.
    pub method: String,
    /// The path template, or the name of the webhook.
    pub path: String,
    /// Its `operationId`.
    pub id: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// True where it is marked as internal (`x-internal`, `x-audience`).
    pub internal: bool,
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Facet {
    /// A document.
    Lint,
    /// A change between two versions.
    Change(Box<Change>),
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it, or the id of the change.
    pub rule: RuleId,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, code in backticks.
    pub message: Message,
    /// Where. Of a change: in the revision, or in the base where the revision has nothing of it.
    pub location: Location,
    /// The words under the location.
    pub label: Message,
    /// RFC 6901 pointer of the node in its file.
    pub pointer: String,
    /// Other locations that explain it.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<Message>,
    /// The fix, where there is one that needs no thought.
    pub fix: Option<Box<Fix>>,
    /// Where the rule is explained.
    pub url: Option<String>,
    /// The entry documents that reach the location, where it lies in another file than they.
    pub reached_from: Vec<Arc<Source>>,
    /// Where it stands in the document as one file, once that is known.
    pub in_bundle: Option<InBundle>,
    /// The operations that the cause reaches, in document order. Of a finding about one document they are looked up
    /// only where a suppression asks for them. Changes of one comparison that reach the same share the list.
    pub operations: Arc<[Arc<Reached>]>,
    /// What it is about.
    pub facet: Facet,
}

impl Finding {
    /// A finding of a rule at a location; `pointer` is that of the node in its file.
    #[must_use]
    pub fn new(
        rule: RuleId,
        severity: Severity,
        location: Location,
        pointer: String,
        message: impl Into<Message>,
    ) -> Self {
        Self {
            rule,
            severity,
            message: message.into(),
            location,
            label: Message::default(),
            pointer,
            labels: Vec::new(),
            help: None,
            fix: None,
            url: None,
            reached_from: Vec::new(),
            in_bundle: None,
            operations: Arc::default(),
            facet: Facet::Lint,
        }
    }

    /// What it says more as a change.
    #[must_use]
    pub fn change(&self) -> Option<&Change> {
        match &self.facet {
            Facet::Lint => None,
            Facet::Change(change) => Some(change),
        }
    }

    /// The name of the file that it lies in, as it is shown.
    #[must_use]
    pub fn file(&self) -> &str {
        self.location.source.shown()
    }

    /// The document that it lies in, whichever revision of it.
    #[must_use]
    pub fn document(&self) -> &str {
        self.location.source.document()
    }

    /// The documents that it is of: its own, or those that reach the part that it is in.
    #[must_use]
    pub fn documents(&self) -> Vec<&str> {
        match &self.reached_from[..] {
            [] => vec![self.document()],
            entries => entries.iter().map(|entry| entry.document()).collect(),
        }
    }

    /// The words under the location.
    pub fn label(&mut self, words: impl Into<Message>) -> &mut Self {
        self.label = words.into();
        self
    }

    /// Another location that explains the finding.
    pub fn also(&mut self, location: Location, words: impl Into<Message>) -> &mut Self {
        self.labels.push(Label { location, message: words.into() });
        self
    }

    /// What to do.
    pub fn help(&mut self, help: impl Into<Message>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// A fix that nobody can mind. Where an edit is missing, or edits overlap, there is none.
    pub fn safe_fix(&mut self, title: impl Into<Message>, edits: impl IntoIterator<Item = Option<Edit>>) -> &mut Self {
        self.set_fix(title.into(), FixReach::Safe, edits)
    }

    /// A fix that changes what the API promises, or guesses what was meant; likewise.
    pub fn unsafe_fix(
        &mut self,
        title: impl Into<Message>,
        edits: impl IntoIterator<Item = Option<Edit>>,
    ) -> &mut Self {
        self.set_fix(title.into(), FixReach::Promise, edits)
    }

    /// A fix that drops what nothing uses.
    pub fn drop_fix(&mut self, edit: Option<Edit>) -> &mut Self {
        self.set_fix("remove it".into(), FixReach::Drop, [edit])
    }

    /// A fix that drops several things that nothing uses.
    pub fn drop_fixes(
        &mut self,
        title: impl Into<Message>,
        edits: impl IntoIterator<Item = Option<Edit>>,
    ) -> &mut Self {
        self.set_fix(title.into(), FixReach::Drop, edits)
    }

    fn set_fix(&mut self, title: Message, reach: FixReach, edits: impl IntoIterator<Item = Option<Edit>>) -> &mut Self {
        self.fix = Fix::new(title, reach, edits).map(Box::new);
        self
    }

    /// Another severity than the rule's own.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// [`Finding::label`] while it is being made.
    #[must_use]
    pub fn with_words(mut self, words: impl Into<Message>) -> Self {
        self.label(words);
        self
    }

    /// [`Finding::also`] while it is being made.
    #[must_use]
    pub fn with_label(mut self, location: Location, words: impl Into<Message>) -> Self {
        self.also(location, words);
        self
    }

    /// [`Finding::help`] while it is being made.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<Message>) -> Self {
        self.help(help);
        self
    }

    /// The order of reports: by the name of the file, the location, the rule, the words.
    #[must_use]
    pub fn in_order(&self, other: &Self) -> std::cmp::Ordering {
        let key = |f: &Self| f.location.span;
        (self.file().cmp(other.file()))
            .then_with(|| key(self).cmp(&key(other)))
            .then_with(|| self.rule.cmp(&other.rule))
            .then_with(|| self.message.as_str().cmp(other.message.as_str()))
    }

    /// True where the other one says the same of the same location.
    #[must_use]
    pub fn repeats(&self, other: &Self) -> bool {
        self.rule == other.rule
            && self.location.span == other.location.span
            && self.message == other.message
            && self.file() == other.file()
    }
}
