//! The grammar of the OpenAPI versions, and the walk that labels every node with its kind.

mod bundle;
mod common;
mod conditions;
mod grammar;
mod kind;
mod labels;
mod link;
mod reference;
mod v2_0;
mod v3_0;
mod v3_1;
mod v3_2;
mod version;
mod walk;
mod workspace;

pub use bundle::{Bundle, component_name};
pub use grammar::{Field, Grammar, Names, Object, Refs, Type};
pub use kind::Kind;
pub use reference::{RefText, join_path, normalize_path, path_between, target_name, without_credentials};
pub use version::Version;
pub use workspace::{LoadError, Loader, NoFiles, Workspace, declared_version, is_document};
