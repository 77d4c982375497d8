//! Waiting for a record to grow, without a socket.

use std::time::Duration;
use tokio::sync::watch;

/// The end of a record, as it grows.
pub struct News {
    head: watch::Receiver<i64>,
    stopping: watch::Receiver<bool>,
}

impl News {
    /// Of a record, until the server stops.
    pub(super) fn of(head: watch::Receiver<i64>, stopping: watch::Receiver<bool>) -> Self {
        Self { head, stopping }
    }

    /// Waits for an event later than `seq`. No when none came in time, or the server stops.
    pub async fn later_than(&mut self, seq: i64, patience: Duration) -> bool {
        tokio::select! {
            found = self.head.wait_for(|head| *head > seq) => found.is_ok(),
            _ = self.stopping.wait_for(|stopping| *stopping) => false,
            () = tokio::time::sleep(patience) => false,
        }
    }
}
