//! Rules of the category `lifecycle`.

use crate::rule::Rule;

/// The rules of this category, by id.
pub static RULES: &[&Rule] = &[];
