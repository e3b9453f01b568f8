//! What a comparison goes by: the day, and what a team has agreed on.

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
}

/// What must precede a removal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// Days from the deprecation to the sunset, at least.
    pub days: Option<u32>,
    /// True where what is deprecated must have a sunset date.
    pub sunset_required: bool,
}
