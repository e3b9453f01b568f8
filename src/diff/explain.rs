//! Which keywords changed, and what each change does: a walk over pairs of schemas, each pair once.

mod compare;
mod judge;
mod pairs;
mod root_reach;

pub use pairs::{Root, Travels, Walk};
