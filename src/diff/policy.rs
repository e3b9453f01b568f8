//! What a comparison goes by: the day, and what a team has agreed on.

use globset::GlobMatcher;

use super::profile::Profile;
use super::selection::{Prefixes, Selection};
use crate::model::Strength;
use crate::text::Day;

/// What a comparison goes by.
#[derive(Clone, Debug)]
pub struct ComparisonPolicy {
    /// The day.
    pub today: Day,
    /// What must precede a removal.
    pub notice: Notice,
    /// Which credentials are stronger.
    pub strength: Strength,
    /// The names of the extensions that are compared, as globs.
    pub extensions: Vec<GlobMatcher>,
    /// Whom a change can break.
    pub profile: Profile,
    /// True where changes of the documentation are told, too.
    pub documentation: bool,
    /// Which operations are compared.
    pub selection: Selection,
    /// What paths are matched without, and with.
    pub prefixes: Prefixes,
}

/// The extensions that say who may see or call something.
const OF_EXPOSURE: [&str; 5] = ["x-internal", "x-audience", "x-visibility", "x-access", "x-public"];

impl ComparisonPolicy {
    /// What teams go by that have agreed on nothing.
    #[must_use]
    pub fn new(today: Day) -> Self {
        Self {
            today,
            notice: Notice::default(),
            strength: Strength::default(),
            extensions: Vec::new(),
            profile: Profile::default(),
            documentation: false,
            selection: Selection::default(),
            prefixes: Prefixes::default(),
        }
    }

    /// True for an extension whose changes are told.
    #[must_use]
    pub fn names_extension(&self, name: &str) -> bool {
        OF_EXPOSURE.contains(&name) || self.extensions.iter().any(|glob| glob.is_match(name))
    }
}

/// What must precede a removal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// Days from the deprecation to the sunset, at least.
    pub days: Option<u32>,
    /// True where what is deprecated must have a sunset date.
    pub sunset_required: bool,
}
