//! Views over whole APIs: who may call what, which versions are alive, and what outsiders see.

pub mod access;
pub mod inventory;
pub mod promotion;
