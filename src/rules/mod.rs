//! The rules, a file each, by category.

mod auth;
mod compat;
mod docs;
mod errors;
mod exposure;
mod input;
mod lifecycle;
mod naming;
mod scopes;
mod structure;
mod support;
mod throttling;
mod transport;
mod versioning;

use crate::rule::{Category, Rule};
use crate::text::nearest;

/// All rules about one document, by category and id.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    Category::ALL.into_iter().filter(|c| *c != Category::Compat).flat_map(|category| of(category).iter().copied())
}

/// The rules about two versions, by id.
pub fn of_comparisons() -> impl Iterator<Item = &'static Rule> {
    compat::RULES.iter()
}

/// The rules of a category, by id.
#[must_use]
pub fn of(category: Category) -> &'static [&'static Rule] {
    match category {
        Category::Structure => structure::RULES,
        Category::Auth => auth::RULES,
        Category::Scopes => scopes::RULES,
        Category::Transport => transport::RULES,
        Category::Throttling => throttling::RULES,
        Category::Input => input::RULES,
        Category::Errors => errors::RULES,
        Category::Versioning => versioning::RULES,
        Category::Lifecycle => lifecycle::RULES,
        Category::Exposure => exposure::RULES,
        Category::Naming => naming::RULES,
        Category::Docs => docs::RULES,
        // Too many for a list of references; see `of_comparisons`.
        Category::Compat => &[],
    }
}

/// The rule with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|r| r.id == id).or_else(|| of_comparisons().find(|r| r.id == id))
}

/// The rule id, alias of another tool, or category that a mistyped word most likely means.
#[must_use]
pub fn near(word: &str) -> Option<&'static str> {
    if let Some(rule) = all().chain(of_comparisons()).find(|r| r.aliases.contains(&word)) {
        return Some(rule.id);
    }
    nearest(word, all().chain(of_comparisons()).map(|r| r.id).chain(Category::ALL.into_iter().map(Category::word)))
}

/// Names that a reader most likely looks for, the nearest first: those that `word` is a slip of, then those that it is a
/// part of. `own` are the names of rules that a configuration declares.
pub fn several_near<'a>(word: &str, own: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    const MOST: usize = 5;
    let mut left: Vec<&'a str> = own.chain(all().map(|r| r.id)).chain(of_comparisons().map(|r| r.id)).collect();
    let mut found: Vec<&'a str> = near(word).into_iter().collect();
    left.retain(|name| !found.contains(name));
    while found.len() < 3
        && let Some(next) = nearest(word, left.iter().copied())
    {
        left.retain(|name| *name != next);
        found.push(next);
    }
    let word = word.to_lowercase();
    let holds = left.into_iter().filter(|name| word.len() > 2 && name.contains(&word));
    found.extend(holds.take(MOST - found.len()));
    found
}
