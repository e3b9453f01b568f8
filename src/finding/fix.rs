//! Fixes: edits that a finding comes with.

use super::Message;
use crate::source::Edit;
use crate::text::Sorting;

/// How far a fix goes. What goes less far is done first: what it fixes may be the cause of the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FixReach {
    /// Nobody can mind: the description means what it meant, or what it says that it means.
    Safe,
    /// It changes what the API promises, or guesses what was meant.
    Promise,
    /// It drops what somebody wrote.
    Drop,
}

/// A fix that needs no thought: edits that keep all the rest as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: ``add `required: true` ``.
    pub title: Message,
    /// How far it goes.
    pub reach: FixReach,
    /// The edits; they belong together and do not overlap.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix of these edits; none where an edit is missing, or edits overlap.
    #[must_use]
    pub fn new(title: Message, reach: FixReach, edits: impl IntoIterator<Item = Option<Edit>>) -> Option<Self> {
        let edits: Option<Vec<Edit>> = edits.into_iter().collect();
        let mut edits = edits.unwrap_or_default();
        edits.order_by(|a, b| a.location.cmp(&b.location));
        edits.dedup();
        let apart = |pair: &[Edit]| {
            let (a, b) = (&pair[0].location, &pair[1].location);
            !a.is_in_file_of(b) || a.span.end < b.span.start || (a.span.end == b.span.start && !b.span.is_empty())
        };
        let fits = !edits.is_empty() && edits.windows(2).all(apart);
        fits.then_some(Self { title, reach, edits })
    }

    /// True for a fix that is made without being asked for more than fixes.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        self.reach == FixReach::Safe
    }

    /// The options of `apivet lint` that make it.
    #[must_use]
    pub fn options(&self) -> &'static str {
        if self.is_safe() { "--fix" } else { "--fix --unsafe-fixes" }
    }
}
