//! apivet: design-time policy for HTTP APIs.
//!
//! The modules in the order of the layers, numbered: each uses only those above it. `tests/layers.rs` holds that.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

// 1. Plain texts: near names, counts, cutting.
pub mod text;

// 2. Hashes of texts.
pub mod digest;

// 3. Files, spans, lines and columns.
pub mod source;

// 4. The arena of nodes that YAML and JSON are read into.
pub mod tree;

// 5. What is said: findings with typed messages.
pub mod finding;

// 6. The grammar of each OpenAPI version, references, the workspace.
pub mod spec;

// 7. What an API description says, whatever its version.
pub mod model;

// 8. What differs between two versions, with proof.
pub mod diff;

// 9. What a rule is, and what it may ask.
pub mod rule;

// 10. The rules, a file each.
pub mod rules;

// 11. Rules in Spectral's format.
pub mod declared;

// 12. Configuration, packs, severities, suppressions.
pub mod ruleset;

// 13. One run: load, link, apply rules.
pub mod engine;

// 14. Applying fixes until nothing more can be fixed.
pub mod fix;

// 15. Audit, inventory, promotion.
pub mod views;

// 16. Writing findings and tables.
pub mod report;

// 17. What every command needs, found once.
pub mod session;

// 18. The command line.
pub mod cli;
