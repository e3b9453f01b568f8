//! apivet: design-time policy for HTTP APIs.
//!
//! The modules in the order of the layers; each uses only those above it.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod source;
pub mod tree;
