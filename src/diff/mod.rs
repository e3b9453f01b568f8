//! Two versions of a description: what changed, whom it breaks, and what it opens.
//!
//! This layer states facts with their proof; the rules of the category `compat` give them severities.

mod align;
pub mod catalogue;
mod composed;
mod containment;
mod documentation;
mod explain;
mod extensions;
mod fact;
mod lifecycle;
mod messages;
pub mod pairs;
mod policy;
mod profile;
mod same;
mod schema;
mod security;
mod selection;
mod subtypes;
mod verdict;
mod words;

pub use align::{Comparison, STACK, compare};
pub use composed::{Share, shares};
pub use containment::first_contained;
pub use documentation::DocumentationChange;
pub use policy::{ComparisonPolicy, Notice};
pub use profile::Profile;
pub use selection::{Criteria, Prefixes, Selection};
pub use verdict::{Acknowledged, Bump, DeclaredVersions, Verdict, follows_from_others, is_about_version};

pub use crate::finding::{Compatibility, Impact, Side, Witness};
pub use fact::Fact;
