//! Rules that are written down: Spectral's format.

mod fact_names;
mod facts;
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
mod subject;

pub use facts::judge;
pub use inventory::Inventory;
pub use ruleset::{
    Collector, DeclaredRule, DeclaredRuleset, LoadedRuleset, Programs, built_in, is_declaration, is_ruleset_name, load,
    pin_of, without_pin,
};
pub use run::{run, run_rules};
#[cfg(feature = "javascript")]
pub use script::{COMMAND as SANDBOX, serve};
pub use script::{Sandbox, is_script};
pub use subject::Subject;
