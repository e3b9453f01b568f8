//! Questions about plain texts that every layer may ask: near names, counts with their nouns, cutting.

mod cut;
mod day;
mod near;
mod packed;
mod plain;
mod slip;
mod sorting;

pub use cut::{
    any_steers, cut, cut_around, cut_in_the_middle, printable, steers, visible, web_address, without_commands,
    without_passwords,
};
pub use day::Day;
pub use near::{NearNames, nearest};
pub use packed::{pack, unpack};
pub use plain::{plain_name, push_lower};
pub use slip::{Slips, slip};
pub use sorting::Sorting;

/// A count with its noun, which takes an `s` where it is not one: `1 operation`, `2 operations`.
#[must_use]
pub fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}
