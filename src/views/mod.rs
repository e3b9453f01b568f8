//! Views over whole APIs: who may call what, and which versions are alive.

pub mod access;
pub mod inventory;
