//! What a socket costs that says nothing.

use super::Measured;
use super::sockets;
use super::target::Target;
use crate::Outcome;
use crate::gauge::process::resident;
use std::time::Duration;
use tokio::time::sleep;

/// Time for buffers of the handshakes to be given back before memory is read.
const SETTLE: Duration = Duration::from_secs(3);

/// Resident KiB that a server holds more for each of so many open, subscribed sockets.
pub async fn idle(target: &Target, count: usize, rooms: &[String]) -> Outcome<Measured> {
    let before = resident(target.process);
    let sockets = sockets::open(target, count, rooms).await?;
    sleep(SETTLE).await;
    let after = resident(target.process);
    drop(sockets);
    let value = after.saturating_sub(before) as f64 / 1024.0 / count as f64;
    Ok(Measured { value, note: format!("resident {} MiB before, {} MiB after", before >> 20, after >> 20) })
}
