//! The program: arguments in, exit status out.

use std::process::ExitCode;

fn main() -> ExitCode {
    apivet::cli::run(std::env::args_os().collect())
}
