//! Word to the editor that files are being judged: only where that takes so long that one would wonder.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::cli::rpc::notification;

/// Work that takes no longer than this is not told of.
const PATIENCE: Duration = Duration::from_millis(500);

/// How far the telling is (Language Server Protocol 3.17, section "Server Initiated Progress").
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Progress {
    /// Nothing is done.
    #[default]
    Idle,
    /// Something is done, and told of from this moment on.
    Silent(Instant),
    /// It is told of, under this token.
    Told(u64),
}

impl Progress {
    /// Work begins. What is told of goes on.
    pub(super) fn begin(&mut self) {
        if matches!(self, Self::Idle) {
            *self = Self::Silent(Instant::now() + PATIENCE);
        }
    }

    /// When it is to be told of; nothing where it need not be.
    pub(super) fn due(self) -> Option<Instant> {
        if let Self::Silent(due) = self { Some(due) } else { None }
    }

    /// What is said once it takes long, under a token that no other work has.
    pub(super) fn tell(&mut self, token: u64) -> [Value; 2] {
        *self = Self::Told(token);
        let create = json!({"jsonrpc": "2.0", "id": format!("progress {token}"), "method": "window/workDoneProgress/create", "params": {"token": token}});
        let begin =
            json!({"token": token, "value": {"kind": "begin", "title": "apivet", "message": "judging the project"}});
        [create, notification("$/progress", begin)]
    }

    /// Work ended; what is said of it.
    pub(super) fn end(&mut self) -> Option<Value> {
        let Self::Told(token) = std::mem::take(self) else { return None };
        Some(notification("$/progress", json!({"token": token, "value": {"kind": "end"}})))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_told_of_once_and_its_end_if_it_was() {
        let mut progress = Progress::default();
        assert!(progress.due().is_none() && progress.end().is_none());
        progress.begin();
        let due = progress.due();
        progress.begin();
        assert_eq!(progress.due(), due, "work that goes on is not new work");
        assert!(progress.end().is_none(), "it was quick: nothing is said");
        progress.begin();
        let [create, begin] = progress.tell(7);
        assert_eq!((&create["params"]["token"], &begin["params"]["token"]), (&json!(7), &json!(7)));
        progress.begin();
        assert!(progress.due().is_none(), "it is told of already");
        assert_eq!(progress.end().unwrap()["params"]["value"]["kind"], "end");
        assert!(progress.end().is_none());
    }
}
