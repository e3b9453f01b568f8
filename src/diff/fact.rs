//! A fact: what differs between two versions, at nodes of their trees.

use std::sync::Arc;

use super::{Compatibility, Impact, Witness};
use crate::diff::catalogue::ChangeId;
use crate::finding::{Change, Facet, Finding, Message, NodeLocation, Reached, Severity, message};
use crate::tree::Cursor;

/// What differs between two versions. It becomes a [`Finding`] once all operations are known that it reaches.
#[derive(Clone, Debug)]
pub struct Fact<'a> {
    /// Its id, from the [`catalogue`](super::catalogue).
    pub id: ChangeId,
    /// What changed.
    pub message: Message,
    /// Why that matters, or why it does not.
    pub reason: Option<Message>,
    /// What to do.
    pub help: Option<Message>,
    /// What it does to clients.
    pub compatibility: Compatibility,
    /// What it does to security.
    pub impact: Impact,
    /// What it was.
    pub base: Option<Cursor<'a>>,
    /// What it is.
    pub revision: Option<Cursor<'a>>,
    /// The proof.
    pub witness: Option<Witness>,
    /// True where both versions accept the same messages all the same.
    pub without_effect: bool,
    /// True where only messages in XML show it.
    pub of_xml: bool,
    /// What carries it.
    pub carriers: Carriers<'a>,
}

/// The part of a message that carries what is compared.
#[derive(Clone, Debug, Default)]
pub struct Carrier<'a> {
    /// The status, range or `default` of a response; the location of a parameter.
    pub word: Option<&'a str>,
    /// The media type of its body.
    pub media_type: Option<Arc<str>>,
}

/// Words that a message names before it names none.
const WORDS: usize = 3;

/// The parts of messages that carry a change: as many as a sentence can name.
#[derive(Clone, Debug, Default)]
pub struct Carriers<'a> {
    /// The statuses or locations, in the order of the document; more than [`WORDS`] are not told apart.
    words: Vec<&'a str>,
    /// The media types; more than one are not told apart.
    media_types: Vec<Arc<str>>,
}

impl<'a> Carriers<'a> {
    /// Adds a part of a message.
    pub fn add(&mut self, carrier: &Carrier<'a>) {
        self.words.extend(carrier.word.filter(|w| self.words.len() <= WORDS && !self.words.contains(w)));
        let media_type = carrier.media_type.as_ref();
        self.media_types
            .extend(media_type.filter(|m| self.media_types.len() < 2 && !self.media_types.contains(m)).cloned());
    }

    /// Adds what others are.
    pub fn join(&mut self, other: Self) {
        for word in other.words {
            self.add(&Carrier { word: Some(word), media_type: None });
        }
        for media_type in other.media_types {
            self.add(&Carrier { word: None, media_type: Some(media_type) });
        }
    }

    /// The message with what carries it before it: `200 and 201 response ...`.
    fn name(&self, message: Message) -> Message {
        let mut named = match &self.words[..] {
            [] => return message,
            words if words.len() > WORDS => Message::default(),
            [one] => message!("{} ", *one),
            [first @ .., last] => message!("{} and {} ", first.join(", "), *last),
        };
        if let [media_type] = &self.media_types[..] {
            named.push(Message::code(media_type));
            named.push(" ");
        }
        named.push(message);
        named
    }
}

impl<'a> Fact<'a> {
    /// A fact that harms nobody; the fields that say otherwise are set by the caller.
    #[must_use]
    pub fn new(
        id: ChangeId,
        base: Option<Cursor<'a>>,
        revision: Option<Cursor<'a>>,
        message: impl Into<Message>,
    ) -> Self {
        Self {
            id,
            message: message.into(),
            reason: None,
            help: None,
            compatibility: Compatibility::Compatible,
            impact: Impact::Neutral,
            base,
            revision,
            witness: None,
            without_effect: false,
            of_xml: false,
            carriers: Carriers::default(),
        }
    }

    /// True where it breaks or can surprise a client, or changes who may do what.
    #[must_use]
    pub fn harms(&self) -> bool {
        self.compatibility > Compatibility::Compatible || self.impact != Impact::Neutral
    }

    /// Sets what it does to clients.
    #[must_use]
    pub fn compatibility(mut self, compatibility: Compatibility) -> Self {
        self.compatibility = compatibility;
        self
    }

    /// Sets what it does to security.
    #[must_use]
    pub fn impact(mut self, impact: Impact) -> Self {
        self.impact = impact;
        self
    }

    /// Sets why it matters.
    #[must_use]
    pub fn because(mut self, reason: impl Into<Message>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Sets what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<Message>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The fact as a finding: at its node in the revision, with that in the base beside it. None where it has no node.
    #[must_use]
    pub fn into_finding(self, operations: Arc<[Arc<Reached>]>) -> Option<Finding> {
        let (base, revision) = (self.base.map(shown), self.revision.map(shown));
        let at = revision.as_ref().or(base.as_ref())?.clone();
        let severity = match (self.compatibility, self.impact) {
            (Compatibility::Breaking, _) | (_, Impact::Weakened) => Severity::Error,
            (Compatibility::Undecided | Compatibility::Risky, _) => Severity::Warn,
            _ => Severity::Info,
        };
        let mut found =
            Finding::new(self.id.rule(), severity, at.location, at.pointer, self.carriers.name(self.message));
        found.label(match (&base, &revision) {
            (_, None) => "it was here",
            (Some(_), Some(_)) => "now",
            (None, Some(_)) => "new",
        });
        if let (Some(base), Some(_)) = (&base, &revision) {
            found.also(base.location.clone(), "before");
        }
        found.help = self.help;
        found.operations = operations;
        found.facet = Facet::Change(Box::new(Change {
            compatibility: self.compatibility,
            impact: self.impact,
            reason: self.reason,
            base,
            revision,
            witness: self.witness,
            without_effect: self.without_effect,
        }));
        Some(found)
    }
}

/// What is shown of a node: its key, or the first line of its value where it has none.
fn shown(at: Cursor<'_>) -> NodeLocation {
    NodeLocation { location: at.head(), pointer: at.pointer() }
}
