//! A bar on the terminal when a run takes long.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

/// Milliseconds before the bar is shown: short runs show none.
const PATIENCE: u64 = 700;
/// Milliseconds between two pictures of it.
const PAUSE: u64 = 100;
/// Columns of the bar.
const WIDTH: usize = 24;

/// How far a run over many documents has come.
pub(super) struct Progress {
    started: Instant,
    done: AtomicUsize,
    total: usize,
    /// When it is to be shown next, in milliseconds from the start.
    next: AtomicU64,
    shown: bool,
}

impl Progress {
    pub(super) fn new(total: usize) -> Self {
        Self {
            started: Instant::now(),
            done: AtomicUsize::new(0),
            total,
            next: AtomicU64::new(PATIENCE),
            shown: total > 1 && std::io::stderr().is_terminal(),
        }
    }

    /// Tells that `count` more documents are done.
    pub(super) fn done(&self, count: usize) {
        let done = self.done.fetch_add(count, Ordering::Relaxed) + count;
        let now = self.started.elapsed().as_millis() as u64;
        let next = self.next.load(Ordering::Relaxed);
        // One of several threads shows it.
        let mine = || self.next.compare_exchange(next, now + PAUSE, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if self.shown && now >= next && mine() {
            let filled = (WIDTH * done).checked_div(self.total).unwrap_or(WIDTH).min(WIDTH);
            eprint!("\r[{}{}] {done} of {} documents", "=".repeat(filled), " ".repeat(WIDTH - filled), self.total);
            let _ = std::io::stderr().flush();
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if self.shown && self.next.load(Ordering::Relaxed) > PATIENCE {
            eprint!("\r{:60}\r", "");
        }
    }
}
