//! apivet: design-time policy for HTTP APIs.
//!
//! The modules in the order of the layers; each uses only those above it.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod cli;
pub mod declared;
pub mod diagnostic;
pub mod diff;
pub mod digest;
pub mod engine;
pub mod fix;
pub mod model;
pub mod report;
pub mod rule;
pub mod rules;
pub mod ruleset;
pub mod source;
pub mod spec;
pub mod tree;
pub mod views;
