//! Rules that are written down: Spectral's format.

mod format;
mod functions;
mod inventory;
mod jsonpath;
mod message;
mod pattern;
mod range;
mod ruleset;
mod run;
mod script;

pub use inventory::Inventory;
pub use ruleset::{Loaded, Ruleset, load};
pub use run::run;
