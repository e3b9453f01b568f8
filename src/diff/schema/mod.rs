//! Which values a schema accepts, and whether all that one accepts another accepts too.

mod accept;
mod branches;
mod check;
mod contain;
mod discriminator;
mod embed;
mod engine;
mod evaluated;
mod facts;
mod graph;
mod keyword;
mod objects;
pub mod pattern;
mod sample;
mod scalars;
mod slices;
mod types;
mod unions;
mod value;

pub use accept::{is_known as is_known_format, is_note as is_noted_format};
pub use discriminator::{Discriminator, component};
pub use embed::Within;
pub use engine::{Answer, Engine, Extent, Mode, Obstacle, Point};
pub use facts::{Branch, Facts, Union, UnionKind};
pub use graph::{AtomPart, Graph, SetId};
pub use types::Types;
