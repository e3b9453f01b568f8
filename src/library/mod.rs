//! apivet inside of other programs: texts go in, findings come out. Nothing here reads files, asks for the time, or starts
//! programs.

mod comparison;
mod document;
mod finding;
mod linter;
mod policy;

pub use comparison::{Comparison, Diff};
pub use document::{Document, Files};
pub use finding::{Finding, FindingChange, FindingFix, Location, Replacement};
pub use linter::{Linter, Report};
pub use policy::{InvalidPolicy, Policy};
