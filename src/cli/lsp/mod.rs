//! `apivet lsp`: a language server (Language Server Protocol 3.17) over standard input and output. What it says of files is
//! what `apivet lint` says of them, as they are written.

mod actions;
mod analysis;
mod answers;
mod buffer;
mod completion;
mod convert;
mod diagnostics;
mod hover;
mod lenses;
mod naming;
mod outline;
mod progress;
mod project;
mod server;
mod symbols;

pub(in crate::cli) use server::run;
