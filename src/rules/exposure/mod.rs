//! Rules of the category `exposure`.

use crate::rule::Rule;

/// The rules of this category, by id.
pub static RULES: &[&Rule] = &[];
