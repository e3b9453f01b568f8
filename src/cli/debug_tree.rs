//! `apivet debug-tree`

use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::sync::Arc;

use super::args::DebugTreeArgs;
use super::{Status, show};
use crate::session::{Failure, decode, display_name, read_text, syntax_errors};
use crate::source::Source;
use crate::tree::{Limits, PrintError, Tree, write_json};

/// More values than this are not printed: aliases can stand for exponentially many.
const MOST: usize = 50_000_000;

pub(super) fn run(args: &DebugTreeArgs) -> Result<Status, Failure> {
    let limits = Limits::default();
    let (name, text) = if args.file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(|e| Failure::new(format!("cannot read standard input: {e}")))?;
        ("<stdin>".to_owned(), decode(bytes))
    } else {
        (display_name(&args.file), read_text(&args.file, limits))
    };
    let text = text.map_err(|why| Failure::new(format!("cannot read `{name}`: {why}")))?;
    let tree = Tree::parse(Arc::new(Source::new(name, text)), limits);
    // The standard is what counts here, whatever else some readers take.
    if !tree.errors().is_empty() || !tree.slips().is_empty() {
        show(&syntax_errors(&tree));
        return Ok(Status::Failed);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    match write_json(&mut out, tree.root(), MOST).and_then(|()| Ok(out.write_all(b"\n").and_then(|()| out.flush())?)) {
        Err(PrintError::Io(error)) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        Err(error @ PrintError::TooLarge(_)) => Err(Failure::new(error.to_string())),
        _ => Ok(Status::Clean),
    }
}
