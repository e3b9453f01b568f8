//! Doing a command again whenever a file changes.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::{Status, tell, terminal};
use crate::session::{Failure, Session};

/// How often files are looked at.
const INTERVAL: Duration = Duration::from_millis(250);

/// Does a command, and again after each change of what stands in these places, until it is interrupted. What is a terminal is
/// cleared before; a failure is told, and may be mended.
pub(super) fn run(
    session: &Session,
    places: &[PathBuf],
    mut again: impl FnMut() -> Result<Status, Failure>,
) -> Result<Status, Failure> {
    let mut known = state(session, places);
    loop {
        terminal::clear();
        let started = Instant::now();
        if let Err(failure) = again() {
            tell(&failure);
        }
        let took = started.elapsed();
        let _ = std::io::stdout().flush();
        super::warn(&format!("watching for changes (this run took {:.2} s; Ctrl-C ends)", took.as_secs_f64()));
        loop {
            std::thread::sleep(INTERVAL);
            let now = state(session, places);
            if now != known {
                // An editor that writes in several steps has finished when nothing changes any more.
                known = now;
                std::thread::sleep(Duration::from_millis(50));
                let settled = state(session, places);
                let is_settled = settled == known;
                known = settled;
                if is_settled {
                    break;
                }
            }
        }
    }
}

/// The files in these places, and when each was written.
fn state(session: &Session, places: &[PathBuf]) -> BTreeMap<PathBuf, (Option<SystemTime>, u64)> {
    let mut files = BTreeMap::new();
    let mut add = |path: &Path| {
        if let Ok(meta) = std::fs::metadata(path) {
            files.insert(path.to_path_buf(), (meta.modified().ok(), meta.len()));
        }
    };
    for place in places {
        if place.is_dir() {
            session.search(place, &[]).files.iter().for_each(|file| add(file));
        } else {
            add(place);
        }
    }
    files
}
