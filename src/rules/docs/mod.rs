//! Rules of the category `docs`.

use crate::rule::Rule;

/// The rules of this category, by id.
pub static RULES: &[&Rule] = &[];
