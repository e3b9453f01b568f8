//! Design-time policy for HTTP APIs, as a library: [`Linter`] judges OpenAPI descriptions by a [`Policy`], [`Diff`] compares
//! two versions of one, and both give [`Finding`]s with exact places, reasons, fixes and proofs.
//!
//! ```
//! use apivet::{Day, Document, Linter, Policy};
//!
//! let document = Document::new("api.yaml", "openapi: 3.1.0\ninfo: {title: Orders}\npaths: {}\n");
//! let linter = Linter::new(&Policy::default(), Day::parse("2026-11-27").expect("a date"));
//! let found: Vec<String> = linter.lint(&document).findings().iter().map(|finding| finding.to_string()).collect();
//! assert_eq!(found, ["api.yaml:2:1: error[spec-valid]: the `info` object must have `version`"]);
//! ```
//!
//! The library reads no files, knows no time and starts no programs: it is handed texts, a day, and [`Files`] for what
//! documents refer to. Without default features it depends on nothing that a command line needs
//! (`apivet = { version = "...", default-features = false }`). The program has more: [its page](https://github.com/apivet/apivet).
//!
//! What is listed here is what programs may rely on, by [Semantic Versioning](https://semver.org). The modules below it are
//! the program's own, and hidden: they change with every release.

// The modules in the order of the layers, numbered: each uses only those above it. `tests/layers.rs` holds that.

#![warn(missing_docs)]

// 1. Plain texts: near names, counts, cutting.
#[doc(hidden)]
pub mod text;

// 2. Hashes of texts.
#[doc(hidden)]
pub mod digest;

// 3. Files, spans, lines and columns.
#[doc(hidden)]
pub mod source;

// 4. The arena of nodes that YAML and JSON are read into.
#[doc(hidden)]
pub mod tree;

// 5. What is said: findings with typed messages.
#[doc(hidden)]
pub mod finding;

// 6. The grammar of each OpenAPI version, references, the workspace.
#[doc(hidden)]
pub mod spec;

// 7. What an API description says, whatever its version.
#[doc(hidden)]
pub mod model;

// 8. What differs between two versions, with proof.
#[doc(hidden)]
pub mod diff;

// 9. What a rule is, and what it may ask.
#[doc(hidden)]
pub mod rule;

// 10. The rules, a file each.
#[doc(hidden)]
pub mod rules;

// 11. Rules in Spectral's format.
#[doc(hidden)]
pub mod declared;

// 12. Configuration, packs, severities, suppressions.
#[doc(hidden)]
pub mod ruleset;

// 13. One run: load, link, apply rules.
#[doc(hidden)]
pub mod engine;

// 14. Applying fixes until nothing more can be fixed.
#[doc(hidden)]
pub mod fix;

// 15. apivet inside of other programs.
mod library;

// 16. Audit, inventory, promotion.
#[doc(hidden)]
pub mod views;

// 17. Writing findings and tables.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod report;

// 18. What every command needs, found once.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod session;

// 19. The command line.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;

pub use diff::Bump;
pub use finding::{Compatibility, Impact, Severity};
pub use library::{
    Comparison, Diff, Document, Files, Finding, FindingChange, FindingFix, InvalidPolicy, Linter, Location, Policy,
    Replacement, Report,
};
pub use source::Position;
pub use text::Day;
